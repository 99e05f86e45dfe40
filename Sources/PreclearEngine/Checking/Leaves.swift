/// What an expression is made of at its ends: fields of the event, parameters, facts that nobody supplied.
extension Machine {
  /// The field of the event: what was written, what its absence stands for, or an unknown.
  package func eventField(_ field: Int) -> Value {
    let cell = slots[field]
    return value(cell.isAbsent ? absentField(field) : cell)
  }

  /// What the absence of a field stands for, or an unknown.
  func absentField(_ field: Int) -> Cell {
    let number = firstField[kind] + field
    let absent = pack.absent[kind][field]
    if let program = absent.program {
      let value =
        tracer == nil ? execute(absentStart(number, program)) : execute(link(program, .traced))
      if !value.isSpilled || self.value(value).fault == nil { return value }
    }
    let known = isRecording ? absentRecordedFields[number] : absentFields[number]
    if !known.isAbsent { return known }
    let unknown = spill.lastingCell(
      .unknown(Unknown(facts: [fieldFact(field)], least: absent.least, most: absent.most)))
    if isRecording { absentRecordedFields[number] = unknown } else { absentFields[number] = unknown }
    return unknown
  }

  func absentStart(_ number: Int, _ program: Program) -> Int {
    if absentPrograms[number] < 0 { absentPrograms[number] = link(program) }
    return absentPrograms[number]
  }

  func fieldFact(_ field: Int) -> FactID {
    let layout = pack.layouts[kind]
    let owner = isRecording ? layout.name : "event"
    return facts.intern("\(owner).\(layout.fields[field].name)", question: layout.fields[field].ask)
  }

  func parameter(_ number: Int) -> Cell {
    guard let step = step(of: number) else {
      return cell(.fault(Fault("'\(pack.parameters[number].name)' has no value on \(date)")))
    }
    let position = firstStep[number] + step
    if steps[position].isAbsent {
      // It is kept for whoever asks next, by name.
      let saved = namesFacts
      namesFacts = true
      let plan = pack.parameters[number]
      steps[position] = spill.lastingCell(value(of: plan.steps[step].value, plan))
      namesFacts = saved
    }
    return steps[position]
  }

  /// The step of a parameter that holds on the day of the event.
  @inline(__always)
  func step(of number: Int) -> Int? {
    let known = parameterDates[number]
    if known.from <= date, date < known.before, span == nil { return known.step }
    let all = pack.parameters[number].steps
    if span != nil { for step in all { note(turningOn: step.from) } }
    guard let step = all.lastIndex(where: { $0.from <= date }) else { return nil }
    // Steps are in ascending order: the next one ends this one.
    let before = all[(step + 1)...].map(\.from).min() ?? .infinity
    parameterDates[number] = ParameterDates(step: step, from: all[step].from, before: before)
    return step
  }

  func value(of parameter: ParameterValue, _ plan: ParameterPlan) -> Value {
    switch parameter {
    case .value(let value): return value
    case .bounds(let least, let most):
      return Unknowns.between(least, most, facts: [fact(plan.asks, keys: [], field: nil)])
    case .table(let entries):
      // A bound in a table asks for the entry that is looked up, and a lookup comes next: keep the bounds in the map.
      return .map(MapValue(keys: entries.map(\.key), values: entries.map { value(of: $0.value, plan) }))
    }
  }

  /// What nobody supplied of a construct for a key.
  func unknown(_ template: FactTemplate, _ key: @autoclosure () -> Key, field: String?) -> Cell {
    if !namesFacts { return anonymousUnknown.cell }
    return cell(.unknown(Unknown(facts: [fact(template, keys: [key()], field: field)])))
  }

  var anonymousUnknown: (fact: FactID, cell: Cell) {
    if let anonymous { return anonymous }
    let fact = facts.intern("fact")
    let made = (fact, spill.lastingCell(.unknown(Unknown(facts: [fact]))))
    anonymous = made
    return made
  }

  /// The fact that a template names, for these keys.
  package func fact(_ template: FactTemplate, keys: [Key], field: String?) -> FactID {
    if !namesFacts { return anonymousUnknown.fact }
    func text(_ parts: [FactTemplate.Part]) -> String {
      parts.map { part in
        switch part {
        case .text(let text): text
        case .key(let number): number < keys.count ? keyText(keys[number]) : "?"
        }
      }.joined()
    }
    let use = FactTable.Use(template: template.number, first: keys.first, second: keys.dropFirst().first, field: field)
    return facts.intern(use) {
      (text(template.parts) + (field.map { ".\($0)" } ?? ""), template.question.map(text))
    }
  }

  package func keyText(_ key: Key) -> String {
    switch key {
    case .whole: ""
    case .string(let symbol): symbols.text(symbol)
    case .int(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .date(let date): "\(date)"
    case .composite(let parts): parts.map(keyText).joined(separator: ", ")
    }
  }
}
