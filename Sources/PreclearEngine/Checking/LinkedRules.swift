/// A number in the tables of a machine, in half a word: rules are read for every event.
struct LinkedNumber: BitwiseCopyable {
  private let stored: Int32

  init(_ number: Int) { stored = Int32(truncatingIfNeeded: number) }

  var value: Int { @inline(__always) get { Int(stored) } }
}

/// A rule for one kind of event, its programs linked. Numbers that name nothing are -1.
struct LinkedRule: BitwiseCopyable {
  /// Number of the rule in its pack.
  let number: LinkedNumber
  let from: CalendarDate
  let to: CalendarDate
  /// Its rows, by their numbers among those of all rules.
  let firstRow: LinkedNumber
  let endRow: LinkedNumber
  /// The field whose absence makes the rule judge each world.
  let supposes: LinkedNumber
  let readsBefore: Bool
  /// It depends on a reading that is open.
  let turnsOnReadings: Bool
}

struct LinkedRow: BitwiseCopyable {
  let applies: LinkedNumber
  let firstNamed: LinkedNumber
  let namedCount: LinkedNumber
  let firstClause: LinkedNumber
  let endClause: LinkedNumber
}

struct LinkedClause: BitwiseCopyable {
  let when: LinkedNumber
  let condition: LinkedNumber
  let firstException: LinkedNumber
  let endException: LinkedNumber
  let form: ClausePlan.Form
}

/// The rules of a pack by the kinds of event that they look at: flat, so that an event visits its own alone. A kind is
/// linked when its first event comes.
struct LinkedRules: ~Copyable {
  private var ranges = KindRanges()
  /// For each kind that is linked, whether one of its rules judges each world of a field.
  private var supposing: [Bool] = []
  private(set) var rules = Column<LinkedRule>()
  private(set) var rows = Column<LinkedRow>()
  private(set) var clauses = Column<LinkedClause>()
  private(set) var exceptions = Column<Int>()

  /// The rules that look at a kind, in pack order.
  @inline(__always)
  mutating func range(of kind: Int, _ machine: Machine) -> Range<Int> {
    ranges[kind] ?? link(kind, machine)
  }

  /// Whether a rule that looks at a kind, which is linked, judges each world of a field.
  @inline(__always)
  func supposes(_ kind: Int) -> Bool { supposing[kind] }

  private mutating func link(_ kind: Int, _ machine: Machine) -> Range<Int> {
    precondition(
      machine.pack.judgedKinds.contains(kind), "the rules were not compiled for '\(machine.pack.layouts[kind].name)'")
    let first = rules.count
    for number in machine.pack.rulesByKind[kind] { link(machine.pack.rules[number], number, kind, machine) }
    ranges.set(kind, first..<rules.count)
    while supposing.count <= kind { supposing.append(false) }
    supposing[kind] = (first..<rules.count).contains { rules[$0].supposes.value >= 0 }
    return first..<rules.count
  }

  private mutating func link(_ plan: RulePlan, _ number: Int, _ kind: Int, _ machine: Machine) {
    let first = rows.count
    for row in plan.rows[kind] ?? [] { link(row, machine) }
    rules.append(
      LinkedRule(
        number: LinkedNumber(number), from: plan.effectiveFrom, to: plan.effectiveTo,
        firstRow: LinkedNumber(first), endRow: LinkedNumber(rows.count),
        supposes: LinkedNumber(plan.suppose.flatMap { machine.pack.layouts[kind].position(of: $0.field) } ?? -1),
        readsBefore: plan.readsBefore,
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
          when: LinkedNumber(clause.when.map { machine.link($0) } ?? -1),
          condition: LinkedNumber(machine.link(clause.condition)), firstException: LinkedNumber(exception),
          endException: LinkedNumber(exceptions.count), form: clause.form))
    }
    rows.append(
      LinkedRow(
        applies: LinkedNumber(row.applies.map { machine.link($0) } ?? -1), firstNamed: LinkedNumber(named),
        namedCount: LinkedNumber(row.named.count), firstClause: LinkedNumber(first),
        endClause: LinkedNumber(clauses.count)))
  }
}
