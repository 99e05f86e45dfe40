/// What a rule comes to under one combination of readings, in one world.
struct Ruling {
  var outcome: Outcome
  /// Where the clause that decided stands: the row of the rule, its clause there; -1 where none did.
  var row = -1
  var clause = -1
  /// The unknown that the clauses of the deciding outcome wait for; absent where none does.
  var waits = Cell.absent
  /// A fault that nothing absorbed; absent where there is none.
  var fault = Cell.absent
  /// The exception that keeps the clause from a definite answer; -1 where none does.
  var exception = -1

  init(_ outcome: Outcome) {
    self.outcome = outcome
  }
}

/// What a ruling rests on, from the second pass.
struct Explanation {
  var message = ""
  var facts: [Fact] = []
  var clause: String?
  var citations: [Citation] = []
}

/// What one rule says of an event: the rule by its number in the pack.
package struct RuleOutcome: Sendable {
  package let rule: Int
  package let outcome: Outcome
}
