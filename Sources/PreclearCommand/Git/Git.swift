import PreclearEngine
import PreclearLanguage

/// What git says of the repository around the working folder. Paths are relative to the working folder, as everywhere.
struct Git {
  /// The folder of the repository, absolute.
  let top: String
  /// The working folder from there; empty at the top.
  private let prefix: String

  /// The changes that are about to be committed, and the files as they will be.
  static func staged() throws(LoadFailure) -> (changes: [ChangedFile], tree: GitIndex) {
    // All three run beside each other: most of git's time is its start.
    let place = try start(["rev-parse", "--is-inside-work-tree", "--show-prefix"])
    let diff = try start(diffArguments + ["--cached", "--"])
    let listing = try start(["ls-files", "--stage", "--full-name", "-z", "--", ":/"])
    let git = try Git(place: try finish(place))
    let changes = try git.changes(try finish(diff))
    return (changes, GitIndex(git, listing: try finish(listing)))
  }

  /// What differs in the working tree from a revision, new files too.
  static func since(_ revision: String) throws(LoadFailure) -> (changes: [ChangedFile], top: String) {
    if revision.contains("..") {
      throw LoadFailure(
        "'\(revision)' is a range: --since takes one revision, with which the working tree is compared", code: "git",
        help: "for what a branch has added: --since \"$(git merge-base main HEAD)\"")
    }
    let place = try start(["rev-parse", "--is-inside-work-tree", "--show-prefix"])
    let diff = try start(diffArguments + ["--end-of-options", revision, "--"])
    let untracked = try start(["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"])
    let git = try Git(place: try finish(place))
    let changes = try git.changes(try finish(diff))
    let new = names(in: try finish(untracked)).map { ChangedFile(git.fromWorkingFolder($0)) }
    return (changes + new, git.top)
  }

  // No configuration of the user's may hide a change: a rename is a deletion and a new file.
  private static let diffArguments = [
    "diff", "--name-status", "-z", "--no-renames", "--no-relative", "--no-ext-diff", "--ignore-submodules=none",
  ]

  private init(place output: [UInt8]) throws(LoadFailure) {
    let lines = String(decoding: output, as: UTF8.self)
    guard lines.hasPrefix("true\n") else {
      throw LoadFailure("the working folder is in no working tree of git", code: "git")
    }
    prefix = String(lines.dropFirst("true\n".count).dropLast())
    let folder = Files.resolved(".")
    top = prefix.isEmpty ? folder : String(folder.dropLast(prefix.count))
  }

  /// A path of the repository.
  func fromWorkingFolder(_ path: String) -> String {
    FilePath.relative(path, to: prefix.isEmpty ? "." : prefix)
  }

  /// The path in the repository, or nil outside of it.
  func inRepository(_ path: String) -> String? {
    if path.hasPrefix("/") {
      let resolved = FilePath.join(
        Files.resolved(FilePath.directory(of: path)), String(path.split(separator: "/").last ?? ""))
      return resolved.hasPrefix(top + "/") ? String(resolved.dropFirst(top.count + 1)) : nil
    }
    let joined = FilePath.join(prefix.isEmpty ? "." : prefix, path)
    return joined == ".." || joined.hasPrefix("../") ? nil : joined
  }

  /// Pairs of a letter and a path.
  private func changes(_ output: [UInt8]) throws(LoadFailure) -> [ChangedFile] {
    var changes: [ChangedFile] = []
    var fields = Self.names(in: output)[...]
    while let status = fields.popFirst() {
      guard let name = fields.popFirst() else { throw Self.surprise("a status without a path") }
      let path = fromWorkingFolder(name)
      switch status {
      case "A", "M", "T": changes.append(ChangedFile(path))
      case "D": changes.append(ChangedFile(path, isDeleted: true))
      case "U": throw Files.failure("'\(path)' has a conflict that is not resolved", code: "git", path: path)
      default: throw Self.surprise("the status '\(status)' of '\(path)'")
      }
    }
    return changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Texts that each end with a zero.
  static func names(in bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  static func surprise(_ what: String) -> LoadFailure {
    LoadFailure("git gave an answer that is not understood: \(what)", code: "git")
  }

  /// Options first, so that neither a pager nor a lock that belongs to somebody else comes into it.
  static func start(_ arguments: [String], isTalkedTo: Bool = false) throws(LoadFailure) -> GitProcess {
    let process = try Subprocess(
      ["git", "--no-pager", "--no-optional-locks", "--no-literal-pathspecs"] + arguments, isTalkedTo: isTalkedTo)
    return GitProcess(command: arguments[0], process: process)
  }

  private static func finish(_ started: GitProcess) throws(LoadFailure) -> [UInt8] {
    let end = started.process.end()
    guard end.status == 0 else {
      let lines = end.errors.split(separator: "\n")
      let reason = lines.first.map { ": \($0)" } ?? ""
      throw LoadFailure(
        "git \(started.command) failed\(reason)", code: "git",
        help: "--staged and --since need a repository of git; without one, name the files")
    }
    return end.output
  }
}

struct GitProcess {
  let command: String
  let process: Subprocess
}
