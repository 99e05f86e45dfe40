/// What one rule says of one event.
package enum Outcome: String, CaseIterable, Sendable, BitwiseCopyable {
  case clear
  case violation
  case indeterminate
  case trigger
  case notice
  case waived
  case notApplicable = "not_applicable"

  /// How much an outcome weighs where several clauses, rows or worlds meet: the gravest decides.
  package var gravity: Int {
    switch self {
    case .violation: 6
    case .indeterminate: 5
    case .trigger: 4
    case .notice: 3
    case .waived: 2
    case .clear: 1
    case .notApplicable: 0
    }
  }
}

/// What a whole event comes to.
package enum Verdict: String, Comparable, Sendable {
  case clear
  case review
  case blocked

  package init(_ outcomes: some Sequence<Outcome>) {
    var verdict = Verdict.clear
    for outcome in outcomes {
      switch outcome {
      case .violation: verdict = .blocked
      case .indeterminate, .trigger: if verdict != .blocked { verdict = .review }
      case .clear, .notice, .waived, .notApplicable: break
      }
    }
    self = verdict
  }

  private var rank: Int {
    switch self {
    case .clear: 0
    case .review: 1
    case .blocked: 2
    }
  }

  package static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }
}

/// How many of the active rules came out how. The counts of an event add up to the number of active rules.
package struct OutcomeCounts: Sendable {
  private var counts: [Outcome: Int] = [:]

  package init() {}

  package subscript(_ outcome: Outcome) -> Int {
    get { counts[outcome] ?? 0 }
    set { counts[outcome] = newValue }
  }
}
