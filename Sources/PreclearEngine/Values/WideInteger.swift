/// A signed whole number of up to 256 bits: what two 128-bit numbers, multiplied, and two such products, added, need.
///
/// It exists only in the middle of a calculation, so that a result that fits is never lost on the way.
struct WideInteger {
  private let isNegative: Bool
  private let high: UInt128
  private let low: UInt128

  private init(isNegative: Bool, high: UInt128, low: UInt128) {
    // Zero has one sign, so that comparison need not think of it.
    self.isNegative = isNegative && (high | low) != 0
    self.high = high
    self.low = low
  }

  /// The product of two numbers, which always fits.
  init(_ a: Int128, times b: Int128) {
    let product = a.magnitude.multipliedFullWidth(by: b.magnitude)
    self.init(isNegative: (a < 0) != (b < 0), high: product.high, low: product.low)
  }

  /// The number itself, if 128 bits hold it.
  var int128: Int128? {
    guard high == 0 else { return nil }
    return Int128(magnitude: low, isNegative: isNegative)
  }

  /// The sum of two products, which always fits: neither has more than 254 bits.
  static func + (a: WideInteger, b: WideInteger) -> WideInteger {
    if a.isNegative == b.isNegative {
      let (low, carry) = a.low.addingReportingOverflow(b.low)
      return WideInteger(isNegative: a.isNegative, high: a.high + b.high + (carry ? 1 : 0), low: low)
    }
    let (greater, lesser) = a.isLess(inMagnitudeThan: b) ? (b, a) : (a, b)
    let (low, borrow) = greater.low.subtractingReportingOverflow(lesser.low)
    return WideInteger(
      isNegative: greater.isNegative, high: greater.high - lesser.high - (borrow ? 1 : 0), low: low)
  }

  static func < (a: WideInteger, b: WideInteger) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    return a.isNegative ? b.isLess(inMagnitudeThan: a) : a.isLess(inMagnitudeThan: b)
  }

  /// The quotient, rounded toward zero, and the magnitude of the remainder. The divisor is not zero.
  func dividedWithRemainder(by divisor: UInt128) -> (quotient: WideInteger, remainder: UInt128) {
    let upper = high.quotientAndRemainder(dividingBy: divisor)
    // The remainder of the upper half is below the divisor, so the quotient of the lower half fits.
    let lower = divisor.dividingFullWidth((upper.remainder, low))
    let quotient = WideInteger(isNegative: isNegative, high: upper.quotient, low: lower.quotient)
    return (quotient, lower.remainder)
  }

  /// The quotient rounded to a whole number, a half away from zero. The divisor is not zero.
  func divided(by divisor: UInt128) -> WideInteger {
    let (quotient, remainder) = dividedWithRemainder(by: divisor)
    // Written without doubling the remainder, which might not fit.
    guard remainder >= divisor - remainder, remainder != 0 else { return quotient }
    let (low, carry) = quotient.low.addingReportingOverflow(1)
    return WideInteger(isNegative: isNegative, high: quotient.high + (carry ? 1 : 0), low: low)
  }

  private func isLess(inMagnitudeThan other: WideInteger) -> Bool {
    high != other.high ? high < other.high : low < other.low
  }
}

extension Int128 {
  /// The number with this magnitude and sign, or nil if it does not fit.
  init?(magnitude: UInt128, isNegative: Bool) {
    if magnitude <= Int128.max.magnitude {
      let positive = Int128(magnitude)
      self = isNegative ? -positive : positive
    } else if isNegative && magnitude == Int128.min.magnitude {
      self = .min
    } else {
      return nil
    }
  }
}
