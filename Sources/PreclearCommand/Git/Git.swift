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
    let place = try start(placeArguments)
    let diff = try start(diffArguments + ["--cached", "--"])
    let listing = try start(["ls-files", "--stage", "--full-name", "-z", "--", ":/"])
    let git = try Git(place: try finish(place))
    let changes = try git.changes(try finish(diff))
    return (changes, GitIndex(git, listing: try finish(listing)))
  }

  /// What differs in the working tree from a revision, new files too; and the deals that git knows, hidden ones too.
  static func since(_ revision: String) throws(LoadFailure) -> (changes: [ChangedFile], deals: [String], top: String) {
    let place = try start(placeArguments)
    let commit = try start(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
    // A file of the user's own, outside of the repository or of its commits, may not hide a proposal.
    let untracked = try start([
      "ls-files", "--others", "--exclude-per-directory=.gitignore", "--full-name", "-z", "--", ":/",
    ])
    let known = try start(["ls-files", "--full-name", "-z", "--", ":(top,glob)**/\(Deal.fileName)"])
    let git = try Git(place: try finish(place))
    let found = commit.process.end()
    // The name of an object alone: what is asked for as "all but" comes with a mark.
    guard found.status == 0, let name = String(decoding: found.output, as: UTF8.self).split(separator: "\n").first,
      name.allSatisfy(\.isHexDigit)
    else {
      throw LoadFailure(
        "'\(revision)' is no commit: --since takes one revision, with which the working tree is compared", code: "git",
        help: "for what a branch has added: --since \"$(git merge-base main HEAD)\"")
    }
    let diff = try start(diffArguments + [String(name), "--"])
    let changes = try git.changes(try finish(diff))
    let new = names(in: try finish(untracked)).map { git.change($0, isDeleted: false, isRepository: $0.last == slash) }
    let deals = names(in: try finish(known)).map { git.fromWorkingFolder(String(decoding: $0, as: UTF8.self)) }
    return (changes + new, deals, git.top)
  }

  private static let slash = UInt8(ascii: "/")

  private static let placeArguments = ["rev-parse", "--is-inside-work-tree", "--show-prefix", "--show-toplevel"]

  // No configuration of the user's may hide a change: a rename is a deletion and a new file.
  private static let diffArguments = [
    "diff", "--raw", "--no-abbrev", "-z", "--no-renames", "--no-relative", "--no-ext-diff", "--ignore-submodules=none",
  ]

  private init(place output: [UInt8]) throws(LoadFailure) {
    // The last line break ends the output, and any other may belong to a name.
    let text = String(decoding: output, as: UTF8.self)
    let folder = Files.resolved(".")
    let inside = "true\n"
    guard text.utf8.starts(with: inside.utf8) else {
      throw LoadFailure("the working folder is in no working tree of git", code: "git")
    }
    let places = Substring(text.utf8.dropFirst(inside.utf8.count).dropLast())
    // PREFIX⏎TOP, where PREFIX is the end of the working folder.
    let names = FilePath.names(of: folder)
    var depth = 0
    while true {
      let prefix = names.suffix(depth).map { $0 + "/" }.joined()
      let top = "/" + names.dropLast(depth).joined(separator: "/")
      if places.utf8.elementsEqual("\(prefix)\n\(top)".utf8) {
        (self.prefix, self.top) = (prefix, top)
        break
      }
      guard depth < names.count else { throw Self.surprise("the place '\(places)' of '\(folder)'") }
      depth += 1
    }
    // With GIT_DIR alone git takes the working folder for the top of the repository, wherever it is.
    if prefix.isEmpty, Terminal.variable("GIT_DIR") != nil, Terminal.variable("GIT_WORK_TREE") == nil,
      Files().kind(of: ".git", followingLinks: false) == nil
    {
      throw LoadFailure(
        "GIT_DIR names a repository, and the working folder is not its top: git would take every path for another",
        code: "git", help: "run the gate at the top of the repository, or set GIT_WORK_TREE too")
    }
  }

  /// A path of the repository.
  func fromWorkingFolder(_ path: String) -> String {
    let relative = FilePath.relative(path, to: prefix.isEmpty ? "." : prefix)
    return relative.isEmpty ? "." : relative
  }

  /// The path in the repository, or nil outside of it. No link is looked at.
  func inRepository(_ path: String) -> String? {
    let absolute = FilePath.join(top, FilePath.join(prefix.isEmpty ? "." : prefix, path))
    if Path(absolute) == Path(top) { return "." }
    guard Path(absolute).isBelow(Path(top)) else { return nil }
    return FilePath.relative(absolute, to: top)
  }

  private func change(_ name: some Collection<UInt8>, isDeleted: Bool, isRepository: Bool) -> ChangedFile {
    let text = String(validating: name, as: UTF8.self)
    return ChangedFile(
      fromWorkingFolder(text ?? String(decoding: name, as: UTF8.self)), isDeleted: isDeleted,
      isRepository: isRepository,
      isText: text != nil)
  }

  /// Pairs of `:MODE MODE OBJECT OBJECT STATUS` and a path.
  private func changes(_ output: [UInt8]) throws(LoadFailure) -> [ChangedFile] {
    var changes: [ChangedFile] = []
    var fields = Self.names(in: output)[...]
    while let head = fields.popFirst() {
      let words = String(decoding: head, as: UTF8.self).split(separator: " ")
      guard let name = fields.popFirst(), words.count == 5 else { throw Self.surprise("a change without a path") }
      let status = words[4]
      let isDeleted = status == "D"
      let change = change(
        name, isDeleted: isDeleted, isRepository: (isDeleted ? words[0].dropFirst() : words[1]) == "160000")
      switch status {
      case "A", "M", "T", "D": changes.append(change)
      case "U":
        throw Files.failure("'\(change.path)' has a conflict that is not resolved", code: "git", path: change.path)
      default: throw Self.surprise("the status '\(status)' of '\(change.path)'")
      }
    }
    return changes.sorted { Path($0.path) < Path($1.path) }
  }

  /// What each ends with a zero.
  static func names(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0)
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
