/// What the conditions of a pack came to while events were judged, for tests that ask what they have tried.
///
/// Only programs that were compiled to be observed tell it anything: no other looks whether somebody listens.
package final class Observation {
  /// What a condition came to, and on which side of a figure the other stood.
  package struct Answers: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    package static let isTrue = Answers(rawValue: 1)
    package static let isFalse = Answers(rawValue: 2)
    package static let isUnknown = Answers(rawValue: 4)
    package static let isFault = Answers(rawValue: 8)
    /// The left side was less than the right one by one step.
    package static let justBelow = Answers(rawValue: 16)
    package static let below = Answers(rawValue: 32)
    package static let at = Answers(rawValue: 64)
    package static let above = Answers(rawValue: 128)
    package static let justAbove = Answers(rawValue: 256)
  }

  /// A value of a parameter: the step in force, and in a table the entry that was looked up; nil: all of it.
  package struct ParameterUse: Hashable, Sendable {
    package let parameter: Int
    package let step: Int
    package let entry: Int?

    package init(parameter: Int, step: Int, entry: Int?) {
      self.parameter = parameter
      self.step = step
      self.entry = entry
    }
  }

  package struct ReadingUse: Hashable, Sendable {
    package let reading: Int
    package let alternative: Int

    package init(reading: Int, alternative: Int) {
      self.reading = reading
      self.alternative = alternative
    }
  }

  /// A clause of a rule, or one of its exceptions.
  package struct ClauseUse: Hashable, Sendable {
    package let rule: Int
    package let clause: String?
    package let exception: String?

    package init(rule: Int, clause: String?, exception: String? = nil) {
      self.rule = rule
      self.clause = clause
      self.exception = exception
    }
  }

  /// What each condition came to, by the number of its site.
  package private(set) var answers: [Answers]
  package private(set) var parameters: Set<ParameterUse> = []
  package private(set) var readings: Set<ReadingUse> = []
  /// What each clause came to by itself.
  package private(set) var clauses: [ClauseUse: Set<Outcome>] = [:]
  /// What each exception came to where its clause held or might hold.
  package private(set) var exceptions: [ClauseUse: Answers] = [:]
  /// What each rule came to, by its number, for events that it looks at.
  package private(set) var rules: [Int: Set<Outcome>] = [:]

  package init(sites: Int) {
    answers = [Answers](repeating: [], count: sites)
  }

  /// Adds what another one of the same pack saw.
  package func add(_ other: Observation) {
    for (site, answer) in other.answers.enumerated() { answers[site].formUnion(answer) }
    parameters.formUnion(other.parameters)
    readings.formUnion(other.readings)
    clauses.merge(other.clauses) { $0.union($1) }
    exceptions.merge(other.exceptions) { $0.union($1) }
    rules.merge(other.rules) { $0.union($1) }
  }

  func note(_ site: Int, _ answer: Answers) { answers[site].formUnion(answer) }

  func note(_ use: ParameterUse) { parameters.insert(use) }

  func note(_ use: ReadingUse) { readings.insert(use) }

  func note(_ clause: ClauseUse, _ outcome: Outcome) { clauses[clause, default: []].insert(outcome) }

  func note(exception: ClauseUse, _ answer: Answers) { exceptions[exception, default: []].formUnion(answer) }

  func note(rule: Int, _ outcome: Outcome) { rules[rule, default: []].insert(outcome) }

  /// What a condition's value says.
  static func answer(_ value: Value) -> Answers {
    switch value {
    case .bool(let flag): flag ? .isTrue : .isFalse
    case .unknown: .isUnknown
    case .fault, .null, .int, .decimal, .ratio, .date, .period, .string, .list, .map, .record: .isFault
    }
  }

  /// Where the left value lies beside the right one; nothing, where one of them is no known number or date. A step is a day, or
  /// one unit in the last decimal place in which either number is written.
  static func side(_ left: Value, _ right: Value) -> Answers {
    if case .date(let a) = left, case .date(let b) = right {
      let distance = Int(a.dayNumber) - Int(b.dayNumber)
      return side(sign: distance.signum(), isStep: abs(distance) == 1)
    }
    switch Arithmetic.subtract(left, right) {
    case .int(let distance): return side(sign: Int(distance.signum()), isStep: distance == 1 || distance == -1)
    case .decimal(let distance):
      let places = max(Arithmetic.decimal(left)?.scale ?? 0, Arithmetic.decimal(right)?.scale ?? 0)
      let isStep = (distance.coefficient == 1 || distance.coefficient == -1) && distance.scale == places
      return side(sign: Int(distance.coefficient.signum()), isStep: isStep)
    case .ratio(let distance): return side(sign: distance < Ratio(.zero) ? -1 : 1, isStep: false)
    case .null, .bool, .date, .period, .string, .list, .map, .record, .unknown, .fault: return []
    }
  }

  private static func side(sign: Int, isStep: Bool) -> Answers {
    switch sign {
    case 0: .at
    case 1...: isStep ? [.justAbove, .above] : .above
    default: isStep ? [.justBelow, .below] : .below
    }
  }
}

extension Machine {
  /// Tells what the instruction watches. What is run again for its facts was seen before.
  @inline(never)
  func observe(_ instruction: Instruction) {
    guard let observation, tracer == nil else { return }
    switch instruction {
    case .observe(let site): observation.note(site, Observation.answer(value(top)))
    case .observeSides(let site):
      let side = Observation.side(value(stack[stack.count - 2]), value(top))
      if !side.isEmpty { observation.note(site, side) }
    case .observeParameter(let number):
      guard let step = step(of: number) else { return }
      observation.note(Observation.ParameterUse(parameter: number, step: step, entry: nil))
    case .observeEntry(let number):
      guard let step = step(of: number) else { return }
      let entry = pack.parameters[number].steps[step].value.entry(of: value(top))
      observation.note(Observation.ParameterUse(parameter: number, step: step, entry: entry))
    case .observeReading(let number):
      observation.note(Observation.ReadingUse(reading: number, alternative: alternatives[number]))
    default: break
    }
  }

  /// Judges each clause by itself, for what it comes to and for its exceptions. The event has been applied.
  func observeClauses(_ rule: LinkedRule) {
    guard let observation, date >= rule.from, date <= rule.to else { return }
    let saved = moment
    moment = rule.readsBefore ? .before : .now
    defer { moment = saved }
    let plan = pack.rules[rule.number.value]
    for (position, row) in (plan.rows[kind] ?? []).enumerated() {
      let linked = rules.rows[rule.firstRow.value + position]
      begin(firstNamed: linked.firstNamed.value, count: linked.namedCount.value)
      let applies = linked.applies.value >= 0 ? faultAsUnknown(execute(linked.applies.value)) : .yes
      if applies.isFalse { continue }
      for (number, clause) in row.clauses.enumerated() {
        let linkedClause = rules.clauses[linked.firstClause.value + number]
        let use = Observation.ClauseUse(rule: rule.number.value, clause: clause.id)
        observation.note(use, evaluate(linkedClause, applies: applies).outcome)
        observeExceptions(of: clause, linkedClause, use, observation)
      }
    }
  }

  private func observeExceptions(
    of clause: ClausePlan, _ linked: LinkedClause, _ use: Observation.ClauseUse, _ observation: Observation
  ) {
    if linked.when.value >= 0, execute(linked.when.value).isFalse { return }
    let condition = execute(linked.condition.value)
    if clause.form == .require ? condition.isTrue : condition.isFalse { return }
    for (number, exception) in clause.exceptions.enumerated() {
      let answer = Observation.answer(value(execute(rules.exceptions[linked.firstException.value + number])))
      observation.note(
        exception: Observation.ClauseUse(rule: use.rule, clause: use.clause, exception: exception.id), answer)
    }
  }
}

extension ParameterValue {
  /// How many figures it is made of: those of a table, else one.
  package var entryCount: Int {
    switch self {
    case .table(let entries): entries.count
    case .value(.map(let map)): map.keys.count
    case .value, .bounds: 1
    }
  }

  /// The position of a key in a table; nil where it is none, or has no such key.
  func entry(of key: Value) -> Int? {
    guard case .string(let symbol) = key else { return nil }
    let keys: [Value]
    switch self {
    case .table(let entries): keys = entries.map(\.key)
    case .value(.map(let map)): keys = map.keys
    case .value, .bounds: return nil
    }
    return keys.firstIndex { if case .string(symbol) = $0 { true } else { false } }
  }
}
