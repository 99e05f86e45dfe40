import PreclearEngine
import PreclearLanguage

/// What an expression comes to, as the language's definition speaks of it: no tables, no numbers for names.
indirect enum ReferenceValue {
  case null
  case bool(Bool)
  case int(Int64)
  case decimal(Fraction)
  case date(ReferenceDate)
  case period(Period)
  case string(String)
  case list([ReferenceValue])
  case map([(key: ReferenceValue, value: ReferenceValue)])
  case record([(name: String, value: ReferenceValue)])
  /// The facts that would answer it, and its bounds; nil: infinite.
  case unknown(Set<String>, least: ReferenceValue?, most: ReferenceValue?)
  case error

  static func unknown(_ facts: Set<String>) -> ReferenceValue { .unknown(facts, least: nil, most: nil) }

  init(_ value: ExpressionValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .decimal(let decimal):
      let power = (0..<Int(decimal.scale)).reduce(Int128(1)) { power, _ in power * 10 }
      self = .decimal(Fraction(decimal.coefficient, over: power))
    case .ratio(let ratio): self = .decimal(Fraction(ratio.numerator, over: ratio.denominator))
    case .date(let date): self = .date(ReferenceDate(date))
    case .period(let period): self = .period(period)
    case .string(let text): self = .string(text)
    case .list(let items):
      let values = items.map(ReferenceValue.init)
      self = Self.strict(values) ?? .list(values)
    case .map(let entries): self = .map(entries.map { (ReferenceValue($0.key), ReferenceValue($0.value)) })
    case .record(let fields): self = .record(fields.map { ($0.name, ReferenceValue($0.value)) })
    case .unknown(let facts, let least, let most):
      self = Self.between(least.map(ReferenceValue.init), most.map(ReferenceValue.init), Set(facts))
    case .error: self = .error
    }
  }

  /// Any error is an error, else any unknown is unknown; nil if all are known.
  static func strict(_ values: [ReferenceValue]) -> ReferenceValue? {
    if values.contains(where: \.isError) { return .error }
    let open = values.filter { !$0.isKnown }
    return open.isEmpty ? nil : .unknown(open.reduce(into: []) { $0.formUnion($1.facts) })
  }

  /// An unknown between two ends; where they are equal it is known. An end that is a date beyond all dates is none.
  static func between(_ least: ReferenceValue?, _ most: ReferenceValue?, _ facts: Set<String>) -> ReferenceValue {
    if let least, let most, order(least, most) == 0 { return least }
    var (low, high) = (least, most)
    if case .date(.beforeAll) = least { low = nil }
    if case .date(.afterAll) = most { high = nil }
    return .unknown(facts, least: low, most: high)
  }

  var isError: Bool { if case .error = self { true } else { false } }

  var isKnown: Bool {
    switch self {
    case .unknown, .error: false
    case .null, .bool, .int, .decimal, .date, .period, .string, .list, .map, .record: true
    }
  }

  var isNull: Bool { if case .null = self { true } else { false } }

  var isFigure: Bool {
    switch self {
    case .int, .decimal, .date: true
    case .null, .bool, .period, .string, .list, .map, .record, .unknown, .error: false
    }
  }

  var facts: Set<String> { if case .unknown(let facts, _, _) = self { facts } else { [] } }

  /// The least that it may be; nil: no bound. A known value is its own bound.
  var least: ReferenceValue? { if case .unknown(_, let least, _) = self { least } else { self } }

  var most: ReferenceValue? { if case .unknown(_, _, let most) = self { most } else { self } }

  var hasBounds: Bool { least != nil || most != nil }

  var withoutBounds: ReferenceValue { if case .unknown(let facts, _, _) = self { .unknown(facts) } else { self } }

  var fraction: Fraction? {
    switch self {
    case .int(let number): Fraction(Int128(number))
    case .decimal(let fraction): fraction
    case .null, .bool, .date, .period, .string, .list, .map, .record, .unknown, .error: nil
    }
  }

  /// A whole number where the type says decimal is a decimal.
  var promoted: ReferenceValue {
    switch self {
    case .int(let number): .decimal(Fraction(Int128(number)))
    case .unknown(let facts, let least, let most): .unknown(facts, least: least?.promoted, most: most?.promoted)
    case .null, .bool, .decimal, .date, .period, .string, .list, .map, .record, .error: self
    }
  }

  /// -1, 0 or 1; nil for what has no order.
  static func order(_ a: ReferenceValue, _ b: ReferenceValue) -> Int? {
    func sign(_ isLess: Bool, _ isGreater: Bool) -> Int { isLess ? -1 : (isGreater ? 1 : 0) }
    switch (a, b) {
    case (.bool(let x), .bool(let y)): return sign(!x && y, x && !y)
    case (.date(let x), .date(let y)): return sign(x < y, y < x)
    case (.string(let x), .string(let y)):
      let (first, second) = (x.unicodeScalars.map(\.value), y.unicodeScalars.map(\.value))
      return sign(first.lexicographicallyPrecedes(second), second.lexicographicallyPrecedes(first))
    default:
      guard let x = a.fraction, let y = b.fraction else { return nil }
      return sign(x < y, y < x)
    }
  }
}

extension ReferenceValue {
  /// They say the same: numbers by value, maps without order, any error like any other.
  static func same(_ a: ReferenceValue?, _ b: ReferenceValue?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    switch (a, b) {
    case (.null, .null), (.error, .error): return true
    case (.period(let x), .period(let y)): return x == y
    case (.list(let x), .list(let y)): return x.count == y.count && zip(x, y).allSatisfy { same($0, $1) }
    case (.map(let x), .map(let y)):
      return x.count == y.count
        && x.allSatisfy { entry in
          y.contains { same(entry.key, $0.key) && same(entry.value, $0.value) }
        }
    case (.record(let x), .record(let y)):
      return x.count == y.count && zip(x, y).allSatisfy { $0.name == $1.name && same($0.value, $1.value) }
    case (.unknown(let x, let least, let most), .unknown(let y, let otherLeast, let otherMost)):
      return x == y && same(least, otherLeast) && same(most, otherMost)
    default: return order(a, b) == 0
    }
  }
}
