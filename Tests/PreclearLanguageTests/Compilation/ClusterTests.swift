import Testing

@Suite struct ClusterTests {
  static let pack = """
    enums: {role: [officer, clerk]}
    parties: {declared_by: party, roles: role}
    events:
      party:
        fields:
          party: {type: party}
          roles: {type: list(role)}
          group: {type: string, null: none}
      family: {fields: {members: {type: list(party)}, together: {type: bool}}}
      grant: {fields: {to: {type: party}, shares: {type: int}}}
      tick: {}
    registers:
      held:
        key: event.to
        start: {shares: at_least(0)}
        asks: held({key})
        on: {grant: {shares: it.shares + event.shares}}
    measures:
      given: {on: grant, by: event.to, sum: event.shares}
    clusters:
      household:
        of: party
        same: party(key).group
        pairs: {on: family, keys: event.members, linked: event.together}
        candidates: held
        possible: "!party(a).declared || !party(b).declared"
        sums: {shares: "held[key].shares", given: "given[key]"}
        asks: family({a}, {b})
    """

  private let parties = """
    parties:
      - {id: ann, roles: [officer], group: home}
      - {id: bob, group: home}
      - {id: eve}
    """

  private func desk(_ history: String) -> Desk { Desk(Self.pack, deal: parties, history: history) }

  @Test func equalGroupsAreLinked() throws {
    let desk = desk("2024-01-02 grant to: ann, shares: 1\n2024-01-02 grant to: bob, shares: 2")
    #expect(
      try desk.answers(
        [
          "household('ann').members == ['ann', 'bob']", "household('eve').members == ['eve']",
          "household('bob').given == 3", "household('bob').shares >= 3", "household('nobody').given == 0",
        ], on: "2024-01-05 tick") == [.yes, .yes, .yes, .yes, .yes])
    #expect(
      try desk.answer("household('bob').shares > 3", on: "2024-01-05 tick")
        == .open(["held(ann).shares", "held(bob).shares"]))
  }

  @Test func latestEventThatNamesAPairDecides() throws {
    let desk = desk(
      """
      2024-01-02 grant to: ann, shares: 1
      2024-01-02 grant to: bob, shares: 2
      2024-01-02 grant to: eve, shares: 4
      2024-01-03 family members: [bob, eve], together: true
      """)
    #expect(
      try desk.answers(
        ["household('ann').given == 7", "before(household('ann').given) == 7"], on: "2024-01-05 tick") == [.yes, .yes])
    #expect(
      try desk.answers(
        [
          "household('ann').given == 1", "household('bob').given == 6", "before(household('ann').given) == 7",
        ], on: "2024-01-05 family members: [ann, bob], together: false") == [.yes, .yes, .yes])
    // The way round through a third stays.
    var linked = desk
    linked.history += "\n2024-01-04 family members: [ann, bob], together: false"
    #expect(
      try linked.answer("household('ann').given == 7", on: "2024-01-05 family members: [ann, eve], together: true")
        == .yes)
  }

  @Test func whoLeavesAGroupLeavesTheCluster() throws {
    let desk = desk("2024-01-02 grant to: ann, shares: 1")
    #expect(
      try desk.answers(
        ["household('bob').members == ['bob']", "before(household('bob').members) == ['bob', 'ann']"],
        on: "2024-01-05 party party: ann, roles: [], group: away") == [.yes, .yes])
  }

  @Test func undeclaredHolderIsAPossibleMember() throws {
    let desk = desk("2024-01-02 grant to: eve, shares: 1\n2024-01-02 grant to: stranger, shares: 5")
    #expect(
      try desk.answers(
        [
          "household('eve').possible == ['stranger']", "household('eve').given == 1",
          "household('eve').possibly.given >= 1", "household('eve').possibly.given <= 6",
        ], on: "2024-01-05 tick") == [.yes, .yes, .yes, .yes])
    #expect(
      try desk.answer("household('eve').possibly.given > 1", on: "2024-01-05 tick")
        == .open(["family(eve, stranger)"]))
    #expect(
      try desk.answers(
        ["household('eve').possible == []", "household('eve').possibly.given == 1"],
        on: "2024-01-05 family members: [eve, stranger], together: false") == [.yes, .yes])
  }

  @Test func linkThatTurnsOnAReadingIsKeptForEachAlternative() throws {
    let desk = Desk(
      Self.pack.replacing("linked: event.together", with: "linked: 'reading.kin == \"all\" || event.together'") + """

        readings:
          kin:
            question: Who is family?
            alternatives: {all: {title: All}, close: {title: The close ones}}
            \(Desk.cite)
        rules:
          large:
            title: Large
            on: tick
            forbid: household('eve').given > 1
            \(Desk.cite)
        """, deal: parties,
      history: """
        2024-01-02 grant to: eve, shares: 1
        2024-01-02 grant to: ann, shares: 4
        2024-01-03 family members: [ann, eve], together: false
        """)
    let finding = try #require(try desk.judge("2024-01-05 tick").findings.first)
    #expect(finding.outcome == .indeterminate)
    #expect(finding.readings.map(\.reading) == ["kin"])
    #expect(finding.readings.first?.alternatives.map(\.outcome) == [.violation, .clear])
  }
}
