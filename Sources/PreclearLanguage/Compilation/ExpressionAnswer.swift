import PreclearEngine

/// What somebody asks of one expression, and the answer as JSON: `{"value": …}`, `{"unknown": […]}` or `{"error": "…"}`.
package enum ExpressionAnswer {
  /// The value of an expression under bindings, of whatever types they are. Throws what is wrong with the text or the bindings.
  package static func value(_ text: String, bindings node: DocumentNode?) throws(LoadFailure) -> ExpressionValue {
    let bindings = try node.map { node throws(LoadFailure) in try ExpressionBindings.read(node) } ?? []
    let evaluation = try ExpressionEvaluation(text, names: bindings.map { ($0.name, .dynamic) })
    return evaluation.value(Dictionary(bindings.map { ($0.name, $0.value) }) { $1 })
  }

  /// The answer to one line, an object with `expr` and perhaps `bindings`. A mistake is an answer too.
  package static func answer(toLine line: SourceFile) -> ExpressionValue {
    do throws(LoadFailure) {
      let node = try JSONReader.readLine(line)
      var diagnostics = Diagnostics()
      guard node.mapping(&diagnostics, "an object", allowed: ["expr", "bindings"]) != nil, !diagnostics.hasErrors,
        let expression = node["expr"]
      else {
        if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
        throw LoadFailure("a line needs 'expr', the expression", code: "missing-key")
      }
      guard let scalar = expression.scalar, case .string = scalar.kind else {
        throw LoadFailure("expected a text, found \(expression.kindName)", code: "unexpected-value")
      }
      return try value(scalar.text, bindings: node["bindings"])
    } catch {
      return .error(error.diagnostics.map(\.onOneLine).joined(separator: "; "))
    }
  }

  /// One line, with its line break.
  package static func json(_ value: ExpressionValue) -> [UInt8] {
    var json = JSONWriter(style: .compact)
    json.object { object in
      switch value {
      case .unknown(let facts, let least, let most):
        object.key("unknown")
        object.list { list in for fact in facts { list.string(fact) } }
        object.add("least", least)
        object.add("most", most)
      case .error(let message):
        object.key("error")
        object.string(message)
      case .null, .bool, .int, .decimal, .ratio, .date, .period, .string, .list, .map, .record:
        object.add("value", value)
      }
    }
    json.endLine()
    return json.bytes
  }
}

extension Diagnostic {
  /// Without the source line: `1:4: unknown name 'x' (did you mean 'y'?)`.
  fileprivate var onOneLine: String {
    let place = range.map { "\($0.start.line):\($0.start.column): " } ?? ""
    return place + message + (help.map { " (\($0))" } ?? "")
  }
}

extension JSONWriter {
  fileprivate mutating func add(_ key: String, _ value: ExpressionValue?) {
    guard let value else { return }
    self.key(key)
    write(value)
  }

  /// Decimals are strings, as in every report, so that no reader rounds them.
  private mutating func write(_ value: ExpressionValue) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .int(let number): integer(Int(number))
    case .decimal(let decimal): string(decimal.description)
    case .ratio(let ratio): string(ratio.description)
    case .date(let date): string(date.description)
    case .period(let period): string(period.description)
    case .string(let text): string(text)
    case .list(let items): list { list in for item in items { list.write(item) } }
    case .map(let entries): object { object in for entry in entries { object.add(entry.key.keyText, entry.value) } }
    case .record(let fields): object { object in for field in fields { object.add(field.name, field.value) } }
    case .unknown(_, let least, let most):
      object { object in
        object.key("$unknown")
        object.bool(true)
        object.add("least", least)
        object.add("most", most)
      }
    case .error(let message):
      object { object in
        object.key("error")
        object.string(message)
      }
    }
  }
}

extension ExpressionValue {
  /// As the key of a JSON object. Only these four can be keys of a map.
  fileprivate var keyText: String {
    switch self {
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .string(let text): text
    case .date(let date): date.description
    case .null, .decimal, .ratio, .period, .list, .map, .record, .unknown, .error: ""
    }
  }
}
