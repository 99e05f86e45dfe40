import PreclearEngine

/// The files that a gate looks at: a working tree, or what is about to be committed.
package protocol ProposalTree: FileAccess {
  /// The folder that relative paths begin from, as an absolute path without links.
  var workingFolder: String { get }
  /// The absolute path of the highest folder in which a deal is looked for.
  var top: String { get }
  /// Every deal that there is to look at; files of hidden folders may be left out.
  func deals() throws(LoadFailure) -> [String]
  /// What lies in a folder, sorted by bytes; nothing where there is no such folder. What cannot be listed is an error.
  func entries(of folder: String) throws(LoadFailure) -> [FolderEntry]
  /// Where the link at an absolute path leads to, as it is written; nil where there is no link.
  func linkTarget(_ path: String) throws(LoadFailure) -> String?
  /// Whether a file is a part of what is judged, rather than something that merely lies beside it.
  func holds(_ path: String) -> Bool
  /// Whether the files of a repository inside this one are read as they will be.
  var readsSubmodules: Bool { get }
}

/// A name in a folder. What a link leads to counts; one that leads nowhere counts as a file, which cannot be read.
package struct FolderEntry: Sendable {
  package enum Kind: Sendable {
    case file
    case folder
    /// A pipe, a device.
    case other
  }

  package let name: String
  package let kind: Kind
  package let isLink: Bool
  /// False of bytes that are no UTF-8: by this name there is no such file.
  package let isText: Bool

  package init(_ name: String, isText: Bool = true, kind: Kind, isLink: Bool) {
    self.name = name
    self.isText = isText
    self.kind = kind
    self.isLink = isLink
  }
}

extension ProposalTree {
  package func absolute(_ path: String) -> String { FilePath.join(workingFolder, path) }

  /// The path from the working folder.
  package func fromWorkingFolder(_ path: String) -> String {
    let relative = FilePath.relative(absolute(path), to: workingFolder)
    return relative.isEmpty ? "." : relative
  }

  /// Every place that a path leads through, absolute: the links on the way, and at last what it stands for. It need not be there.
  package func trail(of path: String) throws(LoadFailure) -> [Path] {
    var trail: [Path] = []
    var rest = Array(FilePath.names(of: absolute(path)).reversed())
    var place = ""
    // Above the working folder there are no links, as it is written: only what is beside it has to be looked at.
    let known = FilePath.names(of: workingFolder)
    if rest.count >= known.count, zip(rest.reversed(), known).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }) {
      rest.removeLast(known.count)
      place = known.isEmpty ? "" : workingFolder
    }
    while let name = rest.popLast() {
      if name == "." { continue }
      if name == ".." {
        place = FilePath.directory(of: place.isEmpty ? "/" : place)
        if place == "/" { place = "" }
        continue
      }
      let next = place + "/" + name
      guard let target = try linkTarget(next) else {
        place = next
        continue
      }
      trail.append(Path(next))
      // As many links as the system itself would follow.
      guard trail.count <= 40 else {
        throw LoadFailure([
          Diagnostic("'\(path)' leads through too many links", code: "unreadable-file", at: .start(of: path))
        ])
      }
      if FilePath.isAbsolute(target) { place = "" }
      rest += FilePath.names(of: target).reversed()
    }
    return trail + [Path(place.isEmpty ? "/" : place)]
  }

  /// The files below a folder, sorted by bytes. Hidden folders (a build's, git's) are left out, and so are links to folders, which
  /// could lead in a circle.
  package func files(under folder: String) throws(LoadFailure) -> [String] {
    var found: [Path] = []
    var pending = [folder]
    while let current = pending.popLast() {
      for entry in try entries(of: current) where entry.isText && entry.name.utf8.first != UInt8(ascii: ".") {
        let path = FilePath.join(current, entry.name)
        switch entry.kind {
        case .folder: if !entry.isLink { pending.append(path) }
        case .file: found.append(Path(path))
        case .other: break
        }
      }
    }
    return found.sorted().map(\.text)
  }
}

/// Finds the deal that is nearest to a path, and remembers it for each folder.
final class DealFinder<Tree: ProposalTree> {
  private let tree: Tree
  private var nearest: [Path: String?] = [:]

  init(_ tree: Tree) { self.tree = tree }

  /// What the tree holds decides. Only where it holds no deal at all is one taken that merely lies there.
  func deal(nearestTo path: String) -> String? {
    let folder = FilePath.directory(of: path)
    let key = Path(tree.absolute(folder))
    if let known = nearest[key] { return known }
    let found = search(from: folder, tree.holds) ?? search(from: folder, tree.exists)
    nearest[key] = .some(found)
    return found
  }

  private func search(from start: String, _ isThere: (String) -> Bool) -> String? {
    var folder = start
    while true {
      let candidate = FilePath.join(folder, Deal.fileName)
      if isThere(candidate) { return candidate }
      let place = Path(tree.absolute(folder))
      if place == Path(tree.top) || place == Path("/") { return nil }
      folder = FilePath.join(folder, "..")
    }
  }
}

/// A file that differs from what was there before.
package struct ChangedFile: Hashable, Sendable {
  let place: Path
  package var path: String { place.text }
  package let isDeleted: Bool
  /// Another repository inside this one, of which it is only known that it changed.
  package let isRepository: Bool
  /// False of a name that is no UTF-8, and stands here in other letters.
  package let isText: Bool

  package init(_ path: String, isDeleted: Bool = false, isRepository: Bool = false, isText: Bool = true) {
    place = Path(FilePath.join(".", path))
    self.isDeleted = isDeleted
    self.isRepository = isRepository
    self.isText = isText
  }

  var isDeal: Bool { FilePath.name(of: path) == Deal.fileName[...] }

  /// Whether the file is of a kind that events and rules are written in.
  var isDocument: Bool {
    let name = FilePath.name(of: path).lowercased()
    return [".yaml", ".yml", ".json", ".jsonl"].contains { FilePath.hasSuffix(name, $0) }
  }
}

extension SourceRange {
  /// The start of a file: a message about a file as a whole has a place as every other has.
  static func start(of path: String) -> SourceRange {
    let start = SourcePosition(line: 1, column: 1)
    return SourceRange(file: SourceFile(path: path, bytes: []), start: start, end: start)
  }

  static func place(_ location: EventLocation) -> SourceRange {
    let start = SourcePosition(line: location.line, column: location.column)
    return SourceRange(file: SourceFile(path: location.file, bytes: []), start: start, end: start)
  }
}
