import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

@testable import PreclearJournal

@Suite struct JournalTests {
  private func damage(_ desk: SmallDesk) throws -> Verification.Damage? {
    try Verification(try desk.journal.read()).damage
  }

  @Test func recordsAreAChainThatIsJudgedAgain() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    for shares in [1, 15, 16, 2] { try desk.check(shares) }
    let text = try desk.journal.read()
    #expect(try Verification(text).damage == nil)
    let records = try (0..<4).map { try text.record($0) }
    #expect(records.map(\.seq) == [0, 1, 2, 3])
    // 5 are on the ledger, and 20 are allowed.
    #expect(records.map(\.verdict) == ["clear", "clear", "blocked", "clear"])
    #expect(records[0].prev == .zero && records[1].prev == records[0].hash)
    #expect(records[0].at == "2023-11-14T22:13:21.007Z")
    #expect(try desk.replay().answers == ["same", "same", "same", "same"])
  }

  @Test func valuesAreInTheStoreAndNotInTheChain() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(12_345_678)
    #expect(!String(decoding: try desk.bytes("desk.journal"), as: UTF8.self).contains("12345678"))
    #expect(
      String(decoding: try desk.bytes("desk.journal.store/disclosures.jsonl"), as: UTF8.self).contains("12345678"))
  }

  @Test func ledgerThatGrewIsKeptOnce() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    desk.files.contents["desk/ledger.jsonl"] = Array((SmallDesk.ledger + SmallDesk.more).utf8)
    try desk.check(10)
    // An earlier state of it is there already.
    desk.files.contents["desk/ledger.jsonl"] = Array(SmallDesk.ledger.utf8)
    try desk.check(10)
    let kept = try desk.bytes("desk.journal.store/ledgers/0.jsonl")
    #expect(String(decoding: kept, as: UTF8.self) == SmallDesk.ledger + SmallDesk.more)
    #expect(try FileManager.default.contentsOfDirectory(atPath: desk.path("desk.journal.store/ledgers")) == ["0.jsonl"])
    // One that was rewritten is another ledger.
    desk.files.contents["desk/ledger.jsonl"] = Array(SmallDesk.more.utf8)
    try desk.check(10)
    #expect(try desk.bytes("desk.journal.store/ledgers/1.jsonl") == Array(SmallDesk.more.utf8))
    #expect(try desk.replay().answers == ["same", "same", "same", "same"])
  }

  @Test func dealWithoutLedgerIsJudgedAgain() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    desk.files.contents["desk/deal.yaml"] = Array("deal: desk\npack: ../pack\n".utf8)
    try desk.check(21)
    #expect(try desk.replay().answers == ["same"])
  }

  @Test func packReadByAPathThatCannotBeKeptMakesNoRecord() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    desk.files.contents["/other/pack.yaml"] = Array("pack: other\n".utf8)
    desk.files.contents["pack/pack.yaml"] = Array("pack: desk\nversion: 1.0.0\nimports: [{pack: /other}]\n".utf8)
    let failure = try #require(throws: LoadFailure.self) { try desk.check(1) }
    #expect(failure.diagnostics[0].code == "journal-input")
    #expect(!FileManager.default.fileExists(atPath: desk.path("desk.journal")))
  }

  // MARK: Replay

  @Test func anotherEngineIsNamedWhereTheBytesDiffer() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let bytes = String(decoding: try desk.bytes("desk.journal.store/disclosures.jsonl"), as: UTF8.self)
    #expect(bytes.contains("T-0 clear"))
    #expect(try desk.replay(engine: "2").answers == ["same"])
    let journal = desk.journal
    let text = try journal.read()
    var replay = try JournalReplay(journal.store, engine: "2") { SmallDesk.render($0) + [0x0A] }
    guard case .engineChanged(let what) = try replay.judge(try text.record(0)) else {
      Issue.record("the bytes differ")
      return
    }
    #expect(what == "version 1 then, 2 now: the same verdict, and another report")
  }

  @Test func ruleThatIsNotKeptAsItWasIsNamed() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let rules = ContentDigest.sha256(try #require(desk.files.contents["pack/rules.yaml"]))
    try desk.write(Array("rules: {}\n".utf8), to: "desk.journal.store/objects/\(rules)")
    #expect(try desk.replay().answers == ["rules: 'rules.yaml' of the pack is not kept as it was"])
    #expect(try desk.journal.store.damagedObject() == desk.path("desk.journal.store/objects/\(rules)"))
    // The next check makes it whole.
    try desk.check(1)
    #expect(try desk.replay().answers == ["same", "same"])
    #expect(try desk.journal.store.damagedObject() == nil)
  }

  /// What is kept is not read again at each append; it is when somebody looks for damage.
  @Test func keptFileOfTheSameLengthIsFoundAndPutBackOnceItIsTakenAway() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let rules = try #require(desk.files.contents["pack/rules.yaml"])
    let kept = "desk.journal.store/objects/\(ContentDigest.sha256(rules))"
    try desk.write(rules.dropLast() + [UInt8(ascii: "#")], to: kept)
    try desk.check(1)
    #expect(try desk.journal.store.damagedObject() == desk.path(kept))
    let lost = "rules: 'rules.yaml' of the pack is not kept as it was"
    #expect(try desk.replay().answers == [lost, lost])
    try FileManager.default.removeItem(atPath: desk.path(kept))
    #expect(try desk.journal.store.damagedObject() == nil)
    try desk.check(1)
    #expect(try desk.replay().answers == ["same", "same", "same"])
  }

  /// Who died over the mark may have left names that are not on the disk yet.
  @Test func markOfAWriterThatDiedGoesWithTheNextAppend() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let store = desk.path("desk.journal.store")
    let names = ["disclosures.jsonl", "ledgers", "objects"]
    #expect(try FileManager.default.contentsOfDirectory(atPath: store).sorted() == names)
    try desk.write([], to: "desk.journal.store/unflushed")
    try desk.check(1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store).sorted() == names)
    #expect(try desk.replay().answers == ["same", "same"])
  }

  @Test func factThatIsNotKeptAsItWasIsNamed() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let ledger = try desk.bytes("desk.journal.store/ledgers/0.jsonl")
    try desk.write(
      ledger.map { $0 == UInt8(ascii: "5") ? UInt8(ascii: "6") : $0 }, to: "desk.journal.store/ledgers/0.jsonl")
    #expect(try desk.replay().answers == ["facts: the ledger is not kept as it was"])
    try desk.write(ledger, to: "desk.journal.store/ledgers/0.jsonl")
    let values = String(decoding: try desk.bytes("desk.journal.store/disclosures.jsonl"), as: UTF8.self)
    try desk.write(
      Array(values.replacing(#"{"integer":"1"}"#, with: #"{"integer":"2"}"#).utf8),
      to: "desk.journal.store/disclosures.jsonl")
    #expect(try desk.replay().answers == ["facts: the store no longer has, as it was: shares"])
  }

  @Test func otherRulesAreComparedByRuleAndVerdict() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    for shares in [1, 10, 30] { try desk.check(shares) }
    var files = desk.files
    for (path, bytes) in desk.files.contents where path.hasPrefix("pack/") {
      files.contents["next" + path.dropFirst(4)] = bytes
    }
    files.contents["next/rules.yaml"] = Array(
      String(decoding: try #require(files.contents["next/rules.yaml"]), as: UTF8.self)
        .replacing("sold > 20", with: "sold > 10").utf8)
    let (answers, comparison) = try desk.replay(otherRules: try .init(folder: "next", files: files))
    #expect(answers == ["same", "same", "same"])
    #expect(comparison.rules.map { "\($0.name) \($0.was) \($0.now) \($0.count)" } == ["rules/few clear violation 1"])
    #expect(
      comparison.verdicts.map { "\($0.was) \($0.now) \($0.count)" }
        == ["blocked blocked 1", "clear blocked 1", "clear clear 1"])
  }

  /// Whatever lies there today under the names of the deal's files, the facts are those of then.
  @Test func otherRulesInTheFolderOfTheDealJudgeOnTheFactsOfThen() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    desk.files.contents["desk/deal.yaml"] = Array(
      "deal: desk\npack: pack\nledger: ledger.jsonl\nwaivers: waivers.yaml\n".utf8)
    for (path, bytes) in desk.files.contents where path.hasPrefix("pack/") {
      desk.files.contents["desk/" + path] = bytes
    }
    for shares in [10, 30] { try desk.check(shares) }
    var files = desk.files
    files.contents["desk/ledger.jsonl"] = Array("no ledger".utf8)
    files.contents["desk/waivers.yaml"] = Array("no waivers".utf8)
    files.contents["desk/deal.yaml"] = Array("no deal".utf8)
    let (answers, comparison) = try desk.replay(otherRules: try .init(folder: "desk/pack", files: files))
    #expect(answers == ["same", "same"])
    #expect(comparison.rules.isEmpty && comparison.refusals.isEmpty)
    #expect(comparison.verdicts.map { "\($0.was) \($0.now)" } == ["blocked blocked", "clear clear"])
  }

  @Test func otherRulesThatDoNotHoldTogetherAreRefusedWithTheirPlace() throws {
    let desk = try SmallDesk()
    defer { desk.remove() }
    var files = desk.files
    files.contents["pack/rules.yaml"] = Array(
      String(decoding: try #require(files.contents["pack/rules.yaml"]), as: UTF8.self)
        .replacing("forbid: sold > 20", with: "forbid: bought > 20").utf8)
    let failure = try #require(throws: LoadFailure.self) {
      try JournalReplay.OtherRules(folder: "pack", files: files)
    }
    let range = try #require(failure.diagnostics[0].range)
    #expect(range.file.path == "pack/rules.yaml" && range.start.line == 7)
  }

  // MARK: The end

  @Test func tornTailIsCutByTheNextAppend() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    try desk.check(2)
    let whole = try desk.bytes("desk.journal")
    let last = try #require(whole.dropLast().lastIndex(of: 0x0A)) + 1
    for count in [1, 40, whole.count - last - 2] {
      try desk.write(whole + Array(whole[last..<last + count]), to: "desk.journal")
      #expect(try desk.check(3).cut == count)
      #expect(try damage(desk) == nil)
      #expect(try desk.journal.read().lines.count == 3)
      #expect(try desk.bytes("desk.journal").starts(with: whole))
    }
    for zeros in [whole[last..<last + 40] + [UInt8](repeating: 0, count: 5000), [UInt8](repeating: 0, count: 5040)] {
      try desk.write(whole + zeros, to: "desk.journal")
      #expect(try desk.check(3).cut == 5040)
      #expect(try desk.journal.read().lines.count == 3)
    }
  }

  /// All of it is there, and may have been signed: to cut it off could lose what was acknowledged.
  @Test func recordThatLacksItsLineBreakAloneIsKept() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    try desk.check(2)
    let whole = try desk.bytes("desk.journal")
    try desk.write(Array(whole.dropLast()), to: "desk.journal")
    let verification = try Verification(try desk.journal.read())
    #expect(verification.tree.size == 2 && verification.lacksLineBreak && verification.torn == 0)
    #expect(try desk.replay().answers == ["same", "same"])
    let receipt = try desk.check(3)
    #expect(receipt.seq == 2 && receipt.cut == 0 && receipt.endedLine)
    #expect(try desk.bytes("desk.journal").starts(with: whole))
    #expect(try damage(desk) == nil)
  }

  /// What verification calls damage is not added to.
  @Test(arguments: [[], [0x0A]] as [[UInt8]])
  func recordThatDoesNotFollowTheOneBeforeIsNotAddedTo(_ end: [UInt8]) throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    for shares in 1...3 { try desk.check(shares) }
    let whole = try desk.bytes("desk.journal")
    let lines = whole.split(separator: 0x0A)
    for added in [lines[0], lines[2]] {
      try desk.write(whole + added + end, to: "desk.journal")
      #expect(try damage(desk)?.kind == .added)
      let failure = try #require(throws: LoadFailure.self) { try desk.check(4) }
      #expect(failure.diagnostics[0].message.contains("does not follow"))
      #expect(try desk.bytes("desk.journal") == whole + added + end)
    }
  }

  @Test(arguments: [
    #"{"note": "only copy"}"#, "one line of text", "{}", #"{"at":"yesterday"#,
    #"{"at":"2026-01-05T09:30:00.000Z","note":"no journal's"#, "\0\0\0", "a\0b\nc\0d", "PRIVATE+KEY+a+00+b",
  ])
  func whatIsNoJournalIsLeftAsItIs(_ text: String) throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    for bytes in [Array(text.utf8), Array((text + "\n").utf8)] {
      try desk.write(bytes, to: "desk.journal")
      let failure = try #require(throws: LoadFailure.self) { try desk.check(1) }
      #expect(failure.diagnostics[0].code == "journal-damaged")
      #expect(try desk.bytes("desk.journal") == bytes)
      #expect(try damage(desk) != nil)
      #expect(!FileManager.default.fileExists(atPath: desk.path("desk.journal.store")))
    }
  }

  /// A line that ends in its line break was acknowledged, whatever became of its bytes.
  @Test func zerosInTheLastRecordsAreDamage() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    try desk.check(2)
    var bytes = try desk.bytes("desk.journal")
    for offset in bytes.indices.dropFirst(20) where offset % 500 == 0 { bytes[offset] = 0 }
    try desk.write(bytes, to: "desk.journal")
    #expect(try damage(desk)?.seq == 0)
    #expect(throws: LoadFailure.self) { try desk.check(3) }
    #expect(try desk.bytes("desk.journal") == bytes)
  }

  /// Cutting it off would be the loss of a record that was acknowledged.
  @Test func damagedEndIsNotCutButRefused() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    try desk.check(2)
    let whole = try desk.bytes("desk.journal")
    for offset in [whole.count - 1, whole.count - 2, whole.count - 100] {
      var bytes = whole
      bytes[offset] ^= 1
      try desk.write(bytes, to: "desk.journal")
      let failure = try #require(throws: LoadFailure.self) { try desk.check(3) }
      #expect(failure.diagnostics[0].code == "journal-damaged")
      #expect(try desk.bytes("desk.journal") == bytes)
    }
  }

  @Test func tornLineOfValuesIsCut() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let values = try desk.bytes("desk.journal.store/disclosures.jsonl")
    try desk.write(values + Array(#"["0123","sha"#.utf8), to: "desk.journal.store/disclosures.jsonl")
    try desk.check(2)
    #expect(try desk.bytes("desk.journal.store/disclosures.jsonl").starts(with: values + [0x5B, 0x22]))
    #expect(try desk.replay().answers == ["same", "same"])
  }

  // MARK: The store

  @Test func linkToAJournalHasTheJournalsStore() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try FileManager.default.createSymbolicLink(atPath: desk.path("far"), withDestinationPath: "desk.journal")
    try FileManager.default.createSymbolicLink(atPath: desk.path("link"), withDestinationPath: desk.path("far"))
    // The first check through a link that leads nowhere yet.
    try desk.check(1, through: "link")
    try desk.check(2)
    try desk.check(3, through: "far")
    #expect(try desk.names() == ["desk.journal", "desk.journal.store", "far", "link"])
    #expect(try desk.replay(Journal(desk.path("link"))).answers == ["same", "same", "same"])
    for path in ["desk.journal", "far", "link", "desk.journal.store/disclosures.jsonl"] {
      #expect(Journal(desk.path("link")).holds(desk.path(path)), "\(path)")
    }
    #expect(!desk.journal.holds(desk.path("desk.journal.storey")) && !desk.journal.holds(desk.path("other")))
  }

  @Test func journalWithoutItsStoreIsNotAddedTo() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let whole = try desk.bytes("desk.journal")
    try FileManager.default.moveItem(atPath: desk.path("desk.journal.store"), toPath: desk.path("aside"))
    let failure = try #require(throws: LoadFailure.self) { try desk.check(2) }
    #expect(failure.diagnostics[0].code == "journal-store")
    #expect(throws: LoadFailure.self) { try JournalExport(desk.journal, redacting: []).write(to: desk.path("copy")) }
    #expect(try desk.bytes("desk.journal") == whole)
    #expect(try desk.names() == ["aside", "desk.journal"])
  }

  @Test func foldersOfTheStoreAreMadeAgain() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    for name in ["objects", "ledgers"] {
      try FileManager.default.removeItem(atPath: desk.path("desk.journal.store/\(name)"))
    }
    try desk.check(2)
    #expect(try desk.replay().answers == ["same", "same"])
  }

  /// A link to itself is there, and nobody can read it: as a folder of another account is.
  @Test(arguments: ["disclosures.jsonl", "ledgers", "objects"])
  func storeThatCannotBeReadIsNoTampering(_ name: String) throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let path = desk.path("desk.journal.store/\(name)")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    let failure = try #require(throws: LoadFailure.self) { try desk.replay() }
    #expect(failure.diagnostics[0].code == "unreadable-file")
  }

  @Test func firstCheckThatCannotBeKeptLeavesNothing() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.write([], to: "desk.journal.store")
    let failure = try #require(throws: LoadFailure.self) { try desk.check(1) }
    #expect(failure.diagnostics[0].message.contains("not a directory"))
    #expect(try desk.names() == ["desk.journal.store"])
    try FileManager.default.removeItem(atPath: desk.path("desk.journal.store"))
    // A journal that was there, and is empty, stays.
    try desk.write([], to: "desk.journal")
    try desk.check(1)
    #expect(try desk.replay().answers == ["same"])
  }

  // MARK: Export

  @Test func exportIsTheSameChainAndTheSameChecks() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    for shares in [1, 2, 30] { try desk.check(shares) }
    try JournalExport(desk.journal, redacting: []).write(to: desk.path("copy"))
    #expect(try desk.bytes("copy") == desk.bytes("desk.journal"))
    #expect(try desk.replay(Journal(desk.path("copy"))).answers == ["same", "same", "same"])
  }

  @Test func withheldValueIsNowhereInTheExport() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    desk.files.contents["desk/ledger.jsonl"] = Array(
      (SmallDesk.ledger + #"{"id": "L-2", "kind": "trade", "date": "2024-01-03", "shares": 424242}"# + "\n").utf8)
    try desk.check(424_242)
    try JournalExport(desk.journal, redacting: ["shares"]).write(to: desk.path("copy"))
    let copy = Journal(desk.path("copy"))
    #expect(try Verification(try copy.read()).damage == nil)
    let answer = try desk.replay(copy).answers[0]
    #expect(answer == "withheld: shares location deal ledger waivers readings report")
    let names = try FileManager.default.subpathsOfDirectory(atPath: desk.path("copy.store"))
    for name in names.filter({ !["objects", "ledgers"].contains($0) }) + ["../copy"] {
      #expect(!String(decoding: try desk.bytes("copy.store/\(name)"), as: UTF8.self).contains("424242"), "\(name)")
    }
    // What is not withheld is there, and under the same hashes.
    let record = try copy.read().record(0)
    let price = try #require(record.inputs.events[0].fields.first { $0.name == "price" })
    guard case .known(let value) = try copy.store.disclosures().value(price.hash, "price") else {
      Issue.record("the price is not withheld")
      return
    }
    #expect(value.plainText == "4.00")
  }

  /// What the journal lost was not withheld by anybody, whether it was to be or not.
  @Test(arguments: [[], ["shares"], ["price"]])
  func lostValueIsLostInTheExportToo(_ redacted: [String]) throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let values = try desk.bytes("desk.journal.store/disclosures.jsonl").split(separator: 0x0A)
    let kept = values.filter { !String(decoding: $0, as: UTF8.self).contains(#""price""#) }
    #expect(kept.count == values.count - 1)
    try desk.write(kept.flatMap { $0 + [0x0A] }, to: "desk.journal.store/disclosures.jsonl")
    try JournalExport(desk.journal, redacting: redacted).write(to: desk.path("copy"))
    #expect(try desk.replay(Journal(desk.path("copy"))).answers == ["facts: the store no longer has, as it was: price"])
  }

  @Test func withheldValueIsWithheldInACopyOfTheCopy() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    try JournalExport(desk.journal, redacting: ["price"]).write(to: desk.path("copy"))
    try JournalExport(Journal(desk.path("copy")), redacting: []).write(to: desk.path("again"))
    let answers = try desk.replay(Journal(desk.path("again"))).answers
    #expect(answers == ["withheld: price location deal ledger waivers readings report"])
  }

  @Test func exportThatFailsLeavesNothing() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let path = desk.path("desk.journal.store/disclosures.jsonl")
    let values = try desk.bytes("desk.journal.store/disclosures.jsonl")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    #expect(throws: LoadFailure.self) { try JournalExport(desk.journal, redacting: []).write(to: desk.path("copy")) }
    #expect(try desk.names() == ["desk.journal", "desk.journal.store"])
    try FileManager.default.removeItem(atPath: path)
    try desk.write(values, to: "desk.journal.store/disclosures.jsonl")
    try JournalExport(desk.journal, redacting: []).write(to: desk.path("copy"))
    #expect(try desk.names() == ["copy", "copy.store", "desk.journal", "desk.journal.store"])
  }

  @Test func fieldThatNoRecordHasIsNotWithheldSilently() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let failure = try #require(throws: LoadFailure.self) { try JournalExport(desk.journal, redacting: ["prise"]) }
    #expect(failure.diagnostics[0].help == "did you mean 'price'?")
  }

  @Test func exportReplacesNothing() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    let export = try JournalExport(desk.journal, redacting: [])
    try export.write(to: desk.path("copy"))
    #expect(throws: LoadFailure.self) { try export.write(to: desk.path("copy")) }
  }
}
