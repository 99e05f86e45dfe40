import ArgumentParser
import Testing

@testable import PreclearCommand

@Suite struct CheckArgumentsTests {
  @Test(arguments: [
    ["a.yaml"], ["a.yaml", "-", "b.yaml"], ["--deal", "d.yaml", "a.yaml"], ["a.yaml", "--ledger", "l.jsonl"],
    ["a.yaml", "--format", "json", "--output", "-"], ["a.yaml", "--output", "o.txt", "--output", "p.txt"],
    ["--fail-on", "notice", "a.yaml", "--error-format", "json", "--color", "never"], [""],
    ["a.yaml", "--no-cures"], ["--no-cures", "a.yaml", "--format", "json"],
  ])
  func plainArgumentsAreReadAsTheParserReadsThem(_ arguments: [String]) throws {
    let plain = try #require(Check(plain: ["check"] + arguments))
    #expect(plain == (try CheckCommand.parse(arguments)).check)
  }

  @Test(arguments: [
    [], ["check"], ["check", "--help"], ["check", "a.yaml", "-h"], ["check", "a.yaml", "--format=json"],
    ["check", "a.yaml", "--format", "xml"], ["check", "a.yaml", "--deal"], ["check", "a.yaml", "--deal", "--format"],
    ["check", "--", "-a.yaml"], ["check", "-", "-"], ["check", "a.yaml", "--bogus", "1"], ["replay", "a.jsonl"],
  ])
  func whateverIsNotPlainIsLeftToTheParser(_ arguments: [String]) {
    #expect(Check(plain: arguments) == nil)
  }
}
