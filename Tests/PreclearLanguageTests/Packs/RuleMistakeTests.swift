import Testing

/// Rules that lack something, or have too much of it.
@Suite struct RuleMistakeTests {
  private static let head = """
    enums: {side: [buy, sell]}
    events:
      trade: {fields: {side: {type: side}, shares: {type: int}}}
      order: {fields: {side: {type: string}}}
      tick: {}

    """

  private func mistakes(_ text: String, file: String = "rule.yaml") -> [String] {
    Desk(files: ["pack.yaml": Self.head, file: text]).mistakes()
  }

  private func rule(_ keys: String) -> [String] { mistakes("rules:\n  limit: {\(keys)}") }

  private let forms = "expected one of forbid, require, trigger, notice, unclear, found"

  @Test func ruleWithoutOneOfItsPartsIsRejected() {
    let cite = Desk.cite
    #expect(
      rule("title: L, forbid: 'true', \(cite)") == [
        "rule.yaml:2:3: the rule 'limit' needs 'on' | add on: the kinds of event, or the view, that it looks at"
      ])
    #expect(rule("title: L, on: [], forbid: 'true', \(cite)") == ["rule.yaml:2:25: the rule 'limit' looks at no event"])
    #expect(
      rule("on: trade, forbid: 'true', \(cite)")
        == ["rule.yaml:2:3: the rule 'limit' needs 'title' | add title: what it says, in a line"])
    #expect(
      rule("title: L, on: trade, forbid: 'true'")
        == ["rule.yaml:2:3: the rule 'limit' needs 'cite' | add cite: {source, page, lines, anchor}"])
    #expect(rule("title: L, on: trade, \(cite)") == ["rule.yaml:2:3: \(forms) none"])
    #expect(
      rule("title: L, on: trade, clauses: [], \(cite)") == ["rule.yaml:2:41: a rule without a clause says nothing"])
    #expect(
      rule("title: L, on: trade, forbid: 'true', cite: []")
        == ["rule.yaml:2:3: the rule 'limit' needs 'cite' | add cite: {source, page, lines, anchor}"])
  }

  @Test func controlCharacterInTheIDOfARuleIsRejected() {
    let rule = "title: L, on: trade, forbid: 'true', \(Desk.cite)"
    #expect(
      mistakes("rules:\n  \"li\\tmit\": {\(rule)}")
        == ["rule.yaml:2:3: the id of a rule is a text without control characters"])
  }

  @Test func twoFormsAreRejected() {
    #expect(
      rule("title: L, on: trade, forbid: 'true', notice: 'true', \(Desk.cite)")
        == ["rule.yaml:2:3: \(forms) forbid and notice"])
    #expect(
      rule("title: L, on: trade, clauses: [{id: a, forbid: 'true', require: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:47: \(forms) forbid and require"])
    #expect(
      rule("title: L, on: trade, forbid: 'true', clauses: [{id: a, forbid: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:57: a rule has clauses or one form, not both"])
  }

  @Test func exceptionBesideNoFormIsRejected() {
    #expect(
      rule("title: L, on: trade, notice: 'true', unless: [{id: a, if: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:56: a notice has no exceptions | say in its condition when it is given"])
    #expect(
      rule("title: L, on: trade, unless: [{id: x, if: 'true'}], clauses: [{id: a, forbid: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:32: 'unless' stands beside a form: give it to a clause"])
    #expect(
      rule("title: L, on: trade, because: x, clauses: [{id: a, forbid: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:32: 'because' stands beside a form: give it to a clause"])
  }

  @Test func sameIDTwiceIsRejected() {
    #expect(
      rule("title: L, on: trade, clauses: [{id: a, forbid: 'true'}, {id: a, notice: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:72: the clause 'a' stands twice"])
    #expect(
      rule("title: L, on: trade, forbid: 'true', unless: [{id: a, if: 'true'}, {id: a, if: 'false'}], \(Desk.cite)")
        == ["rule.yaml:2:83: the exception 'a' stands twice"])
  }

  @Test func supposingAFieldThatIsNoEnumIsRejected() {
    let message = "is no enum of the event: its worlds cannot be listed"
    #expect(
      rule("title: L, on: trade, suppose: shares, forbid: 'true', \(Desk.cite)")
        == ["rule.yaml:2:41: 'shares' \(message)"])
    #expect(
      rule("title: L, on: trade, suppose: {field: sise}, forbid: 'true', \(Desk.cite)")
        == ["rule.yaml:2:49: 'sise' \(message)"])
    #expect(
      rule("title: L, on: [trade, order], suppose: side, forbid: 'true', \(Desk.cite)")
        == ["rule.yaml:2:50: 'side' \(message)"])
  }

  @Test func clauseOnAKindThatTheRuleDoesNotLookAtIsRejected() {
    #expect(
      rule("title: L, on: trade, clauses: [{id: a, on: tick, forbid: 'true'}], \(Desk.cite)")
        == ["rule.yaml:2:54: the rule does not look at 'tick'"])
  }

  @Test func unknownKeyIsRejectedWithTheNearest() {
    #expect(
      rule("title: L, on: trade, forbid: 'true', becuse: x, \(Desk.cite)")
        == ["rule.yaml:2:48: unknown key 'becuse' in the rule 'limit' | did you mean 'because'?"])
    #expect(
      mistakes("rule: {}")[0].hasPrefix("rule.yaml:1:1: unknown key 'rule' in a file of a pack | did you mean 'rules'?")
    )
  }

  @Test func cureNamesFieldsAndTheirValues() {
    #expect(
      rule("title: L, on: trade, forbid: 'true', cure: [{change: {side: by}}, {reduce: sharse}], \(Desk.cite)")
        == [
          "rule.yaml:2:71: 'by' is no value of 'side' | did you mean 'buy'?",
          "rule.yaml:2:86: unknown field 'sharse' | did you mean 'shares'?",
        ])
  }

  @Test func textOfARuleIsChecked() {
    #expect(
      rule("title: L, on: trade, forbid: 'true', because: '{event.shars | mony}', \(Desk.cite)")
        == [
          "rule.yaml:2:73: unknown format 'mony' | did you mean 'money'?",
          "rule.yaml:2:65: unknown field of event 'trade': 'shars' | did you mean 'shares'?",
        ])
  }

  @Test func declarationsWithoutTheirPartsAreRejected() {
    #expect(
      mistakes("measures: {x: {on: trade, list: event.shares}}")
        == [
          "rule.yaml:1:12: the list 'x' grows without end | give it a 'window', 'distinct: true', or say 'unbounded: true'"
        ])
    #expect(
      mistakes("measures: {x: {on: trade}}")
        == ["rule.yaml:1:12: the measure 'x' needs one of count, sum, min, max, first, last, list"])
    #expect(
      mistakes("measures: {x: {count: true}}")
        == ["rule.yaml:1:12: the measure 'x' needs 'on' (kinds or a view) or 'over' (a register)"])
    #expect(
      mistakes("measures: {x: {on: trade, count: true, within: event.side}}")
        == ["rule.yaml:1:12: 'within' and 'of' go together | 'within' is what the row lies in, 'of' what a key lies in"]
    )
    #expect(
      mistakes("measures: {x: {on: trade, count: true, window: 5 days}}")
        == [
          "rule.yaml:1:48: '5 days' is no window | write '5 trading days' with a calendar's name, or a period such as P6M"
        ])
    #expect(mistakes("views: {x: {}}") == ["rule.yaml:1:9: the view 'x' needs 'from'"])
    #expect(mistakes("terms: {x: {of: a}}") == ["rule.yaml:1:9: the term 'x' needs 'is'"])
    #expect(
      mistakes("readings: {x: {question: q, alternatives: {a: {title: A}}, \(Desk.cite)}}")
        == ["rule.yaml:1:12: a reading has two alternatives at least"])
    #expect(
      mistakes("crossings: {x: {level: 'true'}}")
        == ["rule.yaml:1:13: the crossing 'x' needs 'level', and 'cluster' or 'key'"])
    #expect(
      mistakes("parameters: {x: {values: [{from: 2024-01-01, value: 1}]}}")
        == ["rule.yaml:1:27: the value of 'x' cites nothing | add cite: {source, page, lines, anchor}"])
    #expect(
      mistakes(
        """
        parameters:
          x: {values: [{from: 2024-01-01, value: 1, \(Desk.cite)}, {from: 2024-01-01, value: a, \(Desk.cite)}]}
        """) == [
          "rule.yaml:2:125: two values of 'x' begin on 2024-01-01 | a day has one value: drop one, or date the later of the two"
        ])
    #expect(
      mistakes("events: {x: {fields: {date: {type: date}}}}")
        == ["rule.yaml:1:23: 'date' is a field of every event already"])
  }
}
