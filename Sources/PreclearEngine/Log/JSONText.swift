/// The strings of JSON as bytes: escapes, and the forms of UTF-8.
enum JSONText {
  /// Past the escape whose backslash stands here; negative if there is no such escape, or half of a surrogate pair.
  static func endOfEscape(_ bytes: Span<UInt8>, _ backslash: Int) -> Int {
    switch bytes[backslash + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return backslash + 2
    case UInt8(ascii: "u"):
      let value = hexadecimal(bytes, backslash + 2)
      if value < 0 { return -1 }
      if value & 0xF800 != 0xD800 { return backslash + 6 }
      guard value < 0xDC00, bytes[backslash + 6] == UInt8(ascii: "\\"),
        bytes[backslash + 7] == UInt8(ascii: "u")
      else { return -1 }
      let low = hexadecimal(bytes, backslash + 8)
      return low >= 0 && low & 0xFC00 == 0xDC00 ? backslash + 12 : -1
    default:
      return -1
    }
  }

  /// Four digits; negative if one is none.
  private static func hexadecimal(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var value = 0
    for offset in start..<start + 4 {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | Int(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | Int(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | Int(byte - UInt8(ascii: "A") + 10)
      default: return -1
      }
    }
    return value
  }

  /// Appends what a string means whose escapes are right.
  static func decode(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, into decoded: inout [UInt8]) {
    var offset = start
    let end = start + length
    while offset < end {
      let byte = bytes[offset]
      guard byte == UInt8(ascii: "\\") else {
        decoded.append(byte)
        offset += 1
        continue
      }
      let next = endOfEscape(bytes, offset)
      switch bytes[offset + 1] {
      case UInt8(ascii: "b"): decoded.append(0x08)
      case UInt8(ascii: "f"): decoded.append(0x0C)
      case UInt8(ascii: "n"): decoded.append(0x0A)
      case UInt8(ascii: "r"): decoded.append(0x0D)
      case UInt8(ascii: "t"): decoded.append(0x09)
      case UInt8(ascii: "u"):
        var value = hexadecimal(bytes, offset + 2)
        if next == offset + 12 { value = 0x10000 + (value & 0x3FF) << 10 + hexadecimal(bytes, offset + 8) & 0x3FF }
        append(value, to: &decoded)
      case let plain: decoded.append(plain)
      }
      offset = next
    }
  }

  private static func append(_ scalar: Int, to decoded: inout [UInt8]) {
    func following(_ shift: Int) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
    switch scalar {
    case ..<0x80: decoded.append(UInt8(scalar))
    case ..<0x800: decoded += [UInt8(0xC0 | scalar >> 6), following(0)]
    case ..<0x10000: decoded += [UInt8(0xE0 | scalar >> 12), following(6), following(0)]
    default: decoded += [UInt8(0xF0 | scalar >> 18), following(12), following(6), following(0)]
    }
  }

  /// Whether the bytes up to `end` are UTF-8. Behind the end there must be a byte that continues no character.
  static func isValid(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var offset = start
    while offset < end {
      if bytes.word(offset) & 0x8080_8080_8080_8080 == 0 {
        offset += 8
        continue
      }
      let first = bytes[offset]
      if first < 0x80 {
        offset += 1
        continue
      }
      // The second byte has narrower bounds behind some first ones: no longer form than needed, no surrogate, nothing above U+10FFFF.
      let second = bytes[offset + 1]
      let length: Int
      switch first {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF:
        guard !(first == 0xE0 && second < 0xA0), !(first == 0xED && second > 0x9F) else { return false }
        length = 3
      case 0xF0...0xF4:
        guard !(first == 0xF0 && second < 0x90), !(first == 0xF4 && second > 0x8F) else { return false }
        length = 4
      default: return false
      }
      for following in 1..<length where bytes[offset + following] & 0xC0 != 0x80 { return false }
      offset += length
    }
    return true
  }

  /// Whether no character is one that controls a terminal: below U+0020, and from U+007F to U+009F.
  @inline(__always)
  static func hasNoControls(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    var offset = 0
    while offset < length {
      let left = length &- offset
      var word = TextWords.word(bytes, start &+ offset, left)
      // Spaces stand for the bytes behind the end.
      if left < 8 { word |= 0x2020_2020_2020_2020 &<< (UInt64(truncatingIfNeeded: left) &* 8) }
      // The top bit of each byte that is above 0x7E, and of the first one below 0x20.
      let above = word | (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x0101_0101_0101_0101
      let below = (word &- 0x2020_2020_2020_2020) & ~word
      guard (above | below) & 0x8080_8080_8080_8080 == 0 else { return hasNoControlsByByte(bytes, start, length) }
      offset &+= 8
    }
    return true
  }

  @inline(never)
  private static func hasNoControlsByByte(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    for offset in start..<start &+ length {
      let byte = bytes[offset]
      if byte < 0x20 || byte == 0x7F { return false }
      if byte == 0xC2, bytes[offset &+ 1] < 0xA0 { return false }
    }
    return true
  }
}
