import Foundation
import Testing

/// `test --coverage` and `test --mutate`, as their users run them.
@Suite struct TestQualityTests {
  private let folder: TemporaryFolder

  /// One rule, and one case that leaves most of it open.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      """
      pack: desk
      events: {trade: {fields: {shares: {type: int, required: true}}}}
      """, to: "desk/pack.yaml")
    try folder.write(
      """
      rules:
        size:
          title: "Nobody <buys> more & more"
          on: trade
          forbid: event.shares > 100
          cite: {source: code, page: "4", lines: "3", anchor: no person shall deal}
      """, to: "desk/trades.yaml")
    try folder.write("deal: desk\npack: desk\n", to: "deal.yaml")
    try folder.write(cases(expecting: "clear"), to: "desk/trades.test.yaml")
  }

  private func cases(expecting outcome: String) -> String {
    """
    deal: ../deal.yaml
    cases:
      - name: A trade
        propose: {id: T-1, kind: trade, date: 2026-03-02, shares: 100}
        expect: {outcomes: {trades/size: \(outcome)}}
    """
  }

  private func run(_ arguments: String...) throws -> Program.Run {
    try Program.run(["test"] + arguments, in: folder.root)
  }

  @Test func countOfCasesStaysTheLastLine() throws {
    defer { folder.remove() }
    let run = try run("--coverage")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.output.hasSuffix("\n1 passed, 0 failed\n"))
    #expect(run.output.contains("desk/trades.yaml:2: trades/size: never violation\n"))
  }

  @Test func lessThanTheThresholdFails() throws {
    defer { folder.remove() }
    #expect(try run("--coverage", "--threshold", "50").exitCode == 0)
    let run = try run("--coverage", "--threshold", "51")
    #expect(run.exitCode == 1)
    #expect(run.errors == "outcomes: 50% is less than 51%\nconditions: 50% is less than 51%\n")
  }

  @Test func jsonAndHTMLGoToTheFileAlone() throws {
    defer { folder.remove() }
    #expect(try run("--coverage", "--format", "json", "--output", "a.json").output == "1 passed, 0 failed\n")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.read("a.json").utf8)) as? [String: Any])
    #expect(json["format"] as? String == "preclear.coverage/1")
    let points = try #require(json["points"] as? [[String: Any]])
    #expect(points.compactMap { $0["measure"] as? String } == ["outcomes", "conditions", "boundaries"])
    #expect(points.compactMap { $0["line"] as? Int } == [2, 5, 5])
    #expect(try run("--coverage", "--format", "html", "--output", "a.html").output == "1 passed, 0 failed\n")
    let page = try folder.read("a.html")
    #expect(page.contains("title: &quot;Nobody &lt;buys&gt; more &amp; more&quot;"))
    #expect(page.contains("<div class=\"note blocked\">`event.shares &gt; 100` is never true</div>"))
    #expect(try run("--mutate", "--format", "json", "--output", "m.json").exitCode == 1)
    #expect(try folder.read("m.json").hasPrefix("{\n  \"format\": \"preclear.mutation/1\",\n"))
    #expect(try folder.read("m.json").contains("\"noticed_by\": \"desk/trades.test.yaml:3\""))
  }

  @Test func sameCasesGiveTheSameBytes() throws {
    defer { folder.remove() }
    #expect(try run("--coverage").output == (try run("--coverage").output))
    #expect(try run("--mutate").output == (try run("--mutate").output))
  }

  @Test func aCaseThatFailsIsAllThatIsSaid() throws {
    defer { folder.remove() }
    try folder.write(cases(expecting: "violation"), to: "desk/trades.test.yaml")
    for flag in ["--coverage", "--mutate"] {
      let run = try run(flag)
      #expect(run.exitCode == 1)
      #expect(run.output.hasPrefix("FAIL desk/trades.test.yaml:3: A trade\n"))
      #expect(run.output.hasSuffix("\n0 passed, 1 failed\n"))
      #expect(!run.output.contains("reached") && !run.output.contains("changes"))
    }
  }

  @Test func noteThatIsStaleIsAnErrorWithItsPlace() throws {
    defer { folder.remove() }
    let rule = try folder.read("desk/trades.yaml")
    try folder.write(
      rule.replacing("    forbid:", with: "    # unreachable: false of `event.shares > 100`: no\n    forbid:"),
      to: "desk/trades.yaml")
    let run = try run("--coverage")
    #expect(run.exitCode == 2)
    let message = "desk/trades.yaml:5:7: error: a test reaches what this note calls unreachable: 'false'\n"
    #expect(run.errors.hasPrefix(message), "\(run.errors)")
  }

  @Test(arguments: [
    (["--threshold", "100"], "--threshold goes with --coverage."),
    (["--coverage", "--threshold", "101"], "--threshold is a percentage from 0 to 100, and not 101."),
    (["--coverage", "--mutate"], "--coverage and --mutate are two reports: ask for one at a time."),
    (["--coverage", "--format", "json"], "--format json needs --output: standard output ends with the count"),
    (["--mutate", "--format", "html", "--output", "a"], "--mutate reports as text or json."),
    (["--coverage", "--survivors", "a"], "--survivors goes with --mutate."),
    (["--output", "a"], "--format and --output go with --coverage or --mutate."),
  ])
  func optionsThatDoNotGoTogetherAreRefused(_ arguments: [String], _ message: String) throws {
    defer { folder.remove() }
    let run = try Program.run(["test"] + arguments, in: folder.root)
    #expect(run.exitCode == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func aFileThatCannotBeWrittenIsAnError() throws {
    defer { folder.remove() }
    let run = try run("--coverage", "--output", "nowhere/a.txt")
    #expect(run.exitCode == 2)
    #expect(run.output == "1 passed, 0 failed\n")
  }
}
