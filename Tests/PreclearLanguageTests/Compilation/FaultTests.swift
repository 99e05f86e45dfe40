import Testing

@Suite struct FaultTests {
  private static let pack = """
    events:
      trade:
        fields:
          employee: {type: string}
          shares: {type: int}
          parts: {type: int}
          desk: {type: string, absent: "desks[event.employee].name"}
          half: {type: int, derived: event.shares / event.parts}
      assign: {fields: {employee: {type: string}, name: {type: string}}}
      tick: {}
    registers:
      desks: {key: event.employee, on: {assign: {name: event.name}}}
      ratio: {key: event.employee, start: {value: 0}, on: {trade: {value: event.shares / event.parts}}}
    measures:
      total: {on: trade, by: event.employee, sum: event.shares}
      odd: {on: trade, where: event.shares / event.parts > 1, by: event.employee, count: true}
      by_half: {on: trade, by: event.half, count: true}

    """

  private let large = "9223372036854775807"

  @Test func faultThatNothingAbsorbsIsShown() throws {
    let desk = Desk(Self.pack)
    #expect(
      try desk.answers(
        [
          "event.shares + 1 > 0", "event.shares / 0 == 1", "desks['a'].name == 'x'", "false && event.shares / 0 == 1",
          "event.shares / 0 == 1 || true", "[1, 2][5] == 1",
        ], on: "2024-01-02 trade shares: \(large)")
        == [
          .error("overflow"), .error("division by zero"), .error("'name' of nothing: there is no record"), .no, .yes,
          .error("the list has no item 5"),
        ])
  }

  @Test func measureThatOverflowsIsAnErrorFromThenOnForItsKey() throws {
    let desk = Desk(
      Self.pack,
      history: """
        2024-01-02 trade employee: ann, shares: \(large), parts: 1
        2024-01-03 trade employee: ann, shares: 1, parts: 1
        2024-01-04 trade employee: ann, shares: -1, parts: 1
        2024-01-04 trade employee: bob, shares: 1, parts: 1
        """)
    #expect(
      try desk.answers(["total['ann'] > 0", "total['bob'] == 1"], on: "2024-01-05 tick")
        == [.error("overflow"), .yes])
  }

  @Test func registerThatCannotHoldItsValueIsAnErrorForItsKey() throws {
    let desk = Desk(
      Self.pack,
      history: """
        2024-01-02 trade employee: ann, shares: 1, parts: 0
        2024-01-02 trade employee: bob, shares: 4, parts: 2
        """)
    #expect(
      try desk.answers(["ratio['ann'].value > 0", "ratio['bob'].value == 2"], on: "2024-01-05 tick")
        == [.error("division by zero"), .yes])
  }

  @Test func faultInAConditionOfAMeasureCountsAsUnknown() throws {
    let desk = Desk(
      Self.pack,
      history: """
        2024-01-02 trade employee: ann, shares: 1, parts: 0
        2024-01-02 trade employee: ann, shares: 4, parts: 2
        """)
    #expect(
      try desk.answers(["odd['ann'] >= 1", "odd['ann'] <= 2", "odd['ann'] == 1"], on: "2024-01-05 tick")
        == [.yes, .yes, .open([])])
  }

  @Test func faultInAbsentDerivedOrKeyCountsAsUnknown() throws {
    let desk = Desk(
      Self.pack,
      history: """
        2024-01-01 assign employee: bob, name: rates
        2024-01-02 trade employee: ann, shares: 1, parts: 0
        2024-01-02 trade employee: ann, shares: 4, parts: 2
        """)
    #expect(
      try desk.answers(
        ["event.desk == 'rates'", "event.half == 2", "by_half[2] == 1", "by_half[2] >= 1"],
        on: "2024-01-05 trade employee: ann, shares: 5, parts: 0")
        == [.open(["event.desk"]), .open(["event.half"]), .open(["trade.half"]), .yes])
    #expect(
      try desk.answers(
        ["event.desk == 'rates'", "event.half == 2"], on: "2024-01-05 trade employee: bob, shares: 4, parts: 2")
        == [.yes, .yes])
  }
}
