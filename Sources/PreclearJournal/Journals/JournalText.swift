import PreclearEngine

/// All bytes of a journal, cut into lines.
package struct JournalText: Sendable {
  package let path: String
  package let bytes: [UInt8]
  /// Each without its line break. The line with number n, from 1, ought to be record n - 1.
  package let lines: [Range<Int>]
  /// What stands after the last line, and is no record.
  package let tail: Range<Int>
  /// What the last line break is followed by.
  let end: JournalTail

  /// The last record is whole, and the file ends before its line break.
  package var lacksLineBreak: Bool { end == .record }

  package func line(_ number: Int) -> ArraySlice<UInt8> { bytes[lines[number]] }

  /// The record on a line; nil where there is none that is whole.
  func wholeRecord(_ number: Int) -> JournalRecord? {
    guard lines.indices.contains(number) else { return nil }
    do throws(RecordFault) {
      return try JournalRecord(bytes, lines[number])
    } catch {
      return nil
    }
  }

  /// Whether a record of the format that this program knows comes later.
  func hasRecord(after number: Int) -> Bool { lines.indices.dropFirst(number + 1).contains { wholeRecord($0) != nil } }

  /// A record by its number. Throws where it is not there, or not whole.
  package func record(_ number: Int) throws(LoadFailure) -> JournalRecord {
    guard lines.indices.contains(number) else {
      let known = lines.isEmpty ? "it has none" : "they go from 0 to \(lines.count - 1)"
      throw .journal("'\(path)' has no record \(number): \(known)", code: "no-record", path: path)
    }
    do throws(RecordFault) {
      return try JournalRecord(bytes, lines[number])
    } catch {
      if case .otherFormat(let format) = error { throw .otherFormat(format, path: path, line: number + 1) }
      throw .journal(
        "record \(number) is damaged", code: "journal-damaged", path: path, line: number + 1,
        help: "'preclear journal verify' says what is wrong with it")
    }
  }
}

extension JournalText {
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    var lines: [Range<Int>] = []
    var start = 0
    while let feed = bytes[start...].firstIndex(of: 0x0A) {
      lines.append(start..<feed)
      start = feed + 1
    }
    end = JournalTail(bytes[start...], isFirst: lines.isEmpty)
    if end == .record {
      lines.append(start..<bytes.count)
      start = bytes.count
    }
    self.lines = lines
    tail = start..<bytes.count
  }
}
