import PreclearEngine

/// Judging proposals that know nothing of each other.
extension Workspace {
  /// Judges each file by itself on the ledger; the events of one file in order, each on top of the ones before. Results come in
  /// the order of the files; with them the rules of the pack.
  package func checkApart(_ proposals: [SourceFile], packDigest: String) throws(LoadFailure)
    -> (report: Report, rules: [String])
  {
    let (results, pack) = try judgeApart(try Self.eventsApart(proposals))
    return (report(results.flatMap(\.self), pack, packDigest), pack.rules.map(\.id))
  }

  /// The same with a report for each file, which says what it would say of that file alone; with the events of the file.
  package func checkEach(_ proposals: [SourceFile], packDigest: String) throws(LoadFailure)
    -> [(report: Report, events: [DocumentNode])]
  {
    let files = try Self.eventsApart(proposals)
    let (results, pack) = try judgeApart(files)
    return zip(results, files).map { (report($0, pack, packDigest), $1) }
  }

  private static func eventsApart(_ proposals: [SourceFile]) throws(LoadFailure) -> [[DocumentNode]] {
    var mistakes: [Diagnostic] = []
    var files: [[DocumentNode]] = []
    for proposal in proposals {
      do throws(LoadFailure) { files.append(try events(of: [proposal])) } catch { mistakes += error.diagnostics }
    }
    if !mistakes.isEmpty { throw LoadFailure(mistakes) }
    return files
  }

  private func judgeApart(
    _ files: [[DocumentNode]]
  ) throws(LoadFailure) -> (results: [[EventResult]], pack: CompiledPack) {
    let (proposals, pack) = try prepare(kindsOf: files.flatMap(\.self)) { pack in
      Opening(self.deal, pack, history: self.ledger)
    } begin: { opening, pack throws(LoadFailure) in
      try SeparateProposals(files, opening.adopting(pack), waivers: self.waivers)
    } adopt: { proposals, pack in
      proposals.adopt(pack)
    }
    let results = try proposals.judge()
    keep(proposals)
    return (results, pack)
  }

  /// Every event of the past, as written.
  var historyNodes: [DocumentNode] { (deal.opening?.items ?? []) + ledger }

  /// The kinds of event that the pack knows.
  var kindNames: [String] { pack.kinds.map(\.name.text) }
}

/// The events of several files, on one past.
///
/// A single event is judged and undone, in the order of the dates, so that the past is recorded once. A list needs a past of its
/// own, since each of its events stays while the next is judged.
final class SeparateProposals {
  private let files: [[Event]]
  private let opening: Opening
  private let waivers: [Waiver]
  private var shared: RunningHistory

  init(_ files: [[DocumentNode]], _ start: Opening, waivers: [Waiver]) throws(LoadFailure) {
    var opening = start
    self.files = files.map { opening.separateEvents($0) }
    self.opening = opening
    self.waivers = waivers
    shared = try opening.begin(waivers: waivers)
    if let first = self.files.compactMap(\.first?.date).min() { shared.advance(to: first) }
  }

  /// Takes the rules, which were compiled while the past was recorded.
  func adopt(_ pack: CompiledPack) {
    shared.checker.adopt(pack)
  }

  /// What the events of each file come to.
  func judge() throws(LoadFailure) -> [[EventResult]] {
    var results = [[EventResult]](repeating: [], count: files.count)
    let order = files.indices.filter { !files[$0].isEmpty }
      .sorted { (files[$0][0].date, $0) < (files[$1][0].date, $1) }
    for number in order {
      let events = files[number]
      results[number] = events.count == 1 ? [shared.judgeApart(events[0])] : try judgeList(events)
    }
    return results
  }

  private func judgeList(_ events: [Event]) throws(LoadFailure) -> [EventResult] {
    var own = try opening.begin(waivers: waivers)
    own.checker.adopt(shared.checker.pack)
    return events.map { own.judgeWithCures($0) }
  }
}
