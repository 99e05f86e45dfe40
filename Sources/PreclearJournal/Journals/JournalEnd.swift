import PreclearEngine

/// What stands after the last line break of a journal. The one place that says what a writer may have left: verification, reading and
/// append all ask it.
enum JournalTail: Hashable, Sendable {
  /// Nothing, as after every append.
  case none
  /// A record that lacks its line break alone. All of it is there, and it is kept.
  case record
  /// The first part of a line, never acknowledged: of a writer that died, or whose machine did.
  case torn
  /// What no append leaves. It may have been a record once, or never anything of a journal's: it is not cut off.
  case foreign

  /// `isFirst`: no line stands before it.
  init(_ bytes: ArraySlice<UInt8>, isFirst: Bool) {
    // A file system may keep the length of what was written, and zeros in place of its end.
    let written = Array(bytes[..<((bytes.lastIndex { $0 != 0 }).map { $0 + 1 } ?? bytes.startIndex)])
    if bytes.isEmpty {
      self = .none
    } else if written.count == bytes.count, Self.isRecord(written) {
      self = .record
    } else if JournalRecord.isFirstPart(written), !(isFirst && written.isEmpty) {
      self = .torn
    } else {
      self = .foreign
    }
  }

  private static func isRecord(_ line: [UInt8]) -> Bool {
    do throws(RecordFault) {
      _ = try JournalRecord(line, line.indices)
      return true
    } catch {
      if case .otherFormat = error { return true }
      return false
    }
  }
}

/// How a journal ends: what the next record follows, and what the last writer may have left unfinished.
struct JournalEnd {
  /// The number of the next record.
  let next: Int
  /// The hash that it follows.
  let hash: Hash256
  /// Bytes at the end that were never a record.
  let torn: Int
  /// The last record is whole but for its line break.
  let lacksLineBreak: Bool

  /// Looks at the last two records alone. Throws if they are damaged, or of a format that this program does not know.
  init(_ file: DurableFile) throws(LoadFailure) {
    let text = JournalText(path: file.path, bytes: try Self.lastLines(of: file))
    if text.end == .foreign { throw Self.refused(file, "it ends in bytes that no append leaves") }
    torn = text.end == .torn ? text.tail.count : 0
    lacksLineBreak = text.end == .record
    guard let last = text.lines.indices.last else {
      next = 0
      hash = .zero
      return
    }
    let record = try Self.record(last, of: text, file)
    // Where there is no line before it, the file begins with it.
    let previous = last > 0 ? try Self.record(last - 1, of: text, file) : nil
    guard record.seq == previous.map({ $0.seq + 1 }) ?? 0, record.prev == previous?.hash ?? .zero else {
      throw Self.refused(file, "its last record does not follow the one before")
    }
    next = record.seq + 1
    hash = record.hash
  }

  private static func record(
    _ number: Int, of text: JournalText, _ file: DurableFile
  ) throws(LoadFailure) -> JournalRecord {
    do throws(RecordFault) {
      return try JournalRecord(text.bytes, text.lines[number])
    } catch {
      switch error {
      case .otherFormat(let format): throw .otherFormat(format, path: file.path)
      case .malformed(let reason): throw refused(file, "its last line is no record: \(reason)")
      case .wrongHash: throw refused(file, "the content of its last record has not the hash that it states")
      }
    }
  }

  private static func refused(_ file: DurableFile, _ reason: String) -> LoadFailure {
    .journal(
      "'\(file.path)' is damaged, or no journal, and nothing was added: \(reason)", code: "journal-damaged",
      path: file.path,
      help: "'preclear journal verify \(file.path)' says where; begin a new journal, and keep this file as it is")
  }

  /// The last two lines, or all there are, and what stands after them.
  private static func lastLines(of file: DurableFile) throws(LoadFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var start = file.size
    while start > 0 {
      let block = max(0, start - max(1 << 14, bytes.count))..<start
      bytes = try file.read(block) + bytes
      start = block.lowerBound
      let breaks = bytes.indices.filter { bytes[$0] == 0x0A }
      if breaks.count > 2 { return Array(bytes[(breaks[breaks.count - 3] + 1)...]) }
    }
    return bytes
  }
}

extension LoadFailure {
  static func otherFormat(_ format: String, path: String, line: Int = 1) -> LoadFailure {
    journal(
      "'\(path)' is of the format '\(format)', and this program knows \(JournalRecord.format)", code: "journal-format",
      path: path, line: line, help: "use the version of preclear that wrote it, or a newer one")
  }
}
