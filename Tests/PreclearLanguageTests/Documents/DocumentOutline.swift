import PreclearEngine
import PreclearLanguage

/// A document on one line: `{a: 1, b: [text 'x']}`.
func outline(_ node: DocumentNode) -> String {
  switch node.content {
  case .mapping(let entries):
    return "{" + entries.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", ") + "}"
  case .list(let items):
    return "[" + items.map(outline).joined(separator: ", ") + "]"
  case .scalar(let scalar):
    switch scalar.kind {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer: return "integer \(scalar.text)"
    case .decimal: return "decimal \(scalar.text)"
    case .string: return "text '\(scalar.text)'"
    }
  }
}

/// Each mistake on a line: `2:3 code: message (help)`.
func mistakes(_ failure: LoadFailure) -> [String] {
  failure.diagnostics.map { diagnostic in
    let place = diagnostic.range.map { "\($0.start.line):\($0.start.column) " } ?? ""
    return "\(place)\(diagnostic.code): \(diagnostic.message)" + (diagnostic.help.map { " (\($0))" } ?? "")
  }
}

/// The outline of a YAML text, or its mistakes.
func readYAML(_ text: String, limits: DocumentLimits = .rules) -> [String] {
  readYAML(Array(text.utf8), limits: limits)
}

func readYAML(_ bytes: [UInt8], limits: DocumentLimits = .rules) -> [String] {
  do {
    return [outline(try YAMLReader.read(SourceFile(path: "test.yaml", bytes: bytes), limits: limits))]
  } catch {
    return mistakes(error)
  }
}

/// The outline of a JSON text, or its mistakes.
func readJSON(_ text: String) -> [String] {
  do {
    return [outline(try JSONReader.read(SourceFile(path: "test.json", text: text)))]
  } catch {
    return mistakes(error)
  }
}

/// The outlines of the lines of a text, or its mistakes.
func readJSONLines(_ text: String) -> [String] {
  do {
    return try JSONReader.readLines(SourceFile(path: "test.jsonl", text: text)).map(outline)
  } catch {
    return mistakes(error)
  }
}
