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

/// Paths as text.
package enum FilePath {
  /// The folder that a path lies in; `.` for a bare name.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What stands after the last slash.
  package static func name(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }

  /// The path relative to a folder, without `.` and, where it can be, without `..`.
  package static func join(_ directory: String, _ path: String) -> String {
    let whole = path.hasPrefix("/") || directory == "." ? path : directory + "/" + path
    if isPlain(whole) { return whole }
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    let joined = parts.joined(separator: "/")
    return whole.hasPrefix("/") ? "/" + joined : (joined.isEmpty ? "." : joined)
  }

  /// Whether the path is as short as it can be already: names of letters, with single slashes between them. Most are.
  private static func isPlain(_ path: String) -> Bool {
    var isAfterSlash = true
    for byte in path.utf8.dropFirst(path.utf8.first == UInt8(ascii: "/") ? 1 : 0) {
      // A part that begins with a point may be `.` or `..`.
      if isAfterSlash, byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
      isAfterSlash = byte == UInt8(ascii: "/")
    }
    return !isAfterSlash
  }

  /// How one path is reached from a folder: `../calendars/nasdaq.yaml`.
  package static func relative(_ path: String, to directory: String) -> String {
    let target = join(".", path).split(separator: "/")
    let base = directory == "." ? [] : join(".", directory).split(separator: "/")
    var common = 0
    while common < min(target.count, base.count), target[common] == base[common] { common += 1 }
    return ([Substring](repeating: "..", count: base.count - common) + target[common...]).joined(separator: "/")
  }
}
