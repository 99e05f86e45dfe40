/// A closure that comes back every year: which day it is, and in which years.
package struct HolidayRule: Hashable, Sendable {
  /// The weekday on which a holiday is kept that falls on a day of the weekend.
  package enum Observance: String, Hashable, Sendable {
    /// It is not made up for.
    case none
    /// The Friday before.
    case friday
    /// The Monday after.
    case monday
  }

  /// How the day is found in a year. Weekdays count from Monday = 1 to Sunday = 7, months from January = 1.
  package enum Day: Hashable, Sendable {
    case fixed(month: Int, day: Int, onSaturday: Observance, onSunday: Observance)
    /// The n-th such weekday of the month, from 1.
    case weekday(Int, nth: Int, month: Int)
    case lastWeekday(Int, month: Int)
    /// So many days after Easter Sunday of the Western churches; before it, if negative.
    case easter(offset: Int)
  }

  package let name: String
  package let day: Day
  /// The first and the last day on which the holiday itself, not its observance, may fall.
  package let from: CalendarDate
  package let until: CalendarDate

  package init(
    name: String, day: Day, from: CalendarDate = .negativeInfinity, until: CalendarDate = .infinity
  ) {
    self.name = name
    self.day = day
    self.from = from
    self.until = until
  }

  /// The dates of that year on which the holiday is kept. Two if next year's is kept on its eve, and perhaps none.
  package func dates(in year: Int) -> [CalendarDate] {
    (year - 1...year + 1).compactMap { observedDate(ofYear: $0) }.filter { $0.year == year }
  }

  /// When that year's holiday is kept, which may be in the year before or after. Nil if the year has none.
  func observedDate(ofYear year: Int) -> CalendarDate? {
    guard let date = Self.date(of: day, in: year), from <= date, date <= until else { return nil }
    guard case .fixed(_, _, let onSaturday, let onSunday) = day else { return date }
    switch date.weekday {
    case 6: return Self.kept(date, onSaturday)
    case 7: return Self.kept(date, onSunday)
    default: return date
    }
  }

  private static func date(of day: Day, in year: Int) -> CalendarDate? {
    switch day {
    case .fixed(let month, let day, _, _):
      return CalendarDate(year: year, month: month, day: day)
    case .weekday(let weekday, let nth, let month):
      guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
      return CalendarDate(
        year: year, month: month, day: 1 + (weekday - first.weekday + 7) % 7 + 7 * (nth - 1))
    case .lastWeekday(let weekday, let month):
      // Every month has four of each weekday, and some have a fifth.
      return date(of: .weekday(weekday, nth: 5, month: month), in: year)
        ?? date(of: .weekday(weekday, nth: 4, month: month), in: year)
    case .easter(let offset):
      return easterSunday(in: year).flatMap { CalendarDate(dayNumber: Int($0.dayNumber) + offset) }
    }
  }

  private static func kept(_ date: CalendarDate, _ observance: Observance) -> CalendarDate? {
    let isSaturday = date.weekday == 6
    switch observance {
    case .none: return date
    case .friday: return CalendarDate(dayNumber: Int(date.dayNumber) - (isSaturday ? 1 : 2))
    case .monday: return CalendarDate(dayNumber: Int(date.dayNumber) + (isSaturday ? 2 : 1))
    }
  }

  /// The Sunday after the first full moon of spring, both by the tables of the Gregorian reform.
  private static func easterSunday(in year: Int) -> CalendarDate? {
    let century = year / 100
    // Days from 21 March to the full moon: 19 years bring the moon back, and centuries correct for the leap days
    // left out and for the moon's own drift.
    let leapDaysOmitted = century - century / 4
    let moonDrift = (century - (century + 8) / 25 + 1) / 3
    let age = (19 * (year % 19) + leapDaysOmitted - moonDrift + 15) % 30
    // The latest come a day early, so that none falls on 19 April, and none on the same day twice in 19 years.
    let fullMoon = age - (age + year % 19 / 11) / 29
    guard let equinox = CalendarDate(year: year, month: 3, day: 21) else { return nil }
    let dayOfFullMoon = Int(equinox.dayNumber) + fullMoon
    guard let moonDate = CalendarDate(dayNumber: dayOfFullMoon) else { return nil }
    return CalendarDate(dayNumber: dayOfFullMoon + 7 - moonDate.weekday % 7)
  }
}
