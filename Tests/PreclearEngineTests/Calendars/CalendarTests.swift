import PreclearEngine
import Testing

private func date(_ text: String) throws -> CalendarDate {
  try #require(CalendarDate(iso: text), "\(text) is a date")
}

@Suite struct CalendarTests {
  /// The weekdays on which the exchanges were closed, year by year, from their published schedules.
  private static let closures = [
    "2000-01-17", "2000-02-21", "2000-04-21", "2000-05-29", "2000-07-04", "2000-09-04", "2000-11-23", "2000-12-25",
    "2001-01-01", "2001-01-15", "2001-02-19", "2001-04-13", "2001-05-28", "2001-07-04", "2001-09-03", "2001-09-11",
    "2001-09-12", "2001-09-13", "2001-09-14", "2001-11-22", "2001-12-25",
    "2002-01-01", "2002-01-21", "2002-02-18", "2002-03-29", "2002-05-27", "2002-07-04", "2002-09-02", "2002-11-28",
    "2002-12-25",
    "2003-01-01", "2003-01-20", "2003-02-17", "2003-04-18", "2003-05-26", "2003-07-04", "2003-09-01", "2003-11-27",
    "2003-12-25",
  ]

  /// The weekdays on which the Federal Reserve Banks were closed.
  private static let bankHolidays = [
    "2000-01-17", "2000-02-21", "2000-05-29", "2000-07-04", "2000-09-04", "2000-10-09", "2000-11-23", "2000-12-25",
    "2001-01-01", "2001-01-15", "2001-02-19", "2001-05-28", "2001-07-04", "2001-09-03", "2001-10-08", "2001-11-12",
    "2001-11-22", "2001-12-25",
    "2002-01-01", "2002-01-21", "2002-02-18", "2002-05-27", "2002-07-04", "2002-09-02", "2002-10-14", "2002-11-11",
    "2002-11-28", "2002-12-25",
    "2003-01-01", "2003-01-20", "2003-02-17", "2003-05-26", "2003-07-04", "2003-09-01", "2003-10-13", "2003-11-11",
    "2003-11-27", "2003-12-25",
  ]

  /// Weekdays on which one was open and the other was not.
  private static let disagreements: [String: (isTrading: Bool, isBank: Bool)] = [
    "2000-04-21": (false, true), "2000-10-09": (true, false), "2001-04-13": (false, true),
    "2001-09-11": (false, true), "2001-09-12": (false, true), "2001-09-13": (false, true),
    "2001-09-14": (false, true), "2001-10-08": (true, false), "2001-11-12": (true, false),
    "2002-03-29": (false, true), "2002-10-14": (true, false), "2002-11-11": (true, false),
    "2003-04-18": (false, true), "2003-10-13": (true, false), "2003-11-11": (true, false),
  ]

  /// From 2000 to 2003. Saturday and Sunday are counted on from 2000-01-01, a Saturday.
  @Test func everyDayOfFourYearsIsOpenOrClosedAsPublished() throws {
    let trading = ExchangeCalendars.trading()
    let bank = ExchangeCalendars.bank()
    let settlement = ExchangeCalendars.settlement()
    let closures = Set(Self.closures)
    let bankHolidays = Set(Self.bankHolidays)
    let first = try date("2000-01-01")
    var disagreeing = 0
    for number in 0..<1461 {
      let day = try first.adding(days: number)
      let isWeekday = number % 7 > 1
      let isTrading = isWeekday && !closures.contains(day.description)
      let isBank = isWeekday && !bankHolidays.contains(day.description)
      for counting in [true, false] {
        #expect(trading.isOpen(day, countingDoubtful: counting) == isTrading, "\(day)")
        #expect(bank.isOpen(day, countingDoubtful: counting) == isBank, "\(day)")
        #expect(settlement.isOpen(day, countingDoubtful: counting) == (isTrading && isBank), "\(day)")
      }
      #expect(!trading.isDoubtful(day))
      if isTrading != isBank {
        let expected = try #require(Self.disagreements[day.description], "\(day)")
        #expect(expected == (isTrading, isBank), "\(day)")
        disagreeing += 1
      }
    }
    #expect(disagreeing == Self.disagreements.count)
  }

  @Test func daysOfEarlyClosingAreTradingDays() throws {
    let trading = ExchangeCalendars.trading()
    for day in [
      "2000-07-03", "2000-11-24", "2001-07-03", "2001-11-23", "2001-12-24", "2002-07-05", "2002-11-29", "2002-12-24",
      "2003-07-03", "2003-11-28", "2003-12-24", "2003-12-26",
    ] {
      #expect(try trading.isOpen(date(day), countingDoubtful: false), "\(day)")
    }
  }

  /// Closures on weekdays, trading days, and Good Friday, from a day-by-day comparison with a published calendar.
  @Test(arguments: [
    (1990, 8, 253, "1990-04-13"), (1991, 8, 253, "1991-03-29"), (1992, 8, 254, "1992-04-17"),
    (1993, 8, 253, "1993-04-09"), (1994, 8, 252, "1994-04-01"), (1995, 8, 252, "1995-04-14"),
    (1996, 8, 254, "1996-04-05"), (1997, 8, 253, "1997-03-28"), (1998, 9, 252, "1998-04-10"),
    (1999, 9, 252, "1999-04-02"), (2000, 8, 252, "2000-04-21"), (2001, 13, 248, "2001-04-13"),
    (2002, 9, 252, "2002-03-29"), (2003, 9, 252, "2003-04-18"), (2004, 10, 252, "2004-04-09"),
    (2005, 8, 252, "2005-03-25"), (2006, 9, 251, "2006-04-14"), (2007, 10, 251, "2007-04-06"),
    (2008, 9, 253, "2008-03-21"), (2009, 9, 252, "2009-04-10"), (2010, 9, 252, "2010-04-02"),
    (2011, 8, 252, "2011-04-22"), (2012, 11, 250, "2012-04-06"), (2013, 9, 252, "2013-03-29"),
    (2014, 9, 252, "2014-04-18"), (2015, 9, 252, "2015-04-03"), (2016, 9, 252, "2016-03-25"),
    (2017, 9, 251, "2017-04-14"), (2018, 10, 251, "2018-03-30"), (2019, 9, 252, "2019-04-19"),
    (2020, 9, 253, "2020-04-10"), (2021, 9, 252, "2021-04-02"), (2022, 9, 251, "2022-04-15"),
    (2023, 10, 250, "2023-04-07"), (2024, 10, 252, "2024-03-29"), (2025, 11, 250, "2025-04-18"),
    (2026, 10, 251, "2026-04-03"), (2027, 10, 251, "2027-03-26"), (2028, 9, 251, "2028-04-14"),
    (2029, 10, 251, "2029-03-30"), (2030, 10, 251, "2030-04-19"),
  ])
  func everyYearHasAsManyClosuresAsPublished(
    _ year: Int, _ closures: Int, _ tradingDays: Int, _ goodFriday: String
  ) throws {
    let trading = ExchangeCalendars.trading()
    var day = try date("\(year)-01-01")
    var open = 0
    var closed = 0
    while day.year == year {
      if trading.isOpen(day, countingDoubtful: false) {
        open += 1
      } else if day.weekday < 6 {
        closed += 1
      }
      day = try day.adding(days: 1)
    }
    #expect(closed == closures)
    #expect(open == tradingDays)
    #expect(try !trading.isOpen(date(goodFriday), countingDoubtful: false))
    #expect(try date(goodFriday).weekday == 5)
    #expect(try ExchangeCalendars.bank().isOpen(date(goodFriday), countingDoubtful: false))
  }

  @Test(arguments: [
    ("trading", "2001-09-17", -5, "2001-09-04"), ("trading", "2001-09-10", 5, "2001-09-21"),
    ("trading", "2001-11-05", -5, "2001-10-29"), ("trading", "2001-11-20", 5, "2001-11-28"),
    ("trading", "2001-11-29", -5, "2001-11-21"), ("trading", "2001-10-10", -5, "2001-10-03"),
    ("bank", "2001-10-10", -5, "2001-10-02"), ("trading", "2001-11-14", -5, "2001-11-07"),
    ("bank", "2001-11-14", -5, "2001-11-06"), ("trading", "2001-11-10", -5, "2001-11-05"),
    ("settlement", "2001-10-05", 3, "2001-10-11"), ("settlement", "2001-10-08", 3, "2001-10-11"),
    ("settlement", "2001-11-07", 3, "2001-11-13"), ("settlement", "2001-11-08", 3, "2001-11-14"),
    ("trading", "2001-11-08", 3, "2001-11-13"), ("settlement", "2001-11-09", 3, "2001-11-15"),
    ("settlement", "2001-11-12", 3, "2001-11-15"), ("settlement", "2001-11-15", 3, "2001-11-20"),
    ("settlement", "2001-11-19", 3, "2001-11-23"), ("settlement", "2001-11-20", 3, "2001-11-26"),
    ("settlement", "2001-11-21", 3, "2001-11-27"), ("settlement", "2001-12-20", 3, "2001-12-26"),
    ("settlement", "2001-12-28", 3, "2002-01-03"), ("settlement", "2002-03-27", 3, "2002-04-02"),
    ("bank", "2002-03-27", 3, "2002-04-01"), ("settlement", "1999-10-05", 3, "1999-10-08"),
    ("settlement", "1999-10-08", 3, "1999-10-14"), ("settlement", "1999-10-11", 3, "1999-10-14"),
    ("settlement", "2000-12-22", 3, "2000-12-28"), ("trading", "2002-02-14", -30, "2002-01-02"),
    ("trading", "2001-11-21", 1, "2001-11-23"), ("trading", "2001-11-05", 10, "2001-11-19"),
    ("bank", "2001-11-05", 10, "2001-11-20"), ("trading", "2004-06-10", 1, "2004-06-14"),
    ("trading", "2006-12-29", 1, "2007-01-03"), ("trading", "2012-10-26", 1, "2012-10-31"),
    ("trading", "2025-01-08", 1, "2025-01-10"), ("trading", "2022-06-17", 1, "2022-06-21"),
    ("trading", "2021-12-30", 2, "2022-01-03"), ("trading", "2010-12-30", 2, "2011-01-03"),
  ])
  func countingOpenDaysLeavesOutTheFirst(
    _ name: String, _ start: String, _ n: Int, _ expected: String
  ) throws {
    let calendar =
      switch name {
      case "trading": ExchangeCalendars.trading()
      case "bank": ExchangeCalendars.bank()
      default: ExchangeCalendars.settlement()
      }
    #expect(try calendar.day(date(start), offset: n, countingDoubtful: false) == date(expected))
    #expect(try calendar.day(date(start), offset: n, countingDoubtful: true) == date(expected))
  }

  @Test func aDoubtfulDayCountsInOneAnswerAndNotInTheOther() throws {
    let doubtful = try ["2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2001-09-15"].map(date)
    let settlement = ExchangeCalendars.settlement(doubtful: doubtful)
    let sale = try date("2001-09-10")
    #expect(try settlement.day(sale, offset: 3, countingDoubtful: true) == date("2001-09-13"))
    #expect(try settlement.day(sale, offset: 3, countingDoubtful: false) == date("2001-09-19"))
    #expect(try settlement.day(date("2001-09-19"), offset: -3, countingDoubtful: true) == date("2001-09-14"))
    #expect(try settlement.day(date("2001-09-19"), offset: -3, countingDoubtful: false) == sale)
    #expect(settlement.hasDoubtful)
    #expect(doubtful.dropLast().allSatisfy(settlement.isDoubtful))
    #expect(try !settlement.isDoubtful(date("2001-09-15")), "a Saturday is closed in any case")
    #expect(try !settlement.isDoubtful(date("2001-09-17")))
    #expect(!ExchangeCalendars.settlement().hasDoubtful)
    // What is made of a calendar with doubtful days has them too.
    let outer = Calendar(openIn: [settlement])
    #expect(outer.hasDoubtful)
    #expect(doubtful.dropLast().allSatisfy(outer.isDoubtful))
    let closed = Calendar(openIn: [settlement, Calendar(name: "closed then", rules: [], closed: doubtful)])
    #expect(doubtful.allSatisfy { !closed.isDoubtful($0) }, "closed in the other in any case")
    let own = Calendar(name: "own", rules: [], doubtful: doubtful)
    #expect(try own.day(sale, offset: 3, countingDoubtful: true) == date("2001-09-13"))
    #expect(try own.day(sale, offset: 3, countingDoubtful: false) == date("2001-09-19"))
  }

  @Test func theListHasTheDaysInAscendingOrder() throws {
    let trading = ExchangeCalendars.trading()
    let after = ["2001-11-21", "2001-11-23", "2001-11-26", "2001-11-27", "2001-11-28"]
    #expect(try trading.days(date("2001-11-20"), 5, countingDoubtful: false) == after.map(date))
    let before = ["2001-11-21", "2001-11-23", "2001-11-26", "2001-11-27", "2001-11-28"]
    #expect(try trading.days(date("2001-11-29"), -5, countingDoubtful: false) == before.map(date))
    #expect(try trading.days(date("2001-11-22"), 0, countingDoubtful: false) == [])
    #expect(try trading.days(date("2002-02-14"), -30, countingDoubtful: false).first == date("2002-01-02"))
    #expect(try trading.days(date("2002-02-14"), -30, countingDoubtful: false).count == 30)
    #expect(try trading.days(date("2001-11-22"), 1, countingDoubtful: false) == [date("2001-11-23")])
    #expect(try trading.days(date("2001-11-22"), -1, countingDoubtful: false) == [date("2001-11-21")])
  }

  @Test func noDaysIsTheDateItselfOpenOrNot() throws {
    let trading = ExchangeCalendars.trading()
    #expect(try trading.day(date("2001-11-22"), offset: 0, countingDoubtful: false) == date("2001-11-22"))
    #expect(try trading.day(.infinity, offset: 3, countingDoubtful: false) == .infinity)
    #expect(try trading.day(.negativeInfinity, offset: 3, countingDoubtful: false) == .negativeInfinity)
    #expect(!trading.isOpen(.infinity, countingDoubtful: true))
    #expect(!trading.isOpen(.negativeInfinity, countingDoubtful: true))
    #expect(throws: ArithmeticError.outOfRange) { try trading.days(.infinity, 1, countingDoubtful: false) }
  }

  @Test func countingBeyondAllDatesIsOutOfRange() throws {
    let everyDay = Calendar(name: "every day", weekend: [], rules: [])
    let first = try date("0001-01-01")
    let last = try date("9999-12-31")
    #expect(try everyDay.day(first, offset: 3_652_058, countingDoubtful: false) == last)
    #expect(try everyDay.day(last, offset: -3_652_058, countingDoubtful: false) == first)
    for n in [1, 3_652_059, .max] {
      #expect(throws: ArithmeticError.outOfRange) { try everyDay.day(last, offset: n, countingDoubtful: false) }
      #expect(throws: ArithmeticError.outOfRange) { try everyDay.days(last, n, countingDoubtful: false) }
    }
    for n in [-1, -3_652_059, .min] {
      #expect(throws: ArithmeticError.outOfRange) { try everyDay.day(first, offset: n, countingDoubtful: false) }
      #expect(throws: ArithmeticError.outOfRange) { try everyDay.days(first, n, countingDoubtful: false) }
    }
    let never = Calendar(name: "never", weekend: [1, 2, 3, 4, 5, 6, 7], rules: [])
    #expect(throws: ArithmeticError.outOfRange) { try never.day(first, offset: 1, countingDoubtful: true) }
  }

  @Test func yearsOutsideTheTableHaveTheSameDays() throws {
    let doubtful = try ["2001-09-11", "2001-09-12"].map(date)
    let wide = ExchangeCalendars.settlement(doubtful: doubtful)
    let narrow = ExchangeCalendars.settlement(doubtful: doubtful, years: 1970...1970)
    var day = try date("1999-01-01")
    let last = try date("2002-12-31")
    while day <= last {
      for counting in [true, false] {
        #expect(
          wide.isOpen(day, countingDoubtful: counting) == narrow.isOpen(day, countingDoubtful: counting), "\(day)")
      }
      day = try day.adding(days: 1)
    }
  }

  @Test func countingAgreesWithGoingDayByDay() throws {
    let settlement = ExchangeCalendars.settlement(doubtful: try ["2001-09-11", "2001-09-12"].map(date))
    var generator = SeededGenerator(seed: 8)
    let first = try date("1985-01-01")
    for _ in 0..<500 {
      let start = try first.adding(days: Int.random(in: 0...22_000, using: &generator))
      let n = Int.random(in: -150...150, using: &generator)
      let counting = Bool.random(using: &generator)
      var day = start
      var left = abs(n)
      while left > 0 {
        day = try day.adding(days: n.signum())
        if settlement.isOpen(day, countingDoubtful: counting) { left -= 1 }
      }
      #expect(try settlement.day(start, offset: n, countingDoubtful: counting) == day, "\(start) and \(n)")
      let listed = try settlement.days(start, n, countingDoubtful: counting)
      #expect(listed.count == abs(n) && listed.allSatisfy { settlement.isOpen($0, countingDoubtful: counting) })
      #expect(listed == listed.sorted() && (n == 0 || (n > 0 ? listed.last : listed.first) == day))
    }
  }

  @Test func aHolidayKeptInTheYearBeforeIsClosedThere() throws {
    let newYear = HolidayRule(
      name: "New Year's Day", day: .fixed(month: 1, day: 1, onSaturday: .friday, onSunday: .monday))
    for years in [1990...2040, 2021...2021, 2022...2022, 1950...1950] {
      let calendar = Calendar(name: "test", rules: [newYear], years: years)
      #expect(try !calendar.isOpen(date("2021-12-31"), countingDoubtful: false))
      #expect(try calendar.isOpen(date("2022-01-03"), countingDoubtful: false))
    }
  }

  @Test func aWeekendIsWhatTheCalendarSays() throws {
    let calendar = Calendar(name: "friday and saturday", weekend: [5, 6], rules: [])
    #expect(try calendar.days(date("2001-11-01"), 3, countingDoubtful: false).map(\.weekday) == [7, 1, 2])
    #expect(try calendar.days(date("1901-11-01"), 7, countingDoubtful: false).count { $0.weekday == 5 } == 0)
  }
}
