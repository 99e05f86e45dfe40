import PreclearEngine
import PreclearLanguage
import Synchronization

/// The files as they are about to be committed. What git does not track is read from the working tree.
final class GitIndex: ProposalTree {
  private struct Entry {
    let mode: Substring
    let object: Substring
    let isInConflict: Bool

    var isLink: Bool { mode == "120000" }
    /// Another repository, of which the index holds a commit and no files.
    var isRepository: Bool { mode == "160000" }
  }

  private let git: Git
  /// By their path in the repository.
  private let entries: [String: Entry]
  /// Sorted by their bytes, as git gives them.
  private let paths: [String]
  private let workingTree = Files()
  private let blobs = Mutex(BlobReader())
  private let untracked = Mutex<[String]>([])

  /// `MODE OBJECT STAGE⇥PATH`, each ended with a zero.
  init(_ git: Git, listing: [UInt8]) {
    self.git = git
    var entries: [String: Entry] = [:]
    var paths: [String] = []
    for line in Git.names(in: listing) {
      guard let tab = line.firstIndex(of: "\t") else { continue }
      let parts = line[..<tab].split(separator: " ")
      guard parts.count == 3 else { continue }
      let path = String(line[line.index(after: tab)...])
      let entry = Entry(mode: parts[0], object: parts[1], isInConflict: parts[2] != "0")
      if entries.updateValue(entry, forKey: path) == nil { paths.append(path) }
    }
    self.entries = entries
    self.paths = paths
  }

  var workingFolder: String { workingTree.workingFolder }
  var top: String { git.top }

  /// What was read although git does not track it, in the order of the paths.
  var untrackedReads: [String] { untracked.withLock { $0.sorted() } }

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let name = try tracked(path) else {
      if git.inRepository(path) != nil { untracked.withLock { if !$0.contains(path) { $0.append(path) } } }
      return try workingTree.read(path)
    }
    guard let entry = entries[name] else { throw Files.unreadable(path) }
    if entry.isInConflict {
      throw Files.failure("'\(path)' has a conflict that is not resolved", code: "git", path: path)
    }
    return SourceFile(path: path, bytes: try blob(entry, path))
  }

  func exists(_ path: String) -> Bool {
    do throws(LoadFailure) {
      if let name = try tracked(path) { return entries[name] != nil }
      return workingTree.exists(path)
    } catch {
      // Whoever reads it then is told what is wrong.
      return true
    }
  }

  func list(_ directory: String) -> [String] {
    guard let folder = git.inRepository(directory) else { return workingTree.list(directory) }
    let prefix = folder == "." ? "" : folder + "/"
    let below = paths.filter { $0.hasPrefix(prefix) }
    if below.isEmpty { return workingTree.list(directory) }
    return below.filter { entries[$0]?.isRepository == false }.map { String($0.dropFirst(prefix.count)) }
      .filter { !$0.contains("/") }
  }

  func files(under folder: String) -> [String] {
    guard let inside = git.inRepository(folder) else { return workingTree.files(under: folder) }
    let prefix = inside == "." ? "" : inside + "/"
    return paths.filter { $0.hasPrefix(prefix) && entries[$0]?.isRepository == false }.map(git.fromWorkingFolder)
  }

  /// The entry that a path leads to, links followed; nil for what git does not track.
  private func tracked(_ path: String) throws(LoadFailure) -> String? {
    guard var name = git.inRepository(path) else { return nil }
    // As many links as the system itself would follow.
    for _ in 0..<40 {
      guard let link = linked(name) else { return entries[name].map { _ in name } }
      guard let entry = entries[link.path] else { return nil }
      let target = String(decoding: try blob(entry, path), as: UTF8.self)
      let joined = FilePath.join(FilePath.directory(of: link.path), target + link.rest)
      guard !target.hasPrefix("/"), joined != "..", !joined.hasPrefix("../") else {
        throw Files.failure(
          "'\(path)' is a link that leads out of the repository: what is committed is not what would be read",
          code: "git", path: path)
      }
      name = joined
    }
    throw Files.failure("'\(path)' leads through too many links", code: "git", path: path)
  }

  /// The first part of a path that is a link, and what stands after it.
  private func linked(_ name: String) -> (path: String, rest: String)? {
    if entries[name]?.isLink == true { return (name, "") }
    var end = name.firstIndex(of: "/")
    while let slash = end {
      let part = String(name[..<slash])
      if entries[part]?.isLink == true { return (part, String(name[slash...])) }
      end = name[name.index(after: slash)...].firstIndex(of: "/")
    }
    return nil
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
