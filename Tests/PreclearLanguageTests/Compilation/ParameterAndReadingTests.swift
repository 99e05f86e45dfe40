import Testing

@Suite struct ParameterAndReadingTests {
  private static let schema = """
    enums: {grade: [junior, senior]}
    events:
      trade: {fields: {grade: {type: grade}, shares: {type: int}}}
      tick: {}
    parameters:
      line:
        values:
          - {from: 2024-01-01, value: 15%, \(Desk.cite)}
          - {from: 2024-07-01, value: 20%, \(Desk.cite)}
      most:
        values: [{from: 2024-01-01, value: {junior: 10, senior: {between: [20, 30]}}, \(Desk.cite)}]
        asks: most
      begin:
        type: date
        values: [{from: 2024-01-01, value: {at_least: 2024-05-01}, \(Desk.cite)}]
      steps:
        values: [{from: 2024-01-01, value: [1, 2, 3], \(Desk.cite)}]

    """

  private let desk = Desk(schema)

  @Test func valueInForceOnTheDayOfTheEventCounts() throws {
    #expect(try desk.answer("parameter.line == 0.15", on: "2024-06-30 tick") == .yes)
    #expect(try desk.answer("parameter.line == 0.20", on: "2024-07-01 tick") == .yes)
  }

  @Test func dayBeforeTheFirstValueIsAnError() throws {
    #expect(
      try desk.answer("parameter.line > 0.1", on: "2023-12-31 tick") == .error("'line' has no value on 2023-12-31"))
    #expect(try desk.answer("parameter.line > 0.1 && false", on: "2023-12-31 tick") == .no)
  }

  @Test func valuesMayBeListsMapsAndBounds() throws {
    #expect(
      try desk.answers(
        [
          "parameter.steps == [1, 2, 3]", "parameter.most['junior'] == 10", "parameter.most.junior == 10",
          "parameter.most[event.grade] >= 20", "parameter.most['senior'] > 30", "parameter.most['senior'] > 25",
          "parameter.begin < date('2024-05-01')", "parameter['begin'] > date('2024-05-01')",
        ], on: "2024-06-30 trade grade: senior")
        == [.yes, .yes, .yes, .yes, .no, .open(["most"]), .no, .open(["begin"])])
  }

  private static let readings = """
    readings:
      close:
        question: What is close?
        alternatives: {narrow: {title: The narrow view}, wide: {title: The wide view}}
        \(Desk.cite)
      far:
        question: What is far?
        alternatives: {yes-far: {title: Far}, no-far: {title: Not far}}
        \(Desk.cite)

    """

  private func split(_ rule: String, history: String = "", more: String = "") -> Desk {
    Desk(
      Self.schema + Self.readings + more
        + """

        rules:
          large:
            title: Large
            on: trade
            \(Desk.cite)
        """ + "\n" + rule.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"), history: history)
  }

  @Test func alternativesThatAgreeGiveTheirOutcome() throws {
    let desk = split("forbid: 'event.shares > (reading.close == \"narrow\" ? 5 : 10)'")
    #expect(try desk.judge("2024-06-30 trade shares: 11").outcomes[0].outcome == .violation)
    #expect(try desk.judge("2024-06-30 trade shares: 5").outcomes[0].outcome == .clear)
    let finding = try #require(try desk.judge("2024-06-30 trade shares: 6").findings.first)
    #expect(finding.outcome == .indeterminate)
    #expect(finding.readings.map(\.reading) == ["close"])
    #expect(finding.readings[0].alternatives.map(\.name) == ["narrow", "wide"])
    #expect(finding.readings[0].alternatives.map(\.outcome) == [.violation, .clear])
  }

  @Test func settledReadingIsNoLongerOpen() throws {
    var desk = split("forbid: 'event.shares > (reading.close == \"narrow\" ? 5 : 10)'")
    desk.deal = "readings: {close: {choose: wide, by: counsel, on: 2024-01-01, because: letter}}"
    let clear = try desk.judge("2024-06-30 trade shares: 6")
    #expect(clear.outcomes[0].outcome == .clear)
    let finding = try #require(try desk.judge("2024-06-30 trade shares: 11").findings.first)
    #expect(finding.settled.map(\.choose) == ["wide"])
    desk.readings = "{close: open}"
    #expect(try desk.judge("2024-06-30 trade shares: 6").outcomes[0].outcome == .indeterminate)
  }

  @Test func notApplicableBesideAnotherOutcomeCountsAsClear() throws {
    let desk = split(
      """
      where: reading.close == "narrow"
      forbid: event.shares > 5
      """)
    #expect(try desk.judge("2024-06-30 trade shares: 5").outcomes[0].outcome == .clear)
    let finding = try #require(try desk.judge("2024-06-30 trade shares: 6").findings.first)
    #expect(finding.outcome == .indeterminate)
    #expect(finding.readings[0].alternatives.map(\.outcome) == [.violation, .clear])
  }

  @Test func onlyTheReadingOnWhichTheOutcomeTurnsIsNamed() throws {
    let desk = split(
      """
      let: {large: 'event.shares > (reading.close == "narrow" ? 5 : 10)'}
      forbid: large || reading.far == "yes-far" && event.shares > 100
      """)
    let finding = try #require(try desk.judge("2024-06-30 trade shares: 6").findings.first)
    #expect(finding.readings.map(\.reading) == ["close"])
  }

  @Test func stateIsKeptForEachCombinationOfWhatItNames() throws {
    let desk = split(
      "forbid: total > 13",
      history: """
        2024-01-02 trade shares: 6
        2024-01-03 trade shares: 3
        """,
      more: """
        measures:
          large: {on: trade, where: 'event.shares > (reading.close == "narrow" ? 2 : 5)', sum: event.shares}
          total: {on: trade, last: "large + (reading.far == 'yes-far' ? 1 : 0)", none: 0}
        """)
    // With 4 more, narrow: 6 + 3 + 4 = 13; wide: 6. Far adds one.
    #expect(try desk.judge("2024-06-30 trade shares: 1").outcomes[0].outcome == .clear)
    let finding = try #require(try desk.judge("2024-06-30 trade shares: 4").findings.first)
    #expect(finding.readings.map(\.reading) == ["close", "far"])
    #expect(finding.readings[0].alternatives.map(\.outcome) == [.indeterminate, .clear])
    #expect(finding.readings[1].alternatives.map(\.outcome) == [.indeterminate, .clear])
  }

  @Test func textsThatDifferStandUnderTheTitleOfTheirAlternative() throws {
    let desk = split(
      """
      forbid: event.shares > 5
      because: "{reading.close == 'narrow' ? 5 : 10} is the line."
      """)
    let finding = try #require(try desk.judge("2024-06-30 trade shares: 11").findings.first)
    #expect(finding.outcome == .violation)
    #expect(finding.readings.isEmpty)
    #expect(finding.message == "The narrow view: 5 is the line.\nThe wide view: 10 is the line.")
  }
}
