import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

/// Cures held against what trying every day and every value one by one gives. `CURE_CASES` says how many cases are tried.
@Suite struct CureAgreementTests {
  static let cases = ProcessInfo.processInfo.environment["CURE_CASES"].flatMap(Int.init) ?? 100
  private static let casesOfAPack = 4
  private static let days = 30

  @Test func curesAreWhatTryingEverythingFinds() throws {
    var counts = Counts()
    for seed in 0..<max(1, Self.cases / Self.casesOfAPack) {
      var random = SeededGenerator(seed: UInt64(seed))
      let deal = try RandomDeal(using: &random)
      for number in 0..<Self.casesOfAPack {
        let past = try deal.history(using: &random)
        let event = try deal.proposal(using: &random)
        try Case(deal: deal, past: past, event: event, name: "seed \(seed), case \(number)").check(&counts)
      }
    }
    // The cases are worth something only if they have all of these.
    #expect(counts.waits > Self.cases / 20)
    #expect(counts.reductions > Self.cases / 20)
    #expect(counts.answers > Self.cases / 20)
    #expect(counts.figures > Self.cases / 20)
    #expect(counts.records > Self.cases / 100)
    #expect(counts.combinations > 0)
  }

  struct Counts {
    var waits = 0
    var reductions = 0
    var answers = 0
    var figures = 0
    var records = 0
    var combinations = 0
  }

  private struct Case {
    let deal: RandomDeal
    let past: [Event]
    let event: Event
    let name: String

    func check(_ counts: inout Counts) throws {
      let checker = record(through: event.date)
      let result = checker.judge(event, later: 0)
      var limits = CureLimits()
      limits.days = CureAgreementTests.days
      let cured = checker.addingCures(
        to: result, of: event, on: Trail(past: past, begin: deal.begin), limits: limits)
      #expect(
        checker.judge(event, later: 0).outcomes.map(\.outcome) == result.outcomes.map(\.outcome), "\(name): undone")
      for finding in cured.findings where Verdict(finding.outcome) != .clear {
        let rule = try #require(deal.pack.rules.firstIndex { $0.id == finding.rule })
        #expect(!finding.cureNotes.contains { $0.contains("bound") }, "\(name): \(finding.cureNotes)")
        try checkWaits(finding, rule, &counts)
        for field in ["shares", "price", "size"] { try checkReductions(finding, rule, field, checker, &counts) }
        try checkAnswers(finding, rule, checker, result, &counts)
        try checkFigures(finding, rule, checker, &counts)
        try checkRecords(finding, rule, &counts)
        for cure in finding.cures where cure.steps.count == 2 {
          counts.combinations += 1
          try checkCombination(cure)
        }
      }
    }

    private func record(through date: CalendarDate) -> EventChecker { deal.record(past, through: date) }

    private func describe(_ finding: Finding) -> Comment {
      let lines = past.map { "\($0.date) \(deal.pack.layouts[$0.kind].name) \($0.slots)" }.joined(separator: "\n")
      return """
        \(name), \(finding.rule) \(finding.outcome)
        \(deal.conditions.joined())
        \(lines)
        proposed \(event.date) \(event.slots)
        \(finding.cures.map(\.sentence)) \(finding.cureNotes)
        """
    }

    /// What a rule, and what the event comes to; a rule passes that has nothing against the event.
    private func passes(_ result: EventResult, _ rule: Int) -> Bool {
      Verdict(result.outcomes[rule].outcome) == .clear
    }

    private func checkWaits(_ finding: Finding, _ rule: Int, _ counts: inout Counts) throws {
      var first: (rule: CalendarDate?, event: CalendarDate?)
      let checker = record(through: event.date)
      for offset in 1...CureAgreementTests.days {
        let day = try #require(CalendarDate(dayNumber: Int(event.date.dayNumber) + offset))
        for past in past where past.date == day { checker.record(past) }
        let result = checker.judge(event.moved(to: day), later: 0)
        if first.rule == nil, passes(result, rule) { first.rule = day }
        if first.event == nil, result.verdict == .clear { first.event = day }
      }
      var expected: [Cure] = []
      if let day = first.event { expected.append(Cure([.wait(until: day)], clears: .event)) }
      if let day = first.rule, day != first.event { expected.append(Cure([.wait(until: day)], clears: .rule)) }
      let found = finding.cures.filter { cure in
        if case .wait = cure.steps[0], cure.steps.count == 1 { true } else { false }
      }
      counts.waits += found.count
      #expect(Set(found) == Set(expected), describe(finding))
    }

    private func checkReductions(
      _ finding: Finding, _ rule: Int, _ name: String, _ checker: EventChecker, _ counts: inout Counts
    ) throws {
      let field = try #require(deal.pack.layouts[event.kind].position(of: name))
      var greatest: (rule: Value?, event: Value?)
      for value in lesser(event.slots[field], from: name == "size" ? 0 : 1) {
        let result = checker.judge(event.with(field, value), later: 0)
        if passes(result, rule) { greatest.rule = value }
        if result.verdict == .clear { greatest.event = value }
      }
      func text(_ value: Value) -> String { ValueText.plain(value, checker.machine.symbols) }
      var expected: [Cure] = []
      if let value = greatest.event { expected.append(Cure([.reduce(field: name, to: text(value))], clears: .event)) }
      if let value = greatest.rule, greatest.event.map({ text($0) != text(value) }) ?? true {
        expected.append(Cure([.reduce(field: name, to: text(value))], clears: .rule))
      }
      let found = finding.cures.filter { cure in
        if case .reduce(name, _) = cure.steps[0], cure.steps.count == 1 { true } else { false }
      }
      counts.reductions += found.count
      #expect(Set(found) == Set(expected), describe(finding))
    }

    private func lesser(_ value: Value?, from least: Int64) -> [Value] {
      switch value {
      case .int(let number)?: (least..<max(least, number)).map(Value.int)
      case .decimal(let decimal)?:
        (1..<60).map { Decimal($0, scale: 1) }.filter { $0 < decimal }.map(Value.decimal)
      default: []
      }
    }

    /// Each answer to an absent field gives what judging the event with it gives; and what was definite stays what it was.
    private func checkAnswers(
      _ finding: Finding, _ rule: Int, _ checker: EventChecker, _ before: EventResult, _ counts: inout Counts
    ) throws {
      for (name, values) in [("flag", [Value.bool(true), .bool(false)]), ("desk", try desks(checker))] {
        let field = try #require(deal.pack.layouts[event.kind].position(of: name))
        guard event.slots[field] == nil else { continue }
        var expected: [FactAnswer] = []
        var clears: Cure.Scope?
        for value in values {
          let result = checker.judge(event.with(field, value), later: 0)
          if result.verdict == .clear {
            clears = .event
          } else if passes(result, rule), clears == nil {
            clears = .rule
          }
          expected.append(
            FactAnswer(.value(ValueText.plain(value, checker.machine.symbols)), result.outcomes[rule].outcome))
          checkInformation(before, result, finding)
        }
        guard let missing = finding.missing.first(where: { $0.fact == "event.\(name)" }) else { continue }
        counts.answers += missing.answers.count
        #expect(missing.answers == expected, describe(finding))
        let obtained = finding.cures.filter { $0.steps == [.obtain(fact: "event.\(name)")] }
        #expect(obtained.map(\.clears) == (clears.map { [$0] } ?? []), describe(finding))
      }
    }

    /// Of a figure that is absent, the ranges that are shown cover every value, and hold what judging the event with it gives.
    private func checkFigures(
      _ finding: Finding, _ rule: Int, _ checker: EventChecker, _ counts: inout Counts
    ) throws {
      let field = try #require(deal.pack.layouts[event.kind].position(of: "size"))
      guard event.slots[field] == nil, let missing = finding.missing.first(where: { $0.fact == "event.size" }) else {
        return
      }
      counts.figures += missing.answers.count
      let results = (0...60).map { checker.judge(event.with(field, .int($0)), later: 0) }
      var ranges: [ClosedRange<Int>] = []
      let none = checker.judge(event.with(field, .null), later: 0)
      for answer in missing.answers {
        guard case .range(let first, let last) = answer.content else {
          #expect(answer.content == .value("none") && answer.outcome == none.outcomes[rule].outcome, describe(finding))
          continue
        }
        let range = (first.flatMap(Int.init) ?? 0)...(last.flatMap(Int.init) ?? 60)
        ranges.append(range)
        #expect(range.allSatisfy { results[$0].outcomes[rule].outcome == answer.outcome }, describe(finding))
      }
      #expect(ranges.flatMap(Array.init).sorted() == Array(0...60), describe(finding))
      let passing = (results + [none]).filter { passes($0, rule) }
      let obtained = finding.cures.filter { $0.steps == [.obtain(fact: "event.size")] }
      #expect(obtained.isEmpty == passing.isEmpty, describe(finding))
      guard let cure = obtained.first, cure.clears == .event else { return }
      // The ranges that it names are those of this rule in which the whole event passes.
      var clear = zip(ranges, missing.answers).filter { range, _ in range.allSatisfy { results[$0].verdict == .clear } }
        .map(\.1.words)
      if none.verdict == .clear { clear.append("none") }
      #expect(cure.particulars == clear.joined(separator: " or "), describe(finding))
    }

    /// An answer that would stand on record gives what judging the event gives, once an event that states it is recorded.
    private func checkRecords(_ finding: Finding, _ rule: Int, _ counts: inout Counts) throws {
      for missing in finding.missing {
        var tried: [Int64] = []
        for answer in missing.answers {
          switch answer.content {
          case .value(let words):
            let flag = Value.bool(words.hasSuffix("true"))
            guard let outcome = try outcome(of: rule, with: missing.fact, flag) else { continue }
            counts.records += 1
            #expect(outcome == answer.outcome, describe(finding))
          case .range(let first, let last):
            // Beyond these nothing of the pack changes.
            for number in (first.flatMap(Int64.init) ?? 0)...min(last.flatMap(Int64.init) ?? 400, 400) {
              guard let outcome = try outcome(of: rule, with: missing.fact, .int(number)) else { break }
              #expect(outcome == answer.outcome, "\(number): \(describe(finding))")
              tried.append(number)
            }
          }
        }
        if tried.isEmpty { continue }
        counts.records += 1
        #expect(tried == Array(0...400), describe(finding))
      }
    }

    /// Nil where the answer stands on no record.
    private func outcome(of rule: Int, with fact: String, _ value: Value) throws -> Outcome? {
      guard let answer = try deal.answer(fact, value, on: event.date) else { return nil }
      let checker = record(through: event.date)
      checker.record(answer)
      return checker.judge(event, later: 0).outcomes[rule].outcome
    }

    private func desks(_ checker: EventChecker) throws -> [Value] {
      try ["a", "b"].map { .string(try #require(checker.machine.symbols.symbol(of: $0))) }
    }

    /// `known` and `least` ask what is known, so that an answer changes what they say.
    private func checkInformation(_ before: EventResult, _ after: EventResult, _ finding: Finding) {
      for (rule, condition) in deal.conditions.enumerated()
      where !condition.contains("known(") && !condition.contains("least(") {
        let (old, new) = (before.outcomes[rule].outcome, after.outcomes[rule].outcome)
        if old == .indeterminate || old == .notApplicable || new == .notApplicable { continue }
        #expect(old == new, describe(finding))
      }
    }

    private func checkCombination(_ cure: Cure) throws {
      var changed = event
      for step in cure.steps {
        switch step {
        case .wait(let day): changed = changed.moved(to: day)
        case .reduce(let name, let text), .change(let name, let text):
          let field = try #require(deal.pack.layouts[event.kind].position(of: name))
          changed.slots[field] =
            name == "shares" ? .int(try #require(Int64(text))) : .decimal(try Decimal(parsing: text))
        case .obtain: return
        }
      }
      let result = record(through: changed.date).judge(changed, later: 0)
      #expect(result.verdict == .clear, "\(name): \(cure.sentence)")
    }
  }
}
