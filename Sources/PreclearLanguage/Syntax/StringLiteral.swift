import PreclearEngine

extension Lexer {
  /// The value of a string token: without prefix and quotes, its escapes replaced.
  func value(ofString token: Token) throws(LoadFailure) -> String {
    let isRaw = byte(at: token.bytes.lowerBound) | 0x20 == UInt8(ascii: "r")
    let open = token.bytes.lowerBound + (isRaw ? 1 : 0)
    let quote = byte(at: open)
    // Nothing shorter than six bytes can begin with three quotes: '' would have been the whole string.
    let isTriple = token.bytes.upperBound - open >= 6 && byte(at: open + 1) == quote && byte(at: open + 2) == quote
    let width = isTriple ? 3 : 1
    let inner = open + width..<token.bytes.upperBound - width
    if isRaw || !inner.contains(where: { byte(at: $0) == UInt8(ascii: "\\") }) { return text(inner) }
    return try unescaped(inner, place: token.start + width)
  }

  private func unescaped(_ inner: Range<Int>, place start: Int) throws(LoadFailure) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(inner.count)
    var index = inner.lowerBound
    var place = start
    while index < inner.upperBound {
      let next = byte(at: index)
      if next == UInt8(ascii: "\\") {
        let escape = try escape(at: index, in: inner, place: place)
        result.append(contentsOf: UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter)
        // An escape is ASCII: as many code points as bytes.
        index += escape.length
        place += escape.length
      } else {
        result.append(next)
        index += 1
        if next & 0xC0 != 0x80 { place += 1 }
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func escape(
    at index: Int, in inner: Range<Int>, place: Int
  ) throws(LoadFailure) -> (scalar: Unicode.Scalar, length: Int) {
    switch byte(at: index + 1) {
    case UInt8(ascii: "a"): return ("\u{07}", 2)
    case UInt8(ascii: "b"): return ("\u{08}", 2)
    case UInt8(ascii: "f"): return ("\u{0C}", 2)
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "r"): return ("\r", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    case UInt8(ascii: "v"): return ("\u{0B}", 2)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "?"):
      return (Unicode.Scalar(byte(at: index + 1)), 2)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      return try numericEscape(at: index, skipping: 2, digits: 2, radix: 16, in: inner, place: place)
    case UInt8(ascii: "u"):
      return try numericEscape(at: index, skipping: 2, digits: 4, radix: 16, in: inner, place: place)
    case UInt8(ascii: "U"):
      return try numericEscape(at: index, skipping: 2, digits: 8, radix: 16, in: inner, place: place)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      return try numericEscape(at: index, skipping: 1, digits: 3, radix: 8, in: inner, place: place)
    default:
      let shown = text(index + 1..<inner.upperBound).unicodeScalars.first.map(Self.shown) ?? "the end"
      throw failure(
        "'\\' before \(shown) means nothing", from: place, to: place + 2,
        help: "write '\\\\' for a backslash, or a raw string such as r\"\\d\"")
    }
  }

  private func numericEscape(
    at index: Int, skipping: Int, digits: Int, radix: Int, in inner: Range<Int>, place: Int
  ) throws(LoadFailure) -> (scalar: Unicode.Scalar, length: Int) {
    let first = index + skipping
    var end = first
    while end < min(first + digits, inner.upperBound), byte(at: end).isHexDigit { end += 1 }
    guard end == first + digits, let value = UInt32(text(first..<end), radix: radix) else {
      let kind = radix == 8 ? "octal" : "hexadecimal"
      throw failure(
        "'\(text(index..<first))' needs \(digits) \(kind) digits", from: place, to: place + end - index)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw failure("'\(text(index..<end))' is no character", from: place, to: place + end - index)
    }
    return (scalar, end - index)
  }
}
