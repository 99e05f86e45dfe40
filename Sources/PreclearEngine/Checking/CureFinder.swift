/// How much work may be done to find cures. All of it is counted, and none of it timed, so that the same input gives the same cures.
package struct CureLimits: Sendable {
  /// How many days after the event are looked at: five years.
  package var days = 1_827
  /// How often one event is judged in search of figures, days aside.
  package var judgements = 2_000
  /// How often it is judged in search of days: four times what it takes to look at each.
  package var dayJudgements = 16_000
  /// How often an answer is put on record, and the event judged on top of it.
  package var answers = 600
  /// How often a record is made anew.
  package var records = 40
  /// How many combinations of two changes are given.
  package var combinations = 4

  package init() {}
}

/// Finds what would clear an event. Whatever it gives has been judged: on the state as it is, or on a record made anew.
final class CureFinder {
  /// An event on a record, one of which differs from what was proposed.
  struct Trial {
    let checker: EventChecker
    var event: Event
    /// How the record was made, where it is not the one that the event was judged on.
    var added: Event?
  }

  let checker: EventChecker
  let event: Event
  let trail: Trail
  let limits: CureLimits
  /// The rules that object, in pack order.
  let objecting: [Int]
  var judgementsLeft: Int
  var dayJudgementsLeft: Int
  var answersLeft: Int
  var recordsLeft: Int
  /// Whether something was left out because it would have been too much work.
  var hasHitBound = false

  init(_ checker: EventChecker, _ event: Event, _ trail: Trail, objecting: [Int], _ limits: CureLimits) {
    self.checker = checker
    self.event = event
    self.trail = trail
    self.objecting = objecting
    self.limits = limits
    judgementsLeft = limits.judgements
    dayJudgementsLeft = limits.dayJudgements
    answersLeft = limits.answers
    recordsLeft = limits.records
  }

  var original: Trial { Trial(checker: checker, event: event) }

  /// A record made anew, through the day of the event; nil if the work is spent.
  func course(recording record: (Event, EventChecker) -> Void = { $1.record($0) }) -> Trail.Course? {
    guard recordsLeft > 0 else {
      hasHitBound = true
      return nil
    }
    recordsLeft -= 1
    return trail.course(through: event.date, recording: record)
  }

  /// Runs the body on the record as it is on a day, with what was added to it, if anything; nil if the work is spent.
  func onRecord<Result>(_ added: Event?, on date: CalendarDate, _ body: (EventChecker) -> Result) -> Result? {
    if date > event.date, trail.hasEvents(after: event.date) {
      guard var course = course() else { return nil }
      if let added { course.record(added) }
      course.advance(to: date)
      return body(course.checker)
    }
    guard let added else { return body(checker) }
    guard mayAnswer() else { return nil }
    return checker.supposing(added) { body(checker) }
  }

  /// Counts an answer that is put on record; false if the work is spent.
  func mayAnswer() -> Bool {
    guard answersLeft > 0 else {
      hasHitBound = true
      return false
    }
    answersLeft -= 1
    return true
  }

  // MARK: Reduce

  /// The greatest lesser value of a field with which a rule, or without one no rule, objects.
  func reduction(_ trial: Trial, _ axis: NumberAxis, rule: Int?) -> RangeSearch<Bool>.Result {
    guard let now = axis.number(of: trial.event.slots[axis.field]) else { return .none }
    let step: Int128 = axis.value(now).isSame(as: trial.event.slots[axis.field]) ? 1 : 0
    return greatest(trial, axis, rule: rule, in: axis.least, min(now - step, axis.most))
  }

  /// The greatest value in a range that passes, or does not. The greatest of all stands for whatever lies beyond it, too.
  func greatest(
    _ trial: Trial, _ axis: NumberAxis, rule: Int?, in first: Int128, _ last: Int128, passing: Bool = true
  ) -> RangeSearch<Bool>.Result {
    let rules = rule.map { [$0] }
    var search = RangeSearch<Bool>(
      ask: { first, last in
        if axis.isOpen, last == axis.most {
          let probe = axis.probe(first, nil)
          let said = Self.passes(trial.checker.outcomesOfRange(trial.event.with(axis.field, probe), among: rules))
          // What is not decided for all that is beyond does not pass.
          return first == last ? said ?? false : said
        }
        if first == last {
          let exact = trial.event.with(axis.field, axis.value(first))
          return trial.checker.outcomes(of: exact, among: rules).allSatisfy { EventChecker.passes($0.outcome) }
        }
        let probe = axis.probe(first, last)
        return Self.passes(trial.checker.outcomesOfRange(trial.event.with(axis.field, probe), among: rules))
      }, budget: judgementsLeft)
    let result = search.greatest(passing, in: first, last)
    judgementsLeft = search.budget
    // Where it goes on beyond the greatest that is tried, that one is no bound.
    if axis.isOpen, last == axis.most, result == .found(last - 1) {
      let beyond = trial.checker.outcomes(of: trial.event.with(axis.field, axis.value(last)), among: rules)
      if beyond.allSatisfy({ EventChecker.passes($0.outcome) }) == passing { return .cannotTell }
    }
    return result
  }

  /// One objection is enough against the whole range; else all that is open has to be split.
  static func passes(_ said: [(rule: Int, outcome: Outcome?)]) -> Bool? {
    var isOpen = false
    for one in said {
      guard let outcome = one.outcome else {
        isOpen = true
        continue
      }
      if !EventChecker.passes(outcome) { return false }
    }
    return isOpen ? nil : true
  }

  /// The figures of an event that may be made smaller: those that are written.
  func axes(of event: Event) -> [NumberAxis] {
    let layout = checker.pack.layouts[event.kind]
    return layout.fields.indices.compactMap { field in
      guard let written = event.slots[field] else { return nil }
      return NumberAxis(field: field, of: layout, written: written)
    }
  }

  // MARK: Change

  /// The event with fields changed as a rule declares; nil where its kind lacks one of them, or has that value.
  func changed(_ event: Event, _ changes: [(field: String, value: Value)]) -> Event? {
    var result = event
    for change in changes {
      guard let field = checker.pack.layouts[event.kind].position(of: change.field) else { return nil }
      result.slots[field] = change.value
    }
    return result
  }

  func name(_ field: Int) -> String { checker.pack.layouts[event.kind].fields[field].name }

  func text(_ value: Value) -> String { ValueText.plain(value, checker.machine.symbols) }
}

extension Value {
  /// Whether it is this very figure.
  func isSame(as other: Value?) -> Bool { other.map { Arithmetic.equal(self, $0) } ?? false }
}
