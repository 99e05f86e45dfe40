import PreclearEngine

/// `measures`: running figures over the ledger.
extension SectionReader {
  private static let aggregates: [(key: String, aggregate: Aggregate)] = [
    ("count", .count), ("sum", .sum), ("min", .min), ("max", .max), ("first", .first), ("last", .last), ("list", .list),
  ]

  mutating func measures(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "measures") {
      if let measure = measure(entry) { declarations.measures.append(measure) }
    }
  }

  private mutating func measure(_ entry: DocumentEntry) -> MeasureDeclaration? {
    let node = entry.value
    let keys =
      [
        "on", "over", "where", "by", "by_each", "within", "of", "none", "window", "per", "daily", "distinct",
        "unbounded",
        "asks", "ask", "title",
      ] + Self.aggregates.map(\.key)
    guard node.mapping(&diagnostics, "the measure '\(entry.key)'", allowed: keys) != nil else { return nil }
    let chosen = Self.aggregates.filter { node[$0.key] != nil }
    guard chosen.count == 1, let first = chosen.first, let valueNode = node[first.key] else {
      diagnostics.error(
        "the measure '\(entry.key)' needs one of count, sum, min, max, first, last, list", code: "aggregate",
        at: entry.keyRange)
      return nil
    }
    if (node["on"] == nil) == (node["over"] == nil) {
      diagnostics.error(
        "the measure '\(entry.key)' needs 'on' (kinds or a view) or 'over' (a register)", code: "missing-key",
        at: entry.keyRange)
      return nil
    }
    var value = MeasureDeclaration.MeasuredValue.nothing
    if first.aggregate == .list, valueNode.entries != nil {
      value = .record(namedExpressions(valueNode, "the fields of a row"))
    } else if first.aggregate != .count {
      guard let expression = expression(valueNode) else { return nil }
      value = .expression(expression)
    }
    let window = window(node)
    let isDistinct = flag(node["distinct"])
    let isUnbounded = flag(node["unbounded"])
    if first.aggregate == .list, window == nil, !isDistinct, !isUnbounded {
      diagnostics.error(
        "the list '\(entry.key)' grows without end", code: "unbounded-list", at: entry.keyRange,
        help: "give it a 'window', 'distinct: true', or say 'unbounded: true'")
    }
    if first.aggregate != .list, let distinct = node["distinct"] {
      diagnostics.error(
        "'distinct' is for a list, and '\(entry.key)' is a \(first.key)", code: "aggregate", at: distinct.range,
        help: "leave it out, or make a list of what should be counted once")
    }
    return MeasureDeclaration(
      name: Name(entry.key, entry.keyRange), pack: pack, on: names(node["on"], "a kind or a view"),
      over: node["over"].flatMap { name($0, "a register") }, where: optionalExpression(node["where"]),
      by: expressions(node["by"]), byEach: optionalExpression(node["by_each"]), aggregate: first.aggregate,
      value: value,
      within: optionalExpression(node["within"]), of: optionalExpression(node["of"]),
      none: optionalExpression(node["none"]), window: window, isDaily: flag(node["daily"]), isDistinct: isDistinct,
      isUnbounded: isUnbounded, asks: fact(node, default: entry.key))
  }

  private mutating func window(_ node: DocumentNode) -> WindowText? {
    if let per = node["per"] {
      switch per.text(&diagnostics, "month, quarter or year") {
      case "month": return .tumbling(months: 1)
      case "quarter": return .tumbling(months: 3)
      case "year": return .tumbling(months: 12)
      default:
        diagnostics.error("expected month, quarter or year, found \(per.kindName)", code: "window", at: per.range)
        return nil
      }
    }
    guard let window = node["window"], let text = window.text(&diagnostics, "a window") else { return nil }
    if let period = Period(iso: text) { return .period(period) }
    let words = text.split(separator: " ")
    if words.count == 3, let count = Int(words[0]), count > 0, words[2] == "days" || words[2] == "day" {
      return .days(count, calendar: Name(String(words[1]), window.range))
    }
    diagnostics.error(
      "'\(text)' is no window", code: "window", at: window.range,
      help: "write '5 trading days' with a calendar's name, or a period such as P6M")
    return nil
  }
}
