import PreclearEngine
import Testing

/// An event that is put on record for a while: what is judged on top of it, and what is left when it is taken off again.
@Suite struct SupposingTests {
  @Test func whatIsJudgedOnTopIsWhatARecordMadeAnewGives() throws {
    var supposed = 0
    for seed in 0..<max(10, CureAgreementTests.cases / 10) {
      var random = SeededGenerator(seed: UInt64(9_000_000 + seed))
      let deal = try RandomDeal(using: &random)
      let past = try deal.history(using: &random)
      let event = try deal.proposal(using: &random)
      let checker = deal.record(past, through: event.date)
      let alone = words(checker.judge(event, later: 0))
      var answers = [try deal.proposal("answer", using: &random).moved(to: event.date)]
      for (fact, value) in [
        ("statement(ann)", Value.int(7)), ("statement(bob)", .int(0)), ("statement(cat)", .int(41)),
        ("together(ann, bob)", .bool(true)), ("together(bob, cat)", .bool(false)), ("note", .bool(true)),
      ] {
        answers.append(try #require(try deal.answer(fact, value, on: event.date)))
      }
      answers += past.filter { $0.date == event.date }
      for answer in answers {
        let anew = deal.record(past, through: event.date)
        anew.record(answer)
        // Twice, and a range of days: each is undone before the next.
        let found = checker.supposing(answer) {
          _ = checker.judge(event.moved(to: day(after: event)), later: 0)
          return words(checker.judge(event, later: 0))
        }
        #expect(found == words(anew.judge(event, later: 0)), "seed \(seed)\n\(deal.conditions.joined())")
        #expect(words(checker.judge(event, later: 0)) == alone, "seed \(seed): taken off again")
        supposed += 1
      }
      // What is recorded afterwards finds the record as it was.
      let next = try deal.proposal("plan-1", using: &random).moved(to: day(after: event))
      let anew = deal.record(past, through: event.date)
      checker.record(event)
      anew.record(event)
      #expect(words(checker.judge(next, later: 0)) == words(anew.judge(next, later: 0)), "seed \(seed)")
    }
    #expect(supposed >= 70)
  }

  private func day(after event: Event) -> CalendarDate {
    CalendarDate(dayNumber: Int(event.date.dayNumber) + 3) ?? event.date
  }

  private func words(_ result: EventResult) -> [String] {
    result.outcomes.map { "\($0.rule) \($0.outcome)" } + result.findings.map { "\($0.message) \($0.facts)" }
  }
}
