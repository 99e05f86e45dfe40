/// A value in sixteen bytes without references: what fits is held as it is; all else lies in a ``Spill`` and is named by
/// its number.
///
/// A value has one cell: what fits is never spilled, so that two cells that are not spilled are of equal values only if
/// they are equal themselves, a whole number and a decimal aside.
package struct Cell: Equatable, Sendable, BitwiseCopyable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// Nothing was written: no value at all.
    case absent
    case null
    case bool
    case int
    case decimal
    case date
    case string
    case spilled
  }

  /// 0 or 1 of a flag, the whole number, the coefficient of a decimal, the day number of a date, the number of a symbol,
  /// or the number in the spill.
  package var payload: Int64
  package var kind: Kind
  /// Digits after the point of a decimal, without trailing zeros; else 0.
  package var scale: UInt8

  package init(kind: Kind, payload: Int64 = 0, scale: UInt8 = 0) {
    self.payload = payload
    self.kind = kind
    self.scale = scale
  }

  package static let absent = Cell(kind: .absent)
  package static let null = Cell(kind: .null)
  package static let no = Cell(kind: .bool, payload: 0)
  package static let yes = Cell(kind: .bool, payload: 1)

  package static func bool(_ flag: Bool) -> Cell { Cell(kind: .bool, payload: flag ? 1 : 0) }
  package static func int(_ number: Int64) -> Cell { Cell(kind: .int, payload: number) }
  package static func date(_ date: CalendarDate) -> Cell { Cell(kind: .date, payload: Int64(date.dayNumber)) }
  package static func string(_ symbol: Symbol) -> Cell { Cell(kind: .string, payload: Int64(symbol.number)) }

  /// The decimal `coefficient / 10^scale`, its trailing zeros taken off. The scale is at most ``Decimal/maximumScale``.
  package static func decimal(_ coefficient: Int64, scale: UInt8) -> Cell {
    var coefficient = coefficient
    var scale = scale
    while scale > 0 {
      let (tenth, digit) = coefficient.quotientAndRemainder(dividingBy: 10)
      guard digit == 0 else { break }
      coefficient = tenth
      scale -= 1
    }
    return Cell(kind: .decimal, payload: coefficient, scale: scale)
  }

  @inline(__always) package var isAbsent: Bool { kind == .absent }
  @inline(__always) package var isSpilled: Bool { kind == .spilled }
  @inline(__always) package var isTrue: Bool { kind == .bool && payload != 0 }
  @inline(__always) package var isFalse: Bool { kind == .bool && payload == 0 }
  /// A whole number or a decimal that is held here.
  @inline(__always) var isNumber: Bool { kind == .int || kind == .decimal }

  /// The cell of a value that fits one; nil for what has to be spilled.
  package init?(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .decimal(let decimal):
      guard let coefficient = Int64(exactly: decimal.coefficient) else { return nil }
      self.init(kind: .decimal, payload: coefficient, scale: decimal.scale)
    case .date(let date): self = .date(date)
    case .string(let symbol): self = .string(symbol)
    case .ratio, .period, .list, .map, .record, .unknown, .fault: return nil
    }
  }

  /// The value that is held here; nil if it was spilled, or if there is none.
  package var value: Value? {
    switch kind {
    case .absent, .spilled: nil
    case .null: .null
    case .bool: .bool(payload != 0)
    case .int: .int(payload)
    case .decimal: .decimal(Decimal(stored: payload, scale: scale))
    case .date: CalendarDate(storedDayNumber: payload).map(Value.date)
    case .string: .string(symbol)
    }
  }

  /// The symbol of a text.
  @inline(__always) package var symbol: Symbol { Symbol(Int32(truncatingIfNeeded: payload)) }
}

/// The values that fit no ``Cell``: those that stay, such as constants, and those of one event.
package struct Spill: Sendable {
  /// Named by the numbers below zero, from -1 down.
  private var lasting: [Value] = []
  /// Named by the numbers from 0 up.
  private var passing: [Value] = []

  package init() {}

  /// The cell of a value until ``reset()``.
  package mutating func cell(_ value: Value) -> Cell {
    if let cell = Cell(value) { return cell }
    passing.append(value)
    return Cell(kind: .spilled, payload: Int64(passing.count - 1))
  }

  /// The cell of a value for as long as the spill lives.
  package mutating func lastingCell(_ value: Value) -> Cell {
    if let cell = Cell(value) { return cell }
    lasting.append(value)
    return Cell(kind: .spilled, payload: -Int64(lasting.count))
  }

  /// The value with a number of this spill.
  package func value(number: Int) -> Value { number < 0 ? lasting[-1 - number] : passing[number] }

  /// The value of a cell of this spill. Nothing written is `null` to a reader that does not ask.
  package func value(_ cell: Cell) -> Value {
    guard cell.isSpilled else { return cell.value ?? .null }
    return value(number: Int(cell.payload))
  }

  /// Forgets the values of the event.
  package mutating func reset() {
    if !passing.isEmpty { passing.removeAll(keepingCapacity: true) }
  }
}
