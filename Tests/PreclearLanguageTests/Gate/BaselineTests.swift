import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct BaselineTests {
  private static let proposal = "deal/proposals/a.yaml"

  private func gate(_ shares: Int, id: String = "P-1") throws -> GateReport {
    try TextTree([Self.proposal: TextTree.sale(id, "2024-01-05", shares: shares)]).gate([Self.proposal])
  }

  /// As it would be read again from its file.
  private func baseline(of gate: GateReport) throws -> Baseline {
    var baseline = Baseline(path: "known.jsonl")
    baseline.update(with: gate)
    return try Baseline(reading: SourceFile(path: "known.jsonl", bytes: baseline.render()))
  }

  @Test func findingThatWasThereBeforeIsKnownAndDoesNotCount() throws {
    var gate = try gate(200)
    #expect(gate.verdict == .blocked)
    try baseline(of: gate).apply(to: &gate)
    #expect(gate.results[0].findings.map(\.isKnown) == [true, true])
    #expect(gate.results[0].verdict == .blocked)
    #expect(gate.verdict == .clear)
    #expect(gate.knownCount == 2)
    #expect(gate.remarks.isEmpty)
    #expect(!gate.hasNotice)
  }

  @Test func findingWithOtherFiguresIsNew() throws {
    var worse = try gate(201)
    try baseline(of: try gate(200)).apply(to: &worse)
    #expect(worse.verdict == .blocked)
    // The notice has no figures: it is the same, and known. The violation of before is gone.
    #expect(worse.knownCount == 1)
    #expect(worse.remarks.map(\.code) == ["vanished-finding"])
  }

  @Test func findingThatVanishedIsSaid() throws {
    var cured = try gate(1)
    try baseline(of: try gate(200)).apply(to: &cured)
    #expect(cured.verdict == .clear)
    #expect(cured.remarks.map(\.code) == ["vanished-finding", "vanished-finding"])
    #expect(cured.remarks[0].message.contains("'sales/limit' for 'P-1' is gone"))
    #expect(!cured.hasNotice)
  }

  @Test func eventThatWasNotJudgedKeepsItsFindings() throws {
    var baseline = try baseline(of: try gate(200))
    var other = try gate(200, id: "P-2")
    baseline.apply(to: &other)
    #expect(other.verdict == .blocked)
    #expect(other.remarks.isEmpty)
    baseline.update(with: other)
    var first = try gate(200)
    baseline.apply(to: &first)
    #expect(first.verdict == .clear)
  }

  @Test func fileIsAFindingALine() throws {
    var baseline = Baseline(path: "known.jsonl")
    baseline.update(with: try gate(91))
    #expect(
      String(decoding: baseline.render(), as: UTF8.self) == """
        {"format":"preclear.baseline/1"}
        {"deal":"harbor","event":"P-1","rule":"sales/limit","clause":"","outcome":"violation","message":"101 are sold."}
        {"deal":"harbor","event":"P-1","rule":"sales/large","clause":"","outcome":"notice","message":"It is large."}

        """)
  }

  @Test(arguments: [
    "", "{}", "{\"format\": \"preclear.baseline/2\"}", "{\"format\": \"preclear.baseline/1\"}\n{\"deal\": \"a\"}",
    "{\"format\": \"preclear.baseline/1\"}\n[", "not json",
    "{\"format\": \"preclear.baseline/1\"}\n{\"deal\":\"a\",\"event\":\"b\",\"rule\":\"c\",\"clause\":\"\",\"outcome\":\"d\",\"message\":\"e\",\"more\":\"f\"}",
  ])
  func whatIsNoBaselineIsAMistake(_ text: String) {
    #expect(throws: LoadFailure.self) { try Baseline(reading: SourceFile(path: "known.jsonl", text: text)) }
  }
}
