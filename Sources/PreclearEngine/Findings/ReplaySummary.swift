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
  /// The days of the first and the last event; nil without events.
  package private(set) var firstDate: String?
  package private(set) var lastDate: String?
  private var verdicts: [Verdict: Int] = [:]
  /// Every active rule, in pack order.
  package private(set) var rules: [Rule]

  package init(deal: String, packName: String, packVersion: String, packDigest: String, rules: [String]) {
    self.deal = deal
    self.packName = packName
    self.packVersion = packVersion
    self.packDigest = packDigest
    self.rules = rules.map(Rule.init)
  }

  /// The gravest of all events.
  package var verdict: Verdict { verdicts.keys.max() ?? .clear }

  /// How many events came out so.
  package subscript(_ verdict: Verdict) -> Int { verdicts[verdict] ?? 0 }

  /// How often any rule came out so.
  package subscript(_ outcome: Outcome) -> Int { rules.reduce(0) { $0 + $1.counts[outcome] } }

  /// Counts one event. Its outcomes are those of every active rule, in pack order.
  package mutating func add(_ result: EventResult) {
    events += 1
    firstDate = firstDate ?? result.date
    lastDate = result.date
    verdicts[result.verdict, default: 0] += 1
    for (number, outcome) in result.outcomes.enumerated() { rules[number].counts[outcome.outcome] += 1 }
  }
}
