import PreclearEngine

/// Judges the proposals that changed, each against the deal nearest to it.
///
/// It fails closed: what should be judged and cannot be is an error, and every error of every deal is told.
package struct Gate<Tree: ProposalTree> {
  private let tree: Tree
  /// The one deal to judge in, where it is named.
  private let namedDeal: String?
  private let digest: ([(path: String, bytes: [UInt8])]) -> String
  /// In the order in which they were met.
  private var deals: [GatedDeal<Tree>] = []
  /// The proposals to judge, by deal.
  private var selected: [(deal: GatedDeal<Tree>, paths: [String])] = []
  private var remarks: [Diagnostic] = []

  package init(_ tree: Tree, deal: String?, digest: @escaping ([(path: String, bytes: [UInt8])]) -> String) {
    self.tree = tree
    namedDeal = deal.map { FilePath.join(".", $0) }
    self.digest = digest
  }

  /// Every proposal that was judged, with its deal.
  package var judged: [(deal: String, proposal: String)] {
    selected.flatMap { deal, paths in paths.map { (deal.path, $0) } }
  }

  /// Judges what the changes call for.
  package mutating func judge(_ changes: [ChangedFile]) throws(LoadFailure) -> GateReport {
    var others: [ChangedFile] = []
    var met: Set<ChangedFile> = []
    for change in changes where met.insert(change).inserted {
      if let home = try home(of: change.path), home.isProposal(change.path) {
        if change.isDeleted { noteDeletion(change.path) } else { select([change.path], of: home) }
      } else {
        others.append(change)
      }
    }
    try selectByInputs(others)
    return try report()
  }

  /// Judges every proposal of every deal below the working folder.
  package mutating func judgeAll() throws(LoadFailure) -> GateReport {
    let all = try allDeals(near: [])
    guard !all.isEmpty else {
      throw LoadFailure(
        "found no \(Deal.fileName) below the working folder", code: "no-deal", help: "name the deal with --deal")
    }
    for deal in all { select(deal.proposals(), of: deal) }
    return try report()
  }

  // MARK: Which proposals

  private mutating func home(of path: String) throws(LoadFailure) -> GatedDeal<Tree>? {
    guard let found = namedDeal ?? tree.nearestDeal(to: path) else { return nil }
    return try deal(found)
  }

  private mutating func deal(_ path: String) throws(LoadFailure) -> GatedDeal<Tree> {
    if let known = deals.first(where: { $0.path == path }) { return known }
    let deal = try GatedDeal(path, tree)
    deals.append(deal)
    return deal
  }

  private mutating func select(_ paths: [String], of deal: GatedDeal<Tree>) {
    guard let known = selected.firstIndex(where: { $0.deal === deal }) else {
      selected.append((deal, paths))
      return
    }
    let before = Set(selected[known].paths)
    selected[known].paths += paths.filter { !before.contains($0) }
  }

  /// What is no proposal may be what verdicts rest on, or a proposal in the wrong place.
  private mutating func selectByInputs(_ changes: [ChangedFile]) throws(LoadFailure) {
    guard !changes.isEmpty else { return }
    var inputs: Set<ChangedFile> = []
    for deal in try allDeals(near: changes) {
      var isTouched = false
      for change in changes where try deal.restsOn(change) {
        inputs.insert(change)
        isTouched = true
      }
      if isTouched { select(deal.proposals(), of: deal) }
    }
    var strays = changes.filter { $0.isDocument && !$0.isDeleted && !inputs.contains($0) }
    // Without its deal a proposal is in nobody's care.
    for change in changes where change.isDeleted && FilePath.name(of: change.path) == Deal.fileName {
      strays += tree.files(under: FilePath.directory(of: change.path)).map { ChangedFile($0) }.filter(\.isDocument)
    }
    for stray in strays { try noteStray(stray.path) }
  }

  /// Every deal below the working folder, and those above the changes.
  private mutating func allDeals(near changes: [ChangedFile]) throws(LoadFailure) -> [GatedDeal<Tree>] {
    var paths: [String] = []
    if let namedDeal {
      paths = [namedDeal]
    } else {
      paths = tree.files(under: ".").filter { $0 == Deal.fileName || $0.hasSuffix("/" + Deal.fileName) }
      for change in changes {
        if let above = tree.nearestDeal(to: change.path), !paths.contains(above) { paths.append(above) }
      }
    }
    var all: [GatedDeal<Tree>] = []
    for path in paths { all.append(try deal(path)) }
    return all
  }

  private mutating func noteDeletion(_ path: String) {
    remarks.append(
      Diagnostic(
        "the proposal was deleted: nothing is judged", code: "deleted-proposal", at: Self.start(of: path),
        severity: .note))
  }

  /// A file that no pattern matches and that reads like a proposal.
  private mutating func noteStray(_ path: String) throws(LoadFailure) {
    guard let kind = try kindOfEvent(in: path) else { return }
    guard let home = try home(of: path) else {
      throw LoadFailure([
        Diagnostic(
          "found no \(Deal.fileName) in the folder of this proposal or above it", code: "no-deal",
          at: Self.start(of: path), help: "put it below a deal, or name the deal with --deal")
      ])
    }
    guard !home.isProposal(path), try home.knows(kind) else { return }
    remarks.append(
      Diagnostic(
        "this reads like a proposal ('\(kind)'), and no pattern of '\(home.path)' matches it: it is not judged",
        code: "stray-proposal", at: Self.start(of: path),
        help: "move it to where the deal's proposals: look, or add a pattern there", severity: .warning))
  }

  /// The kind of the file's first record, if it is one with all that an event has. What cannot be read as YAML is none.
  private func kindOfEvent(in path: String) throws(LoadFailure) -> String? {
    let file = try tree.read(path)
    let node: DocumentNode
    do throws(LoadFailure) { node = try YAMLReader.read(file) } catch { return nil }
    let first = node.items?.first ?? node
    guard first["id"] != nil, first["date"] != nil else { return nil }
    return first["kind"]?.scalar?.text
  }

  private static func start(of path: String) -> SourceRange {
    let start = SourcePosition(line: 1, column: 1)
    return SourceRange(file: SourceFile(path: path, bytes: []), start: start, end: start)
  }

  // MARK: What they come to

  private func report() throws(LoadFailure) -> GateReport {
    var gate = GateReport(reports: [], remarks: remarks)
    var mistakes: [Diagnostic] = []
    for (deal, paths) in selected {
      do throws(LoadFailure) {
        let workspace = try deal.workspace()
        var files: [SourceFile] = []
        for path in paths { files.append(try tree.read(path)) }
        // Without a proposal there is no report, but rules, record and waivers are checked.
        let (report, rules) = try workspace.checkApart(files, packDigest: digest(workspace.packFiles))
        if !report.results.isEmpty { gate.reports.append(report) }
        gate.remarks += try waiverRemarks(deal, workspace, report, rules, judged: paths)
      } catch {
        mistakes += error.diagnostics
      }
    }
    if !mistakes.isEmpty { throw LoadFailure(mistakes) }
    return gate
  }

  /// Proposals that were not judged are read only where a waiver is for an event that is known nowhere else.
  private func waiverRemarks(
    _ deal: GatedDeal<Tree>, _ workspace: Workspace, _ report: Report, _ rules: [String], judged: [String]
  ) throws(LoadFailure) -> [Diagnostic] {
    guard let path = deal.deal.waivers else { return [] }
    guard tree.exists(path) else {
      return [
        Diagnostic(
          "the deal names waivers in '\(path)', and there is no such file", code: "no-waivers",
          at: Self.start(of: deal.path), severity: .warning)
      ]
    }
    var audit = WaiverAudit(try WaiverReader.load(path, tree), rules: rules, results: report.results)
    audit.addEvents(workspace.historyNodes)
    if audit.hasUnknownEvents {
      let judged = Set(judged)
      for path in deal.proposals() where !judged.contains(path) {
        // Whoever changes a proposal is told what is wrong with it; here it is only looked for an id.
        do throws(LoadFailure) { audit.addEvents([try YAMLReader.read(try tree.read(path))]) } catch { continue }
      }
    }
    return audit.remarks
  }
}
