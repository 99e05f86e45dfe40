import Testing

@testable import PreclearEngine

@Suite struct KeyTableTests {
  private static func text(_ number: Int32) -> Key { .string(Symbol(number)) }

  @Test func aKeyHasTheNumberUnderWhichItCame() throws {
    var table = KeyTable()
    #expect(table.find(Self.text(7)) == -1)
    #expect(table.insert(Self.text(7)) == 0)
    #expect(table.insert(Self.text(3)) == 1)
    #expect(table.find(Self.text(7)) == 0)
    let packed = try #require(PackedKey(Self.text(3)))
    #expect(table.find(packed) == 1)
    #expect(table.key(1) == Self.text(3))
  }

  @Test func keysOfAnyFormStandSideBySide() {
    let keys: [Key] = [
      .string(Symbol(5)), .int(5), .bool(true), .whole, .int(.min), .composite([.string(Symbol(5)), .int(5)]),
      .composite([.int(5), .string(Symbol(5))]), .composite([.int(5)]), .composite([]),
      .composite([.int(1), .int(2), .int(3), .int(4), .int(5)]), .composite([.composite([.int(1)]), .int(2)]),
      .date(.infinity), .date(.negativeInfinity),
    ]
    // Whichever form comes first is the one that the table is made for.
    for first in keys.indices {
      var table = KeyTable()
      let order = [keys[first]] + keys
      for key in order where table.find(key) < 0 { _ = table.insert(key) }
      #expect(table.count == keys.count)
      for number in 0..<table.count { #expect(table.find(table.key(number)) == number) }
      #expect(Set((0..<table.count).map { table.key($0) }) == Set(keys))
    }
  }

  @Test func cellsStayWithTheirKeysWhateverFormComesFirst() {
    var table = KeyTable(cells: 2)
    let keys: [Key] = [.composite([.int(7)]), .string(Symbol(9)), .int(4), .string(Symbol(10))]
    for (number, key) in keys.enumerated() {
      #expect(table.insert(key) == number)
      #expect(table.cell(number, 0) == .absent)
      #expect(table.cell(number, 1) == .absent)
      table.set(number, 0, .int(Int64(number)))
      table.set(number, 1, Cell.decimal(-125, scale: UInt8(number)))
    }
    for (number, key) in keys.enumerated() {
      #expect(table.find(key) == number)
      #expect(table.cell(number, 0) == .int(Int64(number)))
      #expect(table.cell(number, 1) == Cell.decimal(-125, scale: UInt8(number)))
    }
  }

  @Test(arguments: [true, false])
  func aKeyThatWasTakenBackIsGoneAndTheOthersStay(_ isText: Bool) {
    var generator = SeededGenerator(seed: 3)
    var table = KeyTable()
    var numbers: [Key: Int] = [:]
    var keys: [Key] = []
    for _ in 0..<4_000 {
      if Int.random(in: 0..<40, using: &generator) == 0, !keys.isEmpty {
        let count = Int.random(in: max(0, keys.count - 20)...keys.count, using: &generator)
        table.cut(to: count)
        for key in keys[count...] { numbers[key] = nil }
        keys.removeLast(keys.count - count)
      }
      let symbol = Int32.random(in: 0..<40, using: &generator)
      let other = Int32.random(in: 0..<40, using: &generator)
      // Texts of few pages, far apart.
      let key =
        isText ? Self.text(symbol * 10_000 + other) : Key.composite([Self.text(symbol), .int(Int64(other - 20))])
      #expect(table.find(key) == numbers[key] ?? -1)
      if let packed = PackedKey(key) { #expect(table.find(packed) == numbers[key] ?? -1) }
      if numbers[key] == nil {
        numbers[key] = table.insert(key)
        keys.append(key)
      }
    }
    #expect(keys.count > 500)
    for (number, key) in keys.enumerated() {
      #expect(table.find(key) == number)
      #expect(table.key(number) == key)
    }
    #expect(table.find(isText ? Self.text(5_000_000) : .composite([Self.text(99), .int(0)])) == -1)
  }
}

@Suite struct ColumnTests {
  @Test func aColumnGrowsAndIsCut() {
    var column = Column<Int64>()
    for number in 0..<100 { column.append(Int64(number)) }
    #expect((0..<100).allSatisfy { column[$0] == Int64($0) })
    column.cut(to: 40)
    column.extend(to: 50, with: -1)
    #expect(column.count == 50)
    #expect(column[39] == 39)
    #expect(column[40] == -1)
    column[0] = 7
    #expect(column[0] == 7)
  }

  @Test func nothingBeyondTheEndIsRead() async {
    await #expect(processExitsWith: .failure) {
      var column = Column<Int64>()
      column.append(1)
      column.cut(to: 0)
      _ = column[0]
    }
    await #expect(processExitsWith: .failure) {
      var column = Column<Int64>()
      column.append(1)
      column[-1] = 2
    }
  }
}

@Suite struct UndoLogTests {
  @Test func anEntryIsNotedOnceForEachEvent() {
    var log = UndoLog()
    log.begin(serial: 1)
    log.note(5)
    log.note(2)
    #expect(log.count(serial: 1) == 2)
    #expect(log.position(of: 5, serial: 1) == 0)
    #expect(log.position(of: 2, serial: 1) == 1)
    #expect(log.position(of: 3, serial: 1) == -1)
    #expect(log.position(of: 9, serial: 1) == -1)
    // The next event has changed nothing yet, whoever asks.
    #expect(log.count(serial: 2) == 0)
    #expect(log.position(of: 5, serial: 2) == -1)
    log.begin(serial: 2)
    log.note(2)
    #expect(log.position(of: 2, serial: 2) == 0)
    #expect(log.position(of: 5, serial: 2) == -1)
    log.clear()
    #expect(log.count(serial: 2) == 0)
    #expect(log.position(of: 2, serial: 2) == -1)
  }
}

@Suite struct LongUndoLogTests {
  @Test func whereManyEntriesChangeEachIsFoundAllTheSame() {
    var log = UndoLog()
    for serial in 1...3 {
      log.begin(serial: serial)
      for entry in 0..<50 * serial where entry % 2 == 0 { log.note(entry) }
      #expect(log.count(serial: serial) == 25 * serial)
      for entry in 0..<150 {
        let isChanged = entry % 2 == 0 && entry < 50 * serial
        #expect(log.position(of: entry, serial: serial) == (isChanged ? entry / 2 : -1))
      }
    }
  }
}

@Suite struct RunningTotalsTests {
  private static func plan(_ aggregate: Aggregate) -> MeasurePlan {
    MeasurePlan(
      name: "m", aggregate: aggregate, rows: [:], over: nil, overRow: nil, overReads: [], overReadsOwnKeyOnly: true,
      overReadsParties: false, keyLocal: 0, itLocal: 0, of: nil, none: nil, window: nil, isDaily: false,
      isDistinct: false, asks: nil, silenceIsUnknown: false, readings: [])
  }

  /// Each key's rows kept and folded anew, beside totals that move with each event, some of which are undone.
  @Test(arguments: [Aggregate.count, .sum, .min, .max, .first, .last])
  func totalsAreWhatAllRowsGive(_ aggregate: Aggregate) throws {
    var generator = SeededGenerator(seed: 11)
    let plan = Self.plan(aggregate)
    var totals = RunningTotals(aggregate)
    var rows: [Key: [MeasuredRow]] = [:]
    for serial in 1...3_000 {
      let before = rows
      var changed: Set<Key> = []
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let key = Key.string(Symbol(Int32.random(in: 0..<60, using: &generator)))
        let row = MeasuredRow(
          value: value(&generator), date: .infinity, condition: condition(&generator), sequence: serial)
        changed.insert(key)
        rows[key, default: []].append(row)
        let packed = try #require(PackedKey(key))
        let isAdded: Bool
        if row.condition == nil, let cell = Cell(row.value) {
          isAdded = totals.add(cell, to: packed, serial: serial)
        } else {
          isAdded = false
        }
        if !isAdded { totals.add(row, to: key, plan, serial: serial) }
      }
      for key in changed {
        #expect(text(totals.accumulator(key, .now, serial: serial), plan) == text(rows[key], plan))
        #expect(text(totals.accumulator(key, .before, serial: serial), plan) == text(before[key], plan))
      }
      if Bool.random(using: &generator) {
        totals.undo(serial: serial)
        rows = before
        for key in changed {
          #expect(text(totals.accumulator(key, .now, serial: serial), plan) == text(rows[key], plan))
        }
      }
    }
    #expect(rows.count == 60)
  }

  private func value(_ generator: inout SeededGenerator) -> Value {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: .null
    case 1: .int(.max)
    case 2: .unknown(Unknown(facts: [], least: .int(3)))
    case 3: .decimal(Decimal(Int128(Int64.max) * 4, scale: 3))
    case 4, 5, 6: .int(Int64.random(in: -9...9, using: &generator))
    default: .decimal(Decimal(Int.random(in: -999...999, using: &generator), scale: 2))
    }
  }

  private func condition(_ generator: inout SeededGenerator) -> Unknown? {
    Int.random(in: 0..<10, using: &generator) == 0 ? Unknown(facts: []) : nil
  }

  private func text(_ rows: [MeasuredRow]?, _ plan: MeasurePlan) -> String {
    var content: Accumulator?
    for row in rows ?? [] {
      var next = content ?? Accumulator()
      next.add(row, plan, cutoff: nil)
      content = next
    }
    return text(content, plan)
  }

  private func text(_ content: Accumulator?, _ plan: MeasurePlan) -> String {
    let value = (content ?? Accumulator()).value(plan, cutoff: nil) { .null }
    guard case .unknown(let unknown) = value else { return ValueText.plain(value, SymbolTable()) }
    let bounds = [unknown.least, unknown.most].map { $0.map { ValueText.plain($0, SymbolTable()) } ?? "?" }
    return bounds.joined(separator: " to ")
  }
}
