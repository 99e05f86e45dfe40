import PreclearEngine

/// How a journal ends: what the next record follows, and what the last writer may have left unfinished.
struct JournalEnd {
  /// The number of the next record.
  let next: Int
  /// The hash that it follows.
  let hash: Hash256
  /// Bytes at the end that were never a record.
  let torn: Int
  /// The last record is whole but for its line break.
  private let lacksLineBreak: Bool

  /// Looks at the last line alone. Throws if it is damaged, or of a format that this program does not know.
  init(_ file: DurableFile) throws(LoadFailure) {
    var tail = try Self.tail(of: file)
    lacksLineBreak = TornTail.isWhole(tail.rest)
    if lacksLineBreak { tail = (tail.rest, []) }
    torn = tail.rest.count
    if !tail.rest.isEmpty, !TornTail.isTorn(tail.rest) {
      throw Self.damaged(file, "it ends in bytes that no append leaves")
    }
    guard !tail.line.isEmpty else {
      next = 0
      hash = .zero
      return
    }
    do throws(RecordFault) {
      let record = try JournalRecord(tail.line, tail.line.indices)
      next = record.seq + 1
      hash = record.hash
    } catch {
      switch error {
      case .otherFormat(let format): throw .otherFormat(format, path: file.path)
      case .malformed(let reason): throw Self.damaged(file, "its last record is none: \(reason)")
      case .wrongHash: throw Self.damaged(file, "the content of its last record has not the hash that it states")
      }
    }
  }

  /// Takes away what is torn, or adds the line break.
  func repair(_ file: DurableFile) throws(LoadFailure) {
    if torn > 0 { try file.truncate(to: file.size - torn) }
    if lacksLineBreak { try file.append([0x0A]) }
  }

  private static func damaged(_ file: DurableFile, _ reason: String) -> LoadFailure {
    .journal(
      "'\(file.path)' is damaged, and nothing was added: \(reason)", code: "journal-damaged", path: file.path,
      help: "'preclear journal verify \(file.path)' says where; begin a new journal, and keep this one as it is")
  }

  /// The last whole line without its line break, empty if there is none, and what stands after it.
  private static func tail(of file: DurableFile) throws(LoadFailure) -> (line: [UInt8], rest: [UInt8]) {
    var bytes: [UInt8] = []
    var start = file.size
    while start > 0 {
      let block = max(0, start - max(1 << 14, bytes.count))..<start
      bytes = try file.read(block) + bytes
      start = block.lowerBound
      guard let end = TornTail.end(of: bytes) else { continue }
      let lineStart = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 }
      if let first = lineStart ?? (start == 0 ? 0 : nil) {
        return (Array(bytes[first..<end]), Array(bytes[(end + 1)...]))
      }
    }
    return ([], bytes)
  }
}

/// What a writer leaves that dies, or whose machine does: the first part of a line, or bytes that the disk never got, which are zeros.
enum TornTail {
  /// The line break of the last line that may be a record.
  static func end(of bytes: [UInt8]) -> Int? {
    var end = bytes.lastIndex(of: 0x0A)
    while let lineFeed = end {
      let previous = bytes[..<lineFeed].lastIndex(of: 0x0A)
      if !bytes[((previous ?? -1) + 1)...lineFeed].contains(0) { return lineFeed }
      end = previous
    }
    return nil
  }

  /// A record that lacks its line break alone.
  static func isWhole(_ rest: [UInt8]) -> Bool { isRecord(rest[...]) }

  /// A whole record with something after it was changed later: no append leaves that.
  static func isTorn(_ rest: [UInt8]) -> Bool { rest.contains(0) || !isRecord(rest.dropLast()) }

  private static func isRecord(_ line: ArraySlice<UInt8>) -> Bool {
    do throws(RecordFault) {
      _ = try JournalRecord(Array(line), 0..<line.count)
      return true
    } catch {
      if case .otherFormat = error { return true }
      return false
    }
  }
}

extension LoadFailure {
  static func otherFormat(_ format: String, path: String, line: Int = 1) -> LoadFailure {
    journal(
      "'\(path)' is of the format '\(format)', and this program knows \(JournalRecord.format)", code: "journal-format",
      path: path, line: line, help: "use the version of preclear that wrote it, or a newer one")
  }
}
