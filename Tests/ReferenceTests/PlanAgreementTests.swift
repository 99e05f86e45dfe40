import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

/// Schedules held against trying every order on every day. `CURE_CASES` says how many cases are tried.
@Suite struct PlanAgreementTests {
  private static let cases = CureAgreementTests.cases
  private static let casesOfAPack = 4

  @Test func aScheduleIsWhatTryingEveryOrderAndDayFinds() throws {
    var counts = (found: 0, none: 0, reordered: 0)
    for seed in 0..<Self.cases / Self.casesOfAPack {
      var random = SeededGenerator(seed: UInt64(9_000_000 + seed))
      let deal = try RandomDeal(using: &random)
      for number in 0..<Self.casesOfAPack {
        let past = try deal.history(using: &random)
        let events = try ["plan-1", "plan-2", "plan-3"].prefix(Int.random(in: 2...3, using: &random)).map { id in
          let event = try deal.proposal(id, most: 12, using: &random)
          let last = Int(event.date.dayNumber) + Int.random(in: 0...5, using: &random)
          return PlannedEvent(event: event, from: event.date, to: try #require(CalendarDate(dayNumber: last)))
        }
        var search = PlanSearch(events, on: Trail(past: past, begin: deal.begin))
        let schedule = search.run()
        let best = earliest(deal, past, events)
        let comment: Comment = "seed \(seed), case \(number)\n\(deal.conditions.joined())"
        switch schedule.outcome {
        case .found(let steps, let isEarliest):
          counts.found += 1
          #expect(isEarliest, comment)
          #expect(steps.last?.date == best?.last?.date, comment)
          let order = try steps.map { step in
            try #require(events.indices.first { deal.name(of: events[$0].event) == step.event })
          }
          if order != order.sorted() { counts.reordered += 1 }
          #expect(order.sorted() == Array(events.indices), comment)
          #expect(isClear(zip(order, steps).map { ($0, $1.date) }, deal, past, events), comment)
        case .none(_, _, let isProved):
          counts.none += 1
          #expect(isProved && best == nil, comment)
        }
      }
    }
    #expect(counts.found > Self.cases / 20)
    #expect(counts.none > Self.cases / 20)
    #expect(counts.reordered > 0)
  }

  private typealias Step = (number: Int, date: CalendarDate)

  /// Whether each step is within its window and clear on what was before it.
  private func isClear(_ steps: [Step], _ deal: RandomDeal, _ past: [Event], _ events: [PlannedEvent]) -> Bool {
    let checker = deal.begin()
    var rest = past[...]
    for step in steps {
      let planned = events[step.number]
      guard planned.from <= step.date, step.date <= planned.to else { return false }
      while let next = rest.first, next.date <= step.date {
        checker.record(next)
        rest.removeFirst()
      }
      let event = planned.event.moved(to: step.date)
      guard checker.judge(event, later: 0).verdict == .clear else { return false }
      checker.record(event)
    }
    return true
  }

  /// Of all schedules that are clear, one that ends earliest.
  private func earliest(_ deal: RandomDeal, _ past: [Event], _ events: [PlannedEvent]) -> [Step]? {
    var best: [Step]?
    func extend(_ steps: [Step]) {
      if !steps.isEmpty, !isClear(steps, deal, past, events) { return }
      guard steps.count < events.count else {
        if let known = best?.last?.date, let date = steps.last?.date, known <= date { return }
        best = steps
        return
      }
      for number in events.indices where !steps.contains(where: { $0.number == number }) {
        for day in events[number].from.dayNumber...events[number].to.dayNumber {
          guard let date = CalendarDate(dayNumber: Int(day)), date >= steps.last?.date ?? date else { continue }
          extend(steps + [(number, date)])
        }
      }
    }
    extend([])
    return best
  }
}
