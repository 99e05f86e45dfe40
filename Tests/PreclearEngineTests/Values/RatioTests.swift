import PreclearEngine
import Testing

/// 2^127 - 1, which is prime, so that nothing cancels it.
private let greatest = Int128.max

/// By remainders, unlike the engine's, which subtracts and halves.
private func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
  b == 0 ? a : commonDivisor(b, a % b)
}

private func ratio(_ n: Int128, _ d: Int128) throws -> Ratio { try Ratio(n, over: d) }

/// The result, or nil if there is none.
private func result<Number>(_ calculation: () throws(ArithmeticError) -> Number) -> Number? {
  do throws(ArithmeticError) { return try calculation() } catch { return nil }
}

@Suite struct RatioTests {
  @Test func aFractionIsKeptInLowestTermsWithItsSignAbove() throws {
    #expect(try ratio(2, 6) == ratio(1, 3))
    #expect(try ratio(2, -6) == ratio(-1, 3))
    #expect(try ratio(-2, -6).numerator == 1)
    #expect(try ratio(0, -5) == Ratio(Decimal.zero))
    #expect(try ratio(0, 5).denominator == 1)
    #expect(try ratio(.min, .min) == ratio(1, 1))
    #expect(try ratio(.min, 2).numerator == -(1 << 126))
    #expect(Ratio(Decimal(125, scale: 3)).denominator == 8)
    #expect(try ratio(1, 3).description == "1/3")
    #expect(try ratio(-6, 3).description == "-2")
    #expect(throws: ArithmeticError.divisionByZero) { try Ratio(1, over: 0) }
    #expect(throws: ArithmeticError.overflow) { try Ratio(1, over: .min) }
    #expect(throws: ArithmeticError.overflow) { try Ratio(.min, over: -1) }
  }

  @Test func thirdsAndSeventhsAddUpToOne() throws {
    let third = try Decimal(1).divided(by: Decimal(3))
    let seventh = try Decimal(1).divided(by: Decimal(7))
    let one = Ratio(Decimal(1))
    #expect(try third + third + third == one)
    #expect(try third * Ratio(Decimal(3)) == one)
    #expect(try one / third == Ratio(Decimal(3)))
    #expect(try seventh * Ratio(Decimal(7)) - one == Ratio(.zero))
    #expect(try third - seventh == ratio(4, 21))
    #expect(try third.negated() + third == Ratio(.zero))
    #expect(throws: ArithmeticError.divisionByZero) { try third / Ratio(.zero) }
  }

  @Test func eightCentsOfADollarIsExactlyEightPercent() throws {
    let limit = Ratio(Decimal(8, scale: 2))
    let proceeds = Decimal(2_500_000_000, scale: 2)
    #expect(try Decimal(200_000_000, scale: 2).divided(by: proceeds) == limit)
    #expect(try Decimal(200_000_001, scale: 2).divided(by: proceeds) > limit)
    #expect(try Decimal(199_999_999, scale: 2).divided(by: proceeds) < limit)
  }

  @Test func aResultFitsIfItsLowestTermsDo() throws {
    // 2^126 / (2^127 - 1) times its inverse: both products have 253 bits.
    let a = try ratio(1 << 126, greatest)
    #expect(try a * ratio(greatest, 1 << 126) == ratio(1, 1))
    #expect(try a / a == ratio(1, 1))
    #expect(try a - a == ratio(0, 1))
    // 1/(3·2^125) + 1/(3·2^125) = 1/(3·2^124); 2/3 - 1/6 = 1/2.
    #expect(try ratio(1, 3 << 125) + ratio(1, 3 << 125) == ratio(1, 3 << 124))
    #expect(try ratio(2, 3) - ratio(1, 6) == ratio(1, 2))
    #expect(try ratio(greatest, 2) + ratio(greatest, 2) == ratio(greatest, 1))
    #expect(try ratio(greatest, 3) - ratio(greatest, 3) == ratio(0, 1))
    #expect(throws: ArithmeticError.overflow) { try ratio(greatest, 1) + ratio(1, 1) }
    #expect(throws: ArithmeticError.overflow) { try ratio(greatest, 1) * ratio(greatest, 1) }
    #expect(throws: ArithmeticError.overflow) { try ratio(1, greatest) * ratio(1, 2) }
    #expect(throws: ArithmeticError.overflow) { try ratio(1, greatest) + ratio(1, 2) }
    #expect(throws: ArithmeticError.overflow) { try ratio(1, 1) / ratio(.min, 1) }
    #expect(throws: ArithmeticError.overflow) { try ratio(.min, 1).negated() }
  }

  @Test func termsBeyondOneHundredAndTwentyEightBitsCarryAndBorrow() throws {
    // n/24 + n/40 = 8n/120 = n/15, where 5n and 3n are above 2^128, and their lower halves add up to more than that.
    let n: Int128 = (3 << 125) + 1
    #expect(try ratio(n, 24) + ratio(n, 40) == ratio(n, 15))
    // (k + 34/7) - (k + 1/5) = 163/35, where 35k + 11 = 2^128 lies between 7(5k + 1) and 5(7k + 34).
    let k: Int128 = 9_722_353_340_598_241_813_239_274_498_050_520_327
    #expect(try ratio(7 * k + 34, 7) - ratio(5 * k + 1, 5) == ratio(163, 35))
    #expect(try ratio(5 * k + 1, 5) - ratio(7 * k + 34, 7) == ratio(-163, 35))
    // (27 × 2^128 - 12) / 27 is 2^128 when rounded, one more than 128 bits hold.
    let m: Int128 = 91_876_239_068_653_385_135_111_144_006_577_417_093
    #expect(throws: ArithmeticError.overflow) { try ratio(m, 27).rounded(places: 2) }
  }

  @Test func comparisonIsExactWhereProductsHaveTwoHundredAndFiftyFourBits() throws {
    // With m = 2^127 - 1: (m-2)/(m-1) < (m-1)/m, since (m-2)m = m² - 2m < m² - 2m + 1 = (m-1)².
    let less = try ratio(greatest - 2, greatest - 1)
    let more = try ratio(greatest - 1, greatest)
    #expect(less < more)
    #expect(!(more < less))
    #expect(try more.negated() < less.negated())
    #expect(try ratio(-1, 3) < ratio(1, greatest))
    #expect(try ratio(1, 3) > Ratio(Decimal(parsing: "0.33333333333333333333333333333333333333")))
    #expect(try ratio(1, 3) < Ratio(Decimal(parsing: "0.33333333333333333333333333333333333334")))
    #expect(try ratio(14_575_182, 21_862_772) >= ratio(2, 3))
    #expect(try ratio(14_575_181, 21_862_772) < ratio(2, 3))
  }

  @Test func aFractionIsADecimalIfItsDigitsEndAndFit() throws {
    #expect(try ratio(1, 8).asDecimal == Decimal(125, scale: 3))
    #expect(try ratio(-7, 20).asDecimal == Decimal(-35, scale: 2))
    #expect(try ratio(14, 7).asDecimal == Decimal(2))
    #expect(try ratio(1, 3).asDecimal == nil)
    #expect(try ratio(1, 6).asDecimal == nil)
    // 2^-38 has 38 digits behind the point, 2^-39 one more.
    #expect(try ratio(1, 1 << 38).asDecimal?.scale == 38)
    #expect(try ratio(1, 1 << 39).asDecimal == nil)
    #expect(try ratio(greatest, 2).asDecimal == nil)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<1_000 {
      let value = generator.decimal()
      #expect(Ratio(value).asDecimal == value)
    }
  }

  @Test(arguments: [
    (2, 3, 0, "1"), (1, 3, 0, "0"), (1, 2, 0, "1"), (-1, 2, 0, "-1"), (2, 3, 2, "0.67"), (-2, 3, 2, "-0.67"),
    (1, 3, 4, "0.3333"), (2, 3, 38, "0.66666666666666666666666666666666666667"), (200, 3, -1, "70"),
    (140, 3, -2, "0"), (151, 3, -2, "100"), (1, 3, -38, "0"), (1, 3, -39, "0"), (1, 8, 2, "0.13"),
    (1, 8, 50, "0.125"), (1234, 7, 1, "176.3"),
  ])
  func aHalfIsRoundedAwayFromZero(_ n: Int, _ d: Int, _ places: Int, _ expected: String) throws {
    #expect(try ratio(Int128(n), Int128(d)).rounded(places: places).description == expected)
  }

  @Test func roundingBeyondWhatFitsIsAnOverflow() throws {
    #expect(throws: ArithmeticError.overflow) { try ratio(1, 3).rounded(places: 39) }
    #expect(throws: ArithmeticError.overflow) { try ratio(greatest, 3).rounded(places: 2) }
    #expect(throws: ArithmeticError.overflow) { try ratio(greatest, 1).rounded(places: -38) }
    #expect(try ratio(greatest - 1, greatest).rounded(places: 37) == Decimal(1))
    #expect(try ratio(1, greatest).rounded(places: -38) == .zero)
  }

  @Test func roundedDigitsAreThoseOfLongDivision() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<1_000 {
      let d = Int128(Int.random(in: 2...1_000_000, using: &generator))
      let n = Int128(Int.random(in: 0...1_000_000_000, using: &generator))
      var digits = n / d
      var rest = n % d
      for _ in 0..<12 {
        digits = digits * 10 + rest * 10 / d
        rest = rest * 10 % d
      }
      let expected = Decimal(rest * 2 >= d ? digits + 1 : digits, scale: 12)
      #expect(try ratio(n, d).rounded(places: 12) == expected)
      #expect(try ratio(-n, d).rounded(places: 12) == expected.negated())
    }
  }

  @Test func theRulesOfFractionsHold() throws {
    var generator = SeededGenerator(seed: 6)
    var compared = 0
    for _ in 0..<1_500 {
      let a = try ratio(generator.integer(), max(1, generator.integer()))
      let b = try ratio(generator.integer(maximumBits: 60), max(1, generator.integer(maximumBits: 60)))
      #expect(commonDivisor(a.numerator.magnitude, a.denominator.magnitude) == 1)
      #expect((a < b) == (b > a) && (a == b) == (!(a < b) && !(b < a)))
      if let sum = result({ () throws(ArithmeticError) in try a + b }) {
        #expect(commonDivisor(sum.numerator.magnitude, sum.denominator.magnitude) == 1)
        #expect(try sum - b == a)
        #expect(try b + a == sum)
        compared += 1
      }
      if let difference = result({ () throws(ArithmeticError) in try a - b }) {
        #expect((a < b) == (difference.numerator < 0))
        compared += 1
      }
      if b.numerator != 0, let product = result({ () throws(ArithmeticError) in try a * b }) {
        #expect(commonDivisor(product.numerator.magnitude, product.denominator.magnitude) == 1)
        #expect(try product / b == a)
        compared += 1
      }
    }
    #expect(compared > 1_500, "the numbers are small enough that many results fit")
  }

  @Test func decimalsAndTheirRatiosAgree() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<1_500 {
      let a = generator.decimal()
      let b = generator.decimal()
      #expect((Ratio(a) < Ratio(b)) == (a < b))
      if let sum = result({ () throws(ArithmeticError) in try a + b }) {
        #expect(result { () throws(ArithmeticError) in try Ratio(a) + Ratio(b) } == Ratio(sum))
      } else {
        #expect(result { () throws(ArithmeticError) in try Ratio(a) + Ratio(b) }?.asDecimal == nil)
      }
      if let product = result({ () throws(ArithmeticError) in try a * b }) {
        #expect(result { () throws(ArithmeticError) in try Ratio(a) * Ratio(b) } == Ratio(product))
      } else {
        #expect(result { () throws(ArithmeticError) in try Ratio(a) * Ratio(b) }?.asDecimal == nil)
      }
    }
  }
}
