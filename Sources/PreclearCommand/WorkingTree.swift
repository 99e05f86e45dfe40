import PreclearEngine
import PreclearLanguage

/// The files as they lie there.
struct WorkingTree: ProposalTree {
  private let files = Files()
  let workingFolder: String
  let top: String
  /// The folder below which every deal is looked for.
  private let searched: String
  /// Deals that are known beside those that are found.
  private let known: [String]

  init(top: String, searched: String = ".", known: [String] = []) {
    self.top = top
    self.searched = searched
    self.known = known
    workingFolder = files.workingFolder
  }

  func read(_ path: String) throws(LoadFailure) -> SourceFile { try files.read(path) }
  func exists(_ path: String) -> Bool { files.exists(path) }
  func holds(_ path: String) -> Bool { files.exists(path) }
  func list(_ directory: String) -> [String] { files.list(directory) }
  func entries(of folder: String) throws(LoadFailure) -> [FolderEntry] { try files.entries(of: folder) }
  func linkTarget(_ path: String) throws(LoadFailure) -> String? { try files.linkTarget(path) }
  var readsSubmodules: Bool { true }

  func deals() throws(LoadFailure) -> [String] {
    let found = try files(under: searched).filter { FilePath.name(of: $0) == Deal.fileName[...] }
    return found.map(fromWorkingFolder) + known.filter(exists)
  }

  /// Throws if a file cannot be opened for reading, without opening it: a pipe is opened but once.
  func checkReadable(_ path: String) throws(LoadFailure) { try files.checkReadable(path) }
}
