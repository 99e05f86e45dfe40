/// Judges one event after another against the rules of a pack, on a state that earlier events left behind.
package final class EventChecker {
  package private(set) var pack: CompiledPack
  package let state: LedgerState
  package let machine: Machine
  private let settled: [Int: SettledReading]
  package var waivers: [Waiver] = []
  /// Whether anybody will read why: if not, what is missing is not told apart, and takes no memory.
  package var explains = true
  /// What the rules that look at the event replayed last say of it.
  private var outcomes = Column<RuleOutcome>()

  /// Readings that are not settled are open: each rule is judged under all of their alternatives.
  package init(pack: CompiledPack, settled: [Int: (alternative: Int, record: SettledReading)]) {
    self.pack = pack
    self.settled = settled.mapValues(\.record)
    state = LedgerState(
      pack: pack,
      openAlternatives: pack.readings.enumerated().map { number, reading in
        settled[number].map { [$0.alternative] } ?? Array(reading.alternatives.indices)
      })
    machine = Machine(pack: pack, state: state)
    machine.alternatives = state.openAlternatives.map { $0.first ?? 0 }
  }

  /// Takes the rules of the same pack, which were compiled while events were recorded.
  package func adopt(_ pack: CompiledPack) {
    self.pack = pack
    machine.adopt(pack)
  }

  // MARK: Judging

  /// Records an event without judging it.
  package func record(_ event: Event) {
    machine.load(event)
    apply()
  }

  /// Judges an event as if it had happened, and puts the state back. Silence is no clearance for what is proposed: a kind that no
  /// rule looks at gets a finding that says so, unless the event is history.
  package func judge(_ event: Event, later: Int, isHistory: Bool = false) -> EventResult {
    let judgements = judgements(event)
    state.undo(machine: machine)
    return result(event, judgements, later: later, isHistory: isHistory)
  }

  /// Judges an event, and records it: what violated a rule still happened.
  package func replay(_ event: Event, later: Int, isHistory: Bool) -> EventResult {
    result(event, judgements(event), later: later, isHistory: isHistory)
  }

  /// How many rules look at the event that was replayed last.
  package var outcomeCount: Int { outcomes.count }

  /// What they say of it, in pack order.
  package func outcome(_ position: Int) -> RuleOutcome { outcomes[position] }

  /// Records an event, and leaves what its rules say of it for ``outcome(_:)``, without a word why.
  package func replayOutcomes(_ event: Event) {
    machine.load(event)
    judgeOutcomes(event)
  }

  /// The same for an event at hand as cells, one for each field of its kind, none of them spilled. Its id may be absent if no
  /// program reads it and the deal has no waivers.
  package func replayOutcomes(kind: Int, date: CalendarDate, id: Cell, slots: Span<Cell>) {
    machine.load(kind: kind, date: date, id: id, slots: slots)
    judgeOutcomes(nil)
  }

  func apply() {
    machine.namesFacts = explains
    state.apply(machine: machine)
    machine.namesFacts = true
  }

  private func judgeOutcomes(_ event: Event?) {
    let range = rules()
    outcomes.cut(to: 0)
    let supposes =
      machine.rules.supposes(machine.kind) && range.contains { isSupposing(machine.rules.rules[$0]) }
    let worlds = supposes ? judgeWorlds(event ?? machine.event) : nil
    apply()
    machine.namesFacts = false
    for position in range {
      let rule = machine.rules.rules[position]
      var outcome: Outcome
      if supposes, isSupposing(rule) {
        outcome = worlds?[rule.number.value]?.outcome ?? .notApplicable
      } else {
        outcome = rule.turnsOnReadings ? joinedOutcome(rule) : machine.rule(rule).outcome
      }
      if !waivers.isEmpty, waiver(rule.number.value, outcome) != nil { outcome = .waived }
      outcomes.append(RuleOutcome(rule: rule.number.value, outcome: outcome))
    }
    machine.namesFacts = true
  }

  /// The rules that look at the event's kind, by their numbers among the linked ones.
  func rules() -> Range<Int> {
    machine.rules.range(of: machine.kind, machine)
  }

  /// What each rule that looks at the event comes to. The event stays applied.
  private func judgements(_ event: Event) -> [Int: Judgement] {
    machine.load(event)
    let range = rules()
    var judgements = judgeWorlds(event)
    apply()
    for position in range {
      let rule = machine.rules.rules[position]
      if isSupposing(rule) { continue }
      let plan = pack.rules[rule.number.value]
      let combinations = state.combinations(of: plan.readings)
      judgements[rule.number.value] = joined(plan, combinations, rulings(rule, plan, combinations))
    }
    if let observation = machine.observation {
      for (number, judgement) in judgements { observation.note(rule: number, judgement.outcome) }
    }
    return judgements
  }

  private func result(
    _ event: Event, _ judgements: [Int: Judgement], later: Int, isHistory: Bool
  ) -> EventResult {
    var counts = OutcomeCounts()
    var findings: [Finding] = []
    var outcomes: [(rule: String, outcome: Outcome)] = []
    for (number, plan) in pack.rules.enumerated() {
      let judgement = judgements[number] ?? Judgement(outcome: .notApplicable)
      var outcome = judgement.outcome
      if outcome != .clear, outcome != .notApplicable {
        let finding = finding(number, plan, judgement, event)
        outcome = finding.outcome
        findings.append(finding)
      }
      counts[outcome] += 1
      outcomes.append((plan.id, outcome))
    }
    if pack.rulesByKind[event.kind].isEmpty, !isHistory { findings.append(noRule(event)) }
    var result = EventResult(
      event: machine.symbols.text(event.id), kind: pack.layouts[event.kind].name, date: event.date.description,
      verdict: Verdict(findings.map(\.outcome)), counts: counts, later: later, findings: findings, outcomes: outcomes)
    if !isHistory { result.location = event.location }
    return result
  }

  /// Judges an event and leaves it applied: ``putBack()`` undoes it, as long as nothing else was judged.
  package func judgeAndApply(_ event: Event, later: Int) -> EventResult {
    result(event, judgements(event), later: later, isHistory: false)
  }

  /// Puts the state back to what it was before the event that was applied last.
  package func putBack() { state.undo(machine: machine) }

  // MARK: Worlds and readings

  /// What a rule comes to, and what its finding says.
  struct Judgement {
    var outcome: Outcome
    var explanation = Explanation()
    var readings: [ReadingSplit] = []
    var worlds: [WorldOutcome] = []
    var missing: [FactID] = []
    var fault: String?
    var exception: String?
  }

  /// A ruling in words, made while the state was that of its world.
  private struct Explained {
    var outcome: Outcome
    var missing: [FactID]
    var fault: String?
    var exception: String?
    var explanation = Explanation()
  }

  /// What a rule comes to under each combination of readings, with the event applied.
  private func rulings(_ rule: LinkedRule, _ plan: RulePlan, _ combinations: [[Int]]) -> [Explained] {
    let saved = machine.alternatives
    defer { machine.alternatives = saved }
    return combinations.map { alternatives in
      machine.alternatives = alternatives
      if machine.observation != nil { machine.observeClauses(rule) }
      return explained(machine.rule(rule), plan)
    }
  }

  private func explained(_ ruling: Ruling, _ plan: RulePlan) -> Explained {
    var result = Explained(outcome: ruling.outcome, missing: machine.facts(ruling))
    if ruling.outcome == .clear || ruling.outcome == .notApplicable { return result }
    result.fault = machine.fault(ruling)
    if ruling.exception >= 0 {
      let clause = plan.rows[machine.kind]?[Int(ruling.row)].clauses[Int(ruling.clause)]
      result.exception = clause?.exceptions[Int(ruling.exception)].id
    }
    result.missing = questions(result.missing)
    result.explanation = machine.explain(plan, ruling, waitsForFacts: !result.missing.isEmpty)
    return result
  }

  /// The outcome alone of a rule that depends on open readings: agreement of all, else open.
  func joinedOutcome(_ rule: LinkedRule) -> Outcome {
    let saved = machine.alternatives
    defer { machine.alternatives = saved }
    let outcomes = state.combinations(of: pack.rules[rule.number.value].readings).map { alternatives in
      machine.alternatives = alternatives
      return machine.rule(rule).outcome
    }
    return Self.joined(outcomes).outcome
  }

  /// Agreement of all combinations gives that outcome; disagreement is open. *Not applicable* beside another outcome counts as clear.
  static func joined(_ outcomes: [Outcome]) -> (outcome: Outcome, comparable: [Outcome]) {
    var comparable = outcomes
    if Set(outcomes).count > 1 { comparable = outcomes.map { $0 == .notApplicable ? .clear : $0 } }
    return (Set(comparable).count > 1 ? .indeterminate : comparable[0], comparable)
  }

  private func questions(_ facts: [FactID]) -> [FactID] {
    Array(Set(facts.flatMap { state.questions($0, machine: machine) })).sorted()
  }

  /// Whether the rule judges each world: it supposes a field, and the event lacks it.
  func isSupposing(_ rule: LinkedRule) -> Bool {
    rule.supposes.value >= 0 && !machine.isWritten(rule.supposes.value)
  }

  /// What the rules come to that suppose a field which the event lacks. The state is left as it was, the event loaded.
  func judgeWorlds(_ event: Event) -> [Int: Judgement] {
    let supposing = rules().map { machine.rules.rules[$0] }.filter(isSupposing)
    var judgements: [Int: Judgement] = [:]
    var fields: [Int] = []
    for rule in supposing where !fields.contains(rule.supposes.value) { fields.append(rule.supposes.value) }
    for field in fields {
      guard case .choice(_, let values) = pack.layouts[event.kind].fields[field].type else { continue }
      let rules = supposing.filter { $0.supposes.value == field }
      var worlds: [[[Explained]]] = []
      for value in values {
        var world = event
        world.slots[field] = .string(machine.symbols.intern(value))
        machine.load(world)
        state.apply(machine: machine)
        worlds.append(
          rules.map { rule in
            let plan = pack.rules[rule.number.value]
            return rulings(rule, plan, state.combinations(of: plan.readings))
          })
        state.undo(machine: machine)
      }
      for (position, rule) in rules.enumerated() {
        let plan = pack.rules[rule.number.value]
        judgements[rule.number.value] = joined(plan, field, values, worlds.map { $0[position] }, event)
      }
    }
    if !fields.isEmpty { machine.load(event) }
    return judgements
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
      for ruling in rulings.dropFirst() where ruling.outcome.gravity > gravest.outcome.gravity {
        gravest = ruling
      }
      switch gravest.outcome {
      case .clear, .notApplicable: return gravest
      case .violation, .indeterminate, .trigger, .notice, .waived: break
      }
      if plan.suppose?.gravestDecides == true {
        if gravest.outcome == .indeterminate {
          gravest.missing = FactTable.union(gravest.missing, [fact])
        }
        return gravest
      }
      gravest.outcome = .indeterminate
      gravest.missing = rulings.reduce([fact]) { FactTable.union($0, $1.missing) }
      return gravest
    }
    var judgement = joined(plan, combinations, perCombination)
    if judgement.outcome != .clear, judgement.outcome != .notApplicable {
      judgement.worlds = zip(values, worlds).map { value, rulings in
        WorldOutcome(
          field: layout.name, value: value,
          outcome: rulings.map(\.outcome).max { $0.gravity < $1.gravity } ?? .clear)
      }
    }
    return judgement
  }

  private func joined(_ plan: RulePlan, _ combinations: [[Int]], _ rulings: [Explained]) -> Judgement {
    let (joined, outcomes) = Self.joined(rulings.map(\.outcome))
    var gravest = 0
    for position in outcomes.indices where outcomes[position].gravity > outcomes[gravest].gravity { gravest = position }
    let isSplit = Set(outcomes).count > 1
    let base = rulings[gravest]
    var judgement = Judgement(outcome: joined, explanation: base.explanation)
    for (outcome, ruling) in zip(outcomes, rulings) where outcome == outcomes[gravest] || outcome == .indeterminate {
      judgement.missing = FactTable.union(judgement.missing, ruling.missing)
    }
    judgement.fault = base.fault ?? rulings.lazy.compactMap(\.fault).first
    judgement.exception = base.exception
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

  private func finding(_ number: Int, _ plan: RulePlan, _ judgement: Judgement, _ event: Event) -> Finding {
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
    if let waiver = waiver(number, finding.outcome) {
      finding.was = finding.outcome
      finding.outcome = .waived
      finding.waiver = waiver
    }
    return finding
  }

  /// The waiver of what a rule says of the event.
  func waiver(_ rule: Int, _ outcome: Outcome) -> Waiver? {
    guard outcome == .violation || outcome == .trigger, !waivers.isEmpty, machine.id.kind == .string else { return nil }
    let id = machine.symbols.text(machine.id.symbol)
    return waivers.first {
      $0.rule == pack.rules[rule].id && $0.event == id && $0.from <= machine.date && machine.date <= $0.until
    }
  }

  private func missing(_ facts: [FactID]) -> [MissingFact] {
    facts.map { fact in
      let name = machine.facts.name(fact)
      return MissingFact(fact: name, question: machine.facts.question(fact) ?? question(for: name))
    }.sorted { $0.fact.unicodeScalars.lexicographicallyPrecedes($1.fact.unicodeScalars) }
  }

  /// A question for a fact that brings none: that of the event kind, or of its field, which would state it.
  func question(for name: String) -> String {
    let kindName = String(name.prefix { $0 != "(" && $0 != "." })
    guard let layout = pack.layouts.first(where: { $0.name == kindName }) else {
      return MissingFact.usualQuestion(name)
    }
    let about = name.firstIndex(of: "(").flatMap { open in
      name.firstIndex(of: ")").map { String(name[name.index(after: open)..<$0]) }
    }
    let suffix = about.map { " (\($0))" } ?? ""
    let field = name.split(separator: ".").last.map(String.init) ?? ""
    if let position = layout.position(of: field), let ask = layout.fields[position].ask { return ask + suffix }
    return layout.ask.map { $0 + suffix } ?? MissingFact.usualQuestion(name)
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
