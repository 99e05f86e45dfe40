import PreclearAuthoring
import PreclearEngine
import Testing

@Suite struct RuleTestComparisonTests {
  private func expectation(_ text: String) throws -> RuleTestExpectation {
    let text = "cases: [{name: a, propose: {id: T-1}, expect: \(text)}]"
    return try #require(try RuleTest.load(SourceFile(path: "x.test.yaml", text: text)).cases.first).expectation
  }

  /// A sale that one rule blocks, one asks about, one allows, and one does not look at.
  private var result: EventResult {
    var blocking = Finding(rule: "sales/method", outcome: .violation, title: "Method", message: "ecn is at the market")
    blocking.facts = [Fact(name: "event.method", value: "ecn"), Fact(name: "gross", value: nil, least: "8")]
    var asking = Finding(rule: "sales/price", outcome: .indeterminate, title: "Price", message: "no price")
    asking.missing = [MissingFact(fact: "closing_bid.price", question: "What was the closing bid?")]
    return EventResult(
      event: "T-1", kind: "sale", date: "2001-11-06", verdict: .blocked, counts: OutcomeCounts(), later: 0,
      findings: [blocking, asking],
      outcomes: [
        ("sales/method", .violation), ("sales/price", .indeterminate), ("sales/size", .clear),
        ("lock-up/sale", .notApplicable),
      ])
  }

  private func failures(_ expected: String) throws -> [String] {
    var comparison = RuleTestComparison(ruleIDs: result.outcomes.map(\.rule))
    comparison.compare(try expectation(expected), with: result)
    return comparison.failures
  }

  @Test(arguments: [
    "{verdict: blocked}",
    "{outcomes: {sales/method: violation, sales/size: clear, lock-up/sale: not_applicable}}",
    "{outcomes: {sales/method: violation, sales/price: indeterminate}, only: true}",
    "{missing: {sales/price: [bid, price]}}",
    "{message: {sales/method: ecn}}",
  ])
  func whatCameAsExpectedIsNoFailure(_ expected: String) throws {
    #expect(try failures(expected).isEmpty)
  }

  @Test(arguments: [
    ("{verdict: clear}", "expected verdict clear, got blocked"),
    ("{outcomes: {sales/size: violation}}", "expected sales/size: violation, got clear"),
    (
      "{outcomes: {sales/method: violation}, only: true}",
      "expected no other finding, got sales/price: indeterminate"
    ),
    ("{outcomes: {sales/metod: violation}}", "no rule 'sales/metod' in the pack: did you mean 'sales/method'?"),
    ("{missing: {sales/price: [volume]}}", "expected sales/price to miss 'volume', got closing_bid.price"),
    ("{missing: {sales/method: [volume]}}", "expected sales/method to miss 'volume', got nothing missing"),
    (
      "{missing: {sales/size: [volume]}}",
      "expected sales/size to have a missing fact 'volume', got clear without a finding"
    ),
    ("{message: {sales/method: nasdaq}}", "expected sales/method to say 'nasdaq', got 'ecn is at the market'"),
    ("{error: minimum}", "expected an error with 'minimum', and the input was accepted: blocked"),
  ])
  func whatDidNotComeIsAFailure(_ expected: String, _ failure: String) throws {
    #expect(try failures(expected) == [failure])
  }

  @Test func evidenceShowsTheFactsOfTheRuleThatDisappointed() throws {
    var comparison = RuleTestComparison(ruleIDs: result.outcomes.map(\.rule))
    comparison.compare(try expectation("{outcomes: {sales/method: clear}}"), with: result)
    #expect(
      comparison.evidence == [
        "sales/method: violation: ecn is at the market", "  event.method = ecn", "  gross = at least 8",
      ])
  }

  @Test func refusedInputIsHeldAgainstTheExpectedError() throws {
    let refusal = LoadFailure("'shares' is below its minimum, 1", code: "below-minimum")
    var comparison = RuleTestComparison(ruleIDs: [])
    comparison.compare(try expectation("{error: minimum}"), with: refusal)
    #expect(comparison.failures.isEmpty)
    comparison.compare(try expectation("{error: maximum}"), with: refusal)
    #expect(comparison.failures == ["expected an error with 'maximum', and the input was refused otherwise"])
  }

  @Test func refusedInputFailsACaseThatExpectsAResult() throws {
    var comparison = RuleTestComparison(ruleIDs: [])
    comparison.compare(try expectation("{verdict: clear}"), with: LoadFailure("unknown field 'x'", code: "unknown"))
    #expect(comparison.failures == ["expected a result, and the input was refused"])
    #expect(comparison.evidence == ["error: unknown field 'x'"])
  }
}
