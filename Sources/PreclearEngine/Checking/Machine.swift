/// Runs compiled expressions against the state and the event that is judged.
///
/// One machine belongs to one ``LedgerState`` and to one thread. It never fails: what goes wrong in an expression is a value.
/// It works on cells; what they do not hold is asked of the values, which say what every operation means.
package final class Machine {
  package private(set) var pack: CompiledPack
  package let state: LedgerState
  package var symbols: SymbolTable
  package var facts = FactTable()

  /// The event that is judged, or that is being recorded: its kind, its day, its id, and one cell a field.
  private(set) var kind: Int
  private(set) var date: CalendarDate
  private(set) var id: Cell
  var slots = Column<Cell>()
  package var moment = Moment.now
  /// The day at whose end state is read; nil: as it stands.
  package var day: CalendarDate?
  /// The alternative of each reading, by its number.
  package var alternatives: [Int]
  var locals = Column<Cell>()
  /// Facts of an absent field are named by the kind (`sale.buyer`) while the event is recorded, and `event.buyer` while it is judged.
  package var isRecording = false
  /// What a bound without a name asks for: set by the construct whose program runs.
  package var stateFact: (template: FactTemplate, keys: [Key], fields: [String])?
  package var tracer: Tracer?
  /// A message is being written: it shows the items of a list that may belong to it, too.
  package var isWriting = false
  /// Somebody will read what is missing. Else nothing is told apart among the facts of a construct's keys, which no outcome
  /// depends on.
  package var namesFacts = true
  /// The fact that stands for a figure of which a whole range is tried at once, and whether something was made of it that holds
  /// for no range (``note(probed:)``).
  var probe: FactID?
  var isProbeSpent = false
  /// The last of the days that are tried at once, from the event's own on; and the day as programs see it.
  var span: CalendarDate?
  var spanned: Unknown?
  private(set) var dateCell = Cell.date(.negativeInfinity)

  /// Linked programs, one after the other.
  var code = Column<Instruction>()
  var leaves: [any FactName] = []
  var starts: [LinkedProgram: Int] = [:]
  var constants = Column<Cell>()
  var sites: [FieldSite] = []
  var layouts: [RecordLayout] = []
  var comprehensions: [LinkedComprehension] = []
  var spill = Spill()
  var stack = Column<Cell>()
  /// What the key program that ran last came to, if it is a key at all.
  private(set) var packedKey = PackedKey.whole

  var rules = LinkedRules()
  /// Where the named expressions of the rule that runs begin, and their values once they were used.
  var named = Column<Int>()
  var firstNamed = 0
  var namedValues = Column<Cell>()
  /// The entry of a register that is being updated.
  var entry = Column<Cell>()
  var entryRegister: Int?

  /// For each kind, where its fields begin among the cells of absent fields.
  var firstField: [Int] = []
  var absentFields = Column<Cell>()
  var absentRecordedFields = Column<Cell>()
  var absentPrograms = Column<Int>()
  /// For each parameter, where its steps begin among their cells.
  var firstStep: [Int] = []
  var steps = Column<Cell>()
  var parameterDates: [ParameterDates] = []
  var brackets: [Brackets?]
  /// The patterns of `matches` that were asked for.
  var patterns: [Symbol: Result<Pattern, PatternError>] = [:]
  var kindCells = Column<Cell>()
  let hasDoubtful: [Bool]
  /// Days of calendars that were asked for before: many events ask for the same.
  var foundDays = Column<FoundDay>()
  var anonymous: (fact: FactID, cell: Cell)?
  /// Who is told what conditions come to, where programs were compiled to be observed.
  package var observation: Observation?

  struct FoundDay: BitwiseCopyable {
    var date = CalendarDate.negativeInfinity
    var offset: Int64 = 0
    var calendar = -1
    var day = CalendarDate.negativeInfinity
  }

  struct LinkedProgram: Hashable {
    let program: ObjectIdentifier
    let purpose: Linker.Purpose
  }

  /// A field's name where it is asked for, and the record of which it was asked last.
  struct FieldSite {
    let constant: Value
    let name: String
    var layout: RecordLayout?
    var position = 0
  }

  struct LinkedComprehension {
    let plan: ComprehensionPlan
    let filter: Int?
    let body: Int
  }

  /// The step of a parameter that was in force last, and the days on which it is.
  struct ParameterDates {
    var step = 0
    var from = CalendarDate.infinity
    var before = CalendarDate.negativeInfinity
  }

  /// The brackets of `tiered` that a step of a parameter holds: `upto` (absent in the last) and `rate`.
  struct Brackets {
    let step: Int
    let parts: [(upto: Cell, rate: Cell)]
  }

  /// Takes the rules of the same pack, and makes room for their variables.
  func adopt(_ pack: CompiledPack) {
    self.pack = pack
    locals.extend(to: pack.localCount, with: .null)
  }

  package init(pack: CompiledPack, state: LedgerState) {
    self.pack = pack
    self.state = state
    self.symbols = pack.symbols
    kind = -1
    date = .negativeInfinity
    id = Cell.string(SymbolTable.empty)
    alternatives = [Int](repeating: 0, count: pack.readings.count)
    brackets = [Brackets?](repeating: nil, count: pack.parameters.count)
    locals.extend(to: pack.localCount, with: .null)
    for fields in pack.absent {
      firstField.append(absentFields.count)
      absentFields.extend(to: absentFields.count + fields.count, with: .absent)
    }
    absentRecordedFields.extend(to: absentFields.count, with: .absent)
    absentPrograms.extend(to: absentFields.count, with: -1)
    for parameter in pack.parameters {
      firstStep.append(steps.count)
      steps.extend(to: steps.count + parameter.steps.count, with: .absent)
      parameterDates.append(ParameterDates())
    }
    if !pack.calendars.isEmpty { foundDays.extend(to: 1024, with: FoundDay()) }
    hasDoubtful = pack.calendars.map(\.hasDoubtful)
    for symbol in pack.kindSymbols { kindCells.append(.string(symbol)) }
  }

  // MARK: The event

  /// Takes up an event; what was made for the one before is forgotten.
  package func load(_ event: Event) {
    spill.reset()
    kind = event.kind
    date = event.date
    takeDate()
    id = .string(event.id)
    slots.cut(to: 0)
    for slot in event.slots { slots.append(slot.map { spill.cell($0) } ?? .absent) }
  }

  /// The same for an event at hand as cells, one for each field of its kind, none of them spilled. An id that no program reads
  /// may be absent.
  package func load(kind: Int, date: CalendarDate, id: Cell, slots cells: Span<Cell>) {
    precondition(cells.count == pack.layouts[kind].fields.count, "one cell for each field of the kind")
    spill.reset()
    self.kind = kind
    self.date = date
    takeDate()
    self.id = id
    slots.replaceAll(cells)
  }

  /// Stands on a day without an event: what programs read is the record, as of that day.
  func stand(on date: CalendarDate) {
    spill.reset()
    kind = -1
    self.date = date
    takeDate()
    slots.cut(to: 0)
    moment = .now
  }

  @inline(__always)
  private func takeDate() {
    dateCell = span == nil ? .date(date) : spannedDate()
  }

  /// The event as it was loaded, but for where it stands.
  var event: Event {
    let id = id.kind == .string ? id.symbol : SymbolTable.empty
    return Event(
      kind: kind, id: id, date: date, slots: (0..<slots.count).map { written($0) }, location: nil)
  }

  /// What was written in a field; nil where it is absent.
  func written(_ field: Int) -> Value? { slots[field].isAbsent ? nil : spill.value(slots[field]) }

  func isWritten(_ field: Int) -> Bool { !slots[field].isAbsent }

  // MARK: Linking

  /// Where the program begins in the machine's code.
  func link(_ program: Program, _ purpose: Linker.Purpose = .plain) -> Int {
    let key = LinkedProgram(program: ObjectIdentifier(program), purpose: purpose)
    if let start = starts[key] { return start }
    let start = Linker.link(program, purpose, self)
    starts[key] = start
    return start
  }

  func constant(_ value: Value) -> Int {
    constants.append(spill.lastingCell(value))
    return constants.count - 1
  }

  func site(_ constant: Value) -> Int {
    sites.append(FieldSite(constant: constant, name: name(constant)))
    return sites.count - 1
  }

  func layout(_ layout: RecordLayout) -> Int {
    layouts.append(layout)
    return layouts.count - 1
  }

  func comprehension(_ plan: ComprehensionPlan, _ purpose: Linker.Purpose) -> Int {
    let filter = plan.filter.map { link($0, purpose) }
    comprehensions.append(LinkedComprehension(plan: plan, filter: filter, body: link(plan.body, purpose)))
    return comprehensions.count - 1
  }

  /// The value of a program that does nothing but give it; nil for any other.
  func constantResult(_ start: Int) -> Cell? {
    guard case .value(let number) = code[start], case .end = code[start + 1] else { return nil }
    return constants[number]
  }

  // MARK: Cells

  @inline(__always) func value(_ cell: Cell) -> Value { spill.value(cell) }
  @inline(__always) func cell(_ value: Value) -> Cell { spill.cell(value) }

  func set(local slot: Int, to cell: Cell) { locals[slot] = cell }
  func local(_ slot: Int) -> Cell { locals[slot] }

  /// Gives a local a value, for an expression that stands by itself.
  package func set(local slot: Int, to value: Value) { locals[slot] = cell(value) }

  // MARK: Running

  /// What the program comes to.
  package func run(_ program: Program) -> Value {
    value(execute(link(program, tracer == nil ? .plain : .traced)))
  }

  /// What the program comes to with a local set.
  ///
  /// State runs its own programs so: what they read is no fact of the rule that asked.
  package func run(_ program: Program, local: Int, _ value: Value) -> Value {
    let saved = locals[local]
    let savedTracer = tracer
    locals[local] = cell(value)
    tracer = nil
    defer {
      locals[local] = saved
      tracer = savedTracer
    }
    return run(program)
  }

  /// What the linked program comes to. A key program gives its key, if it is one, in ``packedKey``, and nothing else.
  ///
  /// Most programs of state are a field or two: those are read here and now.
  @inline(__always)
  func execute(_ start: Int) -> Cell {
    switch (code[start], code[start + 1]) {
    case (.eventField(let field), .end) where !slots[field].isAbsent: return slots[field]
    case (.eventField(let field), .endKey):
      guard let key = PackedKey(slots[field]) else { break }
      packedKey = key
      return .absent
    case (.eventField(let first), .eventField(let second)):
      guard case .endKey(2) = code[start + 2], let key = PackedKey(slots[first], slots[second]) else { break }
      packedKey = key
      return .absent
    case (.eventHas(let field), .end): return .bool(!slots[field].isAbsent)
    case (.eventDate, .end): return dateCell
    case (.value(let number), .end): return constants[number]
    default: break
    }
    return runAll(start)
  }

  private func runAll(_ start: Int) -> Cell {
    var counter = start
    while true {
      let instruction = code[counter]
      counter &+= 1
      switch instruction {
      case .end: return pop()
      case .value(let number): stack.append(constants[number])
      case .local(let slot): stack.append(locals[slot])
      case .eventField(let field):
        let cell = slots[field]
        stack.append(cell.isAbsent ? absentField(field) : cell)
      case .eventHas(let field): stack.append(.bool(!slots[field].isAbsent))
      case .eventID: stack.append(id)
      case .eventKind: stack.append(kindCells[kind])
      case .eventDate: stack.append(dateCell)
      case .named(let number): stack.append(namedValue(number))
      case .field(let site): replaceTop { self.field($0, site) }
      case .hasField(let site): replaceTop { self.hasField($0, site) }
      case .index: combineTop { self.element(of: $0, at: $1) }
      case .measure(let number):
        top =
          PackedKey(top).map { state.measure(number, $0, machine: self) }
          ?? cell(state.measure(number, key: value(top), machine: self))
      case .keyedMeasure(let number, let parts):
        if let key = popKey(parts) {
          stack.append(state.measure(number, key, machine: self))
        } else {
          makeList(parts)
          replaceTop { self.state.measure(number, key: $0, machine: self) }
        }
      case .measureWhole(let number): stack.append(state.measure(number, .whole, machine: self))
      case .register(let number): replaceTop { self.state.register(number, key: $0, machine: self) }
      case .keyedRegister(let number, let parts):
        makeList(parts)
        replaceTop { self.state.register(number, key: $0, machine: self) }
      case .registerField(let number, let field, let parts): registerField(Int(number), Int(field), Int(parts))
      case .registerWhole(let number): stack.append(cell(state.register(number, machine: self)))
      case .cluster(let number): replaceTop { self.state.cluster(number, key: $0, machine: self) }
      case .clusterField(let number, let site):
        let field = sites[site].name
        replaceTop { self.state.cluster(number, key: $0, field: field, machine: self) }
      case .clusterPossibly(let number, let sum):
        replaceTop { self.state.cluster(number, key: $0, possibly: sum, machine: self) }
      case .crossing(let number): replaceTop { self.state.crossing(number, key: $0, machine: self) }
      case .crossingOf(let number): replaceTop { self.state.crossing(number, of: $0, machine: self) }
      case .crossingList(let number, let list): stack.append(cell(state.crossingList(number, list, machine: self)))
      case .party: replaceTop { self.state.party($0, machine: self) }
      case .parameter(let number): stack.append(parameter(number))
      case .reading(let number):
        stack.append(.string(pack.readings[number].alternatives[alternatives[number]].symbol))
      case .not: top = not(top)
      case .negate:
        let negated = Cell.negated(top)
        top = negated.isAbsent ? cell(Unknowns.negate(value(top))) : negated
      case .promote:
        if top.kind == .int { top.kind = .decimal } else if top.isSpilled { replaceTop(Unknowns.promote) }
      case .and:
        let right = pop()
        top = and(top, right)
      case .or:
        let right = pop()
        top = or(top, right)
      case .add:
        let right = pop()
        let sum = Cell.sum(top, right)
        top = sum.isAbsent ? combine(top, right, add) : sum
      case .subtract:
        let right = pop()
        let difference = Cell.difference(top, right)
        top = difference.isAbsent ? combine(top, right, Unknowns.subtract) : difference
      case .multiply:
        let right = pop()
        let product = Cell.product(top, right)
        top = product.isAbsent ? combine(top, right, Unknowns.multiply) : product
      case .divide: combineTop(Unknowns.divide)
      case .remainder: combineTop(Unknowns.remainder)
      case .less:
        let right = pop()
        top = Cell.order(top, right).map { .bool($0 < 0) } ?? combine(top, right) { self.less($0, $1, orEqual: false) }
      case .lessOrEqual:
        let right = pop()
        top = Cell.order(top, right).map { .bool($0 <= 0) } ?? combine(top, right) { self.less($0, $1, orEqual: true) }
      case .greater:
        let right = pop()
        top = Cell.order(top, right).map { .bool($0 > 0) } ?? combine(top, right) { self.less($1, $0, orEqual: false) }
      case .greaterOrEqual:
        let right = pop()
        top = Cell.order(top, right).map { .bool($0 >= 0) } ?? combine(top, right) { self.less($1, $0, orEqual: true) }
      case .equal:
        let right = pop()
        top = Cell.equal(top, right).map(Cell.bool) ?? combine(top, right, equal)
      case .notEqual:
        let right = pop()
        top = Cell.equal(top, right).map { .bool(!$0) } ?? combine(top, right) { Unknowns.not(self.equal($0, $1)) }
      case .fieldEquals(let field, let value, let isEqual): stack.append(fieldEquals(Int(field), Int(value), isEqual))
      case .isIn: combineTop(contains)
      case .isAny(let first, let count): isAny(first, count)
      case .jumpIfFalse(let target): if top.isFalse { counter = target }
      case .jumpIfTrue(let target): if top.isTrue { counter = target }
      case .jump(let target): counter = target
      case .branch(let otherwise, let end): counter = branch(counter, otherwise, end)
      case .list(let count): makeList(count)
      case .map(let count): makeMap(count)
      case .record(let number):
        let layout = layouts[number]
        let values = popValues(layout.fields.count)
        stack.append(cell(.record(Record(layout: layout, values: values))))
      case .call(let function, let count): callFunction(function, count)
      case .tieredByParameter(let number): tiered(byParameter: number)
      case .calendar(let number, let function): callCalendar(number, function)
      case .comprehension(let number): replaceTop { self.comprehend(self.comprehensions[number], over: $0) }
      case .before(let inner):
        let saved = moment
        moment = .before
        let result = execute(inner)
        moment = saved
        stack.append(result)
      case .asOf(let inner): replaceTop { self.asOf($0, inner) }
      case .onDay(let number, let whole):
        let day = popValue()
        let key = whole ? Value.null : popValue()
        stack.append(cell(state.measure(number, key: key, isWhole: whole, onDay: day, machine: self)))
      case .boundedByState(let bounds, let field): boundByState(bounds, field: field)
      case .entry: stack.append(cell(entryRecord))
      case .entryField(let field): stack.append(entryField(field))
      case .entryIsNull(let answer): stack.append(.bool(entry.isEmpty == answer))
      case .endKey(let parts): return endKey(parts)
      case .observe, .observeSides, .observeParameter, .observeEntry, .observeReading: observe(instruction)
      case .trace(let leaf): tracer?.record(leaves[leaf].text, value(top))
      case .constant: preconditionFailure("the linker makes a value of every constant")
      }
    }
  }

  var top: Cell {
    @inline(__always) get { stack[stack.count &- 1] }
    @inline(__always) set { stack[stack.count &- 1] = newValue }
  }

  @inline(__always)
  func pop() -> Cell {
    let cell = top
    stack.cut(to: stack.count &- 1)
    return cell
  }

  func popValue() -> Value { value(pop()) }

  /// The values on top, the last one last.
  func popValues(_ count: Int) -> [Value] {
    let first = stack.count - count
    let values = (first..<stack.count).map { value(stack[$0]) }
    stack.cut(to: first)
    return values
  }

  func replaceTop(_ body: (Value) -> Value) {
    let value = popValue()
    stack.append(cell(body(value)))
  }

  func combineTop(_ body: (Value, Value) -> Value) {
    let right = popValue()
    let left = popValue()
    stack.append(cell(body(left, right)))
  }

  /// What the values come to where the cells alone do not tell.
  @inline(never)
  func combine(_ left: Cell, _ right: Cell, _ body: (Value, Value) -> Value) -> Cell {
    cell(body(value(left), value(right)))
  }

  // MARK: Logic

  @inline(__always)
  func and(_ a: Cell, _ b: Cell) -> Cell {
    if a.kind == .bool, b.kind == .bool { return .bool(a.payload & b.payload != 0) }
    return combine(a, b, Unknowns.and)
  }

  @inline(__always)
  func or(_ a: Cell, _ b: Cell) -> Cell {
    if a.kind == .bool, b.kind == .bool { return .bool(a.payload | b.payload != 0) }
    return combine(a, b, Unknowns.or)
  }

  @inline(__always)
  func not(_ a: Cell) -> Cell {
    a.kind == .bool ? .bool(a.payload == 0) : cell(Unknowns.not(value(a)))
  }

  /// Where to go on after a condition.
  func branch(_ next: Int, _ otherwise: Int, _ end: Int) -> Int {
    if top.kind == .bool { return pop().payload != 0 ? next : otherwise }
    switch value(top) {
    case .unknown(let unknown): top = cell(.unknown(unknown.withoutBounds))
    case .fault: break
    default: top = cell(.fault(Arithmetic.noOverload))
    }
    return end
  }

  func isAny(_ first: Int, _ count: Int) {
    if top.isSpilled {
      let list = Value.list((first..<first + count).map { value(constants[$0]) })
      replaceTop { self.contains($0, list) }
      return
    }
    let item = top
    top = .bool((first..<first + count).contains { Cell.equal(item, constants[$0]) ?? false })
  }

  @inline(__always)
  private func fieldEquals(_ field: Int, _ value: Int, _ isEqual: Bool) -> Cell {
    let cell = slots[field].isAbsent ? absentField(field) : slots[field]
    if let answer = Cell.equal(cell, constants[value]) { return .bool(answer == isEqual) }
    return combine(cell, constants[value]) { isEqual ? self.equal($0, $1) : Unknowns.not(self.equal($0, $1)) }
  }

  // MARK: Keys

  /// Takes the parts of a key off the stack; leaves them if they are none.
  @inline(__always)
  func popKey(_ parts: Int) -> PackedKey? {
    let first = stack.count - parts
    let key = parts == 1 ? PackedKey(top) : PackedKey.composite(count: parts) { stack[first + $0] }
    if key != nil { stack.cut(to: first) }
    return key
  }

  /// The end of a program that gives a key: nothing where ``packedKey`` has it, else what is there instead.
  func endKey(_ parts: Int) -> Cell {
    if let key = popKey(parts) {
      packedKey = key
      return .absent
    }
    if parts > 1 { makeList(parts) }
    return pop()
  }

  func registerField(_ number: Int, _ field: Int, _ parts: Int) {
    if let key = popKey(parts) {
      stack.append(state.register(number, field, key, machine: self))
      return
    }
    if parts > 1 { makeList(parts) }
    let name = pack.registers[number].layout.fields[field]
    replaceTop { self.field(self.state.register(number, key: $0, machine: self), name) }
  }

  // MARK: The entry of a register that is being updated

  /// Takes up the fields of the entry; none, where there is no entry.
  func beginEntry(of register: Int) {
    entryRegister = register
    entry.cut(to: 0)
  }

  func addEntryField(_ cell: Cell) { entry.append(cell) }

  func endEntry() {
    entryRegister = nil
    entry.cut(to: 0)
  }

  var hasEntry: Bool { !entry.isEmpty }

  func entryCell(_ field: Int) -> Cell { entry[field] }

  var entryRecord: Value {
    guard let entryRegister, !entry.isEmpty else { return .null }
    let values = (0..<entry.count).map { value(entry[$0]) }
    return .record(Record(layout: pack.registers[entryRegister].layout, values: values))
  }

  func entryField(_ field: Int) -> Cell {
    if !entry.isEmpty { return entry[field] }
    let name = entryRegister.map { pack.registers[$0].layout.fields[field] } ?? ""
    return cell(self.field(.null, name))
  }

  // MARK: Rules

  /// Gives the named expressions of the row that runs: they are those from a number on.
  func begin(firstNamed: Int, count: Int) {
    self.firstNamed = firstNamed
    namedValues.cut(to: 0)
    namedValues.extend(to: count, with: .absent)
  }

  func addNamed(_ start: Int) { named.append(start) }

  func cutNamed(to count: Int) { named.cut(to: count) }

  var namedCount: Int { named.count }

  func namedValue(_ number: Int) -> Cell {
    let known = namedValues[number]
    if !known.isAbsent { return known }
    let value = execute(named[firstNamed + number])
    namedValues[number] = value
    return value
  }
}

extension Machine {
  /// Runs the body with some locals set.
  package func withLocals<Result>(_ values: [(slot: Int, value: Value)], _ body: () -> Result) -> Result {
    let saved = values.map { locals[$0.slot] }
    let savedTracer = tracer
    for (slot, value) in values { locals[slot] = cell(value) }
    tracer = nil
    defer {
      for (position, (slot, _)) in values.enumerated() { locals[slot] = saved[position] }
      tracer = savedTracer
    }
    return body()
  }

  /// A value that may be kept: a cluster's record without the way back to the cluster, which will have moved on.
  package func frozen(_ value: Value) -> Value {
    switch value {
    case .record(let record):
      let values = record.values.map(frozen)
      return .record(Record(layout: record.layout, values: values))
    case .list(let list): return .list(ListValue(list.items.map(frozen), conditions: list.conditions))
    default: return value
    }
  }
}
