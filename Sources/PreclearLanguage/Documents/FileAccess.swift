import PreclearEngine

/// Reads files for the loaders, which touch no file system themselves: every test of a pack may run from strings.
///
/// Paths are as the user gave them, joined by `/`.
package protocol FileAccess: Sendable {
  func read(_ path: String) throws(LoadFailure) -> SourceFile
  func exists(_ path: String) -> Bool
  /// Names (not paths) of the regular files in a directory, sorted; empty if it is not there.
  func list(_ directory: String) -> [String]
}

/// Paths as text. A name is told apart and a path is parted by bytes, as the file system does it: `é` is two names, and a slash
/// before a mark that combines with it is a slash.
package enum FilePath {
  private static let slash = UInt8(ascii: "/")

  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  /// The folder that a path lies in; `.` for a bare name.
  package static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: slash) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What stands after the last slash.
  package static func name(of path: String) -> Substring {
    path.utf8.lastIndex(of: slash).map { path[path.utf8.index(after: $0)...] } ?? path[...]
  }

  /// The names of a path, without empty ones.
  package static func names(of path: String) -> [Substring] {
    path.utf8.split(separator: slash).map { Substring($0) }
  }

  package static func hasSuffix(_ path: String, _ suffix: String) -> Bool {
    path.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// Whether a path, which is as ``join(_:_:)`` gives it, begins outside of where it starts.
  package static func leadsOut(_ path: String) -> Bool {
    path.utf8.starts(with: "..".utf8) && (path.utf8.count == 2 || path.utf8.starts(with: "../".utf8))
  }

  /// The path relative to a folder, without `.` and, where it can be, without `..`.
  package static func join(_ directory: String, _ path: String) -> String {
    let whole = isAbsolute(path) || directory == "." ? path : directory + "/" + path
    if isPlain(whole) { return whole }
    var parts: [Substring] = []
    for part in names(of: whole) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute(whole) ? "/" + joined : (joined.isEmpty ? "." : joined)
  }

  /// Whether the path is as short as it can be already: names of letters, with single slashes between them. Most are.
  private static func isPlain(_ path: String) -> Bool {
    var isAfterSlash = true
    for byte in path.utf8.dropFirst(path.utf8.first == slash ? 1 : 0) {
      // A part that begins with a point may be `.` or `..`.
      if isAfterSlash, byte == slash || byte == UInt8(ascii: ".") { return false }
      isAfterSlash = byte == slash
    }
    return !isAfterSlash
  }

  /// How one path is reached from a folder: `../calendars/nasdaq.yaml`.
  package static func relative(_ path: String, to directory: String) -> String {
    let target = names(of: join(".", path))
    let base = directory == "." ? [] : names(of: join(".", directory))
    var common = 0
    while common < min(target.count, base.count), target[common].utf8.elementsEqual(base[common].utf8) { common += 1 }
    return ([Substring](repeating: "..", count: base.count - common) + target[common...]).joined(separator: "/")
  }
}

/// A path as the file system tells it from others: by its bytes.
package struct Path: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: Path, b: Path) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  package static func < (a: Path, b: Path) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// Whether this is what lies in a folder, however deep.
  package func isBelow(_ folder: Path) -> Bool {
    guard folder.text != "/" else { return self != folder }
    return text.utf8.starts(with: folder.text.utf8)
      && text.utf8.dropFirst(folder.text.utf8.count).first == UInt8(ascii: "/")
  }
}
