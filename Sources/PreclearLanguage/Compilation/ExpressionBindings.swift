import PreclearEngine

/// What the names of an expression stand for, as a JSON object gives it:
/// `{"price": 33.75, "buyer": {"$unknown": true}}`.
package enum ExpressionBindings {
  /// The bindings in the order of the text. An unknown is named by its path: `event.price`, `sales[0]`. A number
  /// without point or exponent is an `int`; a text in bounds that is a date is one.
  ///
  /// Throws every mistake that was found.
  package static func read(_ node: DocumentNode) throws(LoadFailure) -> [(name: String, value: ExpressionValue)] {
    var reader = BindingReader()
    var bindings: [(name: String, value: ExpressionValue)] = []
    if case .mapping(let entries) = node.content {
      bindings = entries.map { ($0.key, reader.value($0.value, path: $0.key)) }
    } else {
      reader.diagnostics.error("bindings are an object of names and values", code: "bindings", at: node.range)
    }
    if reader.diagnostics.hasErrors { throw LoadFailure(reader.diagnostics.all) }
    return bindings
  }
}

/// Reads values, and notes what is wrong with them.
private struct BindingReader {
  var diagnostics = Diagnostics()

  mutating func value(_ node: DocumentNode, path: String) -> ExpressionValue {
    switch node.content {
    case .scalar(let scalar): return self.scalar(scalar, node.range)
    case .list(let items):
      return .list(items.enumerated().map { value($1, path: "\(path)[\($0)]") })
    case .mapping(let entries):
      if entries.contains(where: { $0.key == "$unknown" }) { return unknown(entries, path) }
      return .map(entries.map { (.string($0.key), value($0.value, path: "\(path).\($0.key)")) })
    }
  }

  private mutating func scalar(_ scalar: DocumentScalar, _ range: SourceRange) -> ExpressionValue {
    switch scalar.kind {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .string: return .string(scalar.text)
    case .integer:
      if let number = Int64(scalar.text) { return .int(number) }
      diagnostics.error("'\(scalar.text)' does not fit 64 bits", code: "number", at: range)
    case .decimal:
      do {
        return .decimal(try Decimal(parsing: scalar.text, allowExponent: true))
      } catch {
        diagnostics.error("'\(scalar.text)' has more digits than a decimal holds", code: "number", at: range)
      }
    }
    return .null
  }

  private mutating func unknown(_ entries: [DocumentEntry], _ path: String) -> ExpressionValue {
    var least: ExpressionValue?
    var most: ExpressionValue?
    var last: SourceRange?
    for entry in entries {
      switch entry.key {
      case "$unknown":
        if case .scalar(let scalar) = entry.value.content, case .bool(true) = scalar.kind { continue }
        diagnostics.error("'$unknown' is true, or not written", code: "bindings", at: entry.value.range)
      case "least": (least, last) = (bound(entry.value), entry.value.range)
      case "most": (most, last) = (bound(entry.value), entry.value.range)
      default:
        diagnostics.error(
          "an unknown has 'least' and 'most', not '\(entry.key)'", code: "bindings", at: entry.keyRange,
          help: NearestName.hint(entry.key, among: ["least", "most"]))
      }
    }
    if let least, let most, let last { rejectEmptyRange(least, most, at: last) }
    return .unknown([path], least: least, most: most)
  }

  /// Where nothing lies between the bounds, whatever is asked of the figure would have an answer.
  private mutating func rejectEmptyRange(_ least: ExpressionValue, _ most: ExpressionValue, at range: SourceRange) {
    let isEmpty: Bool
    switch (least, most) {
    case (.date(let least), .date(let most)): isEmpty = least > most
    case (.int(let least), .int(let most)): isEmpty = least > most
    default:
      guard let least = least.figure, let most = most.figure else {
        return diagnostics.error(
          "one bound is a date, and the other a number", code: "bindings", at: range,
          help: "write both as numbers, or both as dates")
      }
      isEmpty = least > most
    }
    if isEmpty {
      diagnostics.error(
        "nothing lies between these bounds: 'least' is greater than 'most'", code: "bindings", at: range,
        help: "write the lesser as 'least'")
    }
  }

  /// A bound is a number or a date.
  private mutating func bound(_ node: DocumentNode) -> ExpressionValue? {
    switch value(node, path: "") {
    case .int(let number): return .int(number)
    case .decimal(let decimal): return .decimal(decimal)
    case .string(let text):
      if let date = CalendarDate(iso: text) { return .date(date) }
    default: break
    }
    diagnostics.error("a bound is a number or a date", code: "bindings", at: node.range)
    return nil
  }
}

extension ExpressionValue {
  /// A number; nil of anything else.
  fileprivate var figure: Decimal? {
    switch self {
    case .int(let number): Decimal(number)
    case .decimal(let decimal): decimal
    case .null, .bool, .ratio, .date, .period, .string, .list, .map, .record, .unknown, .error: nil
    }
  }
}
