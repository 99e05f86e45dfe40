/// A place in a file: line and column, both counted from 1, columns in Unicode code points.
///
/// Every expression of a pack carries several: half a word for each of the two keeps them small.
package struct SourcePosition: Hashable, Comparable, Sendable {
  private let storedLine: Int32
  private let storedColumn: Int32

  package init(line: Int, column: Int) {
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
  }

  package var line: Int { Int(storedLine) }
  package var column: Int { Int(storedColumn) }

  package static func < (a: SourcePosition, b: SourcePosition) -> Bool {
    a.line != b.line ? a.line < b.line : a.column < b.column
  }
}

/// A stretch of a file, from a place up to, and without, another.
package struct SourceRange: Sendable {
  package let file: SourceFile
  package let start: SourcePosition
  package let end: SourcePosition

  package init(file: SourceFile, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// From the start of this range to the end of another one of the same file.
  package func joined(with other: SourceRange) -> SourceRange {
    SourceRange(file: file, start: start, end: other.end)
  }
}

/// Characters of a text that stand side by side on one line of its file.
package struct SourceStretch: Equatable, Sendable {
  /// The first of them, counted in code points from the start of the text.
  package let offset: Int
  package let start: SourcePosition
  /// The columns that each of them takes: several, where escapes stand for them.
  package let width: Int

  package init(offset: Int, start: SourcePosition, width: Int) {
    self.offset = offset
    self.start = start
    self.width = width
  }

  package func position(of character: Int) -> SourcePosition {
    SourcePosition(line: start.line, column: start.column + (character - offset) * width)
  }
}

/// A text that stands inside a file, such as a condition in a YAML scalar, and the place of each of its characters.
package struct SourceText: Sendable {
  package let text: String
  package let file: SourceFile
  /// Where the text begins, with its quote if it has one.
  private let start: SourcePosition
  /// In the order of the text. Empty where the text does not stand in the file: every place is then the start.
  private let stretches: [SourceStretch]

  package init(_ text: String, file: SourceFile, start: SourcePosition, stretches: [SourceStretch]) {
    self.text = text
    self.file = file
    self.start = start
    self.stretches = stretches
  }

  /// A text that stands in the file letter by letter.
  package init(_ text: String, file: SourceFile, verbatimFrom start: SourcePosition) {
    self.init(
      text, file: file, start: start, stretches: [SourceStretch(offset: 0, start: start, width: 1)])
  }

  /// The range of the characters between two offsets, counted in code points from the start of the text.
  package func range(_ from: Int, _ to: Int) -> SourceRange {
    guard let first = stretch(of: from), let last = stretch(of: max(from, to - 1)) else {
      return SourceRange(
        file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }
    return SourceRange(file: file, start: first.position(of: from), end: last.position(of: max(from, to)))
  }

  /// The last one that does not begin after the character.
  private func stretch(of character: Int) -> SourceStretch? {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].offset <= character { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? stretches[low - 1] : nil
  }
}
