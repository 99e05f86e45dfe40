import PreclearAuthoring
import PreclearEngine
import Testing

/// A mistake in the desk's files: texts that are replaced, and in one of them `«` before the place where the linter finds it.
struct Seed: Sendable, CustomTestStringConvertible {
  let name: String
  let code: String
  /// Nothing else is found.
  let isAlone: Bool
  let edits: [(file: String, old: String, new: String)]

  init(_ name: String, _ code: String, isAlone: Bool = true, _ edits: (String, String, String)...) {
    self.name = name
    self.code = code
    self.isAlone = isAlone
    self.edits = edits.map { ($0.0, $0.1, $0.2) }
  }

  var testDescription: String { name }
}

@Suite struct SeededMistakeTests {
  @Test func theDeskWithoutMistakesHasNoFindings() {
    #expect(LintDesk().findings() == [])
  }

  @Test(arguments: seeds) func eachIsFoundAtItsPlaceWithWhatToDo(_ seed: Seed) throws {
    var desk = LintDesk()
    var place: String?
    for (file, old, new) in seed.edits {
      let text = try #require(desk.texts[file])
      let range = try #require(text.firstRange(of: old), "\(file): \(old)")
      let edited = text.replacingCharacters(in: range, with: new)
      desk.texts[file] = edited.replacing("«", with: "")
      guard let mark = edited.firstIndex(of: "«") else { continue }
      let lines = edited[..<mark].split(separator: "\n", omittingEmptySubsequences: false)
      place = "\(file):\(lines.count):\((lines.last?.unicodeScalars.count ?? 0) + 1)"
    }
    let expected = "\(try #require(place)) \(seed.code)"
    let found = desk.report().diagnostics
    let all = found.map(LintDesk.place)
    if seed.isAlone { #expect(all == [expected]) } else { #expect(all.contains(expected)) }
    for finding in found where LintDesk.place(finding) == expected {
      // "expected a date, found a text" says what to do.
      #expect(finding.help?.isEmpty == false || finding.message.hasPrefix("expected "), "\(finding.message)")
    }
  }

  @Test(arguments: [
    ("terms: {small: {of: [figure], is: figure < parameter.limit}}\n", true), ("terms: [\n", true),
    ("deal: desk\npack: .\n", false), ("- {id: T-1}\n", false),
  ])
  func aFileOfRulesThatIsNotListedIsFound(_ text: String, _ isFound: Bool) {
    var desk = LintDesk()
    desk.texts["pack/more.yaml"] = text
    #expect(desk.findings() == (isFound ? ["pack/pack.yaml:4:8 unlisted-file"] : []))
  }

  @Test func thereAreSixty() {
    #expect(Self.seeds.count >= 60)
    #expect(Set(Self.seeds.map(\.name)).count == Self.seeds.count)
  }

  static let seeds: [Seed] = [
    Seed(
      "an unknown field", "unknown-name",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.«aproved"#)),
    Seed(
      "an unknown measure", "unknown-name",
      ("pack/conduct.yaml", #"large(traded[event.person])"#, #"large(«tradde[event.person])"#)),
    Seed(
      "an unknown parameter", "unknown-name",
      ("pack/figures.yaml", #"figure > parameter.limit"#, #"figure > parameter.«limits"#)),
    Seed(
      "a value that its enum does not have", "unknown-value",
      ("pack/conduct.yaml", #"where: event.side == "buy""#, #"where: event.side == «"bought""#)),
    Seed(
      "a text where a condition should be", "type",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: «string(event.approved)"#)),
    Seed(
      "arithmetic on what may be null", "null-arithmetic",
      ("pack/conduct.yaml", #"event.price != null && event.price > cap"#, #"«event.price > cap"#)),
    Seed(
      "a comparison of a number with a text", "type",
      ("pack/conduct.yaml", #"heavy[k].held >= 0"#, #"heavy[k].held >= «'0'"#)),
    Seed(
      "an unknown key of a rule", "unknown-key",
      ("pack/conduct.yaml", #"    on: purchase\#n    trigger:"#, #"    on: purchase\#n    «trigers: x\#n    trigger:"#)),
    Seed(
      "a rule without a citation", "missing-key",
      ("pack/conduct.yaml", #"  reviewed:"#, #"  «reviewed:"#),
      ("pack/conduct.yaml", #"\#n    cite: {source: code, page: "4", lines: 11-12, anchor: has failed a review}"#, #""#)
    ),
    Seed(
      "a parameter's value without a citation", "uncited",
      (
        "pack/figures.yaml",
        #"- {from: 2000-01-01, value: 3, cite: {source: code, page: "2", lines: 7-8, anchor: three days of rest}}"#,
        #"- «{from: 2000-01-01, value: 3}"#
      )),
    Seed(
      "two values for one day", "order",
      ("pack/figures.yaml", #"from: 2010-01-01"#, #"from: «2000-01-01"#)),
    Seed(
      "values that run backwards", "order",
      ("pack/figures.yaml", #"from: 2010-01-01"#, #"from: «1990-01-01"#)),
    Seed(
      "a catalogue id on neither side", "uncovered",
      ("pack/pack.yaml", #"GROUP, CALM]"#, #"GROUP, CALM, «STORM]"#)),
    Seed(
      "a rule that covers an id that is not there", "unknown-name",
      ("pack/conduct.yaml", #"covers: [HOLD]"#, #"covers: [HOLD, «HALT]"#)),
    Seed(
      "a reason for an id that is not there", "unknown-name",
      (
        "pack/pack.yaml", #"no_rule: {CALM: A fact that limits nothing.}"#,
        #"no_rule: {CALM: A fact that limits nothing., «PRIZE: A fact.}"#
      )),
    Seed(
      "between one value", "unexpected-value",
      ("pack/figures.yaml", #"value: 1000,"#, #"value: «{between: [5]},"#)),
    Seed(
      "between two values, the greater first", "unexpected-value",
      ("pack/figures.yaml", #"value: 1000,"#, #"value: «{between: [9, 5]},"#)),
    Seed(
      "distinct of a sum", "aggregate",
      ("pack/state.yaml", #"sum: event.shares}"#, #"sum: event.shares, distinct: «true}"#)),
    Seed(
      "possible without candidates", "missing-key",
      ("pack/state.yaml", #"    candidates: positions\#n    possible: ""#, #"    possible: «""#)),
    Seed(
      "a list that grows without end", "unbounded-list",
      ("pack/state.yaml", #"  traded:"#, #"  «visits: {on: trade, list: event.date}\#n  traded:"#)),
    Seed(
      "a view made of itself", "cycle", isAlone: false,
      (
        "pack/schema.yaml", #"  purchase:\#n    from:\#n"#,
        #"  «purchase:\#n    from:\#n      purchase: {who: purchase.who, size: 1}\#n"#
      )),
    Seed(
      "a calendar that is not there", "no-file",
      ("pack/pack.yaml", #"market: market-days.yaml"#, #"market: «market-day.yaml"#)),
    Seed(
      "an operator of another language", "expression-syntax",
      (
        "pack/conduct.yaml", #"event.price != null && event.price > cap"#,
        #"event.price != null «and event.price > cap"#
      )),
    Seed(
      "a pattern that is none", "pattern",
      (
        "pack/conduct.yaml", #"on: trade\#n    where: event.side == "buy""#,
        #"on: trade\#n    where: event.side == "buy" && event.person.matches(«"[a-")"#
      )),
    Seed(
      "a cure that changes no field", "unknown-name",
      ("pack/conduct.yaml", #"cure: [{reduce: shares}]"#, #"cure: [{reduce: «share}]"#)),
    Seed(
      "a duplicate rule", "yaml-duplicate-key",
      ("pack/conduct.yaml", #"  hold:\#n    title: Days"#, #"  «price:\#n    title: Days"#)),
    Seed(
      "an alternative that is not there", "unknown-value",
      ("pack/conduct.yaml", #"reading["gifts"] == "counted""#, #"reading["gifts"] == «"count""#)),
    Seed(
      "an exception of a notice", "form",
      (
        "pack/conduct.yaml", #"notice: event.price == null\#n"#,
        #"notice: event.price == null\#n        unless: «[{id: x, if: event.approved}]\#n"#
      )),
    Seed(
      "a comparison that the field's minimum decides", "always-true",
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: large(traded[event.person]) && «event.shares >= 1"#
      )),
    Seed(
      "a comparison beyond the field's maximum", "always-false", isAlone: false,
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: large(traded[event.person]) || «event.shares > 1000000"#
      )),
    Seed(
      "a test that 'where' has made", "always-true",
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: «event.side == "buy" && large(traded[event.person])"#
      )),
    Seed(
      "a test that contradicts 'where'", "always-false",
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: large(traded[event.person]) || «event.side == "sell""#
      )),
    Seed(
      "two values at once", "always-false",
      (
        "pack/conduct.yaml", #"forbid: event.price != null && event.price > cap"#,
        #"forbid: event.price != null && event.price > cap && !(event.desk == "bonds" && «event.desk == "equities")"#
      )),
    Seed(
      "the kind of a rule on one kind", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && «event.kind == "trade""#)),
    Seed(
      "an exception that always holds", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved || «event.shares > 0"#)),
    Seed(
      "a figure that is compared with itself", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && «event.date <= event.date"#)),
    Seed(
      "a required field that is asked for", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && «has(event.shares)"#)),
    Seed(
      "membership in all values there are", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && «event.desk in enums.desk"#)),
    Seed(
      "a measure's filter that never holds", "always-false",
      ("pack/state.yaml", #"traded: {on: trade,"#, #"traded: {on: trade, where: «event.shares < 1,"#)),
    Seed(
      "a branch of a decided condition", "never-reached",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: "event.shares > 0 ? event.approved : «!event.approved""#)),
    Seed(
      "what stands for null where null never is", "never-reached",
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: "event.approved && coalesce(event.shares, «1) > parameter.limit""#
      )),
    Seed(
      "dates of which the later stands first", "never-reached",
      ("pack/conduct.yaml", #"  price:\#n"#, #"  «price:\#n"#),
      ("pack/conduct.yaml", #"{from: 2001-01-01, to: 2040-12-31}"#, #"{from: 2041-01-01, to: 2040-12-31}"#)),
    Seed(
      "a clause that repeats another", "never-reached",
      (
        "pack/conduct.yaml", #"      - id: none\#n"#,
        #"      - id: «again\#n        forbid: event.price != null && event.price > cap\#n        because: Again.\#n      - id: none\#n"#
      )),
    Seed(
      "an unused parameter", "unused-parameter",
      (
        "pack/figures.yaml", #"readings:"#,
        #"  «spare:\#n    values: [{from: 2000-01-01, value: 7, cite: {source: code, page: "1", lines: 1-2, anchor: a thousand shares}}]\#nreadings:"#
      )),
    Seed(
      "an unused measure", "unused-measure",
      ("pack/state.yaml", #"registers:"#, #"  «count: {on: trade, count: true}\#nregisters:"#)),
    Seed(
      "an unused register", "unused-register",
      ("pack/state.yaml", #"clusters:"#, #"  «links: {key: event.id, on: {link: {day: event.date}}}\#nclusters:"#)),
    Seed(
      "an unused reading", "unused-reading",
      (
        "pack/figures.yaml", #"terms:"#,
        #"  «loans:\#n    question: Do loans count?\#n    alternatives: {counted: {title: They count}, free: {title: They do not}}\#n    cite: {source: code, page: "3", lines: 9-10, anchor: gifts of shares}\#nterms:"#
      )),
    Seed(
      "an unused field of an event", "unused-field",
      (
        "pack/schema.yaml", #"      approved: {type: bool, absent: "false"}"#,
        #"      approved: {type: bool, absent: "false"}\#n      «broker: {type: string}"#
      )),
    Seed(
      "an unused field of a view", "unused-field",
      ("pack/schema.yaml", #"size: event.shares}"#, #"size: event.shares, «at: event.date}"#)),
    Seed(
      "an unused field of a register", "unused-field",
      (
        "pack/state.yaml", #"review: {passed: event.passed, day: event.date}"#,
        #"review: {passed: event.passed, day: event.date, «id: event.id}"#
      )),
    Seed(
      "an unused event kind", "unused-event",
      ("pack/schema.yaml", #"views:"#, #"  «visit:\#n    fields: {place: {type: string}}\#nviews:"#)),
    Seed(
      "an unused view", "unused-view",
      (
        "pack/schema.yaml", #"  purchase:\#n    from:"#,
        #"  «disposal: {from: {trade: {who: event.person}}}\#n  purchase:\#n    from:"#
      )),
    Seed(
      "an unused term", "unused-term",
      ("pack/figures.yaml", #"terms:\#n"#, #"terms:\#n  «small: {of: [figure], is: figure < parameter.limit}\#n"#)),
    Seed(
      "an unused enum", "unused-enum",
      ("pack/schema.yaml", #"  desk: [equities, bonds]"#, #"  desk: [equities, bonds]\#n  «floor: [first, second]"#)),
    Seed(
      "an unused source", "unused-source",
      (
        "pack/pack.yaml", #"sources: {code: {title: The code of conduct}}"#,
        #"sources: {code: {title: The code of conduct}, «annex: {title: Its annex}}"#
      )),
    Seed(
      "an unused named expression", "unused-let",
      (
        "pack/conduct.yaml", #"let: {cap: "parameter.cap[event.desk]"}"#,
        #"let: {cap: "parameter.cap[event.desk]", «twice: event.shares * event.shares}"#
      )),
    Seed(
      "a value that begins after the rule", "parameter-gap",
      ("pack/conduct.yaml", #"{from: 2001-01-01,"#, #"{from: 1999-01-01,"#),
      ("pack/figures.yaml", #"- from: 2000-01-01\#n        value: {eq"#, #"- «from: 2000-01-01\#n        value: {eq"#)),
    Seed(
      "a table that lacks a value", "parameter-key",
      ("pack/figures.yaml", #"value: {equities: 100.00, bonds: 200.00}"#, #"value: «{equities: 100.00}"#)),
    Seed(
      "a review that is overdue", "review-due",
      ("pack/figures.yaml", #"review_by: 2030-01-01"#, #"review_by: «2020-05-31"#)),
    Seed(
      "a source that nobody declares", "undeclared-source",
      ("pack/conduct.yaml", #"cite: {source: code, page: "4""#, #"cite: {source: «coda, page: "4""#)),
    Seed(
      "lines that are no numbers", "citation-lines",
      ("pack/conduct.yaml", #"lines: 11-12"#, #"lines: «eleven"#)),
    Seed(
      "an anchor that is not in its lines", "anchor",
      ("pack/conduct.yaml", #"anchor: has failed a review"#, #"anchor: «has passed a review"#)),
    Seed(
      "a page that the document does not have", "anchor",
      ("pack/conduct.yaml", #"page: "4""#, #"page: «"9""#)),
    Seed(
      "a rule without a test", "untested-rule",
      ("pack/conduct.yaml", #"  hold:"#, #"  «hold:"#),
      ("pack/conduct.test.yaml", #"conduct/hold: clear, "#, #""#),
      ("pack/conduct.test.yaml", #"conduct/hold: violation, "#, #""#),
      ("pack/conduct.test.yaml", #", conduct/hold: not_applicable"#, #""#)),
    Seed(
      "an outcome that no test expects", "untested-outcome",
      ("pack/conduct.yaml", #"  limit:"#, #"  «limit:"#),
      ("pack/conduct.test.yaml", #"{conduct/limit: not_applicable, "#, #"{"#)),
    Seed(
      "a figure in a condition", "literal",
      ("pack/conduct.yaml", #"heavy[k].held >= 0"#, #"heavy[k].held >= «5000"#)),
    Seed(
      "a decimal in a condition", "literal",
      ("pack/conduct.yaml", #"event.price > cap"#, #"event.price > cap * «1.05"#)),
    Seed(
      "a day in a condition", "literal",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && event.date < «date("2025-01-01")"#)),
    Seed(
      "a period in a condition", "literal",
      ("pack/conduct.yaml", #"event.date <= free"#, #"event.date <= free + «period("P3D")"#)),
    Seed(
      "a party in a condition", "literal",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved || event.person == «"ann""#)),
    Seed(
      "an id on both sides of the scope list", "both-sides",
      ("pack/pack.yaml", #"no_rule: {CALM:"#, #"no_rule: {«LIMIT: A fact., CALM:"#)),
    Seed(
      "a waiver of a rule that is not there", "waiver-rule",
      ("waivers.yaml", #"rule: conduct/limit"#, #"rule: «conduct/limits"#)),
    Seed(
      "a waiver that has expired", "waiver-expired",
      ("waivers.yaml", #"until: 2020-12-31"#, #"until: «2020-05-31"#)),
    Seed(
      "a waiver that has not begun", "waiver-not-begun",
      ("waivers.yaml", #"from: 2020-01-01"#, #"from: «2020-07-01"#)),
    Seed(
      "a waiver that ends before it begins", "order",
      ("waivers.yaml", #"until: 2020-12-31"#, #"until: «2019-12-31"#)),
    Seed(
      "a waiver of an event that is not there", "waiver-event",
      ("waivers.yaml", #"event: P-1"#, #"event: «P-2"#)),
    Seed(
      "an allowance without a reason", "allow-without-reason",
      (
        "pack/conduct.yaml", #"    cure: [{reduce: shares}]"#,
        #"    cure: [{reduce: shares}]  «# preclear: allow literal"#
      )),
    Seed(
      "an allowance of a check that is not there", "allow-unknown",
      (
        "pack/conduct.yaml", #"    cure: [{reduce: shares}]"#,
        #"    cure: [{reduce: shares}]  «# preclear: allow literals -- so"#
      )),
    Seed(
      "an allowance that allows nothing", "allow-unused",
      (
        "pack/conduct.yaml", #"    cure: [{reduce: shares}]"#,
        #"    cure: [{reduce: shares}]  «# preclear: allow literal -- so"#
      )),
    Seed(
      "a contradiction in a folded condition", "always-false",
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: >-\#n      large(traded[event.person])\#n      && «event.side == "sell""#
      )),
    Seed(
      "a name in a folded condition", "unknown-name",
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: |-\#n      large(traded[event.person])\#n        && event.«aproved"#
      )),
    Seed(
      "a figure on the second line of a plain condition", "literal",
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: large(traded[event.person])\#n      && event.shares > «5000"#
      )),
    Seed(
      "a condition and its negation", "always-false", isAlone: false,
      (
        "pack/conduct.yaml", #"forbid: large(traded[event.person])"#,
        #"forbid: "event.approved && «!event.approved && large(traded[event.person])""#
      )),
    Seed(
      "a condition or its negation", "always-true",
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: event.approved || «!event.approved"#
      )),
    Seed(
      "a condition that stands twice", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && «event.approved"#)),
    Seed(
      "less and more than the same figure", "always-false",
      (
        "pack/conduct.yaml", #"event.price != null && event.price > cap"#,
        #"event.price != null && event.price > cap && !(event.shares < parameter.limit && «event.shares > parameter.limit)"#
      )),
    Seed(
      "two figures exchanged", "always-true", isAlone: false,
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: event.shares < parameter.limit && «parameter.limit >= event.shares"#
      )),
    Seed(
      "a contradiction through a named expression", "always-false",
      (
        "pack/conduct.yaml", #"let: {cap: "parameter.cap[event.desk]"}"#,
        #"let: {cap: "parameter.cap[event.desk]", large: event.shares > parameter.limit}"#
      ),
      (
        "pack/conduct.yaml", #"event.price != null && event.price > cap"#,
        #"event.price != null && event.price > cap && !(event.shares < parameter.limit && «large)"#
      )),
    Seed(
      "between two whole numbers", "always-false",
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: "event.approved && !(traded[event.person] > 0 && «traded[event.person] < 1)""#
      )),
    Seed(
      "a sum that would have to be negative", "always-false",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: "event.approved || «traded[event.person] < 0""#)),
    Seed(
      "a count that would have to be negative", "always-false",
      ("pack/state.yaml", #"  traded:"#, #"  trades: {on: trade, count: true}\#n  traded:"#),
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved || «trades < 0"#)),
    Seed(
      "two figures that are more than that together", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved && «event.shares + event.shares >= 1"#)),
    Seed(
      "a day before all days", "always-false",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved || «event.date < date("-infinity")"#)),
    Seed(
      "or true", "always-true",
      ("pack/conduct.yaml", #"if: event.approved"#, #"if: event.approved || «true"#)),
    Seed(
      "a form that never holds", "always-false",
      ("pack/conduct.yaml", #"forbid: large(traded[event.person])"#, #"forbid: «false"#),
      (
        "pack/conduct.yaml", #"  reviewed:"#,
        #"  more:\#n    title: More\#n    on: trade\#n    forbid: large(traded[event.person])\#n    because: More.\#n    cite: {source: code, page: "1", lines: 1-4, anchor: a thousand shares}\#n  reviewed:"#
      ),
      (
        "pack/conduct.test.yaml", #"conduct/limit: violation, "#,
        #"conduct/limit: violation, conduct/more: violation, "#
      ),
      ("pack/conduct.test.yaml", #"{conduct/limit: clear, "#, #"{conduct/limit: clear, conduct/more: clear, "#)),
    Seed(
      "an exception that is the condition", "always-true",
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: "event.approved && «traded[event.person] > parameter.limit""#
      )),
    Seed(
      "an exception that is the condition, with a macro", "always-true",
      (
        "pack/conduct.yaml", #"trigger: heavy.started.exists(k, heavy[k].held >= 0)"#,
        #"trigger: heavy.started.exists(k, heavy[k].held >= 0)\#n    unless: [{id: all, if: "«heavy.started.exists(x, heavy[x].held >= 0)"}]"#
      )),
    Seed(
      "a clause that a graver one decides", "never-reached",
      (
        "pack/conduct.yaml", #"      - id: none\#n"#,
        #"      - id: «again\#n        notice: event.price != null && event.price > cap\#n        because: Again.\#n      - id: none\#n"#
      )),
    Seed(
      "a value that the enum of a table does not have", "parameter-key",
      (
        "pack/figures.yaml", #"value: {equities: 100.00, bonds: 200.00}"#,
        #"value: {equities: 100.00, «bond: 200.00}"#
      )),
    Seed(
      "a bracket without a rate", "brackets", isAlone: false,
      ("pack/figures.yaml", #"readings:"#, tiers(#"[«{upto: 10, rat: 0.1}, {rate: 0.2}]"#)),
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: "event.approved && tiered(event.shares, parameter.fees) > 1""#
      )),
    Seed(
      "brackets out of order", "brackets",
      ("pack/figures.yaml", #"readings:"#, tiers(#"[{upto: 10, rate: 0.1}, {upto: «9, rate: 0.2}, {rate: 0.3}]"#)),
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: "event.approved && tiered(event.shares, parameter.fees) > 1""#
      )),
    Seed(
      "a last bracket that ends", "brackets",
      ("pack/figures.yaml", #"readings:"#, tiers(#"[{upto: 10, rate: 0.1}, {upto: «20, rate: 0.2}]"#)),
      (
        "pack/conduct.yaml", #"if: event.approved"#,
        #"if: "event.approved && tiered(event.shares, parameter.fees) > 1""#
      )),
    Seed(
      "a catalogue id that stands twice", "duplicate",
      ("pack/pack.yaml", #"GROUP, CALM]"#, #"GROUP, CALM, «HOLD]"#)),
    Seed(
      "a field of a register that only it reads", "unused-field",
      (
        "pack/state.yaml", #"review: {passed: event.passed, day: event.date}"#,
        #"review: {passed: event.passed, day: event.date, «first: "it == null ? event.date : it.first"}"#
      )),
    Seed(
      "a field that a register and a crossing have, and only the crossing's is read", "unused-field",
      (
        "pack/state.yaml", #"review: {passed: event.passed, day: event.date}"#,
        #"review: {passed: event.passed, day: event.date, «held: event.passed}"#
      )),
    Seed(
      "an argument that its term does not use", "unused-argument",
      (
        "pack/figures.yaml", #"{of: [figure], is: figure > parameter.limit}"#,
        #"{of: [figure, «more], is: figure > parameter.limit}"#
      ),
      ("pack/state.yaml", #"large(house(key).held)"#, #"large(house(key).held, 0)"#),
      ("pack/conduct.yaml", #"large(traded[event.person])"#, #"large(traded[event.person], 0)"#)),
    Seed(
      "a need that nothing reads", "unused-need",
      ("pack/pack.yaml", #"catalogue:"#, #"needs: {«capital: {type: int}}\#ncatalogue:"#)),
    Seed(
      "terms that nothing reads but each other", "unused-term", isAlone: false,
      (
        "pack/figures.yaml", #"terms:\#n"#,
        #"terms:\#n  «first: {of: [x], is: second(x)}\#n  second: {of: [x], is: first(x)}\#n"#
      )),
    Seed(
      "limits that no value keeps", "field-limits",
      (
        "pack/schema.yaml", #"      price: {type: decimal, minimum: 0,"#,
        #"      «price: {type: decimal, minimum: 5, maximum: 1,"#
      )),
    Seed(
      "a sixth Monday", "holiday", isAlone: false,
      (
        "pack/market-days.yaml", #"weekend: [saturday, sunday]"#,
        #"weekend: [saturday, sunday]\#nclosed: [{name: Long, month: 5, nth: «6, weekday: monday}]"#
      )),
    Seed(
      "a 31st of February", "holiday", isAlone: false,
      (
        "pack/market-days.yaml", #"weekend: [saturday, sunday]"#,
        #"weekend: [saturday, sunday]\#nclosed: [{name: Late, month: 2, day: «31}]"#
      )),
    Seed(
      "an anchor of one letter", "vague-anchor",
      ("pack/conduct.yaml", #"anchor: has failed a review"#, #"anchor: «a"#)),
    Seed(
      "an empty anchor", "vague-anchor", isAlone: false,
      ("pack/conduct.yaml", #"anchor: has failed a review"#, #"anchor: «"""#)),
    Seed(
      "a digest that is none", "digest", isAlone: false,
      (
        "pack/pack.yaml", #"{title: The code of conduct}"#,
        #"{title: The code of conduct, sha256: «c1c940bb}"#
      )),
    Seed(
      "a test of a rule that is not there", "unknown-rule",
      (
        "pack/conduct.test.yaml", #"{conduct/limit: violation, "#,
        #"{conduct/limit: violation, «conduct/limits: clear, "#
      )),
  ]

  /// A parameter of marginal brackets, before the section of readings.
  private static func tiers(_ brackets: String) -> String {
    """
      fees:
        values:
          - from: 2000-01-01
            value: \(brackets)
            cite: {source: code, page: "1", lines: 1-2, anchor: a thousand shares}
    readings:
    """
  }
}
