import PreclearEngine
import PreclearLanguage
import Testing

/// From which figure on a rule says something else.
@Suite struct AnswerTests {
  private func answers(_ field: String, _ condition: String) throws -> [String] {
    let pack = """
      pack: d
      sources: {handbook: {title: Handbook}}
      events: {trade: {fields: {figure: \(field)}}}
      rules: {r: {title: R, on: trade, forbid: "\(condition)", \(Desk.cite)}}

      """
    let files = TextFiles(texts: ["deal.yaml": "deal: d\npack: pack\n", "pack/pack.yaml": pack])
    let workspace = try Workspace.open(deal: "deal.yaml", ledger: nil, files: files)
    let event = SourceFile(path: "p.yaml", text: "{id: p, kind: trade, date: 2024-01-04}\n")
    let finding = try #require(try workspace.check([event], packDigest: "").results[0].findings.first)
    #expect(finding.outcome == .indeterminate)
    return try #require(finding.missing.first).answers.map { "\($0.words): \($0.outcome.words)" }
  }

  @Test func aFigureWithoutAMinimumMayLieBelowNothing() throws {
    #expect(
      try answers("{type: decimal, places: 2}", "event.figure < -5.00")
        == ["-5.01 or less: a violation", "-5 or more: clear"])
  }

  @Test func aMinimumIsTheLeastAnswer() throws {
    #expect(
      try answers("{type: int, minimum: 10}", "event.figure > 50") == ["10 to 50: clear", "51 or more: a violation"])
  }

  @Test func noneIsAnAnswerWhereItHasAMeaning() throws {
    #expect(
      try answers(
        "{type: decimal, places: 2, null: no price, minimum: 0}", "event.figure == null || event.figure < 3.95")
        == ["0 to 3.94: a violation", "3.95 or more: clear", "none: a violation"])
    #expect(
      try answers("{type: int, null: none, minimum: 0}", "coalesce(event.figure, 7) > 6")
        == ["0 to 6: clear", "7 or more: a violation", "none: a violation"])
  }
}
