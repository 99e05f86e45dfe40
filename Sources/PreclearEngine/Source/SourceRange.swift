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

/// A text that stands inside a file, such as a condition in a YAML scalar, and the place of each of its characters.
package struct SourceText: Sendable {
  package let text: String
  package let file: SourceFile
  /// Where the first character of the text stands.
  package let start: SourcePosition
  /// False where the text is not in the file letter by letter (escapes, folded lines): every place is then the start.
  package let isVerbatim: Bool

  package init(_ text: String, file: SourceFile, start: SourcePosition, isVerbatim: Bool) {
    self.text = text
    self.file = file
    self.start = start
    self.isVerbatim = isVerbatim
  }

  /// The range of the characters between two offsets, counted in code points from the start of the text.
  package func range(_ from: Int, _ to: Int) -> SourceRange {
    guard isVerbatim else {
      return SourceRange(
        file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }
    return SourceRange(
      file: file, start: SourcePosition(line: start.line, column: start.column + from),
      end: SourcePosition(line: start.line, column: start.column + to))
  }
}
