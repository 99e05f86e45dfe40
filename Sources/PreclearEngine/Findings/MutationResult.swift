/// Whether the tests of a pack notice small changes to it: what the reports on it read.
package struct MutationResult: Sendable {
  package enum Fate: Sendable, Equatable {
    /// This case fails with the change.
    case noticed(by: String)
    /// So many cases run what was changed, and all pass all the same.
    case survived(cases: Int)
  }

  /// One small change to a pack.
  package struct Mutant: Sendable {
    /// The rule, or what else is declared, that was changed.
    package let owner: String
    /// What was changed, in words that do not change with the lines of the file.
    package let change: String
    package let place: SourceRange
    package let fate: Fate
    /// Why no test needs to notice, as its author says.
    package var reason: String?

    package init(owner: String, change: String, place: SourceRange, fate: Fate) {
      self.owner = owner
      self.change = change
      self.place = place
      self.fate = fate
    }

    package var isNoticed: Bool {
      switch fate {
      case .noticed: true
      case .survived: false
      }
    }

    /// Nobody notices, and nobody says why.
    package var isOpen: Bool { !isNoticed && reason == nil }
  }

  package var mutants: [Mutant]

  package init(mutants: [Mutant]) {
    self.mutants = mutants
  }
}
