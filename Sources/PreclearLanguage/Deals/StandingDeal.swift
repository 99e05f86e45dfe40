import PreclearEngine

/// A deal that is kept at hand for many checks: its rules compiled for every kind of event, its past read once.
///
/// What it finds is what ``Workspace/check(_:packDigest:)`` finds: the same decoding and judging, without the reading before it.
package final class StandingDeal {
  package let pack: Pack
  package let compiled: CompiledPack
  package let packDigest: String
  private let workspace: Workspace
  private let deal: Deal
  private let ledger: [DocumentNode]
  private let waivers: [Waiver]
  private let opening: Opening

  /// Throws what is wrong with the rules, the deal's opening events or the ledger.
  package init(_ workspace: Workspace, packDigest: String) throws(LoadFailure) {
    self.workspace = workspace
    deal = workspace.deal
    pack = workspace.pack
    compiled = try workspace.complete()
    self.packDigest = packDigest
    ledger = workspace.ledger
    waivers = workspace.waivers
    opening = Opening(deal, compiled, history: ledger)
    _ = try opening.begin(waivers: waivers)
  }

  package var name: String { deal.name }
  /// The file that the deal itself names as its ledger.
  package var ledgerPath: String? { deal.ledger }

  /// The parties that the deal declares, in its order.
  package var parties: [DocumentNode] { deal.parties?.items ?? [] }

  // MARK: Judging

  /// Judges the events of the files in order, each on top of the ones before. What is not clear comes with what would clear it.
  package func check(_ proposals: [SourceFile]) throws(LoadFailure) -> Report {
    var (history, events, _) = try begin(proposals)
    let results = events.map { history.judgeWithCures($0) }
    return Report(
      deal: deal.name, packName: compiled.name, packVersion: compiled.version, packDigest: packDigest,
      results: results)
  }

  /// How far each rule lets a field of the last event go. Without a field, its first whole number, else its first decimal.
  package func headroom(_ proposals: [SourceFile], field: String?) throws(LoadFailure) -> Headroom {
    try workspace.headroom(of: try propose(proposals), field: field)
  }

  /// The days ahead on which the last event passes, and those on which it does not.
  package func dateRoom(_ proposals: [SourceFile]) throws(LoadFailure) -> DateRoom {
    workspace.dateRoom(of: try propose(proposals))
  }

  /// The last event of the files; those before it are recorded first.
  private func propose(_ proposals: [SourceFile]) throws(LoadFailure) -> Workspace.Proposal {
    var (history, events, nodes) = try begin(proposals)
    guard let event = events.last, let node = nodes.last else {
      throw LoadFailure("no proposal to look at", code: "no-proposal")
    }
    for earlier in events.dropLast() { history.record(earlier) }
    history.advance(to: event.date)
    return Workspace.Proposal(checker: history.checker, event: event, trail: history.trail, node: node)
  }

  private func begin(
    _ proposals: [SourceFile]
  ) throws(LoadFailure) -> (history: RunningHistory, events: [Event], nodes: [DocumentNode]) {
    let nodes = try Workspace.events(of: proposals)
    var opening = opening
    let events = opening.events(nodes)
    if !opening.decoder.diagnostics.hasErrors { opening.rejectBackwardDates(events, nodes) }
    return (try opening.begin(waivers: waivers), events, nodes)
  }

  /// One event of the past as it is written, and what the rules said of it on its day.
  package struct PastEvent {
    package let node: DocumentNode
    /// Nil for an opening event, which is never judged.
    package let result: EventResult?
  }

  /// The past in the order in which it counts: by date, and at equal dates as it is written.
  package func past() throws(LoadFailure) -> [PastEvent] {
    let history = try opening.begin(waivers: waivers)
    let checker = history.checker
    var nodes: [String: (node: DocumentNode, isOpening: Bool)] = [:]
    for node in deal.opening?.items ?? [] { nodes[node["id"]?.scalar?.text ?? ""] = (node, true) }
    for node in ledger { nodes[node["id"]?.scalar?.text ?? ""] = (node, false) }
    return history.past.compactMap { event in
      guard let known = nodes[checker.machine.symbols.text(event.id)] else { return nil }
      if known.isOpening {
        checker.record(event)
        return PastEvent(node: known.node, result: nil)
      }
      return PastEvent(node: known.node, result: checker.replay(event, later: 0, isHistory: true))
    }
  }
}
