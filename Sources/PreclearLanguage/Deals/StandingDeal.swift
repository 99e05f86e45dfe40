import PreclearEngine

/// A deal that is kept at hand for many checks: its rules compiled for every kind of event, its past read once. It never changes, so
/// that several ``DealJudge`` may judge by it at the same time.
package final class StandingDeal: Sendable {
  package let pack: Pack
  package let compiled: CompiledPack
  package let packDigest: String
  private let deal: Deal
  private let ledger: [DocumentNode]
  let waivers: [Waiver]
  /// With every text that comes up while the past is recorded: a record of any day of it brings no others.
  let opening: Opening

  /// Throws what is wrong with the rules, the deal's opening events or the ledger.
  package init(_ workspace: Workspace, packDigest: String) throws(LoadFailure) {
    deal = workspace.deal
    pack = workspace.pack
    compiled = try workspace.complete()
    self.packDigest = packDigest
    ledger = workspace.ledger
    waivers = workspace.waivers
    var opening = Opening(deal, compiled, history: ledger)
    var history = try opening.begin(waivers: waivers)
    history.advance(to: .infinity)
    opening.decoder.symbols = history.checker.machine.symbols
    self.opening = opening
  }

  package var name: String { deal.name }
  /// The file that the deal itself names as its ledger.
  package var ledgerPath: String? { deal.ledger }

  /// The parties that the deal declares, in its order.
  package var parties: [DocumentNode] { deal.parties?.items ?? [] }

  /// The events on record, by date.
  package var record: [(id: String, kind: String, date: CalendarDate)] {
    opening.history.map { (opening.decoder.symbols.text($0.id), compiled.layouts[$0.kind].name, $0.date) }
  }

  /// What is left to each line of the deal, as of a day; without one, of the last day on record.
  package func room(asOf date: CalendarDate?) throws(LoadFailure) -> DealRoom {
    var history = try opening.begin(waivers: [])
    return try history.dealRoom(asOf: date)
  }

  /// How a rule comes to its outcome on each event of the files, part by part.
  package func explanations(of proposals: [SourceFile], rule: String) throws(LoadFailure) -> [RuleExplanation] {
    try RuleExplainer.explain(
      try Workspace.events(of: proposals), rule: rule, deal, pack, ledger: ledger, waivers: waivers)
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
