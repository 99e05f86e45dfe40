import Testing

@Suite struct MeasureTests {
  static let schema = """
    enums:
      side: [buy, sell]
    events:
      trade:
        fields:
          employee: {type: string, null: nobody}
          issuer: {type: string, null: nobody}
          side: {type: side}
          shares: {type: int, null: not counted}
          price: {type: decimal}
          accounts: {type: list(string)}
      tick: {}
      quote: {silence: unknown, ask: "What was quoted?", fields: {price: {type: decimal}}}
    measures:

    """

  private func desk(_ measures: String, _ history: String, more: String = "") -> Desk {
    let lines = measures.split(separator: "\n").map { "  \($0)\n" }.joined()
    return Desk(Self.schema + lines + more, history: history)
  }

  private let trades = """
    2024-01-02 trade employee: ann, side: buy, shares: 10
    2024-01-03 trade employee: bob, side: buy, shares: 20
    2024-01-04 trade employee: ann, side: sell, shares: 4
    2024-01-04 trade employee: null, side: sell, shares: 100
    """

  @Test func aggregatesFoldTheRowsOfTheirKey() throws {
    let desk = desk(
      """
      number: {on: trade, by: event.employee, count: true}
      total: {on: trade, by: event.employee, sum: event.shares}
      least: {on: trade, by: event.employee, min: event.shares}
      greatest: {on: trade, by: event.employee, max: event.shares}
      opening: {on: trade, by: event.employee, first: event.shares}
      latest: {on: trade, by: event.employee, last: event.shares}
      all: {on: trade, by: event.employee, list: event.shares, unbounded: true}
      whole: {on: trade, sum: event.shares}
      """, trades)
    #expect(
      try desk.answers(
        [
          "number['ann'] == 2", "total['ann'] == 14", "least['ann'] == 4", "greatest['ann'] == 10",
          "opening['ann'] == 10", "latest['ann'] == 4", "all['ann'] == [10, 4]", "whole == 134",
        ], on: "2024-01-05 tick") == [Answer](repeating: .yes, count: 8))
  }

  @Test func withoutARowThereIsZeroOrNoListOrNull() throws {
    let desk = desk(
      """
      number: {on: trade, by: event.employee, count: true}
      total: {on: trade, by: event.employee, sum: event.shares}
      least: {on: trade, by: event.employee, min: event.shares}
      greatest: {on: trade, by: event.employee, max: event.shares}
      opening: {on: trade, by: event.employee, first: event.shares}
      latest: {on: trade, by: event.employee, last: event.shares}
      all: {on: trade, by: event.employee, list: event.shares, unbounded: true}
      other: {on: trade, by: event.employee, max: event.shares, none: "key == 'eve' ? 7 : 8"}
      """, trades)
    #expect(
      try desk.answers(
        [
          "number['eve'] == 0", "total['eve'] == 0", "least['eve'] == null", "greatest['eve'] == null",
          "opening['eve'] == null", "latest['eve'] == null", "all['eve'] == []", "other['eve'] == 7",
          "other['eva'] == 8",
        ], on: "2024-01-05 tick") == [Answer](repeating: .yes, count: 9))
  }

  @Test func theEventJudgedCountsAndBeforeItDoesNot() throws {
    let desk = desk("total: {on: trade, by: event.employee, sum: event.shares}", trades)
    #expect(
      try desk.answers(
        ["total[event.employee] == 15", "before(total[event.employee]) == 14"],
        on: "2024-01-05 trade employee: ann, shares: 1") == [.yes, .yes])
  }

  @Test func rowThatMayBelongWidensASum() throws {
    let desk = desk(
      """
      total: {on: trade, where: 'event.side == "buy"', sum: event.shares}
      number: {on: trade, where: 'event.side == "buy"', count: true}
      """,
      """
      2024-01-02 trade side: buy, shares: 10
      2024-01-03 trade shares: 5
      2024-01-03 trade shares: -2
      """)
    #expect(
      try desk.answers(
        ["total >= 8", "total <= 15", "total > 8", "total < 15", "number >= 1", "number <= 3", "number == 2"],
        on: "2024-01-05 tick")
        == [
          .yes, .yes, .open(["trade.side"]), .open(["trade.side"]), .yes, .yes, .open(["trade.side"]),
        ])
  }

  @Test func valueWithoutARowIsPossibleWhileNoRowIsSure() throws {
    let desk = desk(
      """
      total: {on: trade, where: 'event.side == "buy"', sum: event.shares, none: 100}
      greatest: {on: trade, where: 'event.side == "buy"', max: event.shares, none: 3}
      least: {on: trade, where: 'event.side == "buy"', min: event.shares, none: 9}
      """, "2024-01-03 trade shares: 5")
    let open = Answer.open(["trade.side"])
    #expect(
      try desk.answers(
        [
          "total > 100", "total < 100", "total < 5", "greatest >= 3", "greatest <= 5", "greatest > 3", "least >= 5",
          "least <= 9", "least < 9",
        ], on: "2024-01-05 tick") == [.no, open, open, .yes, .yes, open, .yes, .yes, open])
  }

  @Test func equalRowsThatMayBelongStillAskForTheirFact() throws {
    let desk = desk(
      """
      greatest: {on: trade, where: 'event.side == "buy"', max: event.shares, none: 0}
      """,
      """
      2024-01-03 trade shares: 5
      2024-01-04 trade shares: 5
      """)
    #expect(try desk.answer("greatest == 5", on: "2024-01-05 tick") == .open(["trade.side"]))
  }

  @Test func extremeLiesBetweenTheSureAndThePossibleRows() throws {
    let desk = desk(
      """
      greatest: {on: trade, where: 'event.side == "buy"', max: event.shares, none: 0}
      least: {on: trade, where: 'event.side == "buy"', min: event.shares, none: 0}
      """,
      """
      2024-01-03 trade side: buy, shares: 5
      2024-01-04 trade shares: 3
      2024-01-04 trade shares: 8
      """)
    let open = Answer.open(["trade.side"])
    #expect(
      try desk.answers(
        [
          "greatest >= 5", "greatest <= 8", "greatest > 5", "least <= 5", "least >= 3", "least < 5",
        ], on: "2024-01-05 tick") == [.yes, .yes, open, .yes, .yes, open])
  }

  @Test func firstAndLastAreUnknownIfAPossibleRowWouldReplaceTheSureOne() throws {
    let desk = desk(
      """
      opening: {on: trade, where: 'event.side == "buy"', by: event.employee, first: event.shares}
      latest: {on: trade, where: 'event.side == "buy"', by: event.employee, last: event.shares}
      """,
      """
      2024-01-03 trade employee: ann, side: buy, shares: 5
      2024-01-04 trade employee: ann, shares: 3
      2024-01-03 trade employee: bob, shares: 5
      2024-01-04 trade employee: bob, side: buy, shares: 3
      """)
    let open = Answer.open(["trade.side"])
    #expect(
      try desk.answers(
        ["opening['ann'] == 5", "latest['ann'] == 5", "opening['bob'] == 3", "latest['bob'] == 3"],
        on: "2024-01-05 tick") == [.yes, open, open, .yes])
  }

  @Test func possibleItemOfAListIsOneMoreConditionInExistsAndAll() throws {
    let desk = desk(
      "all: {on: trade, where: 'event.side == \"buy\"', list: {n: 'coalesce(event.shares, 0)'}, unbounded: true}",
      """
      2024-01-03 trade side: buy, shares: 5
      2024-01-04 trade shares: 8
      """)
    let open = Answer.open(["trade.side"])
    #expect(
      try desk.answers(
        [
          "all.exists(t, t.n == 5)", "all.exists(t, t.n == 8)", "all.exists(t, t.n == 9)", "all.all(t, t.n < 9)",
          "all.all(t, t.n < 6)", "size(all) == 2",
        ], on: "2024-01-05 tick") == [.yes, open, .no, .yes, open, open])
  }

  @Test func rowOfUnknownKeyMayBelongToEveryKey() throws {
    let desk = desk(
      "total: {on: trade, by: event.employee, sum: event.shares}",
      """
      2024-01-03 trade employee: ann, shares: 5
      2024-01-04 trade shares: 8
      2024-01-04 trade employee: null, shares: 100
      """)
    let open = Answer.open(["trade.employee"])
    #expect(
      try desk.answers(
        ["total['ann'] >= 5", "total['ann'] <= 13", "total['ann'] == 5", "total['bob'] <= 8", "total['bob'] > 0"],
        on: "2024-01-05 tick") == [.yes, .yes, open, .yes, open])
  }

  @Test func rowOfUnknownKeyBelongsOnlyToKeysThatLieWithinTheSame() throws {
    let more = """
      registers:
        desks: {key: event.employee, on: {trade: {when: 'event.side == "buy"', issuer: event.issuer}}}
      """
    let desk = desk(
      """
      total: {on: trade, by: event.employee, within: event.issuer, of: 'desks[key].issuer', sum: event.shares}
      """,
      """
      2024-01-03 trade employee: ann, issuer: x, side: buy, shares: 1
      2024-01-03 trade employee: bob, issuer: w, side: buy, shares: 2
      2024-01-03 trade employee: eve, side: buy, shares: 4
      2024-01-04 trade issuer: x, side: sell, shares: 8
      2024-01-04 trade side: sell, shares: 16
      """, more: more)
    let open = Answer.open(["trade.employee"])
    #expect(
      try desk.answers(
        [
          "total['ann'] <= 25", "total['ann'] < 25", "total['bob'] <= 18", "total['bob'] < 18", "total['eve'] <= 28",
          "total['eve'] < 28", "total['zoe'] <= 24", "total['zoe'] < 24",
        ], on: "2024-01-05 tick") == [.yes, open, .yes, open, .yes, open, .yes, open])
  }

  @Test func rowCountsOnceUnderEachOfItsKeys() throws {
    let desk = desk(
      "total: {on: trade, by_each: event.accounts, sum: event.shares}",
      """
      2024-01-03 trade accounts: [a, b], shares: 5
      2024-01-04 trade accounts: [b, b], shares: 2
      2024-01-04 trade shares: 10
      """)
    let open = Answer.open(["trade.accounts"])
    #expect(
      try desk.answers(
        ["total['a'] >= 5", "total['b'] >= 7", "total['b'] > 17", "total['a'] > 5", "total['c'] >= 0"],
        on: "2024-01-05 tick") == [.yes, .yes, .no, open, .yes])
  }

  @Test func compositeKeyIsAList() throws {
    let desk = desk(
      "total: {on: trade, by: [event.employee, event.issuer], sum: event.shares}",
      """
      2024-01-03 trade employee: ann, issuer: x, shares: 5
      2024-01-04 trade employee: ann, issuer: w, shares: 2
      2024-01-04 trade employee: ann, issuer: x, shares: 1
      2024-01-04 trade employee: ann, issuer: null, shares: 100
      """)
    #expect(
      try desk.answers(
        [
          "total[['ann', 'x']] == 6", "total[['ann', 'w']] == 2", "total[['bob', 'x']] == 0",
          "total[[event.employee, event.issuer]] == 0",
        ], on: "2024-01-05 trade employee: bob, issuer: null, shares: 1") == [.yes, .yes, .yes, .yes])
  }

  @Test func indexingByNullGivesWhatThereIsWithoutARow() throws {
    let desk = desk("total: {on: trade, by: event.employee, sum: event.shares, none: 3}", trades)
    #expect(
      try desk.answer("total[event.employee] == 3", on: "2024-01-05 trade employee: null, shares: 1") == .yes)
  }

  @Test func nullIsNoFigure() throws {
    let desk = desk(
      """
      total: {on: trade, sum: event.shares}
      number: {on: trade, count: true}
      greatest: {on: trade, max: event.shares}
      """,
      """
      2024-01-03 trade shares: 5
      2024-01-04 trade shares: null
      """)
    #expect(
      try desk.answers(["total == 5", "number == 2", "greatest == 5"], on: "2024-01-05 tick") == [.yes, .yes, .yes])
  }

  @Test func silenceOfAKindIsUnknown() throws {
    let desk = desk(
      """
      latest: {on: quote, last: event.price}
      number: {on: quote, count: true}
      top: {on: quote, max: event.price, none: 0.0}
      """, "")
    let open = Answer.open(["quote"])
    #expect(
      try desk.answers(["latest > 5", "number >= 0", "number > 0", "top == 0"], on: "2024-01-05 tick")
        == [open, .yes, open, .yes])
    var stated = desk
    stated.history = "2024-01-02 quote price: 4.5"
    #expect(try stated.answers(["latest > 5", "number == 1"], on: "2024-01-05 tick") == [.no, .yes])
  }

  @Test func windowOfOpenDaysSlides() throws {
    let more = "calendars: {desk: calendar/desk.yaml}\n"
    var desk = desk(
      """
      recent: {on: trade, sum: event.shares, window: 2 desk days}
      list: {on: trade, list: event.shares, window: 2 desk days}
      """,
      """
      2024-01-03 trade shares: 1
      2024-01-04 trade shares: 2
      2024-01-05 trade shares: 4
      """, more: more)
    desk.files["calendar/desk.yaml"] = "{calendar: desk, weekend: [saturday, sunday]}"
    // Monday the eighth: two open days before it are Friday and Thursday.
    #expect(
      try desk.answers(["recent == 6", "list == [2, 4]", "before(recent) == 6"], on: "2024-01-08 tick")
        == [.yes, .yes, .yes])
    #expect(try desk.answers(["recent == 12", "list == [4, 8]"], on: "2024-01-09 trade shares: 8") == [.yes, .yes])
    #expect(try desk.answers(["recent == 0", "list == []"], on: "2024-01-12 tick") == [.yes, .yes])
  }

  @Test func windowOfAPeriodReachesBackToItsDayInclusive() throws {
    let desk = desk(
      "recent: {on: trade, max: event.shares, window: P1M, none: 0}",
      """
      2024-01-10 trade shares: 9
      2024-01-20 trade shares: 2
      """)
    #expect(try desk.answer("recent == 9", on: "2024-02-10 tick") == .yes)
    #expect(try desk.answer("recent == 2", on: "2024-02-11 tick") == .yes)
    #expect(try desk.answer("recent == 0", on: "2024-02-21 tick") == .yes)
  }

  @Test func tumblingWindowStartsAnewWithTheQuarter() throws {
    let desk = desk(
      "volume: {on: trade, by: event.employee, per: quarter, sum: event.shares}",
      """
      2024-02-10 trade employee: ann, shares: 9
      2024-03-31 trade employee: ann, shares: 2
      """)
    #expect(try desk.answer("volume['ann'] == 11", on: "2024-03-31 tick") == .yes)
    #expect(try desk.answer("volume['ann'] == 0", on: "2024-04-01 tick") == .yes)
    #expect(try desk.answer("volume['ann'] == 5", on: "2024-04-01 trade employee: ann, shares: 5") == .yes)
  }

  @Test func rowOfUnknownKeyIsForgottenWithItsQuarter() throws {
    let desk = desk(
      "volume: {on: trade, by: event.employee, per: quarter, sum: event.shares}",
      """
      2024-02-10 trade employee: ann, shares: 9
      2024-03-30 trade shares: 2
      """)
    let open = Answer.open(["trade.employee"])
    #expect(try desk.answers(["volume['ann'] > 9", "volume['bob'] > 0"], on: "2024-03-31 tick") == [open, open])
    #expect(try desk.answers(["volume['ann'] == 0", "volume['bob'] == 0"], on: "2024-04-01 tick") == [.yes, .yes])
    var late = desk
    late.history += "\n2024-04-02 trade shares: 1"
    #expect(
      try late.answers(["volume['ann'] <= 1", "volume['ann'] > 0"], on: "2024-04-03 tick") == [.yes, open])
  }

  @Test func distinctListKeepsEachValueOnce() throws {
    let desk = desk(
      "issuers: {on: trade, list: event.issuer, distinct: true}",
      """
      2024-02-10 trade issuer: x
      2024-02-11 trade issuer: w
      2024-02-12 trade issuer: x
      """)
    #expect(try desk.answer("issuers == ['x', 'w']", on: "2024-03-31 tick") == .yes)
  }

  @Test func dailyMeasureIsKnownAsOfEachDay() throws {
    let desk = desk(
      """
      total: {on: trade, sum: event.shares, daily: true}
      latest: {on: trade, last: event.shares, daily: true}
      """,
      """
      2024-02-10 trade shares: 1
      2024-02-10 trade shares: 2
      2024-02-12 trade shares: 4
      """)
    #expect(
      try desk.answers(
        [
          "as_of(date('2024-02-09'), total) == 0", "as_of(date('2024-02-10'), total) == 3",
          "as_of(date('2024-02-11'), total) == 3", "as_of(date('2024-02-12'), total) == 7",
          "as_of(date('2024-02-13'), total) == 15", "as_of(date('2030-01-01'), total) == 15",
          "before(as_of(date('2024-02-13'), total)) == 7", "on_day(date('2024-02-10'), total) == 3",
          "on_day(date('2024-02-11'), total) == 0", "on_day(date('2024-02-11'), latest) == null",
          "on_day(date('2024-02-10'), latest) == 2", "on_day(date('2024-02-13'), total) == 8",
          "before(on_day(date('2024-02-13'), total)) == 0",
        ], on: "2024-02-13 trade shares: 8") == [Answer](repeating: .yes, count: 13))
  }

  @Test func windowIsThatOfTheDayAskedAbout() throws {
    let desk = desk(
      """
      recent: {on: trade, sum: event.shares, window: P7D, daily: true}
      volume: {on: trade, per: month, sum: event.shares, daily: true}
      """,
      """
      2024-02-10 trade shares: 1
      2024-02-14 trade shares: 2
      2024-02-28 trade shares: 4
      """)
    #expect(
      try desk.answers(
        [
          "as_of(date('2024-02-15'), recent) == 3", "as_of(date('2024-02-19'), recent) == 2",
          "as_of(date('2024-02-15'), volume) == 3", "on_day(date('2024-02-14'), recent) == 2",
          "on_day(date('2024-02-14'), volume) == 2", "volume == 0", "recent == 4",
        ], on: "2024-03-04 tick") == [Answer](repeating: .yes, count: 7))
  }

  @Test func dayWithoutARowOfASilentKindIsUnknown() throws {
    let desk = desk(
      "latest: {on: quote, last: event.price, daily: true}", "2024-02-10 quote price: 4.5")
    #expect(
      try desk.answers(
        ["on_day(date('2024-02-10'), latest) == 4.5", "on_day(date('2024-02-11'), latest) == 4.5"],
        on: "2024-03-31 tick") == [.yes, .open(["quote"])])
  }
}
