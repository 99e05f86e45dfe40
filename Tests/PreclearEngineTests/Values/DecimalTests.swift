import PreclearEngine
import Testing

/// 2^127 - 1, the greatest coefficient.
private let greatest = Int128.max

private func number(_ text: String) throws -> Decimal { try Decimal(parsing: text, allowExponent: true) }

@Suite struct DecimalTests {
  @Test func zerosBehindThePointDoNotCount() {
    #expect(Decimal(80, scale: 3) == Decimal(8, scale: 2))
    #expect(Decimal(500, scale: 2) == Decimal(5))
    #expect(Decimal(500, scale: 2).scale == 0)
    #expect(Decimal(500).coefficient == 500)
    #expect(Decimal(0, scale: 38) == Decimal.zero)
    #expect(Decimal(0, scale: 2).hashValue == Decimal.zero.hashValue)
    #expect(Decimal(Int128(1_000_000_000_000_000_000_000), scale: 20) == Decimal(10))
    #expect(Decimal(Int64(-7)) == Decimal(-7))
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("-0.00", "0"), ("007", "7"), ("0.08", "0.08"), ("-3", "-3"), ("19.990", "19.99"),
    ("-0.5", "-0.5"), ("100", "100"), ("100.00", "100"), ("0.1234567890123456789", "0.1234567890123456789"),
    // 2^127 - 1 and -2^127 are the ends; a point may stand anywhere in them.
    ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
    ("-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"),
    ("1.70141183460469231731687303715884105727", "1.70141183460469231731687303715884105727"),
    ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
    // Zeros that the value does not need take no room.
    ("1.00000000000000000000000000000000000000000000000000000000000", "1"),
    ("00000000000000000000000000000000000000000000000000000000000.5", "0.5"),
    ("1.50000000000000000000000000000000000000000000000000000000000", "1.5"),
  ])
  func aNumberIsReadExactly(_ text: String, _ expected: String) throws {
    #expect(try Decimal(parsing: text).description == expected)
    #expect(try Decimal(parsing: Array(text.utf8).span).description == expected)
    #expect(try Decimal(parsing: Substring(text)).description == expected)
  }

  @Test(arguments: [
    ("1e3", "1000"), ("1E+3", "1000"), ("15e-1", "1.5"), ("-2.5e-3", "-0.0025"), ("0e999999999999999999999", "0"),
    ("100000000000000000000000000000000000000000000000000e-50", "1"), ("1e38", "1" + String(repeating: "0", count: 38)),
    ("0.000000000000000000000000000000000000000000000000001e51", "1"),
    ("10e-39", "0.00000000000000000000000000000000000001"),
  ])
  func anExponentIsReadWhereItIsAllowed(_ text: String, _ expected: String) throws {
    #expect(try Decimal(parsing: text, allowExponent: true).description == expected)
    #expect(throws: DecimalError.exponent) { try Decimal(parsing: text) }
  }

  @Test(arguments: [
    "", "-", ".", ".5", "5.", "+5", " 5", "5 ", "--5", "1.2.3", "1,000", "abc", "0x10", "1_000", "٣", "NaN", "infinity",
    "e5", "1e", "1e+", "1e1.5", "1.e5", "-e1", "15%", "1e5x", "1e--5",
    "999999999999999999999999999999999999999999999x",
  ])
  func whatIsNoNumberIsRefused(_ text: String) {
    #expect(throws: DecimalError.notANumber) { try Decimal(parsing: text, allowExponent: true) }
    #expect(throws: DecimalError.notANumber) { try Decimal(parsing: text) }
  }

  @Test(arguments: [
    "170141183460469231731687303715884105728", "-170141183460469231731687303715884105729",
    "1.70141183460469231731687303715884105728", "1000000000000000000000000000000000000000",
    "340282366920938463463374607431768211456", "9999999999999999999999999999999999999999999999999",
    "0.000000000000000000000000000000000000001", "1e39", "1e-39", "1e999999999999999999999999",
    "1e-999999999999999999999999", "2e38",
  ])
  func whatDoesNotFitIsRefused(_ text: String) {
    #expect(throws: DecimalError.tooLarge) { try Decimal(parsing: text, allowExponent: true) }
  }

  @Test(arguments: [
    ("0.1", "0.2", "0.3"), ("0.7", "0.1", "0.8"), ("0.05", "0.05", "0.1"), ("2.5", "2.5", "5"), ("1", "0.01", "1.01"),
    ("25000000.00", "0.01", "25000000.01"), ("12345678901234567890.12", "0.01", "12345678901234567890.13"),
    ("5", "-5", "0"), ("0.25", "-0.5", "-0.25"), ("-1.5", "-1.5", "-3"),
    ("170141183460469231731687303715884105726", "1", "170141183460469231731687303715884105727"),
    // At one scale the sum of the coefficients is 3 × 10^38, too large, but it ends in zeros.
    ("1.50000000000000000000000000000000000001", "1.49999999999999999999999999999999999999", "3"),
    // At the finer scale the first is 10 × 17014118346046923173168730371588410573, over the limit by 2.
    ("17014118346046923173168730371588410573", "-0.5", "17014118346046923173168730371588410572.5"),
  ])
  func aSumIsExact(_ a: String, _ b: String, _ sum: String) throws {
    #expect(try number(a) + number(b) == number(sum))
    #expect(try number(b) + number(a) == number(sum))
    #expect(try number(sum) - number(b) == number(a))
    #expect(try number(sum) - number(a) == number(b))
  }

  @Test(arguments: [
    ("0.1", "3", "0.3"), ("1.15", "100", "115"), ("4.35", "100", "435"), ("1.1", "1.1", "1.21"), ("0.5", "0.2", "0.1"),
    ("4.04", "1.30", "5.252"), ("25000000.00", "0.08", "2000000"), ("-0.5", "0.5", "-0.25"), ("0", "-7", "0"),
    ("0.00000000000000000002", "0.0000000000000000005", "0.00000000000000000000000000000000000001"),
    // 2^64 × 2^62 = 2^126.
    ("18446744073709551616", "4611686018427387904", "85070591730234615865843651857942052864"),
    // 2^100 × 5^38 × 10^-38 = 2^62, though 2^100 × 5^38 has 189 bits.
    ("1267650600228229401496703205376", "0.00000000000363797880709171295166015625", "4611686018427387904"),
    ("-170141183460469231731687303715884105728", "1", "-170141183460469231731687303715884105728"),
  ])
  func aProductIsExact(_ a: String, _ b: String, _ product: String) throws {
    #expect(try number(a) * number(b) == number(product))
    #expect(try number(b) * number(a) == number(product))
  }

  @Test func aResultThatDoesNotFitIsAnOverflow() throws {
    let small = Decimal(1, scale: 38)
    #expect(throws: ArithmeticError.overflow) { try Decimal(greatest) + Decimal(1) }
    #expect(throws: ArithmeticError.overflow) { try Decimal(.min as Int128) - Decimal(1) }
    #expect(throws: ArithmeticError.overflow) { try Decimal(greatest) + small }
    #expect(throws: ArithmeticError.overflow) { try Decimal(100) + small }
    #expect(throws: ArithmeticError.overflow) { try Decimal(greatest) * Decimal(2) }
    #expect(throws: ArithmeticError.overflow) { try Decimal(greatest) * Decimal(greatest) }
    #expect(throws: ArithmeticError.overflow) { try small * Decimal(1, scale: 1) }
    #expect(throws: ArithmeticError.overflow) { try Decimal(.min as Int128).negated() }
    #expect(throws: ArithmeticError.divisionByZero) { try Decimal(1).divided(by: .zero) }
    #expect(throws: ArithmeticError.divisionByZero) { try Decimal.zero.divided(by: .zero) }
    #expect(try Decimal(greatest).negated() == Decimal(-greatest))
    #expect(try Decimal(1) + small == number("1.00000000000000000000000000000000000001"))
  }

  @Test(arguments: [
    ("0.5", 0, "1"), ("-0.5", 0, "-1"), ("0.49", 0, "0"), ("-0.49", 0, "0"), ("1.5", 0, "2"), ("2.5", 0, "3"),
    ("33.33335", 4, "33.3334"), ("33.33334999", 4, "33.3333"), ("1.005", 2, "1.01"), ("-1.005", 2, "-1.01"),
    ("0.08", 2, "0.08"), ("0.08", 10, "0.08"), ("9.995", 2, "10"), ("149", -2, "100"), ("150", -2, "200"),
    ("-150", -2, "-200"), ("49.9", -2, "0"), ("7", -1, "10"), ("5", -400, "0"), ("0.00001", -38, "0"),
    ("170141183460469231731687303715884105727", -38, "2e38"),
  ])
  func aHalfIsRoundedAwayFromZero(_ value: String, _ places: Int, _ expected: String) throws {
    if expected == "2e38" {
      #expect(throws: ArithmeticError.overflow) { try number(value).rounded(places: places) }
    } else {
      #expect(try number(value).rounded(places: places) == number(expected))
    }
  }

  @Test func numbersInAscendingOrderAreLessThanAllThatFollow() throws {
    let ascending = try [
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105727",
      "-1.70141183460469231731687303715884105728", "-1.5", "-1.49999999999999999999999999999999999999", "-1",
      "-0.00000000000000000000000000000000000001", "0", "0.00000000000000000000000000000000000001", "0.1", "0.3",
      "0.30000000000000000000000000000000000001", "1", "1.00000000000000000000000000000000000001", "9", "10",
      "100", "17014118346046923173168730371588410573", "170141183460469231731687303715884105726",
      "170141183460469231731687303715884105727",
    ].map(number)
    for i in ascending.indices {
      for j in ascending.indices {
        #expect((ascending[i] < ascending[j]) == (i < j), "\(ascending[i]) and \(ascending[j])")
        #expect((ascending[i] == ascending[j]) == (i == j), "\(ascending[i]) and \(ascending[j])")
      }
    }
  }

  @Test func whatIsPrintedIsReadBackAsTheSameNumber() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<1_500 {
      let value = generator.decimal()
      #expect(try Decimal(parsing: value.description) == value)
      #expect(value.scale == 0 || value.coefficient % 10 != 0)
    }
  }

  @Test func comparisonAgreesWithSubtraction() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<1_500 {
      let a = generator.decimal()
      let b = generator.decimal()
      #expect((a < b) == (b > a) && !(a < b && b < a) && (a == b) == (!(a < b) && !(b < a)))
      guard let difference = result({ () throws(ArithmeticError) in try a - b }) else { continue }
      #expect((a < b) == (difference.coefficient < 0), "\(a) and \(b)")
      #expect((a == b) == (difference.coefficient == 0), "\(a) and \(b)")
    }
  }

  @Test func sumsAndProductsMayBeFormedInAnyOrder() {
    var generator = SeededGenerator(seed: 3)
    var compared = 0
    for _ in 0..<1_500 {
      let a = generator.decimal(maximumBits: 70, maximumScale: 12)
      let b = generator.decimal(maximumBits: 70, maximumScale: 12)
      let c = generator.decimal(maximumBits: 70, maximumScale: 12)
      #expect(result { () throws(ArithmeticError) in try a + b } == result { () throws(ArithmeticError) in try b + a })
      #expect(result { () throws(ArithmeticError) in try a * b } == result { () throws(ArithmeticError) in try b * a })
      let sums = (
        result { () throws(ArithmeticError) in try (a + b) + c },
        result { () throws(ArithmeticError) in try a + (b + c) }
      )
      if let left = sums.0, let right = sums.1 {
        #expect(left == right)
        compared += 1
      }
      let products = (
        result { () throws(ArithmeticError) in try (a * b) * c },
        result { () throws(ArithmeticError) in try a * (b * c) }
      )
      if let left = products.0, let right = products.1 {
        #expect(left == right)
        compared += 1
      }
      let distributed = (
        result { () throws(ArithmeticError) in try a * (b + c) },
        result { () throws(ArithmeticError) in try a * b + a * c }
      )
      if let left = distributed.0, let right = distributed.1 {
        #expect(left == right)
        compared += 1
      }
    }
    #expect(compared > 1_500, "the numbers are small enough that many results fit")
  }
}

/// The result, or nil if there is none.
private func result<Number>(_ calculation: () throws(ArithmeticError) -> Number) -> Number? {
  do throws(ArithmeticError) { return try calculation() } catch { return nil }
}
