import PreclearEngine

/// Says of each waiver that lifts nothing why it does not.
struct WaiverAudit {
  private let waivers: [LocatedWaiver]
  private let rules: [String]
  private let results: [EventResult]
  /// The days of the events that waivers name, as far as they are known.
  private var dates: [String: CalendarDate] = [:]

  /// The rules of the pack, and what was judged.
  init(_ waivers: [LocatedWaiver], rules: [String], results: [EventResult]) {
    self.waivers = waivers
    self.rules = rules
    self.results = results
    for result in results { dates[result.event] = CalendarDate(iso: result.date) }
  }

  /// Events that are known and were not judged; a list stands for its items.
  mutating func addEvents(_ nodes: [DocumentNode]) {
    guard !waivers.isEmpty else { return }
    let named = Set(waivers.map(\.waiver.event))
    for event in nodes.flatMap({ $0.items ?? [$0] }) {
      guard let id = event["id"]?.scalar?.text, named.contains(id), dates[id] == nil,
        let date = event["date"]?.scalar.flatMap({ CalendarDate(iso: $0.text) })
      else { continue }
      dates[id] = date
    }
  }

  var hasUnknownEvents: Bool { waivers.contains { dates[$0.waiver.event] == nil } }

  /// A remark for each waiver with something wrong with it, in the order of the file.
  var remarks: [Diagnostic] { waivers.compactMap(remark) }

  private func remark(_ located: LocatedWaiver) -> Diagnostic? {
    let waiver = located.waiver
    func warning(_ code: String, _ what: String, _ help: String? = nil) -> Diagnostic {
      Diagnostic(
        "the waiver of '\(waiver.rule)' for '\(waiver.event)' \(what)", code: code, at: located.range, help: help,
        severity: .warning)
    }
    guard rules.contains(waiver.rule) else {
      return warning(
        "waiver-of-unknown-rule", "names no rule of the pack", NearestName.hint(waiver.rule, among: rules))
    }
    guard let date = dates[waiver.event] else {
      return warning("waiver-without-event", "matches nothing: no such event is on record or proposed")
    }
    if date < waiver.from {
      return warning("waiver-not-begun", "has not begun: it holds from \(waiver.from), and the event is of \(date)")
    }
    if date > waiver.until {
      return warning("waiver-expired", "has expired: it holds until \(waiver.until), and the event is of \(date)")
    }
    let outcomes = results.filter { $0.event == waiver.event }
      .compactMap { result in result.outcomes.first { $0.rule == waiver.rule }?.outcome }
    guard let outcome = outcomes.first, !outcomes.contains(.waived) else { return nil }
    return warning(
      "waiver-lifts-nothing", "lifts nothing: what the rule says is \(outcome.words)",
      outcome == .indeterminate ? "only a violation or a trigger can be waived; this waits for a fact" : nil)
  }
}
