import Foundation
import Testing

@Suite struct InputErrorTests {
  private let example = "Examples/neotherapeutics/deal.yaml"

  @Test func proposalThatIsNotThereIsNamed() throws {
    let run = try Program.run("check", "nowhere.yaml", "--deal", example)
    #expect(run.exitCode == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors == "nowhere.yaml:1:1: error: cannot read 'nowhere.yaml': no such file or directory\n")
  }

  @Test func folderIsNoProposal() throws {
    let run = try Program.run("check", "Examples", "--deal", example)
    #expect(run.exitCode == 2)
    #expect(run.errors == "Examples:1:1: error: cannot read 'Examples': is a directory\n")
  }

  @Test func dealThatIsNotThereIsNamed() throws {
    let run = try Program.run("check", "-", "--deal", "nowhere.yaml", input: "{id: T-1}")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("nowhere.yaml"))
  }

  @Test func proposalWithoutADealAsksForOne() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("{id: T-1}", to: "sale.yaml")
    let run = try Program.run("check", "sale.yaml", in: folder.root)
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("found no deal.yaml for 'sale.yaml'"))
    #expect(run.errors.contains("--deal"))
  }

  @Test func proposalsOfTwoDealsAreRefused() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for deal in ["a", "b"] {
      try folder.write("deal: \(deal)", to: "\(deal)/deal.yaml")
      try folder.write("{id: T-1}", to: "\(deal)/proposals/sale.yaml")
    }
    let run = try Program.run("check", "a/proposals/sale.yaml", "b/proposals/sale.yaml", in: folder.root)
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("'a/deal.yaml'"))
    #expect(run.errors.contains("'b/deal.yaml'"))
  }

  @Test func brokenYAMLIsShownWithItsPlace() throws {
    let run = try Program.run("check", "-", "--deal", example, input: "id: T-1\nkind: [sale}\n")
    #expect(run.exitCode == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("<stdin>:"))
    #expect(run.errors.contains("^"))
  }

  @Test func diagnosticAsJSONHasAPlaceAndACode() throws {
    let run = try Program.run(
      "check", "-", "--deal", example, "--error-format", "json",
      input: "{id: T-1, kind: no-such-kind, date: 2001-11-06}")
    #expect(run.exitCode == 2)
    let first = try #require(run.errors.split(separator: "\n").first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any])
    #expect(object["file"] as? String == "<stdin>")
    #expect(object["line"] as? Int == 1)
    #expect((object["code"] as? String)?.isEmpty == false)
    #expect((object["message"] as? String)?.contains("no-such-kind") == true)
  }

  @Test func escapeSequenceOfAnInputDoesNotReachTheTerminal() throws {
    let run = try Program.run("check", "a\u{1B}[31m.yaml", "--deal", example)
    #expect(run.exitCode == 2)
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test func ruleTestThatCannotBeLoadedExitsWith2AndStillCounts() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("cases: [{name: a, expect: {verdict: clear}}]", to: "rules/x.test.yaml")
    let run = try Program.run("test", "rules", in: folder.root)
    #expect(run.exitCode == 2)
    #expect(run.output == "0 passed, 0 failed\n")
    #expect(run.errors.hasPrefix("rules/x.test.yaml:1:"))
    #expect(run.errors.contains("a case needs 'propose'"))
  }

  @Test func dealThatSeveralRuleTestsShareIsComplainedOfOnce() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in ["a", "b/c"] {
      try folder.write("cases: [{name: a, propose: {id: T-1}, expect: {verdict: clear}}]", to: "\(name).test.yaml")
    }
    let run = try Program.run("test", "--deal", "nowhere.yaml", in: folder.root)
    #expect(run.exitCode == 2)
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func folderWithoutRuleTestsIsNoted() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = try Program.run("test", in: folder.root)
    #expect(run.exitCode == 0)
    #expect(run.output == "0 passed, 0 failed\n")
    #expect(run.errors == "note: no *.test.yaml under '.'\n")
  }
}
