import PreclearEngine

/// The files that a gate looks at: a working tree, or what is about to be committed.
package protocol ProposalTree: FileAccess {
  /// The paths of all files below a folder, sorted by their bytes; hidden ones may be left out.
  func files(under folder: String) -> [String]
  /// The folder that relative paths begin from, as an absolute path without links.
  var workingFolder: String { get }
  /// The absolute path of the highest folder in which a deal is looked for.
  var top: String { get }
}

extension ProposalTree {
  func absolute(_ path: String) -> String { FilePath.join(workingFolder, path) }

  private func parent(of folder: String) -> String? {
    absolute(folder) == top || absolute(folder) == "/" ? nil : FilePath.join(folder, "..")
  }

  /// The nearest deal up from a path.
  func nearestDeal(to path: String) -> String? {
    var folder: String? = FilePath.directory(of: path)
    while let current = folder {
      let candidate = FilePath.join(current, Deal.fileName)
      if exists(candidate) { return candidate }
      folder = parent(of: current)
    }
    return nil
  }
}

/// A file that differs from what was there before.
package struct ChangedFile: Hashable, Sendable {
  package let path: String
  package let isDeleted: Bool

  package init(_ path: String, isDeleted: Bool = false) {
    self.path = FilePath.join(".", path)
    self.isDeleted = isDeleted
  }

  /// Whether the file is of a kind that events and rules are written in.
  var isDocument: Bool {
    [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) } && !path.hasSuffix(".test.yaml")
  }
}
