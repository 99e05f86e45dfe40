import PreclearEngine

/// A moment in UTC, to the millisecond: `2001-11-05T09:30:00.000Z`.
package struct Timestamp: Sendable, CustomStringConvertible {
  package let description: String

  /// Nil outside the years 1 to 9999.
  package init?(secondsSince1970 seconds: Int, milliseconds: Int) {
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    guard second >= 0, (0..<1000).contains(milliseconds), let date = CalendarDate(dayNumber: day) else { return nil }
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
    }
    let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
    description = "\(date)T\(time).\(padded(milliseconds, 3))Z"
  }

  /// How many hours, minutes, seconds and milliseconds there are, and where they stand.
  private static let parts = [(11..<13, 24), (14..<16, 60), (17..<19, 60), (20..<23, 1000)]

  /// Reads what ``description`` writes, and nothing else.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, Self.hasShape(bytes), CalendarDate(iso: text.prefix(10)) != nil else { return nil }
    for (place, limit) in Self.parts {
      guard bytes[place].reduce(0, { $0 * 10 + Int($1 - UInt8(ascii: "0")) }) < limit else { return nil }
    }
    description = text
  }

  /// Whether the bytes are the first of a moment, or all of one, for the places of the digits.
  static func hasShape(_ bytes: some Sequence<UInt8>) -> Bool {
    zip(bytes, "0000-00-00T00:00:00.000Z".utf8).allSatisfy { byte, place in
      place == UInt8(ascii: "0") ? UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte : byte == place
    }
  }
}
