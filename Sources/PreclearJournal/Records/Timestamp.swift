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
}
