import PreclearEngine

/// A deal that is ready to judge: its pack checked and compiled, its history read.
package final class Workspace {
  let deal: Deal
  private let pack: Pack
  /// Nil until the first events are judged, where it is known only then of which kinds they are.
  private var compiled: CompiledPack?
  private let files: [(path: String, file: SourceFile)]
  let ledger: [DocumentNode]
  private var waivers: [Waiver]
  /// What the last check was made with: it goes when the workspace goes.
  private var compiler: Compiler?
  private var history: RunningHistory?

  private init(
    deal: Deal, pack: Pack, compiled: CompiledPack?, files: [(path: String, file: SourceFile)],
    ledger: [DocumentNode], waivers: [Waiver]
  ) {
    self.deal = deal
    self.pack = pack
    self.compiled = compiled
    self.files = files
    self.ledger = ledger
    self.waivers = waivers
  }

  /// Loads the deal, its pack with imports, and the history. A nil ledger takes the deal's own `ledger:`. The rules are checked
  /// when the first events are judged.
  package static func open(
    deal path: String, ledger: String?, files: some FileAccess
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
    return Workspace(
      deal: deal, pack: pack, compiled: nil, files: packFiles, ledger: try events.get(),
      waivers: try Self.waivers(deal, files))
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
  static func nodes(of proposals: [SourceFile]) throws(LoadFailure) -> [DocumentNode] {
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

  /// The pack with the rules for all kinds of event.
  func complete() throws(LoadFailure) -> CompiledPack {
    if let compiled { return compiled }
    let pack = try Compiler.compile(pack)
    compiled = pack
    return pack
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

  /// Of a workspace whose rules are compiled.
  package var ruleIDs: [String] { compiled?.rules.map(\.id) ?? [] }

  // MARK: Judging

  /// Judges the events of the files in order, each on top of the ones before. What is not clear comes with what would clear it.
  package func check(
    _ proposals: [SourceFile], packDigest: String, findsCures: Bool = true
  ) throws(LoadFailure) -> Report {
    let nodes = try Self.nodes(of: proposals)
    let (results, pack) = try judgeFirst(nodes, findsCures: findsCures)
    return Report(
      deal: deal.name, packName: pack.name, packVersion: pack.version, packDigest: packDigest, results: results)
  }

  /// Judges events on the ledger, with the rules for their kinds alone: those are compiled while the past is recorded.
  private func judgeFirst(
    _ nodes: [DocumentNode], findsCures: Bool
  ) throws(LoadFailure) -> (results: [EventResult], pack: CompiledPack) {
    var (history, events, pack) = try prepare(nodes)
    let results = events.map { findsCures ? history.judgeWithCures($0) : history.judge($0, isHistory: false) }
    keep(history)
    return (results, pack)
  }

  func keep(_ history: RunningHistory) { self.history = history }

  /// The events that are proposed, on the past of the first of them, with the rules for their kinds.
  func prepare(
    _ nodes: [DocumentNode]
  ) throws(LoadFailure) -> (history: RunningHistory, proposed: [Event], pack: CompiledPack) {
    let compiler = Compiler.begin(pack, judging: Set(nodes.compactMap { $0["kind"]?.scalar?.text }))
    guard let withoutRules = compiler.withoutRules() else {
      let pack = try compiler.finish()
      let (history, events) = try begin(history: ledger, proposals: nodes, pack, waivers: waivers)
      return (history, events, pack)
    }
    let (finished, begun) = Concurrently.both {
      Result { () throws(LoadFailure) in try compiler.finish() }
    } _: {
      Result { () throws(LoadFailure) in
        try self.begin(history: self.ledger, proposals: nodes, withoutRules, waivers: self.waivers)
      }
    }
    let pack = try finished.get()
    let (history, events) = try begun.get()
    // Texts of the past would have the symbols of texts that nobody foresaw: then the past is recorded again.
    guard pack.symbols.count == withoutRules.symbols.count else {
      let (history, events) = try begin(history: ledger, proposals: nodes, pack, waivers: waivers)
      return (history, events, pack)
    }
    history.checker.adopt(pack)
    self.compiler = compiler
    return (history, events, pack)
  }

  /// Judges the events of a log, as they are handed over, on top of the deal's opening events.
  package func replay(_ options: LogReplayer.Options, packDigest: String) throws(LoadFailure) -> LogReplayer {
    let pack = try complete()
    let summary = ReplaySummary(
      deal: deal.name, packName: pack.name, packVersion: pack.version, packDigest: packDigest,
      rules: pack.rules.map(\.id))
    return try LogReplayer(Opening(deal, pack), waivers: waivers, options: options, summary: summary)
  }

  /// For rule tests: judges one event on the deal's opening and what is `given`.
  package func judge(
    parties: DocumentNode?, given: DocumentNode?, propose: DocumentNode, readings: DocumentNode?, waivers: DocumentNode?
  ) throws(LoadFailure) -> EventResult {
    var diagnostics = Diagnostics()
    let own = WaiverReader.read(waivers, &diagnostics)
    let history = given.map { $0.list(&diagnostics, "a list of events") ?? [] } ?? []
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    let results = try judge(
      history: history, proposals: [propose], parties: parties, readings: readings, try complete(), waivers: own)
    return results[0]
  }

  private func judge(
    history nodes: [DocumentNode], proposals: [DocumentNode], parties: DocumentNode? = nil,
    readings: DocumentNode? = nil, _ pack: CompiledPack, waivers: [Waiver]
  ) throws(LoadFailure) -> [EventResult] {
    var (history, events) = try begin(
      history: nodes, proposals: proposals, parties: parties, readings: readings, pack, waivers: waivers)
    return events.map { history.judge($0, isHistory: false) }
  }

  /// The events that are proposed, and the past of the first of them.
  func begin(
    history nodes: [DocumentNode], proposals: [DocumentNode], parties: DocumentNode? = nil,
    readings: DocumentNode? = nil, _ pack: CompiledPack, waivers: [Waiver]
  ) throws(LoadFailure) -> (history: RunningHistory, proposed: [Event]) {
    var opening = Opening(deal, pack, history: nodes, parties: parties, readings: readings)
    let proposed = opening.events(proposals)
    if !opening.decoder.diagnostics.hasErrors {
      rejectBackwardDates(proposed, proposals, &opening.decoder.diagnostics)
    }
    var history = try opening.begin(waivers: waivers)
    if let first = proposed.first { history.advance(to: first.date) }
    return (history, proposed)
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
