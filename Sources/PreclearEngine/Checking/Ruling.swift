/// What a rule comes to under one combination of readings, in one world.
struct Ruling {
  var outcome: Outcome
  /// Where the clause that decided stands; nil where none did.
  var row: Int?
  var clause: Int?
  /// What the clauses of the deciding outcome wait for.
  var missing: [FactID] = []
  /// A fault that nothing absorbed.
  var fault: String?
  /// The exception that keeps the clause from a definite answer.
  var exception: String?

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
