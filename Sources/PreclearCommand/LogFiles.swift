import PreclearEngine
import PreclearLanguage

/// The files of a log, one after the other.
struct LogFiles {
  /// `-` is standard input.
  let paths: [String]

  /// What is not there is told before the work begins.
  init(_ paths: [String], _ files: Files) throws(LoadFailure) {
    self.paths = paths
    for path in paths where path != "-" { try files.checkReadable(path) }
  }

  /// Bytes of all files; nil if one has no length of its own.
  func size(_ files: Files) -> Int? {
    var total = 0
    for path in paths {
      guard path != "-", let size = files.size(of: path) else { return nil }
      total += size
    }
    return total
  }

  /// Calls for every line, until that throws or somebody interrupts.
  func forEachLine(_ body: (LogLine) throws(LoadFailure) -> Void) throws(LoadFailure) {
    for path in paths {
      let reader = try LineReader(path)
      while let line = try reader.next() { try Interruption.unlessRequested(line, body) }
    }
  }
}

/// A log in memory, by date; lines of one day stand as they were given.
struct SortedLog {
  private struct Entry {
    let date: CalendarDate
    let file: String
    let number: Int
    let bytes: Range<Int>
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// Reads all files. Throws what is wrong with the first line of which there is no date.
  init(_ files: LogFiles, dateOf: (LogLine) throws(LoadFailure) -> CalendarDate) throws(LoadFailure) {
    var bytes: [UInt8] = []
    var entries: [Entry] = []
    try files.forEachLine { line throws(LoadFailure) in
      let date = try dateOf(line)
      let start = bytes.count
      bytes += line.bytes
      entries.append(Entry(date: date, file: line.file, number: line.number, bytes: start..<bytes.count))
    }
    self.bytes = bytes
    // The standard library's sort is stable, but does not promise it.
    self.entries = entries.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }
      .map(\.element)
  }

  func forEachLine(_ body: (LogLine) throws(LoadFailure) -> Void) throws(LoadFailure) {
    for entry in entries {
      let line = LogLine(file: entry.file, number: entry.number, bytes: bytes[entry.bytes])
      try Interruption.unlessRequested(line, body)
    }
  }
}

extension Interruption {
  /// Works on a line, unless somebody wants to stop.
  fileprivate static func unlessRequested(
    _ line: LogLine, _ work: (LogLine) throws(LoadFailure) -> Void
  ) throws(LoadFailure) {
    if isRequested { throw failure(at: line.file, line: line.number) }
    try work(line)
  }
}
