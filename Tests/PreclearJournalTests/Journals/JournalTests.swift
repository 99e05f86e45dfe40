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
    guard case .engineChanged(let what) = replay.judge(try text.record(0)) else {
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
    // The next check makes it whole.
    try desk.check(1)
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
    let (answers, comparison) = try desk.replay(otherRules: .init(folder: "next", files: files))
    #expect(answers == ["same", "same", "same"])
    #expect(comparison.rules.map { "\($0.name) \($0.was) \($0.now) \($0.count)" } == ["rules/few clear violation 1"])
    #expect(
      comparison.verdicts.map { "\($0.was) \($0.now) \($0.count)" }
        == ["blocked blocked 1", "clear blocked 1", "clear clear 1"])
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
    try desk.write(whole + [UInt8](repeating: 0, count: 5000), to: "desk.journal")
    #expect(try desk.check(3).cut == 5000)
    #expect(try desk.journal.read().lines.count == 3)
  }

  @Test func recordThatLacksItsLineBreakAloneIsKept() throws {
    var desk = try SmallDesk()
    defer { desk.remove() }
    try desk.check(1)
    try desk.check(2)
    let whole = try desk.bytes("desk.journal")
    try desk.write(Array(whole.dropLast()), to: "desk.journal")
    let receipt = try desk.check(3)
    #expect(receipt.seq == 2 && receipt.cut == 0)
    #expect(try desk.bytes("desk.journal").starts(with: whole))
    #expect(try damage(desk) == nil)
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
