import PreclearEngine

/// Judges proposals by a ``StandingDeal``, one after the other, on one thread.
///
/// What it finds is what ``Workspace/check(_:packDigest:findsCures:)`` finds, without most of the work: the past up to a day is recorded
/// once, and kept for the next proposal of that day. A proposal is judged as if it had happened, and the record put back.
package final class DealJudge {
  /// After so many proposals everything is made anew, so that what they left behind (their texts, above all) goes.
  private static let mostProposals = 500
  /// The same after so many texts, where single proposals bring many.
  private static let mostTexts = 20_000
  /// Of so many days records are kept: a page that is typed in asks of one, and several pages of a few.
  private static let mostRecords = 3

  package let deal: StandingDeal
  /// The one that was used last stands last.
  private var records: [KeptRecord] = []
  /// Of the past, and of all proposals since everything was made anew: no text ever changes its number.
  private var symbols: SymbolTable
  private var proposalCount = 0

  /// The past up to a day, on a checker.
  private struct KeptRecord {
    let checker: EventChecker
    /// How many events of the past are recorded.
    let position: Int
    let mark: FactMark
  }

  /// What was asked for, ready to be judged.
  private struct Begun {
    var history: RunningHistory
    let events: [Event]
    let nodes: [DocumentNode]
    /// Nil where several events are judged on top of each other: then the record is made for them alone.
    let record: KeptRecord?
  }

  package init(_ deal: StandingDeal) {
    self.deal = deal
    symbols = deal.opening.decoder.symbols
  }

  /// Judges the events of the files in order, each on top of the ones before. What is not clear comes with what would clear it.
  package func check(_ proposals: [SourceFile]) throws(LoadFailure) -> Report {
    var begun = try begin(proposals)
    defer { end(begun) }
    let results =
      begun.record == nil
      ? begun.events.map { begun.history.judgeWithCures($0) } : begun.events.map { begun.history.judgeApart($0) }
    return Report(
      deal: deal.name, packName: deal.compiled.name, packVersion: deal.compiled.version, packDigest: deal.packDigest,
      results: results)
  }

  /// How far each rule lets a field of the last event go. Without a field, its first whole number, else its first decimal.
  package func headroom(_ proposals: [SourceFile], field: String?) throws(LoadFailure) -> Headroom {
    var begun = try begin(proposals)
    defer { end(begun) }
    return try propose(&begun).headroom(field: field)
  }

  /// The days ahead on which the last event passes, and those on which it does not.
  package func dateRoom(_ proposals: [SourceFile]) throws(LoadFailure) -> DateRoom {
    var begun = try begin(proposals)
    defer { end(begun) }
    return try propose(&begun).dateRoom()
  }

  /// The last event; those before it are recorded first.
  private func propose(_ begun: inout Begun) throws(LoadFailure) -> Workspace.Proposal {
    guard let event = begun.events.last, let node = begun.nodes.last else {
      throw LoadFailure("no proposal to look at", code: "no-proposal")
    }
    for earlier in begun.events.dropLast() { begun.history.record(earlier) }
    begun.history.advance(to: event.date)
    return Workspace.Proposal(
      checker: begun.history.checker, event: event, trail: begun.history.trail, node: node)
  }

  private func begin(_ proposals: [SourceFile]) throws(LoadFailure) -> Begun {
    if proposalCount >= Self.mostProposals || symbols.count > deal.opening.decoder.symbols.count + Self.mostTexts {
      records = []
      symbols = deal.opening.decoder.symbols
      proposalCount = 0
    }
    proposalCount += 1
    let nodes = try Workspace.events(of: proposals)
    var opening = deal.opening
    opening.decoder.symbols = symbols
    let events = opening.events(nodes)
    if !opening.decoder.diagnostics.hasErrors { opening.rejectBackwardDates(events, nodes) }
    guard events.count == 1, let event = events.first, !opening.decoder.diagnostics.hasErrors else {
      return Begun(history: try opening.begin(waivers: deal.waivers), events: events, nodes: nodes, record: nil)
    }
    symbols = opening.decoder.symbols
    let record = record(through: event.date)
    record.checker.machine.symbols = symbols
    let history = RunningHistory(
      checker: record.checker, past: opening.history, next: record.position,
      begin: opening.checkers(waivers: deal.waivers))
    return Begun(history: history, events: events, nodes: nodes, record: record)
  }

  /// Puts the record back to what it was, but for the texts.
  private func end(_ begun: Begun) {
    guard let record = begun.record else { return }
    symbols = record.checker.machine.symbols
    record.checker.forgetFacts(since: record.mark)
  }

  private func record(through date: CalendarDate) -> KeptRecord {
    let past = deal.opening.history
    let position = (past.lastIndex { $0.date <= date } ?? -1) + 1
    if let known = records.firstIndex(where: { $0.position == position }) {
      let record = records.remove(at: known)
      records.append(record)
      return record
    }
    if records.count == Self.mostRecords { records.removeFirst() }
    let checker = deal.opening.checkers(waivers: deal.waivers)()
    for event in past[..<position] { checker.record(event) }
    let record = KeptRecord(checker: checker, position: position, mark: checker.markFacts())
    records.append(record)
    return record
  }
}
