/// One `"key": value` of a line.
struct LineEntry: Sendable {
  enum Form: UInt8, Sendable {
    case string
    case number
    case yes
    case no
    case null
  }

  var form = Form.null
  /// Of a string: it holds a backslash.
  var isEscaped = false
  /// Of a number: how many digits it has before the point, and behind it; none behind it where there is no point.
  var digits = UInt8(0)
  var places = UInt8(0)
  /// The number of the key.
  var key = Int32(0)
  /// Of a string: where it stands, without its quotes.
  var start = UInt32(0)
  var length = UInt32(0)
  /// Of a number: its digits, with its sign.
  var number = Int64(0)
}

/// Takes a line of JSON apart: one object, whose keys are known and whose values are scalars.
///
/// Nothing is read behind the line break but the padding that follows the last line. A negative offset as an answer means that the
/// line is not plainly right, or not plain.
enum LineEntries {
  /// The most digits of a number, before and after the point: all of them fit 64 bits.
  static let mostDigits = 18

  /// Reads the object that begins here up to the line break behind it, whose offset it gives.
  @inline(__always)
  static func read(
    _ bytes: Span<UInt8>, _ start: Int, _ keys: borrowing NameTable, into entries: inout MutableSpan<LineEntry>,
    _ count: inout Int
  ) -> Int {
    var offset = skipSpace(bytes, start)
    guard bytes[offset] == UInt8(ascii: "{") else { return -1 }
    offset = skipSpace(bytes, offset &+ 1)
    while true {
      guard bytes[offset] == UInt8(ascii: "\""), count < entries.count else { return -1 }
      offset &+= 1
      let (key, length) = readKey(bytes, offset, keys)
      guard key >= 0 else { return -1 }
      offset = skipSpace(bytes, offset &+ length &+ 1)
      guard bytes[offset] == UInt8(ascii: ":") else { return -1 }
      offset = skipSpace(bytes, offset &+ 1)
      var entry = LineEntry()
      entry.key = Int32(truncatingIfNeeded: key)
      offset = readValue(bytes, offset, &entry)
      guard offset >= 0 else { return -1 }
      entries[count] = entry
      count &+= 1
      offset = skipSpace(bytes, offset)
      let byte = bytes[offset]
      offset = skipSpace(bytes, offset &+ 1)
      if byte == UInt8(ascii: ",") { continue }
      guard byte == UInt8(ascii: "}"), bytes[offset] == 0x0A else { return -1 }
      return offset
    }
  }

  /// Past spaces, but never past a line break.
  @inline(__always)
  private static func skipSpace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var offset = start
    while true {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return offset }
      offset &+= 1
    }
  }

  // MARK: Keys

  /// The number of the key that begins here, and its length.
  @inline(__always)
  private static func readKey(_ bytes: Span<UInt8>, _ start: Int, _ keys: borrowing NameTable) -> (
    key: Int, length: Int
  ) {
    let low = bytes.word(start)
    let lowQuotes = quotes(in: low)
    if lowQuotes != 0 {
      let bit = UInt64(truncatingIfNeeded: lowQuotes.trailingZeroBitCount &- 7)
      let length = Int(truncatingIfNeeded: bit &>> 3)
      return (keys.find(low & ((1 &<< bit) &- 1), 0, bytes, start, length), length)
    }
    let high = bytes.word(start &+ 8)
    let highQuotes = quotes(in: high)
    if highQuotes != 0 {
      let bit = UInt64(truncatingIfNeeded: highQuotes.trailingZeroBitCount &- 7)
      let length = 8 &+ Int(truncatingIfNeeded: bit &>> 3)
      return (keys.find(low, high & ((1 &<< bit) &- 1), bytes, start, length), length)
    }
    return readLongKey(bytes, start, keys)
  }

  @inline(never)
  private static func readLongKey(_ bytes: Span<UInt8>, _ start: Int, _ keys: borrowing NameTable) -> (
    key: Int, length: Int
  ) {
    var length = 0
    while bytes[start + length] != UInt8(ascii: "\"") {
      guard bytes[start + length] != 0x0A else { return (-1, 0) }
      length += 1
    }
    return (keys.find(bytes, start, length), length)
  }

  /// The top bit of each byte that is a quote; above the first one bits may be set that mean nothing.
  @inline(__always)
  private static func quotes(in word: UInt64) -> UInt64 {
    let difference = word ^ 0x2222_2222_2222_2222
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }

  // MARK: Values

  /// Past the value that begins here.
  @inline(__always)
  private static func readValue(_ bytes: Span<UInt8>, _ start: Int, _ entry: inout LineEntry) -> Int {
    switch bytes[start] {
    case UInt8(ascii: "\""):
      let end = readString(bytes, start &+ 1, &entry)
      guard end >= 0 else { return -1 }
      entry.form = .string
      entry.start = UInt32(truncatingIfNeeded: start &+ 1)
      entry.length = UInt32(truncatingIfNeeded: end &- start &- 1)
      return end &+ 1
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      entry.form = .number
      return readNumber(bytes, start, &entry)
    case UInt8(ascii: "t"):
      entry.form = .yes
      return bytes.word(start) & 0xFFFF_FFFF == 0x6575_7274 ? start &+ 4 : -1
    case UInt8(ascii: "f"):
      entry.form = .no
      return bytes.word(start) & 0xFF_FFFF_FFFF == 0x65_736C_6166 ? start &+ 5 : -1
    case UInt8(ascii: "n"):
      entry.form = .null
      return bytes.word(start) & 0xFFFF_FFFF == 0x6C6C_756E ? start &+ 4 : -1
    default:
      return -1
    }
  }

  /// Reads a number without an exponent, past whose end it gives the offset.
  @inline(__always)
  static func readNumber(_ bytes: Span<UInt8>, _ start: Int, _ entry: inout LineEntry) -> Int {
    let isNegative = bytes[start] == UInt8(ascii: "-")
    let first = isNegative ? start &+ 1 : start
    var value: UInt64 = 0
    var offset = readDigits(bytes, first, &value)
    let digits = offset &- first
    var places = 0
    guard digits > 0, digits == 1 || bytes[first] != UInt8(ascii: "0") else { return -1 }
    if bytes[offset] == UInt8(ascii: ".") {
      let point = offset
      offset = readDigits(bytes, point &+ 1, &value)
      places = offset &- point &- 1
      guard places > 0 else { return -1 }
    }
    guard digits &+ places <= mostDigits else { return -1 }
    entry.digits = UInt8(truncatingIfNeeded: digits)
    entry.places = UInt8(truncatingIfNeeded: places)
    let magnitude = Int64(bitPattern: value)
    entry.number = isNegative ? 0 &- magnitude : magnitude
    return offset
  }

  @inline(__always)
  private static func readDigits(_ bytes: Span<UInt8>, _ start: Int, _ value: inout UInt64) -> Int {
    var offset = start
    while true {
      let digit = bytes[offset] &- UInt8(ascii: "0")
      if digit > 9 { return offset }
      value = value &* 10 &+ UInt64(digit)
      offset &+= 1
    }
  }

  /// From the first byte of a string to its closing quote, whose offset it gives.
  @inline(__always)
  private static func readString(_ bytes: Span<UInt8>, _ start: Int, _ entry: inout LineEntry) -> Int {
    var offset = start
    var seen: UInt64 = 0
    while true {
      let word = bytes.word(offset)
      seen |= word
      var special = specials(in: word)
      if special == 0 {
        let next = bytes.word(offset &+ 8)
        seen |= next
        special = specials(in: next)
        offset &+= 8
        if special == 0 {
          offset &+= 8
          continue
        }
      }
      offset &+= special.trailingZeroBitCount &>> 3
      if bytes[offset] == UInt8(ascii: "\"") { break }
      guard bytes[offset] == UInt8(ascii: "\\") else { return -1 }
      entry.isEscaped = true
      offset = JSONText.endOfEscape(bytes, offset)
      if offset < 0 { return -1 }
    }
    if seen & 0x8080_8080_8080_8080 != 0, !JSONText.isValid(bytes, start, offset) { return -1 }
    return offset
  }

  /// The top bit of each byte that is a quote, a backslash or below 0x20; above the first one bits may be set that mean nothing.
  @inline(__always)
  private static func specials(in word: UInt64) -> UInt64 {
    // With its second bit turned, a quote, which is 0x22, is the one byte from 0x20 on that comes below 0x21.
    let quotesAndControls = (word ^ 0x0202_0202_0202_0202) &- 0x2121_2121_2121_2121
    let backslashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
    return (quotesAndControls | backslashes) & ~word & 0x8080_8080_8080_8080
  }
}
