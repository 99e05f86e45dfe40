import PreclearEngine
import PreclearLanguage

/// The functions of the language, one by one as their lines in its definition have them.
enum ReferenceFunctions {
  static func call(_ function: Builtin, _ values: [ReferenceValue], _ types: [Type]) -> ReferenceValue {
    let x = values[0]
    switch function {
    case .given: return x.isError ? .error : .bool(x.isKnown && !x.isNull)
    case .known: return x.isError ? .error : .bool(x.isKnown)
    case .least: return end(x, x.least, x.most, .beforeAll)
    case .most: return end(x, x.most, x.least, .afterAll)
    case .coalesce: return coalesce(x, values[1])
    case .either: return either(x, values[1], values[2])
    case .unknown: return ReferenceValue.strict(values) ?? .unknown([text(x)])
    case .atLeast: return bounds(x.least, nil, [x], values[1])
    case .between: return bounds(x.least, values[1].most, [x, values[1]], values[2])
    case .round: return round(x, values[1])
    case .tiered: return tiered(x, values[1])
    case .min where values.count == 2: return extreme(x, values[1], -1)
    case .max where values.count == 2: return extreme(x, values[1], 1)
    case .date, .period, .quarter, .sum, .min, .max, .average, .lowest, .size, .contains, .startsWith, .endsWith, .bool,
      .int, .decimal, .string:
      return ReferenceValue.strict(values) ?? plain(function, values, types)
    case .matches, .lowerAscii, .upperAscii, .trim, .reverse, .charAt, .substring, .indexOf, .lastIndexOf, .replace,
      .split, .join:
      return ReferenceValue.strict(values) ?? ReferenceTexts.call(function, values)
    }
  }

  private static func text(_ value: ReferenceValue) -> String { if case .string(let text) = value { text } else { "" } }
}

/// Unknowns and their bounds.
extension ReferenceFunctions {
  /// A date that is open on this side lies after, or before, every date; a number has no such value.
  private static func end(
    _ x: ReferenceValue, _ bound: ReferenceValue?, _ other: ReferenceValue?, _ infinite: ReferenceDate
  ) -> ReferenceValue {
    if let bound { return bound }
    if case .date = other { return .date(infinite) }
    return x.withoutBounds
  }

  private static func bounds(
    _ least: ReferenceValue?, _ most: ReferenceValue?, _ sources: [ReferenceValue], _ name: ReferenceValue
  ) -> ReferenceValue {
    if (sources + [name]).contains(where: \.isError) { return .error }
    if let open = ReferenceValue.strict([name]) { return open }
    if let least, let most, ReferenceValue.order(least, most) == 1 { return .error }
    return ReferenceValue.between(least, most, sources.reduce(into: [text(name)]) { $0.formUnion($1.facts) })
  }

  /// A figure that may be null lies between itself and what stands for null.
  private static func coalesce(_ x: ReferenceValue, _ y: ReferenceValue) -> ReferenceValue {
    if x.isNull { return y }
    guard !x.isKnown, !x.isError, x.hasBounds else { return x }
    return y.isError ? x.withoutBounds : hull(x, y, x.facts.union(y.facts))
  }

  private static func either(
    _ condition: ReferenceValue, _ a: ReferenceValue, _ b: ReferenceValue
  ) -> ReferenceValue {
    switch condition {
    case .bool(let holds): return holds ? a : b
    case .unknown(let facts, _, _): return hull(a, b, facts.union(a.facts).union(b.facts))
    default: return .error
    }
  }

  private static func hull(_ a: ReferenceValue, _ b: ReferenceValue, _ facts: Set<String>) -> ReferenceValue {
    if a.isError || b.isError { return a.isError && b.isError ? .error : .unknown(facts) }
    if case .bool(true) = ReferenceEvaluator.equal(a, b) { return a }
    guard let low = lesser(a.least, b.least, -1), let high = lesser(a.most, b.most, 1) else {
      return .unknown(
        facts, least: lesser(a.least, b.least, -1), most: lesser(a.most, b.most, 1))
    }
    return ReferenceValue.between(low, high, facts)
  }

  /// The lesser of two figures (or greater, by the sign); nil if one is none.
  private static func lesser(_ a: ReferenceValue?, _ b: ReferenceValue?, _ sign: Int) -> ReferenceValue? {
    guard let a, let b, a.isFigure, b.isFigure, let order = ReferenceValue.order(a, b) else { return nil }
    return order * sign >= 0 ? a : b
  }

  private static func extreme(_ a: ReferenceValue, _ b: ReferenceValue, _ sign: Int) -> ReferenceValue {
    guard let open = ReferenceValue.strict([a, b]) else { return lesser(a, b, sign) ?? .error }
    if open.isError { return .error }
    func far(_ x: ReferenceValue?, _ y: ReferenceValue?) -> ReferenceValue? { lesser(x, y, sign) }
    // On the side to which the function pulls, infinity gives way to the other's bound.
    func near(_ x: ReferenceValue?, _ y: ReferenceValue?) -> ReferenceValue? {
      x == nil || y == nil ? x ?? y : far(x, y)
    }
    return sign < 0
      ? ReferenceValue.between(far(a.least, b.least), near(a.most, b.most), open.facts)
      : ReferenceValue.between(near(a.least, b.least), far(a.most, b.most), open.facts)
  }

  /// A function that never falls, at both ends.
  private static func rising(
    _ x: ReferenceValue, _ body: (ReferenceValue) -> ReferenceValue
  ) -> ReferenceValue {
    guard case .unknown(let facts, let least, let most) = x else { return x.isError ? .error : body(x) }
    return ReferenceEvaluator.between(least.map(body), most.map(body), facts)
  }
}

/// Figures.
extension ReferenceFunctions {
  private static func round(_ x: ReferenceValue, _ places: ReferenceValue) -> ReferenceValue {
    if let open = ReferenceValue.strict([places]) { return ReferenceValue.strict([x, places]) ?? open }
    guard case .int(let count) = places else { return .error }
    return rising(x) { figure in
      guard let fraction = figure.fraction else { return .error }
      do throws(Overflow) {
        return .decimal(try fraction.rounded(places: count))
      } catch {
        return .error
      }
    }
  }

  private static func tiered(_ x: ReferenceValue, _ brackets: ReferenceValue) -> ReferenceValue {
    if let open = ReferenceValue.strict([brackets]) { return ReferenceValue.strict([x, brackets]) ?? open }
    if x.isError { return .error }
    guard case .list(let items) = brackets else { return .error }
    var steps: [(upto: ReferenceValue?, rate: ReferenceValue)] = []
    for item in items {
      guard case .map(let entries) = item else { return .error }
      func entry(_ name: String) -> ReferenceValue? { entries.first { text($0.key) == name }?.value }
      guard let rate = entry("rate") else { return .error }
      steps.append((entry("upto"), rate))
    }
    let falls = steps.contains { ReferenceValue.order($0.rate, .int(0)) == -1 }
    if falls, !x.isKnown { return x.withoutBounds }
    let last = steps.isEmpty ? ReferenceValue.int(0) : steps[steps.count - 1].upto
    return rising(x) { figure in
      if let last, ReferenceValue.order(figure, last) == 1 { return .error }
      var total = ReferenceValue.decimal(Fraction(0))
      var from = ReferenceValue.int(0)
      for step in steps {
        let top = step.upto.flatMap { lesser(figure, $0, -1) } ?? figure
        let within = ReferenceEvaluator.plain(.subtract, top.promoted, from.promoted)
        let taxed = lesser(.int(0), within, 1) ?? .error
        let part = ReferenceEvaluator.plain(.multiply, taxed.promoted, step.rate)
        total = ReferenceEvaluator.plain(.add, total, part)
        from = step.upto ?? from
      }
      return total
    }
  }

  private static func fold(_ function: Builtin, _ items: [ReferenceValue], _ values: [ReferenceValue], _ type: Type)
    -> ReferenceValue
  {
    let figures = items.filter { !$0.isNull }
    switch function {
    case .size: return .int(Int64(items.count))
    case .sum: return total(figures, isDecimal: figures.contains { if case .decimal = $0 { true } else { false } })
    case .average:
      if figures.isEmpty { return .null }
      return ReferenceEvaluator.plain(.divide, total(figures, isDecimal: true), .int(Int64(figures.count)))
    case .min: return figures.dropFirst().reduce(figures.first ?? .null) { lesser($0, $1, -1) ?? .error }
    case .max: return figures.dropFirst().reduce(figures.first ?? .null) { lesser($0, $1, 1) ?? .error }
    case .lowest:
      guard case .int(let count) = values[1], count >= 0 else { return .error }
      var rest = figures
      var result: [ReferenceValue] = []
      while result.count < count, !rest.isEmpty {
        let least = rest.indices.reduce(0) { ReferenceValue.order(rest[$1], rest[$0]) == -1 ? $1 : $0 }
        result.append(rest.remove(at: least))
      }
      return .list(result)
    default: return .error
    }
  }

  private static func total(_ figures: [ReferenceValue], isDecimal: Bool) -> ReferenceValue {
    figures.reduce(isDecimal ? .decimal(Fraction(0)) : .int(0)) {
      ReferenceEvaluator.plain(.add, $0, isDecimal ? $1.promoted : $1)
    }
  }
}

/// Dates, texts, conversions.
extension ReferenceFunctions {
  private static func plain(
    _ function: Builtin, _ values: [ReferenceValue], _ types: [Type]
  ) -> ReferenceValue {
    switch (function, values[0]) {
    case (.date, .string(let text)): return date(text).map(ReferenceValue.date) ?? .error
    case (.period, .string(let text)): return Period(iso: text).map(ReferenceValue.period) ?? .error
    case (.quarter, .date(.day(_, let month, _))): return .int([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][month - 1])
    case (.size, .string(let text)): return .int(Int64(text.unicodeScalars.count))
    case (.size, .map(let entries)): return .int(Int64(entries.count))
    case (.contains, .string(let whole)), (.startsWith, .string(let whole)), (.endsWith, .string(let whole)):
      return search(function, whole.unicodeScalars.map(\.value), text(values[1]).unicodeScalars.map(\.value))
    case (.bool, _), (.int, _), (.decimal, _), (.string, _): return convert(function, values[0])
    case (_, .list(let items)): return fold(function, items, values, types[0])
    default: return .error
    }
  }

  private static func date(_ text: String) -> ReferenceDate? {
    if text == "infinity" { return .afterAll }
    if text == "-infinity" { return .beforeAll }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.joined().allSatisfy({ ("0"..."9").contains($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0, (1...12).contains(month),
      (1...ReferenceDate.length(ofMonth: month, year)).contains(day)
    else { return nil }
    return .day(year: year, month: month, day: day)
  }

  private static func search(_ function: Builtin, _ whole: [UInt32], _ part: [UInt32]) -> ReferenceValue {
    guard part.count <= whole.count else { return .bool(false) }
    let places = (0...(whole.count - part.count)).filter { Array(whole[$0..<($0 + part.count)]) == part }
    switch function {
    case .startsWith: return .bool(places.contains(0))
    case .endsWith: return .bool(places.contains(whole.count - part.count))
    default: return .bool(!places.isEmpty)
    }
  }

  private static func convert(_ function: Builtin, _ value: ReferenceValue) -> ReferenceValue {
    switch (function, value) {
    case (.bool, .bool), (.int, .int), (.string, .string): return value
    case (.bool, .string(let text)):
      if ["1", "t", "true", "True", "TRUE"].contains(text) { return .bool(true) }
      return ["0", "f", "false", "False", "FALSE"].contains(text) ? .bool(false) : .error
    case (.int, .decimal(let fraction)): return Int64(exactly: fraction.truncated).map(ReferenceValue.int) ?? .error
    case (.int, .string(let text)): return Int64(text).map(ReferenceValue.int) ?? .error
    case (.decimal, .int), (.decimal, .decimal): return value.promoted
    case (.decimal, .string(let text)):
      do {
        return ReferenceValue(.decimal(try Decimal(parsing: text, allowExponent: true)))
      } catch {
        return .error
      }
    case (.string, .int(let number)): return .string("\(number)")
    case (.string, .bool(let flag)): return .string(flag ? "true" : "false")
    case (.string, .date(let date)): return .string(date.text)
    case (.string, .decimal(let fraction)): return .string(digits(fraction))
    default: return .error
    }
  }

  /// As few digits as say it exactly; a fraction where none do.
  private static func digits(_ fraction: Fraction) -> String {
    guard fraction.isDecimal else { return "\(fraction.numerator)/\(fraction.denominator)" }
    let isNegative = fraction.numerator < 0
    var rest = isNegative ? -fraction.numerator : fraction.numerator
    var text = "\(rest / fraction.denominator)"
    rest %= fraction.denominator
    if rest != 0 { text += "." }
    while rest != 0 {
      rest *= 10
      text += "\(rest / fraction.denominator)"
      rest %= fraction.denominator
    }
    return (isNegative ? "-" : "") + text
  }
}
