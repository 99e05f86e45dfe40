import PreclearEngine

/// A deal that is ready to judge: its pack checked and compiled, its history read.
package final class Workspace {
  let deal: Deal
  package let pack: Pack
  /// Nil until the first events are judged, where it is known only then of which kinds they are.
  private var compiled: CompiledPack?
  private let files: [(path: String, file: SourceFile)]
  let ledger: [DocumentNode]
  /// With their places, for those who remark on them.
  private(set) var locatedWaivers: [LocatedWaiver]
  /// What the last check was made with: it goes when the workspace goes.
  private var compiler: Compiler?
  private var past: Any?

  private init(
    deal: Deal, pack: Pack, compiled: CompiledPack?, files: [(path: String, file: SourceFile)],
    ledger: [DocumentNode], waivers: [LocatedWaiver]
  ) {
    self.deal = deal
    self.pack = pack
    self.compiled = compiled
    self.files = files
    self.ledger = ledger
    locatedWaivers = waivers
  }

  var waivers: [Waiver] { locatedWaivers.map(\.waiver) }

  /// Loads the deal, its pack with imports, and the history. A nil ledger takes the deal's own `ledger:`. The rules are checked
  /// when the first events are judged.
  package static func open(
    deal path: String, ledger: String?, files: some FileAccess
  ) throws(LoadFailure) -> Workspace {
    try open(try Deal.load(path, files: files), ledger: ledger, files: files)
  }

  /// The same by other rules than the deal's own, from wherever they lie.
  package static func open(
    deal path: String, ledger: String?, files: some FileAccess, rules folder: String, _ rules: any FileAccess
  ) throws(LoadFailure) -> Workspace {
    try open(try Deal.load(path, files: files), ledger: ledger, files: files, rules: (folder, rules))
  }

  static func open(
    _ deal: Deal, ledger: String?, files: some FileAccess, rules: (folder: String, files: any FileAccess)? = nil
  ) throws(LoadFailure) -> Workspace {
    let (loaded, events) = Concurrently.both {
      Result { () throws(LoadFailure) in
        try PackLoader.load(rules?.folder ?? deal.packDirectory, files: rules?.files ?? files)
      }
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
    workspace.locatedWaivers = try Self.waivers(workspace.deal, files)
    return workspace
  }

  private static func openWithoutHistory(deal path: String, files: some FileAccess) throws(LoadFailure) -> Workspace {
    let deal = try Deal.load(path, files: files)
    let (pack, packFiles) = try PackLoader.load(deal.packDirectory, files: files)
    return Workspace(
      deal: deal, pack: pack, compiled: try Compiler.compile(pack), files: packFiles, ledger: [], waivers: [])
  }

  /// The events of the files, one after the other.
  package static func events(of proposals: [SourceFile]) throws(LoadFailure) -> [DocumentNode] {
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

  static func waivers(_ deal: Deal, _ files: some FileAccess) throws(LoadFailure) -> [LocatedWaiver] {
    guard let path = deal.waivers, files.exists(path) else { return [] }
    return try WaiverReader.load(path, files)
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
    try check(try Self.events(of: proposals), packDigest: packDigest, findsCures: findsCures)
  }

  /// The same for events that were read already.
  package func check(
    _ events: [DocumentNode], packDigest: String, findsCures: Bool = true
  ) throws(LoadFailure) -> Report {
    let (results, pack) = try judgeFirst(events, findsCures: findsCures)
    return report(results, pack, packDigest)
  }

  func report(_ results: [EventResult], _ pack: CompiledPack, _ digest: String) -> Report {
    Report(deal: deal.name, packName: pack.name, packVersion: pack.version, packDigest: digest, results: results)
  }

  /// Judges events on the ledger.
  private func judgeFirst(
    _ nodes: [DocumentNode], findsCures: Bool
  ) throws(LoadFailure) -> (results: [EventResult], pack: CompiledPack) {
    var (history, events, pack) = try prepare(nodes)
    let results = events.map { findsCures ? history.judgeWithCures($0) : history.judge($0, isHistory: false) }
    keep(history)
    return (results, pack)
  }

  /// What was judged with goes when the workspace goes.
  func keep(_ past: Any) { self.past = past }

  /// The events that are proposed, on the past of the first of them, with the rules for their kinds.
  func prepare(
    _ nodes: [DocumentNode]
  ) throws(LoadFailure) -> (history: RunningHistory, proposed: [Event], pack: CompiledPack) {
    let (begun, pack) = try prepare(kindsOf: nodes) { pack in
      self.read(history: self.ledger, proposals: nodes, pack)
    } begin: { past, pack throws(LoadFailure) in
      try self.begin(past.opening.adopting(pack), past.proposed, waivers: self.waivers)
    } adopt: { begun, pack in
      begun.history.checker.adopt(pack)
    }
    return (begun.history, begun.proposed, pack)
  }

  /// Compiles the rules for the kinds of these events alone. Meanwhile the past is read by the schema, and recorded as soon as the
  /// pack is compiled that far; the rules are handed over at the end.
  func prepare<Past, Begun>(
    kindsOf nodes: [DocumentNode], read: @escaping (CompiledPack) -> Past,
    begin: @escaping (Past, CompiledPack) throws(LoadFailure) -> Begun, adopt: (Begun, CompiledPack) -> Void
  ) throws(LoadFailure) -> (begun: Begun, pack: CompiledPack) {
    let compiler = Compiler.beginSchema(PackChecker(pack), judging: Set(nodes.compactMap { $0["kind"]?.scalar?.text }))
    self.compiler = compiler
    let schema = compiler.schema()
    let (_, past) = Concurrently.both {
      compiler.compileState()
    } _: {
      schema.map(read)
    }
    // Texts of the past would have the symbols of texts that nobody foresaw: then it is read when all texts are known.
    guard let past, let withoutRules = compiler.withoutRules(), withoutRules.symbols.count == schema?.symbols.count
    else {
      let pack = try compiler.finish()
      return (try begin(read(pack), pack), pack)
    }
    let (finished, begun) = Concurrently.both {
      Result { () throws(LoadFailure) in try compiler.finish() }
    } _: {
      Result { () throws(LoadFailure) in try begin(past, withoutRules) }
    }
    let pack = try finished.get()
    let early = try begun.get()
    guard pack.symbols.count == withoutRules.symbols.count else { return (try begin(read(pack), pack), pack) }
    adopt(early, pack)
    return (early, pack)
  }

  /// Judges the events of a log, as they are handed over, on top of the deal's opening events.
  package func replay(_ options: LogReplayer.Options, packDigest: String) throws(LoadFailure) -> LogReplayer {
    let pack = try complete()
    let summary = ReplaySummary(
      deal: deal.name, packName: pack.name, packVersion: pack.version, packDigest: packDigest,
      rules: pack.rules.map(\.id))
    return try LogReplayer(Opening(deal, pack), waivers: waivers, options: options, summary: summary)
  }

  /// For rule tests: judges one event on the deal's opening and what is `given`, by the deal's rules or by a pack that was compiled
  /// to be observed.
  package func judge(
    parties: DocumentNode?, given: DocumentNode?, propose: DocumentNode, readings: DocumentNode?,
    waivers: DocumentNode?, observed: (pack: CompiledPack, observation: Observation?)? = nil
  ) throws(LoadFailure) -> EventResult {
    var diagnostics = Diagnostics()
    let own = WaiverReader.read(waivers, &diagnostics)
    let history = given.map { $0.list(&diagnostics, "a list of events") ?? [] } ?? []
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    let pack = if let observed { observed.pack } else { try complete() }
    let results = try judge(
      history: history, proposals: [propose], parties: parties, readings: readings, pack, waivers: own,
      observation: observed?.observation)
    return results[0]
  }

  private func judge(
    history nodes: [DocumentNode], proposals: [DocumentNode], parties: DocumentNode? = nil,
    readings: DocumentNode? = nil, _ pack: CompiledPack, waivers: [Waiver], observation: Observation? = nil
  ) throws(LoadFailure) -> [EventResult] {
    let (opening, proposed) = read(
      history: nodes, proposals: proposals, parties: parties, readings: readings, pack)
    var (history, events) = try begin(opening, proposed, waivers: waivers, observation: observation)
    return events.map { history.judge($0, isHistory: false) }
  }

  /// How things stand before the events that are proposed, and these; what is wrong with any of it is kept for ``begin``.
  func read(
    history nodes: [DocumentNode], proposals: [DocumentNode], parties: DocumentNode? = nil,
    readings: DocumentNode? = nil, _ pack: CompiledPack
  ) -> (opening: Opening, proposed: [Event]) {
    var opening = Opening(deal, pack, history: nodes, parties: parties, readings: readings)
    let proposed = opening.events(proposals)
    if !opening.decoder.diagnostics.hasErrors {
      opening.rejectBackwardDates(proposed, proposals)
    }
    return (opening, proposed)
  }

  /// The events that are proposed, and the past of the first of them.
  func begin(
    _ opening: Opening, _ proposed: [Event], waivers: [Waiver], observation: Observation? = nil
  ) throws(LoadFailure) -> (history: RunningHistory, proposed: [Event]) {
    var history = try opening.begin(waivers: waivers, observation: observation)
    if let first = proposed.first { history.advance(to: first.date) }
    return (history, proposed)
  }
}
