/// A day of the Gregorian calendar, extended backwards, in the years 1 to 9999; or one that lies before or after all.
///
/// Carries no time and no time zone: the day is the one that the event's author means.
package struct CalendarDate: Hashable, Sendable, BitwiseCopyable {
  /// Before every other date; arithmetic leaves it as it is.
  package static let negativeInfinity = CalendarDate(unchecked: .min)
  /// After every other date; arithmetic leaves it as it is.
  package static let infinity = CalendarDate(unchecked: .max)
  /// 0001-01-01 and 9999-12-31.
  package static let finiteDayNumbers: ClosedRange<Int> = -719_162...2_932_896

  /// Days since 1970-01-01; the least and the greatest 32-bit number stand for the two infinities.
  package let dayNumber: Int32

  private init(unchecked dayNumber: Int32) {
    self.dayNumber = dayNumber
  }

  /// The day so many days after 1970-01-01, or nil outside the years 1 to 9999.
  package init?(dayNumber: Int) {
    guard Self.finiteDayNumbers.contains(dayNumber) else { return nil }
    self.init(unchecked: Int32(truncatingIfNeeded: dayNumber))
  }

  /// The date whose ``dayNumber`` was kept, one of the two infinities too.
  init?(storedDayNumber: Int64) {
    guard let number = Int32(exactly: storedDayNumber) else { return nil }
    self.init(unchecked: number)
  }

  /// Nil if there is no such day in the years 1 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, in: year)
    else { return nil }
    self.init(unchecked: Int32(truncatingIfNeeded: Self.dayNumber(year, month, day)))
  }

  package var isFinite: Bool { self != .infinity && self != .negativeInfinity }
  /// The year, of a finite date.
  package var year: Int { components.year }
  /// The month, January = 1, of a finite date.
  package var month: Int { components.month }
  /// The day of the month, of a finite date.
  package var day: Int { components.day }

  /// Monday = 1 to Sunday = 7, of a finite date.
  package var weekday: Int {
    // Day 0 was a Thursday.
    let sinceMonday = (Int(dayNumber) + 3) % 7
    return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
  }
}

extension CalendarDate {
  /// That many days later, or earlier if negative. Throws ``ArithmeticError/outOfRange`` beyond the years 1 to 9999.
  package func adding(days: Int) throws(ArithmeticError) -> CalendarDate {
    guard isFinite else { return self }
    let (sum, overflow) = Int(dayNumber).addingReportingOverflow(days)
    guard !overflow, let date = CalendarDate(dayNumber: sum) else { throw .outOfRange }
    return date
  }

  /// The date after a period: years and months first, then days. Where the month reached has no such day, the first
  /// of the next month takes its place: 29 February and a year is 1 March, 31 January and a month too.
  ///
  /// Throws ``ArithmeticError/outOfRange`` if the date lies outside the years 1 to 9999.
  package func adding(_ period: Period) throws(ArithmeticError) -> CalendarDate {
    guard isFinite else { return self }
    guard period.years != 0 || period.months != 0 else { return try adding(days: Int(period.days)) }
    let (year, month, day) = components
    let months = (year + Int(period.years)) * 12 + (month - 1) + Int(period.months)
    // Rounded down, also before the year 0: the days may yet lead back into range.
    let newYear = months >= 0 ? months / 12 : -((11 - months) / 12)
    let newMonth = months - newYear * 12 + 1
    // The day after the last of a month is the first of the next, whatever the day asked for.
    let existing = min(day, Self.length(ofMonth: newMonth, in: newYear) + 1)
    let base = Self.dayNumber(newYear, newMonth, existing)
    guard let date = CalendarDate(dayNumber: base + Int(period.days)) else { throw .outOfRange }
    return date
  }

  /// The date before by a period: years and months first, then days, with the same convention as ``adding(_:)``.
  ///
  /// Throws ``ArithmeticError/outOfRange`` if the date lies outside the years 1 to 9999.
  package func subtracting(_ period: Period) throws(ArithmeticError) -> CalendarDate {
    try adding(period.negated())
  }
}

extension CalendarDate {
  private static let daysInFourHundredYears = 146_097
  /// From 0000-03-01 to 1970-01-01.
  private static let daysBeforeEpoch = 719_468

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Counted in years that begin in March, so that the leap day is the last of its year, and the months before any
  /// date are a straight line: (153 m + 2) / 5 days precede the m-th month after March.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = month > 2 ? month - 3 : month + 9
    let cycle = marchYear >= 0 ? marchYear / 400 : -((399 - marchYear) / 400)
    let yearOfCycle = marchYear - cycle * 400
    let dayOfCycle =
      yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + (153 * marchMonth + 2) / 5 + day - 1
    return cycle * daysInFourHundredYears + dayOfCycle - daysBeforeEpoch
  }

  private var components: (year: Int, month: Int, day: Int) {
    let days = Int(dayNumber) + Self.daysBeforeEpoch
    let length = Self.daysInFourHundredYears
    let cycle = days >= 0 ? days / length : -((length - 1 - days) / length)
    let dayOfCycle = days - cycle * length
    // Takes out the leap days before this one: one in 1,461 days, less one in 36,524, and the last of the cycle.
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
  }
}

extension CalendarDate: Comparable {
  package static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.dayNumber < b.dayNumber }
}

extension CalendarDate: CustomStringConvertible {
  /// `2001-11-01`, `infinity` or `-infinity`.
  package var description: String {
    guard isFinite else { return self == .infinity ? "infinity" : "-infinity" }
    let (year, month, day) = components
    return "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension CalendarDate {
  /// Reads `YYYY-MM-DD`, all ten characters, or `infinity` or `-infinity`. Nil for anything else, and for a day that
  /// the calendar does not have.
  package init?(iso text: some StringProtocol) {
    switch text {
    case "infinity": self = .infinity
    case "-infinity": self = .negativeInfinity
    default: self.init(isoBytes: String(text).utf8.span)
    }
  }

  /// Reads `YYYY-MM-DD` from bytes at hand; the infinities are for authors, and not read here.
  package init?(isoBytes text: borrowing Span<UInt8>) {
    var scanner = DateScanner()
    for index in text.indices {
      guard scanner.take(text[index]) else { return nil }
    }
    guard let date = scanner.date else { return nil }
    self = date
  }
}

/// Reads `YYYY-MM-DD` byte by byte.
private struct DateScanner {
  private var offset = 0
  /// The eight digits, as one number.
  private var digits = 0

  /// False if the byte cannot stand here.
  mutating func take(_ byte: UInt8) -> Bool {
    defer { offset += 1 }
    switch offset {
    case 4, 7: return byte == UInt8(ascii: "-")
    case 0..<10:
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
      digits = digits * 10 + Int(byte - UInt8(ascii: "0"))
      return true
    default: return false
    }
  }

  var date: CalendarDate? {
    guard offset == 10 else { return nil }
    return CalendarDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
  }
}
