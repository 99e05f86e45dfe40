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
    for entry in entries {
      switch entry.key {
      case "$unknown":
        if case .scalar(let scalar) = entry.value.content, case .bool(true) = scalar.kind { continue }
        diagnostics.error("'$unknown' is true, or not written", code: "bindings", at: entry.value.range)
      case "least": least = bound(entry.value)
      case "most": most = bound(entry.value)
      default:
        diagnostics.error(
          "an unknown has 'least' and 'most', not '\(entry.key)'", code: "bindings", at: entry.keyRange,
          help: NearestName.hint(entry.key, among: ["least", "most"]))
      }
    }
    return .unknown([path], least: least, most: most)
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
