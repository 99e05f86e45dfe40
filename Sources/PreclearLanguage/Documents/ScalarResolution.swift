import PreclearEngine

/// What a plain (unquoted) YAML scalar stands for: the core schema of YAML 1.2, without its surprises.
///
/// A text that YAML 1.1 readers take for something else than YAML 1.2 ones (`no`, `012`, `12:30`) is refused,
/// because its author cannot know which of the two is meant here.
enum ScalarResolution {
  case value(DocumentScalar.Kind)
  /// A hexadecimal or octal integer, by its decimal digits.
  case rewritten(String)
  case refused(message: String, help: String)

  static func resolve(_ text: String) -> ScalarResolution {
    guard let first = text.utf8.first, !isNull(text) else { return .value(.null) }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return resolveNumber(text)
    default:
      let mayBeWord = text.utf8.count <= 5 && isInitial(first | 0x20)
      return mayBeWord ? resolveWord(text) : .value(.string)
    }
  }

  private static func isNull(_ text: String) -> Bool {
    guard text.utf8.count <= 4 else { return false }
    switch text {
    case "", "~", "null", "Null", "NULL": return true
    default: return false
    }
  }

  private static func isInitial(_ lowerCased: UInt8) -> Bool {
    switch lowerCased {
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "y"), UInt8(ascii: "o"): true
    default: false
    }
  }

  private static func resolveWord(_ text: String) -> ScalarResolution {
    switch text {
    case "true", "True", "TRUE": return .value(.bool(true))
    case "false", "False", "FALSE": return .value(.bool(false))
    default: break
    }
    switch text.lowercased() {
    case "yes", "no", "on", "off", "y", "n", "true", "false":
      return .refused(
        message: "'\(text)' is a truth value to some YAML readers and a text to others",
        help: "write true or false, or quote it: \"\(text)\"")
    case "null":
      return .refused(
        message: "'\(text)' is null to some YAML readers and a text to others",
        help: "write null, or quote it: \"\(text)\"")
    default:
      return .value(.string)
    }
  }

  private static func resolveNumber(_ text: String) -> ScalarResolution {
    switch NumberShape(text) {
    case .none:
      return .value(.string)
    case .integer:
      return .value(.integer)
    case .decimal:
      return .value(.decimal)
    case .prefixed(let digits, let radix):
      guard let value = UInt64(digits, radix: radix) else {
        return .refused(message: "'\(text)' is too large", help: "write it in decimal digits")
      }
      return .rewritten("\(value)")
    case .notFinite:
      return .refused(message: "'\(text)' is not a number that can be used here", help: "write a finite number")
    case .leadingZero:
      return .refused(
        message: "'\(text)' begins with a zero, which makes it octal to some YAML readers",
        help: "write it without the zero, or quote it if it is a text: \"\(text)\"")
    case .underscored:
      return .refused(
        message: "'\(text)' is a number to some YAML readers and a text to others",
        help: "write it without '_', or quote it if it is a text: \"\(text)\"")
    case .clock:
      return .refused(
        message: "'\(text)' is a number in base 60 to some YAML readers", help: "quote it: \"\(text)\"")
    case .foreign:
      return .refused(
        message: "'\(text)' is a number to some YAML readers and a text to others",
        help: "write it in decimal digits, or quote it if it is a text: \"\(text)\"")
    }
  }
}

/// The forms of number of YAML 1.1 and 1.2 that a text may have.
private enum NumberShape {
  case none
  case integer
  case decimal
  /// `0x1F` or `0o17`: its digits after the prefix.
  case prefixed(Substring, radix: Int)
  /// `.inf` and `.nan`.
  case notFinite
  /// `012`.
  case leadingZero
  /// `1_000`.
  case underscored
  /// `12:30`, `12:30:45`.
  case clock
  /// `0b101` and signed `-0x1F`: numbers in YAML 1.1 only.
  case foreign

  init(_ text: String) {
    let bytes = text.utf8.span
    let start = bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") ? 1 : 0
    if bytes.count > start, bytes[start] == UInt8(ascii: "."), Self.isNotFinite(text.dropFirst(start)) {
      self = .notFinite
      return
    }
    if let radix = Self.radix(bytes, from: start) {
      let isUsual = start == 0 && radix != 2
      self = isUsual ? .prefixed(text.dropFirst(2), radix: radix) : .foreign
      return
    }
    var cursor = start
    let whole = Self.digits(bytes, from: &cursor)
    if whole > 0, Self.isClock(bytes, from: cursor) {
      self = .clock
      return
    }
    var isDecimal = false
    var digits = whole
    if cursor < bytes.count, bytes[cursor] == UInt8(ascii: ".") {
      isDecimal = true
      cursor += 1
      digits += Self.digits(bytes, from: &cursor)
    }
    if digits > 0, cursor < bytes.count, bytes[cursor] | 0x20 == UInt8(ascii: "e") {
      isDecimal = true
      cursor += 1
      if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "+") || bytes[cursor] == UInt8(ascii: "-") { cursor += 1 }
      if Self.digits(bytes, from: &cursor) == 0 { digits = 0 }
    }
    if digits == 0 || cursor < bytes.count {
      self = .none
    } else if text.utf8.contains(UInt8(ascii: "_")) {
      self = .underscored
    } else if whole > 1, bytes[start] == UInt8(ascii: "0") {
      self = .leadingZero
    } else {
      self = isDecimal ? .decimal : .integer
    }
  }

  /// Moves over digits, and underscores after a digit; returns how many there were.
  private static func digits(_ bytes: borrowing Span<UInt8>, from cursor: inout Int) -> Int {
    let start = cursor
    while cursor < bytes.count {
      let byte = bytes[cursor]
      guard isDigit(byte, radix: 10) || (byte == UInt8(ascii: "_") && cursor > start) else { break }
      cursor += 1
    }
    return cursor - start
  }

  /// Groups of digits, each after a colon, up to the end; the last may have a fraction.
  private static func isClock(_ bytes: borrowing Span<UInt8>, from start: Int) -> Bool {
    var cursor = start
    var groups = 0
    while cursor < bytes.count, bytes[cursor] == UInt8(ascii: ":") {
      cursor += 1
      guard digits(bytes, from: &cursor) > 0 else { return false }
      groups += 1
    }
    if groups > 0, cursor < bytes.count, bytes[cursor] == UInt8(ascii: ".") {
      cursor += 1
      _ = digits(bytes, from: &cursor)
    }
    return groups > 0 && cursor == bytes.count
  }

  private static func isNotFinite(_ unsigned: Substring) -> Bool {
    switch unsigned {
    case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN": true
    default: false
    }
  }

  /// The radix of `0x1F`, `0o17` or `0b101`, with or without a sign before `start`; nil of any other text.
  private static func radix(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
    guard bytes.count > start + 2, bytes[start] == UInt8(ascii: "0") else { return nil }
    let radix: Int
    switch bytes[start + 1] {
    case UInt8(ascii: "x"): radix = 16
    case UInt8(ascii: "o"): radix = 8
    case UInt8(ascii: "b"): radix = 2
    default: return nil
    }
    for index in start + 2..<bytes.count where !isDigit(bytes[index], radix: radix) { return nil }
    return radix
  }

  private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < radix
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
    default: false
    }
  }
}
