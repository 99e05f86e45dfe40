/// One rule against the event of the machine: the fast pass, which yields an outcome, and the second, which explains it.
extension Machine {
  /// What the rule comes to under the readings in force. The event has been applied.
  func rule(_ rule: LinkedRule) -> Ruling {
    guard date >= rule.from, date <= rule.to, rule.firstRow.value < rule.endRow.value else {
      return Ruling(.notApplicable)
    }
    let saved = moment
    moment = rule.readsBefore ? .before : .now
    defer { moment = saved }
    let first = rule.firstRow.value
    var result = evaluate(rules.rows[first], 0)
    for row in first + 1..<rule.endRow.value { result = graver(result, evaluate(rules.rows[row], row - first)) }
    return result
  }

  /// The graver of two; of equals the first, which then waits for what both do.
  private func graver(_ a: Ruling, _ b: Ruling) -> Ruling {
    guard a.outcome == b.outcome else { return a.outcome.gravity > b.outcome.gravity ? a : b }
    if b.waits == Ruling.nothing || a.waits == b.waits { return a }
    var result = a
    result.waits =
      a.waits == Ruling.nothing
      ? b.waits : number(cell(.unknown(Unknown(facts: FactTable.union(facts(a), facts(b))))))
    return result
  }

  /// The facts that a ruling waits for.
  func facts(_ ruling: Ruling) -> [FactID] {
    ruling.waits == Ruling.nothing ? [] : spill.value(number: Int(ruling.waits)).unknown?.facts ?? []
  }

  /// The fault that kept a rule from an answer, in words.
  func fault(_ ruling: Ruling) -> String? {
    ruling.fault == Ruling.nothing ? nil : spill.value(number: Int(ruling.fault)).fault?.message
  }

  private func number(_ spilled: Cell) -> Int32 { Int32(truncatingIfNeeded: spilled.payload) }

  private func evaluate(_ row: LinkedRow, _ position: Int) -> Ruling {
    if row.namedCount.value > 0 { begin(firstNamed: row.firstNamed.value, count: row.namedCount.value) }
    var applies = Cell.yes
    if row.applies.value >= 0 { applies = execute(row.applies.value) }
    if applies.isFalse { return Ruling(.notApplicable) }
    if applies.isSpilled { applies = faultAsUnknown(applies) }
    let first = row.firstClause.value
    var result = Ruling(.clear)
    for number in first..<row.endClause.value {
      var ruling = evaluate(rules.clauses[number], applies: applies)
      if ruling.outcome == .clear { continue }
      ruling.row = Int16(truncatingIfNeeded: position)
      ruling.clause = Int16(truncatingIfNeeded: number - first)
      // The first of equally grave clauses decides; what the others miss is asked for too.
      result = graver(result, ruling)
    }
    return result
  }

  /// In `where` a fault counts as unknown.
  func faultAsUnknown(_ cell: Cell) -> Cell {
    value(cell).fault == nil ? cell : self.cell(.unknown(Unknown(facts: [])))
  }

  func evaluate(_ clause: LinkedClause, applies: Cell) -> Ruling {
    var when = Cell.yes
    if clause.when.value >= 0 { when = execute(clause.when.value) }
    if when.isFalse { return Ruling(.clear) }
    if when.isSpilled { when = faultAsUnknown(when) }
    var holds = execute(clause.condition.value)
    if clause.form == .require { holds = not(holds) }
    if holds.isFalse { return Ruling(.clear) }
    var excepted = Cell.no
    var open = -1
    for number in clause.firstException.value..<clause.endException.value {
      let value = execute(rules.exceptions[number])
      if value.isTrue { return Ruling(.clear) }
      if open < 0, value.isSpilled, !self.value(value).isKnown { open = number - clause.firstException.value }
      excepted = or(excepted, value)
    }
    var answer = holds
    // With all else decided, what is open is the condition itself.
    if !(applies.isTrue && when.isTrue && excepted.isFalse && (holds.kind == .bool || isOpen(holds))) {
      answer = and(and(applies, when), and(holds, not(excepted)))
    }
    if answer.kind == .bool { return Ruling(answer.isTrue ? clause.form.outcome : .clear) }
    return undecided(answer, clause.form, exception: holds.isTrue ? open : -1)
  }

  /// Whether a cell is an unknown or a fault.
  private func isOpen(_ cell: Cell) -> Bool { cell.isSpilled && !value(cell).isKnown }

  private func undecided(_ answer: Cell, _ form: ClausePlan.Form, exception: Int) -> Ruling {
    var ruling = Ruling(.indeterminate)
    switch value(answer) {
    case .unknown:
      if form == .notice { ruling.outcome = .notice }
      ruling.waits = number(answer)
      ruling.exception = Int16(truncatingIfNeeded: exception)
    case .fault: ruling.fault = number(answer)
    default: ruling.fault = number(cell(.fault(Fault("the condition is neither true nor false"))))
    }
    return ruling
  }

  // MARK: The second pass

  /// The facts and the message of the clause that decided, and whether it waits for any fact.
  func explain(_ plan: RulePlan, _ ruling: Ruling, waitsForFacts: Bool) -> Explanation {
    var explanation = Explanation()
    explanation.citations = plan.citations
    guard let rows = plan.rows[kind], ruling.row >= 0, ruling.clause >= 0 else { return explanation }
    let saved = moment
    moment = plan.readsBefore ? .before : .now
    defer { moment = saved }
    let row = rows[Int(ruling.row)]
    let clause = row.clauses[Int(ruling.clause)]
    let firstNamed = namedCount
    for item in row.named { addNamed(link(item.program, .traced)) }
    defer { cutNamed(to: firstNamed) }
    begin(firstNamed: firstNamed, count: row.named.count)
    let tracer = Tracer()
    self.tracer = tracer
    _ = row.applies.map(run)
    _ = clause.when.map(run)
    let holds = run(clause.condition)
    // An exception is shown where it kept the clause from an answer, or was tried and failed.
    if !holds.isFalse || clause.form == .require { for exception in clause.exceptions { _ = run(exception.condition) } }
    self.tracer = nil
    explanation.facts = tracer.values.filter { Self.isFact($0.value) }.map(fact)
    explanation.clause = clause.id
    if !clause.citations.isEmpty { explanation.citations = clause.citations }
    var message = Self.opening(clause.form, ruling, waitsForFacts: waitsForFacts) + (clause.because.map(text) ?? "")
    if ruling.exception >= 0, let because = clause.exceptions[Int(ruling.exception)].because {
      message += (message.isEmpty ? "" : " ") + "It would be excepted if this holds: " + text(because)
    }
    explanation.message = message
    return explanation
  }

  /// The words of a clause say what is wrong; where nobody knows whether it is, they are put as what is to be found out.
  private static func opening(_ form: ClausePlan.Form, _ ruling: Ruling, waitsForFacts: Bool) -> String {
    guard ruling.fault == Ruling.nothing else { return "" }
    switch (form, ruling.outcome) {
    case (.forbid, .indeterminate), (.require, .indeterminate): return "Not decided yet; a violation if this holds: "
    case (.trigger, .indeterminate): return "Not decided yet; it sets this off if it holds: "
    case (.notice, _) where waitsForFacts: return "Not known whether this holds: "
    default: return ""
    }
  }

  /// A figure, a word or a day, or a list of such: what counsel can write down. A record's fields are facts by themselves.
  private static func isFact(_ value: Value) -> Bool {
    switch value {
    case .record, .map: false
    case .list(let list): list.items.allSatisfy(isFact)
    case .null, .bool, .int, .decimal, .ratio, .date, .period, .string, .unknown, .fault: true
    }
  }

  private func fact(_ name: String, _ value: Value) -> Fact {
    switch value {
    case .unknown(let unknown):
      Fact(
        name: name, value: nil, least: unknown.least.map { ValueText.plain($0, symbols) },
        most: unknown.most.map { ValueText.plain($0, symbols) })
    default: Fact(name: name, value: ValueText.plain(value, symbols))
    }
  }

  private func text(_ message: MessagePlan) -> String {
    isWriting = true
    defer { isWriting = false }
    return message.parts.map { part in
      switch part {
      case .text(let text): text
      case .value(let program, let format): ValueText.sentence(run(program), format, symbols)
      }
    }.joined()
  }
}
