import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

/// Headroom and the calendar of days held against what judging every value and every day one by one gives. `CURE_CASES` says how
/// many cases are tried.
@Suite struct RoomAgreementTests {
  private static let cases = max(40, CureAgreementTests.cases / 4)
  private static let casesOfAPack = 4
  private static let days = 30

  @Test func headroomIsWhatTryingEveryValueFinds() throws {
    var limited = 0
    // A rule that asks for the known part of a figure is told of no range; then headroom says that it cannot tell.
    var untold = 0
    try forEachCase { deal, past, event, name in
      let checker = deal.record(past, through: event.date)
      let field = try #require(deal.pack.layouts[event.kind].position(of: "shares"))
      let room = try #require(checker.headroom(of: event, field: field, on: Trail(past: past, begin: deal.begin)))
      let looking = room.limits.compactMap { limit in deal.pack.rules.firstIndex { $0.id == limit.rule } }
      #expect(looking.count == room.limits.count)
      // What every value up to the greatest that the conditions tell apart comes to, and a few far beyond.
      let values = Array(Int64(1)...400) + [1_000, 5_000, 1_000_000, 1_000_000_000_000]
      let outcomes = values.map { checker.judge(event.with(field, .int($0)), later: 0).outcomes.map(\.outcome) }
      func expected(_ passes: ([Outcome]) -> Bool) -> Headroom.Room {
        guard let last = outcomes.lastIndex(where: passes) else { return .none }
        if last == values.count - 1 { return .unlimited }
        return .upTo("\(values[last])", isWhole: outcomes[..<last].allSatisfy(passes))
      }
      if room.limits.contains(where: { $0.room == .unknown }) {
        untold += 1
        return
      }
      for (limit, rule) in zip(room.limits, looking) {
        // Between the values that are tried there may be more: then only the bound itself is looked at.
        guard expected({ Verdict($0[rule]) == .clear }) != limit.room else { continue }
        guard case .upTo(let text, _) = limit.room, let number = Int64(text), number > 400 else {
          Issue.record("\(name), \(limit.rule): \(limit.room)\n\(deal.conditions.joined())")
          continue
        }
        func passes(_ number: Int64) -> Bool {
          Verdict(checker.judge(event.with(field, .int(number)), later: 0).outcomes[rule].outcome) == .clear
        }
        #expect(passes(number) && !passes(number + 1), "\(name), \(limit.rule)")
      }
      if case .upTo(let text, _) = room.room {
        limited += 1
        let number = try #require(Int64(text))
        #expect(checker.judge(event.with(field, .int(number)), later: 0).verdict == .clear, "\(name)")
        #expect(checker.judge(event.with(field, .int(number + 1)), later: 0).verdict != .clear, "\(name)")
        #expect(!room.binding.isEmpty, "\(name)")
      }
      let whole = expected { $0.allSatisfy { Verdict($0) == .clear } }
      if case .upTo(let text, _) = room.room, let number = Int64(text), number > 400 { return }
      #expect(room.room == whole, "\(name)\n\(deal.conditions.joined())")
    }
    #expect(limited > Self.cases / 20)
    #expect(untold <= Self.cases / 10)
  }

  @Test func windowsAreWhatTryingEveryDayFinds() throws {
    var windows = 0
    try forEachCase { deal, past, event, name in
      var limits = CureLimits()
      limits.days = Self.days
      let room = deal.record(past, through: event.date)
        .dateRoom(of: event, on: Trail(past: past, begin: deal.begin), limits: limits)
      #expect(!room.isCutShort)
      windows += room.windows.count
      var firstClear: CalendarDate?
      for offset in 0...Self.days {
        let day = try #require(CalendarDate(dayNumber: Int(event.date.dayNumber) + offset))
        let result = deal.record(past, through: day).judge(event.moved(to: day), later: 0)
        if result.verdict == .clear, firstClear == nil { firstClear = day }
        let expected = zip(deal.pack.rules, result.outcomes).filter { Verdict($0.1.outcome) != .clear }
          .map { "\($0.0.id) \($0.1.outcome)" }
        let window = try #require(room.windows.first { $0.from <= day && day <= $0.to })
        #expect(
          window.objections.map { "\($0.rule) \($0.outcome)" } == expected,
          "\(name), \(day)\n\(deal.conditions.joined())")
      }
      #expect(room.firstClear == firstClear, "\(name)")
      for (a, b) in zip(room.windows, room.windows.dropFirst()) {
        #expect(a.objections != b.objections && a.to.dayNumber + 1 == b.from.dayNumber, "\(name)")
      }
    }
    #expect(windows > Self.cases)
  }

  private func forEachCase(_ body: (RandomDeal, [Event], Event, String) throws -> Void) throws {
    for seed in 0..<Self.cases / Self.casesOfAPack {
      var random = SeededGenerator(seed: UInt64(5_000_000 + seed))
      let deal = try RandomDeal(using: &random)
      for number in 0..<Self.casesOfAPack {
        let past = try deal.history(using: &random)
        try body(deal, past, try deal.proposal(using: &random), "seed \(seed), case \(number)")
      }
    }
  }
}
