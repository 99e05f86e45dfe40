import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct RuleExplainerTests {
  private static let pack = """
    pack: desk
    enums: {side: [buy, sell]}
    sources: {code: {title: The code}}
    events:
      trade:
        fields:
          side: {type: side, ask: "Is it bought or sold?"}
          shares: {type: int, minimum: 1, required: true}
          price: {type: decimal, null: not agreed, ask: "At which price?"}
          fee: {type: decimal}
      gift: {fields: {shares: {type: int, required: true}}}
    parameters:
      limit: {values: [{from: 2000-01-01, value: 1000, cite: {source: code, page: 1, lines: 1, anchor: at most}}]}
    terms:
      large: {of: [k], is: k > parameter.limit}
    views:
      large: {from: {trade: {when: event.side == "sell", shares: event.shares}}}
    measures:
      traded: {on: trade, sum: event.shares}
      sizes: {on: trade, list: event.shares, unbounded: true}
    readings:
      net:
        question: Is it net of fees?
        alternatives: {gross: {title: Before}, net: {title: After}}
        cite: {source: code, page: 3, lines: 9, anchor: net}

    """

  /// How the rule with these lines comes to its outcome on a trade, after one of 400 shares.
  private func explain(
    _ lines: String, _ fields: String = "shares: 700, price: 2.5, side: sell", kind: String = "trade",
    on: String = "trade"
  ) throws -> RuleExplanation {
    var text = Self.pack + "rules:\n  rule:\n    title: A rule\n    on: \(on)\n"
    text += "    cite: {source: code, page: 7, lines: 1, anchor: a}\n"
    text += lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    let files = TextFiles(texts: [
      "p/pack.yaml": text,
      "deal.yaml":
        "deal: desk\npack: p\nopening: [{id: O-1, kind: trade, date: 2026-01-01, shares: 400, side: buy, price: 1}]\n",
    ])
    let proposal = SourceFile(path: "p.yaml", text: "{id: T-1, kind: \(kind), date: 2026-03-02, \(fields)}")
    let explanations = try RuleExplainer.explain(
      proposal, rule: "desk/rule", deal: "deal.yaml", ledger: nil, files: files)
    return try #require(explanations.first)
  }

  /// Each part with its value, a level two spaces deeper than what it is part of.
  private func lines(_ parts: [Evaluation], _ depth: Int = 0) -> [String] {
    parts.flatMap { part in
      [String(repeating: "  ", count: depth) + (part.label.map { "\($0): " } ?? "") + "\(part.text) -> \(part.value)"]
        + lines(part.parts, depth + 1)
    }
  }

  @Test func everyPartHasItsValue() throws {
    let came = try explain(
      """
      where: event.side == "sell"
      forbid: large(traded) && event.shares * 2 > 4
      unless: [{id: small, if: event.shares < 10}]
      """)
    #expect(came.outcome == .violation)
    #expect(came.reason == "It is violated.")
    #expect(came.cases.count == 1 && came.cases[0].choices.isEmpty)
    #expect(
      lines(came.cases[0].parts) == [
        "where: event.side == \"sell\" -> true", "  event.side -> sell",
        "forbid: large(traded) && event.shares * 2 > 4 -> true", "  large(traded) -> true", "    traded -> 1,100",
        "    k > parameter.limit -> true", "      k -> 1,100", "      parameter.limit -> 1,000",
        "  event.shares * 2 > 4 -> true", "    event.shares * 2 -> 1,400", "      event.shares -> 700",
        "unless small: event.shares < 10 -> false", "  event.shares -> 700",
      ])
  }

  @Test func whatWasDecidedBeforeIsNotNeeded() throws {
    let came = try explain(
      "forbid: event.price != null && event.price > 3 || event.shares > 5", "shares: 4, price: null, side: buy")
    #expect(
      lines(came.cases[0].parts) == [
        "forbid: event.price != null && event.price > 3 || event.shares > 5 -> false",
        "  event.price != null && event.price > 3 -> false", "    event.price != null -> false",
        "      event.price -> none", "    event.price > 3 -> not needed", "  event.shares > 5 -> false",
        "    event.shares -> 4",
      ])
    let choice = try explain("forbid: \"event.shares > 5 ? event.shares > 9 : event.shares > 1\"")
    #expect(
      lines(choice.cases[0].parts) == [
        "forbid: event.shares > 5 ? event.shares > 9 : event.shares > 1 -> true", "  event.shares > 5 -> true",
        "    event.shares -> 700", "  event.shares > 9 -> true", "    event.shares -> 700",
        "  event.shares > 1 -> not needed",
      ])
  }

  @Test func theUnknownSaysWhatItWaitsFor() throws {
    let came = try explain("forbid: event.fee > 3", "shares: 4, side: buy")
    #expect(came.outcome == .indeterminate)
    #expect(
      lines(came.cases[0].parts)
        == [
          "forbid: event.fee > 3 -> unknown, waits for event.fee",
          "  event.fee -> unknown, waits for event.fee",
        ])
    #expect(came.cases[0].parts[0].result == .unknown)
  }

  @Test func anErrorIsShownWhereItComesFrom() throws {
    let came = try explain("forbid: 10 / (event.shares - event.shares) > 3")
    #expect(came.outcome == .indeterminate)
    #expect(came.cases[0].parts[0].result == .error)
  }

  @Test func aListIsShownItemByItem() throws {
    let came = try explain("forbid: sizes.exists(n, n > 500)")
    #expect(
      lines(came.cases[0].parts) == [
        "forbid: sizes.exists(n, n > 500) -> true", "  sizes -> [400, 700]", "  for 400: n > 500 -> false",
        "  for 700: n > 500 -> true",
      ])
  }

  @Test func beforeIsTheRecordWithoutTheEvent() throws {
    let came = try explain("forbid: before(traded) > 500 || traded > 5000")
    #expect(
      lines(came.cases[0].parts) == [
        "forbid: before(traded) > 500 || traded > 5000 -> false", "  before(traded) > 500 -> false",
        "    before(traded) -> 400", "      traded -> 400", "  traded > 5000 -> false", "    traded -> 1,100",
      ])
    let whole = try explain("reads: before\nforbid: traded > 500")
    #expect(lines(whole.cases[0].parts) == ["forbid: traded > 500 -> false", "  traded -> 400"])
  }

  @Test func aNamedExpressionIsShownOnce() throws {
    let came = try explain("let: {sum: traded + 1}\nforbid: sum > 5 && sum > 6")
    #expect(
      lines(came.cases[0].parts) == [
        "forbid: sum > 5 && sum > 6 -> true", "  sum > 5 -> true", "    sum -> 1,101", "      traded + 1 -> 1,101",
        "        traded -> 1,100", "  sum > 6 -> true", "    sum -> 1,101",
      ])
  }

  @Test func openReadingsAreToldApartWhereTheyMatter() throws {
    let came = try explain(#"forbid: reading["net"] == "net" && event.shares > 5"#)
    #expect(came.outcome == .indeterminate)
    #expect(came.cases.map(\.choices) == [["reading net: gross"], ["reading net: net"]])
    #expect(came.cases.map { $0.parts[0].value } == ["false", "true"])
    let same = try explain(#"forbid: event.shares > 5 || reading["net"] == "net""#)
    #expect(same.cases.map(\.choices) == [[]])
  }

  @Test func anAbsentFieldIsSupposedValueByValue() throws {
    let came = try explain("suppose: side\nforbid: event.side == \"sell\"", "shares: 4, price: 1")
    #expect(came.cases.map(\.choices) == [["side is buy"], ["side is sell"]])
    #expect(came.cases.map { $0.parts[0].value } == ["false", "true"])
  }

  @Test func whyItDoesNotApplyIsSaid() throws {
    let other = try explain("forbid: \"true\"", "shares: 4", kind: "gift")
    #expect(other.outcome == .notApplicable)
    #expect(other.reason == "It does not apply: it looks at trade, and this event is of kind gift.")
    let late = try explain("effective: {to: 2025-12-31}\nforbid: \"true\"")
    #expect(late.reason.hasSuffix("to 2025-12-31."))
    let filtered = try explain("where: event.shares > 5000\nforbid: \"true\"")
    #expect(filtered.outcome == .notApplicable)
    #expect(filtered.cases[0].parts[0].value == "false")
  }

  /// On every shipped proposal the explanation of each finding's rule has the finding's outcome, and some condition of it that is
  /// not false.
  @Test func aViewThatDoesNotTakeTheEventLeavesTheRestWithoutEffect() throws {
    let explanation = try explain("forbid: large.shares > 3", "shares: 7, side: buy", on: "large")
    #expect(explanation.outcome == .notApplicable)
    #expect(
      lines(explanation.cases[0].parts) == [
        #"on large: event.side == "sell" -> false"#, "  event.side -> buy", "forbid: large.shares > 3 -> not needed",
      ])
    let taken = try explain("forbid: large.shares > 3", "shares: 7, side: sell", on: "large")
    #expect(taken.outcome == .violation)
    #expect(lines(taken.cases[0].parts).first == #"on large: event.side == "sell" -> true"#)
  }

  @Test func explanationsAgreeWithChecks() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Examples/neotherapeutics")
    let deal = root.appendingPathComponent("deal.yaml").path
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("proposals").path)
      .sorted()
    {
      let file = try DiskFiles().read(root.appendingPathComponent("proposals/\(name)").path)
      let report = try Workspace.open(deal: deal, ledger: nil, files: DiskFiles()).check([file], packDigest: "")
      for rule in Set(report.results.flatMap { $0.findings.map(\.rule) }).sorted() where rule != "preclear/no-rule" {
        let explanations = try RuleExplainer.explain(file, rule: rule, deal: deal, ledger: nil, files: DiskFiles())
        #expect(
          explanations.map(\.outcome)
            == report.results.map { result in result.outcomes.first { $0.rule == rule }?.outcome ?? .notApplicable },
          "\(name) \(rule)")
        for (explanation, result) in zip(explanations, report.results)
        where result.findings.contains(where: { $0.rule == rule }) {
          let results = explanation.cases.flatMap(\.parts).filter { $0.label?.hasSuffix("where") != true }.map(\.result)
          #expect(results.contains { $0 != .no }, "\(name) \(rule)")
          count += 1
        }
      }
    }
    #expect(count > 15)
  }
}
