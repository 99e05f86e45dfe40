/// One measure under one combination of readings.
///
/// What a key comes to is one figure, in ``RunningTotals``, or rows, days or windows, in ``Kept`` contents.
///
/// A row whose key is unknown may belong to every key; it is kept once for what it lies within, and joined when a key is asked.
final class MeasureStore {
  fileprivate struct Kept {
    var content = Versioned(Accumulator())
    var daily = DailyValues<Accumulator>()
    /// What the last day alone brought, for `on_day`.
    var dayAlone = DailyValues<Accumulator>()
  }

  /// What the rows of unknown key lie within: a known key, or nobody knows.
  fileprivate enum Within: Hashable {
    case known(Key)
    case unknown
  }

  /// Where a row counts: under a key, or, its key being unknown, wherever it may belong.
  fileprivate enum Place: Hashable {
    case key(Key)
    case open(Within)
  }

  fileprivate typealias Placed = (place: Place, row: MeasuredRow)

  /// A row for one kind of event, linked; -1 where there is no program.
  private struct Row: BitwiseCopyable {
    let kind: LinkedNumber
    /// Which of the rows of its kind it is.
    let position: LinkedNumber
    let when: LinkedNumber
    let key: LinkedNumber
    let value: LinkedNumber
  }

  let plan: MeasurePlan
  private var rows = Column<Row>()
  private var rowsOfKind = KindRanges()
  private let isRunning: Bool
  private var running: RunningTotals
  private var noneStart: Int?
  private var cells: [Kept] = []
  private var keys = KeyTable()
  private var open: [Kept] = []
  private var openNumbers: [Within: Int] = [:]
  private var openWithin: [Within] = []
  /// Of a measure over a register: where the row of each entry counts, and for each place the entries.
  private var contributions: [Key: [Placed]] = [:]
  private var contributors: [Place: [Key]] = [:]
  private var oldContributions: [(entry: Key, old: [Placed]?)] = []
  private var oldContributors: [(place: Place, old: [Key]?)] = []

  /// Number of the event whose changes are noted here.
  private var stamp = -1
  private var touched: [Int] = []
  private var touchedOpen: [Int] = []
  private var countBefore = 0
  private var openCountBefore = 0

  init(plan: MeasurePlan) {
    self.plan = plan
    isRunning = RunningTotals.suit(plan)
    running = RunningTotals(plan.aggregate)
  }

  // MARK: Applying and undoing

  /// Begins the changes of an event, which are final once the next one's begin.
  private func begin(_ serial: Int) {
    guard stamp != serial else { return }
    stamp = serial
    forget()
  }

  private func forget() {
    touched.removeAll(keepingCapacity: true)
    touchedOpen.removeAll(keepingCapacity: true)
    oldContributions.removeAll(keepingCapacity: true)
    oldContributors.removeAll(keepingCapacity: true)
    countBefore = cells.count
    openCountBefore = open.count
  }

  /// Keys that an event changed, and whether it brought a row that may belong to several.
  func changedKeys(serial: Int) -> [Key] {
    isRunning ? running.changedKeys(serial: serial) : (stamp == serial ? touched.map { keys.key($0) } : [])
  }

  func isChanged(serial: Int) -> Bool {
    isRunning ? running.isChanged(serial: serial) : stamp == serial && !touched.isEmpty
  }

  func changedOpenRows(serial: Int) -> Bool { stamp == serial && !touchedOpen.isEmpty }

  func undo(serial: Int) {
    running.undo(serial: serial)
    guard stamp == serial else { return }
    for number in touched { undo(&cells[number], serial) }
    for number in touchedOpen { undo(&open[number], serial) }
    cells.removeLast(cells.count - countBefore)
    keys.cut(to: countBefore)
    for number in openCountBefore..<max(openCountBefore, open.count) { openNumbers[openWithin[number]] = nil }
    open.removeLast(open.count - openCountBefore)
    openWithin.removeLast(openWithin.count - openCountBefore)
    for change in oldContributions.reversed() { contributions[change.entry] = change.old }
    for change in oldContributors.reversed() { contributors[change.place] = change.old }
    stamp = -1
    forget()
  }

  /// What an event changed.
  struct Held {
    fileprivate let running: RunningTotals.Held?
    fileprivate let contents: HeldContents?
  }

  fileprivate struct HeldContents {
    let touched: [Int]
    let cells: [Kept]
    let touchedOpen: [Int]
    let open: [Kept]
    let oldContributions: [(entry: Key, old: [Placed]?)]
    let oldContributors: [(place: Place, old: [Key]?)]
    let countBefore: Int
    let openCountBefore: Int
  }

  /// Takes what the event changed.
  func hold(serial: Int) -> Held {
    let contents = HeldContents(
      touched: touched, cells: touched.map { cells[$0] }, touchedOpen: touchedOpen, open: touchedOpen.map { open[$0] },
      oldContributions: oldContributions, oldContributors: oldContributors, countBefore: countBefore,
      openCountBefore: openCountBefore)
    return Held(running: running.hold(serial: serial), contents: stamp == serial ? contents : nil)
  }

  /// Puts it back, once whatever came on top of it is undone.
  func resume(_ held: Held, serial: Int) {
    if let totals = held.running { running.resume(totals, serial: serial) }
    guard let contents = held.contents else { return }
    stamp = serial
    touched = contents.touched
    touchedOpen = contents.touchedOpen
    for (number, cell) in zip(contents.touched, contents.cells) { cells[number] = cell }
    for (number, cell) in zip(contents.touchedOpen, contents.open) { open[number] = cell }
    oldContributions = contents.oldContributions
    oldContributors = contents.oldContributors
    countBefore = contents.countBefore
    openCountBefore = contents.openCountBefore
  }

  private func undo(_ cell: inout Kept, _ serial: Int) {
    cell.content.undo(serial: serial)
    cell.daily.undo(serial: serial)
    cell.dayAlone.undo(serial: serial)
  }

  func apply(machine: Machine, serial: Int) {
    for number in rowsOfKind[machine.kind] ?? link(machine.kind, machine) { apply(rows[number], machine, serial) }
  }

  private func link(_ kind: Int, _ machine: Machine) -> Range<Int> {
    let first = rows.count
    for (position, row) in (plan.rows[kind] ?? []).enumerated() {
      rows.append(
        Row(
          kind: LinkedNumber(kind), position: LinkedNumber(position),
          when: LinkedNumber(row.when.map { machine.link($0) } ?? -1),
          key: LinkedNumber(row.key.map { machine.link($0, row.keyIsList ? .plain : .key) } ?? -1),
          value: LinkedNumber(row.value.map { machine.link($0) } ?? -1)))
    }
    rowsOfKind.set(kind, first..<rows.count)
    return first..<rows.count
  }

  private func apply(_ row: Row, _ machine: Machine, _ serial: Int) {
    var belongs = Cell.yes
    if row.when.value >= 0 { belongs = machine.execute(row.when.value) }
    if belongs.isFalse { return }
    var value = Cell.int(1)
    if row.value.value >= 0 { value = machine.execute(row.value.value) }
    var key = Cell.absent
    if row.key.value >= 0 { key = machine.execute(row.key.value) }
    let packed = row.key.value < 0 ? PackedKey.whole : machine.packedKey
    if isRunning, key.isAbsent, belongs.isTrue, running.add(value, to: packed, serial: serial) { return }
    let entry = MeasuredRow(
      value: machine.frozen(machine.value(value)), date: machine.date,
      condition: Self.condition(machine.value(belongs)), sequence: serial)
    if key.isAbsent {
      add(entry, to: .key(packed.key), machine, serial)
    } else if let plan = plan.rows[row.kind.value]?[row.position.value] {
      for placed in places(of: entry, machine.value(key), plan, machine) {
        add(placed.row, to: placed.place, machine, serial)
      }
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

  /// Where the row counts: once under each of its keys, under none for a key that is null or has a null in it.
  private func places(of entry: MeasuredRow, _ key: Value, _ row: MeasureRow, _ machine: Machine) -> [Placed] {
    guard row.keyIsList, case .list(let list) = key else {
      return place(of: entry, key, row, machine).map { [$0] } ?? []
    }
    var result: [Placed] = []
    for item in list.items {
      if let placed = place(of: entry, item, row, machine), !result.contains(where: { $0.place == placed.place }) {
        result.append(placed)
      }
    }
    return result
  }

  private func place(of entry: MeasuredRow, _ key: Value, _ row: MeasureRow, _ machine: Machine) -> Placed? {
    if let known = Key(key) { return (.key(known), entry) }
    let facts: Unknown
    switch key {
    case .null: return nil
    case .list(let list) where list.items.contains(where: \.isNull): return nil
    case .unknown(let unknown): facts = unknown.withoutBounds
    default: facts = Unknown(facts: [])
    }
    var open = entry
    open.condition = entry.condition.map { $0.joined(facts) } ?? facts
    return (.open(row.within.map(machine.run).flatMap(Key.init).map(Within.known) ?? .unknown), open)
  }

  private func add(_ entry: MeasuredRow, to place: Place, _ machine: Machine, _ serial: Int) {
    if isRunning, case .key(let key) = place {
      running.add(entry, to: key, plan, serial: serial)
      return
    }
    change(place, machine, serial) { cell in
      var content = cell.content.now
      // Whether a row is the same as another may differ over the range that is tried.
      if plan.isDistinct, machine.isProbed(entry.value), content.mayHold(entry.value) { machine.isProbeSpent = true }
      content.add(entry, plan, cutoff: cutoff(on: machine.date, machine))
      if plan.isDaily {
        let date = machine.date
        var alone = cell.dayAlone.contentChanged(on: date, .now, serial: serial) ?? Accumulator()
        alone.add(entry, plan, cutoff: nil)
        cell.dayAlone.set(alone, on: date, serial: serial)
      }
      return content
    }
  }

  private func change(_ place: Place, _ machine: Machine, _ serial: Int, _ body: (inout Kept) -> Accumulator) {
    begin(serial)
    func set(_ cell: inout Kept) -> Bool {
      let content = body(&cell)
      if plan.isDaily { cell.daily.set(content, on: machine.date, serial: serial) }
      return cell.content.set(content, serial: serial)
    }
    switch place {
    case .key(let key):
      let number = number(of: key)
      if set(&cells[number]) { touched.append(number) }
    case .open(let within):
      let number = openNumber(of: within)
      if set(&open[number]) { touchedOpen.append(number) }
    }
  }

  private func openNumber(of within: Within) -> Int {
    if let number = openNumbers[within] { return number }
    openNumbers[within] = open.count
    open.append(Kept())
    openWithin.append(within)
    return open.count - 1
  }

  private func number(of key: Key) -> Int {
    let known = keys.find(key)
    if known >= 0 { return known }
    cells.append(Kept())
    return keys.insert(key)
  }

  // MARK: Rows that are the entries of a register

  /// Moves the row of an entry that changed.
  func update(entry key: Key, machine: Machine, serial: Int) {
    guard let over = plan.over, let row = plan.overRow else { return }
    let record = machine.state.register(over, key: key.value, machine: machine)
    let new = machine.withLocals([(plan.itLocal, record), (plan.keyLocal, key.value)]) { () -> [Placed] in
      let belongs = row.when.map(machine.run) ?? .bool(true)
      if belongs.isFalse { return [] }
      let value = row.value.map(machine.run) ?? .int(1)
      let entry = MeasuredRow(
        value: value, date: machine.date, condition: Self.condition(belongs), sequence: serial)
      guard let key = row.key else { return [(.key(.whole), entry)] }
      return places(of: entry, machine.run(key), row, machine)
    }
    begin(serial)
    let old = contributions[key]
    oldContributions.append((key, old))
    contributions[key] = new
    let oldPlaces = old?.map(\.place) ?? []
    let newPlaces = new.map(\.place)
    for place in oldPlaces where !newPlaces.contains(place) {
      setContributors(of: place, contributors[place]?.filter { $0 != key })
      rebuild(place, machine, serial)
    }
    for place in newPlaces {
      if !oldPlaces.contains(place) { setContributors(of: place, (contributors[place] ?? []) + [key]) }
      rebuild(place, machine, serial)
    }
  }

  private func setContributors(of place: Place, _ entries: [Key]?) {
    oldContributors.append((place, contributors[place]))
    contributors[place] = entries
  }

  private func rebuild(_ place: Place, _ machine: Machine, _ serial: Int) {
    var content = Accumulator()
    for entry in contributors[place] ?? [] {
      for placed in contributions[entry] ?? [] where placed.place == place {
        content.add(placed.row, plan, cutoff: cutoff(on: machine.date, machine))
      }
    }
    change(place, machine, serial) { _ in content }
  }

  // MARK: Asking

  /// The same for a key of plain parts, as a cell.
  func value(_ key: PackedKey, machine: Machine, serial: Int) -> Cell {
    guard isRunning, open.isEmpty else { return machine.cell(value(key.key, machine: machine, serial: serial)) }
    let total = running.total(key, machine.moment, serial: serial)
    if total.isAbsent { return none(key, machine) }
    return total.isSpilled ? machine.cell(value(key.key, machine: machine, serial: serial)) : total
  }

  func value(_ key: Key, machine: Machine, serial: Int) -> Value {
    if isRunning {
      let content = running.accumulator(key, machine.moment, serial: serial)
      return value(content, key, day(machine), machine, serial) { self.content($0, machine, serial) }
    }
    var content: Accumulator?
    let number = keys.find(key)
    if number >= 0 { content = self.content(cells[number], machine, serial) }
    return value(content, key, day(machine), machine, serial) { self.content($0, machine, serial) }
  }

  /// Over the rows of one day alone.
  func value(_ key: Key, onDay day: CalendarDate, machine: Machine, serial: Int) -> Value {
    var content: Accumulator?
    let number = keys.find(key)
    if number >= 0 {
      content = cells[number].dayAlone.contentChanged(on: day, machine.moment, serial: serial)
    }
    return value(content, key, day, machine, serial) {
      $0.dayAlone.contentChanged(on: day, machine.moment, serial: serial)
    }
  }

  /// The day whose window counts: the event's, or the earlier one of which `as_of` asks.
  private func day(_ machine: Machine) -> CalendarDate {
    guard let day = machine.day, plan.isDaily, day < machine.date else { return machine.date }
    return day
  }

  private func content(_ cell: Kept, _ machine: Machine, _ serial: Int) -> Accumulator? {
    guard let day = machine.day, plan.isDaily, day < machine.date else {
      return cell.content.content(machine.moment, serial: serial)
    }
    return cell.daily.content(on: day, machine.moment, serial: serial)
  }

  private func value(
    _ content: Accumulator?, _ key: Key, _ date: CalendarDate, _ machine: Machine, _ serial: Int,
    _ openContent: (Kept) -> Accumulator?
  ) -> Value {
    var joined = content?.current(plan, on: date) ?? Accumulator()
    if !open.isEmpty {
      let of = plan.of.map { machine.run($0, local: plan.keyLocal, key.value) }.flatMap(Key.init)
      for (number, within) in openWithin.enumerated() {
        if case .known(let known) = within, let of, known != of { continue }
        if let more = openContent(open[number]) { joined = joined.joined(more.current(plan, on: date), plan.aggregate) }
      }
    }
    let cutoff = cutoff(on: date, machine)
    if let span = machine.span, plan.window != nil, date == machine.date {
      // Rows that leave the window on one of the days that are tried.
      let last = self.cutoff(on: span, machine)
      if joined.moves(plan, from: cutoff, to: last, on: date, span, own: serial) { machine.isProbeSpent = true }
    }
    return joined.value(plan, cutoff: cutoff) { none(key, machine) }
  }

  /// What the measure comes to without a row, where that is a figure of its own.
  private func none(_ key: PackedKey, _ machine: Machine) -> Cell {
    if let program = plan.none {
      let start = noneStart ?? machine.link(program)
      noneStart = start
      return machine.constantResult(start) ?? machine.cell(none(key.key, machine))
    }
    switch plan.aggregate {
    case .sum where !plan.silenceIsUnknown, .count where !plan.silenceIsUnknown: return .int(0)
    case .min, .max, .first, .last:
      guard plan.silenceIsUnknown, let asks = plan.asks else { return .null }
      return machine.unknown(asks, key.key, field: nil)
    case .sum, .count, .list: return machine.cell(none(key.key, machine))
    }
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

  /// The first day whose rows still count on a day.
  private func cutoff(on date: CalendarDate, _ machine: Machine) -> CalendarDate? {
    do {
      switch plan.window {
      case .days(let count, let calendar):
        return try machine.pack.calendars[calendar].day(date, offset: -count, countingDoubtful: false)
      case .period(let period): return try date.subtracting(period)
      case .tumbling, nil: return nil
      }
    } catch {
      // A window that reaches back beyond the calendar's first year has no end.
      return nil
    }
  }
}
