/// What a replay comes to: how many events came out how, and how often each rule did.
package struct ReplaySummary: Sendable {
  package struct Rule: Sendable {
    package let id: String
    /// Over all events. They add up to the number of events.
    package var counts = OutcomeCounts()

    package init(id: String) {
      self.id = id
    }
  }

  package var deal: String
  package var packName: String
  package var packVersion: String
  /// `sha256:…` over every file that was loaded.
  package var packDigest: String
  package private(set) var events = 0
  private var first: CalendarDate?
  private var last: CalendarDate?
  /// By their rank.
  private var verdicts = [0, 0, 0]
  private let ruleIDs: [String]
  /// What was counted, for each rule and outcome, by the outcome's gravity: all but `not_applicable`.
  private var counted: ContiguousArray<Int>

  package init(deal: String, packName: String, packVersion: String, packDigest: String, rules: [String]) {
    self.deal = deal
    self.packName = packName
    self.packVersion = packVersion
    self.packDigest = packDigest
    ruleIDs = rules
    counted = ContiguousArray(repeating: 0, count: rules.count * Self.places)
  }

  /// The days of the first and the last event; nil without events.
  package var firstDate: String? { first?.description }
  package var lastDate: String? { last?.description }

  /// Every active rule, in pack order. To the events that nothing was counted for it did not apply.
  package var rules: [Rule] {
    ruleIDs.enumerated().map { number, id in
      var rule = Rule(id: id)
      var applied = 0
      for outcome in Outcome.allCases where outcome != .notApplicable {
        rule.counts[outcome] = counted[Self.place(outcome, number)]
        applied += rule.counts[outcome]
      }
      rule.counts[.notApplicable] = events - applied
      return rule
    }
  }

  /// The gravest of all events.
  package var verdict: Verdict {
    for verdict in [Verdict.blocked, .review] where self[verdict] > 0 { return verdict }
    return .clear
  }

  /// How many events came out so.
  package subscript(_ verdict: Verdict) -> Int { verdicts[verdict.rank] }

  /// How often any rule came out so.
  package subscript(_ outcome: Outcome) -> Int { rules.reduce(0) { $0 + $1.counts[outcome] } }

  /// Counts what one rule, by its number in the pack, says of an event.
  package mutating func count(_ outcome: Outcome, of rule: Int) {
    if outcome != .notApplicable { counted[Self.place(outcome, rule)] += 1 }
  }

  @inline(__always)
  private static func place(_ outcome: Outcome, _ rule: Int) -> Int { rule * places + outcome.gravity }

  /// Room for the counts of a rule: more than the greatest gravity.
  private static var places: Int { 8 }

  /// Counts one event, whose outcomes are counted one by one.
  package mutating func count(_ verdict: Verdict, on date: CalendarDate) {
    events += 1
    verdicts[verdict.rank] += 1
    if first == nil { first = date }
    last = date
  }
}
