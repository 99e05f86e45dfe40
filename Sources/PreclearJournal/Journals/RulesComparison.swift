import PreclearEngine

/// How checks came out under two sets of rules.
package struct RulesComparison: Sendable {
  /// So many checks came out so then, and so now.
  package struct Row: Sendable {
    package let name: String
    package let was: String
    package let now: String
    package fileprivate(set) var count: Int
  }

  /// A rule that one of the two does not have.
  package static let absent = "no such rule"

  private var ruleRows: [Row] = []
  private var verdictRows: [Row] = []
  /// What the new rules could not judge, and why.
  package private(set) var refusals: [(message: String, count: Int)] = []

  /// Of each rule whose outcome differs, by rule.
  package var rules: [Row] {
    ruleRows.sorted { ($0.name, $0.was, $0.now) < ($1.name, $1.was, $1.now) }
  }

  /// Of the verdict of each event, those that stayed too.
  package var verdicts: [Row] { verdictRows.sorted { ($0.was, $0.now) < ($1.was, $1.now) } }

  mutating func add(was: Report, now: Report) {
    for (was, now) in zip(was.results, now.results) {
      Self.count("", was.verdict.rawValue, now.verdict.rawValue, in: &verdictRows)
      for (rule, outcome) in was.outcomes {
        let new = now.outcomes.first { $0.rule == rule }?.outcome
        if outcome == new || (new == nil && outcome == .notApplicable) { continue }
        Self.count(rule, outcome.rawValue, new?.rawValue ?? Self.absent, in: &ruleRows)
      }
      for (rule, outcome) in now.outcomes
      where outcome != .notApplicable && !was.outcomes.contains(where: { $0.rule == rule }) {
        Self.count(rule, Self.absent, outcome.rawValue, in: &ruleRows)
      }
    }
  }

  mutating func addRefusal(_ message: String) {
    if let known = refusals.firstIndex(where: { $0.message == message }) {
      refusals[known].count += 1
    } else {
      refusals.append((message, 1))
    }
  }

  private static func count(_ name: String, _ was: String, _ now: String, in rows: inout [Row]) {
    if let known = rows.firstIndex(where: { $0.name == name && $0.was == was && $0.now == now }) {
      rows[known].count += 1
    } else {
      rows.append(Row(name: name, was: was, now: now, count: 1))
    }
  }
}
