import PreclearEngine

/// A type as it is written in YAML: `int`, `list(party)`, `agreement`, `decimal?`, `list({at: party, as: position})`.
package indirect enum TypeText: Sendable {
  case name(Name)
  case list(TypeText)
  case optional(TypeText)
  case record([(name: Name, type: TypeText)])

  /// Reads a type from a scalar, or a record's type from a mapping. Reports a mistake and returns nil.
  static func read(_ node: DocumentNode, into diagnostics: inout Diagnostics) -> TypeText? {
    if let entries = node.entries {
      var fields: [(name: Name, type: TypeText)] = []
      for entry in entries {
        guard let type = read(entry.value, into: &diagnostics) else { return nil }
        fields.append((Name(entry.key, entry.keyRange), type))
      }
      return .record(fields)
    }
    guard let scalar = node.scalar else {
      diagnostics.error("expected the name of a type, found \(node.kindName)", code: "type", at: node.range)
      return nil
    }
    // Nearly every type is a name.
    if !scalar.text.isEmpty, scalar.text.utf8.allSatisfy(isWordByte) { return .name(Name(scalar.text, node.range)) }
    var reader = Reader(rest: Array(scalar.text.unicodeScalars)[...], range: node.range)
    guard let type = reader.type(), reader.rest.isEmpty else {
      diagnostics.error(
        "'\(scalar.text)' is no type", code: "type", at: node.range,
        help:
          "write int, decimal, bool, string, date, time, period, party, an enum, list(…), or {field: type}; '?' permits null"
      )
      return nil
    }
    return type
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private struct Reader {
    var rest: ArraySlice<Unicode.Scalar>
    let range: SourceRange

    mutating func skipSpaces() {
      while rest.first == " " { rest.removeFirst() }
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      skipSpaces()
      guard rest.first == scalar else { return false }
      rest.removeFirst()
      return true
    }

    mutating func word() -> String? {
      skipSpaces()
      let letters = rest.prefix { $0 == "_" || $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
      rest = rest.dropFirst(letters.count)
      return letters.isEmpty ? nil : String(String.UnicodeScalarView(letters))
    }

    mutating func type() -> TypeText? {
      guard var type = plain() else { return nil }
      if take("?") { type = .optional(type) }
      skipSpaces()
      return type
    }

    private mutating func plain() -> TypeText? {
      if take("{") {
        var fields: [(name: Name, type: TypeText)] = []
        repeat {
          guard let name = word(), take(":"), let type = type() else { return nil }
          fields.append((Name(name, range), type))
        } while take(",")
        return take("}") ? .record(fields) : nil
      }
      guard let name = word() else { return nil }
      guard name == "list", take("(") else { return .name(Name(name, range)) }
      guard let item = type(), take(")") else { return nil }
      return .list(item)
    }
  }
}
