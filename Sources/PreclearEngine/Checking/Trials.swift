/// Trying events out: what would be said of an event that is not quite the one proposed. The state is always put back.
extension EventChecker {
  /// Whether an outcome is no objection.
  static func passes(_ outcome: Outcome) -> Bool { Verdict(outcome) == .clear }

  /// What the rules that look at the event say of it, as if it had happened; of all of them, or of some.
  func outcomes(of event: Event, among wanted: [Int]? = nil) -> [RuleOutcome] {
    machine.load(event)
    let looking = linkedRules(among: wanted)
    let worlds = looking.contains(where: isSupposing) ? judgeWorlds(event) : [:]
    apply()
    machine.namesFacts = false
    defer {
      machine.namesFacts = true
      putBack()
    }
    return looking.map { rule in
      let number = rule.number.value
      var outcome: Outcome
      if isSupposing(rule) {
        outcome = worlds[number]?.outcome ?? .notApplicable
      } else {
        outcome = rule.turnsOnReadings ? joinedOutcome(rule) : machine.rule(rule).outcome
      }
      if waiver(number, outcome) != nil { outcome = .waived }
      return RuleOutcome(rule: number, outcome: outcome)
    }
  }

  /// Puts an event on record, lets the body try others on top of it, and takes it off again.
  package func supposing<Result>(_ event: Event, _ body: () -> Result) -> Result {
    record(event)
    let held = state.hold(machine: machine)
    defer {
      machine.load(event)
      state.undo(held, machine: machine)
    }
    return body()
  }

  /// The same of an event that holds an unknown made of ``FactID/probe``. Nil if what it leaves behind holds for no range.
  func supposingRange<Result>(_ event: Event, _ body: () -> Result) -> Result? {
    let isExact = recordRange(event)
    let held = state.hold(machine: machine)
    defer {
      machine.load(event)
      state.undo(held, machine: machine)
    }
    return isExact ? body() : nil
  }

  /// Records an event on top of one that holds an unknown made of ``FactID/probe``, or one that does. False if what it leaves
  /// behind holds for no range.
  func recordRange(_ event: Event) -> Bool {
    machine.probe = .probe
    machine.isProbeSpent = false
    defer { machine.probe = nil }
    record(event)
    return !machine.isProbeSpent
  }

  /// Whether no rule objects to the event. A kind that no rule looks at is never cleared.
  func isClear(_ event: Event) -> Bool {
    !pack.rulesByKind[event.kind].isEmpty && outcomes(of: event).allSatisfy { Self.passes($0.outcome) }
  }

  private func linkedRules(among wanted: [Int]?) -> [LinkedRule] {
    let all = rules().map { machine.rules.rules[$0] }
    guard let wanted else { return all }
    return all.filter { wanted.contains($0.number.value) }
  }

  /// What one rule says of every event in a range; nil where that is not the same, or cannot be told without trying parts of it.
  ///
  /// The event holds an unknown with bounds, made of ``FactID/probe``.
  /// With a last day it stands for itself on each day up to that one, too.
  func outcomesOfRange(
    _ event: Event, through last: CalendarDate? = nil, among wanted: [Int]? = nil
  ) -> [(rule: Int, outcome: Outcome?)] {
    machine.probe = .probe
    machine.isProbeSpent = false
    machine.span = last
    defer {
      machine.probe = nil
      machine.span = nil
      machine.spanned = nil
    }
    machine.load(event)
    let looking = linkedRules(among: wanted)
    let worlds = looking.contains(where: isSupposing) ? judgeWorlds(event) : [:]
    apply()
    defer { putBack() }
    let said = looking.map { rule -> (rule: Int, outcome: Outcome?) in
      let number = rule.number.value
      var outcome =
        isSupposing(rule)
        ? worlds[number].flatMap { judgement in
          judgement.outcome == .indeterminate && judgement.missing.contains(.probe) ? nil : judgement.outcome
        } : outcomeOfRange(rule)
      if let known = outcome {
        // A waiver begins and ends: each day is tried by itself.
        if last != nil, !waivers.isEmpty, known == .violation || known == .trigger {
          outcome = nil
        } else if waiver(number, known) != nil {
          outcome = .waived
        }
      }
      if let last, event.date < rule.from && rule.from <= last || event.date <= rule.to && rule.to < last {
        outcome = nil
      }
      return (number, outcome)
    }
    return machine.isProbeSpent ? said.map { ($0.rule, nil) } : said
  }

  /// The same outcome under each combination of readings counts, and so does an objection under one.
  private func outcomeOfRange(_ rule: LinkedRule) -> Outcome? {
    let saved = machine.alternatives
    defer { machine.alternatives = saved }
    var outcomes: [Outcome] = []
    for alternatives in state.combinations(of: pack.rules[rule.number.value].readings) {
      machine.alternatives = alternatives
      let ruling = machine.rule(rule)
      if ruling.outcome == .indeterminate, machine.facts(ruling).contains(.probe) { return nil }
      outcomes.append(ruling.outcome)
    }
    return Self.joined(outcomes).outcome
  }
}
