/// One rule against the event of the machine: the fast pass, which yields an outcome, and the second, which explains it.
extension Machine {
  /// What the rule comes to under the readings in force. The event has been applied.
  func rule(_ plan: RulePlan) -> Ruling {
    guard event.date >= plan.effectiveFrom, event.date <= plan.effectiveTo, let rows = plan.rows[event.kind] else {
      return Ruling(.notApplicable)
    }
    let saved = moment
    moment = plan.readsBefore ? .before : .now
    defer { moment = saved }
    var result = Ruling(.notApplicable)
    for (position, row) in rows.enumerated() {
      let ruling = evaluate(row, position)
      result = Self.graver(result, ruling)
    }
    return result
  }

  private static func graver(_ a: Ruling, _ b: Ruling) -> Ruling {
    guard a.outcome == b.outcome else { return a.outcome.gravity > b.outcome.gravity ? a : b }
    var result = a
    result.missing = FactTable.union(a.missing, b.missing)
    return result
  }

  private func evaluate(_ row: RuleRow, _ position: Int) -> Ruling {
    begin(row)
    let applies = row.applies.map(run) ?? .bool(true)
    if applies.isFalse { return Ruling(.notApplicable) }
    var result = Ruling(.clear)
    for (number, clause) in row.clauses.enumerated() {
      var ruling = evaluate(clause, applies: Self.faultAsUnknown(applies))
      ruling.row = position
      ruling.clause = number
      // The first of equally grave clauses decides; what the others miss is asked for too.
      result = Self.graver(result, ruling)
    }
    return result
  }

  private func begin(_ row: RuleRow) {
    named = row.named
    namedValues = [Value?](repeating: nil, count: row.named.count)
  }

  /// In `where` a fault counts as unknown.
  private static func faultAsUnknown(_ value: Value) -> Value {
    if case .fault = value { return .unknown(Unknown(facts: [])) }
    return value
  }

  private func evaluate(_ clause: ClausePlan, applies: Value) -> Ruling {
    let when = Self.faultAsUnknown(clause.when.map(run) ?? .bool(true))
    if when.isFalse { return Ruling(.clear) }
    var holds = run(clause.condition)
    if clause.form == .require { holds = Unknowns.not(holds) }
    if holds.isFalse { return Ruling(.clear) }
    var excepted = Value.bool(false)
    var open: String?
    for exception in clause.exceptions {
      let value = run(exception.condition)
      if value.isTrue { return Ruling(.clear) }
      if open == nil, !value.isKnown { open = exception.id }
      excepted = Unknowns.or(excepted, value)
    }
    let answer = Unknowns.and(Unknowns.and(applies, when), Unknowns.and(holds, Unknowns.not(excepted)))
    switch answer {
    case .bool(true): return Ruling(clause.form.outcome)
    case .bool(false): return Ruling(.clear)
    case .unknown(let unknown):
      var ruling = Ruling(clause.form == .notice ? .notice : .indeterminate)
      ruling.missing = unknown.facts
      ruling.exception = holds.isTrue ? open : nil
      return ruling
    case .fault(let fault):
      var ruling = Ruling(.indeterminate)
      ruling.fault = fault.message
      return ruling
    default:
      var ruling = Ruling(.indeterminate)
      ruling.fault = "the condition is neither true nor false"
      return ruling
    }
  }

  // MARK: The second pass

  /// The facts and the message of the clause that decided.
  func explain(_ plan: RulePlan, _ ruling: Ruling) -> Explanation {
    var explanation = Explanation()
    explanation.citations = plan.citations
    guard let rows = plan.rows[event.kind], let rowNumber = ruling.row, let number = ruling.clause else {
      return explanation
    }
    let saved = moment
    moment = plan.readsBefore ? .before : .now
    defer { moment = saved }
    let row = rows[rowNumber]
    let clause = row.clauses[number]
    begin(row)
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
    var message = Self.opening(clause.form, ruling) + (clause.because.map(text) ?? "")
    if let id = ruling.exception, let because = clause.exceptions.first(where: { $0.id == id })?.because {
      message += (message.isEmpty ? "" : " ") + "It would be excepted if this holds: " + text(because)
    }
    explanation.message = message
    return explanation
  }

  /// The words of a clause say what is wrong; where nobody knows whether it is, they are put as what is to be found out.
  private static func opening(_ form: ClausePlan.Form, _ ruling: Ruling) -> String {
    guard ruling.fault == nil else { return "" }
    switch (form, ruling.outcome) {
    case (.forbid, .indeterminate), (.require, .indeterminate): return "Not decided yet; a violation if this holds: "
    case (.trigger, .indeterminate): return "Not decided yet; it sets this off if it holds: "
    case (.notice, _) where !ruling.missing.isEmpty: return "Not known whether this holds: "
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
