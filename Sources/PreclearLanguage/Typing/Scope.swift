import PreclearEngine

/// What the names in an expression mean where it stands.
package struct Scope: Sendable {
  /// The module whose names are visible.
  package var module: Int
  /// The kinds of event that `event` may be; empty: there is no event.
  package var kinds: [Int] = []
  /// The views whose rows have a name here.
  package var views: [String: Int] = [:]
  /// Variables: `it`, `key`, and those of macros.
  package var locals: [String: (slot: Int, type: Type)] = [:]
  /// The parameters of a term, as what they are given.
  package var arguments: [String: TypedExpression] = [:]
  /// The named expressions of a rule.
  package var lets: [String: (number: Int, expression: TypedExpression)] = [:]
  /// Names of what was tested and is not null.
  package var notNull: Set<String> = []
  /// Inside state, where a bound needs no name; the field of a register that it is for.
  package var isState = false
  /// A text that names no date or period is an error when it runs, not a mistake of its author: so CEL has it.
  package var defersLiterals = false
  package var stateField = 0
  /// Inside `before(…)` no variable of a macro has a value yet.
  package var macroVariables: Set<String> = []
  /// Terms that are being expanded.
  package var expanding: [String] = []
  /// Figures may differ from kind to kind, so that a comparison with null decides something.
  package var isMixed: Bool { kinds.count > 1 || !views.isEmpty }

  package init(module: Int) {
    self.module = module
  }
}
