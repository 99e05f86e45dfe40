/// Values as people read them.
package enum ValueText {
  /// Exact, without grouping: for facts and machines.
  package static func plain(_ value: Value, _ symbols: SymbolTable) -> String {
    switch value {
    case .null: "none"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): "\(number)"
    case .decimal(let decimal): decimal.description
    case .ratio(let ratio): ratio.description
    case .date(let date): date.description
    case .period(let period): period.description
    case .string(let symbol): symbols.text(symbol)
    case .list(let list): "[" + list.items.map { plain($0, symbols) }.joined(separator: ", ") + "]"
    case .map(let map):
      "{" + zip(map.keys, map.values).map { "\(plain($0, symbols)): \(plain($1, symbols))" }.joined(separator: ", ")
        + "}"
    case .record(let record):
      "{" + zip(record.layout.fields, record.values).map { "\($0): \(plain($1, symbols))" }.joined(separator: ", ")
        + "}"
    case .unknown: "unknown"
    case .fault(let fault): "error: \(fault.message)"
    }
  }

  /// In a sentence: digits in groups, `about` before what had to be rounded, bounds in words.
  package static func sentence(_ value: Value, _ format: ValueFormat, _ symbols: SymbolTable) -> String {
    switch value {
    case .unknown(let unknown): bounds(unknown, format, symbols)
    case .fault(let fault): "(\(fault.message))"
    case .int, .decimal, .ratio: number(value, format)
    case .list(let list):
      list.items.isEmpty ? "none" : list.items.map { sentence($0, format, symbols) }.joined(separator: ", ")
    case .date(.infinity): "a day not yet known"
    case .date(.negativeInfinity): "no day"
    case .null, .bool, .date, .period, .string, .map, .record: plain(value, symbols)
    }
  }

  private static func bounds(_ unknown: Unknown, _ format: ValueFormat, _ symbols: SymbolTable) -> String {
    switch (unknown.least, unknown.most) {
    case (.date(let first)?, nil): "\(first) or later"
    case (nil, .date(let last)?): "\(last) or earlier"
    case (nil, nil): "unknown"
    case (let least?, nil): "at least \(sentence(least, format, symbols))"
    case (nil, let most?): "at most \(sentence(most, format, symbols))"
    case (let least?, let most?): "between \(sentence(least, format, symbols)) and \(sentence(most, format, symbols))"
    }
  }

  private static func number(_ value: Value, _ format: ValueFormat) -> String {
    let scaled = format == .percent ? Arithmetic.multiply(value, .int(100)) : value
    let places = format == .plain ? 6 : 4
    let rounded = Arithmetic.round(scaled, places: places)
    guard let decimal = Arithmetic.decimal(rounded) else { return "unknown" }
    let isExact = Arithmetic.order(rounded, scaled) == 0
    var text = grouped(decimal.description)
    if format == .money { text = withCents(text) }
    return (isExact ? "" : "about ") + text + (format == .percent ? "%" : "")
  }

  private static func withCents(_ text: String) -> String {
    guard let point = text.firstIndex(of: ".") else { return text + ".00" }
    return text.distance(from: point, to: text.endIndex) == 2 ? text + "0" : text
  }

  /// `12345678.5` as `12,345,678.5`.
  private static func grouped(_ digits: String) -> String {
    let isNegative = digits.hasPrefix("-")
    let body = isNegative ? digits.dropFirst() : digits[...]
    let whole = body.prefix { $0 != "." }
    var result = ""
    for (position, digit) in whole.enumerated() {
      if position > 0, (whole.count - position) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (isNegative ? "-" : "") + result + body.dropFirst(whole.count)
  }
}
