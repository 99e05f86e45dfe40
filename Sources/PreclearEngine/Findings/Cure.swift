/// A change that would clear a rule or a whole event. It is reported only after the changed event was judged again.
package struct Cure: Hashable, Sendable {
  /// One change of a proposal.
  package enum Step: Hashable, Sendable {
    /// The same event on this later date, with nothing else happening in between.
    case wait(until: CalendarDate)
    /// A smaller figure: the largest that is clear.
    case reduce(field: String, to: String)
    /// Another value of a field.
    case change(field: String, to: String)
    /// A fact or an act on record, named as in ``MissingFact``.
    case obtain(fact: String)
  }

  /// What comes out clear once the change is made.
  package enum Scope: String, Sendable {
    case rule
    /// The whole event, and so the rule too.
    case event
  }

  /// One change; several where they clear only together.
  package let steps: [Step]
  package let clears: Scope
  /// Of what is to be obtained, what exactly was tried, such as `from acme, written true`.
  package let particulars: String?

  package init(_ steps: [Step], clears: Scope, particulars: String? = nil) {
    self.steps = steps
    self.clears = clears
    self.particulars = particulars
  }

  /// `Wait until 2001-11-19 and reduce shares to 40000: clears the event.`
  package var sentence: String {
    let words = steps.map(\.words).joined(separator: " and ")
    let what = particulars.map { " (\($0))" } ?? ""
    return words.prefix(1).uppercased() + words.dropFirst() + what + ": clears the \(clears.rawValue)."
  }
}

extension Cure.Step {
  /// `wait until 2001-11-19`: an instruction, as part of a sentence.
  package var words: String {
    switch self {
    case .wait(let date): "wait until \(date)"
    case .reduce(let field, let value): "reduce \(field) to \(value)"
    case .change(let field, let value): "change \(field) to \(value)"
    case .obtain(let fact): "obtain \(fact)"
    }
  }
}
