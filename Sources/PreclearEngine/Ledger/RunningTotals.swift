/// What a measure has gathered under each key, where that is one figure: a count, a sum, an extreme, the first or the last value.
///
/// The figure is a cell. Where a figure takes more (rows that may belong, a value that fits no cell), the key's
/// ``Accumulator`` is kept beside, and the cell says where; each of them has one owner, as in ``RegisterStore``.
struct RunningTotals: ~Copyable {
  private let aggregate: Aggregate
  private let keepsSequence: Bool
  /// Each with its total.
  private var keys = KeyTable(cells: 1)
  /// For the first and the last value, the number of the event that brought it.
  private var sequences = Column<Int>()
  private var slab = Slab<Accumulator>()
  private var log = UndoLog()
  private var oldTotals = Column<Cell>()
  private var oldSequences = Column<Int>()
  private var countBefore = 0

  init(_ aggregate: Aggregate) {
    self.aggregate = aggregate
    switch aggregate {
    case .first, .last: keepsSequence = true
    case .count, .sum, .min, .max, .list: keepsSequence = false
    }
  }

  /// Whether a measure's totals can be kept so.
  static func suit(_ plan: MeasurePlan) -> Bool {
    if case .list = plan.aggregate { return false }
    return plan.window == nil && !plan.isDaily && plan.over == nil
  }

  /// The keys that an event changed.
  func changedKeys(serial: Int) -> [Key] { (0..<log.count(serial: serial)).map { keys.key(log[$0]) } }

  func isChanged(serial: Int) -> Bool { log.count(serial: serial) > 0 }

  // MARK: Adding

  /// Adds a row that belongs, by its value's cell; false if that takes more than cells.
  mutating func add(_ cell: Cell, to key: PackedKey, serial: Int) -> Bool {
    if cell.isSpilled { return false }
    let known = keys.find(key)
    let old = known < 0 ? Cell.absent : keys.cell(known, 0)
    if cell.kind == .null, !keepsSequence { return true }
    let total = old.isAbsent ? cell : joined(old, cell)
    if total.isAbsent { return false }
    let number = known < 0 ? insert(key, serial) : known
    note(number, old, serial)
    keys.set(number, 0, total)
    if keepsSequence, aggregate == .last || old.isAbsent { sequences[number] = serial }
    return true
  }

  /// Both as one; absent where the cells do not tell.
  @inline(__always)
  private func joined(_ a: Cell, _ b: Cell) -> Cell {
    if a.isSpilled { return .absent }
    switch aggregate {
    case .count, .sum: return Cell.sum(a, b)
    case .min: return Cell.order(a, b).map { $0 <= 0 ? a : b } ?? .absent
    case .max: return Cell.order(a, b).map { $0 >= 0 ? a : b } ?? .absent
    case .first: return a
    case .last: return b
    case .list: return .absent
    }
  }

  /// Adds a row of any kind.
  mutating func add(_ row: MeasuredRow, to key: Key, _ plan: MeasurePlan, serial: Int) {
    let known = keys.find(key)
    let number = known < 0 ? insert(key, serial) : known
    var content = accumulator(keys.cell(number, 0), sequence: keepsSequence ? sequences[number] : 0) ?? Accumulator()
    content.add(row, plan, cutoff: nil)
    note(number, keys.cell(number, 0), serial)
    release(keys.cell(number, 0))
    keys.set(number, 0, Cell(kind: .spilled, payload: Int64(slab.keep(content))))
  }

  /// What the cell stands for; nil without a row.
  private func accumulator(_ cell: Cell, sequence: Int) -> Accumulator? {
    if cell.isAbsent { return nil }
    if cell.isSpilled { return slab[Int(cell.payload)] }
    return Accumulator(sure: cell.value ?? .null, sequence: sequence)
  }

  @inline(__always)
  private mutating func release(_ cell: Cell) {
    if cell.isSpilled { releaseSpilled(cell) }
  }

  /// Out of the way of those that have nothing to release, who would else see to the slab's array all the same.
  @inline(never)
  private mutating func releaseSpilled(_ cell: Cell) { slab.release(Int(cell.payload)) }

  private mutating func insert(_ key: PackedKey, _ serial: Int) -> Int {
    begin(serial)
    extend()
    return keys.insert(key)
  }

  private mutating func insert(_ key: Key, _ serial: Int) -> Int {
    begin(serial)
    extend()
    return keys.insert(key)
  }

  private mutating func extend() {
    if keepsSequence { sequences.append(0) }
  }

  /// The log becomes that of this event; what it held of the one before is given up.
  @inline(__always)
  private mutating func begin(_ serial: Int) {
    if log.serial == serial { return }
    for position in 0..<oldTotals.count { release(oldTotals[position]) }
    oldTotals.cut(to: 0)
    oldSequences.cut(to: 0)
    log.begin(serial: serial)
    countBefore = keys.count
  }

  /// Keeps what a key's total was before the event. The total's own number in the slab goes with it.
  private mutating func note(_ number: Int, _ old: Cell, _ serial: Int) {
    begin(serial)
    if log.position(of: number, serial: serial) >= 0 { return }
    log.note(number)
    oldTotals.append(old)
    if keepsSequence { oldSequences.append(sequences[number]) }
    if old.isSpilled { keys.set(number, 0, .absent) }
  }

  mutating func undo(serial: Int) {
    let count = log.count(serial: serial)
    guard count > 0 else { return }
    for position in 0..<count {
      let number = log[position]
      release(keys.cell(number, 0))
      keys.set(number, 0, oldTotals[position])
      if keepsSequence { sequences[number] = oldSequences[position] }
    }
    keys.cut(to: countBefore)
    if keepsSequence { sequences.cut(to: countBefore) }
    log.clear()
    oldTotals.cut(to: 0)
    oldSequences.cut(to: 0)
  }

  /// What an event changed. What it replaced in the slab belongs to this.
  struct Held {
    fileprivate let entries: [Int]
    fileprivate let totals: [Cell]
    fileprivate let sequences: [Int]
    fileprivate let countBefore: Int
  }

  /// Takes what the event changed; nil if that is nothing.
  mutating func hold(serial: Int) -> Held? {
    guard log.serial == serial else { return nil }
    defer {
      oldTotals.cut(to: 0)
      oldSequences.cut(to: 0)
    }
    return Held(
      entries: log.take(), totals: (0..<oldTotals.count).map { oldTotals[$0] },
      sequences: (0..<oldSequences.count).map { oldSequences[$0] }, countBefore: countBefore)
  }

  /// Puts it back, once whatever came on top of it is undone.
  mutating func resume(_ held: Held, serial: Int) {
    begin(serial)
    log.give(held.entries, serial: serial)
    for total in held.totals { oldTotals.append(total) }
    for sequence in held.sequences { oldSequences.append(sequence) }
    countBefore = held.countBefore
  }

  // MARK: Asking

  /// The figure of a key: absent without a row; spilled where only ``accumulator(_:_:serial:)`` has it.
  @inline(__always)
  mutating func total(_ key: PackedKey, _ moment: Moment, serial: Int) -> Cell {
    let number = keys.find(key)
    if number < 0 { return .absent }
    if moment == .before {
      let position = log.position(of: number, serial: serial)
      if position >= 0 { return oldTotals[position] }
    }
    return keys.cell(number, 0)
  }

  func accumulator(_ key: Key, _ moment: Moment, serial: Int) -> Accumulator? {
    let number = keys.find(key)
    if number < 0 { return nil }
    let position = moment == .before ? log.position(of: number, serial: serial) : -1
    guard position >= 0 else {
      return accumulator(keys.cell(number, 0), sequence: keepsSequence ? sequences[number] : 0)
    }
    return accumulator(oldTotals[position], sequence: keepsSequence ? oldSequences[position] : 0)
  }
}
