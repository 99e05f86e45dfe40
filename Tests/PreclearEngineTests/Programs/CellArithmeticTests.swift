import Testing

@testable import PreclearEngine

/// The cell of a decimal in digits, which fits one.
private func cell(_ text: String) throws -> Cell { try #require(Cell(.decimal(try Decimal(parsing: text)))) }

@Suite struct CellArithmeticTests {
  @Test func everyValueThatFitsComesBackAsItWas() throws {
    let decimals = [
      "0", "-0.0001", "9223372036854775807", "-922337203685477580.8", "0.00000000000000000000000000000000000001",
    ]
    for text in decimals {
      #expect(
        try cell(text).value.map { Arithmetic.equal($0, .decimal(try Decimal(parsing: text))) } == true, "\(text)")
    }
    for date in [CalendarDate.infinity, .negativeInfinity] {
      guard case .date(date)? = Cell.date(date).value else { throw Failure() }
    }
    #expect(Cell(.decimal(Decimal(Int128(Int64.max) + 1))) == nil)
    #expect(Cell(.ratio(try Ratio(1, over: 3))) == nil)
  }

  private struct Failure: Error {}

  @Test func wholeNumbersStayWholeUntilADecimalMeetsThem() throws {
    #expect(Cell.sum(.int(2), .int(3)) == .int(5))
    #expect(Cell.sum(.int(2), try cell("0.5")) == (try cell("2.5")))
    #expect(Cell.sum(try cell("1.5"), try cell("0.5")) == (try cell("2")))
    #expect(Cell.sum(try cell("1.5"), try cell("0.5")).kind == .decimal)
    #expect(Cell.difference(try cell("0.1"), try cell("0.10")) == Cell(kind: .decimal))
    #expect(Cell.product(.int(1000), try cell("0.08")) == (try cell("80")))
    #expect(Cell.product(try cell("0.5"), try cell("0.2")) == (try cell("0.1")))
    #expect(Cell.negated(try cell("-1.25")) == (try cell("1.25")))
  }

  @Test func whatTakesMoreThanSixtyFourBitsIsLeftToTheValues() throws {
    let greatest = Cell.int(.max)
    let least = Cell.int(.min)
    #expect(Cell.sum(greatest, .int(1)).isAbsent)
    #expect(Cell.sum(greatest, .int(0)) == greatest)
    #expect(Cell.difference(least, .int(1)).isAbsent)
    #expect(Cell.product(greatest, .int(2)).isAbsent)
    #expect(Cell.product(.int(1 << 31), .int(1 << 32)).isAbsent)
    #expect(Cell.product(.int(-1 << 31), .int(1 << 32)) == least)
    #expect(Cell.negated(least).isAbsent)
    // One more place than 9,223,372,036,854,775,807 has room for.
    #expect(Cell.sum(try cell("922337203685477581"), try cell("0.1")).isAbsent)
    #expect(Cell.sum(try cell("922337203685477580"), try cell("0.7")) == (try cell("922337203685477580.7")))
    #expect(Cell.order(try cell("922337203685477581"), try cell("0.1")) == nil)
    // 10^-20 × 10^-19 has 39 places.
    #expect(Cell.product(try cell("0.00000000000000000001"), try cell("0.0000000000000000001")).isAbsent)
  }

  @Test func orderIsByValueAndEqualityToo() throws {
    #expect(Cell.order(try cell("0.1"), try cell("0.09")) == 1)
    #expect(Cell.order(.int(3), try cell("3")) == 0)
    #expect(Cell.order(.int(3), try cell("3.0001")) == -1)
    #expect(Cell.order(.date(.negativeInfinity), .date(.infinity)) == -1)
    #expect(Cell.order(.no, .yes) == -1)
    #expect(Cell.order(.null, .null) == nil)
    #expect(Cell.order(.string(Symbol(1)), .string(Symbol(2))) == nil)
    #expect(Cell.equal(.int(3), try cell("3")) == true)
    #expect(Cell.equal(.int(3), .date(try #require(CalendarDate(dayNumber: 3)))) == false)
    #expect(Cell.equal(.null, .int(0)) == false)
    #expect(Cell.equal(.null, .null) == true)
    #expect(Cell.equal(Cell(kind: .spilled), .null) == nil)
  }

  /// What cells answer is what values answer, and what they leave is a value that fits no cell or an operand that is none.
  @Test func cellsAgreeWithValues() {
    var generator = SeededGenerator(seed: 20_011_101)
    var answers = 0
    for _ in 0..<60_000 {
      let a = operand(&generator)
      let b = operand(&generator)
      guard let x = Cell(a), let y = Cell(b) else { continue }
      for (cell, value) in [
        (Cell.sum(x, y), Arithmetic.add(a, b)), (Cell.difference(x, y), Arithmetic.subtract(a, b)),
        (Cell.product(x, y), Arithmetic.multiply(a, b)), (Cell.negated(x), Arithmetic.negate(a)),
      ] where !cell.isAbsent {
        answers += 1
        #expect(cell == Cell(value), "\(a) \(b)")
      }
      if let order = Cell.order(x, y) { #expect(order == Arithmetic.order(a, b), "\(a) \(b)") }
      if let isEqual = Cell.equal(x, y) { #expect(isEqual == Arithmetic.equal(a, b), "\(a) \(b)") }
    }
    #expect(answers > 50_000)
  }

  private func operand(_ generator: inout SeededGenerator) -> Value {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: .int(Int64(truncatingIfNeeded: generator.integer(maximumBits: 63)))
    case 1: .int(Int64.random(in: -3...3, using: &generator))
    case 2: .date(CalendarDate(dayNumber: Int.random(in: -5...5, using: &generator)) ?? .infinity)
    case 3: .bool(Bool.random(using: &generator))
    case 4: .null
    case 5: .decimal(generator.decimal(maximumBits: 63, maximumScale: 19))
    default: .decimal(generator.decimal(maximumBits: 40, maximumScale: 4))
    }
  }
}
