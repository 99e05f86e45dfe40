import PreclearEngine
import PreclearLanguage

/// An event that was read as JSON, on one line, every number with the digits that it was written with.
enum LedgerLine {
  static func render(_ event: DocumentNode) -> [UInt8] {
    Array(text(event).utf8)
  }

  private static func text(_ node: DocumentNode) -> String {
    switch node.content {
    case .list(let items): return "[" + items.map(text).joined(separator: ", ") + "]"
    case .mapping(let entries):
      return "{" + entries.map { "\(quoted($0.key)): \(text($0.value))" }.joined(separator: ", ") + "}"
    case .scalar(let scalar):
      switch scalar.kind {
      case .null, .bool, .integer, .decimal: return scalar.text
      case .string: return quoted(scalar.text)
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    var json = JSONWriter(style: .compact)
    json.string(text)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
