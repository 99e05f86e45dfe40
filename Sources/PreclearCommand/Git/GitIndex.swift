import PreclearEngine
import PreclearLanguage
import Synchronization

/// The files as they are about to be committed. What git does not track is read from the working tree.
final class GitIndex: ProposalTree {
  private struct Entry {
    let mode: Substring
    let object: Substring
    let isInConflict: Bool
    let isText: Bool

    var isLink: Bool { mode == "120000" }
    /// Another repository, of which the index holds a commit and no files.
    var isSubmodule: Bool { mode == "160000" }
  }

  private let git: Git
  /// Sorted by the bytes of their paths in the repository, as git gives them.
  private let entries: [(path: Path, entry: Entry)]
  private let workingTree = Files()
  private let blobs = Mutex(BlobReader())
  private let untracked = Mutex<[Path]>([])

  /// `MODE OBJECT STAGE⇥PATH`, each ended with a zero.
  init(_ git: Git, listing: [UInt8]) {
    self.git = git
    var entries: [(path: Path, entry: Entry)] = []
    for line in Git.names(in: listing) {
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { continue }
      let parts = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
      guard parts.count == 3 else { continue }
      // What cannot be read as text stands here in other letters; it is no file that anybody names, and refused where it changed.
      let path = Path(String(decoding: line[(tab + 1)...], as: UTF8.self))
      let isText = String(validating: line[(tab + 1)...], as: UTF8.self) != nil
      if entries.last?.path == path, entries.last?.entry.isInConflict == true { continue }
      entries.append((path, Entry(mode: parts[0], object: parts[1], isInConflict: parts[2] != "0", isText: isText)))
    }
    // Other letters may stand elsewhere in the order.
    self.entries = entries.allSatisfy(\.entry.isText) ? entries : entries.sorted { $0.path < $1.path }
  }

  var workingFolder: String { workingTree.workingFolder }
  var top: String { git.top }
  var readsSubmodules: Bool { false }

  /// What was read although git does not track it, in the order of the paths.
  var untrackedReads: [String] { untracked.withLock { $0.sorted().map(\.text) } }

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let entry = try entry(at: path) else {
      untracked.withLock { if !$0.contains(Path(path)) { $0.append(Path(path)) } }
      return try workingTree.read(path)
    }
    if entry.isInConflict {
      throw Files.failure("'\(path)' has a conflict that is not resolved", code: "git", path: path)
    }
    return SourceFile(path: path, bytes: try blob(entry, path))
  }

  func exists(_ path: String) -> Bool {
    do throws(LoadFailure) {
      return try entry(at: path) != nil || workingTree.exists(path)
    } catch {
      // Whoever reads it then is told what is wrong.
      return true
    }
  }

  func holds(_ path: String) -> Bool {
    do throws(LoadFailure) { return try entry(at: path) != nil } catch { return true }
  }

  func list(_ directory: String) -> [String] {
    do throws(LoadFailure) { return try entries(of: directory).filter { $0.kind == .file }.map(\.name) } catch {
      return []
    }
  }

  /// Every deal that git tracks, and those in submodules.
  func deals() throws(LoadFailure) -> [String] {
    var deals: [String] = []
    for (path, entry) in entries {
      if entry.isSubmodule {
        deals += try WorkingTree(top: top).files(under: git.fromWorkingFolder(path.text)).filter {
          FilePath.name(of: $0) == Deal.fileName[...]
        }
      } else if FilePath.name(of: path.text) == Deal.fileName[...] {
        deals.append(git.fromWorkingFolder(path.text))
      }
    }
    return deals
  }

  /// Of a folder that git tracks, what it tracks there; of any other, and of a submodule, what lies there.
  func entries(of folder: String) throws(LoadFailure) -> [FolderEntry] {
    guard let real = try trail(of: folder).last, let inside = git.inRepository(real.text) else {
      return try workingTree.entries(of: folder)
    }
    let lead = inside == "." ? "" : inside + "/"
    var found: [FolderEntry] = []
    var number = position(of: Path(lead))
    while number < entries.count, entries[number].path.text.utf8.starts(with: lead.utf8) {
      let (path, entry) = entries[number]
      let rest = path.text.utf8.dropFirst(lead.utf8.count)
      guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
        found.append(try self.entry(path, entry, named: rest))
        number += 1
        continue
      }
      let name = rest[..<slash]
      // The file of an untold name may lie in a folder whose name is text: it is met there.
      found.append(FolderEntry(String(Substring(name)), kind: .folder, isLink: false))
      // The next name after all that lies in this folder: '0' comes after '/'.
      number = position(of: Path(lead + String(Substring(name)) + "0"))
    }
    return found.isEmpty ? try workingTree.entries(of: folder) : found
  }

  private func entry(
    _ path: Path, _ entry: Entry, named name: Substring.UTF8View
  ) throws(LoadFailure) -> FolderEntry {
    var kind = entry.isSubmodule ? FolderEntry.Kind.folder : .file
    if entry.isLink, let end = try trail(of: FilePath.join(top, path.text)).last {
      kind = isFolder(end) ? .folder : .file
    }
    return FolderEntry(String(Substring(name)), isText: entry.isText, kind: kind, isLink: entry.isLink)
  }

  private func isFolder(_ place: Path) -> Bool {
    guard let inside = git.inRepository(place.text) else { return workingTree.isFolder(place.text) }
    if inside == "." { return true }
    let first = position(of: Path(inside + "/"))
    if first < entries.count, entries[first].path.isBelow(Path(inside)) { return true }
    guard let entry = entry(named: inside) else { return workingTree.isFolder(place.text) }
    return entry.isSubmodule
  }

  func linkTarget(_ path: String) throws(LoadFailure) -> String? {
    guard let inside = git.inRepository(path) else { return try workingTree.linkTarget(path) }
    if let entry = entry(named: inside) {
      return entry.isLink ? String(decoding: try blob(entry, path), as: UTF8.self) : nil
    }
    // A folder in the index is one, whatever lies there.
    return isFolder(Path(path)) ? nil : try workingTree.linkTarget(path)
  }

  /// The entry that a path leads to, links followed; nil for what git does not track.
  private func entry(at path: String) throws(LoadFailure) -> Entry? {
    let trail = try trail(of: path)
    guard let end = trail.last else { return nil }
    guard let inside = git.inRepository(end.text) else {
      let isTracked = trail.dropLast().contains { link in
        git.inRepository(link.text).flatMap { entry(named: $0) } != nil
      }
      if isTracked {
        throw Files.failure(
          "'\(path)' is a link that leads out of the repository: what is committed is not what would be read",
          code: "git", path: path)
      }
      return nil
    }
    return entry(named: inside).flatMap { $0.isSubmodule ? nil : $0 }
  }

  private func entry(named path: String) -> Entry? {
    let number = position(of: Path(path))
    guard number < entries.count, entries[number].path == Path(path) else { return nil }
    return entries[number].entry
  }

  /// The first entry whose path is this one or comes after it.
  private func position(of path: Path) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].path < path { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func blob(_ entry: Entry, _ path: String) throws(LoadFailure) -> [UInt8] {
    try blobs.withLock { reader throws(LoadFailure) in try reader.read(String(entry.object), for: path) }
  }
}

/// Reads objects of the repository, through one process for all of them.
private struct BlobReader {
  private var process: Subprocess?
  private var buffer: [UInt8] = []

  /// `OBJECT blob SIZE`, the bytes, and a line break.
  mutating func read(_ object: String, for path: String) throws(LoadFailure) -> [UInt8] {
    if process == nil { process = try Git.start(["cat-file", "--batch"], isTalkedTo: true).process }
    guard let process, process.send(object + "\n"), let line = receiveLine(process) else { throw Self.failure(path) }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ")
    guard words.count == 3, words[1] == "blob", let size = Int(words[2]) else { throw Self.failure(path) }
    while buffer.count < size + 1 {
      let piece = process.receive()
      if piece.isEmpty { throw Self.failure(path) }
      buffer += piece
    }
    let bytes = Array(buffer[..<size])
    buffer.removeFirst(size + 1)
    return bytes
  }

  private mutating func receiveLine(_ process: Subprocess) -> [UInt8]? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        return line
      }
      let piece = process.receive()
      if piece.isEmpty { return nil }
      buffer += piece
    }
  }

  private static func failure(_ path: String) -> LoadFailure {
    Files.failure("git cannot read '\(path)' from its index", code: "git", path: path)
  }
}
