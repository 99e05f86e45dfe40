/// A rule for one kind of event, its programs linked. Numbers that name nothing are -1.
struct LinkedRule: BitwiseCopyable {
  /// Number of the rule in its pack.
  let number: Int
  let from: CalendarDate
  let to: CalendarDate
  let readsBefore: Bool
  /// Its rows, by their numbers among those of all rules.
  let firstRow: Int
  let endRow: Int
  /// The field whose absence makes the rule judge each world.
  let supposes: Int
  /// It depends on a reading that is open.
  let turnsOnReadings: Bool
}

struct LinkedRow: BitwiseCopyable {
  let applies: Int
  let firstNamed: Int
  let namedCount: Int
  let firstClause: Int
  let endClause: Int
}

struct LinkedClause: BitwiseCopyable {
  let form: ClausePlan.Form
  let when: Int
  let condition: Int
  let firstException: Int
  let endException: Int
}

/// The rules of a pack by the kinds of event that they look at: flat, so that an event visits its own alone. A kind is
/// linked when its first event comes.
struct LinkedRules: ~Copyable {
  private var ranges = KindRanges()
  private(set) var rules = Column<LinkedRule>()
  private(set) var rows = Column<LinkedRow>()
  private(set) var clauses = Column<LinkedClause>()
  private(set) var exceptions = Column<Int>()

  /// The rules that look at a kind, in pack order.
  @inline(__always)
  mutating func range(of kind: Int, _ machine: Machine) -> Range<Int> {
    ranges[kind] ?? link(kind, machine)
  }

  private mutating func link(_ kind: Int, _ machine: Machine) -> Range<Int> {
    precondition(
      machine.pack.judgedKinds.contains(kind), "the rules were not compiled for '\(machine.pack.layouts[kind].name)'")
    let first = rules.count
    for number in machine.pack.rulesByKind[kind] { link(machine.pack.rules[number], number, kind, machine) }
    ranges.set(kind, first..<rules.count)
    return first..<rules.count
  }

  private mutating func link(_ plan: RulePlan, _ number: Int, _ kind: Int, _ machine: Machine) {
    let first = rows.count
    for row in plan.rows[kind] ?? [] { link(row, machine) }
    rules.append(
      LinkedRule(
        number: number, from: plan.effectiveFrom, to: plan.effectiveTo, readsBefore: plan.readsBefore, firstRow: first,
        endRow: rows.count,
        supposes: plan.suppose.flatMap { machine.pack.layouts[kind].position(of: $0.field) } ?? -1,
        turnsOnReadings: plan.readings.contains { machine.state.openAlternatives[$0].count > 1 }))
  }

  private mutating func link(_ row: RuleRow, _ machine: Machine) {
    let named = machine.namedCount
    for item in row.named { machine.addNamed(machine.link(item.program)) }
    let first = clauses.count
    for clause in row.clauses {
      let exception = exceptions.count
      for item in clause.exceptions { exceptions.append(machine.link(item.condition)) }
      clauses.append(
        LinkedClause(
          form: clause.form, when: clause.when.map { machine.link($0) } ?? -1,
          condition: machine.link(clause.condition), firstException: exception, endException: exceptions.count))
    }
    rows.append(
      LinkedRow(
        applies: row.applies.map { machine.link($0) } ?? -1, firstNamed: named, namedCount: row.named.count,
        firstClause: first, endClause: clauses.count))
  }
}
