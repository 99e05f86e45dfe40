import PreclearEngine

/// A deal as a gate sees it: which files are its proposals, and which its verdicts rest on.
final class GatedDeal<Tree: ProposalTree> {
  /// A file that is judged, by the name that a pattern matches.
  struct Proposal {
    let path: String
    /// Every place that the name leads through; the last is the file itself.
    let trail: [Path]
  }

  let path: String
  let deal: Deal
  private let patterns: [ProposalPattern]
  private let tree: Tree
  /// Nil where the deal was named, and is the deal of whatever lies below it.
  private let finder: DealFinder<Tree>?
  private var opened: Workspace?
  private var known: [Proposal]?
  private var footprint: Set<Path>?
  private var packFolders: Set<Path> = []

  init(_ path: String, _ tree: Tree, _ finder: DealFinder<Tree>?) throws(LoadFailure) {
    self.path = path
    self.tree = tree
    self.finder = finder
    deal = try Deal.load(path, files: tree)
    patterns = try Self.patterns(deal.proposals)
  }

  private static func patterns(_ node: DocumentNode?) throws(LoadFailure) -> [ProposalPattern] {
    guard let node else { return [] }
    var diagnostics = Diagnostics()
    let items = node.list(&diagnostics, "a list of patterns such as \"proposals/*.yaml\"") ?? []
    var patterns: [ProposalPattern] = []
    for item in items {
      guard let text = item.text(&diagnostics, "a pattern such as \"proposals/*.yaml\"") else { continue }
      if let pattern = ProposalPattern(text) {
        patterns.append(pattern)
      } else {
        diagnostics.error(
          "the pattern '\(text)' leads out of the deal's folder", code: "proposal-pattern", at: item.range,
          help: "proposals lie beside the deal or below it: write proposals/*.yaml")
      }
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    return patterns
  }

  /// Its pack, history and waivers, read once.
  func workspace() throws(LoadFailure) -> Workspace {
    if let opened { return opened }
    let workspace = try Workspace.open(deal, ledger: nil, files: tree)
    opened = workspace
    return workspace
  }

  // MARK: Proposals

  /// Whether a file is a proposal by its own name.
  func isProposal(_ path: String) -> Bool {
    guard !patterns.isEmpty, !isInput(path) else { return false }
    let relative = FilePath.relative(tree.absolute(path), to: tree.absolute(deal.directory))
    return patterns.contains { $0.matches(relative) } && !isRuleTest(path)
  }

  /// A wide pattern matches the deal's own files too.
  private func isInput(_ path: String) -> Bool {
    FilePath.name(of: path) == Deal.fileName[...]
      || [self.path, deal.ledger, deal.waivers].contains {
        $0.map { Path(tree.absolute($0)) } == Path(tree.absolute(path))
      }
  }

  /// A wide pattern matches the tests of rules too. That a file is one is seen from what it holds: by its name alone a proposal
  /// could pass for one.
  private func isRuleTest(_ path: String) -> Bool {
    guard FilePath.hasSuffix(path, ".test.yaml") else { return false }
    do throws(LoadFailure) {
      let node = try YAMLReader.read(try tree.read(path))
      return node["cases"] != nil && node["kind"] == nil
    } catch {
      // Whoever judges it then is told what is wrong.
      return false
    }
  }

  /// Every proposal. Those below another deal are that deal's.
  func proposals() throws(LoadFailure) -> [Proposal] {
    if let known { return known }
    var found: [Proposal] = []
    if !patterns.isEmpty {
      try find(in: deal.directory, at: try tree.trail(of: deal.directory), ProposalPattern.Progress(patterns), &found)
    }
    known = found
    return found
  }

  /// Goes down where a pattern may match, hidden folders and links to folders included.
  private func find(
    in folder: String, at trail: [Path], _ progress: ProposalPattern.Progress, _ found: inout [Proposal],
    inside open: [Path] = []
  ) throws(LoadFailure) {
    // A link that leads back to a folder around it shows the same files again.
    guard let real = trail.last, !open.contains(real) else { return }
    for entry in try tree.entries(of: folder) {
      let next = progress.entering(entry.name)
      if next.isOver, !next.isMatch { continue }
      let path = FilePath.join(folder, entry.name)
      guard entry.isText else { throw Self.unnamed(path) }
      let leadsOn =
        entry.isLink
        ? trail + (try tree.trail(of: real.text + "/" + entry.name)) : trail + [Path(real.text + "/" + entry.name)]
      switch entry.kind {
      case .folder: try find(in: path, at: leadsOn, next, &found, inside: open + [real])
      case .file, .other:
        guard next.isMatch, !isInput(path), isOwn(path), !isRuleTest(path) else { continue }
        if entry.kind == .other {
          throw LoadFailure([
            Diagnostic(
              "cannot read '\(path)': it is no file", code: "unreadable-file", at: .start(of: path))
          ])
        }
        found.append(Proposal(path: path, trail: leadsOn))
      }
    }
  }

  /// What cannot be named can neither be read nor reported on.
  static func unnamed(_ path: String) -> LoadFailure {
    LoadFailure([
      Diagnostic(
        "the name of '\(path)' is not in UTF-8: a proposal by this name cannot be judged", code: "file-name",
        at: .start(of: path), help: "rename the file")
    ])
  }

  /// Whether proposals of this deal lie in a folder, or may.
  func reachesInto(_ folder: String) throws(LoadFailure) -> Bool {
    let place = Path(tree.absolute(folder))
    if try proposals().contains(where: { $0.trail.contains { $0.isBelow(place) } }) { return true }
    let relative = FilePath.relative(place.text, to: tree.absolute(deal.directory))
    guard !FilePath.leadsOut(relative), !patterns.isEmpty else { return false }
    var progress = ProposalPattern.Progress(patterns)
    for name in FilePath.names(of: relative) { progress.enter(name) }
    return !progress.isOver
  }

  private func isOwn(_ path: String) -> Bool {
    guard let finder else { return true }
    return finder.deal(nearestTo: path).map { Path(tree.absolute($0)) } == Path(tree.absolute(self.path))
  }

  // MARK: What verdicts rest on

  /// Whether a verdict of this deal may come out differently because of the change.
  func restsOn(_ change: ChangedFile) throws(LoadFailure) -> Bool {
    let place = Path(tree.absolute(change.path))
    if try ownFiles().contains(where: { change.touches($0, from: place) }) { return true }
    if FilePath.hasSuffix(change.path, ".test.yaml") { return false }
    let files: Set<Path>
    do throws(LoadFailure) { files = try self.files() } catch {
      // Rules that cannot be read are told of where what changed may be one of them; mended, they judge everything again.
      if change.isDocument || change.isRepository { throw error }
      return false
    }
    if files.contains(where: { change.touches($0, from: place) }) { return true }
    guard change.isDocument else { return false }
    // A file that was deleted is in no list any more: what lies in a folder of the pack is taken for a part of it.
    return packFolders.contains(Path(FilePath.directory(of: place.text)))
  }

  /// Every place that its deal, ledger, waivers and pack lead through; for those no rule has to be read.
  private func ownFiles() throws(LoadFailure) -> Set<Path> {
    if let footprint { return footprint }
    var places: Set<Path> = []
    for path in [path, deal.ledger, deal.waivers, deal.packDirectory].compactMap(\.self) {
      places.formUnion(try tree.trail(of: path))
    }
    return places
  }

  /// With those of each file of its rules.
  private func files() throws(LoadFailure) -> Set<Path> {
    if let footprint { return footprint }
    var places = try ownFiles()
    for file in try workspace().packFiles {
      let trail = try tree.trail(of: FilePath.join(deal.packDirectory, file.path))
      places.formUnion(trail)
      if let end = trail.last { packFolders.insert(Path(FilePath.directory(of: end.text))) }
    }
    footprint = places
    return places
  }

  /// Whether a file takes part in judging as what it is, and is no proposal in the wrong place.
  func isPart(_ path: String) throws(LoadFailure) -> Bool {
    guard let end = try tree.trail(of: path).last else { return false }
    return try files().contains(end)
  }

  /// The kinds of event that the deal's pack knows.
  func kinds() throws(LoadFailure) -> [String] { try workspace().kindNames }
}

extension ChangedFile {
  /// Of another repository it is not known what changed in it.
  func touches(_ other: Path, from place: Path) -> Bool {
    other == place || (isRepository && other.isBelow(place))
  }
}
