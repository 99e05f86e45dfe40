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
  /// For each kind, whether no two events of it may have one id.
  private let checksIDOfKind: [Bool]
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
    checksIDOfKind = pack.layouts.indices.map { options.checksEveryID || pack.kindsKeyedByID.contains($0) }
    var reads = pack.reads
    for (kind, isChecked) in checksIDOfKind.enumerated() where isChecked { reads.insert(idOfKind: kind) }
    self.reads = reads
    decoder = EventDecoder(pack: pack, symbols: SymbolTable(), reads: reads)
    for event in history.past where checksIDOfKind[event.kind] { _ = ids.insert(event.id) }
  }

  /// What reads the lines quickly, on whatever thread; what it leaves is read here.
  package var scanner: EventScanner { EventScanner(pack: decoder.pack, reads: reads) }

  /// Makes the texts of a batch known, whose events are judged next.
  package func begin(_ batch: inout LogBatch) { batch.resolve(&history.checker.machine.symbols) }

  /// Judges the events of a batch, one after the other, and records them. `before` is called for each line; `found` with what was
  /// found, or with every result if these are wanted.
  ///
  /// Throws what is wrong with a line; then nothing of it is recorded, nor of those behind it.
  package func judge(
    _ batch: LogBatch, before: (_ number: Int) throws(LoadFailure) -> Void,
    found: (EventResult) throws(LoadFailure) -> Void
  ) throws(LoadFailure) {
    for (number, line) in batch.frames.lines.enumerated() {
      try before(number)
      var result: EventResult?
      if let date = line.date {
        let id = id(line, of: batch)
        try take(line.kind, id, date, batch, number)
        let slots = batch.frames.cells[batch.frames.cells(of: line)].map(\.value)
        result = judge(
          Event(kind: line.kind, id: id, date: date, slots: slots, location: batch.location(number)))
      } else {
        result = try judge(LogLine(batch, number))
      }
      if let result { try found(result) }
    }
  }

  /// The same where nobody asks why: `found` is called for each outcome that would be a finding, with the id of its event and
  /// that of the rule.
  package func judgeOutcomes(
    _ batch: LogBatch, before: (_ number: Int) throws(LoadFailure) -> Void,
    found: (_ event: ArraySlice<UInt8>, _ rule: String, _ outcome: Outcome) throws(LoadFailure) -> Void
  ) throws(LoadFailure) {
    let checker = history.checker
    let rules = decoder.pack.rules
    let cells = batch.frames.cells.span
    for (number, line) in batch.frames.lines.enumerated() {
      try before(number)
      var left: Event?
      if let date = line.date {
        // Who has no waivers needs no id that nobody reads.
        let id = checker.waivers.isEmpty ? cells[line.firstCell - 1] : .string(id(line, of: batch))
        try take(line.kind, id.symbol, date, batch, number)
        history.advance(to: date)
        checker.replayOutcomes(
          kind: line.kind, date: date, id: id, slots: cells.extracting(batch.frames.cells(of: line)))
      } else {
        let event = try take(LogLine(batch, number))
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
        let id = left.map { Array(checker.machine.symbols.text($0.id).utf8)[...] } ?? batch.id(line)
        try found(id, rules[said.rule].id, said.outcome)
      }
      summary.count(verdict, on: latest)
    }
  }

  /// Judges the event of a line and records it. Nil where nothing was found, unless every result is wanted.
  ///
  /// Throws what is wrong with the line; then nothing of it is recorded.
  package func judge(_ line: LogLine) throws(LoadFailure) -> EventResult? {
    judge(try take(line))
  }

  private func judge(_ event: Event) -> EventResult? {
    let result = history.judge(event, isHistory: true)
    for (rule, outcome) in result.outcomes.enumerated() { summary.count(outcome.outcome, of: rule) }
    summary.count(result.verdict, on: event.date)
    return result.findings.isEmpty && !options.givesEveryResult ? nil : result
  }

  // MARK: What may follow

  /// The symbol of the event's id; one for the moment, if nobody keeps it.
  private func id(_ line: EventFrames.Line, of batch: LogBatch) -> Symbol {
    let cell = batch.frames.cells[line.firstCell - 1]
    return cell.isAbsent ? history.checker.machine.symbols.lend(batch.id(line)) : cell.symbol
  }

  private enum Refusal {
    case goesBack
    case isOnRecord
  }

  /// Takes up an event that can follow those before it; else says why not.
  private func refusal(_ kind: Int, _ id: Symbol, _ date: CalendarDate) -> Refusal? {
    if date < latest { return .goesBack }
    if checksIDOfKind[kind], !ids.insert(id) { return .isOnRecord }
    latest = date
    return nil
  }

  private func take(
    _ kind: Int, _ id: Symbol, _ date: CalendarDate, _ batch: LogBatch, _ number: Int
  ) throws(LoadFailure) {
    guard let refusal = refusal(kind, id, date) else { return }
    throw failure(refusal, kind, id, date, try node(LogLine(batch, number)))
  }

  /// Reads an event slowly.
  private func take(_ line: LogLine) throws(LoadFailure) -> Event {
    let node = try node(line)
    let event = try event(node)
    if let refusal = refusal(event.kind, event.id, event.date) {
      throw failure(refusal, event.kind, event.id, event.date, node)
    }
    return event
  }

  private func failure(
    _ refusal: Refusal, _ kind: Int, _ id: Symbol, _ date: CalendarDate, _ node: DocumentNode
  ) -> LoadFailure {
    switch refusal {
    case .goesBack:
      return LoadFailure([
        .dateGoesBack(
          date, after: latest, node, help: "a log is replayed in the order of its dates; --sort sorts it first")
      ])
    case .isOnRecord:
      let name = decoder.pack.layouts[kind].name
      let help = kindsKeyedByID.contains(kind) ? "the pack keeps state by the id of '\(name)'" : nil
      return LoadFailure([.idOnRecord(history.checker.machine.symbols.text(id), node, help: help)])
    }
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

}
