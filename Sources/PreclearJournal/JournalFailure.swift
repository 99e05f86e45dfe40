import PreclearEngine

extension LoadFailure {
  /// A message about a file of the journal. Like every other it has a place: the start of a line.
  static func journal(
    _ message: String, code: String, path: String, line: Int = 1, help: String? = nil
  ) -> LoadFailure {
    let start = SourcePosition(line: line, column: 1)
    let range = SourceRange(file: SourceFile(path: path, bytes: []), start: start, end: start)
    return LoadFailure([Diagnostic(Diagnostic.printable(message), code: code, at: range, help: help)])
  }
}
