import Testing

@Suite struct RegisterTests {
  private static let schema = """
    events:
      grant:
        fields: {award: {type: string}, shares: {type: int}, grade: {type: string}, sure: {type: bool}, day: {type: date}}
      vest:
        fields: {award: {type: string}, shares: {type: int}}
      swap:
        fields: {from: {type: string}, to: {type: string}, shares: {type: int}}
      tick: {}

    """

  private func desk(_ sections: String, _ history: String) -> Desk { Desk(Self.schema + sections, history: history) }

  private let start = """
    registers:
      awards:
        key: event.award
        start: {shares: at_least(0), vested: 0}
        asks: award({key})
        on:
          grant: {shares: it.shares + event.shares}
          vest: {vested: it.vested + event.shares}
          swap:
            - {key: event.from, shares: it.shares - event.shares}
            - {key: event.to, shares: it.shares + event.shares}
    """

  @Test func keyThatIsNotOnRecordHasTheStart() throws {
    let desk = desk(start, "2024-01-02 grant award: a, shares: 10")
    #expect(
      try desk.answers(
        [
          "awards['a'].shares >= 10", "awards['a'].shares > 10", "awards['b'].shares > 10", "awards['b'].vested == 0",
          "awards['a'].vested == 0",
        ], on: "2024-01-05 tick") == [.yes, .open(["award(a).shares"]), .open(["award(b).shares"]), .yes, .yes])
  }

  @Test func oneEventUpdatesSeveralKeysInTheOrderOfTheFile() throws {
    let desk = desk(
      """
      registers:
        awards:
          key: event.award
          start: {shares: 0}
          on:
            grant: {shares: it.shares + event.shares}
            swap:
              - {key: event.from, shares: it.shares - event.shares}
              - {key: event.to, shares: it.shares * 2}
              - {key: event.to, shares: it.shares + event.shares}
      """,
      """
      2024-01-02 grant award: a, shares: 10
      2024-01-02 grant award: b, shares: 3
      """)
    #expect(
      try desk.answers(
        ["awards['a'].shares == 6", "awards['b'].shares == 10", "before(awards['b'].shares) == 3"],
        on: "2024-01-05 swap from: a, to: b, shares: 4") == [.yes, .yes, .yes])
    #expect(try desk.answer("awards['a'].shares == 16", on: "2024-01-05 swap from: a, to: a, shares: -4") == .no)
  }

  @Test func entryBeforeTheFirstIsNullWithoutAStart() throws {
    let desk = desk(
      """
      registers:
        awards:
          key: event.award
          on:
            grant: {first: "it == null ? event.date : it.first", latest: event.date}
      """,
      """
      2024-01-02 grant award: a
      2024-01-04 grant award: a
      """)
    #expect(
      try desk.answers(
        [
          "awards['a'].first == date('2024-01-02')", "awards['a'].latest == date('2024-01-04')", "awards['b'] == null",
          "awards[event.award] == null",
        ], on: "2024-01-05 vest shares: 1") == [.yes, .yes, .yes, .open(["event.award"])])
    #expect(
      try desk.answer("awards['b'].first == date('2024-01-02')", on: "2024-01-05 tick")
        == .error("'first' of nothing: there is no record"))
  }

  @Test func entryThatIsMissingMayBeUnknown() throws {
    let desk = desk(
      """
      registers:
        awards:
          key: event.award
          missing: unknown
          on:
            grant: {shares: event.shares, grade: event.grade}
            vest: {shares: event.shares}
      """,
      """
      2024-01-02 grant award: a, shares: 1, grade: top
      2024-01-04 vest award: b, shares: 2
      """)
    #expect(
      try desk.answers(
        [
          "awards['a'].shares == 1", "awards['c'].shares == 1", "awards['b'].shares == 2", "awards['b'].grade == 'top'",
        ], on: "2024-01-05 tick") == [.yes, .open(["grant(c).shares"]), .yes, .open(["grant(b).grade"])])
  }

  @Test func unknownGuardLeavesAFigureBetweenOldAndNew() throws {
    let desk = desk(
      """
      registers:
        awards:
          key: event.award
          start: {shares: 0, day: null}
          on:
            grant: {when: event.sure, shares: it.shares + event.shares, day: event.day}
      """,
      """
      2024-01-02 grant award: a, shares: 10, sure: true, day: 2024-01-01
      2024-01-03 grant award: a, shares: 5, day: 2024-02-01
      2024-01-04 grant award: a, shares: 100, sure: false, day: 2024-03-01
      """)
    let open = Answer.open(["grant.sure"])
    #expect(
      try desk.answers(
        [
          "awards['a'].shares >= 10", "awards['a'].shares <= 15", "awards['a'].shares > 10",
          "coalesce(awards['a'].day, event.date) <= date('2024-02-01')",
        ], on: "2024-01-05 tick") == [.yes, .yes, open, .yes])
  }

  @Test func keyThatIsUnknownUpdatesNothing() throws {
    let desk = desk(start, "2024-01-02 vest shares: 10")
    #expect(try desk.answer("awards['a'].vested == 0", on: "2024-01-05 tick") == .yes)
  }

  @Test func registerWithoutAKeyIsOneEntry() throws {
    let desk = desk(
      """
      registers:
        pool:
          start: {shares: at_least(100), counted: 0}
          daily: true
          on:
            grant: {shares: it.shares - event.shares, counted: it.counted + 1}
      """,
      """
      2024-01-02 grant shares: 10
      2024-01-04 grant shares: 5
      """)
    #expect(
      try desk.answers(
        [
          "pool.shares >= 85", "pool.shares > 85", "pool.counted == 2", "as_of(date('2024-01-03'), pool.counted) == 1",
          "as_of(date('2024-01-01'), pool.counted) == 0", "as_of(date('2024-01-04'), pool.shares) >= 85",
        ], on: "2024-01-05 tick") == [.yes, .open(["grant.shares"]), .yes, .yes, .yes, .yes])
  }

  @Test func compositeKeyWithANullIsNoEntry() throws {
    let desk = Desk(
      """
      events:
        trade: {fields: {employee: {type: string, null: nobody}, issuer: {type: string}, shares: {type: int}}}
      registers:
        held:
          key: [event.employee, event.issuer]
          on: {trade: {shares: event.shares}}
      """,
      history: """
        2024-01-02 trade employee: ann, issuer: acme, shares: 1
        2024-01-02 trade employee: null, issuer: acme, shares: 2
        """)
    #expect(
      try desk.answers(
        ["held[['ann', 'acme']].shares == 1", "held[[event.employee, 'acme']] == null"],
        on: "2024-01-03 trade employee: null, issuer: acme, shares: 1") == [.yes, .yes])
  }

  @Test func measureOverARegisterMovesWithItsEntries() throws {
    let desk = desk(
      """
      registers:
        awards:
          key: event.award
          on:
            grant: {shares: event.shares, grade: event.grade}
      measures:
        by_grade: {over: awards, by: it.grade, sum: it.shares}
        keys: {over: awards, by: it.grade, list: key, unbounded: true}
        vested: {on: vest, by: event.award, sum: event.shares}
        open: {over: awards, by: it.grade, sum: "it.shares - vested[key]"}
      """,
      """
      2024-01-02 grant award: a, shares: 10, grade: low
      2024-01-02 grant award: b, shares: 20, grade: low
      2024-01-03 grant award: a, shares: 15, grade: top
      2024-01-04 vest award: b, shares: 5
      """)
    #expect(
      try desk.answers(
        [
          "by_grade['low'] == 20", "by_grade['top'] == 15", "keys['low'] == ['b']", "open['low'] == 15",
          "open['top'] == 15",
        ], on: "2024-01-05 tick") == [.yes, .yes, .yes, .yes, .yes])
    #expect(
      try desk.answers(
        ["open['top'] == 12", "before(open['top']) == 15"], on: "2024-01-05 vest award: a, shares: 3") == [.yes, .yes])
  }

  @Test func entryOfUnknownKeyMayBelongToEveryKey() throws {
    let desk = desk(
      """
      registers:
        awards: {key: event.award, on: {grant: {shares: event.shares, grade: event.grade}}}
      measures:
        by_grade: {over: awards, by: it.grade, sum: it.shares}
      """,
      """
      2024-01-02 grant award: a, shares: 10, grade: low
      2024-01-02 grant award: b, shares: 20
      """)
    let open = Answer.open(["grant.grade"])
    #expect(
      try desk.answers(
        ["by_grade['low'] >= 10", "by_grade['low'] <= 30", "by_grade['low'] > 10", "by_grade['top'] > 0"],
        on: "2024-01-05 tick") == [.yes, .yes, open, open])
    #expect(
      try desk.answers(
        ["by_grade['low'] == 10", "by_grade['top'] == 20", "before(by_grade['top'] > 0)"],
        on: "2024-01-05 grant award: b, shares: 20, grade: top") == [.yes, .yes, open])
  }

  @Test func entryCountsUnderEachOfItsKeys() throws {
    let desk = desk(
      """
      registers:
        awards: {key: event.award, on: {grant: {shares: event.shares, grades: "[event.grade, 'any']"}}}
      measures:
        by_grade: {over: awards, by_each: it.grades, sum: it.shares}
      """,
      """
      2024-01-02 grant award: a, shares: 10, grade: low
      2024-01-02 grant award: b, shares: 20, grade: top
      """)
    #expect(
      try desk.answers(
        ["by_grade['low'] == 10", "by_grade['any'] == 30"], on: "2024-01-05 tick") == [.yes, .yes])
  }

  @Test func rowOverARegisterMovesWithADeclaredParty() throws {
    let desk = Desk(
      """
      enums: {role: [officer, clerk]}
      parties: {declared_by: party, roles: role}
      events:
        party: {fields: {party: {type: party}, roles: {type: list(role)}}}
        grant: {fields: {to: {type: party}, shares: {type: int}}}
        tick: {}
      registers:
        held: {key: event.to, start: {shares: 0}, on: {grant: {shares: it.shares + event.shares}}}
      measures:
        officers: {over: held, where: "'officer' in party(key).roles", sum: it.shares}
      """,
      history: """
        2024-01-02 party party: ann, roles: [clerk]
        2024-01-03 grant to: ann, shares: 10
        2024-01-04 party party: ann, roles: [officer]
        """)
    #expect(try desk.answer("officers == 10", on: "2024-01-05 tick") == .yes)
  }
}
