import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct BaselineTests {
  private static let proposal = "deal/proposals/a.yaml"
  private static let second = "deal/proposals/b.yaml"
  /// Where both files are.
  private static let tree = TextTree([proposal: "", second: ""])

  private func gate(_ shares: Int, id: String = "P-1", in path: String = proposal) throws -> GateReport {
    try TextTree([path: TextTree.sale(id, "2024-01-05", shares: shares)]).gate([path])
  }

  /// As it would be read again from its file.
  private func baseline(of gate: GateReport) throws -> Baseline {
    var baseline = Baseline(path: "known.jsonl")
    baseline.update(with: gate, TextTree([Self.proposal: ""]))
    return try Baseline(reading: SourceFile(path: "known.jsonl", bytes: baseline.render()))
  }

  @Test func findingThatWasThereBeforeIsKnownAndDoesNotCount() throws {
    var gate = try gate(200)
    #expect(gate.verdict == .blocked)
    try baseline(of: gate).apply(to: &gate, Self.tree)
    #expect(gate.results[0].findings.map(\.isKnown) == [true, true])
    #expect(gate.results[0].verdict == .blocked)
    #expect(gate.verdict == .clear)
    #expect(gate.knownCount == 2)
    #expect(gate.remarks.isEmpty)
    #expect(!gate.hasNotice)
  }

  @Test func findingWithOtherFiguresIsNew() throws {
    var worse = try gate(201)
    try baseline(of: try gate(200)).apply(to: &worse, Self.tree)
    #expect(worse.verdict == .blocked)
    // The notice has no figures: it is the same, and known. The violation of before is gone.
    #expect(worse.knownCount == 1)
    #expect(worse.remarks.map(\.code) == ["vanished-finding"])
  }

  @Test func findingThatVanishedIsSaid() throws {
    var cured = try gate(1)
    try baseline(of: try gate(200)).apply(to: &cured, Self.tree)
    #expect(cured.verdict == .clear)
    #expect(cured.remarks.map(\.code) == ["vanished-finding", "vanished-finding"])
    #expect(cured.remarks[0].message.contains("'sales/limit' for 'P-1' in 'deal/proposals/a.yaml' is gone"))
    #expect(!cured.hasNotice)
  }

  @Test func eventThatWasNotJudgedKeepsItsFindings() throws {
    var baseline = try baseline(of: try gate(200))
    var other = try gate(200, id: "P-2", in: Self.second)
    baseline.apply(to: &other, Self.tree)
    #expect(other.verdict == .blocked)
    #expect(other.remarks.isEmpty)
    baseline.update(with: other, TextTree([Self.proposal: "", Self.second: ""]))
    var first = try gate(200)
    baseline.apply(to: &first, Self.tree)
    #expect(first.verdict == .clear)
  }

  @Test func sameFindingInAnotherFileIsNew() throws {
    var copy = try gate(200, in: Self.second)
    try baseline(of: try gate(200)).apply(to: &copy, Self.tree)
    #expect(copy.verdict == .blocked)
  }

  @Test func findingOfAFileThatIsGoneIsSaidAndTakenOut() throws {
    var baseline = try baseline(of: try gate(200))
    let left = TextTree([Self.second: ""])
    var other = try gate(1, id: "P-2", in: Self.second)
    baseline.apply(to: &other, left)
    #expect(other.remarks.map(\.code) == ["vanished-finding", "vanished-finding"])
    #expect(other.remarks[0].range?.file.path == "known.jsonl" && other.remarks[0].range?.start.line == 2)
    baseline.update(with: other, left)
    var again = try gate(200)
    baseline.apply(to: &again, Self.tree)
    #expect(again.verdict == .blocked)
  }

  @Test func findingThatIsWaivedByNowIsNotGone() throws {
    let baseline = try baseline(of: try gate(200))
    var waived = try TextTree([
      Self.proposal: TextTree.sale("P-1", "2024-01-05", shares: 200), "deal/waivers.yaml": TextTree.waiver(),
    ]).gate([Self.proposal])
    baseline.apply(to: &waived, Self.tree)
    #expect(waived.remarks.isEmpty)
  }

  @Test func fileIsAFindingALine() throws {
    var baseline = Baseline(path: "known.jsonl")
    baseline.update(with: try gate(91), TextTree())
    #expect(
      String(decoding: baseline.render(), as: UTF8.self) == """
        {"format":"preclear.baseline/2"}
        {"file":"deal/proposals/a.yaml","deal":"harbor","event":"P-1","rule":"sales/limit","clause":"","outcome":"violation","message":"101 are sold."}
        {"file":"deal/proposals/a.yaml","deal":"harbor","event":"P-1","rule":"sales/large","clause":"","outcome":"notice","message":"It is large."}

        """)
  }

  @Test(arguments: [
    "", "{}", "{\"format\": \"preclear.baseline/1\"}", "{\"format\": \"preclear.baseline/2\"}\n{\"deal\": \"a\"}",
    "{\"format\": \"preclear.baseline/2\"}\n[", "not json",
    "{\"format\": \"preclear.baseline/2\"}\n{\"file\":\"a\",\"deal\":\"a\",\"event\":\"b\",\"rule\":\"c\",\"clause\":\"\",\"outcome\":\"d\",\"message\":\"e\",\"more\":\"f\"}",
  ])
  func whatIsNoBaselineIsAMistake(_ text: String) {
    #expect(throws: LoadFailure.self) { try Baseline(reading: SourceFile(path: "known.jsonl", text: text)) }
  }
}
