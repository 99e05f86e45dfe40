/// Arithmetic and comparison of cells that hold their values.
///
/// Each function gives what ``Arithmetic`` and ``Unknowns`` give of the values, or ``Cell/absent`` where that takes more than
/// 64 bits, a value that is spilled, or an error: then the caller asks them.
extension Cell {
  @inline(__always)
  static func sum(_ a: Cell, _ b: Cell) -> Cell {
    if a.kind == .int, b.kind == .int {
      let (sum, overflow) = a.payload.addingReportingOverflow(b.payload)
      return overflow ? .absent : .int(sum)
    }
    return decimalSum(a, b, isDifference: false)
  }

  @inline(__always)
  static func difference(_ a: Cell, _ b: Cell) -> Cell {
    if a.kind == .int, b.kind == .int {
      let (difference, overflow) = a.payload.subtractingReportingOverflow(b.payload)
      return overflow ? .absent : .int(difference)
    }
    return decimalSum(a, b, isDifference: true)
  }

  private static func decimalSum(_ a: Cell, _ b: Cell, isDifference: Bool) -> Cell {
    guard a.isNumber, b.isNumber, let (x, y) = aligned(a, b) else { return .absent }
    let (sum, overflow) = isDifference ? x.subtractingReportingOverflow(y) : x.addingReportingOverflow(y)
    return overflow ? .absent : .decimal(sum, scale: Swift.max(a.scale, b.scale))
  }

  @inline(__always)
  static func product(_ a: Cell, _ b: Cell) -> Cell {
    guard a.isNumber, b.isNumber else { return .absent }
    let (product, overflow) = a.payload.multipliedReportingOverflow(by: b.payload)
    if overflow { return .absent }
    if a.kind == .int, b.kind == .int { return .int(product) }
    let scale = a.scale &+ b.scale
    return Int(scale) > Decimal.maximumScale ? .absent : .decimal(product, scale: scale)
  }

  static func negated(_ a: Cell) -> Cell {
    guard a.isNumber, a.payload != .min else { return .absent }
    return Cell(kind: a.kind, payload: -a.payload, scale: a.scale)
  }

  /// -1, 0 or 1 for two numbers, dates or flags; nil where the values have to be asked.
  @inline(__always)
  static func order(_ a: Cell, _ b: Cell) -> Int? {
    if a.kind == b.kind, a.scale == b.scale {
      switch a.kind {
      case .int, .decimal, .date, .bool: return a.payload < b.payload ? -1 : (a.payload == b.payload ? 0 : 1)
      case .absent, .null, .string, .spilled: return nil
      }
    }
    return decimalOrder(a, b)
  }

  private static func decimalOrder(_ a: Cell, _ b: Cell) -> Int? {
    guard a.isNumber, b.isNumber, let (x, y) = aligned(a, b) else { return nil }
    return x < y ? -1 : (x == y ? 0 : 1)
  }

  /// Whether the values are equal; nil where they have to be asked.
  @inline(__always)
  static func equal(_ a: Cell, _ b: Cell) -> Bool? {
    if a.isSpilled || b.isSpilled { return nil }
    if a.kind == b.kind { return a == b }
    // A decimal without digits after the point may be a whole number.
    return a.isNumber && b.isNumber && a.payload == b.payload && a.scale == b.scale
  }

  /// Both coefficients at the greater of the two scales.
  private static func aligned(_ a: Cell, _ b: Cell) -> (Int64, Int64)? {
    if a.scale == b.scale { return (a.payload, b.payload) }
    if a.scale < b.scale { return raised(a.payload, by: b.scale - a.scale).map { ($0, b.payload) } }
    return raised(b.payload, by: a.scale - b.scale).map { (a.payload, $0) }
  }

  private static func raised(_ coefficient: Int64, by places: UInt8) -> Int64? {
    guard places <= 18 else { return nil }
    let (raised, overflow) = coefficient.multipliedReportingOverflow(by: powersOfTen[Int(places)])
    return overflow ? nil : raised
  }

  /// The powers of ten that 64 bits hold, 10^0 to 10^18.
  private static let powersOfTen: [Int64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
  ]
}
