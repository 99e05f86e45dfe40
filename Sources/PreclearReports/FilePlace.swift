import PreclearEngine

/// Where a report points to: a file, a line and a column, both counted from 1, and where it is known the place just after the end.
package struct FilePlace: Equatable, Sendable {
  package let file: String
  package let line: Int
  package let column: Int
  package let end: SourcePosition?

  package init(_ location: EventLocation) {
    file = location.file
    line = location.line
    column = location.column
    end = nil
  }

  /// A range of no length is a place.
  package init(_ range: SourceRange) {
    file = range.file.path
    line = range.start.line
    column = range.start.column
    end = range.end > range.start ? range.end : nil
  }
}
