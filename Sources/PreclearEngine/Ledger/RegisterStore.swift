/// One register under one combination of readings: the entry of each key, with its history where the pack wants it daily.
final class RegisterStore {
  private struct Cell {
    var entry = Versioned<Record?>(nil)
    var daily = DailyValues<Record?>()
  }

  let plan: RegisterPlan
  private var cells: [Cell] = []
  private var numbers: [Key: Int] = [:]
  private(set) var keys: [Key] = []
  private var touched: [Int] = []
  private var countBefore = 0

  init(plan: RegisterPlan) {
    self.plan = plan
  }

  func begin() {
    touched.removeAll(keepingCapacity: true)
    countBefore = cells.count
  }

  var changedKeys: [Key] { touched.map { keys[$0] } }

  func undo(serial: Int) {
    for number in touched {
      cells[number].entry.undo(serial: serial)
      cells[number].daily.undo(serial: serial)
    }
    for number in countBefore..<max(countBefore, cells.count) { numbers[keys[number]] = nil }
    cells.removeLast(cells.count - countBefore)
    keys.removeLast(keys.count - countBefore)
    begin()
  }

  func apply(machine: Machine, serial: Int) {
    guard let rows = plan.rows[machine.event.kind] else { return }
    for row in rows { apply(row, machine, serial) }
  }

  private func apply(_ row: RegisterRow, _ machine: Machine, _ serial: Int) {
    // A key that is null or unknown names no entry: nothing to update.
    guard let key = row.key.map({ Key(machine.run($0)) }) ?? .whole else { return }
    let known = numbers[key]
    let old = known.flatMap { cells[$0].entry.now } ?? startRecord(key, machine)
    let it = old.map(Value.record) ?? .null
    let updated = machine.withLocals([(plan.itLocal, it), (plan.keyLocal, key.value)]) {
      updatedValues(row, key, old, machine)
    }
    guard let updated else { return }
    let entry = Record(layout: plan.layout, values: updated)
    let number = known ?? number(of: key)
    if plan.isDaily { cells[number].daily.set(entry, on: machine.event.date, serial: serial) }
    if cells[number].entry.set(entry, serial: serial) { touched.append(number) }
  }

  /// The fields of the entry after the update; nil if it does not take place. `it` and the key are set.
  private func updatedValues(_ row: RegisterRow, _ key: Key, _ old: Record?, _ machine: Machine) -> [Value]? {
    let guardValue = row.when.map(machine.run) ?? .bool(true)
    if guardValue.isFalse { return nil }
    let saved = machine.stateFact
    machine.stateFact = (plan.asks ?? plan.missingAsks, [key], plan.layout.fields)
    defer { machine.stateFact = saved }
    var values = old?.values ?? missingValues(key, machine)
    for update in row.updates {
      let value = machine.frozen(machine.run(update.value))
      values[update.field] = guarded(value, old?.values[update.field], guardValue)
    }
    return values
  }

  /// What a field becomes if nobody knows whether the update took place: between old and new.
  private func guarded(_ new: Value, _ old: Value?, _ guardValue: Value) -> Value {
    if guardValue.isTrue { return new }
    let facts = guardValue.unknown?.facts ?? []
    let hull = Unknowns.hull(old ?? .null, new, facts: facts)
    if case .fault = hull { return .unknown(Unknown(facts: facts)) }
    return hull
  }

  private func number(of key: Key) -> Int {
    if let number = numbers[key] { return number }
    numbers[key] = cells.count
    keys.append(key)
    cells.append(Cell())
    return cells.count - 1
  }

  private func startRecord(_ key: Key, _ machine: Machine) -> Record? {
    guard let start = plan.start else { return nil }
    let saved = machine.stateFact
    machine.stateFact = (plan.asks ?? plan.missingAsks, [key], plan.layout.fields)
    defer { machine.stateFact = saved }
    let values = start.map { program in
      program.map { machine.run($0, local: plan.keyLocal, key.value) } ?? .null
    }
    return Record(layout: plan.layout, values: values)
  }

  // MARK: Asking

  /// The keys that have an entry, in the order in which they came.
  func keysOnRecord(_ moment: Moment, serial: Int) -> [Key] {
    zip(keys, cells).compactMap { $1.entry.content(moment, serial: serial) == nil ? nil : $0 }
  }

  func isOnRecord(_ key: Key) -> Bool {
    guard let number = numbers[key] else { return false }
    return cells[number].entry.now != nil
  }

  func value(_ key: Key, machine: Machine, serial: Int) -> Value {
    if let number = numbers[key], let entry = entry(cells[number], machine, serial) {
      return asking(entry, key, machine)
    }
    switch plan.missing {
    case .none: return .null
    case .start: return startRecord(key, machine).map { asking($0, key, machine) } ?? .null
    case .unknown: return .record(Record(layout: plan.layout, values: missingValues(key, machine)))
    }
  }

  /// The fields of an entry that nothing has set.
  private func missingValues(_ key: Key, _ machine: Machine) -> [Value] {
    plan.layout.fields.map { field in
      guard case .unknown = plan.missing else { return .null }
      return .unknown(Unknown(facts: [machine.fact(plan.missingAsks, keys: [key], field: field)]))
    }
  }

  private func entry(_ cell: Cell, _ machine: Machine, _ serial: Int) -> Record? {
    guard let day = machine.day, plan.isDaily, day < machine.event.date else {
      return cell.entry.content(machine.moment, serial: serial)
    }
    return cell.daily.content(on: day, machine.moment, serial: serial) ?? nil
  }

  /// An unknown field asks for what the register says, whichever event left it open.
  private func asking(_ entry: Record, _ key: Key, _ machine: Machine) -> Value {
    guard let asks = plan.asks, entry.values.contains(where: { $0.unknown != nil }) else { return .record(entry) }
    let values = zip(plan.layout.fields, entry.values).map { field, value in
      guard case .unknown(let unknown) = value else { return value }
      let fact = machine.fact(asks, keys: [key], field: field)
      return .unknown(Unknown(facts: [fact], least: unknown.least, most: unknown.most))
    }
    return .record(Record(layout: plan.layout, values: values))
  }
}
