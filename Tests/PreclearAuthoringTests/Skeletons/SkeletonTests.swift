import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct SkeletonTests {
  private func files(_ skeletons: Skeleton...) -> TextFiles {
    var texts: [String: String] = [:]
    for skeleton in skeletons { for (path, text) in skeleton.files { texts[path] = text } }
    return TextFiles(texts: texts)
  }

  private func failures(_ tests: [String], _ files: TextFiles) throws -> [String] {
    var runner = RuleTestRunner(files: files, deal: nil)
    return try tests.flatMap { try runner.run(try files.read($0)).filter { !$0.hasPassed }.map(\.description) }
  }

  @Test func aNewPackPassesItsTests() throws {
    let skeleton = try Skeleton.pack(in: "rules/desk", named: "desk")
    #expect(try failures(skeleton.tests, files(skeleton)) == [])
    let expected = ["clear", "violation", "indeterminate"]
    let test = try RuleTest.load(try files(skeleton).read("rules/desk/sales.test.yaml"))
    let outcomes = test.cases.compactMap { item -> String? in
      guard case .result(let result) = item.expectation else { return nil }
      return result.outcomes.first?.outcome.rawValue
    }
    #expect(outcomes == expected, "each outcome that the rule can have")
  }

  @Test func aNewDealOnItIsJudged() throws {
    let pack = try Skeleton.pack(in: "rules/desk", named: "desk")
    let loaded = try PackLoader.load("rules/desk", files: files(pack)).pack
    let deal = try Skeleton.deal(in: "deals/one", named: "one", pack: loaded, reaching: "../../rules/desk")
    let all = files(pack, deal)
    let report = try Workspace.open(deal: "deals/one/deal.yaml", ledger: nil, files: all)
      .check([try all.read("deals/one/proposals/first.yaml")], packDigest: "")
    #expect(report.deal == "one")
    #expect(report.results.map(\.kind) == ["sale"])
  }

  @Test func aNewRulePassesItsTests() throws {
    let pack = try Skeleton.pack(in: "desk", named: "desk")
    let loaded = try PackLoader.load("desk", files: files(pack)).pack
    let rule = try Skeleton.rule(
      "windows/closed-window", on: nil, pack: loaded, deal: "example/deal.yaml", exists: { _ in false })
    #expect(rule.files.map(\.path) == ["desk/windows.yaml", "desk/windows.test.yaml"])
    #expect(try failures(rule.tests + pack.tests, files(pack, rule)) == [])
  }

  /// Of every kind of field that must be written a plain value is made.
  @Test func aNewRuleLooksAtAnyKindOfEvent() throws {
    let pack = """
      pack: desk
      enums: {answer: ["yes", "no"], side: [buy, sell]}
      events:
        all:
          fields:
            party: {type: party, required: true}
            text: {type: string, nonempty: true, required: true}
            count: {type: int, minimum: 5, required: true}
            part: {type: decimal, maximum: 0.5, required: true}
            flag: {type: bool, required: true}
            day: {type: date, required: true}
            hour: {type: time, required: true}
            answer: {type: answer, required: true}
            list: {type: list(side), nonempty: true, required: true}
            none: {type: list(party), required: true}
            record: {type: "{at: party, side: side}", required: true}
            left: {type: int}

      """
    var files = TextFiles(texts: ["desk/pack.yaml": pack, "desk/deal.yaml": "deal: desk\npack: .\n"])
    files.texts["desk/pack.yaml"] = pack.replacing("pack: desk\n", with: "pack: desk\nfiles: [first.yaml]\n")
    files.texts["desk/first.yaml"] = "terms: {}\n"
    let listed = try PackLoader.load("desk", files: files).pack
    let rule = try Skeleton.rule("first/rule", on: "all", pack: listed, deal: "deal.yaml", exists: { _ in false })
    for (path, text) in rule.files { files.texts[path] = text }
    #expect(try failures(rule.tests, files) == [])
    #expect(rule.replaced.isEmpty)
  }

  @Test(arguments: [
    ("files: [first.yaml] # all\n", "files: [first.yaml, more.yaml] # all\n"),
    (
      "files:\n  # one\n  - first.yaml # the first\n  # end\n",
      "files:\n  # one\n  - first.yaml # the first\n  - more.yaml\n  # end\n"
    ),
    ("files:\r\n- first.yaml\r\n", "files:\r\n- first.yaml\r\n- more.yaml\r\n"),
  ])
  func aRuleOfAPackThatListsItsFilesIsListed(_ before: String, _ after: String) throws {
    func pack(_ list: String) -> String {
      "pack: desk\n\(list)sources: {book: {title: Book}}\nevents: {all: {fields: {size: {type: int}}}}\n"
    }
    var files = TextFiles(texts: ["desk/pack.yaml": pack(before), "desk/deal.yaml": "deal: desk\npack: .\n"])
    files.texts["desk/first.yaml"] = "terms: {}\n"
    let listed = try PackLoader.load("desk", files: files).pack
    let rule = try Skeleton.rule("more/rule", on: "all", pack: listed, deal: "deal.yaml", exists: { _ in false })
    #expect(rule.replaced.map(\.path) == ["desk/pack.yaml"])
    #expect(rule.replaced.map(\.text) == [pack(after)])
    for (path, text) in rule.files + rule.replaced { files.texts[path] = text }
    #expect(try failures(rule.tests, files) == [])
  }

  @Test func skeletonsAreLaidOutCanonically() throws {
    let pack = try Skeleton.pack(in: "desk", named: "desk")
    let loaded = try PackLoader.load("desk", files: files(pack)).pack
    let deal = try Skeleton.deal(in: "deals/one", named: "one", pack: loaded, reaching: "../../desk")
    let rule = try Skeleton.rule(
      "windows/closed-window", on: nil, pack: loaded, deal: "example/deal.yaml", exists: { _ in false })
    for (path, text) in pack.files + deal.files + rule.files where path.hasSuffix(".yaml") {
      let formatted = try RuleFormatter.format(SourceFile(path: path, text: text))
      #expect(String(decoding: formatted, as: UTF8.self) == text, "\(path)")
    }
  }

  @Test(arguments: ["", "Desk", "1a", "a b", "a/b", "-a", "dësk"])
  func whatIsNoNameIsRefused(_ name: String) {
    #expect(throws: LoadFailure.self) { try Skeleton.pack(in: "desk", named: name) }
  }

  @Test(arguments: [
    ("rule", nil, "'rule' is no name of a rule"), ("a/b/c", nil, "'a/b/c' is no name of a rule"),
    ("a/b", "sail", "unknown event kind 'sail'"),
  ])
  func whatIsNoRuleIsRefused(_ id: String, _ kind: String?, _ message: String) throws {
    let loaded = try PackLoader.load("desk", files: files(try Skeleton.pack(in: "desk", named: "desk"))).pack
    let failure = #expect(throws: LoadFailure.self) {
      try Skeleton.rule(id, on: kind, pack: loaded, deal: "deal.yaml", exists: { _ in false })
    }
    #expect(failure?.diagnostics.first?.message == message)
  }

  @Test func aFileThatIsThereIsNamed() throws {
    let loaded = try PackLoader.load("desk", files: files(try Skeleton.pack(in: "desk", named: "desk"))).pack
    let failure = #expect(throws: LoadFailure.self) {
      try Skeleton.rule("sales/other", on: nil, pack: loaded, deal: "deal.yaml", exists: { $0 == "desk/sales.yaml" })
    }
    #expect(failure?.diagnostics.first?.message == "'desk/sales.yaml' is there already, and is left as it is")
  }
}
