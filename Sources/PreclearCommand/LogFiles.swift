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

  /// Of a file that is shorter than this, reading and judging side by side gains nothing.
  private static let leastForTwoThreads = 4 << 20

  /// Reads all lines, scanned, batch after batch, until the body throws. The order and what comes out are the same with one
  /// thread and with two.
  func forEachBatch(
    _ scanner: EventScanner, _ files: Files, _ body: (inout LogBatch) throws(LoadFailure) -> Void
  ) throws(LoadFailure) {
    let paths = paths
    if size(files).map({ $0 >= Self.leastForTwoThreads }) ?? true {
      return try BatchRelay.run(fill: { LogScan(paths, scanner).next }, use: body)
    }
    let scan = LogScan(paths, scanner)
    var batch = LogBatch()
    while try scan.next(&batch) { try body(&batch) }
  }
}

/// Reads one file after the other and scans its lines.
private final class LogScan {
  private var paths: ArraySlice<String>
  private var scanner: EventScanner
  private var reader: BlockReader?

  init(_ paths: [String], _ scanner: EventScanner) {
    self.paths = paths[...]
    self.scanner = scanner
  }

  /// The next lines; false at the end of the last file.
  func next(_ batch: inout LogBatch) throws(LoadFailure) -> Bool {
    while true {
      if let reader, try reader.next(&batch, &scanner) { return true }
      reader = nil
      guard let path = paths.popFirst() else { return false }
      reader = try BlockReader(path)
    }
  }
}

/// A log in memory, by date; lines of one day stand as they were given.
struct SortedLog {
  private struct Entry {
    let date: CalendarDate
    let place: LogBatch.Place
    let bytes: Range<Int>
    let isCutOff: Bool
  }

  /// A batch has about so many bytes.
  private static let batchSize = 1 << 18

  private let scanner: EventScanner
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// Reads all files. Throws what is wrong with the first line of which there is no date.
  init(
    _ log: LogFiles, _ scanner: EventScanner, _ files: Files, dateOf: (LogLine) throws(LoadFailure) -> CalendarDate
  ) throws(LoadFailure) {
    self.scanner = scanner
    var bytes: [UInt8] = []
    var entries: [Entry] = []
    try log.forEachBatch(scanner, files) { batch throws(LoadFailure) in
      for (number, line) in batch.frames.lines.enumerated() {
        try Interruption.check(batch.place(number))
        let text = batch.line(number)
        let start = bytes.count
        bytes += text
        let date: CalendarDate
        if let scanned = line.date { date = scanned } else { date = try dateOf(LogLine(batch, number)) }
        entries.append(
          Entry(
            date: date, place: batch.place(number), bytes: start..<bytes.count, isCutOff: text.last != 0x0A))
      }
    }
    self.bytes = bytes
    // The standard library's sort is stable, but does not promise it.
    self.entries = entries.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }
      .map(\.element)
  }

  func forEachBatch(_ body: (inout LogBatch) throws(LoadFailure) -> Void) throws(LoadFailure) {
    var scanner = scanner
    var batch = LogBatch()
    var places: [LogBatch.Place] = []
    batch.bytes = []
    for (number, entry) in entries.enumerated() {
      batch.bytes += bytes[entry.bytes]
      places.append(entry.place)
      guard number == entries.count - 1 || entry.isCutOff || batch.bytes.count >= Self.batchSize else { continue }
      if entry.isCutOff { batch.bytes.append(0x0A) }
      batch.isCutOff = entry.isCutOff
      batch.end = batch.bytes.count
      batch.bytes.append(contentsOf: repeatElement(0, count: LogBatch.padding))
      batch.places = .apart(places)
      scanner.scan(&batch)
      try body(&batch)
      batch.bytes.removeAll(keepingCapacity: true)
      places.removeAll(keepingCapacity: true)
    }
  }
}

extension Interruption {
  /// Throws if somebody wants to stop before this line.
  static func check(_ place: @autoclosure () -> LogBatch.Place) throws(LoadFailure) {
    guard isRequested else { return }
    let place = place()
    throw failure(at: place.file, line: place.line)
  }
}
