/// An exact fraction in lowest terms: what dividing decimals gives.
///
/// Terms are divided by their common factors before they are multiplied, and sums are formed in 256 bits, so that
/// ``ArithmeticError/overflow`` means that the result, in lowest terms, does not fit.
package struct Ratio: Hashable, Sendable {
  package let numerator: Int128
  /// Greater than zero, without a factor in common with the numerator: equal fractions are equal field by field.
  package let denominator: Int128

  private init(lowestTerms numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  package init(_ decimal: Decimal) {
    let power = PowersOfTen[Int(decimal.scale)]
    let divisor = Self.commonDivisor(decimal.coefficient.magnitude, power.magnitude)
    // A divisor of a power of ten that fits is one that fits.
    let factor = Int128(truncatingIfNeeded: divisor)
    self.init(lowestTerms: decimal.coefficient / factor, power / factor)
  }

  /// Throws ``ArithmeticError/divisionByZero`` if `d` is zero, and ``ArithmeticError/overflow`` if the fraction, in
  /// lowest terms and with its sign above the line, does not fit.
  package init(_ n: Int128, over d: Int128) throws(ArithmeticError) {
    guard d != 0 else { throw .divisionByZero }
    let divisor = Self.commonDivisor(n.magnitude, d.magnitude)
    guard
      let numerator = Int128(magnitude: n.magnitude / divisor, isNegative: (n < 0) != (d < 0)),
      let denominator = Int128(magnitude: d.magnitude / divisor, isNegative: false)
    else { throw .overflow }
    self.init(lowestTerms: numerator, denominator)
  }

  /// The greatest common divisor; of zero and a number, that number. Both zero cannot be.
  private static func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    if a == 0 || b == 0 { return a | b }
    let twos = min(a.trailingZeroBitCount, b.trailingZeroBitCount)
    var a = a >> UInt128(a.trailingZeroBitCount)
    var b = b >> UInt128(b.trailingZeroBitCount)
    // By subtraction and halving: dividing 128 bits is many times dearer than shifting them.
    while a != b {
      if a < b { swap(&a, &b) }
      a -= b
      a >>= UInt128(a.trailingZeroBitCount)
    }
    return a << UInt128(twos)
  }
}

extension Ratio {
  package static func + (a: Ratio, b: Ratio) throws(ArithmeticError) -> Ratio {
    try sum(a, b, sign: 1)
  }

  package static func - (a: Ratio, b: Ratio) throws(ArithmeticError) -> Ratio {
    try sum(a, b, sign: -1)
  }

  package static func * (a: Ratio, b: Ratio) throws(ArithmeticError) -> Ratio {
    try product(a.numerator, b.numerator, over: a.denominator, b.denominator)
  }

  package static func / (a: Ratio, b: Ratio) throws(ArithmeticError) -> Ratio {
    guard b.numerator != 0 else { throw .divisionByZero }
    return try product(a.numerator, b.denominator, over: a.denominator, b.numerator)
  }

  /// Throws ``ArithmeticError/overflow`` for the least numerator of all, whose opposite does not fit.
  package func negated() throws(ArithmeticError) -> Ratio {
    guard numerator != .min else { throw .overflow }
    return Ratio(lowestTerms: -numerator, denominator)
  }

  /// `a ± b`. With g the common divisor of the denominators, the sum over their least common multiple can only be
  /// reduced by factors of g: the remaining parts of the denominators have none in common with it.
  private static func sum(_ a: Ratio, _ b: Ratio, sign: Int128) throws(ArithmeticError) -> Ratio {
    let common = Int128(truncatingIfNeeded: commonDivisor(a.denominator.magnitude, b.denominator.magnitude))
    let leftPart = a.denominator / common
    let rightPart = b.denominator / common
    let wide = WideInteger(a.numerator, times: rightPart) + WideInteger(b.numerator, times: sign * leftPart)
    let remainder = wide.dividedWithRemainder(by: common.magnitude).remainder
    let divisor = commonDivisor(remainder, common.magnitude)
    let (denominator, overflow) = leftPart.multipliedReportingOverflow(
      by: b.denominator / Int128(truncatingIfNeeded: divisor))
    guard !overflow, let numerator = wide.dividedWithRemainder(by: divisor).quotient.int128 else { throw .overflow }
    return Ratio(lowestTerms: numerator, denominator)
  }

  /// `(a × b) / (c × d)`, where a and c, and b and d, have no factor in common, and c and d are not zero.
  private static func product(
    _ a: Int128, _ b: Int128, over c: Int128, _ d: Int128
  ) throws(ArithmeticError) -> Ratio {
    let first = commonDivisor(a.magnitude, d.magnitude)
    let second = commonDivisor(b.magnitude, c.magnitude)
    let above = (a.magnitude / first).multipliedReportingOverflow(by: b.magnitude / second)
    let below = (c.magnitude / second).multipliedReportingOverflow(by: d.magnitude / first)
    let isNegative = [a, b, c, d].count { $0 < 0 } % 2 == 1
    guard !above.overflow, !below.overflow,
      let numerator = Int128(magnitude: above.partialValue, isNegative: isNegative),
      let denominator = Int128(magnitude: below.partialValue, isNegative: false)
    else { throw .overflow }
    return Ratio(lowestTerms: numerator, denominator)
  }
}

extension Ratio {
  /// The same number as a decimal, or nil if its digits do not end or do not fit.
  package var asDecimal: Decimal? {
    let twos = denominator.trailingZeroBitCount
    var rest = denominator >> Int128(twos)
    var fives = 0
    while rest % 5 == 0 {
      rest /= 5
      fives += 1
    }
    let scale = max(twos, fives)
    guard rest == 1, scale <= Decimal.maximumScale else { return nil }
    // The denominator divides the power of ten, since it has no more twos and fives.
    let (coefficient, overflow) = numerator.multipliedReportingOverflow(by: PowersOfTen[scale] / denominator)
    return overflow ? nil : Decimal(coefficient, scale: scale)
  }

  /// The nearest decimal with that many digits after the point, or multiple of a power of ten if `places` is negative.
  /// A half goes away from zero. Throws ``ArithmeticError/overflow`` if it does not fit.
  package func rounded(places: Int) throws(ArithmeticError) -> Decimal {
    if let decimal = asDecimal { return try decimal.rounded(places: places) }
    guard places <= Decimal.maximumScale else { throw .overflow }
    if places >= 0 {
      let scaled = WideInteger(numerator, times: PowersOfTen[places])
      guard let coefficient = scaled.divided(by: denominator.magnitude).int128 else { throw .overflow }
      return Decimal(coefficient, scale: places)
    }
    guard places >= -Decimal.maximumScale else { return .zero }
    let unit = PowersOfTen[-places]
    let (divisor, overflow) = denominator.magnitude.multipliedReportingOverflow(by: unit.magnitude)
    // A divisor beyond 128 bits is more than twice any numerator.
    guard !overflow else { return .zero }
    let multiple = WideInteger(numerator, times: 1).divided(by: divisor)
    guard let count = multiple.int128, let rounded = WideInteger(count, times: unit).int128 else { throw .overflow }
    return Decimal(rounded)
  }
}

extension Ratio: Comparable {
  package static func < (a: Ratio, b: Ratio) -> Bool {
    if a.denominator == b.denominator { return a.numerator < b.numerator }
    return WideInteger(a.numerator, times: b.denominator) < WideInteger(b.numerator, times: a.denominator)
  }
}

extension Ratio: CustomStringConvertible {
  /// `1/3`, or `5` for a whole number.
  package var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
