import PreclearEngine

/// Whether a journal is what its writers left: its chain, recomputed from the first record on.
package struct Verification: Sendable {
  /// The first thing that is wrong.
  package struct Damage: Hashable, Sendable {
    package enum Kind: String, Sendable {
      case changed
      case dropped
      case added
      case reordered
      /// The journal is not, or no longer, the one that was signed.
      case unsigned
    }

    package let kind: Kind
    /// The record that is named.
    package let seq: Int
    /// Where in the file it shows, from 1.
    package let line: Int
    /// What differs.
    package let detail: String
  }

  /// Of the records before the damage; of all of them where there is none.
  package private(set) var tree = MerkleTree()
  package private(set) var damage: Damage?
  /// Bytes at the end that were never a record: of a writer that died, or whose machine did.
  package private(set) var torn = 0
  /// The last record is whole, and the file ends before its line break.
  package private(set) var lacksLineBreak = false
  /// The hash of the last record that was looked at.
  private var last = Hash256.zero

  /// Recomputes the chain up to the first damage. Throws at a format that this program does not know.
  package init(_ journal: JournalText) throws(LoadFailure) {
    self.init()
    try extend(over: journal)
  }

  init() {}

  /// Goes on after the records that were verified already.
  mutating func extend(over journal: JournalText) throws(LoadFailure) {
    for number in journal.lines.indices.dropFirst(tree.size) {
      let record: JournalRecord
      do throws(RecordFault) {
        record = try JournalRecord(journal.bytes, journal.lines[number])
      } catch {
        if case .otherFormat(let format) = error, !journal.hasRecord(after: number) {
          throw .otherFormat(format, path: journal.path, line: number + 1)
        }
        damage = Damage(fault: error, at: number, in: journal)
        return
      }
      guard record.seq == number, record.prev == last else {
        damage = Damage(misplaced: record, at: number, after: last, in: journal)
        return
      }
      last = record.hash
      tree.append(journal.line(number))
    }
    lacksLineBreak = journal.lacksLineBreak
    switch journal.end {
    case .none, .record: break
    case .torn: torn = journal.tail.count
    case .foreign:
      let wasRecord = JournalRecord.isResembled(by: journal.bytes[journal.tail])
      damage = Damage(
        kind: wasRecord ? .changed : .added, seq: tree.size, line: tree.size + 1,
        detail: wasRecord
          ? "it does not end in a line break, but in bytes that no append leaves there"
          : "\(journal.tail.count) bytes stand there that are no part of a record")
    }
  }

  /// Holds the journal against what was signed: it must be that journal, or one that grew from it.
  package mutating func check(_ checkpoint: Checkpoint) {
    if damage != nil { return }
    let count = tree.size
    guard count >= checkpoint.size else {
      damage = Damage(
        kind: .dropped, seq: count, line: count + 1,
        detail: "the journal ends after \(count) records, and \(checkpoint.size) were signed")
      return
    }
    guard tree.root(of: checkpoint.size) == checkpoint.root else {
      damage = Damage(
        kind: .unsigned, seq: max(0, checkpoint.size - 1), line: max(1, checkpoint.size),
        detail:
          "the first \(checkpoint.size) records are a chain, but not the one that was signed: somebody wrote it anew")
      return
    }
  }
}

/// What is wrong, from what stands around it.
extension Verification.Damage {
  /// The line is no record, or not the one that its hash was made of.
  fileprivate init(fault: RecordFault, at number: Int, in journal: JournalText) {
    let next = journal.wholeRecord(number + 1)
    var kind = Kind.changed
    var detail: String
    switch fault {
    case .malformed(let reason):
      detail = "the line is no record: \(reason)"
      if next?.seq == number {
        kind = .added
        detail += "; record \(number) itself follows after it"
      } else if !JournalRecord.isResembled(by: journal.line(number)) {
        kind = .added
        detail += "; and nothing of it ever was of one"
      }
    case .wrongHash(let stated, let computed):
      let follower = next?.seq == number + 1 ? next?.prev : nil
      switch follower {
      case computed:
        detail =
          "its hash was changed: content and the next record say \(Self.short(computed)), it says \(Self.short(stated))"
      case stated:
        detail =
          "its content was changed: it hashes to \(Self.short(computed)); the record and the next one say \(Self.short(stated))"
      default: detail = "its content hashes to \(Self.short(computed)), and it says \(Self.short(stated))"
      }
    case .otherFormat(let format):
      detail =
        "it is of the format '\(format)', and a record of \(JournalRecord.format) comes after it: no program adds one there"
    }
    self.init(kind: kind, seq: number, line: number + 1, detail: detail)
  }

  /// The line is a whole record, but not the one that has its place here.
  fileprivate init(misplaced record: JournalRecord, at number: Int, after last: Hash256, in journal: JournalText) {
    let line = number + 1
    if record.seq > number {
      let later = (line..<max(line, journal.lines.count)).first { journal.wholeRecord($0)?.seq == number }
      if let later {
        let detail = "record \(record.seq) stands in its place, and it on line \(later + 1)"
        self.init(kind: .reordered, seq: number, line: line, detail: detail)
      } else {
        let missing = record.seq == number + 1 ? "it is" : "records \(number) to \(record.seq - 1) are"
        self.init(
          kind: .dropped, seq: number, line: line,
          detail: "\(missing) missing: record \(record.seq) stands in the place")
      }
    } else if record.seq < number {
      let isCopy = record.seq >= 0 && journal.line(record.seq).elementsEqual(journal.line(number))
      let what = isCopy ? "the same record stands a second time" : "another record with this number stands"
      self.init(kind: .added, seq: record.seq, line: line, detail: "\(what) on line \(line)")
    } else {
      self.init(rewritten: record, at: number, after: last, in: journal)
    }
  }

  /// Two neighbours, each whole, of which the second does not follow the first.
  private init(rewritten record: JournalRecord, at number: Int, after last: Hash256, in journal: JournalText) {
    let follower = journal.wholeRecord(number + 1)
    let isHeldByNext = follower.map { $0.seq == number + 1 && $0.prev == record.hash } ?? true
    let seq = isHeldByNext ? max(0, number - 1) : number
    let before = number == 0 ? "nothing stands before it" : "record \(number - 1) has \(Self.short(last))"
    self.init(
      kind: .changed, seq: seq, line: seq + 1,
      detail: "record \(number) follows \(Self.short(record.prev)), and \(before): one of them was written anew")
  }

  private static func short(_ hash: Hash256) -> String { hash.hexadecimal.prefix(12) + "…" }
}
