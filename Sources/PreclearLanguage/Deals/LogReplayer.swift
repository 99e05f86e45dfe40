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
  private var decoder: EventDecoder
  private var history: RunningHistory
  private var ids: Set<Symbol> = []
  private var latest = CalendarDate.negativeInfinity
  /// What the events so far come to.
  package private(set) var summary: ReplaySummary

  init(_ opening: Opening, waivers: [Waiver], options: Options, summary: ReplaySummary) throws(LoadFailure) {
    self.options = options
    self.summary = summary
    history = try opening.begin(waivers: waivers)
    decoder = EventDecoder(pack: opening.decoder.pack, symbols: SymbolTable())
    kindsKeyedByID = decoder.pack.kindsKeyedByID
    for event in history.past where checksID(ofKind: event.kind) { ids.insert(event.id) }
  }

  /// Judges the event of a line and records it. Nil where nothing was found, unless every result is wanted.
  ///
  /// Throws what is wrong with the line; then nothing of it is recorded.
  package func judge(_ line: LogLine) throws(LoadFailure) -> EventResult? {
    let (event, node) = try read(line)
    if event.date < latest {
      throw LoadFailure([
        .dateGoesBack(
          event.date, after: latest, node, help: "a log is replayed in the order of its dates; --sort sorts it first")
      ])
    }
    if checksID(ofKind: event.kind), !ids.insert(event.id).inserted { throw idOnRecord(event, node) }
    latest = event.date
    let result = history.judge(event, isHistory: true)
    summary.add(result)
    return result.findings.isEmpty && !options.givesEveryResult ? nil : result
  }

  /// The date of a line's event, by which a log is sorted. Throws what is wrong with the line.
  package func date(of line: LogLine) throws(LoadFailure) -> CalendarDate {
    try read(line).event.date
  }

  /// The strings of the run are lent to the decoder: a copy for each line would cost what all of them hold.
  private func read(_ line: LogLine) throws(LoadFailure) -> (event: Event, node: DocumentNode) {
    let node = try JSONReader.readLine(
      SourceFile(path: line.file, bytes: Array(line.bytes), firstLine: line.number))
    swap(&decoder.symbols, &history.checker.machine.symbols)
    defer { swap(&decoder.symbols, &history.checker.machine.symbols) }
    decoder.diagnostics = Diagnostics()
    guard let event = decoder.event(node) else { throw LoadFailure(decoder.diagnostics.all) }
    return (event, node)
  }

  private func checksID(ofKind kind: Int) -> Bool { options.checksEveryID || kindsKeyedByID.contains(kind) }

  private func idOnRecord(_ event: Event, _ node: DocumentNode) -> LoadFailure {
    let kind = decoder.pack.layouts[event.kind].name
    let help = kindsKeyedByID.contains(event.kind) ? "the pack keeps state by the id of '\(kind)'" : nil
    return LoadFailure([.idOnRecord(history.checker.machine.symbols.text(event.id), node, help: help)])
  }
}
