import PreclearEngine
import PreclearLanguage

/// What the names of random expressions stand for, at random: known, null, unknown with and without bounds, faulty.
struct RandomBindings {
  var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func bindings() -> [String: ExpressionValue] {
    var result: [String: ExpressionValue] = [:]
    for (name, type) in RandomExpressions.names { result[name] = value(type, name) }
    return result
  }

  private mutating func value(_ type: Type, _ path: String) -> ExpressionValue {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: return .error("a fault of \(path)")
    case 1..<6:
      if case .record = type { break }
      return unknown(type, path)
    default: break
    }
    switch type {
    case .list(let item):
      // An item that may be open makes the list open; most lists are to be known.
      let count = Int.random(in: 0...3, using: &random)
      if random.once(in: 8) { return .list((0..<count).map { value(item, "\(path)[\($0)]") }) }
      return .list((0..<count).map { _ in known(item) })
    case .map(_, let item):
      return .map(
        random.pick([["a"], ["a", "b"], ["a", "b", "\u{E9}"]]).map { (.string($0), value(item, "\(path).\($0)")) })
    case .record(let record):
      return .record(record.fields.map { ($0.name, value($0.type, "\(path).\($0.name)")) })
    default: return known(type)
    }
  }

  /// Something that the unknown could turn out to be.
  mutating func known(_ type: Type) -> ExpressionValue {
    switch type {
    case .bool: return .bool(random.once(in: 2))
    case .int: return .int(random.pick([0, 1, 2, 3, 5, -1, -7, 12, 1000]))
    case .decimal:
      return .decimal(random.pick([Decimal(0), Decimal(5, scale: 1), Decimal(-225, scale: 2), Decimal(40)]))
    case .date: return .date(day(random.pick([11_000, 11_323, 11_381, 12_000])))
    case .string: return .string(random.pick(["", "a", "b", "ab", "\u{E9}", "e\u{301}", "7"]))
    case .optional(let inner): return random.once(in: 3) ? .null : known(inner)
    case .list(let item): return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in known(item) })
    case .map(_, let item): return .map(random.pick([["a"], ["a", "b"]]).map { (.string($0), known(item)) })
    default: return .null
    }
  }

  private func day(_ number: Int) -> CalendarDate { CalendarDate(dayNumber: number) ?? .infinity }

  private mutating func unknown(_ type: Type, _ path: String) -> ExpressionValue {
    var ends: (ExpressionValue, ExpressionValue)?
    let width = Int.random(in: 0...6, using: &random)
    switch type.withoutNull {
    case .int:
      let low = Int64.random(in: -5...5, using: &random)
      ends = (.int(low), .int(low + Int64(width)))
    case .decimal:
      let low = Int.random(in: -50...50, using: &random)
      ends = (.decimal(Decimal(low, scale: 1)), .decimal(Decimal(low + width * 7, scale: 1)))
    case .date:
      let low = Int.random(in: 11_000...11_400, using: &random)
      ends = (.date(day(low)), .date(day(low + width * 20)))
    default: break
    }
    guard let ends, !random.once(in: 3) else { return .unknown([path]) }
    return .unknown([path], least: random.once(in: 4) ? nil : ends.0, most: random.once(in: 4) ? nil : ends.1)
  }
}

/// Answers: what an unknown may turn out to be.
extension RandomBindings {
  /// The same value with every unknown in it answered, within its bounds.
  mutating func answered(_ value: ExpressionValue, _ type: Type) -> ExpressionValue {
    switch (value, type) {
    case (.unknown(_, let least, let most), _):
      // What has bounds is a figure; what has none may be null, where its type allows it.
      return answer(least, most) ?? known(type)
    case (.list(let items), .list(let item)): return .list(items.map { answered($0, item) })
    case (.map(let entries), .map(_, let item)): return .map(entries.map { ($0.key, answered($0.value, item)) })
    case (.record(let fields), .record(let record)):
      return .record(fields.map { ($0.name, answered($0.value, record.type(of: $0.name) ?? .dynamic)) })
    default: return value
    }
  }

  private mutating func answer(_ least: ExpressionValue?, _ most: ExpressionValue?) -> ExpressionValue? {
    switch (least, most) {
    case (.int(let low), .int(let high)): return .int(Int64.random(in: low...high, using: &random))
    case (.decimal(let low), .decimal(let high)):
      let (x, y) = (low.coefficient * (low.scale == 0 ? 10 : 1), high.coefficient * (high.scale == 0 ? 10 : 1))
      return .decimal(Decimal(Int128.random(in: x...y, using: &random), scale: 1))
    case (.date(let low), .date(let high)):
      return .date(day(Int.random(in: Int(low.dayNumber)...Int(high.dayNumber), using: &random)))
    case (.int(let low), nil): return .int(low + Int64.random(in: 0...9, using: &random))
    case (nil, .int(let high)): return .int(high - Int64.random(in: 0...9, using: &random))
    case (.date(let low), nil): return .date(day(Int(low.dayNumber) + random.pick([0, 1, 400])))
    case (nil, .date(let high)): return .date(day(Int(high.dayNumber) - random.pick([0, 1, 400])))
    case (.decimal(let bound), nil): return .decimal(bound)
    case (nil, .decimal(let bound)): return .decimal(bound)
    default: return nil
    }
  }
}
