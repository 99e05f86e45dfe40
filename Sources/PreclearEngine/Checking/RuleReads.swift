/// What a rule reads, followed from program to program and from one construct of state to the next.
struct RuleReads {
  private let pack: CompiledPack
  private let kind: Int
  private let date: CalendarDate
  private var measures: Set<Int> = []
  private var seen: Set<StateReference> = []
  /// Whether anything of it may come out otherwise on a later day, with the same record.
  private(set) var hasDates = false
  /// The fields of the event that it reads, itself or through what the event does to state.
  private(set) var fields: Set<Int> = []

  init(_ rule: RulePlan, kind: Int, on date: CalendarDate, pack: CompiledPack) {
    self.pack = pack
    self.kind = kind
    self.date = date
    hasDates = rule.effectiveFrom.isFinite || rule.effectiveTo.isFinite
    for row in rule.rows[kind] ?? [] {
      visit(row.applies)
      for item in row.named { visit(item.program) }
      for clause in row.clauses {
        visit(clause.when)
        visit(clause.condition)
        for exception in clause.exceptions { visit(exception.condition) }
      }
    }
  }

  /// The kinds of event that would end what has no end yet: those whose rows a measure waits for that is infinite without one.
  func endingKinds(isEndless: (Program) -> Bool) -> [Int] {
    var kinds: Set<Int> = []
    for number in measures {
      if let none = pack.measures[number].none, isEndless(none) { kinds.formUnion(pack.measures[number].rows.keys) }
    }
    return kinds.sorted()
  }

  private mutating func visit(_ program: Program?) {
    guard let program else { return }
    for instruction in program.code { follow(instruction) }
    for inner in program.programs { visit(inner) }
    for inner in program.comprehensions {
      visit(inner.filter)
      visit(inner.body)
    }
  }

  private mutating func follow(_ instruction: Instruction) {
    switch instruction {
    case .eventDate, .asOf, .calendar: hasDates = true
    case .onDay(let number, _):
      hasDates = true
      enter(.measure(number))
    case .eventField(let field), .eventHas(let field):
      guard fields.insert(field).inserted else { return }
      visit(pack.absent[kind][field].program)
    case .parameter(let number):
      if pack.parameters[number].steps.contains(where: { $0.from > date }) { hasDates = true }
    case .measure(let number), .measureWhole(let number): enter(.measure(number))
    case .register(let number), .registerWhole(let number): enter(.register(number))
    case .cluster(let number), .clusterField(let number, _), .clusterPossibly(let number, _):
      enter(.cluster(number))
    case .crossing(let number), .crossingOf(let number), .crossingList(let number, _):
      enter(.crossing(number))
    case .constant, .local, .eventID, .eventKind, .named, .field, .hasField, .index, .party, .reading, .not, .negate,
      .promote, .and, .or, .add, .subtract, .multiply, .divide, .remainder, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .equal, .notEqual, .isIn, .jumpIfFalse, .jumpIfTrue, .jump, .branch, .list, .map, .record, .call,
      .comprehension, .before, .boundedByState, .end, .trace, .value, .fieldEquals, .keyedMeasure, .keyedRegister,
      .registerField, .endKey, .isAny, .tieredByParameter, .entry, .entryField, .entryIsNull, .observe, .observeSides,
      .observeParameter, .observeEntry, .observeReading:
      break
    }
  }

  private mutating func enter(_ reference: StateReference) {
    guard seen.insert(reference).inserted else { return }
    switch reference {
    case .measure(let number):
      measures.insert(number)
      let plan = pack.measures[number]
      if plan.window != nil { hasDates = true }
      if let over = plan.over { enter(.register(over)) }
      for row in (plan.rows[kind] ?? []) + (plan.overRow.map { [$0] } ?? []) {
        for program in [row.when, row.key, row.within, row.value] { visit(program) }
      }
      visit(plan.of)
      visit(plan.none)
    case .register(let number):
      for row in pack.registers[number].rows[kind] ?? [] {
        visit(row.when)
        visit(row.key)
        for update in row.updates { visit(update.value) }
      }
      for program in pack.registers[number].start ?? [] { visit(program) }
    case .cluster(let number):
      let plan = pack.clusters[number]
      for program in [plan.same, plan.pairs?.keys, plan.pairs?.linked, plan.possible] { visit(program) }
      for sum in plan.sums { visit(sum.value) }
      if let candidates = plan.candidates { enter(.register(candidates)) }
    case .crossing(let number):
      // It remembers when, and may lapse.
      hasDates = true
      let plan = pack.crossings[number]
      for row in plan.active[kind] ?? [] {
        visit(row.when)
        visit(row.keys)
      }
      for condition in plan.passive[kind] ?? [] { visit(condition) }
      for program in [plan.level, plan.confirm, plan.lapse] { visit(program) }
      for program in plan.keep { visit(program) }
      if let cluster = plan.cluster { enter(.cluster(cluster)) }
      if let register = plan.register { enter(.register(register)) }
    }
  }
}
