import PreclearAuthoring
import PreclearEngine
import Testing

@Suite struct RuleTestTests {
  private func load(_ text: String) throws(LoadFailure) -> RuleTest {
    try RuleTest.load(SourceFile(path: "Rules/x.test.yaml", text: text))
  }

  /// The messages and helps of a file that is refused.
  private func refusal(_ text: String) -> [String] {
    do throws(LoadFailure) {
      _ = try load(text)
      return []
    } catch {
      return error.diagnostics.map {
        "\($0.range?.start.line ?? 0): \($0.message)" + ($0.help.map { " (\($0))" } ?? "")
      }
    }
  }

  @Test func caseHoldsWhatItProposesAndExpects() throws {
    let test = try load(
      """
      deal: ../deal.yaml
      cases:
        - name: A sale
          parties: []
          given: []
          propose: {id: T-1, kind: sale}
          readings: {who: entity}
          expect:
            verdict: review
            outcomes: {a/b: indeterminate, a/c: not_applicable}
            missing: {a/b: [price, buyer]}
            message: {a/b: 66%}
            only: true
      """)
    #expect(test.deal?.scalar?.text == "../deal.yaml")
    let testCase = try #require(test.cases.first)
    #expect(testCase.name == "A sale")
    #expect(testCase.line == 3)
    #expect(testCase.given?.items?.isEmpty == true)
    #expect(testCase.waivers == nil)
    guard case .result(let expected) = testCase.expectation else {
      Issue.record("a result is expected")
      return
    }
    #expect(expected.verdict == .review)
    #expect(expected.outcomes.map(\.rule) == ["a/b", "a/c"])
    #expect(expected.outcomes.map(\.outcome) == [.indeterminate, .notApplicable])
    #expect(expected.missing.map(\.text) == ["price", "buyer"])
    #expect(expected.message.map(\.text) == ["66%"])
    #expect(expected.isComplete)
  }

  @Test(arguments: [
    ("cases: [{name: a, expect: {verdict: clear}}]", "1: a case needs 'propose'"),
    ("cases: [{name: a, propose: {id: T-1}}]", "1: a case needs 'expect'"),
    ("cases: [{propose: {id: T-1}, expect: {verdict: clear}}]", "1: a case needs 'name'"),
    ("deal: a.yaml", "1: a rule test needs 'cases'"),
    (
      "cases: [{name: a, propose: {id: T-1}, expct: {verdict: clear}, expect: {verdict: clear}}]",
      "1: unknown key 'expct' in a case (did you mean 'expect'?)"
    ),
    (
      "cases: [{name: a, propose: {id: T-1}, expect: {verdict: blockd}}]",
      "1: 'blockd' is not a verdict (did you mean 'blocked'?)"
    ),
    (
      "cases: [{name: a, propose: {id: T-1}, expect: {outcomes: {a/b: violaton}}}]",
      "1: 'violaton' is not an outcome (did you mean 'violation'?)"
    ),
    (
      "cases: [{name: a, propose: {id: T-1}, expect: {}}]",
      "1: 'expect' is empty: the case could not fail (expect a verdict, outcomes or an error)"
    ),
    (
      "cases: [{name: a, propose: {id: T-1}, expect: {error: minimum, verdict: clear}}]",
      "1: 'verdict' stands beside 'error': an input that is refused has no result"
    ),
    (
      "cases: [{name: a, propose: [{id: T-1}], expect: {verdict: clear}}]",
      "1: expected one event, found a list (a case proposes one event; those before it stand under 'given')"
    ),
  ])
  func mistakeIsNamed(_ text: String, _ expected: String) {
    #expect(refusal(text) == [expected])
  }

  @Test func allMistakesAreReportedAtOnce() {
    let text = """
      cases:
        - {name: a, expect: {verdict: clear}}
        - {name: b, propose: {id: T-1}, expect: {only: 1}}
      """
    #expect(refusal(text).map { $0.prefix(2) } == ["2:", "3:"])
  }
}
