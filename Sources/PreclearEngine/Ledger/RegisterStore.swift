/// One register under one combination of readings: the entry of each key, with its history where the pack wants it daily.
///
/// An entry is a row of cells. What fits no cell is kept in a slab, of which every number has one owner: a field, or what that
/// field was before the event.
final class RegisterStore {
  /// A row for one kind of event, linked; -1 where there is no program.
  private struct Row: BitwiseCopyable {
    let when: Int
    let key: Int
    /// Its updates, by their numbers among those of all rows.
    let firstUpdate: Int
    let endUpdate: Int
    let setsAll: Bool
    let usesKey: Bool
    let namesBounds: Bool
  }

  private struct Update: BitwiseCopyable {
    let field: Int
    let start: Int
  }

  let plan: RegisterPlan
  private let number: Int
  private let width: Int
  private var rows = Column<Row>()
  private var rowsOfKind = KindRanges()
  private var updates = Column<Update>()
  /// Each with the fields of its entry.
  private var keys: KeyTable
  private var slab = Slab<Value>()
  private var log = UndoLog()
  /// What the entries in the log were, field by field; of a new entry, absent.
  private var oldFields = Column<Cell>()
  private var countBefore = 0
  /// Of a register that is kept daily, by the number of the key.
  private var daily: [DailyValues<Record?>] = []
  private var newFields = Column<Cell>()

  init(plan: RegisterPlan, number: Int) {
    self.plan = plan
    self.number = number
    width = plan.layout.fields.count
    keys = KeyTable(cells: width)
  }

  /// The keys whose entries an event changed.
  func changedKeys(serial: Int) -> [Key] { (0..<log.count(serial: serial)).map { keys.key(log[$0]) } }

  func isChanged(serial: Int) -> Bool { log.count(serial: serial) > 0 }

  // MARK: Applying and undoing

  func undo(serial: Int) {
    let count = log.count(serial: serial)
    for position in 0..<count {
      let entry = log[position]
      for field in 0..<width {
        release(keys.cell(entry, field))
        keys.set(entry, field, oldFields[position * width + field])
      }
      if plan.isDaily { daily[entry].undo(serial: serial) }
    }
    guard count > 0 else { return }
    keys.cut(to: countBefore)
    if plan.isDaily { daily.removeLast(daily.count - countBefore) }
    log.clear()
    oldFields.cut(to: 0)
  }

  /// What an event changed. What it replaced in the slab belongs to this.
  struct Held {
    fileprivate let entries: [Int]
    fileprivate let oldFields: [Cell]
    fileprivate let daily: [DailyValues<Record?>]
    fileprivate let countBefore: Int
  }

  /// Takes what the event changed; nil if that is nothing.
  func hold(serial: Int) -> Held? {
    guard log.serial == serial else { return nil }
    let entries = log.take()
    defer { oldFields.cut(to: 0) }
    return Held(
      entries: entries, oldFields: (0..<oldFields.count).map { oldFields[$0] },
      daily: plan.isDaily ? entries.map { daily[$0] } : [], countBefore: countBefore)
  }

  /// Puts it back, once whatever came on top of it is undone.
  func resume(_ held: Held, serial: Int) {
    begin(serial)
    log.give(held.entries, serial: serial)
    for cell in held.oldFields { oldFields.append(cell) }
    for (entry, days) in zip(held.entries, held.daily) { daily[entry] = days }
    countBefore = held.countBefore
  }

  func apply(machine: Machine, serial: Int) {
    for number in rowsOfKind[machine.kind] ?? link(machine.kind, machine) { apply(rows[number], machine, serial) }
  }

  private func link(_ kind: Int, _ machine: Machine) -> Range<Int> {
    let first = rows.count
    let purpose = Linker.Purpose.update(register: number)
    for row in plan.rows[kind] ?? [] {
      let firstUpdate = updates.count
      for update in row.updates {
        updates.append(Update(field: update.field, start: machine.link(update.value, purpose)))
      }
      let programs = row.updates.map(\.value) + (row.when.map { [$0] } ?? [])
      rows.append(
        Row(
          when: row.when.map { machine.link($0, purpose) } ?? -1, key: row.key.map { machine.link($0, .key) } ?? -1,
          firstUpdate: firstUpdate, endUpdate: updates.count, setsAll: Set(row.updates.map(\.field)).count == width,
          usesKey: programs.contains { $0.uses(local: plan.keyLocal) },
          namesBounds: programs.contains { $0.contains(\.namesBounds) }))
    }
    rowsOfKind.set(kind, first..<rows.count)
    return first..<rows.count
  }

  private func apply(_ row: Row, _ machine: Machine, _ serial: Int) {
    var packed = PackedKey.whole
    var other: Key?
    if row.key >= 0 {
      let value = machine.execute(row.key)
      if value.isAbsent {
        packed = machine.packedKey
      } else {
        // A key that is null or unknown names no entry: nothing to update.
        guard let known = Key(machine.value(value)) else {
          machine.note(probed: machine.value(value))
          return
        }
        other = known
      }
    }
    let known = other.map { keys.find($0) } ?? keys.find(packed)
    let savedKey = row.usesKey ? machine.local(plan.keyLocal) : .absent
    if row.usesKey { machine.set(local: plan.keyLocal, to: machine.cell((other ?? packed.key).value)) }
    machine.beginEntry(of: number)
    let saved = machine.stateFact
    if row.namesBounds {
      machine.stateFact = (plan.asks ?? plan.missingAsks, [other ?? packed.key], plan.layout.fields)
    }
    defer {
      machine.stateFact = saved
      machine.endEntry()
      if row.usesKey { machine.set(local: plan.keyLocal, to: savedKey) }
    }
    if known >= 0 {
      for field in 0..<width { machine.addEntryField(cell(keys.cell(known, field), machine)) }
    } else if let start = startRecord(other ?? packed.key, machine) {
      for value in start.values { machine.addEntryField(machine.cell(value)) }
    }
    guard update(row, machine, { other ?? packed.key }) else { return }
    let entry = known >= 0 ? known : insert(packed, other, serial)
    set(entry, machine, serial)
  }

  /// Works out the fields of the entry after the update; false if it does not take place.
  private func update(_ row: Row, _ machine: Machine, _ key: () -> Key) -> Bool {
    var condition = Cell.yes
    if row.when >= 0 { condition = machine.execute(row.when) }
    if condition.isFalse { return false }
    newFields.cut(to: 0)
    for field in 0..<width {
      if machine.hasEntry {
        newFields.append(machine.entryCell(field))
      } else {
        newFields.append(row.setsAll ? .absent : missingField(field, key(), machine))
      }
    }
    for number in row.firstUpdate..<row.endUpdate {
      let update = updates[number]
      let value = machine.execute(update.start)
      newFields[update.field] =
        condition.isTrue ? value : guarded(value, update.field, machine.value(condition), machine)
    }
    return true
  }

  /// What a field becomes if nobody knows whether the update took place: between old and new.
  private func guarded(_ new: Cell, _ field: Int, _ condition: Value, _ machine: Machine) -> Cell {
    let facts = condition.unknown?.facts ?? []
    let old = machine.hasEntry ? machine.value(machine.entryCell(field)) : .null
    let hull = Unknowns.hull(old, machine.frozen(machine.value(new)), facts: facts)
    if case .fault = hull { return machine.cell(.unknown(Unknown(facts: facts))) }
    return machine.cell(hull)
  }

  private func insert(_ packed: PackedKey, _ other: Key?, _ serial: Int) -> Int {
    begin(serial)
    let entry = other.map { keys.insert($0) } ?? keys.insert(packed)
    if plan.isDaily { daily.append(DailyValues()) }
    return entry
  }

  /// The log becomes that of this event; what it held of the one before is given up.
  private func begin(_ serial: Int) {
    guard log.serial != serial else { return }
    for position in 0..<oldFields.count { release(oldFields[position]) }
    oldFields.cut(to: 0)
    log.begin(serial: serial)
    countBefore = keys.count
  }

  /// Sets the entry to what ``update`` worked out.
  private func set(_ entry: Int, _ machine: Machine, _ serial: Int) {
    begin(serial)
    let isFirst = log.position(of: entry, serial: serial) < 0
    if isFirst { log.note(entry) }
    for field in 0..<width {
      let old = keys.cell(entry, field)
      if isFirst { oldFields.append(old) } else { release(old) }
      keys.set(entry, field, kept(newFields[field], machine))
    }
    if plan.isDaily { daily[entry].set(record(entry), on: machine.date, serial: serial) }
  }

  /// The cell of the same value in the slab.
  @inline(__always)
  private func kept(_ cell: Cell, _ machine: Machine) -> Cell {
    cell.isSpilled ? keptSpilled(cell, machine) : cell
  }

  @inline(never)
  private func keptSpilled(_ cell: Cell, _ machine: Machine) -> Cell {
    Cell(kind: .spilled, payload: Int64(slab.keep(machine.frozen(machine.value(cell)))))
  }

  @inline(__always)
  private func release(_ cell: Cell) {
    if cell.isSpilled { releaseSpilled(cell) }
  }

  /// Out of the way of those that have nothing to release, who would else see to the slab's array all the same.
  @inline(never)
  private func releaseSpilled(_ cell: Cell) { slab.release(Int(cell.payload)) }

  /// The machine's cell of the same value.
  @inline(__always)
  private func cell(_ kept: Cell, _ machine: Machine) -> Cell { kept.isSpilled ? machine.cell(value(kept)) : kept }

  private func value(_ kept: Cell) -> Value {
    guard kept.isSpilled else { return kept.value ?? .null }
    return slab[Int(kept.payload)] ?? .null
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
    let count = moment == .before && log.serial == serial ? countBefore : keys.count
    return (0..<count).map { keys.key($0) }
  }

  func isOnRecord(_ key: Key) -> Bool { keys.find(key) >= 0 }

  /// One field of an entry, or what there is instead.
  func field(_ field: Int, _ key: PackedKey, machine: Machine, serial: Int) -> Cell {
    if plan.isDaily, machine.day != nil { return slowField(field, key, machine, serial) }
    let entry = keys.find(key)
    if entry >= 0 {
      var kept = keys.cell(entry, field)
      if machine.moment == .before {
        let position = log.position(of: entry, serial: serial)
        if position >= 0 { kept = oldFields[position * width + field] }
      }
      if !kept.isSpilled, !kept.isAbsent { return kept }
      if !kept.isAbsent { return asking(value(kept), field, key.key, machine) }
    }
    return plan.missing == .unknown
      ? missingField(field, key.key, machine) : slowField(field, key, machine, serial)
  }

  private func slowField(_ field: Int, _ key: PackedKey, _ machine: Machine, _ serial: Int) -> Cell {
    guard case .record(let record) = value(key.key, machine: machine, serial: serial) else {
      return machine.cell(machine.field(.null, plan.layout.fields[field]))
    }
    return machine.cell(record.values[field])
  }

  func value(_ key: Key, machine: Machine, serial: Int) -> Value {
    if let entry = record(keys.find(key), machine, serial) { return asking(entry, key, machine) }
    switch plan.missing {
    case .none: return .null
    case .start: return startRecord(key, machine).map { asking($0, key, machine) } ?? .null
    case .unknown:
      let values = (0..<width).map { machine.value(missingField($0, key, machine)) }
      return .record(Record(layout: plan.layout, values: values))
    }
  }

  /// A field of an entry that nothing has set.
  private func missingField(_ field: Int, _ key: @autoclosure () -> Key, _ machine: Machine) -> Cell {
    guard case .unknown = plan.missing else { return .null }
    return machine.unknown(plan.missingAsks, key(), field: plan.layout.fields[field])
  }

  private func record(_ entry: Int, _ machine: Machine, _ serial: Int) -> Record? {
    guard entry >= 0 else { return nil }
    if plan.isDaily, let day = machine.day, day < machine.date {
      return daily[entry].content(on: day, machine.moment, serial: serial) ?? nil
    }
    guard machine.moment == .before else { return record(entry) }
    let position = log.position(of: entry, serial: serial)
    guard position >= 0 else { return record(entry) }
    if entry >= countBefore { return nil }
    return Record(layout: plan.layout, values: (0..<width).map { value(oldFields[position * width + $0]) })
  }

  private func record(_ entry: Int) -> Record {
    Record(layout: plan.layout, values: (0..<width).map { value(keys.cell(entry, $0)) })
  }

  /// An unknown field asks for what the register says, whichever event left it open.
  private func asking(_ entry: Record, _ key: Key, _ machine: Machine) -> Value {
    guard plan.asks != nil, entry.values.contains(where: { $0.unknown != nil }) else { return .record(entry) }
    let values = entry.values.enumerated().map { machine.value(asking($1, $0, key, machine)) }
    return .record(Record(layout: plan.layout, values: values))
  }

  private func asking(_ value: Value, _ field: Int, _ key: @autoclosure () -> Key, _ machine: Machine) -> Cell {
    guard let asks = plan.asks, case .unknown(let unknown) = value else { return machine.cell(value) }
    // What is tried is asked of nobody.
    if let probe = machine.probe, unknown.facts == [probe] { return machine.cell(value) }
    let name = plan.layout.fields[field]
    if unknown.least == nil, unknown.most == nil, machine.probe == nil {
      return machine.unknown(asks, key(), field: name)
    }
    var facts = [machine.fact(asks, keys: [key()], field: name)]
    if let probe = machine.probe, unknown.facts.contains(probe) { facts = FactTable.union(facts, [probe]) }
    return machine.cell(
      .unknown(Unknown(facts: facts, least: unknown.least, most: unknown.most, spread: unknown.spread)))
  }
}
