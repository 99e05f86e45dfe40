import PreclearAuthoring
import PreclearEngine
import Testing

@Suite struct MutationTests {
  private func result(_ cases: [String]) throws -> MutationResult {
    try MutationRun.result(of: try TestedDesk(cases: cases).observed()) { _, _ in }
  }

  private func survivors(_ result: MutationResult) -> [String] {
    result.mutants.filter { !$0.isNoticed }.map { "\($0.owner): \($0.change)" }
  }

  @Test func eachComparisonClauseExceptionAndFigureIsChanged() throws {
    let changes = try result(TestedDesk.thorough).mutants.map { "\($0.owner): \($0.change)" }
    #expect(
      changes == [
        "parameter most: 101 for 100",
        "parameter most: 99 for 100",
        "trades/size: dropped",
        "trades/size: `event.side == \"buy\"` with !=",
        "trades/size: `event.shares > parameter.most` with >=",
        "trades/size: exception agreement dropped",
      ])
  }

  @Test(arguments: [
    ("100", ["101 for 100", "99 for 100"]),
    ("100.00", ["100.01 for 100", "99.99 for 100"]),
    ("99.50", ["99.51 for 99.5", "99.49 for 99.5"]),
    ("9950%", ["99.51 for 99.5", "99.49 for 99.5"]),
    ("9900.0%", ["99.001 for 99", "98.999 for 99"]),
    (
      "{between: [98.0, 100.00]}",
      ["least 98.1 for 98", "least 97.9 for 98", "most 100.01 for 100", "most 99.99 for 100"]
    ),
    ("{at_least: 98.00}", ["least 98.01 for 98", "least 97.99 for 98"]),
  ])
  func aStepIsOneUnitInTheLastPlaceThatIsWritten(_ limit: String, _ expected: [String]) throws {
    var desk = TestedDesk(cases: [TestedDesk.trade("side: buy, shares: 90", "clear")])
    desk.limit = limit
    let result = try MutationRun.result(of: try desk.observed()) { _, _ in }
    #expect(result.mutants.filter { $0.owner == "parameter most" }.map(\.change) == expected)
  }

  @Test func thoroughCasesNoticeEveryChange() throws {
    #expect(survivors(try result(TestedDesk.thorough)) == [])
  }

  @Test func aChangeThatNoCaseRunsSurvives() throws {
    let result = try result([
      TestedDesk.trade("side: buy, shares: 99", "clear"),
      TestedDesk.trade("side: buy, shares: 102, agreed: false", "violation"),
    ])
    #expect(
      survivors(result) == [
        "parameter most: 101 for 100", "parameter most: 99 for 100",
        "trades/size: `event.shares > parameter.most` with >=", "trades/size: exception agreement dropped",
      ])
    #expect(result.mutants.last?.fate == .survived(cases: 0))
    #expect(result.mutants.first?.fate == .survived(cases: 2))
  }

  @Test func theCaseThatNoticesIsNamed() throws {
    let mutants = try result(TestedDesk.thorough).mutants
    // The second case is the trade of a hundred, on line 6: at the limit, which >= forbids.
    #expect(mutants.first { $0.change.hasSuffix("with >=") }?.fate == .noticed(by: "desk/trades.test.yaml:6"))
  }

  // MARK: Survivors that have a reason

  private func explained(_ list: String) throws -> (result: MutationResult, mistakes: [String]) {
    var result = try result([TestedDesk.trade("side: buy, shares: 99", "clear")])
    let list = try SurvivorList(SourceFile(path: "survivors.yaml", text: list))
    let mistakes = list.explain(&result).map { "\($0.range?.start.line ?? 0): \($0.message)" }
    return (result, mistakes)
  }

  @Test func aSurvivorWithAReasonIsNotOpen() throws {
    let (result, mistakes) = try explained(
      """
      survivors:
        - {in: parameter most, change: 101 for 100, because: no one trades so much}
      """)
    #expect(mistakes == [])
    #expect(result.mutants[0].reason == "no one trades so much")
    #expect(!result.mutants[0].isOpen)
    #expect(result.mutants[1].isOpen)
  }

  @Test func anEntryThatIsStaleIsAMistake() throws {
    let (_, mistakes) = try explained(
      """
      survivors:
        - {in: parameter most, change: 102 for 100, because: x}
        - {in: trades/size, change: '`event.side == "buy"` with !=', because: x}
      """)
    #expect(
      mistakes == [
        "2: no change of 'parameter most' is called '102 for 100'", "3: a test notices this change",
      ])
  }

  @Test(arguments: [
    ("survivors: 3", "expected a list of changes that no test notices"),
    ("survivor: []", "unknown key 'survivor'"),
    ("survivors: [{in: a, change: b}]", "a survivor needs 'because'"),
    ("survivors: [{in: a, change: b, because: c}, {in: a, change: b, because: d}]", "this survivor stands twice"),
  ])
  func aListThatIsWrongIsRefused(_ text: String, _ message: String) throws {
    do throws(LoadFailure) {
      _ = try SurvivorList(SourceFile(path: "survivors.yaml", text: text))
      Issue.record("it was accepted")
    } catch {
      #expect(error.diagnostics.contains { $0.message.contains(message) }, "\(error.diagnostics.map(\.message))")
    }
  }
}
