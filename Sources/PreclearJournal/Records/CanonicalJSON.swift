/// JSON in the one form that RFC 8785 gives each value: no white space, keys sorted, the shortest escapes.
///
/// Of numbers there are whole ones alone: everything that must keep its digits is a text. A later format may have others, and is read
/// as far as to know that it is one.
package indirect enum CanonicalJSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with a fraction or an exponent, as it is written.
  case numeral(String)
  case string(String)
  case list([CanonicalJSON])
  /// Each key once, in any order.
  case object([String: CanonicalJSON])

  /// The greatest whole number that every reader of JSON holds exactly (RFC 7493), and its opposite.
  static let integers = -9_007_199_254_740_991...9_007_199_254_740_991

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value):
      precondition(Self.integers.contains(value), "a number that every reader holds")
      bytes += "\(value)".utf8
    case .numeral(let text): bytes += text.utf8
    case .string(let text): Self.write(text, to: &bytes)
    case .list(let items):
      bytes.append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        item.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (position, member) in members.sorted(by: { Self.isBefore($0.key, $1.key) }).enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// The order of keys: by their UTF-16 code units, not by code points.
  static func isBefore(_ a: String, _ b: String) -> Bool { a.utf16.lexicographicallyPrecedes(b.utf16) }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if let escape = escape(of: byte) { bytes += escape.utf8 } else { bytes.append(byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// How a byte of a text is written that cannot stand as it is.
  static func escape(of byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case 0x08: "\\b"
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0C: "\\f"
    case 0x0D: "\\r"
    case 0..<0x10: "\\u000" + String(byte, radix: 16)
    case 0x10..<0x20: "\\u00" + String(byte, radix: 16)
    default: nil
    }
  }
}

/// What a reader asks of a value.
extension CanonicalJSON {
  package var text: String? { if case .string(let text) = self { text } else { nil } }
  package var number: Int? { if case .integer(let number) = self { number } else { nil } }
  package var items: [CanonicalJSON]? { if case .list(let items) = self { items } else { nil } }
  package var members: [String: CanonicalJSON]? { if case .object(let members) = self { members } else { nil } }
}
