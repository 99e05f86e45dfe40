import PreclearEngine
import Testing

@Suite struct RuleTests {
  private static let schema = """
    enums: {market: [main, growth]}
    events:
      trade:
        fields:
          market: {type: market}
          shares: {type: int, ask: "How many shares?"}
          price: {type: decimal}
          cleared: {type: bool, ask: "Was it cleared?"}
          desk: {type: string, null: none}
      order: {fields: {shares: {type: int}}}
      tick: {}
    measures:
      total: {on: trade, by: event.market, sum: event.shares}
      whole: {on: trade, sum: event.shares}

    """

  private func desk(_ rule: String, history: String = "") -> Desk {
    let lines = rule.split(separator: "\n").map { "    \($0)\n" }.joined()
    return Desk(Self.schema + "rules:\n  limit:\n    title: The limit\n    \(Desk.cite)\n" + lines, history: history)
  }

  private func outcome(_ desk: Desk, _ event: String) throws -> String {
    try desk.judge("2024-03-05 \(event)").outcomes[0].outcome.rawValue
  }

  @Test func kindThatTheRuleDoesNotLookAtIsNotApplicable() throws {
    let result = try desk("on: trade\nforbid: event.shares > 5").judge("2024-03-05 tick")
    #expect(result.outcomes.map(\.outcome) == [.notApplicable])
    #expect(result.findings.map(\.rule) == ["preclear/no-rule"])
    #expect(result.verdict == .review)
  }

  @Test func eachFormHasItsOutcome() throws {
    for (form, yes, unknown) in [
      ("forbid", "violation", "indeterminate"), ("trigger", "trigger", "indeterminate"),
      ("notice", "notice", "notice"), ("unclear", "indeterminate", "indeterminate"),
    ] {
      let desk = desk("on: trade\n\(form): event.shares > 5")
      #expect(try outcome(desk, "trade shares: 6") == yes)
      #expect(try outcome(desk, "trade shares: 5") == "clear")
      #expect(try outcome(desk, "trade") == unknown)
      #expect(try desk.judge("2024-03-05 trade").findings[0].missing.map(\.fact) == ["event.shares"])
    }
    let desk = desk("on: trade\nrequire: event.shares > 5")
    #expect(try outcome(desk, "trade shares: 6") == "clear")
    #expect(try outcome(desk, "trade shares: 5") == "violation")
    #expect(try outcome(desk, "trade") == "indeterminate")
  }

  @Test func missingFactBringsTheQuestionOfItsField() throws {
    let missing = try desk("on: trade\nforbid: event.shares > 5").judge("2024-03-05 trade").findings[0].missing
    #expect(missing == [MissingFact(fact: "event.shares", question: "How many shares?")])
  }

  @Test func unknownConditionOfTheRuleIsOneMoreConditionOfEachClause() throws {
    let desk = desk("on: trade\nwhere: event.cleared\nforbid: event.shares > 5")
    #expect(try outcome(desk, "trade cleared: false, shares: 6") == "not_applicable")
    #expect(try outcome(desk, "trade cleared: true, shares: 6") == "violation")
    #expect(try outcome(desk, "trade shares: 5") == "clear")
    #expect(try outcome(desk, "trade shares: 6") == "indeterminate")
    #expect(try desk.judge("2024-03-05 trade").findings[0].missing.map(\.fact) == ["event.cleared", "event.shares"])
  }

  @Test func faultInTheConditionOfARuleCountsAsUnknown() throws {
    let desk = desk("on: trade\nwhere: 10 / event.shares > 1\nforbid: event.price > 5")
    #expect(try outcome(desk, "trade shares: 0, price: 5") == "clear")
    let finding = try desk.judge("2024-03-05 trade shares: 0, price: 6").findings[0]
    #expect(finding.outcome == .indeterminate)
  }

  @Test func datesOfARuleAreInclusive() throws {
    let desk = desk("on: trade\neffective: {from: 2024-03-01, to: 2024-03-31}\nforbid: event.shares > 5")
    func outcome(_ day: String) throws -> Outcome { try desk.judge("\(day) trade shares: 6").outcomes[0].outcome }
    #expect(try outcome("2024-02-29") == .notApplicable)
    #expect(try outcome("2024-03-01") == .violation)
    #expect(try outcome("2024-03-31") == .violation)
    #expect(try outcome("2024-04-01") == .notApplicable)
  }

  @Test func namedExpressionsAreShownWithTheirValues() throws {
    let desk = desk("on: trade\nlet: {twice: event.shares * 2, unused: 1 / 0}\nforbid: twice > 10")
    let finding = try desk.judge("2024-03-05 trade shares: 6").findings[0]
    #expect(finding.facts.contains(Fact(name: "twice", value: "12")))
    #expect(finding.facts.contains(Fact(name: "event.shares", value: "6")))
    #expect(!finding.facts.contains { $0.name == "unused" })
  }

  @Test func namedExpressionOfTheStateBeforeIsThatOfTheStateBefore() throws {
    let desk = desk(
      """
      on: trade
      let: {now: whole, twice: now * 2}
      clauses:
        - {id: first, notice: "before(now) == 3 && now == 7", because: "{before(now)} then {now}"}
        - {id: second, notice: "before(twice) == 6 && twice == 14"}
        - {id: third, forbid: "now == before(now)"}
      """, history: "2024-03-01 trade shares: 3")
    let finding = try desk.judge("2024-03-05 trade shares: 4").findings[0]
    #expect(finding.clause == "first")
    #expect(finding.message == "3 then 7")
    #expect(finding.outcome == .notice)
  }

  @Test func exceptionHoldsAgainstTheCondition() throws {
    let desk = desk(
      """
      on: trade
      forbid: event.shares > 5
      because: Too many.
      unless:
        - {id: cleared, if: event.cleared, because: "it was cleared."}
        - {id: cheap, if: event.price < 1.0}
      """)
    #expect(try outcome(desk, "trade shares: 6, cleared: false, price: 2.0") == "violation")
    #expect(try outcome(desk, "trade shares: 6, cleared: true") == "clear")
    #expect(try outcome(desk, "trade shares: 6, price: 0.5") == "clear")
    #expect(try outcome(desk, "trade shares: 5") == "clear")
    let open = try desk.judge("2024-03-05 trade shares: 6, price: 2.0").findings[0]
    #expect(open.outcome == .indeterminate)
    #expect(open.exception == "cleared")
    #expect(open.missing.map(\.fact) == ["event.cleared"])
    #expect(open.message.hasSuffix("Too many. It would be excepted if this holds: it was cleared."))
  }

  @Test func exceptionAbsorbsAFaultOfTheCondition() throws {
    let desk = desk("on: trade\nforbid: 10 / event.shares > 1\nunless: [{id: cleared, if: event.cleared}]")
    #expect(try outcome(desk, "trade shares: 0, cleared: true") == "clear")
    #expect(try desk.judge("2024-03-05 trade shares: 0, cleared: false").findings[0].error == "division by zero")
  }

  @Test func gravestClauseDecidesAndTheFirstOfEquals() throws {
    let desk = desk(
      """
      on: [trade, order]
      clauses:
        - {id: note, notice: event.shares > 1, because: Note.}
        - {id: large, on: trade, forbid: event.shares > 5, because: Large.}
        - {id: larger, where: event.shares > 6, forbid: event.shares > 5, because: Larger., \(Desk.cite)}
        - {id: trip, trigger: event.shares > 3}
      """)
    func clause(_ event: String) throws -> String? { try desk.judge("2024-03-05 \(event)").findings.first?.clause }
    #expect(try clause("trade shares: 2") == "note")
    #expect(try clause("trade shares: 4") == "trip")
    #expect(try clause("trade shares: 7") == "large")
    #expect(try clause("order shares: 6") == "trip")
    #expect(try clause("order shares: 7") == "larger")
    #expect(try outcome(desk, "order shares: 1") == "clear")
  }

  @Test func ruleThatReadsBeforeLeavesTheEventOut() throws {
    let desk = desk(
      "on: trade\nreads: before\nforbid: whole + event.shares > 10\nbecause: \"{whole}\"",
      history: "2024-03-01 trade shares: 6")
    let finding = try desk.judge("2024-03-05 trade shares: 5").findings[0]
    #expect(finding.outcome == .violation)
    #expect(finding.message == "6")
    #expect(try outcome(desk, "trade shares: 4") == "clear")
  }

  @Test func absentFieldIsSupposedToHaveEachOfItsValues() throws {
    let history = "2024-03-01 trade market: main, shares: 6"
    let desk = desk("on: trade\nsuppose: market\nforbid: \"total[event.market] > 10\"", history: history)
    #expect(try outcome(desk, "trade shares: 4") == "clear")
    #expect(try outcome(desk, "trade market: main, shares: 5") == "violation")
    let open = try desk.judge("2024-03-05 trade shares: 5").findings[0]
    #expect(open.outcome == .indeterminate)
    #expect(open.worlds.map(\.value) == ["main", "growth"])
    #expect(open.worlds.map(\.outcome) == [.violation, .clear])
    #expect(open.missing.map(\.fact) == ["event.market"])
    // Even where all worlds agree: what is asked for is still the field.
    #expect(try outcome(desk, "trade shares: 11") == "indeterminate")
  }

  @Test func gravestWorldDecidesWhereTheRuleSaysSo() throws {
    let desk = desk(
      "on: trade\nsuppose: {field: market, worlds: gravest}\nforbid: \"total[event.market] > 10\"",
      history: "2024-03-01 trade market: main, shares: 6")
    #expect(try outcome(desk, "trade shares: 5") == "violation")
    #expect(try outcome(desk, "trade shares: 4") == "clear")
    let desk2 = self.desk(
      "on: trade\nsuppose: market\nwhere: 'event.market == \"main\"'\nforbid: \"false\"")
    #expect(try outcome(desk2, "trade shares: 4") == "clear")
    let desk3 = self.desk("on: trade\nsuppose: market\nwhere: event.cleared\nforbid: \"true\"")
    #expect(try outcome(desk3, "trade cleared: false") == "not_applicable")
  }

  @Test func termsAreExpandedWhereTheyAreUsed() throws {
    let desk = Desk(
      Self.schema + """
        terms:
          many: {of: [count, line], is: count > line}
          large: {is: "many(event.shares, limit)"}
          limit: {is: "10"}
        """)
    #expect(
      try desk.answers(["large", "many(event.shares, 11)"], on: "2024-03-05 trade shares: 11") == [.yes, .no])
  }

  @Test func valuesInTextAreFormatted() throws {
    let desk = desk(
      """
      on: trade
      trigger: "true"
      because: "{event.shares}, {event.price | money}, {event.price | percent}, {event.desk}"
      """)
    let message = try desk.judge("2024-03-05 trade shares: 1234, price: 0.5, desk: null").findings[0].message
    #expect(message == "1,234, 0.50, 50%, none")
  }
}
