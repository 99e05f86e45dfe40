/// An event of a plan, and the days on which it may take place.
package struct PlannedEvent: Sendable {
  package let event: Event
  package let from: CalendarDate
  package let to: CalendarDate

  package init(event: Event, from: CalendarDate, to: CalendarDate) {
    self.event = event
    self.from = from
    self.to = to
  }
}

/// Tries orders and days until every event is clear, and then whether the last of them can come earlier.
///
/// All days and all orders are tried, those first that come first, as far as the work allows: so the schedule that is found is
/// the one that ends earliest, and of those the one of which each step is earliest.
package struct PlanSearch {
  /// How many events are judged, and how many records made, before the search gives up.
  private static let mostJudgements = 20_000
  private static let mostRecords = 1_500

  private let events: [PlannedEvent]
  private let trail: Trail
  private var judgements = 0
  private var records = 0
  private var best: [Assignment]?
  private var deepest: [Assignment] = []
  private var obstacles: [Int: [DateRoom.Window.Objection]] = [:]

  private struct Assignment {
    let number: Int
    let date: CalendarDate
  }

  package init(_ events: [PlannedEvent], on trail: Trail) {
    self.events = events
    self.trail = trail
  }

  private var isSpent: Bool { judgements >= Self.mostJudgements || records >= Self.mostRecords }

  package mutating func run() -> Schedule {
    place([], Array(events.indices))
    let checker = trail.course(through: .negativeInfinity).checker
    func step(_ assignment: Assignment) -> Schedule.Step {
      let event = events[assignment.number].event
      return Schedule.Step(
        event: checker.machine.symbols.text(event.id), kind: checker.pack.layouts[event.kind].name,
        date: assignment.date
      )
    }
    if let best {
      return Schedule(outcome: .found(best.map(step), isEarliest: !isSpent), judgements: judgements)
    }
    let left = events.indices.filter { number in !deepest.contains { $0.number == number } }
    return Schedule(
      outcome: .none(
        placed: deepest.map(step),
        obstacles: left.map { number in
          let planned = events[number]
          return Schedule.Obstacle(
            event: checker.machine.symbols.text(planned.event.id),
            kind: checker.pack.layouts[planned.event.kind].name, from: planned.from, to: planned.to,
            objections: obstacles[number] ?? [])
        }, isProved: !isSpent), judgements: judgements)
  }

  /// Goes on from what is placed with each event that is left, on each day on which it is clear.
  private mutating func place(_ placed: [Assignment], _ left: [Int]) {
    if left.isEmpty {
      best = placed
      return
    }
    let (candidates, objections) = clearDays(after: placed, left)
    if placed.count > deepest.count || (placed.isEmpty && obstacles.isEmpty) {
      deepest = placed
      obstacles = objections
    }
    for candidate in candidates {
      if isSpent { return }
      // No schedule that ends as late as the best one is better.
      if let end = best?.last?.date, candidate.date >= end { return }
      place(placed + [candidate], left.filter { $0 != candidate.number })
    }
  }

  /// Every event that may come next with every day on which it is clear then, the earliest day first.
  private mutating func clearDays(
    after placed: [Assignment], _ left: [Int]
  ) -> (candidates: [Assignment], objections: [Int: [DateRoom.Window.Objection]]) {
    var trail = trail
    for assignment in placed {
      let event = events[assignment.number].event.moved(to: assignment.date)
      trail.note(event, before: trail.past.count { $0.date <= assignment.date })
    }
    let earliest = left.map { events[$0].from }.min() ?? .infinity
    let start = max(placed.last?.date ?? .negativeInfinity, earliest)
    let end = left.map { events[$0].to }.max() ?? .negativeInfinity
    guard start <= end, start.isFinite, end.isFinite else { return ([], [:]) }
    records += 1
    var course = trail.course(through: start)
    var candidates: [Assignment] = []
    var objections: [Int: [DateRoom.Window.Objection]] = [:]
    for number in Int(start.dayNumber)...Int(end.dayNumber) {
      guard let day = CalendarDate(dayNumber: number) else { break }
      if let end = best?.last?.date, day >= end { break }
      course.advance(to: day)
      for position in left where events[position].from <= day && day <= events[position].to {
        if isSpent { return (candidates, objections) }
        judgements += 1
        let said = course.checker.objections(to: events[position].event.moved(to: day))
        if said.isEmpty { candidates.append(Assignment(number: position, date: day)) }
        for objection in said where !(objections[position] ?? []).contains(objection) {
          objections[position, default: []].append(objection)
        }
      }
    }
    return (candidates, objections)
  }
}

extension EventChecker {
  /// What objects to an event, in pack order. A kind that no rule looks at is never cleared.
  fileprivate func objections(to event: Event) -> [DateRoom.Window.Objection] {
    if pack.rulesByKind[event.kind].isEmpty {
      return [DateRoom.Window.Objection(rule: "preclear/no-rule", outcome: .indeterminate)]
    }
    return outcomes(of: event).filter { !Self.passes($0.outcome) }
      .map { DateRoom.Window.Objection(rule: pack.rules[$0.rule].id, outcome: $0.outcome) }
  }
}
