/// Runs compiled expressions against the state and the event that is judged.
///
/// One machine belongs to one ``LedgerState`` and to one thread. It never fails: what goes wrong in an expression is a value.
/// It works on cells; what they do not hold is asked of the values, which say what every operation means.
package final class Machine {
  package let pack: CompiledPack
  package let state: LedgerState
  package var symbols: SymbolTable
  package var facts = FactTable()

  /// The event that is judged, or that is being recorded: its kind, its day, its id, and one cell a field.
  private(set) var kind: Int
  private(set) var date: CalendarDate
  private(set) var id: Cell
  private var slots = Column<Cell>()
  package var moment = Moment.now
  /// The day at whose end state is read; nil: as it stands.
  package var day: CalendarDate?
  /// The alternative of each reading, by its number.
  package var alternatives: [Int]
  private var locals = Column<Cell>()
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

  /// Linked programs, one after the other.
  var code = Column<Instruction>()
  var leaves: [any FactName] = []
  private var starts: [LinkedProgram: Int] = [:]
  private var constants = Column<Cell>()
  private var sites: [FieldSite] = []
  private var layouts: [RecordLayout] = []
  private var comprehensions: [LinkedComprehension] = []
  private(set) var spill = Spill()
  private var stack = Column<Cell>()
  /// What the key program that ran last came to, if it is a key at all.
  private(set) var packedKey = PackedKey.whole

  var rules = LinkedRules()
  /// Where the named expressions of the rule that runs begin, and their values once they were used.
  private var named = Column<Int>()
  private var firstNamed = 0
  private var namedValues = Column<Cell>()
  /// The entry of a register that is being updated.
  private var entry = Column<Cell>()
  private var entryRegister: Int?

  /// For each kind, where its fields begin among the cells of absent fields.
  private var firstField: [Int] = []
  private var absentFields = Column<Cell>()
  private var absentRecordedFields = Column<Cell>()
  private var absentPrograms = Column<Int>()
  /// For each parameter, where its steps begin among their cells.
  private var firstStep: [Int] = []
  private var steps = Column<Cell>()
  private var parameterDates: [ParameterDates] = []
  private var brackets: [Brackets?]
  private var kindCells = Column<Cell>()
  private let hasDoubtful: [Bool]
  /// Days of calendars that were asked for before: many events ask for the same.
  private var foundDays = Column<FoundDay>()
  private var anonymous: (fact: FactID, cell: Cell)?

  private struct FoundDay: BitwiseCopyable {
    var date = CalendarDate.negativeInfinity
    var offset: Int64 = 0
    var calendar = -1
    var day = CalendarDate.negativeInfinity
  }

  private struct LinkedProgram: Hashable {
    let program: ObjectIdentifier
    let purpose: Linker.Purpose
  }

  /// A field's name where it is asked for, and the record of which it was asked last.
  private struct FieldSite {
    let constant: Value
    let name: String
    var layout: RecordLayout?
    var position = 0
  }

  private struct LinkedComprehension {
    let plan: ComprehensionPlan
    let filter: Int?
    let body: Int
  }

  /// The step of a parameter that was in force last, and the days on which it is.
  private struct ParameterDates {
    var step = 0
    var from = CalendarDate.infinity
    var before = CalendarDate.negativeInfinity
  }

  /// The brackets of `tiered` that a step of a parameter holds: `upto` (absent in the last) and `rate`.
  private struct Brackets {
    let step: Int
    let parts: [(upto: Cell, rate: Cell)]
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
    self.id = id
    slots.cut(to: 0)
    for position in cells.indices { slots.append(cells[position]) }
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
  func execute(_ start: Int) -> Cell {
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
      case .eventDate: stack.append(.date(date))
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
      case .trace(let leaf): tracer?.record(leaves[leaf].text, value(top))
      case .constant: preconditionFailure("the linker makes a value of every constant")
      }
    }
  }

  private var top: Cell {
    @inline(__always) get { stack[stack.count &- 1] }
    @inline(__always) set { stack[stack.count &- 1] = newValue }
  }

  @inline(__always)
  private func pop() -> Cell {
    let cell = top
    stack.cut(to: stack.count &- 1)
    return cell
  }

  private func popValue() -> Value { value(pop()) }

  /// The values on top, the last one last.
  private func popValues(_ count: Int) -> [Value] {
    let first = stack.count - count
    let values = (first..<stack.count).map { value(stack[$0]) }
    stack.cut(to: first)
    return values
  }

  private func replaceTop(_ body: (Value) -> Value) {
    let value = popValue()
    stack.append(cell(body(value)))
  }

  private func combineTop(_ body: (Value, Value) -> Value) {
    let right = popValue()
    let left = popValue()
    stack.append(cell(body(left, right)))
  }

  /// What the values come to where the cells alone do not tell.
  @inline(never)
  private func combine(_ left: Cell, _ right: Cell, _ body: (Value, Value) -> Value) -> Cell {
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
  private func branch(_ next: Int, _ otherwise: Int, _ end: Int) -> Int {
    if top.kind == .bool { return pop().payload != 0 ? next : otherwise }
    switch value(top) {
    case .unknown(let unknown): top = cell(.unknown(unknown.withoutBounds))
    case .fault: break
    default: top = cell(.fault(Arithmetic.noOverload))
    }
    return end
  }

  private func isAny(_ first: Int, _ count: Int) {
    if top.isSpilled {
      let list = Value.list((first..<first + count).map { value(constants[$0]) })
      replaceTop { self.contains($0, list) }
      return
    }
    let item = top
    top = .bool((first..<first + count).contains { Cell.equal(item, constants[$0]) ?? false })
  }

  // MARK: Keys

  /// Takes the parts of a key off the stack; leaves them if they are none.
  @inline(__always)
  private func popKey(_ parts: Int) -> PackedKey? {
    let first = stack.count - parts
    let key = parts == 1 ? PackedKey(top) : PackedKey.composite(count: parts) { stack[first + $0] }
    if key != nil { stack.cut(to: first) }
    return key
  }

  /// The end of a program that gives a key: nothing where ``packedKey`` has it, else what is there instead.
  private func endKey(_ parts: Int) -> Cell {
    if let key = popKey(parts) {
      packedKey = key
      return .absent
    }
    if parts > 1 { makeList(parts) }
    return pop()
  }

  private func registerField(_ number: Int, _ field: Int, _ parts: Int) {
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

  private var entryRecord: Value {
    guard let entryRegister, !entry.isEmpty else { return .null }
    let values = (0..<entry.count).map { value(entry[$0]) }
    return .record(Record(layout: pack.registers[entryRegister].layout, values: values))
  }

  private func entryField(_ field: Int) -> Cell {
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

  private func namedValue(_ number: Int) -> Cell {
    let known = namedValues[number]
    if !known.isAbsent { return known }
    let value = execute(named[firstNamed + number])
    namedValues[number] = value
    return value
  }

  // MARK: Leaves

  /// The field of the event: what was written, what its absence stands for, or an unknown.
  package func eventField(_ field: Int) -> Value {
    let cell = slots[field]
    return value(cell.isAbsent ? absentField(field) : cell)
  }

  /// What the absence of a field stands for, or an unknown.
  private func absentField(_ field: Int) -> Cell {
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

  private func absentStart(_ number: Int, _ program: Program) -> Int {
    if absentPrograms[number] < 0 { absentPrograms[number] = link(program) }
    return absentPrograms[number]
  }

  private func fieldFact(_ field: Int) -> FactID {
    let layout = pack.layouts[kind]
    let owner = isRecording ? layout.name : "event"
    return facts.intern("\(owner).\(layout.fields[field].name)", question: layout.fields[field].ask)
  }

  private func parameter(_ number: Int) -> Cell {
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
  private func step(of number: Int) -> Int? {
    let known = parameterDates[number]
    if known.from <= date, date < known.before { return known.step }
    let all = pack.parameters[number].steps
    guard let step = all.lastIndex(where: { $0.from <= date }) else { return nil }
    // Steps are in ascending order: the next one ends this one.
    let before = all[(step + 1)...].map(\.from).min() ?? .infinity
    parameterDates[number] = ParameterDates(step: step, from: all[step].from, before: before)
    return step
  }

  private func value(of parameter: ParameterValue, _ plan: ParameterPlan) -> Value {
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

  private var anonymousUnknown: (fact: FactID, cell: Cell) {
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

  // MARK: Records, lists, maps

  private func name(_ constant: Value) -> String {
    guard case .string(let symbol) = constant else { return "" }
    return symbols.text(symbol)
  }

  private func field(_ target: Value, _ site: Int) -> Value {
    switch target {
    case .record(let record):
      if let known = sites[site].layout, known === record.layout { return record.values[sites[site].position] }
      if let position = record.layout.position(of: sites[site].name), position < record.values.count {
        sites[site].layout = record.layout
        sites[site].position = position
        return record.values[position]
      }
      return field(target, sites[site].name)
    case .map(let map):
      return Arithmetic.lookUp(sites[site].constant, in: map)
        ?? .fault(Fault("the map has no '\(sites[site].name)'"))
    default: return field(target, sites[site].name)
    }
  }

  func field(_ target: Value, _ name: String) -> Value {
    switch target {
    case .record(let record):
      if let position = record.layout.position(of: name), position < record.values.count {
        return record.values[position]
      }
      if let handle = record.cluster, let value = state.clusterField(handle, name, machine: self) { return value }
      return .fault(Fault("there is no '\(name)' here"))
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return target
    case .null: return .fault(Fault("'\(name)' of nothing: there is no record"))
    default: return .fault(Fault("'\(name)' of what is no record"))
    }
  }

  private func hasField(_ target: Value, _ site: Int) -> Value {
    let constant = sites[site].constant
    switch target {
    case .record(let record): return .bool(record.layout.position(of: sites[site].name) != nil)
    case .map(let map):
      // Where all that is known of an entry is its name, whether it was written is not.
      if case .unknown(let unknown) = Arithmetic.lookUp(constant, in: map), unknown.least == nil, unknown.most == nil {
        return .unknown(unknown)
      }
      return .bool(Arithmetic.lookUp(constant, in: map) != nil)
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return target
    default: return .fault(Fault("'\(sites[site].name)' of what is no record"))
    }
  }

  private func element(of target: Value, at index: Value) -> Value {
    if case .fault = target { return target }
    if case .fault = index { return index }
    if case .unknown(let unknown) = target {
      if case .unknown(let other) = index { return .unknown(unknown.joined(other).withoutBounds) }
      return .unknown(unknown.withoutBounds)
    }
    if case .unknown(let unknown) = index { return .unknown(unknown.withoutBounds) }
    switch target {
    case .list(let list):
      if let open = openConditions(list) { return open }
      guard let position = Arithmetic.wholeNumber(index), position >= 0, position < list.items.count else {
        return .fault(Fault("the list has no item \(ValueText.plain(index, symbols))"))
      }
      return list.items[position]
    case .map(let map):
      if index.isNull { return .null }
      return Arithmetic.lookUp(index, in: map) ?? .fault(Fault("the map has no '\(ValueText.plain(index, symbols))'"))
    case .record(let record):
      guard case .string(let symbol) = index, let position = record.layout.position(of: symbols.text(symbol)) else {
        return .fault(Fault("there is no such field"))
      }
      return record.values[position]
    default: return .fault(Arithmetic.noOverload)
    }
  }

  /// A list of which an item only may belong, or is unknown itself, is unknown as a whole outside `exists` and `all`.
  package func openConditions(_ list: ListValue) -> Value? {
    guard let conditions = list.conditions, !isWriting else { return nil }
    var open: Value?
    for condition in conditions {
      if case .unknown(let unknown) = condition {
        open = .unknown(open?.unknown.map { $0.joined(unknown) } ?? unknown)
      }
    }
    return open
  }

  private func makeList(_ count: Int) {
    let items = popValues(count)
    stack.append(cell(strict(items) ?? .list(items)))
  }

  private func makeMap(_ count: Int) {
    let parts = popValues(2 * count)
    stack.append(cell(strict(parts) ?? map(of: parts)))
  }

  /// The map of keys and values that stand in turn.
  private func map(of parts: [Value]) -> Value {
    var keys: [Value] = []
    var values: [Value] = []
    for index in stride(from: 0, to: parts.count, by: 2) {
      let key = parts[index]
      switch key {
      case .bool, .int, .string, .date: break
      default: return .fault(Fault("'\(ValueText.plain(key, symbols))' cannot be a key"))
      }
      if keys.contains(where: { Arithmetic.equal($0, key) }) {
        return .fault(Fault("the key '\(ValueText.plain(key, symbols))' stands twice"))
      }
      keys.append(key)
      values.append(parts[index + 1])
    }
    return .map(MapValue(keys: keys, values: values))
  }

  /// A fault among the values, else an unknown that joins theirs; nil if all are known.
  package func strict(_ values: [Value]) -> Value? {
    var open: Unknown?
    for value in values {
      switch value {
      case .fault: return value
      case .unknown(let unknown): open = open.map { $0.joined(unknown) } ?? unknown
      default: continue
      }
    }
    return open.map { .unknown($0.withoutBounds) }
  }

  private func contains(_ item: Value, _ container: Value) -> Value {
    if let open = strict([item, container]) { return open }
    switch container {
    case .list(let list):
      if let open = openConditions(list) { return open }
      // A kept row may hold unknown items; they decide nothing.
      var result = Value.bool(false)
      for candidate in list.items {
        result = Unknowns.or(result, equal(item, candidate))
        if result.isTrue { return result }
      }
      return result
    case .map(let map): return .bool(Arithmetic.lookUp(item, in: map) != nil)
    case .null: return .fault(Fault("'in' of nothing: there is no list"))
    default: return .fault(Arithmetic.noOverload)
    }
  }

  // MARK: Operators on strings

  private func add(_ a: Value, _ b: Value) -> Value {
    switch (a, b) {
    case (.string(let x), .string(let y)): return .string(symbols.intern(symbols.text(x) + symbols.text(y)))
    case (.list(let x), .list(let y)):
      if let open = openConditions(x) ?? openConditions(y) { return open }
      return .list(x.items + y.items)
    default: return Unknowns.add(a, b)
    }
  }

  private func less(_ a: Value, _ b: Value, orEqual: Bool) -> Value {
    guard case .string(let x) = a, case .string(let y) = b else { return Unknowns.less(a, b, orEqual: orEqual) }
    if x == y { return .bool(orEqual) }
    // By code point, as CEL orders strings; Swift would order by canonical equivalence.
    let first = symbols.text(x).unicodeScalars
    let second = symbols.text(y).unicodeScalars
    return .bool(first.lexicographicallyPrecedes(second))
  }

  private func equal(_ a: Value, _ b: Value) -> Value {
    if case .list(let x) = a, let open = openConditions(x) { return open }
    if case .list(let x) = b, let open = openConditions(x) { return open }
    return Unknowns.equal(a, b)
  }

  // MARK: Comprehensions

  private func comprehend(_ linked: LinkedComprehension, over range: Value) -> Value {
    let plan = linked.plan
    let items: [Value]
    var conditions: [Value]?
    switch range {
    case .list(let list):
      items = list.items
      conditions = list.conditions
    case .map(let map): items = map.keys
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return range
    case .null: return .fault(Fault("there is no list to look through"))
    default: return .fault(Arithmetic.noOverload)
    }
    let saved = locals[plan.variable]
    defer { locals[plan.variable] = saved }
    switch plan.kind {
    case .all, .exists:
      let isAll = plan.kind == .all
      var result = Value.bool(isAll)
      for (position, item) in items.enumerated() {
        locals[plan.variable] = cell(item)
        let answer = value(execute(linked.body))
        let belongs = conditions?[position] ?? .bool(true)
        result =
          isAll
          ? Unknowns.and(result, Unknowns.or(Unknowns.not(belongs), answer))
          : Unknowns.or(result, Unknowns.and(belongs, answer))
        if isAll ? result.isFalse : result.isTrue { return result }
      }
      return result
    case .existsOne, .filter, .map:
      if case .list(let list) = range, let open = openConditions(list) { return open }
      return gather(linked, items)
    }
  }

  /// `exists_one`, `filter` and `map` visit every item, and never decide early.
  private func gather(_ linked: LinkedComprehension, _ items: [Value]) -> Value {
    let plan = linked.plan
    var results: [Value] = []
    var fault: Value?
    var open: Unknown?
    func note(_ value: Value) -> Bool {
      switch value {
      case .fault: fault = fault ?? value
      case .unknown(let unknown): open = open.map { $0.joined(unknown) } ?? unknown
      default: return true
      }
      return false
    }
    for item in items {
      locals[plan.variable] = cell(item)
      if let filter = linked.filter {
        let chosen = value(execute(filter))
        guard note(chosen) else { continue }
        guard case .bool(let isChosen) = chosen else { return .fault(Arithmetic.noOverload) }
        if !isChosen { continue }
      }
      let result = value(execute(linked.body))
      guard note(result) else { continue }
      switch plan.kind {
      case .map: results.append(result)
      case .all, .exists, .existsOne, .filter:
        guard case .bool(let isChosen) = result else { return .fault(Arithmetic.noOverload) }
        if isChosen { results.append(item) }
      }
    }
    if let fault { return fault }
    if let open { return .unknown(open.withoutBounds) }
    return plan.kind == .existsOne ? .bool(results.count == 1) : .list(results)
  }

  // MARK: Time

  private func asOf(_ day: Value, _ inner: Int) -> Value {
    switch day {
    case .date(let date):
      let saved = self.day
      // A day after the event's own is not written yet: state as it stands with the event.
      self.day = date
      defer { self.day = saved }
      return value(execute(inner))
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return day
    default: return .fault(Arithmetic.noOverload)
    }
  }

  private func boundByState(_ bounds: StateBounds, field: Int) {
    let named = stateFact.map { context in
      fact(context.template, keys: context.keys, field: field < context.fields.count ? context.fields[field] : nil)
    }
    let names = named.map { [$0] } ?? []
    switch bounds {
    case .atLeast:
      let least = popValue()
      stack.append(cell(bounded(Unknowns.least(least), nil, least, names)))
    case .between:
      let most = popValue()
      let least = popValue()
      stack.append(cell(bounded(Unknowns.least(least), Unknowns.most(most), strict([least, most]) ?? least, names)))
    }
  }

  private func bounded(_ least: Value?, _ most: Value?, _ source: Value, _ names: [FactID]) -> Value {
    if case .fault = source { return source }
    return Unknowns.between(least, most, facts: FactTable.union(names, source.unknown?.facts ?? []))
  }

  private func callCalendar(_ number: Int, _ function: CalendarFunction) {
    if function == .day, !hasDoubtful[number], calendarDay(number) { return }
    let calendar = pack.calendars[number]
    switch function {
    case .isOpen:
      replaceTop { date in
        guard case .date(let day) = date else { return self.strict([date]) ?? .fault(Arithmetic.noOverload) }
        let open = calendar.isOpen(day, countingDoubtful: true)
        guard open != calendar.isOpen(day, countingDoubtful: false) else { return .bool(open) }
        return .unknown(Unknown(facts: [self.doubtfulDay(calendar)]))
      }
    case .day, .days:
      combineTop { date, count in
        if case .fault = date { return date }
        guard let offset = Arithmetic.wholeNumber(count) else {
          return self.strict([count]) ?? .fault(Arithmetic.noOverload)
        }
        return function == .day
          ? self.calendarDay(calendar, date, offset) : self.calendarDays(calendar, date, offset)
      }
    }
  }

  /// The usual case, a day and a number, from a calendar without doubtful days; false if it is another.
  private func calendarDay(_ number: Int) -> Bool {
    let count = top
    let day = stack[stack.count - 2]
    guard count.kind == .int, case .date(let date)? = day.value,
      let found = openDay(date, number, count.payload)
    else { return false }
    stack.cut(to: stack.count - 1)
    top = .date(found)
    return true
  }

  /// A day of a calendar without doubtful days, from those found before if it is there; nil if there is none.
  private func openDay(_ date: CalendarDate, _ calendar: Int, _ offset: Int64) -> CalendarDate? {
    let mixed = Int(date.dayNumber) &* 31 &+ Int(truncatingIfNeeded: offset) &* 7 &+ calendar
    let position = mixed & (foundDays.count - 1)
    let known = foundDays[position]
    if known.date == date, known.offset == offset, known.calendar == calendar { return known.day }
    guard let day = try? pack.calendars[calendar].day(date, offset: Int(offset), countingDoubtful: false) else {
      return nil
    }
    foundDays[position] = FoundDay(date: date, offset: offset, calendar: calendar, day: day)
    return day
  }

  private func doubtfulDay(_ calendar: Calendar) -> FactID {
    facts.intern(
      "\(calendar.name)_day",
      question: "Which of the doubtful days counted as \(calendar.name) days?")
  }

  private func calendarDay(_ calendar: Calendar, _ date: Value, _ offset: Int) -> Value {
    func shift(_ date: CalendarDate, _ countingDoubtful: Bool) -> Value {
      do {
        return .date(try calendar.day(date, offset: offset, countingDoubtful: countingDoubtful))
      } catch {
        return Arithmetic.fault(error)
      }
    }
    switch date {
    case .date(let day):
      let closed = shift(day, false)
      guard calendar.hasDoubtful else { return closed }
      return Unknowns.hull(shift(day, true), closed, facts: [doubtfulDay(calendar)])
    case .unknown(let unknown):
      func end(_ bound: Value?, _ countingDoubtful: Bool) -> Value? {
        guard case .date(let day) = bound else { return nil }
        return shift(day, countingDoubtful)
      }
      return Unknowns.between(
        end(unknown.least, offset >= 0), end(unknown.most, offset < 0), facts: unknown.facts)
    default: return .fault(Arithmetic.noOverload)
    }
  }

  private func calendarDays(_ calendar: Calendar, _ date: Value, _ offset: Int) -> Value {
    guard case .date(let day) = date else { return strict([date]) ?? .fault(Arithmetic.noOverload) }
    do {
      let closed = try calendar.days(day, offset, countingDoubtful: false)
      let open = calendar.hasDoubtful ? try calendar.days(day, offset, countingDoubtful: true) : closed
      guard open == closed else { return .unknown(Unknown(facts: [doubtfulDay(calendar)])) }
      return .list(closed.map(Value.date))
    } catch {
      return Arithmetic.fault(error)
    }
  }
}

extension Machine {
  /// Calls a function on what is on top: on the cells, where they are enough for the answer.
  private func callFunction(_ function: Builtin, _ count: Int) {
    switch (function, top.isSpilled) {
    case (.known, false): top = .yes
    case (.given, false): top = .bool(top.kind != .null)
    case (.least, false), (.most, false): break
    default:
      let arguments = popValues(count)
      stack.append(cell(call(function, arguments)))
    }
  }

  /// `tiered` of the figure on top, by the brackets of a parameter.
  private func tiered(byParameter number: Int) {
    if top.isNumber, let brackets = brackets(number) {
      var total = Cell(kind: .decimal)
      var from = Cell(kind: .decimal)
      for (upto, rate) in brackets.parts {
        total = Self.addBracket(to: total, figure: top, from, upto, rate)
        if total.isAbsent { break }
        from = upto
      }
      if !total.isAbsent {
        top = total
        return
      }
    }
    stack.append(parameter(number))
    callFunction(.tiered, 2)
  }

  /// The total with what a bracket adds; absent where the cells do not tell.
  private static func addBracket(to total: Cell, figure: Cell, _ from: Cell, _ upto: Cell, _ rate: Cell) -> Cell {
    var end = figure
    if !upto.isAbsent {
      guard let order = Cell.order(figure, upto) else { return .absent }
      if order > 0 { end = upto }
    }
    let within = Cell.difference(end, from)
    guard let sign = Cell.order(within, .int(0)) else { return .absent }
    return Cell.sum(total, Cell.product(sign > 0 ? within : .int(0), rate))
  }

  /// The brackets that the parameter holds on the day of the event; nil where they are no plain figures.
  private func brackets(_ number: Int) -> Brackets? {
    guard let step = step(of: number) else { return nil }
    if let known = brackets[number], known.step == step { return known }
    guard case .list(let list) = value(parameter(number)), list.conditions == nil,
      let rateName = symbols.symbol(of: "rate"), let uptoName = symbols.symbol(of: "upto")
    else { return nil }
    var parts: [(upto: Cell, rate: Cell)] = []
    for (position, item) in list.items.enumerated() {
      guard case .map(let bracket) = item,
        let rate = Arithmetic.lookUp(.string(rateName), in: bracket).flatMap(Cell.init), rate.isNumber
      else { return nil }
      let upto = Arithmetic.lookUp(.string(uptoName), in: bracket)
      guard let end = upto.map(Cell.init) ?? .absent, upto == nil || end.isNumber else { return nil }
      // Only the last may be without end.
      if upto == nil, position + 1 < list.items.count { return nil }
      parts.append((end, rate))
    }
    let made = Brackets(step: step, parts: parts)
    brackets[number] = made
    return made
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
