import PreclearEngine

/// A deal that is ready to judge: its pack checked and compiled, its history read.
package final class Workspace {
  private let deal: Deal
  private let pack: Pack
  private var compiled: CompiledPack
  private let files: [(path: String, file: SourceFile)]
  private let ledger: [DocumentNode]
  private var waivers: [Waiver]

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

  /// For rule tests, which bring their own history and waivers: those of the deal are not read.
  package static func openForTests(deal path: String, files: some FileAccess) throws(LoadFailure) -> Workspace {
    try openWithoutHistory(deal: path, files: files)
  }

  /// For a replay, whose log takes the place of the deal's ledger.
  package static func openForReplay(deal path: String, files: some FileAccess) throws(LoadFailure) -> Workspace {
    let workspace = try openWithoutHistory(deal: path, files: files)
    workspace.waivers = try Self.waivers(workspace.deal, files)
    return workspace
  }

  private static func openWithoutHistory(deal path: String, files: some FileAccess) throws(LoadFailure) -> Workspace {
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

  /// Judges the events of a log, as they are handed over, on top of the deal's opening events.
  package func replay(_ options: LogReplayer.Options, packDigest: String) throws(LoadFailure) -> LogReplayer {
    let summary = ReplaySummary(
      deal: deal.name, packName: compiled.name, packVersion: compiled.version, packDigest: packDigest, rules: ruleIDs)
    return try LogReplayer(Opening(deal, compiled), waivers: waivers, options: options, summary: summary)
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
    var opening = Opening(
      deal, try ready(for: proposals), history: nodes, parties: parties, readings: readings)
    let proposed = opening.events(proposals)
    if !opening.decoder.diagnostics.hasErrors {
      rejectBackwardDates(proposed, proposals, &opening.decoder.diagnostics)
    }
    var history = try opening.begin(waivers: waivers)
    return proposed.map { history.judge($0, isHistory: false) }
  }

  private func rejectBackwardDates(
    _ events: [Event], _ nodes: [DocumentNode], _ diagnostics: inout Diagnostics
  ) {
    for (position, event) in events.enumerated().dropFirst() where event.date < events[position - 1].date {
      diagnostics.add(
        .dateGoesBack(
          event.date, after: events[position - 1].date, nodes[position],
          help: "proposals are judged in the order given, each on top of the ones before"))
    }
  }
}
