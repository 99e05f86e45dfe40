/// What the answers to open questions would do.
extension CureFinder {
  /// What each answer to a fact gives.
  struct AnsweredFact {
    /// For each rule that asks for it.
    var byRule: [Int: [FactAnswer]] = [:]
    /// How many of the open findings some answer decides.
    var settles = 0
  }

  /// One way to answer, and what the rules then say.
  private struct Answered {
    let content: FactAnswer.Content
    let outcomes: [RuleOutcome]
    /// Of figures, the least and the greatest on their axis; nil where there is none.
    var figures: (least: Int128?, most: Int128?)?
  }

  /// Answers each missing fact in turn, and what rules declare as something to obtain. Answers that clear a rule are cures.
  func answers(
    to findings: [Finding], _ numbers: [Int?], _ board: inout CureBoard
  ) -> [String: AnsweredFact] {
    var asked: [(fact: String, rules: [Int])] = []
    func ask(_ fact: String, _ rule: Int) {
      if let known = asked.firstIndex(where: { $0.fact == fact }) {
        if !asked[known].rules.contains(rule) { asked[known].rules.append(rule) }
      } else {
        asked.append((fact, [rule]))
      }
    }
    var open: [Int] = []
    for (finding, number) in zip(findings, numbers) {
      guard let number, objecting.contains(number) else { continue }
      if finding.outcome == .indeterminate { open.append(number) }
      for missing in finding.missing { ask(missing.fact, number) }
      for case .obtain(let fact) in declaredCures(of: finding, number) { ask(fact, number) }
    }
    var result: [String: AnsweredFact] = [:]
    for (fact, rules) in asked {
      guard let source = FactSource(fact, asked: event, on: trail, of: checker) else { continue }
      let said: [Answered]
      if let axis = source.axis {
        said = stretches(of: source, axis, rules) + none(for: source, axis)
      } else {
        said = values(of: source)
      }
      addCures(fact, rules, said, source, &board)
      result[fact] = summary(of: said, rules, open)
    }
    return result
  }

  /// What is shown of them: an answer on record that changes nothing is none.
  private func summary(of said: [Answered], _ rules: [Int], _ open: [Int]) -> AnsweredFact {
    var result = AnsweredFact()
    for rule in rules {
      var answers = said.compactMap { answered -> FactAnswer? in
        answered.outcomes.first { $0.rule == rule }.map { FactAnswer(answered.content, $0.outcome) }
      }
      if answers.contains(where: { $0.outcome != .indeterminate }), answers.count > Self.fewAnswers {
        answers.removeAll { $0.outcome == .indeterminate }
      }
      result.byRule[rule] = answers
    }
    for answered in said {
      let settled = answered.outcomes.count { open.contains($0.rule) && $0.outcome != .indeterminate }
      result.settles = max(result.settles, settled)
    }
    return result
  }

  /// Up to so many answers are all shown.
  private static let fewAnswers = 8

  // MARK: Values

  private func values(of source: FactSource) -> [Answered] {
    source.combinations.compactMap { combination in
      guard let said = outcomes(source, combination, among: nil) else { return nil }
      return Answered(content: .value(words(source, combination)), outcomes: said)
    }
  }

  /// What the rules say with an answer to the event, or on the record; nil if the work is spent.
  private func outcomes(
    _ source: FactSource, _ combination: [(field: Int, value: Value)], among rules: [Int]?
  ) -> [RuleOutcome]? {
    judgementsLeft -= 1
    switch source.place {
    case .event:
      var event = event
      for choice in combination { event.slots[choice.field] = choice.value }
      return checker.outcomes(of: event, among: rules)
    case .past(let kind, let field):
      guard let value = combination.first?.value else { return nil }
      let day = event.date
      let made = course { past, checker in
        let isAsked = past.kind == kind && past.date <= day && past.slots[field] == nil
        checker.record(isAsked ? past.with(field, value) : past)
      }
      return made?.checker.outcomes(of: event, among: rules)
    case .record(let kind, var slots):
      for choice in combination { slots[choice.field] = choice.value }
      return onRecord(answer(kind, slots), on: event.date) { $0.outcomes(of: event, among: rules) }
    }
  }

  /// An event that states the answer, under an id that no event can have.
  private func answer(_ kind: Int, _ slots: [Value?]) -> Event {
    Event(
      kind: kind, id: checker.machine.symbols.intern("\u{1}answer"), date: event.date, slots: slots, location: nil)
  }

  /// `true`; of an event, its fields: `from acme, written true`.
  private func words(_ source: FactSource, _ combination: [(field: Int, value: Value)]) -> String {
    switch source.place {
    case .event, .past: return combination.map { text($0.value) }.joined(separator: ", ")
    case .record(let kind, let slots):
      let fields = checker.pack.layouts[kind].fields
      let named = combination.map { "\(fields[$0.field].name) \(text($0.value))" }
      // What was taken to be none has to be stated, or it is missing next.
      let none = slots.indices.filter { slots[$0]?.isNull ?? false }.map { "\(fields[$0].name) \(text(.null))" }
      return (named + none).joined(separator: ", ")
    }
  }

  // MARK: Figures

  /// From which value on the rules that ask for a figure say something else. Nothing, where that cannot be worked out.
  private func stretches(of source: FactSource, _ axis: NumberAxis, _ rules: [Int]) -> [Answered] {
    let budget: Int
    switch source.place {
    case .event: budget = judgementsLeft
    // Half of what is left: there may be more to ask.
    case .record: budget = min(judgementsLeft, answersLeft / 2)
    // A record is made anew for each range that is tried: only where that can suffice.
    case .past: budget = axis.isOpen && !axis.isDay ? 0 : min(judgementsLeft, recordsLeft / 2)
    }
    var search = RangeSearch<[RuleOutcome]>(
      ask: { first, last in self.ask(source, axis, first, last, rules) }, budget: budget)
    let found = search.stretches(in: axis.leastAnswer, axis.most, atMost: Self.fewAnswers)
    judgementsLeft -= 1
    if budget > 0, search.budget == 0 { hasHitBound = true }
    // What is left open at the very ends of what is tried, is left open by the search.
    let told = (found ?? []).filter { stretch in
      let isEnd =
        axis.isOpen && stretch.first == axis.most || axis.isOpenBelow && stretch.last == axis.leastAnswer
      return !isEnd || stretch.answer.contains { $0.outcome != .indeterminate }
    }
    return told.map { stretch in
      let isFirst = axis.isOpenBelow && stretch.first == axis.leastAnswer
      let isLast = axis.isOpen && stretch.last == axis.most
      let (least, most) = (isFirst ? nil : stretch.first, isLast ? nil : stretch.last)
      return Answered(
        content: .range(from: least.map { text(axis.value($0)) }, to: most.map { text(axis.value($0)) }),
        outcomes: stretch.answer, figures: (least, most))
    }
  }

  /// What it would mean that there is no such figure, where that has a meaning.
  private func none(for source: FactSource, _ axis: NumberAxis) -> [Answered] {
    let kind: Int
    switch source.place {
    case .event: kind = event.kind
    case .past(let past, _): kind = past
    case .record: return []
    }
    let field = checker.pack.layouts[kind].fields[axis.field]
    guard field.allowsNull, !field.nullIsUnknown, let said = outcomes(source, [(axis.field, .null)], among: nil) else {
      return []
    }
    return [Answered(content: .value(text(.null)), outcomes: said)]
  }

  /// What the rules say of every value in a range. What is left open of all that is beyond the last figure stays so.
  private func ask(
    _ source: FactSource, _ axis: NumberAxis, _ first: Int128, _ last: Int128, _ rules: [Int]
  ) -> [RuleOutcome]? {
    let isTail = axis.isOpen && last == axis.most
    let isHead = axis.isOpenBelow && first == axis.leastAnswer
    if first == last, !isTail, !isHead {
      return outcomes(source, [(axis.field, axis.value(first))], among: rules)
        ?? rules.map { RuleOutcome(rule: $0, outcome: .indeterminate) }
    }
    let said = rangeOutcomes(source, axis, isHead ? nil : first, isTail ? nil : last, rules)
    let known = said.compactMap { one in one.outcome.map { RuleOutcome(rule: one.rule, outcome: $0) } }
    if known.count == said.count { return known }
    return first == last ? rules.map { RuleOutcome(rule: $0, outcome: .indeterminate) } : nil
  }

  private func rangeOutcomes(
    _ source: FactSource, _ axis: NumberAxis, _ first: Int128?, _ last: Int128?, _ rules: [Int]?
  ) -> [(rule: Int, outcome: Outcome?)] {
    let open = (rules ?? objecting).map { (rule: $0, outcome: Outcome?.none) }
    let probe = Value.probe(from: first.map(axis.value), through: last.map(axis.value))
    switch source.place {
    case .event(let field): return checker.outcomesOfRange(event.with(field, probe), among: rules)
    case .record(let kind, let slots):
      guard mayAnswer() else { return open }
      let answer = answer(kind, slots).with(axis.field, probe)
      return checker.supposingRange(answer) { checker.outcomesOfRange(event, among: rules) } ?? open
    case .past(let kind, let field):
      let day = event.date
      var isExact = true
      var hasProbe = false
      let made = course { past, checker in
        let isAsked = past.kind == kind && past.date <= day && past.slots[field] == nil
        hasProbe = hasProbe || isAsked
        guard hasProbe else { return checker.record(past) }
        // What follows may make something of the range that holds for no range.
        if !checker.recordRange(isAsked ? past.with(field, probe) : past) { isExact = false }
      }
      guard let made else { return open }
      return isExact ? made.checker.outcomesOfRange(event, among: rules) : open
    }
  }

  // MARK: Cures

  private func addCures(
    _ fact: String, _ rules: [Int], _ said: [Answered], _ source: FactSource, _ board: inout CureBoard
  ) {
    for rule in rules {
      let clearing = said.filter { answered in
        answered.outcomes.contains { $0.rule == rule && EventChecker.passes($0.outcome) }
      }
      // A figure is looked up for the rules that ask for it alone: whether the rest would pass is judged here.
      let whole = clearing.filter { clearsEvent($0, source) }
      guard let best = whole.isEmpty ? clearing.first : whole.first else { continue }
      let words = (whole.isEmpty ? clearing : whole).map { FactAnswer($0.content, .clear).words }
      let particulars = words.joined(separator: " or ")
      board.add(
        Cure([.obtain(fact: fact)], clears: whole.isEmpty ? .rule : .event, particulars: particulars), to: rule)
      if whole.isEmpty { addPartial(fact, best, source, &board) }
    }
  }

  private func clearsEvent(_ answered: Answered, _ source: FactSource) -> Bool {
    guard let figures = answered.figures, let axis = source.axis else {
      return answered.outcomes.allSatisfy { EventChecker.passes($0.outcome) }
    }
    return Self.passes(rangeOutcomes(source, axis, figures.least, figures.most, nil)) ?? false
  }

  private func addPartial(_ fact: String, _ answered: Answered, _ source: FactSource, _ board: inout CureBoard) {
    guard case .value(let words) = answered.content,
      let combination = source.combinations.first(where: { self.words(source, $0) == words })
    else { return }
    var event = event
    var added: Event?
    switch source.place {
    case .event: for choice in combination { event.slots[choice.field] = choice.value }
    case .past: return
    case .record(let kind, var slots):
      for choice in combination { slots[choice.field] = choice.value }
      added = answer(kind, slots)
    }
    if board.partial.contains(where: { $0.step == .obtain(fact: fact) && $0.particulars == words }) { return }
    board.addPartial(
      CureBoard.PartialCure(step: .obtain(fact: fact), particulars: words, event: event, added: added))
  }
}

extension NumberAxis {
  fileprivate var isDay: Bool {
    if case .day = kind { return true }
    return false
  }
}
