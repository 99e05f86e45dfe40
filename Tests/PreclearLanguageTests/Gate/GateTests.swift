import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct GateTests {
  /// Events with their verdicts, in the order of the report.
  private func verdicts(_ gate: GateReport) -> [String] { gate.results.map { "\($0.event) \($0.verdict)" } }

  private static let two = [
    "deal/proposals/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 90),
    "deal/proposals/b.yaml": TextTree.sale("P-2", "2024-01-12", shares: 90),
  ]

  @Test func eachProposalIsJudgedByItselfOnTheRecordOfItsDay() throws {
    // By itself: 10 + 90 is not over 100, and 10 + 20 + 90 is.
    let gate = try TextTree(Self.two).gate(["deal/proposals/b.yaml", "deal/proposals/a.yaml"])
    #expect(verdicts(gate) == ["P-2 blocked", "P-1 clear"])
    #expect(gate.results.map(\.later) == [0, 1])
    #expect(gate.results.map(\.location?.file) == ["deal/proposals/b.yaml", "deal/proposals/a.yaml"])
  }

  @Test func eventsOfOneFileStandOnTopOfEachOther() throws {
    let list = """
      - {id: P-1, kind: sale, date: 2024-01-05, shares: 50}
      - {id: P-2, kind: sale, date: 2024-01-06, shares: 40}
      - {id: P-3, kind: sale, date: 2024-01-10, shares: 1}
      """
    let gate = try TextTree([
      "deal/proposals/a.yaml": list, "deal/proposals/c.yaml": TextTree.sale("P-4", "2024-01-05", shares: 90),
    ])
    .gate(["deal/proposals/a.yaml", "deal/proposals/c.yaml"])
    // 10 + 50, 10 + 50 + 40, and with the 20 of the tenth 10 + 20 + 50 + 40 + 1; the other file knows none of them.
    #expect(verdicts(gate) == ["P-1 clear", "P-2 clear", "P-3 blocked", "P-4 clear"])
    #expect(gate.results[2].findings.first?.message == "121 are sold.")
  }

  @Test func judgingApartGivesWhatACheckOfEachFileGives() throws {
    let tree = TextTree(
      Self.two.merging([
        "deal/proposals/c.yaml": TextTree.sale("P-3", "2024-01-01", shares: 100),
        "deal/proposals/d.yaml": "{id: P-4, kind: sale, date: 2024-01-09}\n",
      ]) { $1 })
    let paths = ["b", "a", "d", "c"].map { "deal/proposals/\($0).yaml" }
    let together = try tree.gate(paths).results
    let apart = try paths.flatMap { path in
      try Workspace.open(deal: "deal/deal.yaml", ledger: nil, files: tree)
        .check([try tree.read(path)], packDigest: "").results
    }
    func text(_ result: EventResult) -> String {
      "\(result.event) \(result.verdict) \(result.later) \(result.findings)"
    }
    #expect(together.map(text) == apart.map(text))
  }

  @Test(arguments: ["deal/deal.yaml", "deal/ledger.jsonl", "deal/waivers.yaml", "rules/sales.yaml", "rules"])
  func whatVerdictsRestOnJudgesEveryProposalAgain(_ input: String) throws {
    #expect(verdicts(try TextTree(Self.two).gate([input])) == ["P-1 clear", "P-2 blocked"])
  }

  @Test func deletedFileOfAPackJudgesEveryProposalAgain() throws {
    #expect(verdicts(try TextTree(Self.two).gate([], deleted: ["rules/gone.yaml"])) == ["P-1 clear", "P-2 blocked"])
  }

  @Test func proposalThatIsChangedWithItsDealIsJudgedOnce() throws {
    #expect(
      verdicts(try TextTree(Self.two).gate(["deal/proposals/b.yaml", "deal/deal.yaml", "./deal/proposals/b.yaml"]))
        == ["P-2 blocked", "P-1 clear"])
  }

  @Test(arguments: [["README.md"], ["rules/sales.test.yaml"], ["other/values.yaml"], []])
  func whatIsNeitherJudgesNothing(_ changes: [String]) throws {
    let tree = TextTree(
      Self.two.merging(["other/values.yaml": "a: 1\n", "rules/sales.test.yaml": "cases: []\n"]) { $1 })
    let gate = try tree.gate(changes)
    #expect(gate.reports.isEmpty && gate.remarks.isEmpty)
    #expect(gate.verdict == .clear)
  }

  @Test func deletedProposalIsReportedAndNotJudged() throws {
    let gate = try TextTree().gate([], deleted: ["deal/proposals/gone.yaml"])
    #expect(gate.results.isEmpty)
    #expect(gate.remarks.map(\.code) == ["deleted-proposal"])
    #expect(gate.remarks[0].range?.file.path == "deal/proposals/gone.yaml")
    #expect(!gate.hasNotice)
  }

  @Test func renamedProposalIsJudgedUnderItsNewName() throws {
    let gate = try TextTree(Self.two).gate(["deal/proposals/b.yaml"], deleted: ["deal/proposals/old.yaml"])
    #expect(verdicts(gate) == ["P-2 blocked"])
    #expect(gate.remarks.map(\.code) == ["deleted-proposal"])
  }

  @Test(arguments: [
    "{id: P-9, kind: sale, date: 2024-01-05}", "[{id: P-9, kind: talk, date: 2024-01-05}]", "{id: P-9, kind: sale}",
    "{kind: sale, date: 2024-01-05}", "[{note: first}, {id: P-9, kind: sale, date: 2024-01-05}]",
    "{id: P-9, kind: sale, shares: [", "{\"id\": \"P-9\", \"kind\": \"sale\", \"date\": \"2024-01-05\"}",
  ])
  func proposalThatNoPatternMatchesIsAWarning(_ text: String) throws {
    let gate = try TextTree(["deal/drafts/x.yaml": text]).gate(["deal/drafts/x.yaml"])
    #expect(gate.results.isEmpty)
    #expect(gate.remarks.map(\.code) == ["stray-proposal"])
    #expect(gate.remarks[0].severity == .warning)
    #expect(gate.hasNotice)
  }

  @Test(arguments: ["{id: P-9, kind: unheard-of, date: 2024-01-05}", "{kind: sale}", "a: [", "- 1", ""])
  func whatDoesNotReadLikeAProposalIsNoWarning(_ text: String) throws {
    #expect(try TextTree(["deal/drafts/x.yaml": text]).gate(["deal/drafts/x.yaml"]).remarks.isEmpty)
  }

  @Test func nearestDealIsTheOneOfAProposal() throws {
    let inner = TextTree().texts["deal/deal.yaml"]?.replacing("harbor", with: "inner").replacing(
      "../rules", with: "../../rules")
    let tree = TextTree([
      "deal/deal.yaml": "deal: outer\npack: ../rules\nproposals: [\"**/proposals/*.yaml\"]\n",
      "deal/inner/deal.yaml": try #require(inner), "deal/inner/ledger.jsonl": "",
      "deal/inner/waivers.yaml": "waivers: []",
      "deal/inner/proposals/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 1),
      "deal/proposals/b.yaml": TextTree.sale("P-2", "2024-01-05", shares: 1),
    ])
    let gate = try tree.gate(["deal/inner/proposals/a.yaml", "deal/proposals/b.yaml"])
    #expect(gate.reports.map(\.deal) == ["inner", "outer"])
    // A change of the outer deal judges what is its own.
    #expect(verdicts(try tree.gate(["deal/deal.yaml"])) == ["P-2 clear"])
  }

  private func mistakes(_ tree: TextTree, _ changes: [String], deleted: [String] = []) -> [String] {
    do {
      _ = try tree.gate(changes, deleted: deleted)
      return []
    } catch {
      return (error as? LoadFailure)?.diagnostics.map { "\($0.range?.file.path ?? ""): \($0.code)" } ?? ["\(error)"]
    }
  }

  @Test func everyMistakeOfEveryProposalIsTold() throws {
    let tree = TextTree([
      "deal/proposals/a.yaml": "{id: ", "deal/proposals/b.yaml": "{id: P-2, kind: sale, date: 2024-01-05, shares: 1}",
      "deal/proposals/c.yaml": "[]",
    ])
    #expect(
      mistakes(tree, ["a", "b", "c"].map { "deal/proposals/\($0).yaml" })
        == ["deal/proposals/a.yaml: yaml-syntax", "deal/proposals/c.yaml: no-event"])
    let wrong = TextTree([
      "deal/proposals/a.yaml": "{id: P-1, kind: sail, date: 2024-01-05}",
      "deal/proposals/b.yaml": "[{id: P-1, kind: sale, date: 2024-01-05}, {id: P-1, kind: sale, date: 2024-01-05}]",
      "deal/proposals/c.yaml": "[{id: P-1, kind: sale, date: 2024-01-05}, {id: P-2, kind: sale, date: 2024-01-04}]",
      "deal/proposals/d.yaml": "{id: L-1, kind: sale, date: 2024-01-05}",
    ])
    #expect(
      mistakes(wrong, ["a", "b", "c", "d"].map { "deal/proposals/\($0).yaml" }) == [
        "deal/proposals/a.yaml: unknown-kind", "deal/proposals/b.yaml: duplicate-id", "deal/proposals/c.yaml: order",
        "deal/proposals/d.yaml: duplicate-id",
      ])
  }

  @Test func proposalThatIsNotThereIsAMistake() {
    #expect(mistakes(TextTree(), ["deal/proposals/none.yaml"]) == [": unreadable-file"])
  }

  // MARK: Ways around a pattern

  @Test func linkIsJudgedWithWhatItLeadsTo() throws {
    var tree = TextTree(Self.two)
    tree.texts["store/c.yaml"] = TextTree.sale("P-3", "2024-01-05", shares: 95)
    tree.links["deal/proposals/c.yaml"] = "../../store/c.yaml"
    #expect(verdicts(try tree.gate(["store/c.yaml"])) == ["P-3 blocked"])
    #expect(try tree.gate(["store/c.yaml"]).results[0].location?.file == "deal/proposals/c.yaml")
    #expect(verdicts(try tree.gate(["deal/proposals/c.yaml"])) == ["P-3 blocked"])
    tree.links["deal/proposals/d.yaml"] = "c.yaml"
    // One file by two names is one proposal.
    #expect(verdicts(try tree.gate(["store/c.yaml"])) == ["P-3 blocked"])
  }

  @Test func folderOfProposalsMayBeALink() throws {
    var tree = TextTree(["deal/drafts/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 95)])
    tree.links["deal/proposals"] = "drafts"
    tree.links["deal/drafts/again"] = "../drafts"
    for change in ["deal/drafts/a.yaml", "deal/proposals", "deal/proposals/a.yaml"] {
      #expect(verdicts(try tree.gate([change])) == ["P-1 blocked"], "\(change)")
    }
  }

  @Test(arguments: ["deal/ledger.jsonl", "deal/waivers.yaml", "rules/sales.yaml"])
  func whatALinkToAnInputLeadsToIsOneToo(_ input: String) throws {
    var tree = TextTree(Self.two)
    tree.texts["store/x"] = tree.texts.removeValue(forKey: input)
    tree.links[input] = "../store/x"
    #expect(verdicts(try tree.gate(["store/x"])) == ["P-1 clear", "P-2 blocked"])
    #expect(verdicts(try tree.gate([input])) == ["P-1 clear", "P-2 blocked"])
  }

  @Test func packMayBeALink() throws {
    var tree = TextTree(Self.two)
    for name in ["pack", "sales"] {
      tree.texts["Rules/h/\(name).yaml"] = tree.texts.removeValue(forKey: "rules/\(name).yaml")
    }
    tree.links["rules"] = "Rules/h"
    for change in ["Rules/h/sales.yaml", "Rules/h/new.yaml", "rules"] {
      #expect(
        verdicts(try tree.with("Rules/h/new.yaml", "rules: {}").gate([change])) == ["P-1 clear", "P-2 blocked"],
        "\(change)")
    }
  }

  @Test(arguments: ["\u{301}evil", "\u{200D}evil", "evil\u{600}", "-h", "a b", "new\nline"])
  func nameIsPartedAtItsSlashes(_ name: String) throws {
    let path = "deal/proposals/\(name).yaml"
    #expect(
      verdicts(try TextTree([path: TextTree.sale("P-1", "2024-01-05", shares: 95)]).gate([path])) == ["P-1 blocked"])
  }

  @Test func namesAreToldApartByTheirBytes() {
    let (composed, decomposed) = ("caf\u{E9}.yaml", "cafe\u{301}.yaml")
    #expect(ChangedFile(composed) != ChangedFile(decomposed))
    #expect(Set([Path(composed), Path(decomposed)]).count == 2)
    #expect(FilePath.names(of: "a/\u{301}b").count == 2)
  }

  @Test func nameThatIsNoTextIsAMistake() {
    var gate = Gate(TextTree(), deal: nil) { _ in "" }
    #expect(throws: LoadFailure.self) { try gate.judge([ChangedFile("deal/proposals/a\u{FFFD}.yaml", isText: false)]) }
  }

  @Test func ruleTestIsOneByWhatItHolds() throws {
    let path = "deal/proposals/a.test.yaml"
    #expect(
      verdicts(try TextTree([path: TextTree.sale("P-1", "2024-01-05", shares: 95)]).gate([path])) == ["P-1 blocked"])
    #expect(try TextTree([path: "cases: []\n"]).gate([path]).results.isEmpty)
  }

  @Test func hiddenFoldersAreLookedIntoWhereAPatternNamesThem() throws {
    let tree = TextTree([
      "deal/deal.yaml": "deal: a\npack: ../rules\nproposals: [\".desk/*.yaml\"]\n",
      "deal/.desk/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 105),
    ])
    #expect(verdicts(try tree.gate(["deal/deal.yaml"])) == ["P-1 blocked"])
  }

  @Test(arguments: ["deal/deal.yaml", "/desk/deal/deal.yaml", "./deal/../deal/deal.yaml", "deal/other.yaml"])
  func dealThatIsNamedIsTheSameHoweverItIsNamed(_ name: String) throws {
    var tree = TextTree(Self.two)
    tree.texts["deal/other.yaml"] = tree.texts["deal/deal.yaml"]
    if name == "deal/other.yaml" { tree.texts["deal/deal.yaml"] = nil }
    #expect(verdicts(try tree.gate(["rules/sales.yaml"], deal: name)) == ["P-1 clear", "P-2 blocked"])
    var gate = Gate(tree, deal: name) { _ in "" }
    #expect(verdicts(try gate.judgeAll()) == ["P-1 clear", "P-2 blocked"])
  }

  @Test func proposalsOfADealThatIsGoneAreTheOuterDeals() throws {
    let tree = TextTree([
      "deal/deal.yaml": "deal: outer\npack: ../rules\nproposals: [\"**/proposals/*.yaml\"]\n",
      "deal/inner/proposals/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 105),
      "deal/proposals/b.yaml": TextTree.sale("P-2", "2024-01-05", shares: 1),
    ])
    #expect(verdicts(try tree.gate([], deleted: ["deal/inner/deal.yaml"])) == ["P-1 blocked"])
  }

  @Test func deletedDealIsReportedWithWhatWasInIt() throws {
    let gate = try TextTree().gate([], deleted: ["other/deal.yaml", "other/proposals/a.yaml", "other/README.md"])
    #expect(gate.remarks.map(\.code) == ["deleted-deal", "deleted-proposal"])
  }

  @Test func submoduleIsJudgedAsItLiesOrRefused() throws {
    var tree = TextTree(Self.two)
    #expect(verdicts(try tree.gate([], repositories: ["deal/proposals"])) == ["P-1 clear", "P-2 blocked"])
    #expect(verdicts(try tree.gate([], repositories: ["deal"])) == ["P-1 clear", "P-2 blocked"])
    tree.texts["vendor/x.txt"] = ""
    tree.readsSubmodules = false
    for path in ["deal", "deal/proposals", "rules"] {
      #expect(throws: LoadFailure.self) { try tree.gate([], repositories: [path]) }
    }
    #expect(try tree.gate([], repositories: ["vendor"]).remarks.isEmpty)
    #expect(try tree.gate([], repositories: ["elsewhere"]).remarks.map(\.code) == ["submodule"])
  }

  @Test func dealThatCannotBeReadConcernsWhatMayBeItsOwn() throws {
    let tree = TextTree(Self.two.merging(["other/deal.yaml": "deal: [", "README.md": ""]) { $1 })
    for change in ["README.md", "deal/proposals/b.yaml"] {
      #expect(try tree.gate([change, "README.md"]).remarks.first?.severity == .warning, "\(change)")
    }
    for change in ["other/README.md", "values.yaml"] {
      #expect(!mistakes(tree.with(change, ""), [change]).isEmpty, "\(change)")
    }
  }

  @Test func idIsThatOfOneEvent() {
    let tree = TextTree([
      "deal/proposals/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 1),
      "deal/proposals/b.yaml": TextTree.sale("P-1", "2024-01-05", shares: 2),
    ])
    #expect(
      mistakes(tree, ["deal/proposals/a.yaml", "deal/proposals/b.yaml"]) == ["deal/proposals/b.yaml: duplicate-id"])
    #expect(mistakes(tree, ["deal/proposals/b.yaml"]).isEmpty)
    // For which of the two a waiver is nobody knows, even where one of them is not judged.
    let waived = tree.with("deal/waivers.yaml", TextTree.waiver()).with(
      "deal/proposals/b.yaml", TextTree.sale("P-1", "2024-01-05", shares: 200))
    #expect(mistakes(waived, ["deal/proposals/b.yaml"]) == ["deal/proposals/a.yaml: duplicate-id"])
  }

  @Test func everyStrayIsNamedWhereNothingIsNamed() throws {
    let tree = TextTree(
      Self.two.merging(["deal/drafts/x.yaml": "{id: P-9, kind: sale}", "deal/notes.yaml": "a: 1"]) { $1 })
    var gate = Gate(tree, deal: nil) { _ in "" }
    #expect(try gate.judgeAll().remarks.map { $0.range?.file.path } == ["deal/drafts/x.yaml"])
  }

  @Test(arguments: [Self.two, [:]])
  func brokenRulesAreAMistakeWithAndWithoutProposals(_ proposals: [String: String]) {
    let rules = ["rules/sales.yaml": "rules: {a: {title: A, on: sale, forbid: nowhere > 1}}\n"]
    #expect(!mistakes(TextTree(proposals.merging(rules) { $1 }), ["rules/sales.yaml"]).isEmpty)
  }

  @Test(arguments: ["deal/waivers.yaml", "deal/ledger.jsonl"])
  func brokenInputIsAMistakeWhereThereAreNoProposals(_ input: String) {
    #expect(!mistakes(TextTree([input: "{a: "]), [input]).isEmpty)
  }

  @Test func proposalWithoutADealIsAMistake() {
    let tree = TextTree(["elsewhere/a.yaml": TextTree.sale("P-1", "2024-01-05", shares: 1)])
    #expect(mistakes(tree, ["elsewhere/a.yaml"]) == ["elsewhere/a.yaml: no-deal"])
  }

  @Test func proposalsThatADeletedDealLeavesBehindAreAMistake() {
    var tree = TextTree(Self.two)
    tree.texts["deal/deal.yaml"] = nil
    #expect(mistakes(tree, [], deleted: ["deal/deal.yaml"]) == ["deal/proposals/a.yaml: no-deal"])
  }

  @Test func patternThatLeadsOutOfTheDealIsAMistake() {
    let tree = TextTree(["deal/deal.yaml": "deal: a\npack: ../rules\nproposals: [\"../*.yaml\"]\n"])
    #expect(mistakes(tree, ["deal/deal.yaml"]) == ["deal/deal.yaml: proposal-pattern"])
  }

  @Test func everyProposalOfEveryDealIsJudgedWhereNothingIsNamed() throws {
    var gate = Gate(TextTree(Self.two), deal: nil) { _ in "" }
    #expect(verdicts(try gate.judgeAll()) == ["P-1 clear", "P-2 blocked"])
    var tree = TextTree()
    tree.texts["deal/deal.yaml"] = nil
    var none = Gate(tree, deal: nil) { _ in "" }
    #expect(throws: LoadFailure.self) { try none.judgeAll() }
  }
}
