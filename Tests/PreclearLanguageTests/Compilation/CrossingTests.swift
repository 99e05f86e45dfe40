import Testing

/// A staff holding limit of 100 shares: who goes over it by an act stands, who is lifted over it does not until it acts.
@Suite struct CrossingTests {
  private static let sections = """
    events:
      buy: {fields: {who: {type: party}, shares: {type: int}, big: {type: bool}}}
      limit: {fields: {shares: {type: int}}}
      tick: {}
    enums: {role: [clerk]}
    registers:
      held: {key: event.who, start: {shares: 0}, on: {buy: {shares: it.shares + event.shares}}}
      line: {start: {shares: 100}, on: {limit: {shares: event.shares}}}
    views:
      large: {from: {limit: {when: event.shares > 0, shares: event.shares}}}

    """

  private static let crossing = """
    crossings:
      over:
        key: held
        level: held[key].shares >= line.shares
        active: {on: buy, keys: "[event.who]"}
        passive: [limit]
        confirm: held[key].shares > before(held[key].shares)
        lapse: it.date + period("P30D")
        keep: {held: "held[key].shares"}
    """

  private func desk(_ history: String) -> Desk { Desk(Self.sections + Self.crossing, history: history) }

  @Test func actThatRaisesAKeyOverTheLineStarts() throws {
    let desk = desk("2024-01-02 buy who: ann, shares: 60")
    #expect(
      try desk.answers(
        [
          "over.started == ['ann']", "over.standing == ['ann']", "over['ann'].date == date('2024-01-05')",
          "over['ann'].held == 110", "over.passive == []", "over.unsettled == []", "before(over['ann']) == null",
          "before(over.started) == []",
        ], on: "2024-01-05 buy who: ann, shares: 50") == [Answer](repeating: .yes, count: 8))
    #expect(
      try desk.answers(["over.started == []", "over['ann'] == null"], on: "2024-01-05 buy who: ann, shares: 39")
        == [.yes, .yes])
  }

  @Test func keyStandsWhileItIsOverAndUntilItLapsesInclusive() throws {
    let desk = desk(
      """
      2024-01-02 buy who: ann, shares: 120
      2024-01-10 buy who: ann, shares: -50
      """)
    #expect(try desk.answer("over['ann'].held == 120", on: "2024-02-01 tick") == .yes)
    #expect(try desk.answer("over['ann'] == null", on: "2024-02-02 tick") == .yes)
    var still = desk
    still.history = "2024-01-02 buy who: ann, shares: 120"
    #expect(try still.answer("over['ann'].date == date('2024-01-02')", on: "2024-09-02 tick") == .yes)
  }

  @Test func keyThatIsLiftedOverIsPendingUntilAnActConfirms() throws {
    var desk = desk("2024-01-02 buy who: ann, shares: 60")
    #expect(
      try desk.answers(
        ["over.passive == ['ann']", "over.started == []", "over['ann'] == null", "over.standing == []"],
        on: "2024-01-05 limit shares: 50") == [.yes, .yes, .yes, .yes])
    desk.history += "\n2024-01-05 limit shares: 50"
    #expect(try desk.answer("over.started == []", on: "2024-01-06 buy who: ann, shares: -1") == .yes)
    #expect(
      try desk.answers(
        ["over.started == ['ann']", "over['ann'].date == date('2024-01-06')"],
        on: "2024-01-06 buy who: ann, shares: 1") == [.yes, .yes])
  }

  @Test func whoStandsAlreadyIsNotPending() throws {
    let desk = desk(
      """
      2024-01-02 buy who: ann, shares: 120
      2024-01-03 limit shares: 200
      2024-01-04 limit shares: 100
      """)
    #expect(
      try desk.answers(
        ["over.started == []", "over['ann'].date == date('2024-01-02')"], on: "2024-01-06 buy who: ann, shares: 1")
        == [.yes, .yes])
  }

  @Test func oldCrossingThatLapsedDoesNotStandAgainByNobodysAct() throws {
    let desk = desk(
      """
      2024-01-02 buy who: ann, shares: 120
      2024-01-03 buy who: ann, shares: -50
      2024-06-01 limit shares: 70
      """)
    #expect(try desk.answers(["over['ann'] == null", "over.standing == []"], on: "2024-06-02 tick") == [.yes, .yes])
    #expect(
      try desk.answer("over['ann'].date == date('2024-06-02')", on: "2024-06-02 buy who: ann, shares: 1") == .yes)
  }

  @Test func levelThatIsUnknownIsUnsettled() throws {
    let desk = desk("2024-01-02 buy who: ann, shares: 60")
    #expect(
      try desk.answers(
        ["over.started == []", "over.unsettled == []", "over.unsettled != []"],
        on: "2024-01-05 buy who: ann") == [.yes, .open(["buy.shares"]), .open(["buy.shares"])])
  }

  @Test func conditionOfAPassiveViewHolds() throws {
    let desk = Desk(
      Self.sections + Self.crossing.replacing("passive: [limit]", with: "passive: [large]"),
      history: "2024-01-02 buy who: ann, shares: -5")
    // An event outside the view raises nobody.
    #expect(try desk.answer("over.passive == []", on: "2024-01-05 limit shares: -10") == .yes)
  }

  @Test func ofAClusterIsTheMemberThatStandsLongest() throws {
    let desk = Desk(
      ClusterTests.pack + """

        crossings:
          over:
            cluster: household
            level: household(key).given >= 10
            active: {on: [grant, family], keys: "event.kind == 'grant' ? [event.to] : event.members"}
            keep: {given: household(key).given}
        """,
      deal: "parties: [{id: ann, group: home}, {id: bob, group: home}, {id: eve}, {id: zoe}]",
      history: """
        2024-01-02 grant to: eve, shares: 12
        2024-01-03 grant to: ann, shares: 9
        """)
    #expect(
      try desk.answers(
        ["over.started == ['ann', 'bob']", "over['bob'].given == 10", "over.standing == ['eve', 'ann', 'bob']"],
        on: "2024-01-05 grant to: ann, shares: 1") == [.yes, .yes, .yes])
    #expect(
      try desk.answers(
        [
          "over.of(household('ann')).date == date('2024-01-02')", "over.started == ['ann', 'bob']",
          "over['ann'].date == date('2024-01-05')", "over['ann'].given == 21", "over.of(household('zoe')) == null",
        ], on: "2024-01-05 family members: [ann, eve], together: true") == [.yes, .yes, .yes, .yes, .yes])
    // A link that changes no cluster touches nobody.
    #expect(
      try desk.answer("over.started == []", on: "2024-01-05 family members: [ann, bob], together: true") == .yes)
  }
}
