import PreclearEngine

/// A day as a calendar on the wall shows it, or one of the two that lie before and after all.
enum ReferenceDate: Equatable {
  case beforeAll
  case day(year: Int, month: Int, day: Int)
  case afterAll

  init(_ date: CalendarDate) {
    if date == .negativeInfinity {
      self = .beforeAll
    } else if date == .infinity {
      self = .afterAll
    } else {
      self = .day(year: date.year, month: date.month, day: date.day)
    }
  }

  static func length(ofMonth month: Int, _ year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  static func < (a: ReferenceDate, b: ReferenceDate) -> Bool {
    switch (a, b) {
    case (.beforeAll, .beforeAll), (.afterAll, _): false
    case (.beforeAll, _): true
    case (.day, .beforeAll): false
    case (.day, .afterAll): true
    case (.day(let x, let y, let z), .day(let u, let v, let w)): (x, y, z) < (u, v, w)
    }
  }

  /// Years and months first; a day that the month does not have is the first of the next month; then days, one by one.
  func adding(years: Int, months: Int, days: Int) throws(Overflow) -> ReferenceDate {
    guard case .day(var year, var month, var day) = self else { return self }
    year += years
    for _ in 0..<months.magnitude {
      month += months.signum()
      if month > 12 { (year, month) = (year + 1, 1) }
      if month < 1 { (year, month) = (year - 1, 12) }
    }
    func nextMonth() {
      day = 1
      month += 1
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    if day > Self.length(ofMonth: month, year) { nextMonth() }
    for _ in 0..<days.magnitude {
      day += days.signum()
      if day > Self.length(ofMonth: month, year) { nextMonth() }
      if day < 1 {
        month -= 1
        if month < 1 { (year, month) = (year - 1, 12) }
        day = Self.length(ofMonth: month, year)
      }
    }
    if year < 1 || year > 9999 { throw Overflow() }
    return .day(year: year, month: month, day: day)
  }

  /// `2001-11-05`.
  var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
    }
    switch self {
    case .beforeAll: return "-infinity"
    case .afterAll: return "infinity"
    case .day(let year, let month, let day): return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
  }
}
