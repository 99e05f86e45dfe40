import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct JudgingTests {
  private static let pack = """
    enums: {role: [officer, clerk], market: [main, growth]}
    parties: {declared_by: party, roles: role}
    events:
      party: {fields: {party: {type: party}, roles: {type: list(role)}, group: {type: string, null: none}}}
      family: {fields: {members: {type: list(party)}, together: {type: bool}}}
      grant: {fields: {to: {type: party}, shares: {type: int}, market: {type: market}, desk: {type: string}}}
    registers:
      held:
        key: event.to
        start: {shares: 0}
        daily: true
        on: {grant: {shares: it.shares + event.shares, desk: event.desk}}
    measures:
      given: {on: grant, by: event.to, sum: event.shares, daily: true}
      total: {on: grant, by: event.market, sum: event.shares}
      recent: {on: grant, list: {to: event.to, shares: event.shares}, window: P30D}
      holders: {over: held, by: it.desk, list: key, unbounded: true}
    clusters:
      household:
        of: party
        same: party(key).group
        pairs: {on: family, keys: event.members, linked: event.together}
        candidates: held
        possible: "!party(a).declared || !party(b).declared"
        sums: {given: "given[key]"}
        asks: family({a}, {b})
    crossings:
      over:
        cluster: household
        level: household(key).possibly.given >= 100
        active: {on: [grant, family, party], keys: 'event.kind == "grant" ? [event.to] : event.kind == "family" ? event.members : [event.party]'}
        keep: {given: household(key).given}
    rules:
      state:
        title: What stands
        on: [grant, family, party]
        notice: "true"
        because: >-
          {total['main']} {total['growth']} {given['ann']} {given['bob']} {held['ann'].shares} {recent.map(r, r.to)}
          {holders['rates']} {holders['bonds']} {household('ann').members} {household('bob').given} {over.standing}
          {over.started} {as_of(event.date, given['ann'])}
        \(Desk.cite)
      supposed:
        title: Supposed
        on: grant
        suppose: market
        forbid: "total[event.market] > 50"
        \(Desk.cite)

    """

  private let history = """
    2024-01-02 party party: ann, roles: [officer], group: home
    2024-01-02 party party: bob, roles: [clerk], group: home
    2024-01-03 grant to: ann, shares: 30, market: main, desk: rates
    2024-01-03 grant to: bob, shares: 20, market: growth, desk: rates
    2024-01-04 grant to: eve, shares: 10, desk: bonds
    2024-01-05 family members: [ann, eve], together: true
    """

  private let proposals = [
    "2024-01-06 grant to: ann, shares: 60, market: main, desk: bonds",
    "2024-01-06 grant to: zoe, shares: 5",
    "2024-01-06 grant shares: 5, market: growth",
    "2024-01-06 family members: [ann, bob, eve], together: false",
    "2024-01-06 family members: [bob, zoe], together: true",
    "2024-01-06 party party: bob, roles: [], group: away",
    "2024-02-20 grant to: bob, shares: 1, market: main, desk: bonds",
  ]

  private static func text(_ result: EventResult) -> String {
    result.findings.map { finding in
      "\(finding.rule) \(finding.outcome) \(finding.message) \(finding.missing) \(finding.facts) \(finding.worlds)"
    }.joined(separator: "\n")
  }

  @Test func sameProposalGivesTheSameTwiceWhateverWasJudgedBetween() throws {
    let desk = Desk(Self.pack, history: history)
    let workspace = try desk.open()
    let first = try proposals.map { Self.text(try desk.judge($0, in: workspace)) }
    let second = try proposals.reversed().map { Self.text(try desk.judge($0, in: workspace)) }
    #expect(first == second.reversed())
  }

  @Test func whatIsJudgedLeavesNothingBehind() throws {
    let checker = try Self.checker(history)
    let before = try proposals.map { Self.text(checker.judge(try Self.event($0, checker), later: 0)) }
    for proposal in proposals + proposals.reversed() { _ = checker.judge(try Self.event(proposal, checker), later: 0) }
    let after = try proposals.map { Self.text(checker.judge(try Self.event($0, checker), later: 0)) }
    #expect(before == after)
    // And recording goes on as if nothing had been judged.
    let other = try Self.checker(history)
    for proposal in proposals {
      checker.record(try Self.event(proposal, checker))
      other.record(try Self.event(proposal, other))
    }
    let last = "2024-02-21 grant to: ann, shares: 1, market: main"
    #expect(
      Self.text(checker.judge(try Self.event(last, checker), later: 0))
        == Self.text(other.judge(try Self.event(last, other), later: 0)))
  }

  @Test(arguments: [true, false])
  func outcomesAloneAreThoseOfTheWholeResult(_ explains: Bool) throws {
    let told = try Self.checker("")
    let counted = try Self.checker("")
    counted.explains = explains
    var seen: Set<Outcome> = []
    for line in (history.split(separator: "\n").map(String.init) + proposals) {
      let result = told.replay(try Self.event(line, told), later: 0, isHistory: true)
      counted.replayOutcomes(try Self.event(line, counted))
      let outcomes = (0..<counted.outcomeCount).map { counted.outcome($0) }
      var expected = result.outcomes.map { Outcome.notApplicable == $0.outcome ? nil : $0.outcome }
      for outcome in outcomes where outcome.outcome != .notApplicable {
        #expect(expected[outcome.rule] == outcome.outcome, "\(line)")
        expected[outcome.rule] = nil
        seen.insert(outcome.outcome)
      }
      #expect(expected.allSatisfy { $0 == nil }, "\(line)")
    }
    #expect(seen.count > 1)
  }

  /// A checker on which a history is recorded and that stays, so that one judgement could disturb the next.
  private static func checker(_ history: String) throws -> EventChecker {
    let files = TextFiles(texts: ["pack/pack.yaml": "pack: desk\n" + pack])
    let compiled = try Compiler.compile(try PackLoader.load("pack", files: files).pack)
    let checker = EventChecker(pack: compiled, settled: [:])
    for line in history.split(separator: "\n") { checker.record(try event(line, checker)) }
    return checker
  }

  private static func event(_ line: some StringProtocol, _ checker: EventChecker) throws -> Event {
    var decoder = EventDecoder(pack: checker.pack, symbols: checker.machine.symbols)
    let event = decoder.event(try Desk.document(Desk.event(line, id: "x")))
    checker.machine.symbols = decoder.symbols
    return try #require(event)
  }

  @Test func proposalsStandOnTopOfEachOther() throws {
    let results = try Desk(Self.pack).check(
      """
      2024-01-03 grant to: ann, shares: 30, market: main
      2024-01-03 grant to: ann, shares: 20, market: main
      2024-01-03 grant to: ann, shares: 1, market: main
      """)
    #expect(results.map { $0.outcomes[1].outcome } == [.clear, .clear, .violation])
    #expect(results.map(\.event) == ["p1", "p2", "p3"])
  }

  @Test func historyIsSortedByDateAndOfOneDayStandsInTheOrderGiven() throws {
    let desk = Desk(
      """
      events: {price: {fields: {value: {type: int}}}, tick: {}}
      measures:
        latest: {on: price, last: event.value}
        all: {on: price, list: event.value, unbounded: true}
      """, deal: "opening: [{id: o1, kind: price, date: 2024-01-05, value: 9}]\n",
      history: """
        2024-01-06 price value: 3
        2024-01-05 price value: 1
        2024-01-06 price value: 2
        2024-01-07 price value: 4
        """)
    #expect(try desk.answers(["all == [9, 1, 3, 2]", "latest == 2"], on: "2024-01-06 tick") == [.yes, .yes])
    #expect(try desk.judge("2024-01-05 tick").later == 3)
    #expect(try desk.judge("2024-01-04 tick").later == 5)
    #expect(try desk.judge("2024-01-07 tick").later == 0)
  }

  @Test func partyOfTheDealIsReplacedByAnEvent() throws {
    let desk = Desk(
      Self.pack, deal: "parties: [{id: ann, roles: [clerk]}]\n",
      history: "2024-01-02 party party: ann, roles: [officer]")
    #expect(
      try desk.answers(
        [
          "party('ann').roles == ['officer']", "before(party('eve').declared)", "'clerk' in party('eve').roles",
          "party(event.to).declared", "party('ann').group == null",
        ], on: "2024-01-03 grant to: ann, shares: 1")
        == [.yes, .no, .open(["party(eve).roles"]), .yes, .yes])
  }

  @Test func waiverLiftsAViolationForItsEventOnItsDays() throws {
    let desk = Desk(Self.pack)
    let waiver = """
      - {rule: desk/supposed, event: proposal, by: counsel, instrument: letter, because: agreed,
         from: 2024-01-05, until: 2024-01-06}
      """
    let event = "grant to: ann, shares: 51, market: main"
    let waived = try desk.judge("2024-01-06 \(event)", waivers: waiver)
    #expect(waived.outcomes[1].outcome == .waived)
    #expect(waived.findings.first { $0.rule == "desk/supposed" }?.was == .violation)
    #expect(try desk.judge("2024-01-07 \(event)", waivers: waiver).outcomes[1].outcome == .violation)
  }
}
