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
    /// Somebody will read why; else outcomes alone are asked for.
    package var explains: Bool

    package init(checksEveryID: Bool = false, givesEveryResult: Bool = false, explains: Bool = true) {
      self.checksEveryID = checksEveryID
      self.givesEveryResult = givesEveryResult
      self.explains = explains
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
    history.checker.explains = options.explains
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
    let cells = batch.frames.cells[batch.frames.cells(of: scanned)]
    let event = Event(
      kind: scanned.kind, id: id(scanned, of: batch), date: date, slots: cells.map(\.value),
      location: batch.location(number))
    return try judge(event) { () throws(LoadFailure) in try self.node(LogLine(batch, number)) }
  }

  /// Judges the event of a line of the batch and records it, and calls for each outcome that would be a finding, with the id of
  /// the event and that of the rule. Nothing is said why.
  ///
  /// Throws what is wrong with the line; then nothing of it is recorded.
  package func judge(
    _ number: Int, of batch: LogBatch,
    found: (_ event: ArraySlice<UInt8>, _ rule: String, _ outcome: Outcome) throws(LoadFailure) -> Void
  ) throws(LoadFailure) {
    let scanned = batch.frames.lines[number]
    let checker = history.checker
    var left: Event?
    if let date = scanned.date {
      let id = id(scanned, of: batch)
      try take(scanned.kind, id, date) { () throws(LoadFailure) in try self.node(LogLine(batch, number)) }
      history.advance(to: date)
      checker.replayOutcomes(
        kind: scanned.kind, date: date, id: .string(id),
        slots: batch.frames.cells.span.extracting(batch.frames.cells(of: scanned)))
    } else {
      let node = try node(LogLine(batch, number))
      let event = try event(node)
      try take(event.kind, event.id, event.date) { () throws(LoadFailure) in node }
      history.advance(to: event.date)
      checker.replayOutcomes(event)
      left = event
    }
    var verdict = Verdict.clear
    for position in 0..<checker.outcomeCount {
      let said = checker.outcome(position)
      summary.count(said.outcome, of: said.rule)
      if said.outcome == .clear || said.outcome == .notApplicable { continue }
      verdict = max(verdict, Verdict(said.outcome))
      let id = left.map { Array(checker.machine.symbols.text($0.id).utf8)[...] } ?? batch.id(scanned)
      try found(id, decoder.pack.rules[said.rule].id, said.outcome)
    }
    summary.count(verdict, on: latest)
  }

  /// The symbol of the event's id; one for the moment, if nobody keeps it.
  private func id(_ line: EventFrames.Line, of batch: LogBatch) -> Symbol {
    let cell = batch.frames.cells[line.firstCell - 1]
    return cell.isAbsent ? history.checker.machine.symbols.lend(batch.id(line)) : cell.symbol
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
    try take(event.kind, event.id, event.date, node: node)
    let result = history.judge(event, isHistory: true)
    for (rule, outcome) in result.outcomes.enumerated() { summary.count(outcome.outcome, of: rule) }
    summary.count(result.verdict, on: event.date)
    return result.findings.isEmpty && !options.givesEveryResult ? nil : result
  }

  /// Throws if an event cannot follow those before it.
  private func take(
    _ kind: Int, _ id: Symbol, _ date: CalendarDate, node: () throws(LoadFailure) -> DocumentNode
  ) throws(LoadFailure) {
    if date < latest {
      throw LoadFailure([
        .dateGoesBack(
          date, after: latest, try node(), help: "a log is replayed in the order of its dates; --sort sorts it first")
      ])
    }
    if checksID(ofKind: kind), !ids.insert(id) { throw idOnRecord(id, kind, try node()) }
    latest = date
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

  private func idOnRecord(_ id: Symbol, _ kind: Int, _ node: DocumentNode) -> LoadFailure {
    let name = decoder.pack.layouts[kind].name
    let help = kindsKeyedByID.contains(kind) ? "the pack keeps state by the id of '\(name)'" : nil
    return LoadFailure([.idOnRecord(history.checker.machine.symbols.text(id), node, help: help)])
  }
}
