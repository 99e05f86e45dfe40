import Foundation
import TestSupport
import Testing

@Suite struct ExplainCommandTests {
  private static let deal = ["--deal", "Examples/neotherapeutics/deal.yaml"]
  private static let proposal = "Examples/neotherapeutics/proposals/04-warrant-to-a-director-of-the-agent.yaml"

  @Test(arguments: [
    ("card.txt", ["warrants/contract-transfer", "--on", "2001-12-05"]),
    ("card.md", ["warrants/contract-transfer", "--format", "markdown"]),
    ("card.html", ["warrants/contract-transfer", "--format", "html"]),
    ("card.json", ["warrants/contract-transfer", "--format", "json"]),
    ("cards-of-section-203.txt", ["section-203/business-combination"]),
  ])
  func cardIsTheGoldenFile(_ file: String, _ arguments: [String]) throws {
    let run = try Program.run(["explain"] + arguments + Self.deal)
    #expect(run.errors == "")
    #expect(run.exitCode == 0)
    #expect(try GoldenFile(file).expected(insteadOf: run.output) == run.output)
  }

  @Test(arguments: [
    ("explanation.txt", "text"), ("explanation.md", "markdown"), ("explanation.html", "html"),
    ("explanation.json", "json"),
  ])
  func explanationIsTheGoldenFile(_ file: String, _ format: String) throws {
    let run = try Program.run(["explain", Self.proposal, "--rule", "warrants/contract-transfer", "--format", format])
    #expect(run.errors == "")
    #expect(run.exitCode == 0)
    #expect(try GoldenFile(file).expected(insteadOf: run.output) == run.output)
  }

  @Test(arguments: ["text", "markdown", "html", "json"])
  func allRulesHaveACard(_ format: String) throws {
    let run = try Program.run(["explain", "--all", "--format", format] + Self.deal)
    #expect(run.errors == "")
    for rule in ["warrants/contract-transfer", "nasd/compensation-cap", "section-203/business-combination"] {
      #expect(run.output.contains(rule), "\(rule)")
    }
    let again = try Program.run(["explain", "--all", "--format", format] + Self.deal)
    #expect(run.output == again.output)
  }

  @Test func jsonIsJSON() throws {
    let cards = try Program.run(["explain", "--all", "--format", "json"] + Self.deal)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(cards.output.utf8)) as? [String: Any])
    #expect(object["format"] as? String == "preclear.cards/1")
    #expect((object["cards"] as? [[String: Any]])?.count == 40)
  }

  @Test(arguments: [
    (["explain"], "Name a rule"), (["explain", "a/b", "--all"], "--all"),
    (["explain", "--all", "--rule", "a/b"], "--all"),
    (["explain", "a/b", "--pack", "x", "--deal", "y"], "not both"), (["explain", "a/b", "--on", "soon"], "soon"),
    (["explain", "a.yaml", "--rule", "a/b", "--pack", "x"], "--deal"),
    (["explain", "--all", "--ledger", "a.jsonl"], "--ledger"),
  ])
  func badUsageExitsWith2(_ arguments: [String], _ part: String) throws {
    let run = try Program.run(arguments)
    #expect(run.exitCode == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(part), "\(run.errors)")
  }

  @Test func withoutARuleThoseThatFoundSomethingAreExplained() throws {
    let run = try Program.run("explain", Self.proposal)
    #expect(run.errors == "")
    #expect(run.output.contains("VIOLATION  warrants/contract-transfer on PR-04"))
    #expect(!run.output.contains("NOT APPLICABLE") && !run.output.contains("CLEAR"))
    let clear = try Program.run("explain", "Examples/neotherapeutics/proposals/02-the-same-sale-negotiated.yaml")
    #expect(clear.exitCode == 2)
    #expect(clear.errors.contains("--rule"))
  }

  @Test func aRuleThatIsNotThereIsToldWithTheNearestName() throws {
    for arguments in [["warrants/contract-transfr"], [Self.proposal, "--rule", "warrants/contract-transfr"]] {
      let run = try Program.run(["explain"] + arguments + Self.deal)
      #expect(run.exitCode == 2)
      #expect(run.errors.contains("did you mean 'warrants/contract-transfer'?"))
    }
  }

  /// The lines of the reader's own document stand beside the rule, if it is the one that the pack cites.
  @Test func passagesStandBesideTheirRules() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try Program.run("new", "pack", "desk", in: folder.root)
    try folder.write("  no sale shall exceed\n  one hundred <thousand> dollars\n\n   1\n", to: "agreement.txt")
    let explain = ["explain", "--all", "--pack", "desk", "--format", "html", "--source", "agreement.txt"]
    let run = try Program.run(explain, in: folder.root)
    #expect(run.errors == "")
    #expect(run.output.contains("no sale shall exceed\none hundred &lt;thousand&gt; dollars</pre>"))
    #expect(!run.output.contains("<thousand>"))

    let head = try folder.read("desk/pack.yaml")
    let digest = String(repeating: "0", count: 64)
    try folder.write(
      head.replacing("{title: The agreement}", with: "{title: The agreement, sha256: \"\(digest)\"}"),
      to: "desk/pack.yaml")
    let refused = try Program.run(explain, in: folder.root)
    #expect(refused.exitCode == 2)
    #expect(refused.output == "")
    #expect(refused.errors.contains("is not the copy of 'agreement' that the pack cites"))
  }

  @Test func hostileTextIsNoMarkup() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try Program.run("new", "pack", "desk", in: folder.root)
    let rules = try folder.read("desk/sales.yaml")
    try folder.write(
      rules.replacing(
        "title: No sale brings more than the agreement allows",
        with: "title: \"<script>alert(1)</script> *b* [x](y)\\e[31m\""),
      to: "desk/sales.yaml")
    for format in ["html", "markdown", "text"] {
      let run = try Program.run(["explain", "--all", "--pack", "desk", "--format", format], in: folder.root)
      #expect(run.exitCode == 0)
      if format != "text" { #expect(!run.output.contains("<script>"), "\(format)") }
      #expect(!run.output.contains("\u{1B}"), "\(format)")
    }
  }
}
