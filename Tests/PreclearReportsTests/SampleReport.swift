import PreclearEngine
import Testing

/// Reports made by hand, with every key of the contract in some finding.
enum SampleReport {
  static func full() throws -> Report {
    report([blocked(), try review(), clear()])
  }

  static func report(_ results: [EventResult]) -> Report {
    Report(deal: "harbor", packName: "harbor", packVersion: "1.2.0", packDigest: "sha256:00ff", results: results)
  }

  static func result(_ event: String, _ findings: [Finding], clear: Int, notApplicable: Int) -> EventResult {
    var counts = OutcomeCounts()
    counts[.clear] = clear
    counts[.notApplicable] = notApplicable
    for finding in findings { counts[finding.outcome] += 1 }
    return EventResult(
      event: event, kind: "sale", date: "2001-11-06", verdict: Verdict(findings.map(\.outcome)), counts: counts,
      later: 0, findings: findings, outcomes: [])
  }

  static func blocked() -> EventResult {
    var finding = Finding(
      rule: "sales-agreement/no-at-the-market", outcome: .violation,
      title: "The agreement bars at-the-market sales",
      message: "ecn puts shares into the existing trading market; the agreement allows sales by negotiation only.")
    finding.facts = [
      Fact(name: "event.method", value: "ecn"), Fact(name: "gross[sales-agreement]", value: "25000000.01"),
    ]
    finding.citations = [
      Citation(source: "prospectus", page: "S-11", lines: "866-870", anchor: "may not be made directly into")
    ]
    finding.location = EventLocation(file: "proposals/sale.yaml", line: 3, column: 1)
    return result("T-7", [finding], clear: 5, notApplicable: 34)
  }

  static func review() throws -> EventResult {
    var result = result(
      "T-8", [notice(), transfer(), trigger(), try waived(), maximum()], clear: 1, notApplicable: 2)
    result.later = 2
    return result
  }

  static func clear() -> EventResult {
    result("T-9", [], clear: 3, notApplicable: 37)
  }

  private static func transfer() -> Finding {
    var finding = Finding(
      rule: "warrants/transfer", outcome: .indeterminate, title: "Transfers within the first year",
      message: "Whether the holder may pass the lot on is open.")
    finding.clause = "restricted"
    finding.facts = [
      Fact(name: "shares before", value: nil, least: "4000000"),
      Fact(name: "price", value: nil, least: "0.5", most: "7"), Fact(name: "event.buyer", value: nil),
    ]
    finding.readings = [
      ReadingSplit(
        reading: "transferees",
        alternatives: [.init(name: "entity", outcome: .clear), .init(name: "people", outcome: .notApplicable)])
    ]
    finding.missing = [
      MissingFact(fact: "party(acme).positions", question: "Which positions does acme hold?"),
      MissingFact(fact: "event.buyer", question: "Who buys?"),
    ]
    finding.error = "division by zero in gross / shares"
    return finding
  }

  private static func maximum() -> Finding {
    var finding = Finding(
      rule: "offering/maximum", outcome: .indeterminate, title: "The most that may be sold", message: "It depends.")
    finding.worlds = [
      WorldOutcome(field: "agreement", value: "sales-agreement", outcome: .violation),
      WorldOutcome(field: "agreement", value: "other-agreement", outcome: .clear),
    ]
    finding.missing = [MissingFact(fact: "event.buyer", question: "Who buys?")]
    return finding
  }

  private static func trigger() -> Finding {
    Finding(
      rule: "section-203/interested", outcome: .trigger, title: "A holder becomes interested",
      message: "acme holds 15% and more.")
  }

  private static func notice() -> Finding {
    Finding(rule: "settlement/date", outcome: .notice, title: "Early delivery", message: "A day before it is due.")
  }

  private static func waived() throws -> Finding {
    var finding = Finding(
      rule: "lock-up/disposition", outcome: .waived, title: "No disposition within the lock-up",
      message: "Five trading days have not passed.")
    finding.was = .violation
    finding.exception = "agent-consent"
    finding.settled = [
      SettledReading(
        reading: "transferees", choose: "entity", by: "A. Counsel", on: "2001-11-05", because: "The form says so."),
      SettledReading(reading: "share-count", choose: "october-26", by: nil, on: nil, because: nil),
    ]
    finding.waiver = Waiver(
      rule: "lock-up/disposition", event: "T-8", by: "The Agent", instrument: "letter of 2001-11-19",
      because: "The block was announced.", from: try #require(CalendarDate(iso: "2001-11-19")),
      until: try #require(CalendarDate(iso: "2001-12-07")))
    return finding
  }
}
