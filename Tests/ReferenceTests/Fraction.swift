import PreclearEngine

/// A number does not fit.
struct Overflow: Error {}

/// An exact fraction by the school's rules: nothing is shared with the numbers of the engine but what they hold.
struct Fraction: Equatable {
  let numerator: Int128
  /// Positive, and without a factor in common with the numerator.
  let denominator: Int128

  init(_ numerator: Int128, over denominator: Int128 = 1) {
    precondition(denominator > 0, "the sign stands above the line")
    let divisor = Self.commonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// Euclid's rule.
  private static func commonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
    var (a, b) = (a < 0 ? -a : a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  private static func times(_ a: Int128, _ b: Int128) throws(Overflow) -> Int128 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    if overflow { throw Overflow() }
    return product
  }

  private static func plus(_ a: Int128, _ b: Int128) throws(Overflow) -> Int128 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    if overflow { throw Overflow() }
    return sum
  }

  /// It can be written with a point, at most 38 digits behind it, and 128 bits.
  var isDecimal: Bool {
    var scaled = numerator
    var rest = denominator
    for _ in 0...38 {
      if rest == 1 { return true }
      let step = Self.commonDivisor(10, rest)
      if step == 1 { return false }
      let (next, overflow) = scaled.multipliedReportingOverflow(by: 10 / step)
      if overflow { return false }
      scaled = next
      rest /= step
    }
    return false
  }

  /// What two decimals come to is a decimal, or does not fit; only division makes other fractions.
  private static func fitting(_ result: Fraction, of a: Fraction, _ b: Fraction) throws(Overflow) -> Fraction {
    if a.isDecimal, b.isDecimal, !result.isDecimal { throw Overflow() }
    return result
  }

  static func + (a: Fraction, b: Fraction) throws(Overflow) -> Fraction {
    let common = commonDivisor(a.denominator, b.denominator)
    let left = try times(a.numerator, b.denominator / common)
    let right = try times(b.numerator, a.denominator / common)
    let sum = Fraction(try plus(left, right), over: try times(a.denominator, b.denominator / common))
    return try fitting(sum, of: a, b)
  }

  static func - (a: Fraction, b: Fraction) throws(Overflow) -> Fraction { try a + -b }

  static prefix func - (a: Fraction) -> Fraction { Fraction(-a.numerator, over: a.denominator) }

  static func * (a: Fraction, b: Fraction) throws(Overflow) -> Fraction {
    try fitting(try product(a, b), of: a, b)
  }

  private static func product(_ a: Fraction, _ b: Fraction) throws(Overflow) -> Fraction {
    let first = Fraction(a.numerator, over: b.denominator)
    let second = Fraction(b.numerator, over: a.denominator)
    return Fraction(
      try times(first.numerator, second.numerator), over: try times(first.denominator, second.denominator))
  }

  /// The divisor is not zero.
  static func / (a: Fraction, b: Fraction) throws(Overflow) -> Fraction {
    let sign: Int128 = b.numerator < 0 ? -1 : 1
    return try product(a, Fraction(sign * b.denominator, over: sign * b.numerator))
  }

  /// The whole number below it, or itself.
  var floor: Int128 {
    let quotient = numerator / denominator
    return numerator % denominator < 0 ? quotient - 1 : quotient
  }

  /// Without what lies beyond the point.
  var truncated: Int128 { numerator / denominator }

  /// By the whole parts, and where these are equal by what is left over, turned round.
  static func < (a: Fraction, b: Fraction) -> Bool {
    let (x, y) = (a.floor, b.floor)
    if x != y { return x < y }
    let (left, right) = (a.numerator - x * a.denominator, b.numerator - y * b.denominator)
    if right == 0 { return false }
    if left == 0 { return true }
    return Fraction(b.denominator, over: right) < Fraction(a.denominator, over: left)
  }

  /// To so many places; a half goes away from zero.
  func rounded(places: Int64) throws(Overflow) -> Fraction {
    // More digits than a decimal has change none; a unit beyond all numbers leaves nothing.
    if places > 38 {
      if isDecimal { return self }
      throw Overflow()
    }
    if places < -38 { return Fraction(0) }
    var unit = Fraction(1)
    for _ in 0..<places.magnitude { unit = try Self.product(unit, Fraction(10)) }
    if places > 0 { unit = Fraction(1, over: unit.numerator) }
    let isNegative = numerator < 0
    let count = try Self.product(isNegative ? -self : self, Fraction(unit.denominator, over: unit.numerator))
    let whole = Fraction(try (count + Fraction(1, over: 2)).floor)
    let rounded = try Self.product(whole, unit)
    return isNegative ? -rounded : rounded
  }
}
