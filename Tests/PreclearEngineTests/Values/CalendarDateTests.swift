import PreclearEngine
import Testing

private func date(_ text: String) throws -> CalendarDate {
  try #require(CalendarDate(iso: text), "\(text) is a date")
}

private func period(_ text: String) throws -> Period {
  try #require(Period(iso: text), "\(text) is a period")
}

@Suite struct CalendarDateTests {
  /// Counts forward by the lengths of the months alone, from a day whose weekday and number are known:
  /// 2000-01-01 was a Saturday, 30 years with 7 leap days after 1970-01-01.
  @Test func everyDayOfFourYearsIsWhereCountingForwardPutsIt() throws {
    let commonYear = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var number = 30 * 365 + 7
    var weekday = 6
    for year in 2000...2003 {
      for month in 1...12 {
        let length = commonYear[month - 1] + (year == 2000 && month == 2 ? 1 : 0)
        for day in 1...length {
          let found = try #require(CalendarDate(year: year, month: month, day: day))
          #expect(Int(found.dayNumber) == number)
          #expect(found.year == year && found.month == month && found.day == day)
          #expect(found.weekday == weekday)
          #expect(CalendarDate(dayNumber: number) == found)
          #expect(try date(found.description) == found)
          number += 1
          weekday = weekday % 7 + 1
        }
        #expect(CalendarDate(year: year, month: month, day: length + 1) == nil)
      }
    }
    #expect(number == 30 * 365 + 7 + 1461)
  }

  /// Four hundred years, after which the calendar begins again, and then the first day of every year.
  @Test func everyDayFollowsTheOneBefore() throws {
    var before = try date("1599-12-31")
    #expect(before.weekday == 5)
    var (year, month, day, weekday) = (1599, 12, 31, 5)
    while year <= 2000 {
      before = try before.adding(days: 1)
      let (newYear, newMonth, newDay) = (before.year, before.month, before.day)
      let isNextDay = newYear == year && newMonth == month && newDay == day + 1
      let isFirstOfMonth = newYear == year && newMonth == month + 1 && newDay == 1
      let isFirstOfYear = newYear == year + 1 && newMonth == 1 && newDay == 1 && month == 12
      // Not #expect for each: so many of them take seconds.
      guard isNextDay || isFirstOfMonth || isFirstOfYear, before.weekday == weekday % 7 + 1,
        CalendarDate(year: newYear, month: newMonth, day: newDay) == before
      else {
        Issue.record("\(before) does not follow \(year)-\(month)-\(day)")
        return
      }
      (year, month, day, weekday) = (newYear, newMonth, newDay, before.weekday)
    }
    var first = CalendarDate.finiteDayNumbers.lowerBound
    for year in 1...9999 {
      guard let found = CalendarDate(year: year, month: 1, day: 1), Int(found.dayNumber) == first, found.year == year
      else {
        Issue.record("the first day of \(year)")
        return
      }
      first += (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 366 : 365
    }
    #expect(first - 1 == CalendarDate.finiteDayNumbers.upperBound)
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
    ("2001-09-11", 11_576), ("2000-02-29", 11_016), ("1900-03-01", -25_508),
  ])
  func aDateIsReadAndPrinted(_ text: String, _ dayNumber: Int) throws {
    #expect(try Int(date(text).dayNumber) == dayNumber)
    #expect(try date(text).description == text)
    #expect(CalendarDate(isoBytes: Array(text.utf8).span)?.description == text)
  }

  @Test(arguments: [
    "", "2001-9-11", "2001-09-11 ", " 2001-09-11", "2001/09/11", "20010911", "2001-02-29", "1900-02-29", "2001-13-01",
    "2001-00-10", "2001-04-31", "2001-04-00", "0000-01-01", "10000-01-01", "-001-01-01", "2001-09-1x", "+infinity",
    "Infinity", "2001-09-11T00:00:00", "２001-09-11",
  ])
  func whatIsNoDateIsRefused(_ text: String) {
    #expect(CalendarDate(iso: text) == nil)
    #expect(CalendarDate(isoBytes: Array(text.utf8).span) == nil)
  }

  @Test func infinitiesLieAroundAllDatesAndStay() throws {
    let first = try date("0001-01-01")
    let last = try date("9999-12-31")
    #expect(try date("infinity") == .infinity)
    #expect(try date("-infinity") == .negativeInfinity)
    #expect(CalendarDate.negativeInfinity < first && last < .infinity)
    #expect(CalendarDate.infinity.description == "infinity")
    #expect(CalendarDate.negativeInfinity.description == "-infinity")
    #expect(!CalendarDate.infinity.isFinite && !CalendarDate.negativeInfinity.isFinite && first.isFinite)
    for infinite in [CalendarDate.infinity, .negativeInfinity] {
      #expect(try infinite.adding(days: -5) == infinite)
      #expect(try infinite.adding(period("P3Y")) == infinite)
      #expect(try infinite.subtracting(period("P90D")) == infinite)
    }
    #expect(CalendarDate(dayNumber: Int(Int32.max)) == nil)
    #expect(CalendarDate(dayNumber: 2_932_897) == nil)
  }

  @Test(arguments: [
    ("2001-11-05", "P3Y", "2004-11-05"), ("2000-02-29", "P4Y", "2004-02-29"), ("2000-02-28", "P1Y", "2001-02-28"),
    ("2001-02-28", "P3Y", "2004-02-28"), ("2001-11-30", "P1Y", "2002-11-30"), ("2001-11-01", "P90D", "2002-01-30"),
    ("2001-12-15", "P1M", "2002-01-15"), ("2001-11-01", "P2W", "2001-11-15"), ("2001-06-30", "P18M", "2002-12-30"),
    // Years and months first, then days: 1 November 2001, 1 May 2003, 11 May 2003.
    ("2001-11-01", "P1Y6M10D", "2003-05-11"),
    // No such day: the first of the next month.
    ("2000-02-29", "P1Y", "2001-03-01"), ("2000-02-29", "P2Y", "2002-03-01"), ("2096-02-29", "P4Y", "2100-03-01"),
    ("2001-01-31", "P1M", "2001-03-01"), ("2000-01-31", "P1M", "2000-03-01"), ("2001-03-31", "P1M", "2001-05-01"),
    ("2000-01-30", "P1M", "2000-03-01"), ("2000-02-29", "P1Y1D", "2001-03-02"), ("2001-10-31", "P13M", "2002-12-01"),
  ])
  func aPeriodIsAdded(_ from: String, _ length: String, _ expected: String) throws {
    #expect(try date(from).adding(period(length)) == date(expected))
  }

  @Test(arguments: [
    ("2004-11-05", "P3Y", "2001-11-05"), ("2004-02-29", "P1Y", "2003-03-01"), ("2004-02-29", "P4Y", "2000-02-29"),
    ("2001-03-31", "P1M", "2001-03-01"), ("2001-01-15", "P1M", "2000-12-15"), ("2003-12-31", "P90D", "2003-10-02"),
    ("2001-01-15", "P25M", "1998-12-15"),
  ])
  func aPeriodIsSubtracted(_ from: String, _ length: String, _ expected: String) throws {
    #expect(try date(from).subtracting(period(length)) == date(expected))
  }

  @Test func aDateOutsideTheYearsOfTheCalendarIsOutOfRange() throws {
    let first = try date("0001-01-01")
    let last = try date("9999-12-31")
    #expect(try first.adding(days: 3_652_058) == last)
    #expect(throws: ArithmeticError.outOfRange) { try last.adding(days: 1) }
    #expect(throws: ArithmeticError.outOfRange) { try first.adding(days: -1) }
    #expect(throws: ArithmeticError.outOfRange) { try first.adding(days: .max) }
    #expect(throws: ArithmeticError.outOfRange) { try first.adding(days: .min) }
    #expect(throws: ArithmeticError.outOfRange) { try last.adding(period("P1M")) }
    #expect(throws: ArithmeticError.outOfRange) { try first.subtracting(period("P1Y")) }
    #expect(throws: ArithmeticError.outOfRange) { try last.adding(period("P2147483647Y2147483647M2147483647D")) }
    #expect(throws: ArithmeticError.outOfRange) { try first.subtracting(period("P2147483647Y2147483647M2147483647D")) }
    // The way may lead outside, if the end does not: 31 December of the year 0 and a day.
    #expect(try first.adding(Period(months: -1, days: 31)) == first)
  }

  @Test func messagesSayWhatWentWrong() {
    #expect(ArithmeticError.overflow.message == "overflow")
    #expect(ArithmeticError.divisionByZero.message == "division by zero")
    #expect(ArithmeticError.outOfRange.message == "date out of range")
  }
}
