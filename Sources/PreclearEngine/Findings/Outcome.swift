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

  /// What an event comes to of which one rule says this, and no other rule says anything.
  package init(_ outcome: Outcome) {
    switch outcome {
    case .violation: self = .blocked
    case .indeterminate, .trigger: self = .review
    case .clear, .notice, .waived, .notApplicable: self = .clear
    }
  }

  package init(_ outcomes: some Sequence<Outcome>) {
    self = outcomes.reduce(.clear) { max($0, Verdict($1)) }
  }

  /// From the lightest, 0, to the gravest, 2.
  package var rank: Int {
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
  /// One for each outcome, by its gravity.
  private var counts = [Int](repeating: 0, count: Outcome.allCases.count)

  package init() {}

  package subscript(_ outcome: Outcome) -> Int {
    get { counts[outcome.gravity] }
    set { counts[outcome.gravity] = newValue }
  }
}
