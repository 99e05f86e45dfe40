import Testing

@testable import PreclearEngine

/// What a range that is tried at once leaves open whichever value of it it is.
@Suite struct SpreadTests {
  private let other = FactID(number: 7)
  private var someMore: Value { .unknown(Unknown(facts: [other], least: .int(0))) }

  private func probe(_ least: Int64, _ most: Int64) -> Value { .probe(from: .int(least), through: .int(most)) }

  private func facts(_ value: Value) -> [FactID]? { value.unknown?.facts }

  @Test func aLineThatNoFigureOfTheRangeReachesByItselfIsLeftToTheOtherFact() {
    let sum = Unknowns.add(probe(1, 10), someMore)
    #expect(facts(Unknowns.less(sum, .int(40), orEqual: false)) == [other])
    // A figure of 10 reaches 10 with nothing more, one of 9 does not.
    #expect(facts(Unknowns.less(sum, .int(10), orEqual: false)) == [.probe, other])
    #expect(facts(Unknowns.less(sum, .int(11), orEqual: false)) == [other])
    #expect(facts(Unknowns.less(sum, .int(10), orEqual: true)) == [other])
  }

  @Test func aRangeByItselfIsNeverOpenForAllOfIt() {
    #expect(facts(Unknowns.less(probe(1, 10), .int(5), orEqual: false)) == [.probe])
    #expect(facts(Unknowns.equal(probe(1, 10), .int(5))) == [.probe])
  }

  @Test func whatTheRangeDecidesIsNoHullOfBoth() {
    let chosen = Unknowns.hull(.int(1), .int(9), facts: [.probe])
    #expect(facts(Unknowns.less(chosen, .int(5), orEqual: false)) == [.probe])
    let open = Unknowns.hull(probe(1, 3), .int(9), facts: [other])
    #expect(facts(Unknowns.less(open, .int(5), orEqual: false)) == [other])
  }

  @Test func theKnownPartOfASumIsAFigureOfTheRange() throws {
    let sum = Unknowns.add(probe(1, 10), .unknown(Unknown(facts: [other], least: .int(5))))
    let unknown = try #require(sum.unknown)
    let least = try #require(Unknowns.leastOfEach(unknown))
    #expect(facts(least) == [.probe])
    #expect(Unknowns.less(least, .int(6), orEqual: false).isFalse)
    #expect(Unknowns.less(least, .int(16), orEqual: false).isTrue)
    #expect(facts(Unknowns.less(least, .int(15), orEqual: false)) == [.probe])
    // Without an upper bound, whatever the figure is.
    #expect(Unknowns.mostOfEach(unknown)?.unknown?.facts == [other])
  }

  /// Sums, differences, products and extremes of ranges and other unknowns, held against the same of each figure of the range.
  @Test func everyFigureOfTheRangeAgrees() {
    var random = SeededGenerator(seed: 31)
    var told = 0
    for _ in 0..<20_000 {
      let first = Int64.random(in: -6...6, using: &random)
      let last = first + Int64.random(in: 0...5, using: &random)
      let (left, right) = (Shape(depth: 2, using: &random), Shape(depth: 1, using: &random))
      let orEqual = Bool.random(using: &random)
      let isEquality = Int.random(in: 0...3, using: &random) == 0
      func answer(_ figure: Value) -> Value {
        let (a, b) = (left.value(figure), right.value(figure))
        return isEquality ? Unknowns.equal(a, b) : Unknowns.less(a, b, orEqual: orEqual)
      }
      let said = answer(probe(first, last))
      if said.unknown?.isProbed ?? false { continue }
      told += 1
      for number in first...last {
        let exact = answer(.int(number))
        #expect(exact.isTrue == said.isTrue && exact.isFalse == said.isFalse, "\(first)...\(last), \(left), \(right)")
      }
    }
    #expect(told > 5_000)
  }
}

/// An expression over the figure that is tried.
private indirect enum Shape {
  case figure
  case known(Int64)
  case open(Int64?, Int64?)
  case sum(Shape, Shape)
  case difference(Shape, Shape)
  case times(Shape, Int64)
  case negated(Shape)
  case least(Shape, Shape)
  case greatest(Shape, Shape)
  case either(Shape, Shape)

  init(depth: Int, using random: inout SeededGenerator) {
    func number() -> Int64 { Int64.random(in: -8...8, using: &random) }
    func inner() -> Shape { Shape(depth: depth - 1, using: &random) }
    switch Int.random(in: depth == 0 ? 0...3 : 0...10, using: &random) {
    case 0, 1: self = .figure
    case 2: self = .known(number())
    case 3:
      let low = number()
      let hasLow = Bool.random(using: &random)
      let hasHigh = Bool.random(using: &random)
      self = .open(hasLow ? low : nil, hasHigh ? low + Int64.random(in: 1...9, using: &random) : nil)
    case 4: self = .sum(inner(), inner())
    case 5: self = .difference(inner(), inner())
    case 6: self = .times(inner(), Int64.random(in: -2...3, using: &random))
    case 7: self = .negated(inner())
    case 8: self = .least(inner(), inner())
    case 9: self = .greatest(inner(), inner())
    default: self = .either(inner(), inner())
    }
  }

  func value(_ figure: Value) -> Value {
    let other = FactID(number: 7)
    switch self {
    case .figure: return figure
    case .known(let number): return .int(number)
    case .open(let least, let most):
      return .unknown(Unknown(facts: [other], least: least.map(Value.int), most: most.map(Value.int)))
    case .sum(let a, let b): return Unknowns.add(a.value(figure), b.value(figure))
    case .difference(let a, let b): return Unknowns.subtract(a.value(figure), b.value(figure))
    case .times(let a, let factor): return Unknowns.multiply(a.value(figure), .int(factor))
    case .negated(let a): return Unknowns.negate(a.value(figure))
    case .least(let a, let b): return Unknowns.min(a.value(figure), b.value(figure))
    case .greatest(let a, let b): return Unknowns.max(a.value(figure), b.value(figure))
    case .either(let a, let b): return Unknowns.hull(a.value(figure), b.value(figure), facts: [other])
    }
  }
}
