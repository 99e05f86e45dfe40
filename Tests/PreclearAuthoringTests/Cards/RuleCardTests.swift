import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct RuleCardTests {
  private static let pack = """
    pack: desk
    enums:
      side: [buy, sell]
      role: [agent, issuer]
    parties: {declared_by: party, roles: role}
    calendars: {market: ../c/market.yaml}
    sources: {code: {title: The code}}
    events:
      party: {fields: {party: {type: party, required: true}, roles: {type: list(role), absent: "[]"}}}
      trade:
        fields:
          person: {type: party, required: true}
          side: {type: side, ask: "Is it bought or sold?"}
          shares: {type: int, minimum: 1, required: true}
          price: {type: decimal, null: not agreed, ask: "At which price?"}
          ordered: {type: date, absent: event.date}
      consent:
        silence: unknown
        ask: Was it allowed?
        fields: {until: {type: date, required: true}}
    views:
      sale: {from: {trade: {when: event.side == "sell", shares: event.shares}}}
    parameters:
      limit:
        title: The most shares of a trade
        values:
          - {from: 2000-01-01, value: 1000, cite: {source: code, page: 1, lines: 1, anchor: at most}}
          - {from: 2020-01-01, value: 2500, cite: {source: code, page: 2, lines: 4-5, anchor: at most}}
      rate: {values: [{from: 2000-01-01, value: 8%, cite: {source: code, page: 1, lines: 2, anchor: eight}}]}
      wait: {type: period, values: [{from: 2000-01-01, value: P1Y6M, cite: {source: code, page: 1, lines: 3, anchor: year}}]}
    terms:
      large: {of: [k], is: k > 2 * parameter.limit}
    measures:
      traded: {on: trade, by: event.person, sum: event.shares, title: Shares traded by a person}
      allowed: {on: consent, max: event.until}
    readings:
      net:
        question: Is it net of fees?
        alternatives: {gross: {title: Before fees}, net: {title: After fees}}
        cite: {source: code, page: 3, lines: 9, anchor: net}

    """

  private static let calendar = "calendar: market\ntitle: A market\nweekend: [saturday, sunday]\n"

  /// The card of a rule with these lines, in a pack of its own.
  private func card(_ lines: String, on date: String? = nil, tests: [RuleTest] = []) throws -> RuleCard {
    var text = Self.pack + "rules:\n  rule:\n    title: A rule\n"
    if !lines.contains("on:") { text += "    on: trade\n" }
    text += "    cite: {source: code, page: 7, lines: 11-12, anchor: shall not}\n"
    text += lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    let files = TextFiles(texts: ["p/pack.yaml": text, "c/market.yaml": Self.calendar])
    let pack = try PackLoader.load("p", files: files).pack
    return try RuleCardMaker(pack: pack, tests: tests, on: date.flatMap { CalendarDate(iso: $0) }).card(of: "desk/rule")
  }

  /// A statement as lines, each level indented by two spaces.
  private func lines(_ statement: Statement, _ depth: Int = 0) -> [String] {
    [String(repeating: "  ", count: depth) + statement.text] + statement.parts.flatMap { lines($0, depth + 1) }
  }

  private func words(_ condition: String) throws -> [String] {
    try lines(card("forbid: >-\n  \(condition)").clauses[0].condition)
  }

  @Test(arguments: [
    ("event.shares > parameter.limit", "the event's shares is more than 2,500 (limit)"),
    ("!(event.shares <= 10)", "the event's shares is more than 10"),
    ("!(event.shares > 10)", "the event's shares is at most 10"),
    ("10 < event.shares", "the event's shares is more than 10"),
    (#"event.date < date("2026-03-02")"#, "the event's date is before 2026-03-02"),
    (#"!(event.date < date("2026-03-02"))"#, "the event's date is on or after 2026-03-02"),
    (
      "event.ordered + parameter.wait >= event.date",
      "the event's ordered + 1 year and 6 months (wait) is on or after the event's date"
    ),
    (#"event.side == "sell""#, "the event's side is sell"),
    (#"event.side != "sell""#, "the event's side is not sell"),
    ("event.price == null", "the event's price is none (not agreed)"),
    ("event.price != null", "the event's price is not none (not agreed)"),
    (#"event.side in ["buy", "sell"]"#, "the event's side is one of buy, sell"),
    (#"!(event.side in ["buy", "sell"])"#, "the event's side is none of buy, sell"),
    (#""agent" in party(event.person).roles"#, "agent is among the roles of the event's person"),
    ("party(event.person).roles == []", "the roles of the event's person is empty"),
    ("given(event.price)", "the event's price is known, and not none"),
    ("!given(event.price)", "the event's price is not known, or is none"),
    ("known(event.side)", "the event's side is known"),
    (#"reading["net"] == "net""#, "the reading “net” is “net” (After fees)"),
    (#"reading["net"] != "net""#, "the reading “net” is not “net” (After fees)"),
    ("traded[event.person] > 5", "“traded” for the event's person is more than 5"),
    ("before(traded[event.person]) > 5", "“traded” for the event's person before this event is more than 5"),
    ("large(event.shares)", "“large” of the event's shares holds"),
    ("!large(event.shares)", "“large” of the event's shares does not hold"),
    (
      "market_day(event.date, 3) > event.ordered",
      "the day 3 market days after the event's date is after the event's ordered"
    ),
    (
      "market_day(event.date, -3) > event.ordered",
      "the day 3 market days before the event's date is after the event's ordered"
    ),
    ("is_market_day(event.date)", "the event's date is a market day"),
    ("!is_market_day(event.date)", "the event's date is no market day"),
    (
      "event.shares * parameter.rate > 10 + 2 * event.shares",
      "the event's shares × 8% (rate) is more than 10 + 2 × the event's shares"
    ),
    ("(event.shares + 1) * 2 > 10", "(the event's shares + 1) × 2 is more than 10"),
    ("event.shares - (1 - 2) > 10", "the event's shares − (1 − 2) is more than 10"),
    ("max(event.shares, 5) > 10", "the greater of the event's shares and 5 is more than 10"),
    ("coalesce(event.price, 0) > 10", "the event's price (where there is none: 0) is more than 10"),
    ("(event.shares > 3 ? 1 : 2) == 1", "(1 if the event's shares is more than 3, otherwise 2) is 1"),
  ])
  func aConditionIsASentence(_ condition: String, _ sentence: String) throws {
    #expect(try words(condition) == [sentence])
  }

  @Test func andAndOrAreLists() throws {
    #expect(
      try words(#"event.side == "sell" && (event.shares > 1 || event.price == null) && event.shares < 9"#) == [
        "all of these hold:", "  the event's side is sell", "  one or more of these hold:",
        "    the event's shares is more than 1", "    the event's price is none (not agreed)",
        "  the event's shares is less than 9",
      ])
  }

  @Test func theContraryOfAListIsAListOfContraries() throws {
    #expect(
      try words(#"!(event.side == "sell" && (event.shares > 1 || event.price == null))"#) == [
        "one or more of these hold:", "  the event's side is not sell", "  all of these hold:",
        "    the event's shares is at most 1", "    the event's price is not none (not agreed)",
      ])
  }

  @Test func aChoiceIsThreeSentences() throws {
    #expect(
      try words(#"event.side == "sell" ? event.shares > 1 : event.shares > 2"#) == [
        "it depends:", "  if: the event's side is sell", "  then: the event's shares is more than 1",
        "  otherwise: the event's shares is more than 2",
      ])
  }

  @Test func aListIsLookedThrough() throws {
    #expect(
      try words(#"party(event.person).roles.exists(r, r == "agent" || r == "issuer")"#) == [
        "at least one r of the roles of the event's person is such that one or more of these hold:", "  r is agent",
        "  r is issuer",
      ])
    #expect(
      try words(#"!party(event.person).roles.exists(r, r == "agent")"#)
        == ["no r of the roles of the event's person is such that r is agent"])
    #expect(
      try words(#"!party(event.person).roles.all(r, r == "agent")"#)
        == ["not every r of the roles of the event's person is such that r is agent"])
  }

  @Test func parametersHaveTheValuesOfTheDay() throws {
    let rule = "forbid: event.shares > parameter.limit"
    #expect(
      try lines(card(rule, on: "2019-12-31").clauses[0].condition) == ["the event's shares is more than 1,000 (limit)"])
    let before = try card(rule, on: "1999-12-31").clauses[0].condition
    #expect(lines(before) == ["the event's shares is more than “limit” (without a value on 1999-12-31)"])
    let values = try card(rule).parameters[0].values
    #expect(try card(rule).parameters.map(\.title) == ["The most shares of a trade"])
    #expect(values.map(\.text) == ["1,000", "2,500"])
    #expect(
      values.map { "\($0.from) \($0.until.map { "\($0)" } ?? "-")" } == ["2000-01-01 2019-12-31", "2020-01-01 -"])
    #expect(values.map { $0.citations.map(\.page) } == [["1"], ["2"]])
  }

  @Test func whatIsNamedIsDefinedOnce() throws {
    let card = try card(
      """
      on: sale
      let: {much: "traded[event.person] + sale.shares"}
      forbid: large(much) && large(sale.shares)
      """)
    #expect(card.looksAt == ["trade"])
    #expect(card.definitions.map(\.name) == ["sale", "large of k", "much", "traded"])
    #expect(
      card.definitions.map { lines($0.statement).joined(separator: " | ") } == [
        "one of these events: |   trade, where the event's side is sell: shares is the event's shares",
        "k is more than 2 × 2,500 (limit)", "“traded” for the event's person + the sale's shares",
        "the sum of its shares over the “trade” events on record, told apart by its person",
      ])
    #expect(card.definitions.last?.title == "Shares traded by a person")
  }

  @Test func factsAreThoseThatMayBeMissing() throws {
    let facts = try card(
      """
      where: event.side == "sell"
      forbid: event.price != null && event.price > 3 && event.ordered <= allowed && "agent" in party(event.person).roles
      """
    ).facts
    #expect(
      facts.map { "\($0.fact): \($0.question)" } == [
        "event.side: Is it bought or sold?", "event.price: At which price?", "consent: Was it allowed?",
        "party(…).roles: Which roles does the party have?",
      ])
  }

  @Test func clausesExceptionsAndCuresAreShown() throws {
    let card = try card(
      """
      effective: {from: 2001-01-01, to: 2001-12-31}
      suppose: side
      clauses:
        - id: a
          require: event.shares < 5
          because: "Shares: {event.shares}."
          cure: [{reduce: shares}, {change: {side: buy}}]
          cite: {source: code, page: 8, lines: 20, anchor: at most}
        - id: b
          where: event.shares > 2
          trigger: event.shares > 3
          unless: [{id: agent, if: '"agent" in party(event.person).roles'}]
      """)
    #expect(card.clauses.map(\.outcome) == [.violation, .trigger])
    #expect(card.clauses.map(\.isRequirement) == [true, false])
    #expect(card.clauses[0].message == "Shares: [the event's shares].")
    #expect(card.clauses[0].cures == ["reduce shares", "change side to buy"])
    #expect(card.clauses[1].when.map { lines($0) } == ["the event's shares is more than 2"])
    #expect(card.clauses[1].exceptions.map(\.id) == ["agent"])
    #expect(card.supposes == "side")
    #expect("\(card.effective.from) \(card.effective.to)" == "2001-01-01 2001-12-31")
    #expect(card.allCitations.map(\.page) == ["7", "8"])
  }

  @Test func readingsAreThoseThatTheRuleRestsOn() throws {
    let reading = try card(#"forbid: reading["net"] == "net""#).readings
    #expect(reading.map(\.question) == ["Is it net of fees?"])
    #expect(reading[0].alternatives.map { "\($0.name): \($0.title)" } == ["gross: Before fees", "net: After fees"])
    #expect(reading[0].citations.map(\.page) == ["3"])
    #expect(try card(#"forbid: "true""#).readings.isEmpty)
  }

  @Test func testsAreExamples() throws {
    let text = """
      cases:
        - {name: One, propose: {id: a}, expect: {outcomes: {desk/rule: violation}}}
        - {name: Of another, propose: {id: a}, expect: {outcomes: {desk/other: violation}}}
        - {name: Two, propose: {id: a}, expect: {outcomes: {desk/rule: clear}}}
      """
    let test = try RuleTest.load(SourceFile(path: "a.test.yaml", text: text))
    let examples = try card(#"forbid: "true""#, tests: [test]).examples
    #expect(examples.map { "\($0.name) \($0.outcome) \($0.line)" } == ["One violation 2", "Two clear 4"])
  }

  @Test func aRuleThatIsNotThereIsToldWithTheNearestName() throws {
    let files = TextFiles(texts: [
      "p/pack.yaml": Self.pack + """
        rules:
          rule: {title: A, on: trade, forbid: "true", cite: {source: code, page: 7, lines: 1, anchor: a}}
        """, "c/market.yaml": Self.calendar,
    ])
    let maker = try RuleCardMaker(pack: try PackLoader.load("p", files: files).pack, tests: [], on: nil)
    let failure = #expect(throws: LoadFailure.self) { try maker.card(of: "desk/rul") }
    #expect(failure?.diagnostics.first?.message == "there is no rule 'desk/rul'")
    #expect(failure?.diagnostics.first?.help == "did you mean 'desk/rule'?")
  }
}
