import PreclearEngine

/// Cuts a text into tokens, one at a time. It walks the bytes once and copies none of them.
///
/// Places are counted in code points: bytes, less the continuation bytes of UTF-8 that were passed.
struct Lexer {
  /// Longer expressions are refused: 64 KiB.
  static let longestText = 65_536

  let source: SourceText
  /// The text's bytes and a zero, so that looking one byte ahead needs no test for the end.
  private let bytes: [UInt8]
  private(set) var position: Int
  private var continuationBytes: Int

  init(_ source: SourceText) throws(LoadFailure) {
    self.source = source
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.text.utf8.count + 1)
    bytes.append(contentsOf: source.text.utf8)
    bytes.append(0)
    self.bytes = bytes
    self.position = 0
    self.continuationBytes = 0
    if bytes.count - 1 > Self.longestText {
      throw failure("this text is longer than 64 KiB", from: 0, to: 1)
    }
  }

  /// The place of the next byte in code points.
  var place: Int { position - continuationBytes }

  func failure(_ message: String, from: Int, to: Int, help: String? = nil) -> LoadFailure {
    LoadFailure([Diagnostic(message, code: "expression-syntax", at: source.range(from, to), help: help)])
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  func byte(at index: Int) -> UInt8 { bytes[index] }

  var isAtEnd: Bool { position == bytes.count - 1 }

  /// The next byte of a text that is not an expression.
  mutating func takeByte() -> UInt8 {
    let byte = bytes[position]
    position += 1
    if byte & 0xC0 == 0x80 { continuationBytes += 1 }
    return byte
  }

  /// The next token; at the end of the text again and again `.end`.
  mutating func next() throws(LoadFailure) -> Token {
    skipSpaceAndComments()
    let start = position
    let first = bytes[start]
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      return try word()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try number()
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      return try string(from: start, isRaw: false)
    case UInt8(ascii: "."):
      return bytes[start + 1].isDigit ? try number() : sign(.point, 1)
    case UInt8(ascii: "("): return sign(.leftParenthesis, 1)
    case UInt8(ascii: ")"): return sign(.rightParenthesis, 1)
    case UInt8(ascii: "["): return sign(.leftBracket, 1)
    case UInt8(ascii: "]"): return sign(.rightBracket, 1)
    case UInt8(ascii: "{"): return sign(.leftBrace, 1)
    case UInt8(ascii: "}"): return sign(.rightBrace, 1)
    case UInt8(ascii: ","): return sign(.comma, 1)
    case UInt8(ascii: ":"): return sign(.colon, 1)
    case UInt8(ascii: "?"): return sign(.question, 1)
    case UInt8(ascii: "+"): return sign(.plus, 1)
    case UInt8(ascii: "-"): return sign(.minus, 1)
    case UInt8(ascii: "*"): return sign(.star, 1)
    case UInt8(ascii: "/"): return sign(.slash, 1)
    case UInt8(ascii: "%"): return sign(.percent, 1)
    case UInt8(ascii: "|"): return bytes[start + 1] == first ? sign(.or, 2) : sign(.bar, 1)
    case UInt8(ascii: "&"):
      if bytes[start + 1] == first { return sign(.and, 2) }
      throw unexpected(1, help: "write '&&'")
    case UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="):
      return try comparison()
    case UInt8(ascii: "`"):
      return try quotedIdentifier()
    case 0 where start == bytes.count - 1:
      return sign(.end, 0)
    default:
      throw unexpectedCharacter()
    }
  }

  private mutating func skipSpaceAndComments() {
    while true {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C:
        position += 1
      case UInt8(ascii: "/") where bytes[position + 1] == UInt8(ascii: "/"):
        while !isAtEnd, bytes[position] != UInt8(ascii: "\n") { _ = takeByte() }
      default:
        return
      }
    }
  }

  private mutating func sign(_ kind: Token.Kind, _ length: Int) -> Token {
    let start = position
    position += length
    return Token(kind: kind, bytes: start..<position, start: start - continuationBytes, end: place)
  }

  private mutating func comparison() throws(LoadFailure) -> Token {
    let following = bytes[position + 1]
    let isDouble = following == UInt8(ascii: "=")
    switch bytes[position] {
    case UInt8(ascii: "!"):
      return isDouble ? sign(.notEqual, 2) : sign(.not, 1)
    case UInt8(ascii: "<"):
      if following == UInt8(ascii: ">") { throw unexpected(2, help: "write '!='") }
      return isDouble ? sign(.lessOrEqual, 2) : sign(.less, 1)
    case UInt8(ascii: ">"):
      return isDouble ? sign(.greaterOrEqual, 2) : sign(.greater, 1)
    default:
      if isDouble { return sign(.equal, 2) }
      if following == UInt8(ascii: ">") { throw unexpected(2, help: "did you mean '>='?") }
      if following == UInt8(ascii: "<") { throw unexpected(2, help: "did you mean '<='?") }
      throw unexpected(1, help: "did you mean '=='?")
    }
  }

  private mutating func word() throws(LoadFailure) -> Token {
    let start = position
    while bytes[position].isWordByte { position += 1 }
    let length = position - start
    if length <= 5 {
      if length <= 2, bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"") {
        switch text(start..<position) {
        case "r", "R":
          return try string(from: start, isRaw: true)
        case "b", "B", "br", "bR", "Br", "BR", "rb", "rB", "Rb", "RB":
          throw failure(
            "Preclear has no bytes", from: start - continuationBytes, to: place,
            help: "write a string, without '\(text(start..<position))'")
        default:
          break
        }
      }
      return token(keyword(start, length), from: start)
    }
    return token(.identifier, from: start)
  }

  private func keyword(_ start: Int, _ length: Int) -> Token.Kind {
    switch (length, bytes[start]) {
    case (2, UInt8(ascii: "i")) where text(start..<position) == "in": .in
    case (4, UInt8(ascii: "t")) where text(start..<position) == "true": .true
    case (4, UInt8(ascii: "n")) where text(start..<position) == "null": .null
    case (5, UInt8(ascii: "f")) where text(start..<position) == "false": .false
    default: .identifier
    }
  }

  private func token(_ kind: Token.Kind, from start: Int, startPlace: Int? = nil) -> Token {
    Token(kind: kind, bytes: start..<position, start: startPlace ?? start - continuationBytes, end: place)
  }

  private mutating func number() throws(LoadFailure) -> Token {
    let start = position
    var kind = Token.Kind.integer
    if bytes[start] == UInt8(ascii: "0"), bytes[start + 1] | 0x20 == UInt8(ascii: "x"), bytes[start + 2].isHexDigit {
      position += 2
      while bytes[position].isHexDigit { position += 1 }
    } else {
      while bytes[position].isDigit { position += 1 }
      if bytes[position] == UInt8(ascii: "."), bytes[position + 1].isDigit {
        kind = .decimal
        position += 1
        while bytes[position].isDigit { position += 1 }
      }
      if let exponent = exponentLength() {
        kind = .decimal
        position += exponent
        while bytes[position].isDigit { position += 1 }
      }
    }
    if bytes[position].isWordByte { throw wordAfterNumber(start, kind) }
    return token(kind, from: start)
  }

  /// The length of `e`, a sign and the first digit, if an exponent begins here.
  private func exponentLength() -> Int? {
    guard bytes[position] | 0x20 == UInt8(ascii: "e") else { return nil }
    if bytes[position + 1].isDigit { return 2 }
    let isSigned = bytes[position + 1] == UInt8(ascii: "+") || bytes[position + 1] == UInt8(ascii: "-")
    return isSigned && bytes[position + 2].isDigit ? 3 : nil
  }

  private mutating func wordAfterNumber(_ start: Int, _ kind: Token.Kind) -> LoadFailure {
    let digits = text(start..<position)
    let tail = position
    while bytes[position].isWordByte { position += 1 }
    let from = start - continuationBytes
    if kind == .integer, position == tail + 1, bytes[tail] | 0x20 == UInt8(ascii: "u") {
      return failure("Preclear has no unsigned numbers", from: from, to: place, help: "write '\(digits)'")
    }
    return failure("'\(text(start..<position))' is neither a number nor a name", from: from, to: place)
  }

  /// A string; `start` is that of its prefix, the position that of its first quote.
  private mutating func string(from start: Int, isRaw: Bool) throws(LoadFailure) -> Token {
    let startPlace = start - continuationBytes
    let quote = bytes[position]
    let isTriple = bytes[position + 1] == quote && bytes[position + 2] == quote
    position += isTriple ? 3 : 1
    while true {
      let byte = bytes[position]
      if byte == quote, !isTriple || (bytes[position + 1] == quote && bytes[position + 2] == quote) {
        position += isTriple ? 3 : 1
        return token(.string, from: start, startPlace: startPlace)
      }
      if !isTriple, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        let marks = String(repeating: quote == UInt8(ascii: "'") ? "'" : "\"", count: 3)
        throw failure(
          "this string is not closed on its line", from: startPlace, to: place,
          help: "a string of several lines stands between \(marks) and \(marks)")
      }
      if byte == UInt8(ascii: "\\"), !isRaw { position += 1 }
      if isAtEnd { throw failure("this string is never closed", from: startPlace, to: place) }
      _ = takeByte()
    }
  }

  private mutating func quotedIdentifier() throws(LoadFailure) -> Token {
    let start = position
    position += 1
    while bytes[position].isWordByte || [0x20, 0x2D, 0x2E, 0x2F].contains(bytes[position]) { position += 1 }
    guard bytes[position] == UInt8(ascii: "`"), position > start + 1 else {
      throw failure("this name in backticks is never closed", from: start - continuationBytes, to: place)
    }
    position += 1
    return token(.quotedIdentifier, from: start)
  }

  private func unexpected(_ length: Int, help: String?) -> LoadFailure {
    failure("unexpected '\(text(position..<position + length))'", from: place, to: place + length, help: help)
  }

  private func unexpectedCharacter() -> LoadFailure {
    guard let scalar = text(position..<bytes.count - 1).unicodeScalars.first else { return unexpected(0, help: nil) }
    let help: String? =
      switch scalar {
      case "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{AB}", "\u{BB}": "use straight quotes"
      case "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}": "write '-'"
      case "\u{2264}": "write '<='"
      case "\u{2265}": "write '>='"
      case "\u{2260}": "write '!='"
      case "\u{D7}": "write '*'"
      case "\u{F7}": "write '/'"
      case "\u{A0}", "\u{202F}", "\u{2009}", "\u{FEFF}", "\u{200B}": "write an ordinary space"
      case "#": "a comment begins with '//'"
      default: scalar.properties.isAlphabetic ? "a name is made of the letters a to z, digits and '_'" : nil
      }
    return failure("unexpected \(Self.shown(scalar))", from: place, to: place + 1, help: help)
  }
}

extension Lexer {
  /// A character in quotes, or its number where a reader would not see it.
  static func shown(_ scalar: Unicode.Scalar) -> String {
    let isVisible: Bool =
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
        .unassigned:
        false
      default:
        true
      }
    if isVisible { return "'\(scalar)'" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension UInt8 {
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  var isHexDigit: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }

  var isWordByte: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") }
}
