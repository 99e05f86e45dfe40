/// The facts that were named up to a moment. A checker that is kept for many proposals goes back to it after each: what a fact asks is
/// said by whoever names it first, and that may not be the proposal before.
package struct FactMark {
  fileprivate let facts: FactTable
  fileprivate let absentFields: [Cell]
  fileprivate let absentRecordedFields: [Cell]
  fileprivate let steps: [Cell]
  fileprivate let hasAnonymous: Bool
}

extension EventChecker {
  package func markFacts() -> FactMark {
    FactMark(
      facts: machine.facts, absentFields: machine.absentFields.all,
      absentRecordedFields: machine.absentRecordedFields.all,
      steps: machine.steps.all, hasAnonymous: machine.anonymous != nil)
  }

  /// Forgets the facts that were named since, with all that was made of them. Texts stay: they mean the same for ever.
  package func forgetFacts(since mark: FactMark) {
    machine.facts = mark.facts
    machine.absentFields.replaceAll(mark.absentFields.span)
    machine.absentRecordedFields.replaceAll(mark.absentRecordedFields.span)
    machine.steps.replaceAll(mark.steps.span)
    if !mark.hasAnonymous { machine.anonymous = nil }
    state.forgetAnswers()
  }
}

extension Column {
  fileprivate var all: [Element] { (0..<count).map { self[$0] } }
}
