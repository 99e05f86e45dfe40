import PreclearEngine
import PreclearLanguage

/// Finds the deal that a proposal belongs to, where nobody names it.
package struct DealDiscovery {
  let files: Files

  package init(files: Files) {
    self.files = files
  }

  /// The nearest deal up from each proposal, else from the working folder. Throws if there is none, or if the proposals
  /// belong to different deals: one report speaks of one.
  package func deal(for proposals: [String]) throws(LoadFailure) -> String {
    var found: (deal: String, proposal: String)?
    for proposal in proposals {
      let deal = try deal(forOne: proposal)
      if let found, !files.areSame(found.deal, deal) {
        throw LoadFailure(
          "'\(found.proposal)' belongs to '\(found.deal)' and '\(proposal)' to '\(deal)'", code: "several-deals",
          help: "check them apart, or name one deal with --deal")
      }
      found = found ?? (deal, proposal)
    }
    guard let found else { throw LoadFailure("no proposal to check", code: "no-proposal") }
    return found.deal
  }

  private func deal(forOne proposal: String) throws(LoadFailure) -> String {
    if proposal != "-", let deal = nearest(from: FilePath.directory(of: proposal)) { return deal }
    if let deal = nearest(from: ".") { return deal }
    throw LoadFailure(
      "found no \(Deal.fileName) for '\(proposal)': neither in its folder or one above, nor from the working folder up",
      code: "no-deal", help: "name the deal with --deal")
  }

  private func nearest(from start: String) -> String? {
    var folder = FilePath.join(".", start)
    while true {
      let candidate = FilePath.join(folder, Deal.fileName)
      if files.exists(candidate) { return candidate }
      let parent = Self.parent(of: folder)
      // The root of the file system is its own parent; a folder that is not there is the same as none.
      if !files.isFolder(parent) || files.areSame(folder, parent) { return nil }
      folder = parent
    }
  }

  private static func parent(of folder: String) -> String {
    FilePath.join(folder, "..")
  }
}
