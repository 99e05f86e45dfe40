import PreclearEngine

/// Judges the proposals that changed, each against the deal nearest to it.
///
/// It fails closed: what should be judged and cannot be is an error, and every error of every deal is told.
package struct Gate<Tree: ProposalTree> {
  private let tree: Tree
  /// The one deal to judge in, where it is named.
  private let namedDeal: String?
  private let digest: ([(path: String, bytes: [UInt8])]) -> String
  private let finder: DealFinder<Tree>
  /// By the absolute path, with why one cannot be read.
  private var deals: [Path: Result<GatedDeal<Tree>, LoadFailure>] = [:]
  /// The proposals to judge, by deal, in the order in which they were met.
  private var selected: [Selection] = []
  private var remarks: [Diagnostic] = []

  private struct Selection {
    let deal: GatedDeal<Tree>
    var paths: [String] = []
    /// The files themselves: one that goes by two names is judged once.
    var files: Set<Path> = []
  }

  package init(_ tree: Tree, deal: String?, digest: @escaping ([(path: String, bytes: [UInt8])]) -> String) {
    self.tree = tree
    // By whatever way it is named, reports name files from the working folder.
    namedDeal = deal.map { FilePath.join(".", $0) }
    self.digest = digest
    finder = DealFinder(tree)
  }

  /// Every proposal that was judged, by its deal.
  package var judged: [(deal: String, proposals: [String])] { selected.map { ($0.deal.path, $0.paths) } }

  /// Judges what the changes call for, and these files, which are named as changed by whatever name.
  package mutating func judge(_ changes: [ChangedFile], named: [String] = []) throws(LoadFailure) -> GateReport {
    var all = changes
    for path in named {
      let change = ChangedFile(path)
      all.append(change)
      if try !selectByName(change) {
        all += try tree.trail(of: path).map { ChangedFile(tree.fromWorkingFolder($0.text)) }
      }
    }
    try selectByChanges(all, areNamed: changes.isEmpty)
    return try report()
  }

  /// Judges every proposal of every deal below the working folder, and looks for what reads like one.
  package mutating func judgeAll() throws(LoadFailure) -> GateReport {
    let all = try allDeals(near: [])
    guard !all.isEmpty else {
      throw LoadFailure(
        "found no \(Deal.fileName) below the working folder", code: "no-deal", help: "name the deal with --deal")
    }
    for (_, found) in all {
      let deal = try found.get()
      try select(try deal.proposals(), of: deal)
      for path in try tree.files(under: deal.deal.directory) where ChangedFile(path).isDocument {
        // What lies below two deals is looked at once, with its own.
        guard try home(of: path) === deal, !deal.isProposal(path), try !deal.isPart(path) else { continue }
        try noteStray(path)
      }
    }
    return try report()
  }

  // MARK: Which proposals

  private mutating func home(of path: String) throws(LoadFailure) -> GatedDeal<Tree>? {
    guard let found = namedDeal ?? finder.deal(nearestTo: path) else { return nil }
    return try deal(found).get()
  }

  private mutating func deal(_ path: String) -> Result<GatedDeal<Tree>, LoadFailure> {
    let place = Path(tree.absolute(path))
    if let known = deals[place] { return known }
    let finder = namedDeal == nil ? finder : nil
    let tree = tree
    let deal = Result { () throws(LoadFailure) in try GatedDeal(path, tree, finder) }
    deals[place] = deal
    return deal
  }

  private mutating func select(_ proposals: [GatedDeal<Tree>.Proposal], of deal: GatedDeal<Tree>) throws(LoadFailure) {
    let number = selected.firstIndex { $0.deal === deal } ?? selected.endIndex
    if number == selected.endIndex { selected.append(Selection(deal: deal)) }
    for proposal in proposals {
      guard let file = proposal.trail.last, selected[number].files.insert(file).inserted else { continue }
      selected[number].paths.append(proposal.path)
    }
  }

  /// A change may be one of a proposal, by its own name or by that of a link to it, or of what verdicts rest on; or it may be a
  /// proposal in the wrong place.
  private mutating func selectByChanges(
    _ changes: [ChangedFile], areNamed: Bool
  ) throws(LoadFailure) {
    var others: [ChangedFile] = []
    var met: Set<ChangedFile> = []
    for change in changes where met.insert(change).inserted {
      guard try selectByName(change) else {
        others.append(change)
        continue
      }
    }
    // Who names a proposal wants that one judged: whatever else it may be, no folder is searched for.
    if others.isEmpty, areNamed || changes.isEmpty { return }
    let places = Places(met, tree)
    var inputs: Set<ChangedFile> = []
    for (path, found) in try allDeals(near: changes) {
      let deal: GatedDeal<Tree>
      switch found {
      case .success(let sound): deal = sound
      case .failure(let failure):
        if mayConcern(path, others) { throw failure }
        remarks += failure.diagnostics.map { Self.warning(of: $0, deal: path) }
        continue
      }
      var touching: Set<ChangedFile> = []
      for other in others where try deal.restsOn(other) { touching.insert(other) }
      inputs.formUnion(touching)
      var proposals = try deal.proposals()
      if touching.isEmpty { proposals = proposals.filter { isCalledFor($0, by: places) } }
      if !touching.isEmpty || !proposals.isEmpty { try select(proposals, of: deal) }
      for repository in others where repository.isRepository {
        try check(repository, deal, touches: touching.contains(repository))
      }
    }
    for repository in others where repository.isRepository && !repository.isDeleted {
      if try tree.entries(of: repository.path).isEmpty { noteMissing(repository) }
    }
    var strays = others.filter { $0.isDocument && !$0.isDeleted && !$0.isRepository && !inputs.contains($0) }
    for deal in others where deal.isDeleted && deal.isDeal { strays += try noteDeletedDeal(deal.path, others) }
    for stray in strays {
      guard stray.isText else { throw GatedDeal<Tree>.unnamed(stray.path) }
      try noteStray(stray.path)
    }
  }

  /// Whether the change is one of a proposal by its own name; it is selected then, or its deletion noted.
  private mutating func selectByName(_ change: ChangedFile) throws(LoadFailure) -> Bool {
    // Where its deal cannot be read, this is told with the deals.
    guard !change.isRepository, let path = namedDeal ?? finder.deal(nearestTo: change.path),
      case .success(let home) = deal(path), home.isProposal(change.path)
    else { return false }
    guard change.isText else { throw GatedDeal<Tree>.unnamed(change.path) }
    if change.isDeleted {
      note(change.path, "deleted-proposal", "the proposal was deleted: nothing is judged")
    } else {
      try select([GatedDeal.Proposal(path: change.path, trail: try tree.trail(of: change.path))], of: home)
    }
    return true
  }

  /// Changes as places, to hold every proposal of every deal against.
  private struct Places {
    var all: Set<Path> = []
    /// What lies below them may have changed too.
    var folders: [Path] = []

    init(_ changes: Set<ChangedFile>, _ tree: Tree) {
      for change in changes {
        let place = Path(tree.absolute(change.path))
        all.insert(place)
        if change.isRepository { folders.append(place) }
        if change.isDeleted, change.isDeal { folders.append(Path(FilePath.directory(of: place.text))) }
      }
    }
  }

  /// Whether a proposal has to be judged because of changes that do not bear its name: of a link that it goes through, of what a
  /// link leads to, or of a deal below this one, which is there no more.
  private func isCalledFor(_ proposal: GatedDeal<Tree>.Proposal, by changed: Places) -> Bool {
    if proposal.trail.contains(where: changed.all.contains) { return true }
    if changed.folders.isEmpty { return false }
    let places = proposal.trail + [Path(tree.absolute(proposal.path))]
    return changed.folders.contains { folder in places.contains { $0.isBelow(folder) } }
  }

  /// Whether a deal that cannot be read may have to do with changes. What it rests on is not known; but what is no document, and
  /// nearer to another deal, is surely nothing of it.
  private func mayConcern(_ deal: String, _ changes: [ChangedFile]) -> Bool {
    changes.contains { change in
      change.isDocument || change.isRepository || namedDeal != nil
        || finder.deal(nearestTo: change.path).map { Path(tree.absolute($0)) } == Path(tree.absolute(deal))
    }
  }

  /// Of another repository only the number of a commit is committed here: its files are those that lie there, or cannot be judged.
  private func check(_ repository: ChangedFile, _ deal: GatedDeal<Tree>, touches: Bool) throws(LoadFailure) {
    if repository.isDeleted { return }
    let isInside = try deal.reachesInto(repository.path)
    guard touches || isInside else { return }
    if try tree.entries(of: repository.path).isEmpty {
      throw LoadFailure([
        Diagnostic(
          "the submodule '\(repository.path)' is not checked out: whether it holds proposals of '\(deal.path)' is not known",
          code: "submodule", at: .start(of: repository.path), help: "run 'git submodule update --init'")
      ])
    }
    if tree.readsSubmodules { return }
    throw LoadFailure([
      Diagnostic(
        "the submodule '\(repository.path)' changed, and '\(deal.path)' has its proposals or its rules there: git's index holds the "
          + "number of its commit, and no file that could be judged",
        code: "submodule", at: .start(of: repository.path),
        help: "check the commit out there, and judge the working tree: preclear gate --since HEAD")
    ])
  }

  /// Every deal below the working folder or in the repository, and those above the changes.
  private mutating func allDeals(
    near changes: [ChangedFile]
  ) throws(LoadFailure) -> [(path: String, deal: Result<GatedDeal<Tree>, LoadFailure>)] {
    if let namedDeal { return [(namedDeal, deal(namedDeal))] }
    var met: Set<Path> = []
    var all: [(path: String, deal: Result<GatedDeal<Tree>, LoadFailure>)] = []
    for path in try tree.deals() + changes.compactMap({ finder.deal(nearestTo: $0.path) })
    where met.insert(Path(tree.absolute(path))).inserted {
      all.append((path, deal(path)))
    }
    return all
  }

  // MARK: Remarks

  private mutating func note(_ path: String, _ code: String, _ message: String) {
    remarks.append(Diagnostic(message, code: code, at: .start(of: path), severity: .note))
  }

  private mutating func noteMissing(_ repository: ChangedFile) {
    remarks.append(
      Diagnostic(
        "the submodule is not checked out: whether it holds a deal is not known", code: "submodule",
        at: .start(of: repository.path), help: "run 'git submodule update --init'", severity: .warning))
  }

  private static func warning(of mistake: Diagnostic, deal path: String) -> Diagnostic {
    Diagnostic(
      "the deal '\(path)' cannot be read, and nothing of it is judged: \(mistake.message)", code: mistake.code,
      at: mistake.range, help: mistake.help, severity: .warning)
  }

  /// What was deleted with a deal is told. What is left of it: without its deal a proposal is in nobody's care.
  private mutating func noteDeletedDeal(
    _ path: String, _ changes: [ChangedFile]
  ) throws(LoadFailure) -> [ChangedFile] {
    let folder = Path(FilePath.directory(of: tree.absolute(path)))
    note(path, "deleted-deal", "the deal was deleted: nothing of it is judged")
    for change in changes
    where change.isDeleted && change.isDocument && !change.isDeal && Path(tree.absolute(change.path)).isBelow(folder) {
      note(change.path, "deleted-proposal", "deleted with its deal, '\(path)': nothing is judged")
    }
    return try tree.files(under: FilePath.directory(of: path)).map { ChangedFile($0) }.filter(\.isDocument)
  }

  /// A file that no pattern matches and that reads like a proposal.
  private mutating func noteStray(_ path: String) throws(LoadFailure) {
    let home = try home(of: path)
    if let home, home.isProposal(path) { return }
    // Under another name it is a proposal, and judged.
    guard let file = try tree.trail(of: path).last, !selected.contains(where: { $0.files.contains(file) }) else {
      return
    }
    let look = StrayLook(try tree.read(path))
    if case .nothing = look { return }
    guard let home else {
      // A proposal is no JSON Lines: this is a log, which nobody has said to be the ledger of a deal.
      if FilePath.hasSuffix(path.lowercased(), ".jsonl") { return }
      var mistakes = [
        Diagnostic(
          "found no \(Deal.fileName) in the folder of this proposal or above it", code: "no-deal",
          at: .start(of: path), help: "put it below a deal, or name the deal with --deal")
      ]
      if case .unreadable(let failure) = look { mistakes += failure.diagnostics }
      throw LoadFailure(mistakes)
    }
    let what: String
    switch look {
    case .nothing: return
    case .unreadable(let failure): what = "cannot be read: \(failure.diagnostics.first?.message ?? "")"
    case .events(let kinds):
      let known = Set(try home.kinds())
      guard let kind = kinds.first(where: known.contains) else { return }
      what = "'\(kind)'"
    }
    remarks.append(
      Diagnostic(
        "this reads like a proposal (\(what)), and no pattern of '\(home.path)' matches it: it is not judged",
        code: "stray-proposal", at: .start(of: path),
        help: "move it to where the deal's proposals: look, or add a pattern there", severity: .warning))
  }

  // MARK: What they come to

  private func report() throws(LoadFailure) -> GateReport {
    var gate = GateReport(reports: [], remarks: remarks)
    var mistakes: [Diagnostic] = []
    for selection in selected {
      let deal = selection.deal
      do throws(LoadFailure) {
        let workspace = try deal.workspace()
        var files: [SourceFile] = []
        for path in selection.paths { files.append(try tree.read(path)) }
        // Without a proposal there is no report, but rules, record and waivers are checked.
        let (report, rules) = try workspace.checkApart(files, packDigest: digest(workspace.packFiles))
        if !report.results.isEmpty { gate.reports.append(report) }
        try rejectSharedIDs(selection, report)
        gate.remarks += try waiverRemarks(selection, workspace, report, rules)
      } catch {
        mistakes += error.diagnostics
      }
    }
    if !mistakes.isEmpty { throw LoadFailure(mistakes) }
    return gate
  }

  /// An id is that of one event: whoever reads a report, a record or a waiver takes it for one. In the files that are judged it
  /// stands once. Where a waiver lifted something it stands once in all proposals of the deal, judged now or not: the waiver is for
  /// one event, and does not say which of two.
  private func rejectSharedIDs(_ selection: Selection, _ report: Report) throws(LoadFailure) {
    var mistakes: [Diagnostic] = []
    var first: [String: EventLocation] = [:]
    for result in report.results {
      guard let place = result.location else { continue }
      guard let other = first[result.event] else {
        first[result.event] = place
        continue
      }
      mistakes.append(
        Diagnostic(
          "the id '\(result.event)' is that of another proposal, in '\(other.file)', line \(other.line)",
          code: "duplicate-id",
          at: .place(place), help: "an id is that of one event: give one of them another"))
    }
    let waived = report.results.filter { $0.findings.contains { $0.outcome == .waived } }
    if mistakes.isEmpty, !waived.isEmpty {
      let places = Dictionary(waived.map { ($0.event, $0.location) }) { first, _ in first }
      for event in try otherEvents(selection) {
        guard let id = event["id"], let text = id.scalar?.text, case .some(let place) = places[text] else { continue }
        mistakes.append(
          Diagnostic(
            "the id '\(text)' is that of another proposal, in '\(place?.file ?? "")', which is waived: for which of the two is not known",
            code: "duplicate-id", at: id.range, help: "a waiver is for one event: give one of them another id"))
      }
    }
    if !mistakes.isEmpty { throw LoadFailure(mistakes) }
  }

  /// The events in proposals that are not judged now. Whoever changes one is told what is wrong with it; here such a file has none.
  private func otherEvents(_ selection: Selection) throws(LoadFailure) -> [DocumentNode] {
    var events: [DocumentNode] = []
    var met = selection.files
    for proposal in try selection.deal.proposals() {
      guard let file = proposal.trail.last, met.insert(file).inserted else { continue }
      do throws(LoadFailure) {
        let node = try YAMLReader.read(try tree.read(proposal.path))
        events += node.items ?? [node]
      } catch { continue }
    }
    return events
  }

  /// Proposals that were not judged are read only where a waiver is for an event that is known nowhere else.
  private func waiverRemarks(
    _ selection: Selection, _ workspace: Workspace, _ report: Report, _ rules: [String]
  ) throws(LoadFailure) -> [Diagnostic] {
    let deal = selection.deal
    guard let path = deal.deal.waivers else { return [] }
    guard tree.exists(path) else {
      return [
        Diagnostic(
          "the deal names waivers in '\(path)', and there is no such file", code: "no-waivers",
          at: .start(of: deal.path),
          severity: .warning)
      ]
    }
    var audit = WaiverAudit(workspace.locatedWaivers, rules: rules, results: report.results)
    audit.addEvents(workspace.historyNodes)
    if audit.hasUnknownEvents { audit.addEvents(try otherEvents(selection)) }
    return audit.remarks
  }
}
