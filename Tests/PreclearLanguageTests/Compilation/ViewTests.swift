import Testing

@Suite struct ViewTests {
  private static let schema = """
    enums:
      side: [buy, sell]
    events:
      trade:
        fields:
          employee: {type: string, null: nobody}
          side: {type: side}
          shares: {type: int}
      gift:
        fields: {giver: {type: string}, taker: {type: string}, shares: {type: int}}
    """

  @Test func severalRowsOfOneEventAllCount() throws {
    let desk = Desk(
      Self.schema + """

        views:
          move:
            from:
              gift:
                - {who: event.giver, shares: -event.shares}
                - {who: event.taker, shares: event.shares}
              trade: {when: 'event.side == "buy"', who: event.employee, shares: event.shares}
        measures:
          held: {on: move, by: move.who, sum: move.shares}
          rows: {on: move, count: true}
        """,
      history: """
        2024-01-02 trade employee: ann, side: buy, shares: 10
        2024-01-03 trade employee: ann, side: sell, shares: 4
        2024-01-04 gift giver: ann, taker: bob, shares: 3
        """)
    #expect(
      try desk.answers(
        ["held['ann'] == 7", "held['bob'] == 3", "held['eve'] == 0", "rows == 3"],
        on: "2024-01-05 trade employee: eve, side: sell, shares: 1") == [.yes, .yes, .yes, .yes])
  }

  @Test func viewOfAViewKeepsBothConditions() throws {
    let desk = Desk(
      Self.schema + """

        views:
          purchase: {from: {trade: {when: 'event.side == "buy"', who: event.employee, shares: event.shares}}}
          large: {from: {purchase: {when: purchase.shares > 5, who: purchase.who, shares: purchase.shares}}}
        measures:
          bought: {on: large, by: large.who, sum: large.shares}
        """,
      history: """
        2024-01-02 trade employee: ann, side: buy, shares: 10
        2024-01-02 trade employee: ann, side: buy, shares: 5
        2024-01-03 trade employee: ann, side: sell, shares: 40
        """)
    let event = "2024-01-05 gift giver: a, taker: b, shares: 1"
    #expect(try desk.answer("bought['ann'] == 10", on: event) == .yes)
  }

  @Test func rowWhoseConditionIsUnknownMayBelong() throws {
    let desk = Desk(
      Self.schema + """

        views:
          purchase: {from: {trade: {when: 'event.side == "buy"', who: event.employee, shares: event.shares}}}
        measures:
          bought: {on: purchase, by: purchase.who, sum: purchase.shares}
        """,
      history: """
        2024-01-02 trade employee: ann, side: buy, shares: 10
        2024-01-03 trade employee: ann, shares: 4
        """)
    let event = "2024-01-05 gift giver: a, taker: b, shares: 1"
    #expect(
      try desk.answers(
        ["bought['ann'] >= 10", "bought['ann'] > 14", "bought['ann'] > 12"], on: event)
        == [.yes, .no, .open(["trade.side"])])
  }

  @Test func fieldThatAnEntryLeavesOutIsNull() throws {
    let desk = Desk(
      Self.schema + """

        views:
          move:
            from:
              trade: {who: event.employee, shares: event.shares}
              gift: {shares: event.shares}
        measures:
          nameless: {on: move, where: move.who == null, sum: move.shares}
          named: {on: move, by: move.who, sum: move.shares}
        """,
      history: "2024-01-04 gift giver: ann, taker: bob, shares: 3")
    #expect(
      try desk.answers(
        ["nameless == 3", "named['ann'] == 0", "named['eve'] == 1"],
        on: "2024-01-05 trade employee: eve, side: buy, shares: 1") == [.yes, .yes, .yes])
  }

  @Test func rowOfAViewIsJudgedByItsName() throws {
    let desk = Desk(
      Self.schema + """

        views:
          move:
            fields: {who: string, shares: int}
            from:
              gift:
                - {who: event.giver, shares: -event.shares}
                - {who: event.taker, shares: event.shares}
        rules:
          large:
            title: Large
            on: move
            \(Desk.cite)
            clauses:
              - {id: in, notice: move.shares > 5, because: "{move.who} takes {move.shares}."}
              - {id: out, trigger: move.shares < -5, because: "{move.who} gives."}
        """)
    let finding = try #require(try desk.judge("2024-01-05 gift giver: ann, taker: bob, shares: 9").findings.first)
    #expect(finding.outcome == .trigger)
    #expect(finding.message == "ann gives.")
    #expect(finding.clause == "out")
  }

  @Test func conditionOfTheViewOfARuleIsOneMoreCondition() throws {
    let desk = Desk(
      Self.schema + """

        views:
          purchase: {from: {trade: {when: 'event.side == "buy"', shares: event.shares}}}
        rules:
          large: {title: Large, on: purchase, forbid: purchase.shares > 5, \(Desk.cite)}
        """)
    func outcome(_ event: String) throws -> String { try desk.judge(event).outcomes[0].outcome.rawValue }
    #expect(try outcome("2024-01-05 trade side: buy, shares: 9") == "violation")
    #expect(try outcome("2024-01-05 trade side: sell, shares: 9") == "not_applicable")
    #expect(try outcome("2024-01-05 trade shares: 9") == "indeterminate")
    #expect(try outcome("2024-01-05 trade shares: 5") == "clear")
  }
}
