import PreclearEngine

/// One line of a log of events, and where it stands.
package struct LogLine {
  package let file: String
  /// Counted from 1.
  package let number: Int
  /// With the line break, if there is one.
  package let bytes: ArraySlice<UInt8>

  package init(file: String, number: Int, bytes: ArraySlice<UInt8>) {
    self.file = file
    self.number = number
    self.bytes = bytes
  }
}

extension LogLine {
  /// A line of a batch.
  package init(_ batch: LogBatch, _ number: Int) {
    let place = batch.place(number)
    self.init(file: place.file, number: place.line, bytes: batch.line(number))
  }
}

/// Judges the events of a log, line by line, each on what was on record just before it.
///
/// The deal's opening events are history: they are recorded when their day comes, and never judged.
package final class LogReplayer {
  package struct Options {
    /// No two events may have the same id; else only those that state is kept by.
    package var checksEveryID: Bool
    /// Gives a result for every event, and not only for those with findings.
    package var givesEveryResult: Bool

    package init(checksEveryID: Bool = false, givesEveryResult: Bool = false) {
      self.checksEveryID = checksEveryID
      self.givesEveryResult = givesEveryResult
    }
  }

  private let options: Options
  private let kindsKeyedByID: Set<Int>
  /// What is read of the events, the ids among it that are checked.
  private let reads: EventReads
  private var decoder: EventDecoder
  private var history: RunningHistory
  private var ids = SymbolSet()
  private var latest = CalendarDate.negativeInfinity
  /// What the events so far come to.
  package private(set) var summary: ReplaySummary

  init(_ opening: Opening, waivers: [Waiver], options: Options, summary: ReplaySummary) throws(LoadFailure) {
    self.options = options
    self.summary = summary
    history = try opening.begin(waivers: waivers)
    let pack = opening.decoder.pack
    kindsKeyedByID = pack.kindsKeyedByID
    var reads = pack.reads
    for kind in options.checksEveryID ? Set(pack.layouts.indices) : kindsKeyedByID { reads.insert(idOfKind: kind) }
    self.reads = reads
    decoder = EventDecoder(pack: pack, symbols: SymbolTable(), reads: reads)
    for event in history.past where checksID(ofKind: event.kind) { _ = ids.insert(event.id) }
  }

  /// What reads the lines quickly, on whatever thread; what it leaves is read here.
  package var scanner: EventScanner { EventScanner(pack: decoder.pack, reads: reads) }

  /// Makes the texts of a batch known, whose events are judged next.
  package func begin(_ batch: inout LogBatch) { batch.resolve(&history.checker.machine.symbols) }

  /// Judges the event of a line of the batch, as ``judge(_:)`` does with a line that was not scanned.
  package func judge(_ number: Int, of batch: LogBatch) throws(LoadFailure) -> EventResult? {
    let scanned = batch.frames.lines[number]
    guard let date = scanned.date else { return try judge(LogLine(batch, number)) }
    let id = batch.frames.cells[scanned.firstCell - 1]
    let symbol = id.isAbsent ? history.checker.machine.symbols.lend(batch.id(scanned)) : id.symbol
    let fields = decoder.pack.layouts[scanned.kind].fields.count
    let cells = batch.frames.cells[scanned.firstCell..<scanned.firstCell + fields]
    let event = Event(
      kind: scanned.kind, id: symbol, date: date, slots: cells.map(\.value), location: batch.location(number))
    return try judge(event) { () throws(LoadFailure) in try self.node(LogLine(batch, number)) }
  }

  /// Judges the event of a line and records it. Nil where nothing was found, unless every result is wanted.
  ///
  /// Throws what is wrong with the line; then nothing of it is recorded.
  package func judge(_ line: LogLine) throws(LoadFailure) -> EventResult? {
    let node = try node(line)
    return try judge(try event(node)) { () throws(LoadFailure) in node }
  }

  private func judge(
    _ event: Event, node: () throws(LoadFailure) -> DocumentNode
  ) throws(LoadFailure) -> EventResult? {
    if event.date < latest {
      throw LoadFailure([
        .dateGoesBack(
          event.date, after: latest, try node(),
          help: "a log is replayed in the order of its dates; --sort sorts it first")
      ])
    }
    if checksID(ofKind: event.kind), !ids.insert(event.id) { throw idOnRecord(event, try node()) }
    latest = event.date
    let result = history.judge(event, isHistory: true)
    summary.add(result)
    return result.findings.isEmpty && !options.givesEveryResult ? nil : result
  }

  /// The date of a line's event, by which a log is sorted. Throws what is wrong with the line.
  package func date(of line: LogLine) throws(LoadFailure) -> CalendarDate {
    try event(try node(line)).date
  }

  private func node(_ line: LogLine) throws(LoadFailure) -> DocumentNode {
    try JSONReader.readLine(SourceFile(path: line.file, bytes: Array(line.bytes), firstLine: line.number))
  }

  /// The strings of the run are lent to the decoder: a copy for each line would cost what all of them hold.
  private func event(_ node: DocumentNode) throws(LoadFailure) -> Event {
    swap(&decoder.symbols, &history.checker.machine.symbols)
    defer { swap(&decoder.symbols, &history.checker.machine.symbols) }
    decoder.diagnostics = Diagnostics()
    guard let event = decoder.event(node) else { throw LoadFailure(decoder.diagnostics.all) }
    return event
  }

  private func checksID(ofKind kind: Int) -> Bool { options.checksEveryID || kindsKeyedByID.contains(kind) }

  private func idOnRecord(_ event: Event, _ node: DocumentNode) -> LoadFailure {
    let kind = decoder.pack.layouts[event.kind].name
    let help = kindsKeyedByID.contains(event.kind) ? "the pack keeps state by the id of '\(kind)'" : nil
    return LoadFailure([.idOnRecord(history.checker.machine.symbols.text(event.id), node, help: help)])
  }
}
