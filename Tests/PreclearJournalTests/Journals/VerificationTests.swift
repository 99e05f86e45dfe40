import Foundation
import PreclearEngine
import Testing

@testable import PreclearJournal

@Suite struct VerificationTests {
  private static let chain = SampleChain(50)
  private static let lines = chain.lines

  private func damage(_ lines: [[UInt8]]) throws -> Verification.Damage? {
    try Verification(JournalText(lines)).damage
  }

  @Test func wholeJournalIsWhole() throws {
    let verification = try Verification(JournalText(Self.lines))
    #expect(verification.damage == nil)
    #expect(verification.torn == 0)
    #expect(verification.tree.size == 50)
  }

  @Test func emptyJournalIsWhole() throws {
    #expect(try Verification(JournalText([])).damage == nil)
  }

  /// Every bit of the file, line breaks too: the flip is found, and the record that it hit is named. Each flip is verified from the
  /// records before it, which are verified once. `make test-journal` tries all of them; otherwise it is those of a few bytes of each
  /// record, not of the same ones, and of every line break.
  @Test(arguments: [0, 1])
  func everyFlippedBitIsFoundAndItsRecordNamed(_ half: Int) throws {
    let isThorough = ProcessInfo.processInfo.environment["PRECLEAR_THOROUGH"] != nil
    var tried = 0
    var sound = Verification()
    for (seq, line) in Self.lines.enumerated() {
      // What stands two records further on has no part in it.
      let following = Array(Self.lines[(seq + 1)...].prefix(2).joined())
      if seq % 2 == half {
        for offset in line.indices where isThorough || (offset + seq) % 97 == 0 || offset == line.count - 1 {
          for bit in 0..<8 {
            var changed = line
            changed[offset] ^= 1 << bit
            var verification = sound
            try verification.extend(over: JournalText(after: seq, changed + following))
            if verification.damage?.seq != seq { Issue.record("bit \(bit) of byte \(offset) of record \(seq)") }
            tried += 1
          }
        }
      }
      try sound.extend(over: JournalText(after: seq, line))
    }
    #expect(sound.damage == nil && sound.tree.size == 50)
    let all = Self.lines.enumerated().reduce(0) { $0 + ($1.offset % 2 == half ? $1.element.count * 8 : 0) }
    #expect(isThorough ? tried == all : tried > 1000)
  }

  @Test func everyDroppedRecordIsNamed() throws {
    for seq in 0..<49 {
      var lines = Self.lines
      lines.remove(at: seq)
      let damage = try #require(try damage(lines))
      #expect(damage.kind == .dropped && damage.seq == seq && damage.line == seq + 1)
    }
  }

  @Test func severalDroppedRecordsAreNamed() throws {
    let damage = try #require(try damage(Array(Self.lines[..<10] + Self.lines[13...])))
    #expect(damage.kind == .dropped && damage.seq == 10)
    #expect(damage.detail.contains("records 10 to 12 are missing"))
  }

  @Test func everyDoubledRecordIsNamed() throws {
    for seq in 0..<50 {
      for place in [seq + 1, min(50, seq + 5)] where seq % 5 == 0 || place == seq + 1 {
        var lines = Self.lines
        lines.insert(Self.lines[seq], at: place)
        let damage = try #require(try damage(lines))
        #expect(damage.kind == .added && damage.seq == seq && damage.line == place + 1)
      }
    }
  }

  @Test func everySwapNamesTheFirstOfTheTwo() throws {
    for first in 0..<50 {
      for second in first + 1..<50 where (first + second) % 11 == 0 || second == first + 1 {
        var lines = Self.lines
        lines.swapAt(first, second)
        let damage = try #require(try damage(lines))
        #expect(damage.kind == .reordered && damage.seq == first)
        #expect(damage.detail.contains("on line \(second + 1)"))
      }
    }
  }

  @Test(arguments: ["hello\n", "{}\n", "{}", "\n", "hello"])
  func whatStandsAfterTheLastRecordAndNeverWasOneIsAdded(_ text: String) throws {
    let damage = try #require(try damage(Self.lines + [Array(text.utf8)]))
    #expect(damage.kind == .added && damage.seq == 50 && damage.line == 51)
  }

  @Test(arguments: ["\n", "{}\n", "a remark\n", " \n"])
  func addedLineIsNamed(_ line: String) throws {
    var lines = Self.lines
    lines.insert(Array(line.utf8), at: 20)
    let damage = try #require(try damage(lines))
    #expect(damage.kind == .added && damage.seq == 20 && damage.line == 21)
  }

  /// Whoever changes a record and makes its hash anew does not follow from the next one's.
  @Test func recordThatWasWrittenAnewIsNamed() throws {
    for seq in [0, 20, 48] {
      let old = Self.chain.records[seq]
      let verdict = old.verdict == "blocked" ? "clear" : "blocked"
      let new = JournalRecord(
        seq: old.seq, at: old.at, prev: old.prev, verdict: verdict, inputs: old.inputs, report: old.report)
      var lines = Self.lines
      lines[seq] = new.line + [0x0A]
      let damage = try #require(try damage(lines))
      #expect(damage.kind == .changed && damage.seq == seq)
      #expect(damage.detail.contains("written anew"))
    }
  }

  @Test func changeSaysWhetherContentOrHashDiffers() throws {
    var lines = Self.lines
    lines[7] = Array(String(decoding: lines[7], as: UTF8.self).replacing("review", with: "clear").utf8)
    #expect(try #require(try damage(lines)).detail.contains("content was changed"))
    lines = Self.lines
    let hash = Self.chain.records[7].hash.hexadecimal
    let other = String(hash.reversed())
    lines[7] = Array(String(decoding: lines[7], as: UTF8.self).replacing(hash, with: other).utf8)
    #expect(try #require(try damage(lines)).detail.contains("hash was changed"))
  }

  // MARK: The end

  @Test func firstPartOfALineIsATornTail() throws {
    for count in 1..<Self.lines[49].count - 1 {
      let part = Self.lines[49].prefix(count)
      #expect(JournalTail(part, isFirst: true) == .torn, "\(count)")
    }
    for count in [1, 2, 100, Self.lines[49].count - 2] {
      let verification = try Verification(JournalText(Self.lines.dropLast() + [Array(Self.lines[49].prefix(count))]))
      #expect(verification.damage == nil && verification.torn == count && verification.tree.size == 49)
    }
  }

  /// What a machine leaves that lost its power: a length, and not the bytes.
  @Test func zerosAtTheEndAreATornTail() throws {
    let written = Self.lines[49].prefix(90) + [UInt8](repeating: 0, count: 60)
    let verification = try Verification(JournalText(Self.lines.dropLast() + [Array(written)]))
    #expect(verification.damage == nil && verification.torn == 150 && verification.tree.size == 49)
  }

  @Test func lineWithZerosInItIsDamageWhereverItStands() throws {
    for seq in [0, 48, 49] {
      var lines = Self.lines
      for offset in 30..<90 { lines[seq][offset] = 0 }
      let damage = try #require(try damage(lines))
      #expect(damage.kind == .changed && damage.seq == seq)
    }
  }

  /// All of a record and something else is what no append leaves; so is a beginning that no record has.
  @Test(arguments: ["\u{1}", "\0", "{", " "])
  func recordWithOtherBytesForItsLineBreakIsDamage(_ end: String) throws {
    let damage = try #require(
      try damage(Self.lines.dropLast() + [Self.lines[49].dropLast() + Array(end.utf8)]))
    #expect(damage.kind == .changed && damage.seq == 49)
  }

  @Test(arguments: ["verdict", "at", "pack"])
  func recordThatSaysWhatNoRecordSaysIsNamed(_ key: String) throws {
    var members = try #require(try CanonicalJSONReader.read(Self.chain.records[49].line).members)
    switch key {
    case "verdict": members[key] = .string("maybe")
    case "at": members[key] = .string("2026-11-31T18:13:39.100Z")
    default:
      var inputs = try #require(members["inputs"]?.members)
      inputs["pack"] = .string("sha256:../../secrets")
      members["inputs"] = .object(inputs)
    }
    let damage = try #require(try damage(Self.lines.dropLast() + [Self.hashed(members)]))
    #expect(damage.kind == .changed && damage.seq == 49)
  }

  @Test func zerosFurtherUpAreDamage() throws {
    var lines = Self.lines
    lines[48][30] = 0
    #expect(try damage(lines)?.seq == 48)
  }

  @Test func cutTailShowsAgainstACheckpointAlone() throws {
    let signed = Checkpoint(origin: "a", tree: try Verification(JournalText(Self.lines)).tree)
    var cut = try Verification(JournalText(Array(Self.lines[..<47])))
    #expect(cut.damage == nil)
    cut.check(signed)
    let damage = try #require(cut.damage)
    #expect(damage.kind == .dropped && damage.seq == 47)
  }

  @Test func journalThatGrewIsTheOneThatWasSigned() throws {
    for size in stride(from: 0, through: 50, by: 5) {
      let signed = Checkpoint(origin: "a", tree: try Verification(JournalText(Array(Self.lines[..<size]))).tree)
      var whole = try Verification(JournalText(Self.lines))
      whole.check(signed)
      #expect(whole.damage == nil)
    }
  }

  @Test func anotherHistoryShowsAgainstACheckpointAlone() throws {
    let signed = Checkpoint(origin: "a", tree: try Verification(JournalText(Self.lines)).tree)
    let other = SampleChain(60)
    var records: [JournalRecord] = []
    for old in other.records {
      records.append(
        JournalRecord(
          seq: old.seq, at: old.at, prev: records.last?.hash ?? .zero, verdict: "clear", inputs: old.inputs,
          report: old.report))
    }
    var verification = try Verification(JournalText(records.map { $0.line + [0x0A] }))
    #expect(verification.damage == nil)
    verification.check(signed)
    #expect(verification.damage?.kind == .unsigned)
  }

  @Test func newerFormatIsNoDamage() throws {
    for key in ["", "a number"] {
      let line = try Self.newer(Self.chain.records[49], key)
      let failure = try #require(throws: LoadFailure.self) {
        try Verification(JournalText(Self.lines.dropLast() + [line]))
      }
      #expect(failure.diagnostics[0].code == "journal-format")
      #expect(failure.diagnostics[0].message.contains("preclear.journal/2"))
    }
  }

  /// No program adds a record of an older format to a journal of a newer one.
  @Test func newerFormatBetweenRecordsOfThisOneIsNamed() throws {
    for seq in [0, 20, 48] {
      var lines = Self.lines
      lines[seq] = try Self.newer(Self.chain.records[seq], "")
      let damage = try #require(try damage(lines))
      #expect(damage.kind == .changed && damage.seq == seq && damage.detail.contains("preclear.journal/2"))
    }
  }

  /// Has what RFC 8785 allows, and records of today do not have.
  private static func newer(_ record: JournalRecord, _ key: String) throws -> [UInt8] {
    var members = try #require(try CanonicalJSONReader.read(record.line).members)
    members["format"] = .string("preclear.journal/2")
    if !key.isEmpty { members[key] = .list([.numeral("1.5"), .numeral("-0.25"), .numeral("1e+21")]) }
    return hashed(members)
  }

  private static func hashed(_ members: [String: CanonicalJSON]) -> [UInt8] {
    var members = members
    members["hash"] = nil
    members["hash"] = .string(Hash256(of: CanonicalJSON.object(members).bytes).hexadecimal)
    return CanonicalJSON.object(members).bytes + [0x0A]
  }
}

extension JournalText {
  /// A journal whose first records were verified before, and go without their bytes.
  fileprivate init(after verified: Int, _ bytes: [UInt8]) {
    let rest = JournalText(path: "desk.journal", bytes: bytes)
    self.init(
      path: rest.path, bytes: bytes, lines: [Range<Int>](repeating: 0..<0, count: verified) + rest.lines,
      tail: rest.tail, end: rest.end)
  }
}
