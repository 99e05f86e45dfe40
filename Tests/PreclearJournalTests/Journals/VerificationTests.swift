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
      let new = JournalRecord(
        seq: old.seq, at: old.at, prev: old.prev, verdict: "cleared", inputs: old.inputs, report: old.report)
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
    for count in [1, 2, 100, Self.lines[49].count - 1] {
      let verification = try Verification(JournalText(Self.lines.dropLast() + [Array(Self.lines[49].prefix(count))]))
      #expect(verification.damage == nil && verification.torn == count && verification.tree.size == 49)
    }
  }

  /// What a machine leaves that lost its power: a length, and not the bytes.
  @Test func zerosAtTheEndAreATornTail() throws {
    var last = Self.lines[49]
    for offset in 30..<90 { last[offset] = 0 }
    let verification = try Verification(JournalText(Self.lines.dropLast() + [last]))
    #expect(verification.damage == nil && verification.torn == last.count && verification.tree.size == 49)
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
    let line = Self.chain.records[0]
    var members = try #require(try CanonicalJSONReader.read(line.line).members)
    members["format"] = .string("preclear.journal/2")
    members["hash"] = nil
    members["hash"] = .string(Hash256(of: CanonicalJSON.object(members).bytes).hexadecimal)
    let failure = try #require(throws: LoadFailure.self) {
      try Verification(JournalText([CanonicalJSON.object(members).bytes + [0x0A]]))
    }
    #expect(failure.diagnostics[0].code == "journal-format")
    #expect(failure.diagnostics[0].message.contains("preclear.journal/2"))
  }
}

extension JournalText {
  /// A journal whose first records were verified before, and go without their bytes.
  fileprivate init(after verified: Int, _ bytes: [UInt8]) {
    let rest = JournalText(path: "desk.journal", bytes: bytes)
    self.init(
      path: rest.path, bytes: bytes, lines: [Range<Int>](repeating: 0..<0, count: verified) + rest.lines,
      tail: rest.tail)
  }
}
