/// Three-valued logic, and the bounds of unknown numbers and dates (`language.md`, section 2), in one place.
///
/// Operators are strict: a fault wins over an unknown, an unknown over an answer, unless bounds decide it.
package enum Unknowns {
  /// Nil if both are known: then the operator itself answers.
  private static func strict(_ a: Value, _ b: Value) -> Value? {
    if case .fault = a { return a }
    if case .fault = b { return b }
    switch (a, b) {
    case (.unknown(let x), .unknown(let y)): return .unknown(x.joined(y).withoutBounds)
    case (.unknown(let x), _): return .unknown(x.withoutBounds)
    case (_, .unknown(let y)): return .unknown(y.withoutBounds)
    default: return nil
    }
  }

  // MARK: Logic

  package static func and(_ a: Value, _ b: Value) -> Value {
    if a.isFalse || b.isFalse { return .bool(false) }
    return joined(a, b, neutral: true)
  }

  package static func or(_ a: Value, _ b: Value) -> Value {
    if a.isTrue || b.isTrue { return .bool(true) }
    return joined(a, b, neutral: false)
  }

  /// What neither side decides: unknown before fault, since an answer may still absorb the fault.
  private static func joined(_ a: Value, _ b: Value, neutral: Bool) -> Value {
    switch (a, b) {
    case (.unknown(let x), .unknown(let y)): return .unknown(x.joined(y))
    case (.unknown(let x), _): return .unknown(x)
    case (_, .unknown(let y)): return .unknown(y)
    case (.fault, _): return a
    case (_, .fault): return b
    case (.bool, .bool): return .bool(neutral)
    default: return .fault(Arithmetic.noOverload)
    }
  }

  package static func not(_ a: Value) -> Value {
    switch a {
    case .bool(let flag): .bool(!flag)
    case .unknown, .fault: a
    default: .fault(Arithmetic.noOverload)
    }
  }

  // MARK: Bounds

  /// The least that a value may be; nil without bound, or where it has no order.
  package static func least(_ a: Value) -> Value? {
    if case .unknown(let unknown) = a { return unknown.least }
    return a
  }

  package static func most(_ a: Value) -> Value? {
    if case .unknown(let unknown) = a { return unknown.most }
    return a
  }

  /// An unknown between two bounds; the value itself where they meet. Bounds that do not go together are a fault; one
  /// that overflows leaves none, since an answer may still lie where nothing does.
  package static func between(_ least: Value?, _ most: Value?, facts: [FactID]) -> Value {
    between(least, most, facts: facts, spread: nil)
  }

  /// The same, with how the bounds move over the range that is tried, if they do.
  static func between(
    _ least: Value?, _ most: Value?, facts: [FactID], spread: @autoclosure () -> Spread?
  ) -> Value {
    for bound in [least, most] {
      guard let bound, case .fault(let fault) = bound else { continue }
      return fault === Arithmetic.noOverload ? bound : .unknown(Unknown(facts: facts))
    }
    let low = least.flatMap { isMinusInfinity($0) ? nil : $0 }
    let high = most.flatMap { isPlusInfinity($0) ? nil : $0 }
    if let least, let most, Arithmetic.order(least, most) == 0 { return least }
    return .unknown(Unknown(facts: facts, least: low, most: high, spread: facts.first == .probe ? spread() : nil))
  }

  private static func isMinusInfinity(_ value: Value) -> Bool {
    if case .date(let date) = value { return date == .negativeInfinity }
    return false
  }

  private static func isPlusInfinity(_ value: Value) -> Bool {
    if case .date(let date) = value { return date == .infinity }
    return false
  }

  private static func facts(_ a: Value, _ b: Value) -> [FactID] {
    FactTable.union(a.unknown?.facts ?? [], b.unknown?.facts ?? [])
  }

  private static func hasBounds(_ a: Value) -> Bool {
    if case .unknown(let unknown) = a { return unknown.least != nil || unknown.most != nil }
    return true
  }

  package static func add(_ a: Value, _ b: Value) -> Value {
    guard let unknown = strict(a, b) else { return Arithmetic.add(a, b) }
    guard case .unknown = unknown, hasBounds(a), hasBounds(b), fit(a, b) else { return unknown }
    return between(
      both(least(a), least(b), Arithmetic.add), both(most(a), most(b), Arithmetic.add), facts: facts(a, b),
      spread: spread(a, b) { $0.plus($1) })
  }

  private static func spread(_ a: Value, _ b: Value, _ body: (Spread, Spread) -> Spread) -> Spread? {
    guard let x = Spread.of(a), let y = Spread.of(b) else { return nil }
    return body(x, y)
  }

  package static func subtract(_ a: Value, _ b: Value) -> Value {
    guard let unknown = strict(a, b) else { return Arithmetic.subtract(a, b) }
    guard case .unknown = unknown, hasBounds(a), hasBounds(b), fit(a, b) else { return unknown }
    return between(
      both(least(a), most(b), Arithmetic.subtract), both(most(a), least(b), Arithmetic.subtract), facts: facts(a, b),
      spread: spread(a, b) { $0.minus($1) })
  }

  package static func negate(_ a: Value) -> Value {
    guard case .unknown(let unknown) = a else {
      if case .fault = a { return a }
      return Arithmetic.negate(a)
    }
    return between(
      unknown.most.map(Arithmetic.negate), unknown.least.map(Arithmetic.negate), facts: unknown.facts,
      spread: unknown.spread?.falling(Arithmetic.negate))
  }

  package static func multiply(_ a: Value, _ b: Value) -> Value {
    guard let unknown = strict(a, b) else { return Arithmetic.multiply(a, b) }
    guard case .unknown = unknown, hasBounds(a), hasBounds(b), fit(a, b) else { return unknown }
    let products = [lowEnd(a), highEnd(a)].flatMap { x in [lowEnd(b), highEnd(b)].map { multiply(x, $0) } }
    var low = products[0]
    var high = products[0]
    for product in products.dropFirst() {
      if isBelow(product, low) { low = product }
      if isBelow(high, product) { high = product }
    }
    for product in products {
      if case .finite(let value) = product, case .fault = value { return between(value, nil, facts: facts(a, b)) }
    }
    return between(
      finite(low), finite(high), facts: facts(a, b), spread: b.isKnown ? scaled(a, by: b) : scaled(b, by: a))
  }

  /// How the bounds of a figure move times a known one.
  private static func scaled(_ a: Value, by factor: Value) -> Spread? {
    guard factor.isKnown, let sign = Arithmetic.order(factor, .int(0)), sign != 0 else { return nil }
    func product(_ value: Value) -> Value { Arithmetic.multiply(value, factor) }
    return sign > 0 ? Spread.of(a)?.rising(product) : Spread.of(a)?.falling(product)
  }

  package static func divide(_ a: Value, _ b: Value) -> Value {
    guard let unknown = strict(a, b) else { return Arithmetic.divide(a, b) }
    guard case .unknown(let dividend) = a, Arithmetic.isNumber(b) else { return unknown }
    guard let sign = Arithmetic.order(b, .int(0)), sign != 0 else { return Arithmetic.fault(.divisionByZero) }
    let low = dividend.least.map { Arithmetic.divide($0, b) }
    let high = dividend.most.map { Arithmetic.divide($0, b) }
    func quotient(_ value: Value) -> Value { Arithmetic.divide(value, b) }
    return sign > 0
      ? between(low, high, facts: dividend.facts, spread: dividend.spread?.rising(quotient))
      : between(high, low, facts: dividend.facts, spread: dividend.spread?.falling(quotient))
  }

  /// A whole number, or the whole bounds of an unknown, as decimals.
  package static func promote(_ a: Value) -> Value {
    switch a {
    case .int(let number): .decimal(Decimal(number))
    case .unknown(let unknown) where unknown.least != nil || unknown.most != nil:
      .unknown(
        Unknown(
          facts: unknown.facts, least: unknown.least.map(promote), most: unknown.most.map(promote),
          spread: unknown.spread?.rising(promote)))
    default: a
    }
  }

  package static func remainder(_ a: Value, _ b: Value) -> Value {
    strict(a, b) ?? Arithmetic.remainder(a, b)
  }

  /// Applies a function that never falls as its argument rises to both ends.
  package static func monotone(_ a: Value, _ body: (Value) -> Value) -> Value {
    guard case .unknown(let unknown) = a else {
      if case .fault = a { return a }
      return body(a)
    }
    return between(
      unknown.least.map(body), unknown.most.map(body), facts: unknown.facts, spread: unknown.spread?.rising(body))
  }

  /// The lesser of two figures.
  package static func min(_ a: Value, _ b: Value) -> Value { extreme(a, b, sign: -1) }

  /// The greater of two figures.
  package static func max(_ a: Value, _ b: Value) -> Value { extreme(a, b, sign: 1) }

  private static func extreme(_ a: Value, _ b: Value, sign: Int) -> Value {
    func choose(_ x: Value, _ y: Value) -> Value {
      guard let order = Arithmetic.order(x, y) else { return .fault(Arithmetic.noOverload) }
      return order * sign >= 0 ? x : y
    }
    guard let unknown = strict(a, b) else { return choose(a, b) }
    guard case .unknown = unknown else { return unknown }
    // Where the one is without bound on a side, the other still bounds the result on it: min(x, 5) is at most 5.
    let lows = (least(a), least(b))
    let highs = (most(a), most(b))
    return sign > 0
      ? between(
        either(lows, choose), both(highs.0, highs.1, choose), facts: facts(a, b), spread: spread(a, b) { $0.max($1) })
      : between(
        both(lows.0, lows.1, choose), either(highs, choose), facts: facts(a, b), spread: spread(a, b) { $0.min($1) })
  }

  /// A figure that is one of two, nobody knows which. A fault only if both are: an answer may still choose the other.
  package static func hull(_ a: Value, _ b: Value, facts extra: [FactID]) -> Value {
    switch (a, b) {
    case (.fault, .fault): return a
    case (.fault, _), (_, .fault): return .unknown(Unknown(facts: FactTable.union(extra, facts(a, b))))
    default: break
    }
    if a.isKnown, b.isKnown, Arithmetic.equal(a, b) { return a }
    func choose(_ sign: Int) -> (Value, Value) -> Value {
      { x, y in
        guard let order = Arithmetic.order(x, y) else { return .fault(Arithmetic.noOverload) }
        return order * sign >= 0 ? x : y
      }
    }
    let joined = FactTable.union(extra, facts(a, b))
    // Flags have an order too, but no figure lies between them.
    if case .bool = a { return .unknown(Unknown(facts: joined)) }
    let low = both(least(a), least(b), choose(-1))
    let high = both(most(a), most(b), choose(1))
    if let low, case .fault = low { return .unknown(Unknown(facts: joined)) }
    if let high, case .fault = high { return .unknown(Unknown(facts: joined)) }
    // Where the range that is tried decides which of the two it is, it is not both.
    return between(
      low, high, facts: joined, spread: extra.first == .probe ? nil : spread(a, b) { $0.hull($1) })
  }

  private static func both(_ a: Value?, _ b: Value?, _ body: (Value, Value) -> Value) -> Value? {
    guard let a, let b else { return nil }
    return body(a, b)
  }

  private static func either(_ pair: (Value?, Value?), _ body: (Value, Value) -> Value) -> Value? {
    guard let a = pair.0 else { return pair.1 }
    guard let b = pair.1 else { return a }
    return body(a, b)
  }

  /// Bounds only mean something where the other side is a number, a date or a period.
  private static func fit(_ a: Value, _ b: Value) -> Bool {
    func isFigure(_ value: Value) -> Bool {
      switch value {
      case .int, .decimal, .ratio, .date, .period, .unknown: true
      default: false
      }
    }
    return isFigure(a) && isFigure(b)
  }

  private static func lowEnd(_ a: Value) -> End { least(a).map(End.finite) ?? .minusInfinity }

  private static func highEnd(_ a: Value) -> End { most(a).map(End.finite) ?? .plusInfinity }

  private static func finite(_ end: End) -> Value? {
    if case .finite(let value) = end { return value }
    return nil
  }

  private static func sign(_ end: End) -> Int {
    switch end {
    case .minusInfinity: -1
    case .plusInfinity: 1
    case .finite(let value): Arithmetic.order(value, .int(0)) ?? 0
    }
  }

  /// Zero times infinity is zero: nothing of whatever there may be.
  private static func multiply(_ a: End, _ b: End) -> End {
    if case .finite(let x) = a, case .finite(let y) = b { return .finite(Arithmetic.multiply(x, y)) }
    let sign = sign(a) * sign(b)
    return sign == 0 ? .finite(.int(0)) : (sign > 0 ? .plusInfinity : .minusInfinity)
  }

  private static func isBelow(_ a: End, _ b: End) -> Bool {
    switch (a, b) {
    case (.minusInfinity, .minusInfinity), (.plusInfinity, _), (_, .minusInfinity): false
    case (.minusInfinity, _), (_, .plusInfinity): true
    case (.finite(let x), .finite(let y)): (Arithmetic.order(x, y) ?? 0) < 0
    }
  }

  // MARK: Comparison

  /// `a < b` (or `<=`): known if it holds for all values within the bounds, or for none.
  package static func less(_ a: Value, _ b: Value, orEqual: Bool) -> Value {
    guard let unknown = strict(a, b) else {
      guard let order = Arithmetic.order(a, b) else { return .fault(Arithmetic.noOverload) }
      return .bool(orEqual ? order <= 0 : order < 0)
    }
    guard case .unknown(let open) = unknown else { return unknown }
    if let high = most(a), let low = least(b), let order = Arithmetic.order(high, low), orEqual ? order <= 0 : order < 0
    {
      return .bool(true)
    }
    if let low = least(a), let high = most(b), let order = Arithmetic.order(low, high), orEqual ? order > 0 : order >= 0
    {
      return .bool(false)
    }
    // It neither holds for any value of the range that is tried, nor fails for any.
    if open.isProbed, let x = Spread.of(a), let y = Spread.of(b),
      x.leastMost.exceeds(y.greatestLeast, orEqual: !orEqual), y.leastMost.exceeds(x.greatestLeast, orEqual: orEqual)
    {
      return .unknown(open.withoutProbe)
    }
    return unknown
  }

  package static func equal(_ a: Value, _ b: Value) -> Value {
    guard let unknown = strict(a, b) else { return equalParts(a, b) }
    guard case .unknown(let open) = unknown else { return unknown }
    if let high = most(a), let low = least(b), let order = Arithmetic.order(high, low), order < 0 {
      return .bool(false)
    }
    if let low = least(a), let high = most(b), let order = Arithmetic.order(low, high), order > 0 {
      return .bool(false)
    }
    if open.isProbed, Spread.isOpenThroughout(a) || Spread.isOpenThroughout(b), let x = Spread.of(a),
      let y = Spread.of(b), x.leastMost.exceeds(y.greatestLeast, orEqual: true),
      y.leastMost.exceeds(x.greatestLeast, orEqual: true)
    {
      return .unknown(open.withoutProbe)
    }
    return unknown
  }

  /// Parts of a record may be unknown: then one part that differs decides, and else nothing does.
  private static func equalParts(_ a: Value, _ b: Value) -> Value {
    switch (a, b) {
    case (.list(let x), .list(let y)) where x.items.count == y.items.count:
      return zip(x.items, y.items).reduce(.bool(true)) { and($0, equal($1.0, $1.1)) }
    case (.record(let x), .record(let y)) where x.layout === y.layout:
      return zip(x.values, y.values).reduce(.bool(true)) { and($0, equal($1.0, $1.1)) }
    case (.map(let x), .map(let y)) where x.keys.count == y.keys.count:
      return zip(x.keys, x.values).reduce(.bool(true)) { result, entry in
        and(result, Arithmetic.lookUp(entry.0, in: y).map { equal(entry.1, $0) } ?? .bool(false))
      }
    default: return .bool(Arithmetic.equal(a, b))
    }
  }
}
