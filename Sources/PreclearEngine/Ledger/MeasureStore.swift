/// One measure under one combination of readings.
///
/// A row whose key is unknown may belong to every key; it is kept once for what it lies within, and joined when a key is asked.
final class MeasureStore {
  private struct Cell {
    var content = Versioned(Accumulator())
    var daily = DailyValues<Accumulator>()
    /// What the last day alone brought, for `on_day`.
    var dayAlone = DailyValues<Accumulator>()
  }

  /// What the rows of unknown key lie within: a known key, or nobody knows.
  private enum Within: Hashable {
    case known(Key)
    case unknown
  }

  let plan: MeasurePlan
  private var cells: [Cell] = []
  private var numbers: [Key: Int] = [:]
  private var keys: [Key] = []
  private var open: [Cell] = []
  private var openNumbers: [Within: Int] = [:]
  private var openWithin: [Within] = []
  /// Of a measure over a register: the row of each entry, by the entry's key.
  private var contributions: [Key: (key: Key, row: MeasuredRow)] = [:]
  private var contributors: [Key: [Key]] = [:]
  private var oldContributions: [(entry: Key, old: (key: Key, row: MeasuredRow)?)] = []

  private var touched: [Int] = []
  private var touchedOpen: [Int] = []
  private var countBefore = 0
  private var openCountBefore = 0

  init(plan: MeasurePlan) {
    self.plan = plan
  }

  // MARK: Applying and undoing

  func begin() {
    touched.removeAll(keepingCapacity: true)
    touchedOpen.removeAll(keepingCapacity: true)
    oldContributions.removeAll(keepingCapacity: true)
    countBefore = cells.count
    openCountBefore = open.count
  }

  /// Keys that the current event changed, and whether it brought a row that may belong to several.
  var changedKeys: [Key] { touched.map { keys[$0] } }
  var changedOpenRows: Bool { !touchedOpen.isEmpty }

  func undo(serial: Int) {
    for number in touched { undo(&cells[number], serial) }
    for number in touchedOpen { undo(&open[number], serial) }
    for number in countBefore..<max(countBefore, cells.count) { numbers[keys[number]] = nil }
    cells.removeLast(cells.count - countBefore)
    keys.removeLast(keys.count - countBefore)
    for number in openCountBefore..<max(openCountBefore, open.count) { openNumbers[openWithin[number]] = nil }
    open.removeLast(open.count - openCountBefore)
    openWithin.removeLast(openWithin.count - openCountBefore)
    for change in oldContributions.reversed() { setContribution(change.entry, change.old) }
    begin()
  }

  private func undo(_ cell: inout Cell, _ serial: Int) {
    cell.content.undo(serial: serial)
    cell.daily.undo(serial: serial)
    cell.dayAlone.undo(serial: serial)
  }

  func apply(machine: Machine, serial: Int) {
    guard let rows = plan.rows[machine.event.kind] else { return }
    for row in rows { apply(row, machine, serial) }
  }

  private func apply(_ row: MeasureRow, _ machine: Machine, _ serial: Int) {
    let belongs = row.when.map(machine.run) ?? .bool(true)
    if belongs.isFalse { return }
    let condition = Self.condition(belongs)
    let value = row.value.map { machine.frozen(machine.run($0)) } ?? .int(1)
    let entry = MeasuredRow(value: value, date: machine.event.date, condition: condition, sequence: serial)
    guard let keyProgram = row.key else {
      add(entry, to: .whole, machine, serial)
      return
    }
    let key = machine.run(keyProgram)
    if row.keyIsList, case .list(let list) = key {
      for item in list.items { add(entry, keyed: item, row, machine, serial) }
    } else {
      add(entry, keyed: key, row, machine, serial)
    }
  }

  /// Nil if the row belongs; what decides it, if nobody knows. A fault counts as unknown.
  private static func condition(_ belongs: Value) -> Unknown? {
    switch belongs {
    case .bool: nil
    case .unknown(let unknown): unknown
    default: Unknown(facts: [])
    }
  }

  private func add(_ entry: MeasuredRow, keyed key: Value, _ row: MeasureRow, _ machine: Machine, _ serial: Int) {
    if key.isNull { return }
    if let known = Key(key) {
      add(entry, to: known, machine, serial)
      return
    }
    var open = entry
    let facts: Unknown
    switch key {
    case .unknown(let unknown): facts = unknown.withoutBounds
    case .list(let list): facts = machine.strict(list.items)?.unknown ?? Unknown(facts: [])
    default: facts = Unknown(facts: [])
    }
    open.condition = entry.condition.map { $0.joined(facts) } ?? facts
    let within = row.within.map(machine.run).flatMap(Key.init).map(Within.known) ?? .unknown
    addOpen(open, within, machine, serial)
  }

  private func add(_ entry: MeasuredRow, to key: Key, _ machine: Machine, _ serial: Int) {
    let number = number(of: key)
    if change(&cells[number], entry, machine, serial) { touched.append(number) }
  }

  private func addOpen(_ entry: MeasuredRow, _ within: Within, _ machine: Machine, _ serial: Int) {
    let number: Int
    if let known = openNumbers[within] {
      number = known
    } else {
      number = open.count
      open.append(Cell())
      openWithin.append(within)
      openNumbers[within] = number
    }
    if change(&open[number], entry, machine, serial) { touchedOpen.append(number) }
  }

  private func number(of key: Key) -> Int {
    if let number = numbers[key] { return number }
    numbers[key] = cells.count
    keys.append(key)
    cells.append(Cell())
    return cells.count - 1
  }

  private func change(_ cell: inout Cell, _ entry: MeasuredRow, _ machine: Machine, _ serial: Int) -> Bool {
    var content = cell.content.now
    content.add(entry, plan, cutoff: cutoff(machine))
    if plan.isDaily {
      let date = machine.event.date
      cell.daily.set(content, on: date, serial: serial)
      var alone = cell.dayAlone.contentChanged(on: date, .now, serial: serial) ?? Accumulator()
      alone.add(entry, plan, cutoff: nil)
      cell.dayAlone.set(alone, on: date, serial: serial)
    }
    return cell.content.set(content, serial: serial)
  }

  // MARK: Rows that are the entries of a register

  /// Moves the row of an entry that changed.
  func update(entry key: Key, machine: Machine, serial: Int) {
    guard let over = plan.over, let row = plan.overRow else { return }
    let record = machine.state.register(over, key: key.value, machine: machine)
    var contribution: (key: Key, row: MeasuredRow)?
    if !record.isNull {
      contribution = machine.withLocals([(plan.itLocal, record), (plan.keyLocal, key.value)]) {
        let belongs = row.when.map(machine.run) ?? .bool(true)
        if belongs.isFalse { return nil }
        let value = row.value.map(machine.run) ?? .int(1)
        let entry = MeasuredRow(
          value: value, date: machine.event.date, condition: Self.condition(belongs), sequence: serial)
        guard let keyProgram = row.key else { return (.whole, entry) }
        return Key(machine.run(keyProgram)).map { ($0, entry) }
      }
    }
    let old = contributions[key]
    oldContributions.append((key, old))
    setContribution(key, contribution)
    if let group = old?.key, group != contribution?.key { rebuild(group, machine, serial) }
    if let group = contribution?.key { rebuild(group, machine, serial) }
  }

  private func setContribution(_ entry: Key, _ contribution: (key: Key, row: MeasuredRow)?) {
    if let old = contributions[entry], old.key != contribution?.key {
      contributors[old.key]?.removeAll { $0 == entry }
    }
    if let contribution, contributions[entry]?.key != contribution.key {
      contributors[contribution.key, default: []].append(entry)
    }
    contributions[entry] = contribution
  }

  private func rebuild(_ group: Key, _ machine: Machine, _ serial: Int) {
    var content = Accumulator()
    for entry in contributors[group] ?? [] {
      if let row = contributions[entry]?.row { content.add(row, plan, cutoff: cutoff(machine)) }
    }
    let number = number(of: group)
    if plan.isDaily { cells[number].daily.set(content, on: machine.event.date, serial: serial) }
    if cells[number].content.set(content, serial: serial) { touched.append(number) }
  }

  // MARK: Asking

  func value(_ key: Key, machine: Machine, serial: Int) -> Value {
    var content: Accumulator?
    if let number = numbers[key] { content = self.content(cells[number], machine, serial) }
    return value(content, key, machine) { self.content($0, machine, serial) }
  }

  /// Over the rows of one day alone.
  func value(_ key: Key, onDay day: CalendarDate, machine: Machine, serial: Int) -> Value {
    var content: Accumulator?
    if let number = numbers[key] {
      content = cells[number].dayAlone.contentChanged(on: day, machine.moment, serial: serial)
    }
    return value(content, key, machine) { $0.dayAlone.contentChanged(on: day, machine.moment, serial: serial) }
  }

  private func content(_ cell: Cell, _ machine: Machine, _ serial: Int) -> Accumulator? {
    guard let day = machine.day, plan.isDaily, day < machine.event.date else {
      return cell.content.content(machine.moment, serial: serial)
    }
    return cell.daily.content(on: day, machine.moment, serial: serial)
  }

  private func value(
    _ content: Accumulator?, _ key: Key, _ machine: Machine, _ openContent: (Cell) -> Accumulator?
  ) -> Value {
    var joined = content ?? Accumulator()
    if !open.isEmpty {
      let of = plan.of.map { machine.run($0, local: plan.keyLocal, key.value) }.flatMap(Key.init)
      for (number, within) in openWithin.enumerated() {
        if case .known(let known) = within, let of, known != of { continue }
        if let more = openContent(open[number]) { joined = joined.joined(more, plan.aggregate) }
      }
    }
    return joined.value(plan, on: machine.event.date, cutoff: cutoff(machine)) { none(key, machine) }
  }

  /// What the measure comes to without a row.
  func none(_ key: Key, _ machine: Machine) -> Value {
    if let program = plan.none {
      let saved = machine.stateFact
      machine.stateFact = plan.asks.map { ($0, [key], []) }
      defer { machine.stateFact = saved }
      return machine.run(program, local: plan.keyLocal, key.value)
    }
    if plan.silenceIsUnknown, let asks = plan.asks {
      let fact = machine.fact(asks, keys: [key], field: nil)
      switch plan.aggregate {
      case .sum, .count: return .unknown(Unknown(facts: [fact], least: .int(0)))
      case .min, .max, .first, .last, .list: return .unknown(Unknown(facts: [fact]))
      }
    }
    switch plan.aggregate {
    case .sum, .count: return .int(0)
    case .list: return .list([])
    case .min, .max, .first, .last: return .null
    }
  }

  /// The first day whose rows still count for the event.
  private func cutoff(_ machine: Machine) -> CalendarDate? {
    do {
      switch plan.window {
      case .days(let count, let calendar):
        return try machine.pack.calendars[calendar].day(machine.event.date, offset: -count, countingDoubtful: false)
      case .period(let period): return try machine.event.date.subtracting(period)
      case .tumbling, nil: return nil
      }
    } catch {
      // A window that reaches back beyond the calendar's first year has no end.
      return nil
    }
  }
}
