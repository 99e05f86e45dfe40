/// On which later days an event passes, with what the history holds up to each, and nothing else.
extension CureFinder {
  struct Waits {
    /// For each rule, the first later day on which it has nothing against the event.
    var byRule: [Int: CalendarDate] = [:]
    /// The first later day on which no rule has.
    var event: CalendarDate?
    /// The work was spent before all days were looked at.
    var isCutShort = false
  }

  /// The first later days on which these rules, all of which object, pass, and on which the event does.
  func waits(_ trial: Trial, rules: [Int]) -> Waits {
    let hasLater = trail.hasEvents(after: trial.event.date)
    let sensitive = hasLater ? rules : rules.filter { dependsOnDate($0, trial.event) }
    var waits = Waits()
    if sensitive.isEmpty { return waits }
    let start = Int(trial.event.date.dayNumber) + 1
    forEachStretch(trial, from: start, through: start + limits.days - 1) { checker, first, last in
      var latest = first
      for rule in sensitive {
        if waits.byRule[rule] == nil {
          waits.byRule[rule] = self.firstDay(trial.event, checker, [rule], first, last, &waits)
        }
        latest = max(latest, Int128(waits.byRule[rule]?.dayNumber ?? .max))
      }
      // A rule that objects on every day leaves the event no day.
      guard sensitive.count == rules.count, waits.byRule.count == rules.count else { return true }
      waits.event = self.firstDay(trial.event, checker, nil, latest, last, &waits)
      return waits.event == nil
    }
    return waits
  }

  /// Visits the days in stretches in which the record stays the same, until the body has seen enough.
  func forEachStretch(
    _ trial: Trial, from start: Int, through end: Int, _ body: (EventChecker, Int128, Int128) -> Bool
  ) {
    let last = min(end, CalendarDate.finiteDayNumbers.upperBound)
    guard start <= last else { return }
    guard trail.hasEvents(after: trial.event.date) else {
      _ = body(trial.checker, Int128(start), Int128(last))
      return
    }
    guard var course = course() else { return }
    if let added = trial.added { course.record(added) }
    var first = start
    while first <= last, let day = CalendarDate(dayNumber: first) {
      course.advance(to: day)
      let next = course.nextDate.map { Int($0.dayNumber) - 1 } ?? last
      let end = min(max(next, first), last)
      if !body(course.checker, Int128(first), Int128(end)) { return }
      first = end + 1
    }
  }

  private func firstDay(
    _ event: Event, _ checker: EventChecker, _ rules: [Int]?, _ first: Int128, _ last: Int128, _ waits: inout Waits
  ) -> CalendarDate? {
    var search = RangeSearch<Bool>(
      ask: { Self.passes(Self.outcomes(of: event, checker, rules, $0, $1)) }, budget: dayJudgementsLeft)
    let result = search.least(true, in: first, last)
    dayJudgementsLeft = search.budget
    switch result {
    case .found(let number): return CalendarDate(dayNumber: Int(number))
    case .none: return nil
    case .cannotTell:
      waits.isCutShort = true
      return nil
    }
  }

  /// What rules say of the event on each of several days, by their numbers; nil where that is not the same on all.
  static func outcomes(
    of event: Event, _ checker: EventChecker, _ rules: [Int]?, _ first: Int128, _ last: Int128
  ) -> [(rule: Int, outcome: Outcome?)] {
    guard let day = CalendarDate(dayNumber: Int(first)), let end = CalendarDate(dayNumber: Int(last)) else { return [] }
    if day == end { return checker.outcomes(of: event.moved(to: day), among: rules).map { ($0.rule, $0.outcome) } }
    return checker.outcomesOfRange(event.moved(to: day), through: end, among: rules)
  }

  private func dependsOnDate(_ rule: Int, _ event: Event) -> Bool {
    !checker.waivers.isEmpty
      || RuleReads(checker.pack.rules[rule], kind: event.kind, on: event.date, pack: checker.pack).hasDates
  }
}
