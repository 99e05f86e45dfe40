import PreclearEngine

/// A deal that is ready to judge: its pack checked and compiled, its history read.
package final class Workspace {
  private let deal: Deal
  private let pack: Pack
  private var compiled: CompiledPack
  private let files: [(path: String, file: SourceFile)]
  private let ledger: [DocumentNode]
  private let waivers: [Waiver]

  private init(
    deal: Deal, pack: Pack, compiled: CompiledPack, files: [(path: String, file: SourceFile)],
    ledger: [DocumentNode], waivers: [Waiver]
  ) {
    self.deal = deal
    self.pack = pack
    self.compiled = compiled
    self.files = files
    self.ledger = ledger
    self.waivers = waivers
  }

  /// Loads and checks the deal, its pack with imports, and the history. A nil ledger takes the deal's own `ledger:`.
  ///
  /// Rules are made ready for the kinds of event that the proposals hold; without proposals for all.
  package static func open(
    deal path: String, ledger: String?, judging proposals: [SourceFile]? = nil, files: some FileAccess
  ) throws(LoadFailure) -> Workspace {
    let deal = try Deal.load(path, files: files)
    let (loaded, events) = Concurrently.both {
      Result { () throws(LoadFailure) in try PackLoader.load(deal.packDirectory, files: files) }
    } _: {
      Result { () throws(LoadFailure) in
        guard let path = ledger ?? deal.ledger else { return [DocumentNode]() }
        return try JSONReader.readLines(try files.read(path))
      }
    }
    let (pack, packFiles) = try loaded.get()
    var judged: Set<String>?
    if let proposals { judged = kinds(of: try nodes(of: proposals)) }
    return Workspace(
      deal: deal, pack: pack, compiled: try Compiler.compile(pack, judging: judged), files: packFiles,
      ledger: try events.get(), waivers: try Self.waivers(deal, files))
  }

  /// For rule tests, which bring their own history: the deal's ledger is not read.
  package static func openForTests(deal path: String, files: some FileAccess) throws(LoadFailure) -> Workspace {
    let deal = try Deal.load(path, files: files)
    let (pack, packFiles) = try PackLoader.load(deal.packDirectory, files: files)
    return Workspace(
      deal: deal, pack: pack, compiled: try Compiler.compile(pack), files: packFiles, ledger: [], waivers: [])
  }

  /// The events of the files, one after the other.
  private static func nodes(of proposals: [SourceFile]) throws(LoadFailure) -> [DocumentNode] {
    var nodes: [DocumentNode] = []
    for file in proposals {
      let node = try YAMLReader.read(file)
      guard let items = node.items else {
        nodes.append(node)
        continue
      }
      if items.isEmpty {
        throw LoadFailure([Diagnostic("the file holds no event", code: "no-event", at: node.range)])
      }
      nodes += items
    }
    return nodes
  }

  private static func kinds(of nodes: [DocumentNode]) -> Set<String> {
    Set(nodes.compactMap { $0["kind"]?.scalar?.text })
  }

  /// The pack, ready for these events.
  private func ready(for nodes: [DocumentNode]) throws(LoadFailure) -> CompiledPack {
    let judged = Set(compiled.judgedKinds.map { compiled.layouts[$0].name })
    let known = Set(compiled.layouts.map(\.name))
    if !Self.kinds(of: nodes).intersection(known).isSubset(of: judged) { compiled = try Compiler.compile(pack) }
    return compiled
  }

  private static func waivers(_ deal: Deal, _ files: some FileAccess) throws(LoadFailure) -> [Waiver] {
    guard let path = deal.waivers, files.exists(path) else { return [] }
    var diagnostics = Diagnostics()
    let waivers = WaiverReader.read(try YAMLReader.read(try files.read(path)), &diagnostics)
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    return waivers
  }

  /// Every file of the pack, with its path relative to the pack's folder, for the digest.
  package var packFiles: [(path: String, bytes: [UInt8])] { files.map { ($0.path, $0.file.bytes) } }

  package var ruleIDs: [String] { compiled.rules.map(\.id) }

  // MARK: Judging

  /// Judges the events of the files in order, each on top of the ones before.
  package func check(_ proposals: [SourceFile], packDigest: String) throws(LoadFailure) -> Report {
    let nodes = try Self.nodes(of: proposals)
    let results = try judge(history: ledger, proposals: nodes, parties: nil, readings: nil, waivers: waivers)
    return Report(
      deal: deal.name, packName: compiled.name, packVersion: compiled.version, packDigest: packDigest,
      results: results)
  }

  /// Judges every event of the ledger on what was on record just before it. An event that violated a rule still happened: it is
  /// recorded, and the next one is judged on top of it. The deal's opening events are history, and never judged.
  package func judgeLedger() throws(LoadFailure) -> [EventResult] {
    try judge(history: [], proposals: ledger, parties: nil, readings: nil, waivers: waivers)
  }

  /// For rule tests: judges one event on the deal's opening and what is `given`.
  package func judge(
    parties: DocumentNode?, given: DocumentNode?, propose: DocumentNode, readings: DocumentNode?, waivers: DocumentNode?
  ) throws(LoadFailure) -> EventResult {
    var diagnostics = Diagnostics()
    let own = WaiverReader.read(waivers, &diagnostics)
    let history = given.map { $0.list(&diagnostics, "a list of events") ?? [] } ?? []
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    let results = try judge(history: history, proposals: [propose], parties: parties, readings: readings, waivers: own)
    return results[0]
  }

  private func judge(
    history nodes: [DocumentNode], proposals: [DocumentNode], parties: DocumentNode?, readings: DocumentNode?,
    waivers: [Waiver]
  ) throws(LoadFailure) -> [EventResult] {
    let compiled = try ready(for: proposals)
    var decoder = EventDecoder(pack: compiled, symbols: compiled.symbols)
    var settled = SettledReadings()
    settled.read(deal.readings, compiled, &decoder.diagnostics)
    settled.read(readings, compiled, &decoder.diagnostics)
    let declared = decoder.parties(deal.parties)
    let replacing = decoder.parties(parties)
    let opening = deal.opening.map { $0.list(&decoder.diagnostics, "a list of events") ?? [] } ?? []
    var ids: Set<Symbol> = []
    let history = sorted(events(opening + nodes, &decoder, &ids))
    let proposed = events(proposals, &decoder, &ids)
    if !decoder.diagnostics.hasErrors { rejectBackwardDates(proposed, proposals, &decoder.diagnostics) }
    if decoder.diagnostics.hasErrors { throw LoadFailure(decoder.diagnostics.all) }

    let checker = EventChecker(pack: compiled, settled: settled.choices)
    checker.machine.symbols = decoder.symbols
    checker.waivers = waivers
    let kept = declared.filter { own in !replacing.contains { $0.id == own.id } }
    for party in kept + replacing {
      checker.state.declare(
        party.id, roles: party.roles, positions: party.positions, group: party.group, machine: checker.machine)
    }
    var next = 0
    var results: [EventResult] = []
    for event in proposed {
      while next < history.count, history[next].date <= event.date {
        checker.record(history[next])
        next += 1
      }
      results.append(checker.judge(event, later: history.count - next))
      checker.record(event)
    }
    return results
  }

  /// The events of the nodes; an id that is on record already is a mistake.
  private func events(
    _ nodes: [DocumentNode], _ decoder: inout EventDecoder, _ ids: inout Set<Symbol>
  ) -> [Event] {
    var result: [Event] = []
    for node in nodes {
      guard let event = decoder.event(node) else { continue }
      if !ids.insert(event.id).inserted {
        decoder.diagnostics.error(
          "the id '\(decoder.symbols.text(event.id))' is on record already", code: "duplicate-id",
          at: (node["id"] ?? node).range)
      }
      result.append(event)
    }
    return result
  }

  /// By date; at equal dates in the order given.
  private func sorted(_ events: [Event]) -> [Event] {
    events.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }.map(\.element)
  }

  private func rejectBackwardDates(
    _ events: [Event], _ nodes: [DocumentNode], _ diagnostics: inout Diagnostics
  ) {
    for (position, event) in events.enumerated().dropFirst() where event.date < events[position - 1].date {
      diagnostics.error(
        "this event is of \(event.date), before the one that it follows (\(events[position - 1].date))",
        code: "order", at: (nodes[position]["date"] ?? nodes[position]).range,
        help: "proposals are judged in the order given, each on top of the ones before")
    }
  }
}
