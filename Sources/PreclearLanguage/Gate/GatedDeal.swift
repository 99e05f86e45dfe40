import PreclearEngine

/// A deal as a gate sees it: which files are its proposals, and which its verdicts rest on.
final class GatedDeal<Tree: ProposalTree> {
  let path: String
  let deal: Deal
  private let patterns: [ProposalPattern]
  private let tree: Tree
  private var opened: Workspace?

  init(_ path: String, _ tree: Tree) throws(LoadFailure) {
    self.path = path
    self.tree = tree
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

  func isProposal(_ path: String) -> Bool {
    guard !patterns.isEmpty, !isInput(path) else { return false }
    let relative = FilePath.relative(tree.absolute(path), to: tree.absolute(deal.directory))
    return patterns.contains { $0.matches(relative) }
  }

  /// A wide pattern matches the deal's own files too.
  private func isInput(_ path: String) -> Bool {
    path.hasSuffix(".test.yaml") || FilePath.name(of: path) == Deal.fileName
      || [deal.ledger, deal.waivers].contains { $0.map(tree.absolute) == tree.absolute(path) }
  }

  /// Every proposal. Those below another deal are that deal's.
  func proposals() -> [String] {
    tree.files(under: deal.directory).filter { isProposal($0) && tree.nearestDeal(to: $0) == path }
  }

  /// Whether a verdict of this deal may come out differently because of the change.
  func restsOn(_ change: ChangedFile) throws(LoadFailure) -> Bool {
    let changed = tree.absolute(change.path)
    let own = [path, deal.ledger, deal.waivers, deal.packDirectory].compactMap(\.self).map(tree.absolute)
    // A folder is named as changed where it is a repository of its own.
    if own.contains(where: { $0 == changed || $0.hasPrefix(changed + "/") }) { return true }
    guard change.isDocument else { return false }
    let folder = FilePath.directory(of: changed)
    let pack = tree.absolute(deal.packDirectory)
    // A file that was deleted is in no list any more: what lies in a folder of the pack is taken for a part of it.
    if folder == pack { return true }
    return try workspace().packFiles.contains {
      FilePath.directory(of: FilePath.join(pack, $0.path)) == folder
    }
  }

  /// Whether a record is of a kind that the deal's pack knows.
  func knows(_ kind: String) throws(LoadFailure) -> Bool {
    try workspace().kindNames.contains(kind)
  }
}
