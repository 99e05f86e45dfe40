import PreclearEngine

/// A pattern of a deal's `proposals:`, held against paths below the deal's folder.
///
/// `*` stands for any letters of one name, `?` for one letter, `**` as a whole name for any folders, none too. A name that begins
/// with a point is matched by a pattern that writes the point. A letter is what a reader takes for one, or what Unicode does:
/// whichever of them matches, so that no way of writing a name keeps a proposal from being one.
package struct ProposalPattern: Equatable, Sendable {
  private struct Part: Equatable, Sendable {
    let letters: [Character]
    let scalars: [Unicode.Scalar]
    let isHidden: Bool

    init(_ name: Substring) {
      letters = Array(name)
      scalars = Array(name.unicodeScalars)
      isHidden = name.utf8.first == UInt8(ascii: ".")
    }

    var isAnyFolders: Bool { scalars == ["*", "*"] }

    func matches(_ name: Part) -> Bool {
      if name.isHidden, !isHidden { return false }
      return isMatch(letters, name.letters, star: "*", one: "?") || isMatch(scalars, name.scalars, star: "*", one: "?")
    }
  }

  private let parts: [Part]

  /// Nil where the pattern leads out of the deal's folder.
  package init?(_ text: String) {
    let names = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
      .filter { $0 != "." }
    guard !names.isEmpty, !names.contains(""), !names.contains("..") else { return nil }
    parts = names.map(Part.init)
  }

  /// Whether the pattern is for this path, which is relative to the deal's folder.
  package func matches(_ path: String) -> Bool {
    var progress = Progress([self])
    for name in FilePath.names(of: path) { progress.enter(name) }
    return progress.isMatch
  }

  /// How far patterns are matched by the names of a path so far: which folders may hold proposals is known before they are listed.
  struct Progress {
    private let patterns: [ProposalPattern]
    /// For each pattern the parts that may match the next name.
    private var positions: [Set<Int>]

    init(_ patterns: [ProposalPattern]) {
      self.patterns = patterns
      positions = patterns.map { $0.skipping([0]) }
    }

    mutating func enter(_ text: Substring) {
      let name = Part(text)
      for (number, pattern) in patterns.enumerated() {
        positions[number] = pattern.positions(after: name, from: positions[number])
      }
    }

    func entering(_ name: String) -> Progress {
      var next = self
      next.enter(name[...])
      return next
    }

    var isMatch: Bool { zip(patterns, positions).contains { $1.contains($0.parts.count) } }
    /// Whether no name that follows can make it match.
    var isOver: Bool {
      zip(patterns, positions).allSatisfy { pattern, set in set.allSatisfy { $0 == pattern.parts.count } }
    }
  }

  private func positions(after name: Part, from before: Set<Int>) -> Set<Int> {
    var after: Set<Int> = []
    for position in before where position < parts.count {
      if parts[position].isAnyFolders {
        if !name.isHidden { after.insert(position) }
      } else if parts[position].matches(name) {
        after.insert(position + 1)
      }
    }
    return skipping(after)
  }

  /// With those that are reached where `**` stands for no folder.
  private func skipping(_ reached: Set<Int>) -> Set<Int> {
    var all = reached
    for var position in reached {
      while position < parts.count, parts[position].isAnyFolders {
        position += 1
        all.insert(position)
      }
    }
    return all
  }
}

/// One name. After a mismatch only the last star has to give way: time is the product of both lengths at most.
private func isMatch<Letter: Equatable>(_ part: [Letter], _ name: [Letter], star: Letter, one: Letter) -> Bool {
  var (position, letter) = (0, 0)
  var retry: (position: Int, letter: Int)?
  while letter < name.count {
    if position < part.count, part[position] == star {
      position += 1
      retry = (position, letter)
    } else if position < part.count, part[position] == one || part[position] == name[letter] {
      position += 1
      letter += 1
    } else if let last = retry {
      retry = (last.position, last.letter + 1)
      (position, letter) = (last.position, last.letter + 1)
    } else {
      return false
    }
  }
  return part[position...].allSatisfy { $0 == star }
}
