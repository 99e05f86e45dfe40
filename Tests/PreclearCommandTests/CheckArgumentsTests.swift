import ArgumentParser
import Testing

@testable import PreclearCommand

@Suite struct CheckArgumentsTests {
  @Test(arguments: [
    ["a.yaml"], ["a.yaml", "-", "b.yaml"], ["--deal", "d.yaml", "a.yaml"], ["a.yaml", "--ledger", "l.jsonl"],
    ["a.yaml", "--format", "json", "--output", "-"], ["a.yaml", "--output", "o.txt", "--output", "p.txt"],
    ["a.yaml", "--format", "text", "--format", "sarif=out.sarif"], ["a.yaml", "--format", "html=a=b.html"],
    ["--fail-on", "notice", "a.yaml", "--error-format", "json", "--color", "never"], [""],
    ["--", "-a.yaml"], ["a.yaml", "--", "--deal", "-"], ["a.yaml", "--no-cures"],
    ["--no-cures", "a.yaml", "--format", "json"],
  ])
  func plainArgumentsAreReadAsTheParserReadsThem(_ arguments: [String]) throws {
    let plain = try #require(Check(plain: ["check"] + arguments))
    #expect(plain == (try CheckCommand.parse(arguments)).check)
  }

  @Test(arguments: [
    [], ["a.yaml", "b.yaml"], ["--staged"], ["--staged", "a.yaml"], ["--since", "HEAD~1", "--format", "github"],
    ["--staged", "--deal", "d.yaml"],
    ["--baseline", "k.jsonl", "--write-baseline", "a.yaml"],
    ["--format", "text", "--format", "sarif=o", "--output", "x"],
    ["--fail-on", "notice", "--error-format", "json", "--color", "never"], ["--staged", "--", "-h.yaml", "--since"],
    ["--staged", "--"], ["-", "--output", "-"],
  ])
  func plainArgumentsOfAGateAreReadAsTheParserReadsThem(_ arguments: [String]) throws {
    let plain = try #require(GateRun(plain: ["gate"] + arguments))
    #expect(plain == (try GateCommand.parse(arguments)).gate)
  }

  @Test(arguments: [
    ["gate", "--help"], ["gate", "--since"], ["gate", "--since", "--staged"], ["gate", "--since", "HEAD", "a.yaml"],
    ["gate", "--write-baseline"], ["gate", "--since=HEAD"], ["check", "a.yaml"],
  ])
  func whateverIsNotPlainOfAGateIsLeftToTheParser(_ arguments: [String]) {
    #expect(GateRun(plain: arguments) == nil)
  }

  @Test(arguments: [
    [], ["check"], ["check", "--help"], ["check", "a.yaml", "-h"], ["check", "a.yaml", "--format=json"],
    ["check", "a.yaml", "--format", "xml"], ["check", "a.yaml", "--format", "json", "--format", "text"],
    ["check", "a.yaml", "--format", "json="], ["check", "a.yaml", "--deal"], ["check", "a.yaml", "--deal", "--format"],
    ["check", "-", "-"], ["check", "a.yaml", "--bogus", "1"], ["replay", "a.jsonl"],
  ])
  func whateverIsNotPlainIsLeftToTheParser(_ arguments: [String]) {
    #expect(Check(plain: arguments) == nil)
  }
}
