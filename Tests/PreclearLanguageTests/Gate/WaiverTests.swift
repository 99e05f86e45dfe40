import PreclearEngine
import PreclearLanguage
import Testing

/// A waiver, and each way in which one can be wrong.
@Suite struct WaiverTests {
  private static let proposal = "deal/proposals/a.yaml"

  private func tree(_ waivers: String, shares: String = "shares: 200", _ more: [String: String] = [:]) -> TextTree {
    TextTree(
      [
        "deal/waivers.yaml": waivers, Self.proposal: "{id: P-1, kind: sale, date: 2024-01-05, \(shares)}\n",
      ].merging(more) { $1 })
  }

  private func gate(_ changes: [String: String], shares: String = "shares: 200") throws -> GateReport {
    try tree(TextTree.waiver(changes), shares: shares).gate([Self.proposal])
  }

  @Test func waiverThatHoldsLiftsAViolationAndIsNotRemarkedOn() throws {
    let gate = try gate([:])
    let finding = try #require(gate.results.first?.findings.first { $0.rule == "sales/limit" })
    #expect(finding.outcome == .waived)
    #expect(finding.was == .violation)
    #expect(finding.waiver?.by == "The Agent")
    #expect(gate.verdict == .clear)
    #expect(gate.remarks.isEmpty)
  }

  @Test(arguments: ["2024-01-05", "2024-01-04"])
  func bothDaysOfAWaiverAreWithinIt(_ from: String) throws {
    #expect(try gate(["from": from, "until": "2024-01-05"]).verdict == .clear)
  }

  @Test(arguments: [
    (
      "it has expired", ["until": "2024-01-04"], "waiver-expired",
      "it holds until 2024-01-04, and the event is of 2024-01-05"
    ),
    (
      "it has not begun", ["from": "2024-01-06"], "waiver-not-begun",
      "it holds from 2024-01-06, and the event is of 2024-01-05"
    ),
    ("no such event", ["event": "P-7"], "waiver-without-event", "no such event is on record or proposed"),
    ("no such rule", ["rule": "sales/limits"], "waiver-of-unknown-rule", "names no rule of the pack"),
    (
      "an event on record, too late", ["event": "L-2", "until": "2024-01-09"], "waiver-expired",
      "the event is of 2024-01-10"
    ),
  ])
  func waiverThatDoesNotHoldIsRemarkedOn(_ name: String, _ changes: [String: String], _ code: String, _ part: String)
    throws
  {
    let gate = try gate(changes)
    #expect(gate.verdict == .blocked, "\(name)")
    #expect(gate.remarks.map(\.code) == [code], "\(name)")
    #expect(gate.remarks.first?.message.contains(part) == true, "\(name)")
    #expect(gate.remarks.first?.severity == .warning)
    #expect(gate.remarks.first?.range?.file.path == "deal/waivers.yaml")
    #expect(gate.hasNotice)
  }

  @Test func nearestRuleIsNamed() throws {
    #expect(try gate(["rule": "sales/limits"]).remarks.first?.help == "did you mean 'sales/limit'?")
  }

  @Test(arguments: [
    ("it comes out clear", "sales/limit", "shares: 1", "clear"),
    ("a notice is not waived", "sales/large", "shares: 70", "a notice"),
  ])
  func waiverThatHasNothingToLiftIsRemarkedOn(_ name: String, _ rule: String, _ shares: String, _ outcome: String)
    throws
  {
    let gate = try gate(["rule": rule], shares: shares)
    #expect(gate.remarks.map(\.code) == ["waiver-lifts-nothing"], "\(name)")
    #expect(gate.remarks.first?.message.hasSuffix("what the rule says is \(outcome)") == true, "\(name)")
  }

  @Test func whatWaitsForAFactIsNotWaived() throws {
    let gate = try tree(TextTree.waiver()).with(Self.proposal, "{id: P-1, kind: sale, date: 2024-01-05}").gate([
      Self.proposal
    ])
    #expect(gate.verdict == .review)
    #expect(gate.remarks.map(\.code) == ["waiver-lifts-nothing"])
    #expect(gate.remarks.first?.help?.contains("waits for a fact") == true)
  }

  @Test func waiverOfAProposalThatWasNotJudgedHereIsLeftAlone() throws {
    let other = ["deal/proposals/b.yaml": TextTree.sale("P-2", "2024-01-05", shares: 1)]
    #expect(try tree(TextTree.waiver(["event": "P-2"]), other).gate([Self.proposal]).remarks.isEmpty)
    // But its day is known.
    let late = TextTree.waiver(["event": "P-2", "until": "2024-01-04"])
    #expect(try tree(late, other).gate([Self.proposal]).remarks.map(\.code) == ["waiver-expired"])
  }

  @Test func waiversThatAreNotThereAreRemarkedOn() throws {
    var tree = tree("")
    tree.texts["deal/waivers.yaml"] = nil
    #expect(try tree.gate([Self.proposal]).remarks.map(\.code) == ["no-waivers"])
  }

  @Test(arguments: [
    ("it ends before it begins", TextTree.waiver(["from": "2024-02-01"]), "order"),
    ("nobody gave it", TextTree.waiver(["by": " "]), "empty-field"),
    ("no instrument", TextTree.waiver(["instrument": ""]), "empty-field"),
    ("no reason", TextTree.waiver(["because": ""]), "empty-field"),
    ("no such day", TextTree.waiver(["from": "yesterday"]), "unexpected-value"),
    ("a key is missing", "waivers: [{rule: sales/limit}]", "missing-key"),
    (
      "a key too many",
      "waivers: [{rule: a, event: b, by: c, instrument: d, because: e, from: 2024-01-01, until: 2024-01-02, why: f}]",
      "unknown-key"
    ),
    ("no list", "waivers: {rule: a}", "unexpected-value"),
    ("another file", "waiver: []", "unknown-key"),
    ("no waivers at all", "{}", "missing-key"),
  ])
  func waiverThatIsNotOneIsAMistake(_ name: String, _ text: String, _ code: String) {
    do {
      _ = try tree(text).gate([Self.proposal])
      Issue.record("\(name): no mistake")
    } catch {
      #expect((error as? LoadFailure)?.diagnostics.first?.code == code, "\(name)")
    }
  }
}

extension TextTree {
  func with(_ path: String, _ text: String) -> TextTree {
    var tree = self
    tree.texts[path] = text
    return tree
  }
}
