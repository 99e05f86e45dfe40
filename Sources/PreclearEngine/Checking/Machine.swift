/// Runs compiled expressions against the state and the event that is judged.
///
/// One machine belongs to one ``LedgerState`` and to one thread. It never fails: what goes wrong in an expression is a value.
package final class Machine {
  package let pack: CompiledPack
  package let state: LedgerState
  package var symbols: SymbolTable
  package var facts = FactTable()

  /// The event that is judged, or that is being recorded.
  package var event: Event
  package var moment = Moment.now
  /// The day at whose end state is read; nil: as it stands.
  package var day: CalendarDate?
  /// The alternative of each reading, by its number.
  package var alternatives: [Int]
  package var locals: [Value]
  /// Facts of an absent field are named by the kind (`sale.buyer`) while the event is recorded, and `event.buyer` while it is judged.
  package var isRecording = false
  /// What a bound without a name asks for: set by the construct whose program runs.
  package var stateFact: (template: FactTemplate, keys: [Key], fields: [String])?
  /// Named expressions of the rule that runs, and their values once they were used.
  package var named: [(name: String, program: Program)] = []
  package var namedValues: [Value?] = []
  package var tracer: Tracer?
  /// A message is being written: it shows the items of a list that may belong to it, too.
  package var isWriting = false

  private var stack: [Value] = []

  package init(pack: CompiledPack, state: LedgerState, event: Event) {
    self.pack = pack
    self.state = state
    self.symbols = pack.symbols
    self.event = event
    self.alternatives = [Int](repeating: 0, count: pack.readings.count)
    self.locals = [Value](repeating: .null, count: pack.localCount)
    stack.reserveCapacity(64)
  }

  // MARK: Running

  /// What the program comes to.
  package func run(_ program: Program) -> Value {
    var counter = 0
    let code = program.code
    while counter < code.count {
      let at = counter
      counter += 1
      switch code[at] {
      case .constant(let number): stack.append(program.constants[number])
      case .local(let slot): stack.append(locals[slot])
      case .eventField(let field): stack.append(eventField(field))
      case .eventHas(let field): stack.append(.bool(event.slots[field] != nil))
      case .eventID: stack.append(.string(event.id))
      case .eventKind: stack.append(.string(pack.kindSymbols[event.kind]))
      case .eventDate: stack.append(.date(event.date))
      case .named(let number): stack.append(namedValue(number))
      case .field(let number): replaceTop { self.field($0, program.constants[number]) }
      case .hasField(let number): replaceTop { self.hasField($0, program.constants[number]) }
      case .index: combineTop { self.element(of: $0, at: $1) }
      case .measure(let number): replaceTop { self.state.measure(number, key: $0, machine: self) }
      case .measureWhole(let number): stack.append(state.measure(number, machine: self))
      case .register(let number): replaceTop { self.state.register(number, key: $0, machine: self) }
      case .registerWhole(let number): stack.append(state.register(number, machine: self))
      case .cluster(let number): replaceTop { self.state.cluster(number, key: $0, machine: self) }
      case .clusterField(let number, let name):
        let field = self.name(program.constants[name])
        replaceTop { self.state.cluster(number, key: $0, field: field, machine: self) }
      case .clusterPossibly(let number, let sum):
        replaceTop { self.state.cluster(number, key: $0, possibly: sum, machine: self) }
      case .crossing(let number): replaceTop { self.state.crossing(number, key: $0, machine: self) }
      case .crossingOf(let number): replaceTop { self.state.crossing(number, of: $0, machine: self) }
      case .crossingList(let number, let list): stack.append(state.crossingList(number, list, machine: self))
      case .party: replaceTop { self.state.party($0, machine: self) }
      case .parameter(let number): stack.append(parameter(number))
      case .reading(let number):
        stack.append(.string(pack.readings[number].alternatives[alternatives[number]].symbol))
      case .not: replaceTop(Unknowns.not)
      case .negate: replaceTop(Unknowns.negate)
      case .promote: replaceTop(Unknowns.promote)
      case .and: combineTop(Unknowns.and)
      case .or: combineTop(Unknowns.or)
      case .add: combineTop(add)
      case .subtract: combineTop(Unknowns.subtract)
      case .multiply: combineTop(Unknowns.multiply)
      case .divide: combineTop(Unknowns.divide)
      case .remainder: combineTop(Unknowns.remainder)
      case .less: combineTop { self.less($0, $1, orEqual: false) }
      case .lessOrEqual: combineTop { self.less($0, $1, orEqual: true) }
      case .greater: combineTop { self.less($1, $0, orEqual: false) }
      case .greaterOrEqual: combineTop { self.less($1, $0, orEqual: true) }
      case .equal: combineTop(equal)
      case .notEqual: combineTop { Unknowns.not(self.equal($0, $1)) }
      case .isIn: combineTop(contains)
      case .jumpIfFalse(let target): if top.isFalse { counter = target }
      case .jumpIfTrue(let target): if top.isTrue { counter = target }
      case .jump(let target): counter = target
      case .branch(let otherwise, let end):
        switch top {
        case .bool(true): stack.removeLast()
        case .bool(false):
          stack.removeLast()
          counter = otherwise
        case .unknown(let unknown):
          stack[stack.count - 1] = .unknown(unknown.withoutBounds)
          counter = end
        case .fault: counter = end
        default:
          stack[stack.count - 1] = .fault(Arithmetic.noOverload)
          counter = end
        }
      case .list(let count): makeList(count)
      case .map(let count): makeMap(count)
      case .record(let number):
        let layout = program.layouts[number]
        let values = Array(stack.suffix(layout.fields.count))
        stack.removeLast(values.count)
        stack.append(.record(Record(layout: layout, values: values)))
      case .call(let function, let count):
        let arguments = Array(stack.suffix(count))
        stack.removeLast(count)
        stack.append(call(function, arguments))
      case .calendar(let number, let function): callCalendar(number, function)
      case .comprehension(let number): replaceTop { self.comprehend(program.comprehensions[number], over: $0) }
      case .before(let number):
        let saved = moment
        moment = .before
        stack.append(run(program.programs[number]))
        moment = saved
      case .asOf(let number): replaceTop { self.asOf($0, program.programs[number]) }
      case .onDay(let number, let whole):
        let day = stack.removeLast()
        let key = whole ? Value.null : stack.removeLast()
        stack.append(state.measure(number, key: key, isWhole: whole, onDay: day, machine: self))
      case .boundedByState(let bounds, let field): boundByState(bounds, field: field)
      }
      if let tracer, let leaf = program.leaves[at] { tracer.record(leaf.text, top) }
    }
    return stack.removeLast()
  }

  /// What the program comes to with a local set.
  ///
  /// State runs its own programs so: what they read is no fact of the rule that asked.
  package func run(_ program: Program, local: Int, _ value: Value) -> Value {
    let saved = locals[local]
    let savedTracer = tracer
    locals[local] = value
    tracer = nil
    defer {
      locals[local] = saved
      tracer = savedTracer
    }
    return run(program)
  }

  private var top: Value { stack[stack.count - 1] }

  private func replaceTop(_ body: (Value) -> Value) {
    let value = stack.removeLast()
    stack.append(body(value))
  }

  private func combineTop(_ body: (Value, Value) -> Value) {
    let right = stack.removeLast()
    let left = stack.removeLast()
    stack.append(body(left, right))
  }

  // MARK: Leaves

  private func namedValue(_ number: Int) -> Value {
    if let value = namedValues[number] { return value }
    let value = run(named[number].program)
    namedValues[number] = value
    return value
  }

  /// The field of the event: what was written, what its absence stands for, or an unknown.
  package func eventField(_ field: Int) -> Value {
    if let value = event.slots[field] { return value }
    let absent = pack.absent[event.kind][field]
    if let program = absent.program {
      let value = run(program)
      if value.fault == nil { return value }
    }
    return .unknown(Unknown(facts: [fieldFact(field)], least: absent.least, most: absent.most))
  }

  private func fieldFact(_ field: Int) -> FactID {
    let layout = pack.layouts[event.kind]
    let owner = isRecording ? layout.name : "event"
    return facts.intern("\(owner).\(layout.fields[field].name)", question: layout.fields[field].ask)
  }

  private func parameter(_ number: Int) -> Value {
    let plan = pack.parameters[number]
    guard let step = plan.steps.last(where: { $0.from <= event.date }) else {
      return .fault(Fault("'\(plan.name)' has no value on \(event.date)"))
    }
    return value(of: step.value, plan)
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

  /// The fact that a template names, for these keys.
  package func fact(_ template: FactTemplate, keys: [Key], field: String?) -> FactID {
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

  private func field(_ target: Value, _ constant: Value) -> Value {
    switch target {
    case .record(let record):
      let name = name(constant)
      if let position = record.layout.position(of: name), position < record.values.count {
        return record.values[position]
      }
      if let handle = record.cluster, let value = state.clusterField(handle, name, machine: self) { return value }
      return .fault(Fault("there is no '\(name)' here"))
    case .map(let map):
      return Arithmetic.lookUp(constant, in: map) ?? .fault(Fault("the map has no '\(name(constant))'"))
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return target
    case .null: return .fault(Fault("'\(name(constant))' of nothing: there is no record"))
    default: return .fault(Fault("'\(name(constant))' of what is no record"))
    }
  }

  private func hasField(_ target: Value, _ constant: Value) -> Value {
    switch target {
    case .record(let record): return .bool(record.layout.position(of: name(constant)) != nil)
    case .map(let map):
      // Where all that is known of an entry is its name, whether it was written is not.
      if case .unknown(let unknown) = Arithmetic.lookUp(constant, in: map), unknown.least == nil, unknown.most == nil {
        return .unknown(unknown)
      }
      return .bool(Arithmetic.lookUp(constant, in: map) != nil)
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return target
    default: return .fault(Fault("'\(name(constant))' of what is no record"))
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
    let items = Array(stack.suffix(count))
    stack.removeLast(count)
    stack.append(strict(items) ?? .list(items))
  }

  private func makeMap(_ count: Int) {
    let parts = Array(stack.suffix(2 * count))
    stack.removeLast(2 * count)
    if let open = strict(parts) {
      stack.append(open)
      return
    }
    var keys: [Value] = []
    var values: [Value] = []
    for index in 0..<count {
      let key = parts[2 * index]
      switch key {
      case .bool, .int, .string, .date: break
      default:
        stack.append(.fault(Fault("'\(ValueText.plain(key, symbols))' cannot be a key")))
        return
      }
      if keys.contains(where: { Arithmetic.equal($0, key) }) {
        stack.append(.fault(Fault("the key '\(ValueText.plain(key, symbols))' stands twice")))
        return
      }
      keys.append(key)
      values.append(parts[2 * index + 1])
    }
    stack.append(.map(MapValue(keys: keys, values: values)))
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

  private func comprehend(_ plan: ComprehensionPlan, over range: Value) -> Value {
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
        locals[plan.variable] = item
        let answer = run(plan.body)
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
      return gather(plan, items)
    }
  }

  /// `exists_one`, `filter` and `map` visit every item, and never decide early.
  private func gather(_ plan: ComprehensionPlan, _ items: [Value]) -> Value {
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
      locals[plan.variable] = item
      if let filter = plan.filter {
        let chosen = run(filter)
        guard note(chosen) else { continue }
        guard case .bool(let isChosen) = chosen else { return .fault(Arithmetic.noOverload) }
        if !isChosen { continue }
      }
      let result = run(plan.body)
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

  private func asOf(_ day: Value, _ program: Program) -> Value {
    switch day {
    case .date(let date):
      let saved = self.day
      // A day after the event's own is not written yet: state as it stands with the event.
      self.day = date
      defer { self.day = saved }
      return run(program)
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
      let least = stack.removeLast()
      stack.append(bounded(Unknowns.least(least), nil, least, names))
    case .between:
      let most = stack.removeLast()
      let least = stack.removeLast()
      stack.append(bounded(Unknowns.least(least), Unknowns.most(most), strict([least, most]) ?? least, names))
    }
  }

  private func bounded(_ least: Value?, _ most: Value?, _ source: Value, _ names: [FactID]) -> Value {
    if case .fault = source { return source }
    return Unknowns.between(least, most, facts: FactTable.union(names, source.unknown?.facts ?? []))
  }

  private func callCalendar(_ number: Int, _ function: CalendarFunction) {
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
  /// Runs the body with some locals set.
  package func withLocals<Result>(_ values: [(slot: Int, value: Value)], _ body: () -> Result) -> Result {
    let saved = values.map { locals[$0.slot] }
    let savedTracer = tracer
    for (slot, value) in values { locals[slot] = value }
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
