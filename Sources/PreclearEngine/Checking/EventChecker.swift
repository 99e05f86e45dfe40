/// Judges one event after another against the rules of a pack, on a state that earlier events left behind.
package final class EventChecker {
  package let pack: CompiledPack
  package let state: LedgerState
  package let machine: Machine
  private let settled: [Int: SettledReading]
  package var waivers: [Waiver] = []

  /// Readings that are not settled are open: each rule is judged under all of their alternatives.
  package init(pack: CompiledPack, settled: [Int: (alternative: Int, record: SettledReading)]) {
    self.pack = pack
    self.settled = settled.mapValues(\.record)
    state = LedgerState(
      pack: pack,
      openAlternatives: pack.readings.enumerated().map { number, reading in
        settled[number].map { [$0.alternative] } ?? Array(reading.alternatives.indices)
      })
    let nothing = Event(kind: 0, id: Symbol(0), date: .negativeInfinity, slots: [], location: nil)
    machine = Machine(pack: pack, state: state, event: nothing)
    machine.alternatives = state.openAlternatives.map { $0.first ?? 0 }
  }

  /// Records an event without judging it.
  package func record(_ event: Event) {
    machine.event = event
    state.apply(machine: machine)
  }

  /// Judges an event as if it had happened, and puts the state back. Silence is no clearance for what is proposed: a kind that no
  /// rule looks at gets a finding that says so, unless the event is history.
  package func judge(_ event: Event, later: Int, isHistory: Bool = false) -> EventResult {
    precondition(
      pack.judgedKinds.contains(event.kind), "the rules were not compiled for '\(pack.layouts[event.kind].name)'")
    let rules = pack.rulesByKind[event.kind]
    var verdicts = [Judgement?](repeating: nil, count: pack.rules.count)
    judgePlain(event, rules, into: &verdicts)
    judgeWorlds(event, rules, into: &verdicts)

    var counts = OutcomeCounts()
    var findings: [Finding] = []
    var outcomes: [(rule: String, outcome: Outcome)] = []
    for (number, plan) in pack.rules.enumerated() {
      let judgement = verdicts[number] ?? Judgement(outcome: .notApplicable)
      var outcome = judgement.outcome
      if outcome != .clear, outcome != .notApplicable {
        let finding = finding(plan, judgement, event)
        outcome = finding.outcome
        findings.append(finding)
      }
      counts[outcome] += 1
      outcomes.append((plan.id, outcome))
    }
    if rules.isEmpty, !isHistory { findings.append(noRule(event)) }
    return EventResult(
      event: machine.symbols.text(event.id), kind: pack.layouts[event.kind].name, date: event.date.description,
      verdict: Verdict(findings.map(\.outcome)), counts: counts, later: later, findings: findings, outcomes: outcomes)
  }

  // MARK: Worlds and readings

  /// What a rule comes to, and what its finding says.
  private struct Judgement {
    var outcome: Outcome
    var explanation = Explanation()
    var readings: [ReadingSplit] = []
    var worlds: [WorldOutcome] = []
    var missing: [FactID] = []
    var fault: String?
    var exception: String?
  }

  /// A ruling and its explanation, made while the state was that of its world.
  private struct Explained {
    var ruling: Ruling
    var explanation: Explanation
  }

  private func judgePlain(_ event: Event, _ rules: [Int], into verdicts: inout [Judgement?]) {
    machine.event = event
    state.apply(machine: machine)
    defer { state.undo() }
    for number in rules where supposedField(pack.rules[number], event) == nil {
      let combinations = state.combinations(of: pack.rules[number].readings)
      verdicts[number] = joined(pack.rules[number], combinations, rulings(pack.rules[number], combinations))
    }
  }

  /// What a rule comes to under each combination of readings, with the event applied.
  private func rulings(_ plan: RulePlan, _ combinations: [[Int]]) -> [Explained] {
    let saved = machine.alternatives
    defer { machine.alternatives = saved }
    return combinations.map { alternatives in
      machine.alternatives = alternatives
      var ruling = machine.rule(plan)
      let needsWords = ruling.outcome != .clear && ruling.outcome != .notApplicable
      if needsWords { ruling.missing = questions(ruling.missing) }
      return Explained(ruling: ruling, explanation: needsWords ? machine.explain(plan, ruling) : Explanation())
    }
  }

  private func questions(_ facts: [FactID]) -> [FactID] {
    Array(Set(facts.flatMap { state.questions($0, machine: machine) })).sorted()
  }

  /// The field whose absence makes the rule judge each world; nil if the rule supposes nothing, or the field is given.
  private func supposedField(_ plan: RulePlan, _ event: Event) -> Int? {
    guard let suppose = plan.suppose, let position = pack.layouts[event.kind].position(of: suppose.field),
      event.slots[position] == nil
    else { return nil }
    return position
  }

  private func judgeWorlds(_ event: Event, _ rules: [Int], into verdicts: inout [Judgement?]) {
    let supposing = rules.compactMap { number in supposedField(pack.rules[number], event).map { (number, $0) } }
    var fields: [Int] = []
    for (_, field) in supposing where !fields.contains(field) { fields.append(field) }
    for field in fields {
      guard case .choice(_, let values) = pack.layouts[event.kind].fields[field].type else { continue }
      let numbers = supposing.filter { $0.1 == field }.map(\.0)
      var worlds: [[[Explained]]] = []
      for value in values {
        var world = event
        world.slots[field] = .string(machine.symbols.intern(value))
        machine.event = world
        state.apply(machine: machine)
        worlds.append(numbers.map { rulings(pack.rules[$0], state.combinations(of: pack.rules[$0].readings)) })
        state.undo()
      }
      machine.event = event
      for (position, number) in numbers.enumerated() {
        verdicts[number] = joined(pack.rules[number], field, values, worlds.map { $0[position] }, event)
      }
    }
  }

  /// Joins the worlds under each combination of readings, then the combinations.
  private func joined(
    _ plan: RulePlan, _ field: Int, _ values: [String], _ worlds: [[Explained]], _ event: Event
  ) -> Judgement {
    let combinations = state.combinations(of: plan.readings)
    let layout = pack.layouts[event.kind].fields[field]
    let fact = machine.facts.intern("event.\(layout.name)", question: layout.ask)
    let perCombination = combinations.indices.map { combination -> Explained in
      let rulings = worlds.map { $0[combination] }
      var gravest = rulings[0]
      for ruling in rulings.dropFirst() where ruling.ruling.outcome.gravity > gravest.ruling.outcome.gravity {
        gravest = ruling
      }
      switch gravest.ruling.outcome {
      case .clear, .notApplicable: return gravest
      case .violation, .indeterminate, .trigger, .notice, .waived: break
      }
      if plan.suppose?.gravestDecides == true {
        if gravest.ruling.outcome == .indeterminate {
          gravest.ruling.missing = FactTable.union(gravest.ruling.missing, [fact])
        }
        return gravest
      }
      gravest.ruling.outcome = .indeterminate
      gravest.ruling.missing = rulings.reduce([fact]) { FactTable.union($0, $1.ruling.missing) }
      return gravest
    }
    var judgement = joined(plan, combinations, perCombination)
    if judgement.outcome != .clear, judgement.outcome != .notApplicable {
      judgement.worlds = zip(values, worlds).map { value, rulings in
        WorldOutcome(
          field: layout.name, value: value,
          outcome: rulings.map(\.ruling.outcome).max { $0.gravity < $1.gravity } ?? .clear)
      }
    }
    return judgement
  }

  /// Agreement of all combinations gives that outcome; disagreement is open. *Not applicable* beside another outcome counts as clear.
  private func joined(_ plan: RulePlan, _ combinations: [[Int]], _ rulings: [Explained]) -> Judgement {
    var outcomes = rulings.map(\.ruling.outcome)
    if Set(outcomes).count > 1 { outcomes = outcomes.map { $0 == .notApplicable ? .clear : $0 } }
    var gravest = 0
    for position in outcomes.indices where outcomes[position].gravity > outcomes[gravest].gravity { gravest = position }
    let isSplit = Set(outcomes).count > 1
    let base = rulings[gravest]
    var judgement = Judgement(outcome: isSplit ? .indeterminate : outcomes[0], explanation: base.explanation)
    for (outcome, ruling) in zip(outcomes, rulings) where outcome == outcomes[gravest] || outcome == .indeterminate {
      judgement.missing = FactTable.union(judgement.missing, ruling.ruling.missing)
    }
    judgement.fault = base.ruling.fault ?? rulings.lazy.compactMap(\.ruling.fault).first
    judgement.exception = base.ruling.exception
    if isSplit {
      judgement.readings = splits(plan, combinations, outcomes)
    } else if Set(rulings.map(\.explanation.message)).count > 1 {
      judgement.explanation.message = messages(plan, combinations, rulings)
    }
    return judgement
  }

  /// The readings on which the outcome turns, and what each of their alternatives gives.
  private func splits(_ plan: RulePlan, _ combinations: [[Int]], _ outcomes: [Outcome]) -> [ReadingSplit] {
    plan.readings.compactMap { reading in
      let open = state.openAlternatives[reading]
      guard open.count > 1, turns(on: reading, combinations, outcomes) else { return nil }
      return ReadingSplit(
        reading: pack.readings[reading].name,
        alternatives: open.map { alternative in
          let own = Set(zip(combinations, outcomes).filter { $0.0[reading] == alternative }.map(\.1))
          return ReadingSplit.Alternative(
            name: pack.readings[reading].alternatives[alternative].name,
            outcome: own.count == 1 ? own.first ?? .clear : .indeterminate)
        })
    }
  }

  /// Whether changing this reading alone changes the result somewhere.
  private func turns<Result: Equatable>(on reading: Int, _ combinations: [[Int]], _ outcomes: [Result]) -> Bool {
    for (position, combination) in combinations.enumerated() {
      for (other, candidate) in combinations.enumerated() where outcomes[position] != outcomes[other] {
        var changed = combination
        changed[reading] = candidate[reading]
        if changed == candidate { return true }
      }
    }
    return false
  }

  /// The same outcome in other words: each text after the alternatives that it is for, of the readings by which the text varies.
  private func messages(_ plan: RulePlan, _ combinations: [[Int]], _ rulings: [Explained]) -> String {
    let texts = rulings.map(\.explanation.message)
    let varying = plan.readings.filter { reading in
      state.openAlternatives[reading].count > 1 && turns(on: reading, combinations, texts)
    }
    var shown: [(text: String, titles: [String])] = []
    for (combination, text) in zip(combinations, texts) {
      let title = varying.map { pack.readings[$0].alternatives[combination[$0]].title }.joined(separator: "; ")
      if let known = shown.firstIndex(where: { $0.text == text }) {
        if !shown[known].titles.contains(title) { shown[known].titles.append(title) }
      } else {
        shown.append((text, [title]))
      }
    }
    return shown.map { "\($0.titles.joined(separator: " / ")): \($0.text)" }.joined(separator: "\n")
  }

  // MARK: Findings

  private func finding(_ plan: RulePlan, _ judgement: Judgement, _ event: Event) -> Finding {
    var message = judgement.explanation.message
    func add(_ sentence: String) { message += (message.isEmpty ? "" : "\n") + sentence }
    if !judgement.readings.isEmpty { message = "This turns on how the document is read. " + message }
    for split in judgement.readings {
      let question = pack.readings.first { $0.name == split.reading }?.question ?? split.reading
      let answers = split.alternatives.map { "\($0.name): \($0.outcome.words)" }.joined(separator: "; ")
      add("\(question) (\(split.reading)) \(answers).")
    }
    if !judgement.worlds.isEmpty {
      let worlds = judgement.worlds.map { "\($0.value): \($0.outcome.words)" }.joined(separator: "; ")
      add("The \(judgement.worlds[0].field) is not stated. \(worlds).")
    }
    if let fault = judgement.fault { add("This could not be worked out: \(fault).") }
    if message.isEmpty { message = plan.title + "." }

    var finding = Finding(rule: plan.id, outcome: judgement.outcome, title: plan.title, message: message)
    finding.clause = judgement.explanation.clause
    finding.facts = judgement.explanation.facts
    finding.readings = judgement.readings
    finding.worlds = judgement.worlds
    finding.missing = missing(judgement.missing)
    finding.error = judgement.fault
    finding.exception = judgement.exception
    finding.settled = plan.readings.compactMap { settled[$0] }
    finding.citations = judgement.explanation.citations.isEmpty ? plan.citations : judgement.explanation.citations
    finding.location = event.location
    if let waiver = waiver(plan.id, event), finding.outcome == .violation || finding.outcome == .trigger {
      finding.was = finding.outcome
      finding.outcome = .waived
      finding.waiver = waiver
    }
    return finding
  }

  private func waiver(_ rule: String, _ event: Event) -> Waiver? {
    let id = machine.symbols.text(event.id)
    return waivers.first {
      $0.rule == rule && $0.event == id && $0.from <= event.date && event.date <= $0.until
    }
  }

  private func missing(_ facts: [FactID]) -> [MissingFact] {
    facts.map { fact in
      let name = machine.facts.name(fact)
      return MissingFact(fact: name, question: machine.facts.question(fact) ?? question(for: name))
    }.sorted { $0.fact.unicodeScalars.lexicographicallyPrecedes($1.fact.unicodeScalars) }
  }

  /// A question for a fact that brings none: that of the event kind, or of its field, which would state it.
  private func question(for name: String) -> String {
    let kindName = String(name.prefix { $0 != "(" && $0 != "." })
    guard let layout = pack.layouts.first(where: { $0.name == kindName }) else { return "What is \(name)?" }
    let about = name.firstIndex(of: "(").flatMap { open in
      name.firstIndex(of: ")").map { String(name[name.index(after: open)..<$0]) }
    }
    let suffix = about.map { " (\($0))" } ?? ""
    let field = name.split(separator: ".").last.map(String.init) ?? ""
    if let position = layout.position(of: field), let ask = layout.fields[position].ask { return ask + suffix }
    return layout.ask.map { $0 + suffix } ?? "What is \(name)?"
  }

  private func noRule(_ event: Event) -> Finding {
    let kind = pack.layouts[event.kind].name
    var finding = Finding(
      rule: "preclear/no-rule", outcome: .indeterminate, title: "No rule looks at this kind of event",
      message: "No rule of the pack '\(pack.name)' looks at '\(kind)': that is no clearance.")
    finding.location = event.location
    return finding
  }
}

extension Outcome {
  /// In a sentence.
  package var words: String {
    switch self {
    case .clear: "clear"
    case .violation: "a violation"
    case .indeterminate: "open"
    case .trigger: "a trigger"
    case .notice: "a notice"
    case .waived: "waived"
    case .notApplicable: "does not apply"
    }
  }
}
