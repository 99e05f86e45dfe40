import Foundation
import TestSupport
import Testing

@Suite struct LintTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("deal: desk\npack: pack\n", to: "deal.yaml")
    try folder.write(Self.pack, to: "pack/pack.yaml")
    try folder.write(Self.tests, to: "pack/pack.test.yaml")
  }

  private static let pack = """
    pack: desk
    version: 1.0.0
    title: A desk
    sources: {code: {title: Code}}
    events: {trade: {fields: {shares: {type: int, minimum: 1, required: true}}}}
    parameters:
      limit:
        review_by: 2026-01-01
        values: [{from: 2000-01-01, value: 100, cite: {source: code, page: "1", lines: "1", anchor: one hundred}}]
    rules:
      limit:
        title: No more than the limit
        on: trade
        forbid: event.shares > parameter.limit
        cite: {source: code, page: "1", lines: "1", anchor: one hundred}
    """
  private static let tests = """
    deal: ../deal.yaml
    cases:
      - name: At the limit
        propose: {id: T-1, kind: trade, date: 2026-03-05, shares: 100}
        expect: {outcomes: {desk/limit: clear}}
      - name: Over it
        propose: {id: T-1, kind: trade, date: 2026-03-05, shares: 101}
        expect: {outcomes: {desk/limit: violation}}
    """

  private func lint(_ arguments: String...) throws -> Program.Run {
    try Program.run(["lint"] + arguments, in: folder.root)
  }

  private func edit(_ old: String, _ new: String) throws {
    try folder.write(Self.pack.replacing(old, with: new), to: "pack/pack.yaml")
  }

  @Test func nothingFoundExitsWith0() throws {
    defer { folder.remove() }
    for path in [".", "pack", "pack/pack.yaml", "deal.yaml"] {
      let run = try lint(path)
      #expect(run.output == "0 errors, 0 warnings\n", "\(path)")
      #expect(run.errors == "")
      #expect(run.exitCode == 0)
    }
  }

  @Test func aWarningExitsWith3AndShowsItsPlace() throws {
    defer { folder.remove() }
    try edit("> parameter.limit", "> parameter.limit + 5")
    let run = try lint()
    #expect(
      run.output == """
        pack/pack.yaml:14:46: warning: the figure 5 stands in an expression
        14 |     forbid: event.shares > parameter.limit + 5
           |                                              ^ make it a parameter, with its source and the day since when it holds [literal]
        0 errors, 1 warning

        """)
    #expect(run.exitCode == 3)
  }

  @Test func anErrorExitsWith1() throws {
    defer { folder.remove() }
    try edit(
      "cite: {source: code, page: \"1\", lines: \"1\", anchor: one hundred}\n",
      "cite: {source: cod, page: \"1\", lines: \"1\", anchor: one hundred}\n")
    try edit("    cite: {source: code", "    cite: {source: cod")
    let run = try lint()
    #expect(run.output.contains("no source is named 'cod'"))
    #expect(run.exitCode == 1)
  }

  @Test func brokenRulesExitWith2AndAreTold() throws {
    defer { folder.remove() }
    try edit("event.shares >", "event.share >")
    let text = try lint()
    #expect(text.output.contains("pack/pack.yaml:14:19: error: unknown field of event 'trade': 'share'"))
    #expect(text.errors.contains("the rules have mistakes"))
    #expect(text.exitCode == 2)
    let json = try lint("--format", "json")
    #expect(json.exitCode == 2)
    #expect(json.errors.contains("pack/pack.yaml:14:19"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["diagnostics"] as? [[String: Any]])?.first?["code"] as? String == "unknown-name")
  }

  @Test func theDayIsGivenNeverRead() throws {
    defer { folder.remove() }
    #expect(try lint("--on", "2026-01-01").exitCode == 0)
    let run = try lint("--on", "2026-01-02")
    #expect(run.output.contains("'limit' was to be reviewed by 2026-01-01"))
    #expect(run.exitCode == 3)
  }

  @Test func anchorsAreLookedUpInTheCopyAtHand() throws {
    defer { folder.remove() }
    try folder.write("one hundred\n1\n", to: "right.txt")
    try folder.write("two hundred\n1\n", to: "wrong.txt")
    #expect(try lint("--source", "code=right.txt").exitCode == 0)
    let run = try lint("--source", "code=wrong.txt")
    #expect(run.output.contains("'one hundred' is not in lines 1 of 'code'"))
    #expect(run.exitCode == 1)
    // The pack has one source: a copy without a name is of that one.
    #expect(try lint("--source", "right.txt").exitCode == 0)
    #expect(try lint("--source", "wrong.txt").output == run.output)
  }

  @Test func copyWithoutANameIsRefusedWhereThePacksHaveTwoSources() throws {
    defer { folder.remove() }
    try folder.write("one hundred\n1\n", to: "right.txt")
    try edit("{code: {title: Code}}", "{code: {title: Code}, letter: {title: Letter}}")
    let run = try lint("--source", "right.txt")
    #expect(run.exitCode == 2)
    #expect(run.output.contains("'right.txt' does not say which source it is"))
    #expect(run.output.contains("write NAME=FILE; the sources are code, letter"))
  }

  /// In another document every anchor is missing, which nobody wants to read.
  @Test func copyWithAnotherDigestIsOneMistake() throws {
    defer { folder.remove() }
    try folder.write("two hundred\n1\n", to: "wrong.txt")
    try edit("{title: Code}", "{title: Code, sha256: \(String(repeating: "a", count: 64))}")
    let run = try lint("--source", "code=wrong.txt")
    #expect(run.exitCode == 2)
    #expect(run.output.contains("'wrong.txt' is not the copy of 'code' that the pack cites"))
    #expect(run.output.hasSuffix("1 error, 0 warnings\n"))
  }

  @Test func everyFormatHoldsTheFinding() throws {
    defer { folder.remove() }
    try edit("> parameter.limit", "> parameter.limit + 5")
    let sarif = try lint("--format", "sarif")
    let log = try #require(try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    #expect((run["results"] as? [[String: Any]])?.first?["ruleId"] as? String == "preclear/literal")
    // A code is told in the words of `--explain`.
    let driver = (run["tool"] as? [String: [String: Any]])?["driver"]
    let rule = try #require((driver?["rules"] as? [[String: Any]])?.first)
    let words = try #require((rule["help"] as? [String: String])?["text"])
    #expect(try lint("--explain", "literal").output.hasSuffix("\n\n\(words)\n"))
    #expect(try lint("--format", "github").output.hasPrefix("::warning "))
    let written = try lint("--format", "json", "--output", "found.json")
    #expect(written.output == "")
    #expect(written.exitCode == 3)
    #expect(try folder.read("found.json").contains("\"literal\""))
  }

  @Test(arguments: [
    (["--on", "yesterday"], "'yesterday' is no date"), (["--source", "code"], "cannot read 'code'"),
    (["nowhere"], "nowhere"),
    (["--explain", "litteral"], "did you mean 'literal'?"), (["--format", "xml"], "xml"),
    (["--source", "other=deal.yaml"], "no pack declares the source 'other'"),
  ])
  func badUsageExitsWith2(_ arguments: [String], _ part: String) throws {
    defer { folder.remove() }
    let run = try Program.run(["lint"] + arguments, in: folder.root)
    #expect(run.exitCode == 2)
    #expect((run.errors + run.output).contains(part), "\(run.errors)")
  }

  @Test func everyCodeIsListedAndExplained() throws {
    defer { folder.remove() }
    let list = try lint("--list")
    #expect(list.exitCode == 0)
    #expect(try GoldenFile("lint-list.txt").expected(insteadOf: list.output) == list.output)
    let explanation = try lint("--explain", "literal")
    #expect(explanation.output.hasPrefix("literal (warning): a literal where a parameter should be\n\n"))
    let mistake = try lint("--explain", "unknown-name")
    #expect(mistake.output.hasPrefix("unknown-name (error): a name that nothing has\n\n"))
  }
}
