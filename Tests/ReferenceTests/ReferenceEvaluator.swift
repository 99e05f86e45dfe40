import PreclearEngine
import PreclearLanguage

/// The language's definition, followed word by word over the checked tree: slow and obvious, and made of nothing that
/// the machine is made of. Events and state are not in it.
struct ReferenceEvaluator {
  /// What each name and each variable of a macro stands for.
  var locals: [Int: ReferenceValue]

  func evaluate(_ expression: TypedExpression) -> ReferenceValue {
    switch expression.kind {
    case .constant(let constant): return Self.value(constant)
    case .local(let slot): return locals[slot] ?? .error
    case .field(let target, let field): return Self.field(evaluate(target), field)
    case .hasField(let target, let field): return Self.has(evaluate(target), field)
    case .index(let target, let index): return Self.element(evaluate(target), evaluate(index))
    case .not(let operand): return Self.not(evaluate(operand))
    case .negate(let operand):
      let value = evaluate(operand)
      return Self.negate(Self.isDecimal(operand.type) ? value.promoted : value)
    case .binary(let op, let left, let right):
      return binary(op, left, right, isDecimal: Self.isDecimal(expression.type))
    case .conditional(let condition, let yes, let no):
      switch evaluate(condition) {
      case .bool(let holds): return evaluate(holds ? yes : no)
      case .unknown(let facts, _, _): return .unknown(facts)
      default: return .error
      }
    case .list(let items):
      let values = items.map(evaluate)
      return ReferenceValue.strict(values) ?? .list(values)
    case .map(let entries): return map(entries.map { (evaluate($0.key), evaluate($0.value)) })
    case .comprehension(let kind, let range, let variable, let filter, let body):
      return comprehension(kind, evaluate(range), variable, filter, body)
    case .call(let function, let arguments):
      return ReferenceFunctions.call(function, arguments.map(evaluate), arguments.map(\.type))
    case .eventID, .eventKind, .eventDate, .eventField, .eventHas, .viewField, .named, .measure, .register, .cluster,
      .crossing, .crossingOf, .crossingList, .party, .parameter, .reading, .record, .calendar, .before, .asOf, .onDay,
      .boundedByState:
      preconditionFailure("an expression by itself names no event and no state")
    }
  }

  static func isDecimal(_ type: Type) -> Bool { if case .decimal = type.withoutNull { true } else { false } }

  private static func value(_ constant: TypedExpression.Constant) -> ReferenceValue {
    switch constant {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .decimal(let decimal): ReferenceValue(.decimal(decimal))
    case .string(let text): .string(text)
    case .date(let date): .date(ReferenceDate(date))
    case .period(let period): .period(period)
    }
  }
}

/// Logic: the deciding value if either side has it; else unknown if either is; else error if either is; else the plain
/// answer.
extension ReferenceEvaluator {
  static func and(_ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue { junction(a, b, decides: false) }

  static func or(_ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue { junction(a, b, decides: true) }

  private static func junction(_ a: ReferenceValue, _ b: ReferenceValue, decides: Bool) -> ReferenceValue {
    for side in [a, b] { if case .bool(decides) = side { return .bool(decides) } }
    let facts = a.facts.union(b.facts)
    for side in [a, b] { if case .unknown = side { return .unknown(facts) } }
    for side in [a, b] where side.isError { return .error }
    return .bool(!decides)
  }

  static func not(_ a: ReferenceValue) -> ReferenceValue { if case .bool(let flag) = a { .bool(!flag) } else { a } }
}

/// Operators: strict, unless bounds decide.
extension ReferenceEvaluator {
  private func binary(
    _ op: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression, isDecimal: Bool
  ) -> ReferenceValue {
    let (a, b) = (evaluate(left), evaluate(right))
    let (x, y) = isDecimal ? (a.promoted, b.promoted) : (a, b)
    switch op {
    case .and: return Self.and(a, b)
    case .or: return Self.or(a, b)
    case .equal: return Self.equal(a, b)
    case .notEqual: return Self.not(Self.equal(a, b))
    case .less: return Self.less(a, b)
    case .greater: return Self.less(b, a)
    case .lessOrEqual: return Self.not(Self.less(b, a))
    case .greaterOrEqual: return Self.not(Self.less(a, b))
    case .in: return Self.isIn(a, b)
    case .add, .subtract: return Self.sum(op, x, y)
    case .multiply: return Self.product(x, y)
    case .divide: return Self.quotient(x, y)
    case .remainder: return ReferenceValue.strict([a, b]) ?? Self.plain(.remainder, a, b)
    }
  }

  /// The operator on known values.
  static func plain(_ op: BinaryOperator, _ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue {
    do throws(Overflow) {
      switch (a, b) {
      case (.int(let x), .int(let y)): return whole(op, x, y).map(ReferenceValue.int) ?? .error
      case (.string(let x), .string(let y)): return op == .add ? .string(x + y) : .error
      case (.list(let x), .list(let y)): return op == .add ? .list(x + y) : .error
      case (.date(let date), .period(let period)), (.period(let period), .date(let date)):
        let sign = op == .add ? 1 : -1
        return .date(
          try date.adding(
            years: sign * Int(period.years), months: sign * Int(period.months), days: sign * Int(period.days)))
      default:
        guard let x = a.fraction, let y = b.fraction else { return .error }
        switch op {
        case .add: return .decimal(try x + y)
        case .subtract: return .decimal(try x - y)
        case .multiply: return .decimal(try x * y)
        case .divide: return y.numerator == 0 ? .error : .decimal(try x / y)
        default: return .error
        }
      }
    } catch {
      return .error
    }
  }

  /// 64 bits, or nothing.
  private static func whole(_ op: BinaryOperator, _ x: Int64, _ y: Int64) -> Int64? {
    let (a, b) = (Int128(x), Int128(y))
    switch op {
    case .add: return Int64(exactly: a + b)
    case .subtract: return Int64(exactly: a - b)
    case .multiply: return Int64(exactly: a * b)
    case .divide: return b == 0 ? nil : Int64(exactly: a / b)
    case .remainder: return b == 0 || (x == .min && y == -1) ? nil : Int64(exactly: a % b)
    default: return nil
    }
  }

  /// An unknown between ends that were reckoned. Nothing is known of its bounds if one of them could not be.
  static func between(_ least: ReferenceValue?, _ most: ReferenceValue?, _ facts: Set<String>) -> ReferenceValue {
    for end in [least, most] { if case .error = end { return .unknown(facts) } }
    return ReferenceValue.between(least, most, facts)
  }

  /// Both ends, or nil where one is infinite.
  private static func ends(
    _ a: ReferenceValue?, _ b: ReferenceValue?, _ body: (ReferenceValue, ReferenceValue) -> ReferenceValue
  ) -> ReferenceValue? {
    guard let a, let b else { return nil }
    return body(a, b)
  }

  private static func sum(_ op: BinaryOperator, _ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue {
    guard let open = ReferenceValue.strict([a, b]) else { return plain(op, a, b) }
    guard !open.isError, a.hasBounds, b.hasBounds else { return open }
    // What is taken away counts with its other end. A period has one length.
    let (low, high) = op == .add ? (b.least, b.most) : (b.most, b.least)
    return between(
      ends(a.least, low) { plain(op, $0, $1) }, ends(a.most, high) { plain(op, $0, $1) }, open.facts)
  }

  static func negate(_ a: ReferenceValue) -> ReferenceValue {
    switch a {
    case .int(let number): return number == .min ? .error : .int(-number)
    case .decimal(let fraction): return .decimal(-fraction)
    case .unknown(let facts, let least, let most): return between(most.map(negate), least.map(negate), facts)
    default: return .error
    }
  }

  private static func product(_ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue {
    guard let open = ReferenceValue.strict([a, b]) else { return plain(.multiply, a, b) }
    guard !open.isError, a.hasBounds, b.hasBounds else { return open }
    var low: Extended?
    var high: Extended?
    for x in [Extended(low: a.least), Extended(high: a.most)] {
      for y in [Extended(low: b.least), Extended(high: b.most)] {
        guard let product = Extended.product(x, y) else { return open }
        low = low.map { product.isBelow($0) ? product : $0 } ?? product
        high = high.map { $0.isBelow(product) ? product : $0 } ?? product
      }
    }
    return between(low?.value, high?.value, open.facts)
  }

  private static func quotient(_ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue {
    guard let open = ReferenceValue.strict([a, b]) else { return plain(.divide, a, b) }
    guard !open.isError, let divisor = b.fraction else { return open }
    if divisor.numerator == 0 { return .error }
    let low = a.least.map { plain(.divide, $0, b) }
    let high = a.most.map { plain(.divide, $0, b) }
    return divisor.numerator > 0 ? between(low, high, open.facts) : between(high, low, open.facts)
  }

  /// True for all values within the bounds, or for none.
  static func less(_ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue {
    guard let open = ReferenceValue.strict([a, b]) else {
      return ReferenceValue.order(a, b).map { .bool($0 < 0) } ?? .error
    }
    if open.isError { return .error }
    if let most = a.most, let least = b.least, ReferenceValue.order(most, least) == -1 { return .bool(true) }
    if let least = a.least, let most = b.most, let order = ReferenceValue.order(least, most), order >= 0 {
      return .bool(false)
    }
    return open
  }

  /// Decided if the bounds do not meet; of what has parts, by its parts.
  static func equal(_ a: ReferenceValue, _ b: ReferenceValue) -> ReferenceValue {
    if let open = ReferenceValue.strict([a, b]) {
      if open.isError { return .error }
      for (x, y) in [(a, b), (b, a)] {
        if let most = x.most, let least = y.least, ReferenceValue.order(most, least) == -1 { return .bool(false) }
      }
      return open
    }
    switch (a, b) {
    case (.null, .null): return .bool(true)
    case (.period(let x), .period(let y)): return .bool(x == y)
    case (.list(let x), .list(let y)):
      if x.count != y.count { return .bool(false) }
      return zip(x, y).reduce(.bool(true)) { and($0, equal($1.0, $1.1)) }
    case (.map(let x), .map(let y)):
      if x.count != y.count { return .bool(false) }
      return x.reduce(.bool(true)) { result, entry in
        and(result, lookUp(entry.key, y).map { equal(entry.value, $0) } ?? .bool(false))
      }
    case (.record(let x), .record(let y)):
      return zip(x, y).reduce(.bool(true)) { and($0, equal($1.0.value, $1.1.value)) }
    default: return .bool(ReferenceValue.order(a, b) == 0)
    }
  }

  private static func isIn(_ item: ReferenceValue, _ container: ReferenceValue) -> ReferenceValue {
    if let open = ReferenceValue.strict([item, container]) { return open }
    switch container {
    case .list(let items): return items.reduce(.bool(false)) { or($0, equal(item, $1)) }
    case .map(let entries): return .bool(lookUp(item, entries) != nil)
    default: return .error
    }
  }
}

/// Parts: index, field, `has`, the literal of a map.
extension ReferenceEvaluator {
  private static func lookUp(
    _ key: ReferenceValue, _ entries: [(key: ReferenceValue, value: ReferenceValue)]
  ) -> ReferenceValue? {
    for entry in entries { if case .bool(true) = equal(entry.key, key) { return entry.value } }
    return nil
  }

  private static func element(_ target: ReferenceValue, _ index: ReferenceValue) -> ReferenceValue {
    if let open = ReferenceValue.strict([target, index]) { return open }
    switch target {
    case .list(let items):
      guard let place = index.fraction, place.denominator == 1, place.numerator >= 0, place.numerator < items.count
      else { return .error }
      return items[Int(place.numerator)]
    case .map(let entries): return index.isNull ? .null : lookUp(index, entries) ?? .error
    default: return .error
    }
  }

  private static func field(_ target: ReferenceValue, _ name: String) -> ReferenceValue {
    if let open = ReferenceValue.strict([target]) { return open }
    switch target {
    case .record(let fields): return fields.first { $0.name == name }?.value ?? .error
    case .map(let entries): return lookUp(.string(name), entries) ?? .error
    default: return .error
    }
  }

  /// An entry of which nothing at all is known may not be there.
  private static func has(_ target: ReferenceValue, _ name: String) -> ReferenceValue {
    if let open = ReferenceValue.strict([target]) { return open }
    switch target {
    case .record(let fields): return .bool(fields.contains { $0.name == name })
    case .map(let entries):
      guard let value = lookUp(.string(name), entries) else { return .bool(false) }
      if case .unknown = value, !value.hasBounds { return value }
      return .bool(true)
    default: return .error
    }
  }

  private func map(_ entries: [(key: ReferenceValue, value: ReferenceValue)]) -> ReferenceValue {
    if let open = ReferenceValue.strict(entries.flatMap { [$0.key, $0.value] }) { return open }
    for (position, entry) in entries.enumerated() {
      switch entry.key {
      case .bool, .int, .string, .date: break
      default: return .error
      }
      if Self.lookUp(entry.key, Array(entries[..<position])) != nil { return .error }
    }
    return .map(entries)
  }
}

/// Macros: `all` and `exists` fold with `&&` and `||`; the others are strict over what they visit.
extension ReferenceEvaluator {
  private func comprehension(
    _ kind: Comprehension, _ range: ReferenceValue, _ variable: Int, _ filter: TypedExpression?,
    _ body: TypedExpression
  ) -> ReferenceValue {
    if let open = ReferenceValue.strict([range]) { return open }
    let items: [ReferenceValue]
    switch range {
    case .list(let list): items = list
    case .map(let entries): items = entries.map(\.key)
    default: return .error
    }
    func evaluate(_ expression: TypedExpression, _ item: ReferenceValue) -> ReferenceValue {
      var inner = self
      inner.locals[variable] = item
      return inner.evaluate(expression)
    }
    switch kind {
    case .all: return items.reduce(.bool(true)) { Self.and($0, evaluate(body, $1)) }
    case .exists: return items.reduce(.bool(false)) { Self.or($0, evaluate(body, $1)) }
    case .existsOne, .filter:
      let answers = items.map { evaluate(body, $0) }
      if let open = ReferenceValue.strict(answers) { return open }
      let chosen = zip(items, answers).filter { if case .bool(true) = $0.1 { true } else { false } }.map(\.0)
      return kind == .filter ? .list(chosen) : .bool(chosen.count == 1)
    case .map:
      let choices = items.map { item in filter.map { evaluate($0, item) } ?? .bool(true) }
      let chosen = zip(items, choices).filter { if case .bool(true) = $0.1 { true } else { false } }.map(\.0)
      let results = chosen.map { evaluate(body, $0) }
      return ReferenceValue.strict(choices + results) ?? .list(results)
    }
  }
}
