/// The functions of the language that are no operator (`language.md`, section 1).
extension Machine {
  func call(_ function: Builtin, _ arguments: [Value]) -> Value {
    if probe != nil, let answer = answer(function, ofProbed: arguments[0]) { return answer }
    switch function {
    case .given:
      return arguments[0].fault.map(Value.fault) ?? .bool(arguments[0].isKnown && !arguments[0].isNull)
    case .known: return arguments[0].fault.map(Value.fault) ?? .bool(arguments[0].isKnown)
    case .least: return end(arguments[0], Unknowns.least, .negativeInfinity)
    case .most: return end(arguments[0], Unknowns.most, .infinity)
    case .coalesce: return coalesce(arguments[0], arguments[1])
    case .either: return either(arguments[0], arguments[1], arguments[2])
    case .unknown: return strict(arguments) ?? .unknown(Unknown(facts: [fact(named: arguments[0])]))
    case .atLeast:
      return bounds(
        Unknowns.least(arguments[0]), nil, of: [arguments[0]], arguments[1], Unknowns.spread(atLeast: arguments[0]))
    case .between:
      return bounds(
        Unknowns.least(arguments[0]), Unknowns.most(arguments[1]), of: Array(arguments.prefix(2)), arguments[2],
        Unknowns.spread(between: arguments[0], arguments[1]))
    case .min where arguments.count == 2: return Unknowns.min(arguments[0], arguments[1])
    case .max where arguments.count == 2: return Unknowns.max(arguments[0], arguments[1])
    case .round:
      guard let places = Arithmetic.wholeNumber(arguments[1]) else {
        return strict(arguments) ?? .fault(Arithmetic.noOverload)
      }
      return Unknowns.monotone(arguments[0]) { Arithmetic.round($0, places: places) }
    case .tiered: return tiered(arguments[0], arguments[1])
    case .date, .period, .quarter, .sum, .min, .max, .average, .lowest, .size, .bool, .int, .decimal, .string:
      if let open = strict(arguments) { return open }
      return plainCall(function, arguments)
    case .contains, .startsWith, .endsWith, .matches, .lowerAscii, .upperAscii, .trim, .reverse, .charAt, .substring,
      .indexOf, .lastIndexOf, .replace, .split, .join:
      if let open = strict(arguments) { return open }
      return textCall(function, arguments)
    }
  }

  /// Functions that need all of their arguments.
  private func plainCall(_ function: Builtin, _ arguments: [Value]) -> Value {
    switch (function, arguments[0]) {
    case (.date, .string(let symbol)):
      return CalendarDate(iso: symbols.text(symbol)).map(Value.date)
        ?? .fault(Fault("'\(symbols.text(symbol))' is no date"))
    case (.period, .string(let symbol)):
      return Period(iso: symbols.text(symbol)).map(Value.period)
        ?? .fault(Fault("'\(symbols.text(symbol))' is no period"))
    case (.quarter, .date(let date)):
      guard date.isFinite else { return Arithmetic.fault(.outOfRange) }
      return .int(Int64((date.month - 1) / 3 + 1))
    case (.size, .string(let symbol)): return .int(Int64(symbols.text(symbol).unicodeScalars.count))
    case (.size, .map(let map)): return .int(Int64(map.keys.count))
    case (.bool, _), (.int, _), (.decimal, _), (.string, _): return convert(function, arguments[0])
    case (_, .list(let list)):
      if let open = openConditions(list) { return open }
      return fold(function, list.items, arguments)
    default: return .fault(Arithmetic.noOverload)
    }
  }

  private func convert(_ function: Builtin, _ value: Value) -> Value {
    switch (function, value) {
    case (.bool, .bool), (.int, .int), (.decimal, .decimal), (.decimal, .ratio), (.string, .string): return value
    case (.bool, .string(let symbol)):
      return Self.flag(symbols.text(symbol)).map(Value.bool)
        ?? .fault(Fault("'\(symbols.text(symbol))' is neither true nor false"))
    case (.int, .decimal), (.int, .ratio):
      guard let ratio = Arithmetic.ratio(value), let whole = Int64(exactly: ratio.numerator / ratio.denominator) else {
        return Arithmetic.fault(.overflow)
      }
      return .int(whole)
    case (.int, .string(let symbol)):
      return Int64(symbols.text(symbol)).map(Value.int) ?? .fault(Fault("'\(symbols.text(symbol))' is no whole number"))
    case (.decimal, .int(let number)): return .decimal(Decimal(Int128(number)))
    case (.decimal, .string(let symbol)):
      do {
        return .decimal(try Decimal(parsing: symbols.text(symbol), allowExponent: true))
      } catch {
        return .fault(Fault("'\(symbols.text(symbol))' is no decimal number"))
      }
    case (.string, .int), (.string, .decimal), (.string, .ratio), (.string, .bool), (.string, .date),
      (.string, .period):
      return .string(symbols.intern(ValueText.plain(value, symbols)))
    default: return .fault(Arithmetic.noOverload)
    }
  }

  /// The spellings that CEL takes for a truth value.
  private static func flag(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE", "t", "1": true
    case "false", "False", "FALSE", "f", "0": false
    default: nil
    }
  }

  /// Lists of figures. `null` items are skipped.
  private func fold(_ function: Builtin, _ items: [Value], _ arguments: [Value]) -> Value {
    let figures = items.filter { !$0.isNull }
    switch function {
    case .size: return .int(Int64(items.count))
    case .sum:
      // One decimal makes all of it a sum of decimals, wherever it stands.
      let isWhole = figures.allSatisfy { if case .int = $0 { true } else { false } }
      return figures.reduce(isWhole ? .int(0) : .decimal(.zero), Arithmetic.add)
    case .min: return figures.dropFirst().reduce(figures.first ?? .null, Unknowns.min)
    case .max: return figures.dropFirst().reduce(figures.first ?? .null, Unknowns.max)
    case .average: return average(figures)
    case .lowest:
      guard let count = Arithmetic.wholeNumber(arguments[1]), count >= 0 else { return .fault(Arithmetic.noOverload) }
      for item in figures where Arithmetic.order(item, figures[0]) == nil { return .fault(Arithmetic.noOverload) }
      let sorted = figures.sorted { (Arithmetic.order($0, $1) ?? 0) < 0 }
      return .list(Array(sorted.prefix(count)))
    default: return .fault(Arithmetic.noOverload)
    }
  }

  private func average(_ figures: [Value]) -> Value {
    guard !figures.isEmpty else { return .null }
    let total = figures.reduce(.decimal(.zero), Arithmetic.add)
    guard let sum = Arithmetic.ratio(total) else {
      return total.fault.map(Value.fault) ?? .fault(Arithmetic.noOverload)
    }
    do {
      return Arithmetic.number(try sum / Ratio(Decimal(Int128(figures.count))))
    } catch {
      return Arithmetic.fault(error)
    }
  }

  /// A bound of a figure; a date that is open on that side is infinite, a number has no such value.
  private func end(_ value: Value, _ bound: (Value) -> Value?, _ infinite: CalendarDate) -> Value {
    guard case .unknown(let unknown) = value else { return value }
    if let bound = bound(value) { return bound }
    if case .date = unknown.least ?? unknown.most { return .date(infinite) }
    return .unknown(unknown.withoutBounds)
  }

  private func coalesce(_ value: Value, _ other: Value) -> Value {
    switch value {
    case .null: other
    case .unknown where isProbedFigure(value): value
    // The unknown may turn out to be none, and then the other stands for it.
    case .unknown(let unknown):
      unknown.least == nil && unknown.most == nil
        ? value : (other.fault == nil ? hullOrOther(value, other) : .unknown(unknown.withoutBounds))
    default: value
    }
  }

  /// Either of the two, nobody knows which: but for a figure that one value of the range that is tried may settle.
  private func hullOrOther(_ value: Value, _ other: Value) -> Value {
    Unknowns.hull(value, other, facts: Spread.isOpenThroughout(value) ? [] : [.probe])
  }

  private func either(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    switch condition {
    case .bool(let flag): flag ? a : b
    case .unknown(let unknown): Unknowns.hull(a, b, facts: unknown.facts)
    case .fault: condition
    default: .fault(Arithmetic.noOverload)
    }
  }

  private func fact(named name: Value) -> FactID {
    guard case .string(let symbol) = name else { return facts.intern("fact") }
    return facts.intern(symbols.text(symbol))
  }

  private func bounds(
    _ least: Value?, _ most: Value?, of sources: [Value], _ name: Value, _ spread: @autoclosure () -> Spread?
  ) -> Value {
    for source in sources { if case .fault = source { return source } }
    if let open = strict([name]) { return open }
    if let least, let most, let order = Arithmetic.order(least, most), order > 0 {
      let ends = [least, most].map { ValueText.plain($0, symbols) }
      return .fault(Fault("nothing lies between \(ends[0]) and \(ends[1])"))
    }
    let inner = sources.reduce(into: [FactID]()) { $0 = FactTable.union($0, $1.unknown?.facts ?? []) }
    return Unknowns.between(least, most, facts: FactTable.union([fact(named: name)], inner), spread: spread())
  }

  /// Marginal brackets `{upto, rate}`: each rate on what lies within its bracket; the last without `upto`. What lies beyond a last one
  /// that has it has no rate, which is not a rate of nothing.
  private func tiered(_ amount: Value, _ brackets: Value) -> Value {
    guard case .list(let list) = brackets else { return strict([amount, brackets]) ?? .fault(Arithmetic.noOverload) }
    if case .fault = amount { return amount }
    var steps: [(upto: Value?, rate: Value)] = []
    for item in list.items {
      guard case .map(let bracket) = item,
        let rate = Arithmetic.lookUp(.string(symbols.intern("rate")), in: bracket)
      else { return .fault(Fault("a bracket needs a 'rate'")) }
      steps.append((Arithmetic.lookUp(.string(symbols.intern("upto")), in: bracket), rate))
    }
    // A negative rate makes the result fall as the amount rises: the ends say nothing then.
    if case .unknown(let unknown) = amount, steps.contains(where: { Arithmetic.order($0.rate, .int(0)) == -1 }) {
      return .unknown(unknown.withoutBounds)
    }
    let last = steps.isEmpty ? Value.int(0) : steps[steps.count - 1].upto
    return Unknowns.monotone(amount) { figure in
      if let last, let order = Arithmetic.order(figure, last), order > 0 {
        let texts = [figure, last].map { ValueText.plain($0, symbols) }
        return .fault(Fault("\(texts[0]) lies beyond the last bracket, which ends at \(texts[1])"))
      }
      var total = Value.decimal(.zero)
      var from = Value.decimal(.zero)
      for (upto, rate) in steps {
        let end = upto.map { Unknowns.min(figure, $0) } ?? figure
        let within = Unknowns.max(.int(0), Arithmetic.subtract(end, from))
        total = Arithmetic.add(total, Arithmetic.multiply(within, rate))
        if let upto { from = upto }
      }
      return total
    }
  }
}
