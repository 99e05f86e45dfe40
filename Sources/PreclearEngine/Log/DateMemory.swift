/// Reads days, and remembers the last one: most lines of a log are of the day of the line before.
struct DateMemory: Sendable {
  /// The first eight and the last eight of the ten bytes.
  private var last = (UInt64(0), UInt64(0))
  private var lastDay = Int32(0)

  /// The number of the day that is written `YYYY-MM-DD`; nil for anything else.
  @inline(__always)
  mutating func day(_ bytes: Span<UInt8>, _ entry: LineEntry) -> Int32? {
    guard entry.form == .string, entry.length == 10, !entry.isEscaped else { return nil }
    let start = Int(entry.start)
    let words = (bytes.word(start), bytes.word(start &+ 2))
    if words == last { return lastDay }
    guard bytes[start &+ 4] == UInt8(ascii: "-"), bytes[start &+ 7] == UInt8(ascii: "-"),
      let century = Self.twoDigits(bytes, start), let year = Self.twoDigits(bytes, start &+ 2),
      let month = Self.twoDigits(bytes, start &+ 5), let day = Self.twoDigits(bytes, start &+ 8),
      let date = CalendarDate(year: century * 100 + year, month: month, day: day)
    else { return nil }
    last = words
    lastDay = date.dayNumber
    return lastDay
  }

  static func twoDigits(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    let tens = bytes[start] &- UInt8(ascii: "0")
    let ones = bytes[start &+ 1] &- UInt8(ascii: "0")
    return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : nil
  }
}
