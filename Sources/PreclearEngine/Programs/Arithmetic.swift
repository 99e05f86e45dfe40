/// Exact arithmetic and comparison of known values. Nothing rounds, and nothing wraps.
package enum Arithmetic {
  package static let noOverload = Fault("these values do not go together")

  package static func fault(_ error: ArithmeticError) -> Value { .fault(Fault(error.message)) }

  /// A decimal if the quotient terminates, so that equal numbers look equal.
  package static func number(_ ratio: Ratio) -> Value {
    if let decimal = ratio.asDecimal { return .decimal(decimal) }
    return .ratio(ratio)
  }

  package static func decimal(_ value: Value) -> Decimal? {
    switch value {
    case .int(let number): Decimal(Int128(number))
    case .decimal(let decimal): decimal
    default: nil
    }
  }

  package static func ratio(_ value: Value) -> Ratio? {
    if case .ratio(let ratio) = value { return ratio }
    return decimal(value).map(Ratio.init)
  }

  package static func isNumber(_ value: Value) -> Bool {
    switch value {
    case .int, .decimal, .ratio: true
    default: false
    }
  }

  package static func add(_ a: Value, _ b: Value) -> Value {
    do {
      switch (a, b) {
      case (.int(let x), .int(let y)):
        let (sum, overflow) = x.addingReportingOverflow(y)
        return overflow ? fault(.overflow) : .int(sum)
      case (.date(let date), .period(let period)), (.period(let period), .date(let date)):
        return .date(try date.adding(period))
      default:
        if let x = decimal(a), let y = decimal(b) { return .decimal(try x + y) }
        if let x = ratio(a), let y = ratio(b) { return number(try x + y) }
        return .fault(noOverload)
      }
    } catch {
      return fault(error)
    }
  }

  package static func subtract(_ a: Value, _ b: Value) -> Value {
    do {
      switch (a, b) {
      case (.int(let x), .int(let y)):
        let (difference, overflow) = x.subtractingReportingOverflow(y)
        return overflow ? fault(.overflow) : .int(difference)
      case (.date(let date), .period(let period)):
        return .date(try date.subtracting(period))
      default:
        if let x = decimal(a), let y = decimal(b) { return .decimal(try x - y) }
        if let x = ratio(a), let y = ratio(b) { return number(try x - y) }
        return .fault(noOverload)
      }
    } catch {
      return fault(error)
    }
  }

  package static func multiply(_ a: Value, _ b: Value) -> Value {
    do {
      if case .int(let x) = a, case .int(let y) = b {
        let (product, overflow) = x.multipliedReportingOverflow(by: y)
        return overflow ? fault(.overflow) : .int(product)
      }
      if let x = decimal(a), let y = decimal(b) { return .decimal(try x * y) }
      if let x = ratio(a), let y = ratio(b) { return number(try x * y) }
      return .fault(noOverload)
    } catch {
      return fault(error)
    }
  }

  /// Whole numbers give a whole number, toward zero; anything else is exact.
  package static func divide(_ a: Value, _ b: Value) -> Value {
    do {
      if case .int(let x) = a, case .int(let y) = b {
        if y == 0 { return fault(.divisionByZero) }
        let (quotient, overflow) = x.dividedReportingOverflow(by: y)
        return overflow ? fault(.overflow) : .int(quotient)
      }
      guard let x = ratio(a), let y = ratio(b) else { return .fault(noOverload) }
      return number(try x / y)
    } catch {
      return fault(error)
    }
  }

  package static func remainder(_ a: Value, _ b: Value) -> Value {
    guard case .int(let x) = a, case .int(let y) = b else { return .fault(noOverload) }
    if y == 0 { return fault(.divisionByZero) }
    let (rest, overflow) = x.remainderReportingOverflow(dividingBy: y)
    return overflow ? fault(.overflow) : .int(rest)
  }

  package static func negate(_ a: Value) -> Value {
    do {
      switch a {
      case .int(let number):
        return number == .min ? fault(.overflow) : .int(-number)
      case .decimal(let decimal): return .decimal(try decimal.negated())
      case .ratio(let ratio): return .ratio(try ratio.negated())
      default: return .fault(noOverload)
      }
    } catch {
      return fault(error)
    }
  }

  /// Half up, to so many places.
  package static func round(_ a: Value, places: Int) -> Value {
    do {
      switch a {
      case .int where places >= 0: return a
      case .int(let number): return .decimal(try Decimal(number).rounded(places: places))
      case .decimal(let decimal): return .decimal(try decimal.rounded(places: places))
      case .ratio(let ratio): return .decimal(try ratio.rounded(places: places))
      default: return .fault(noOverload)
      }
    } catch {
      return fault(error)
    }
  }

  /// -1, 0 or 1 for two numbers, dates or flags; nil for what has no order (strings are ordered by their text: ``Operators``).
  package static func order(_ a: Value, _ b: Value) -> Int? {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x < y ? -1 : (x == y ? 0 : 1)
    case (.date(let x), .date(let y)): return x < y ? -1 : (x == y ? 0 : 1)
    case (.bool(let x), .bool(let y)): return x == y ? 0 : (y ? -1 : 1)
    default:
      if let x = decimal(a), let y = decimal(b) { return x < y ? -1 : (x == y ? 0 : 1) }
      if let x = ratio(a), let y = ratio(b) { return x < y ? -1 : (x == y ? 0 : 1) }
      return nil
    }
  }

  /// Equality of known values. Values of different types are not equal; numbers are equal by value.
  package static func equal(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.string(let x), .string(let y)): return x == y
    case (.bool(let x), .bool(let y)): return x == y
    case (.date(let x), .date(let y)): return x == y
    case (.period(let x), .period(let y)): return x == y
    case (.list(let x), .list(let y)):
      return x.items.count == y.items.count && zip(x.items, y.items).allSatisfy { equal($0, $1) }
    case (.map(let x), .map(let y)):
      guard x.keys.count == y.keys.count else { return false }
      return zip(x.keys, x.values).allSatisfy { key, value in
        guard let other = lookUp(key, in: y) else { return false }
        return equal(value, other)
      }
    case (.record(let x), .record(let y)):
      return x.layout === y.layout && zip(x.values, y.values).allSatisfy { equal($0, $1) }
    default:
      guard isNumber(a), isNumber(b) else { return false }
      return order(a, b) == 0
    }
  }

  package static func lookUp(_ key: Value, in map: MapValue) -> Value? {
    for (candidate, value) in zip(map.keys, map.values) where equal(candidate, key) { return value }
    return nil
  }
}

extension Arithmetic {
  /// A whole number that fits an index, also one written as a decimal (`2.0`).
  package static func wholeNumber(_ value: Value) -> Int? {
    switch value {
    case .int(let number): Int(number)
    case .decimal(let decimal) where decimal.scale == 0: Int(exactly: decimal.coefficient)
    default: nil
    }
  }
}
