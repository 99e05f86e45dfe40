/// What a rule comes to under one combination of readings, in one world.
///
/// Small enough for two registers: it is passed from clause to row to rule.
struct Ruling {
  var outcome: Outcome
  /// The exception that keeps the clause from a definite answer; -1 where none does.
  var exception: Int16 = -1
  /// Where the clause that decided stands: the row of the rule, its clause there; -1 where none did.
  var row: Int16 = -1
  var clause: Int16 = -1
  /// Numbers in the spill, where they are not `nothing`: the unknown that the clauses of the deciding outcome wait for, and a
  /// fault that nothing absorbed.
  var waits = nothing
  var fault = nothing

  static let nothing = Int32.min

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
package struct RuleOutcome: Hashable, Sendable, BitwiseCopyable {
  package let rule: Int
  package let outcome: Outcome
}
