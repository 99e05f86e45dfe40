/// A pattern of a deal's `proposals:`, held against paths below the deal's folder.
///
/// `*` stands for any letters of one name, `?` for one letter, `**` as a whole name for any folders, none too. A name that begins
/// with a point is matched by a pattern that writes the point.
package struct ProposalPattern: Equatable, Sendable {
  private let parts: [[Character]]

  /// Nil where the pattern leads out of the deal's folder.
  package init?(_ text: String) {
    let names = text.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
    guard !text.hasPrefix("/"), !names.isEmpty, !names.contains(""), !names.contains("..") else { return nil }
    parts = names.map(Array.init)
  }

  /// Whether the pattern is for this path, which is relative to the deal's folder.
  package func matches(_ path: String) -> Bool {
    Self.matches(parts[...], path.split(separator: "/").map(Array.init)[...])
  }

  private static func matches(_ parts: ArraySlice<[Character]>, _ names: ArraySlice<[Character]>) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    if part == ["*", "*"] {
      if matches(parts.dropFirst(), names) { return true }
      guard let name = names.first, name.first != "." else { return false }
      return matches(parts, names.dropFirst())
    }
    guard let name = names.first, isMatch(part, name) else { return false }
    return matches(parts.dropFirst(), names.dropFirst())
  }

  /// One name. After a mismatch only the last star has to give way: time is the product of both lengths at most.
  private static func isMatch(_ part: [Character], _ name: [Character]) -> Bool {
    if name.first == ".", part.first != "." { return false }
    var (position, letter) = (0, 0)
    var retry: (position: Int, letter: Int)?
    while letter < name.count {
      if position < part.count, part[position] == "*" {
        position += 1
        retry = (position, letter)
      } else if position < part.count, part[position] == "?" || part[position] == name[letter] {
        position += 1
        letter += 1
      } else if let last = retry {
        retry = (last.position, last.letter + 1)
        (position, letter) = (last.position, last.letter + 1)
      } else {
        return false
      }
    }
    return part[position...].allSatisfy { $0 == "*" }
  }
}
