/// Why a text is not a ``Decimal``.
package enum DecimalError: Error, Equatable, Sendable {
  case notANumber
  /// More digits, before or after the point, than a ``Decimal`` holds.
  case tooLarge
  /// A number with an exponent, where none is allowed.
  case exponent
}

/// An exact decimal number, `coefficient / 10^scale`. Carries no unit: the schema's `unit:` does.
///
/// Nothing rounds unless ``rounded(places:)`` is asked for. A result throws ``ArithmeticError/overflow`` only if it
/// cannot be written with a coefficient of 128 bits and at most ``maximumScale`` digits after the point.
package struct Decimal: Hashable, Sendable {
  package static let zero = Decimal(coefficient: 0, normalScale: 0)
  package static let maximumScale = 38

  package let coefficient: Int128
  /// Digits after the point, without trailing zeros, so that equal numbers are equal field by field.
  package let scale: UInt8

  /// Takes the coefficient and the scale as they are.
  private init(coefficient: Int128, normalScale: UInt8) {
    self.coefficient = coefficient
    self.scale = normalScale
  }

  /// Takes a coefficient and a scale that are those of a decimal already.
  init(stored coefficient: Int64, scale: UInt8) {
    self.init(coefficient: Int128(coefficient), normalScale: scale)
  }

  /// The number `coefficient / 10^scale`. The scale is between 0 and ``maximumScale``.
  package init(_ coefficient: Int128, scale: Int = 0) {
    precondition((0...Self.maximumScale).contains(scale), "a scale lies between 0 and 38")
    self.init(coefficient: coefficient, scale: UInt8(truncatingIfNeeded: scale))
  }

  /// Takes off the trailing zeros. Nine numbers in ten have none, and most fit a machine word: those must be quick.
  @inline(__always)
  private init(coefficient: Int128, scale: UInt8) {
    if scale == 0 || Int64(exactly: coefficient).map({ $0 % 10 != 0 }) ?? false {
      self.init(coefficient: coefficient, normalScale: scale)
    } else {
      self = Self.withoutTrailingZeros(coefficient, scale)
    }
  }

  package init(_ coefficient: Int, scale: Int = 0) {
    self.init(Int128(coefficient), scale: scale)
  }

  package init(_ integer: Int64) {
    self.init(coefficient: Int128(integer), normalScale: 0)
  }

  /// A result in the middle of a calculation; throws ``ArithmeticError/overflow`` if no ``Decimal`` is equal to it.
  private init(_ wide: WideInteger, scale: Int) throws(ArithmeticError) {
    var wide = wide
    var scale = scale
    while scale > 0 {
      let (tenth, digit) = wide.dividedWithRemainder(by: 10)
      guard digit == 0 else { break }
      wide = tenth
      scale -= 1
    }
    guard let coefficient = wide.int128, scale <= Self.maximumScale else { throw .overflow }
    self.init(coefficient: coefficient, normalScale: UInt8(truncatingIfNeeded: scale))
  }

  @inline(never)
  private static func withoutTrailingZeros(_ coefficient: Int128, _ scale: UInt8) -> Decimal {
    var scale = scale
    if var small = Int64(exactly: coefficient) {
      removeTrailingZeros(&small, &scale)
      return Decimal(coefficient: Int128(small), normalScale: scale)
    }
    var large = coefficient
    removeTrailingZeros(&large, &scale)
    return Decimal(coefficient: large, normalScale: scale)
  }

  private static func removeTrailingZeros(_ coefficient: inout some FixedWidthInteger, _ scale: inout UInt8) {
    while scale > 0 {
      let (tenth, digit) = coefficient.quotientAndRemainder(dividingBy: 10)
      guard digit == 0 else { return }
      coefficient = tenth
      scale -= 1
    }
  }
}

extension Decimal {
  package static func + (a: Decimal, b: Decimal) throws(ArithmeticError) -> Decimal {
    if a.scale == b.scale {
      let (sum, overflow) = a.coefficient.addingReportingOverflow(b.coefficient)
      if !overflow { return Decimal(coefficient: sum, scale: a.scale) }
    }
    return try alignedSum(a, b, sign: 1)
  }

  package static func - (a: Decimal, b: Decimal) throws(ArithmeticError) -> Decimal {
    if a.scale == b.scale {
      let (difference, overflow) = a.coefficient.subtractingReportingOverflow(b.coefficient)
      if !overflow { return Decimal(coefficient: difference, scale: a.scale) }
    }
    return try alignedSum(a, b, sign: -1)
  }

  package static func * (a: Decimal, b: Decimal) throws(ArithmeticError) -> Decimal {
    let scale = Int(a.scale) + Int(b.scale)
    if scale <= maximumScale, let left = Int64(exactly: a.coefficient), let right = Int64(exactly: b.coefficient) {
      return Decimal(coefficient: Int128(left) &* Int128(right), scale: UInt8(truncatingIfNeeded: scale))
    }
    return try Decimal(WideInteger(a.coefficient, times: b.coefficient), scale: scale)
  }

  /// Throws ``ArithmeticError/overflow`` for the least number of all, whose opposite does not fit.
  package func negated() throws(ArithmeticError) -> Decimal {
    guard coefficient != .min else { throw .overflow }
    return Decimal(coefficient: -coefficient, normalScale: scale)
  }

  /// The exact quotient. Throws ``ArithmeticError/divisionByZero``, or ``ArithmeticError/overflow`` if the fraction,
  /// in lowest terms, does not fit.
  package func divided(by divisor: Decimal) throws(ArithmeticError) -> Ratio {
    try Ratio(self) / Ratio(divisor)
  }

  /// The nearest number with that many digits after the point, or a multiple of a power of ten if `places` is
  /// negative. A half goes away from zero: 0.5 to 1, -0.5 to -1. Throws ``ArithmeticError/overflow`` if it does not fit.
  package func rounded(places: Int) throws(ArithmeticError) -> Decimal {
    guard places < Int(scale) else { return self }
    let excess = Int(scale) - max(places, -2 * Self.maximumScale)
    // Half of 10^39 is more than any coefficient.
    guard excess <= Self.maximumScale else { return .zero }
    let rounded = WideInteger(coefficient, times: 1).divided(by: PowersOfTen[excess].magnitude)
    guard let coefficient = rounded.int128 else { throw .overflow }
    if places >= 0 { return Decimal(coefficient, scale: places) }
    return try Decimal(WideInteger(coefficient, times: PowersOfTen[-places]), scale: 0)
  }

  /// `a ± b`, at the greater of the two scales.
  @inline(never)
  private static func alignedSum(_ a: Decimal, _ b: Decimal, sign: Int128) throws(ArithmeticError) -> Decimal {
    let scale = max(a.scale, b.scale)
    if let left = a.coefficient(at: scale), let right = b.coefficient(at: scale) {
      let (sum, overflow) =
        sign > 0 ? left.addingReportingOverflow(right) : left.subtractingReportingOverflow(right)
      if !overflow { return Decimal(coefficient: sum, scale: scale) }
    }
    let left = WideInteger(a.coefficient, times: PowersOfTen[Int(scale - a.scale)])
    let right = WideInteger(b.coefficient, times: sign * PowersOfTen[Int(scale - b.scale)])
    return try Decimal(left + right, scale: Int(scale))
  }

  /// The coefficient at a scale that is not less than this one's, or nil if it does not fit.
  private func coefficient(at scale: UInt8) -> Int128? {
    if scale == self.scale { return coefficient }
    let (scaled, overflow) = coefficient.multipliedReportingOverflow(by: PowersOfTen[Int(scale - self.scale)])
    return overflow ? nil : scaled
  }
}

extension Decimal: Comparable {
  package static func < (a: Decimal, b: Decimal) -> Bool {
    if a.scale == b.scale { return a.coefficient < b.coefficient }
    return isLessAtOneScale(a, b)
  }

  @inline(never)
  private static func isLessAtOneScale(_ a: Decimal, _ b: Decimal) -> Bool {
    if a.scale < b.scale {
      // A number too large for the other's scale is farther from zero than any number of that scale.
      guard let left = a.coefficient(at: b.scale) else { return a.coefficient < 0 }
      return left < b.coefficient
    }
    guard let right = b.coefficient(at: a.scale) else { return b.coefficient > 0 }
    return a.coefficient < right
  }
}

extension Decimal: CustomStringConvertible {
  /// Plain digits, never an exponent: `0.08`, `-3`.
  package var description: String {
    if scale == 0 { return "\(coefficient)" }
    let digits = "\(coefficient.magnitude)"
    let places = Int(scale)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    return "\(coefficient < 0 ? "-" : "")\(padded.dropLast(places)).\(padded.suffix(places))"
  }
}

extension Decimal {
  /// Reads an optional minus, digits, and optionally a point with digits behind it: no plus, no space, no `.5`, no `5.`.
  ///
  /// Throws ``DecimalError/exponent`` for a number that is well formed with an exponent, unless `allowExponent`.
  package init(parsing text: some StringProtocol, allowExponent: Bool = false) throws(DecimalError) {
    try self.init(parsing: String(text).utf8.span, allowExponent: allowExponent)
  }

  /// The same for a text that is at hand as bytes.
  package init(parsing text: borrowing Span<UInt8>, allowExponent: Bool = false) throws(DecimalError) {
    var scanner = DecimalScanner()
    for index in text.indices { try scanner.take(text[index]) }
    self = try scanner.number(allowExponent: allowExponent)
  }
}

/// Reads a number byte by byte. Zeros are counted and only written when a digit follows, so that neither `1.000…` nor
/// `1000…e-99` needs more room than its value.
private struct DecimalScanner {
  private enum Position {
    case start
    case afterMinus
    case integer
    case afterPoint
    case fraction
    case afterExponent
    case afterExponentSign
    case exponent
  }

  private var position = Position.start
  private var isNegative = false
  private var magnitude: UInt128 = 0
  private var zeros = 0
  private var places = 0
  private var isTooLarge = false
  private var hasExponent = false
  private var isExponentNegative = false
  private var exponent = 0

  mutating func take(_ byte: UInt8) throws(DecimalError) {
    switch (byte, position) {
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), _):
      take(digit: byte &- UInt8(ascii: "0"))
    case (UInt8(ascii: "-"), .start):
      isNegative = true
      position = .afterMinus
    case (UInt8(ascii: "."), .integer):
      position = .afterPoint
    case (UInt8(ascii: "e"), .integer), (UInt8(ascii: "E"), .integer),
      (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .fraction):
      hasExponent = true
      position = .afterExponent
    case (UInt8(ascii: "-"), .afterExponent):
      isExponentNegative = true
      position = .afterExponentSign
    case (UInt8(ascii: "+"), .afterExponent):
      position = .afterExponentSign
    default:
      throw .notANumber
    }
  }

  private mutating func take(digit: UInt8) {
    switch position {
    case .start, .afterMinus, .integer:
      position = .integer
      append(digit)
    case .afterPoint, .fraction:
      position = .fraction
      places += 1
      append(digit)
    case .afterExponent, .afterExponentSign, .exponent:
      position = .exponent
      // No text is long enough to make up for an exponent beyond this.
      if exponent < 1 << 48 { exponent = exponent * 10 + Int(digit) }
    }
  }

  private mutating func append(_ digit: UInt8) {
    if digit == 0 {
      if magnitude != 0 { zeros += 1 }
      return
    }
    while zeros > 0, !isTooLarge {
      shift()
      zeros -= 1
    }
    zeros = 0
    shift()
    if !isTooLarge { magnitude += UInt128(digit) }
  }

  /// Makes room for a digit. The bound leaves room for it, and is above the magnitude of every coefficient.
  private mutating func shift() {
    if magnitude > (UInt128.max - 9) / 10 {
      isTooLarge = true
    } else {
      magnitude &*= 10
    }
  }

  func number(allowExponent: Bool) throws(DecimalError) -> Decimal {
    guard position == .integer || position == .fraction || position == .exponent else { throw .notANumber }
    if hasExponent && !allowExponent { throw .exponent }
    if isTooLarge { throw .tooLarge }
    if magnitude == 0 { return .zero }
    let power = zeros - places + (isExponentNegative ? -exponent : exponent)
    guard abs(power) <= Decimal.maximumScale else { throw .tooLarge }
    guard let coefficient = Int128(magnitude: magnitude, isNegative: isNegative) else { throw .tooLarge }
    if power <= 0 { return Decimal(coefficient, scale: -power) }
    let (integer, overflow) = coefficient.multipliedReportingOverflow(by: PowersOfTen[power])
    if overflow { throw .tooLarge }
    return Decimal(integer)
  }
}

/// The powers of ten that 128 bits hold, 10^0 to 10^38.
enum PowersOfTen {
  private static let table: [Int128] = {
    var powers: [Int128] = [1]
    for exponent in 1...Decimal.maximumScale { powers.append(powers[exponent - 1] * 10) }
    return powers
  }()

  static subscript(exponent: Int) -> Int128 { table[exponent] }
}
