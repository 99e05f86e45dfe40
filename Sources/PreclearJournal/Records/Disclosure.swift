import PreclearEngine
import PreclearLanguage

/// A value under a salted hash. The chain holds the hash; whoever is shown the disclosure, and nobody else, can tell what it stands for.
///
/// Without the salt a hash of "10000 shares" would be guessed by trying.
package struct Disclosure: Sendable {
  /// 128 bits, in hexadecimal.
  let salt: String
  package let name: String
  package let value: CanonicalJSON
  /// The line in the content store, without its line break.
  let bytes: [UInt8]
  /// What the chain says in its place.
  let hash: Hash256

  init(_ name: String, _ value: CanonicalJSON, salts: inout some RandomNumberGenerator) {
    let words = [salts.next(), salts.next()] as [UInt64]
    let salt = Hash256.hexadecimal(
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
    self.init(salt: salt, name: name, value: value)
  }

  private init(salt: String, name: String, value: CanonicalJSON) {
    self.salt = salt
    self.name = name
    self.value = value
    bytes = CanonicalJSON.list([.string(salt), .string(name), value]).bytes
    hash = Hash256(of: bytes)
  }

  /// Reads a line of the content store; nil where it is none.
  init?(line: [UInt8]) {
    do throws(CanonicalJSONFault) {
      guard let items = try CanonicalJSONReader.read(line).items, items.count == 3, let salt = items[0].text,
        let name = items[1].text
      else { return nil }
      self.init(salt: salt, name: name, value: items[2])
    } catch {
      return nil
    }
  }
}

/// Nodes of documents as values of canonical JSON, without a loss: a number keeps its digits as they were written.
///
/// Texts, lists, true, false and null stand for themselves. A number is `{"integer": "10000"}` or `{"decimal": "3.95"}`; a record is
/// `{"record": {…}}`.
extension CanonicalJSON {
  package init(_ node: DocumentNode) {
    switch node.content {
    case .list(let items): self = .list(items.map { CanonicalJSON($0) })
    case .mapping(let entries):
      var members: [String: CanonicalJSON] = [:]
      for entry in entries { members[entry.key] = CanonicalJSON(entry.value) }
      self = .object(["record": .object(members)])
    case .scalar(let scalar):
      switch scalar.kind {
      case .null: self = .null
      case .bool(let value): self = .bool(value)
      case .integer: self = .object(["integer": .string(scalar.text)])
      case .decimal: self = .object(["decimal": .string(scalar.text)])
      case .string: self = .string(scalar.text)
      }
    }
  }

  /// The node again, at one place; nil for what is no value of a document.
  func node(at range: SourceRange) -> DocumentNode? {
    func scalar(_ text: String, _ kind: DocumentScalar.Kind) -> DocumentNode {
      DocumentNode(.scalar(DocumentScalar(text: text, kind: kind, place: .none)), range: range)
    }
    switch self {
    case .null: return scalar("null", .null)
    case .bool(let value): return scalar("\(value)", .bool(value))
    case .integer, .numeral: return nil
    case .string(let text): return scalar(text, .string)
    case .list(let items):
      let nodes = items.compactMap { $0.node(at: range) }
      return nodes.count == items.count ? DocumentNode(.list(nodes), range: range) : nil
    case .object(let members):
      guard let only = members.first, members.count == 1 else { return nil }
      switch (only.key, only.value) {
      case ("integer", .string(let text)): return scalar(text, .integer)
      case ("decimal", .string(let text)): return scalar(text, .decimal)
      case ("record", .object(let fields)): return Self.record(fields, at: range)
      default: return nil
      }
    }
  }

  private static func record(_ fields: [String: CanonicalJSON], at range: SourceRange) -> DocumentNode? {
    var entries: [DocumentEntry] = []
    for (key, value) in fields.sorted(by: { isBefore($0.key, $1.key) }) {
      guard let node = value.node(at: range) else { return nil }
      entries.append(DocumentEntry(key: key, keyRange: range, value: node))
    }
    return DocumentNode(.mapping(entries), range: range)
  }

  /// As a person writes it: `10000`, `ecn`, `[a, b]`, `{at: agent, as: officer}`.
  package var plainText: String {
    switch self {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .numeral(let text), .string(let text): return text
    case .list(let items): return "[" + items.map(\.plainText).joined(separator: ", ") + "]"
    case .object(let members):
      if members.count == 1, let only = members.first, ["integer", "decimal", "record"].contains(only.key) {
        return only.value.plainText
      }
      let sorted = members.sorted { Self.isBefore($0.key, $1.key) }
      return "{" + sorted.map { "\($0.key): \($0.value.plainText)" }.joined(separator: ", ") + "}"
    }
  }
}
