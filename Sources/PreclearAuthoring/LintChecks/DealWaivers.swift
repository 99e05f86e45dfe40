import PreclearEngine
import PreclearLanguage

/// Waivers of a deal that waive nothing.
enum DealWaivers {
  private static let rule = LintCheck(
    "waiver-rule", .error, "a waiver of a rule that the pack does not have",
    """
    A waiver names the rule that it lifts. This one names none of the pack's: it was misspelled, or the rule has another name by \
    now. The violation that it meant to waive is reported as one.
    """)
  private static let expired = LintCheck(
    "waiver-expired", .error, "a waiver that has expired",
    """
    On the day that --on gives, the last day of this waiver has passed: it lifts nothing any more. Take it out, or have it \
    renewed. Without --on nothing is said: lint reads no clock.
    """)
  private static let early = LintCheck(
    "waiver-not-begun", .error, "a waiver that does not hold yet",
    "On the day that --on gives, the first day of this waiver is still to come. Until then it lifts nothing.")
  private static let event = LintCheck(
    "waiver-event", .error, "a waiver of an event that the deal does not have",
    """
    A waiver names the event that it is given for. No event with this id stands in the deal's opening, its ledger or its \
    proposals.
    """)

  static let checks = [rule, expired, early, event]

  /// `events` are all ids that the deal knows; nil where it names no proposals, so that nobody can tell.
  static func findings(
    _ node: DocumentNode, rules: [String], events: Set<String>?, on date: CalendarDate?
  ) -> [Diagnostic] {
    ((node["waivers"] ?? node).items ?? []).flatMap { item -> [Diagnostic] in
      var result: [Diagnostic] = []
      if let name = item["rule"], let text = name.scalar?.text, !rules.contains(text) {
        result.append(
          rule.finding(
            "there is no rule '\(text)' to waive", at: name.range,
            help: NearestName.hint(text, among: rules) ?? "name a rule of the deal's pack"))
      }
      if let id = item["event"], let text = id.scalar?.text, let events, !events.contains(text) {
        result.append(
          event.finding(
            "the deal has no event '\(text)'", at: id.range,
            help: NearestName.hint(text, among: events.sorted()) ?? "name an event of its ledger or proposals"))
      }
      return result + days(item, date)
    }
  }

  private static func days(_ item: DocumentNode, _ date: CalendarDate?) -> [Diagnostic] {
    guard let from = item["from"], let until = item["until"],
      let first = from.scalar.flatMap({ CalendarDate(iso: $0.text) }),
      let last = until.scalar.flatMap({ CalendarDate(iso: $0.text) })
    else { return [] }
    guard let date else { return [] }
    if last < date {
      return [
        expired.finding("this waiver expired on \(last)", at: until.range, help: "take it out, or have it renewed")
      ]
    }
    if date < first {
      return [early.finding("this waiver begins on \(first)", at: from.range, help: "until then it lifts nothing")]
    }
    return []
  }
}
