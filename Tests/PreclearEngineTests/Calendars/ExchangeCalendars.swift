import PreclearEngine

/// The calendars that the tests use, the same as `Rules/calendars` gives, but with no YAML between.
enum ExchangeCalendars {
  static func trading(years: ClosedRange<Int> = Calendar.usualYears) -> Calendar {
    Calendar(
      name: "nasdaq",
      rules: [
        fixed("New Year's Day", 1, 1, saturday: .none),
        HolidayRule(
          name: "Martin Luther King Jr. Day", day: .weekday(1, nth: 3, month: 1), from: firstDay(of: 1998)),
        HolidayRule(name: "Washington's Birthday", day: .weekday(1, nth: 3, month: 2)),
        HolidayRule(name: "Good Friday", day: .easter(offset: -2)),
        HolidayRule(name: "Memorial Day", day: .lastWeekday(1, month: 5)),
        fixed("Juneteenth", 6, 19, saturday: .friday, from: firstDay(of: 2022)),
        fixed("Independence Day", 7, 4, saturday: .friday),
        HolidayRule(name: "Labor Day", day: .weekday(1, nth: 1, month: 9)),
        HolidayRule(name: "Thanksgiving", day: .weekday(4, nth: 4, month: 11)),
        fixed("Christmas", 12, 25, saturday: .friday),
      ],
      closed: [
        "1994-04-27", "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-29",
        "2012-10-30", "2018-12-05", "2025-01-09",
      ].compactMap { CalendarDate(iso: $0) },
      years: years)
  }

  static func bank(years: ClosedRange<Int> = Calendar.usualYears) -> Calendar {
    Calendar(
      name: "federal-reserve",
      rules: [
        fixed("New Year's Day", 1, 1, saturday: .none),
        HolidayRule(name: "Martin Luther King Jr. Day", day: .weekday(1, nth: 3, month: 1)),
        HolidayRule(name: "Washington's Birthday", day: .weekday(1, nth: 3, month: 2)),
        HolidayRule(name: "Memorial Day", day: .lastWeekday(1, month: 5)),
        fixed("Juneteenth", 6, 19, saturday: .none, from: firstDay(of: 2021)),
        fixed("Independence Day", 7, 4, saturday: .none),
        HolidayRule(name: "Labor Day", day: .weekday(1, nth: 1, month: 9)),
        HolidayRule(name: "Columbus Day", day: .weekday(1, nth: 2, month: 10)),
        fixed("Veterans Day", 11, 11, saturday: .none),
        HolidayRule(name: "Thanksgiving", day: .weekday(4, nth: 4, month: 11)),
        fixed("Christmas", 12, 25, saturday: .none),
      ],
      years: years)
  }

  static func settlement(
    doubtful: [CalendarDate] = [], years: ClosedRange<Int> = Calendar.usualYears
  ) -> Calendar {
    Calendar(openIn: [trading(years: years), bank(years: years)], doubtful: doubtful, years: years)
  }

  private static func fixed(
    _ name: String, _ month: Int, _ day: Int, saturday: HolidayRule.Observance,
    from: CalendarDate = .negativeInfinity
  ) -> HolidayRule {
    HolidayRule(
      name: name, day: .fixed(month: month, day: day, onSaturday: saturday, onSunday: .monday), from: from)
  }

  private static func firstDay(of year: Int) -> CalendarDate {
    CalendarDate(year: year, month: 1, day: 1) ?? .infinity
  }
}
