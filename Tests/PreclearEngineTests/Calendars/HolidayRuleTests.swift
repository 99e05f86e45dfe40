import PreclearEngine
import Testing

private func date(_ text: String) throws -> CalendarDate {
  try #require(CalendarDate(iso: text), "\(text) is a date")
}

private func dates(_ day: HolidayRule.Day, _ year: Int) -> [String] {
  HolidayRule(name: "Test", day: day).dates(in: year).map(\.description)
}

@Suite struct HolidayRuleTests {
  @Test func aFixedDayOnAWeekendIsKeptAsTheRuleSays() {
    // 4 July 2020 was a Saturday, 4 July 2021 a Sunday, 4 July 2022 a Monday.
    func july(_ saturday: HolidayRule.Observance, _ sunday: HolidayRule.Observance) -> HolidayRule.Day {
      .fixed(month: 7, day: 4, onSaturday: saturday, onSunday: sunday)
    }
    #expect(dates(july(.friday, .monday), 2020) == ["2020-07-03"])
    #expect(dates(july(.friday, .monday), 2021) == ["2021-07-05"])
    #expect(dates(july(.friday, .monday), 2022) == ["2022-07-04"])
    #expect(dates(july(.none, .none), 2020) == ["2020-07-04"])
    #expect(dates(july(.none, .none), 2021) == ["2021-07-04"])
    #expect(dates(july(.monday, .friday), 2020) == ["2020-07-06"])
    #expect(dates(july(.monday, .friday), 2021) == ["2021-07-02"])
  }

  @Test func aHolidayMayBeKeptInTheYearBeforeOrAfter() {
    // 1 January 2022 was a Saturday, 31 December 2023 a Sunday.
    let newYear = HolidayRule.Day.fixed(month: 1, day: 1, onSaturday: .friday, onSunday: .monday)
    #expect(dates(newYear, 2021) == ["2021-01-01", "2021-12-31"])
    #expect(dates(newYear, 2022) == [])
    #expect(dates(newYear, 2023) == ["2023-01-02"])
    let eve = HolidayRule.Day.fixed(month: 12, day: 31, onSaturday: .friday, onSunday: .monday)
    #expect(dates(eve, 2023) == [])
    #expect(dates(eve, 2024) == ["2024-01-01", "2024-12-31"])
  }

  @Test func theNthWeekdayIsCountedFromTheFirstOfTheMonth() {
    // September 2003 began on a Monday, November 2001 on a Thursday, February 2021 ended on a Sunday.
    #expect(dates(.weekday(1, nth: 1, month: 9), 2003) == ["2003-09-01"])
    #expect(dates(.weekday(4, nth: 4, month: 11), 2001) == ["2001-11-22"])
    #expect(dates(.weekday(4, nth: 5, month: 11), 2001) == ["2001-11-29"])
    #expect(dates(.weekday(3, nth: 5, month: 11), 2001) == [])
    #expect(dates(.lastWeekday(7, month: 2), 2021) == ["2021-02-28"])
    #expect(dates(.lastWeekday(1, month: 5), 2001) == ["2001-05-28"])
    #expect(dates(.lastWeekday(1, month: 5), 2004) == ["2004-05-31"])
  }

  /// 22 March and 25 April are the ends of what is possible; in 1954, 1981 and 2049 the latest full moons are corrected.
  @Test(arguments: [
    "1818-03-22", "1886-04-25", "1943-04-25", "1954-04-18", "1961-04-02", "1962-04-22", "1974-04-14", "1981-04-19",
    "2000-04-23", "2001-04-15", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20", "2038-04-25", "2049-04-18",
    "2285-03-22",
  ])
  func easterIsTheSundayAfterTheFirstFullMoonOfSpring(_ expected: String) throws {
    #expect(dates(.easter(offset: 0), try date(expected).year) == [expected])
  }

  /// Against the anonymous formula of 1876, which finds the month and the day by other steps.
  @Test func easterIsThatOfTheAnonymousFormula() {
    for year in 1583...4099 {
      let (a, b, c) = (year % 19, year / 100, year % 100)
      let (d, e, f) = (b / 4, b % 4, (b + 8) / 25)
      let h = (19 * a + b - d - (b - f + 1) / 3 + 15) % 30
      let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7
      let n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114
      let expected = CalendarDate(year: year, month: n / 31, day: n % 31 + 1)
      #expect(dates(.easter(offset: 0), year).first == expected?.description)
    }
  }

  @Test func aRuleHoldsForTheHolidaysBetweenItsFirstAndLastDay() throws {
    // 19 June 2021 was a Saturday, kept on Friday the 18th where Fridays stand in.
    let day = HolidayRule.Day.fixed(month: 6, day: 19, onSaturday: .friday, onSunday: .monday)
    let rule = try HolidayRule(name: "Test", day: day, from: date("2021-06-19"), until: date("2022-12-31"))
    #expect(rule.dates(in: 2020) == [])
    #expect(try rule.dates(in: 2021) == [date("2021-06-18")])
    #expect(try rule.dates(in: 2022) == [date("2022-06-20")])
    #expect(rule.dates(in: 2023) == [])
  }

  @Test func aDayThatAYearDoesNotHaveIsNoHoliday() {
    let leapDay = HolidayRule.Day.fixed(month: 2, day: 29, onSaturday: .none, onSunday: .none)
    #expect(dates(leapDay, 2000) == ["2000-02-29"])
    #expect(dates(leapDay, 2001) == [])
    let newYear = HolidayRule.Day.fixed(month: 1, day: 1, onSaturday: .friday, onSunday: .monday)
    #expect(dates(newYear, 0) == [])
    #expect(dates(newYear, 10_000) == [])
  }
}
