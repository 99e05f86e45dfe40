/// Texts in memory, compared and hashed a word at a time.
enum TextWords {
  /// Up to eight bytes of a text as a number; what lies behind the end counts as zero.
  @inline(__always)
  static func word(_ bytes: Span<UInt8>, _ offset: Int, _ length: Int) -> UInt64 {
    if offset &+ 8 <= bytes.count {
      let word = bytes.word(offset)
      return length >= 8 ? word : word & ((1 &<< (UInt64(truncatingIfNeeded: length) &* 8)) &- 1)
    }
    return tail(bytes, offset, length)
  }

  /// The same where fewer than eight bytes are left.
  @inline(never)
  private static func tail(_ bytes: Span<UInt8>, _ offset: Int, _ length: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<min(length, 8) { word |= UInt64(bytes[offset + index]) << (UInt64(index) * 8) }
    return word
  }

  /// A hash of the bytes, the same in every run: nothing that is printed depends on it.
  @inline(__always)
  static func hash(_ bytes: Span<UInt8>, _ offset: Int, _ length: Int) -> UInt32 {
    if length <= 16 {
      let second = length > 8 ? word(bytes, offset &+ 8, length &- 8) : 0
      return finish(word(bytes, offset, length), second, length)
    }
    return hashLong(bytes, offset, length)
  }

  @inline(never)
  private static func hashLong(_ bytes: Span<UInt8>, _ offset: Int, _ length: Int) -> UInt32 {
    var state: UInt64 = 0
    var position = 0
    while length - position > 16 {
      state = mix(
        state ^ bytes.word(offset + position) ^ 0x9E37_79B9_7F4A_7C15,
        bytes.word(offset + position + 8) ^ 0xD1B5_4A32_D192_ED03)
      position += 16
    }
    let rest = length - position
    let second = rest > 8 ? word(bytes, offset + position + 8, rest - 8) : 0
    return finish(state ^ word(bytes, offset + position, rest), second, length)
  }

  @inline(__always)
  private static func finish(_ first: UInt64, _ second: UInt64, _ length: Int) -> UInt32 {
    let mixed = mix(
      first ^ 0x9E37_79B9_7F4A_7C15, second ^ 0xD1B5_4A32_D192_ED03 &+ UInt64(truncatingIfNeeded: length))
    return UInt32(truncatingIfNeeded: mixed ^ mixed >> 32)
  }

  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always)
  static func areEqual(_ a: Span<UInt8>, _ start: Int, _ b: Span<UInt8>, _ other: Int, _ length: Int) -> Bool {
    var position = 0
    while position < length {
      guard word(a, start &+ position, length &- position) == word(b, other &+ position, length &- position) else {
        return false
      }
      position &+= 8
    }
    return true
  }
}
