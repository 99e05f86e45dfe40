/// Writes one JSON text, keys in the order in which they are given, so that the same values are the same bytes.
///
/// What a caller leaves open it cannot forget to close: objects and lists are closures.
package struct JSONWriter {
  package enum Style: Sendable {
    /// Two spaces a level and one member a line, for people and for files under version control.
    case pretty
    /// One line, for JSON Lines.
    case compact
  }

  /// UTF-8.
  package private(set) var bytes: [UInt8] = []
  private let style: Style
  private var depth = 0
  /// Whether the object or list that is open has a member already.
  private var hasMember = false
  private var isAfterKey = false

  package init(style: Style) {
    self.style = style
  }

  package mutating func object(_ members: (inout JSONWriter) -> Void) {
    nest("{", "}", members)
  }

  package mutating func list(_ items: (inout JSONWriter) -> Void) {
    nest("[", "]", items)
  }

  /// A member of the object that is open; its value is what is written next.
  package mutating func key(_ name: String) {
    precondition(!isAfterKey, "a key stands before a value")
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    if style == .pretty { bytes.append(UInt8(ascii: " ")) }
    isAfterKey = true
  }

  package mutating func string(_ text: String) {
    beginValue()
    quote(text)
  }

  package mutating func integer(_ value: Int) {
    beginValue()
    append("\(value)")
  }

  /// The digits as they are; what must stay exact in every program is written as a string instead.
  package mutating func number(_ value: Decimal) {
    beginValue()
    append(value.description)
  }

  package mutating func bool(_ value: Bool) {
    beginValue()
    append(value ? "true" : "false")
  }

  package mutating func null() {
    beginValue()
    append("null")
  }

  /// Ends the text with a line break, as files and JSON Lines want it.
  package mutating func endLine() {
    precondition(depth == 0, "a line ends outside of every object")
    bytes.append(UInt8(ascii: "\n"))
    hasMember = false
  }

  private mutating func nest(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
    beginValue()
    bytes.append(UInt8(ascii: open))
    depth += 1
    hasMember = false
    body(&self)
    depth -= 1
    if hasMember { breakLine() }
    bytes.append(UInt8(ascii: close))
    hasMember = true
  }

  private mutating func beginValue() {
    if isAfterKey {
      isAfterKey = false
    } else {
      separate()
    }
  }

  private mutating func separate() {
    if hasMember { bytes.append(UInt8(ascii: ",")) }
    hasMember = true
    if depth > 0 { breakLine() }
  }

  private mutating func breakLine() {
    guard style == .pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case _ where Self.mustEscape(scalar): appendEscape(scalar)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// JSON itself demands the first 32. The rest are legal there, but a terminal obeys some of them, a script element
  /// ends its line at others, and the marks of text direction make a text look like another.
  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private mutating func appendEscape(_ scalar: Unicode.Scalar) {
    let digits = String(scalar.value, radix: 16)
    append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
  }
}
