/// Something that is wrong with a text that a person wrote: where, what was found, and what to do.
package struct Diagnostic: Error, Sendable {
  package enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  package let severity: Severity
  /// A stable name of this kind of mistake, such as `unknown-field`.
  package let code: String
  /// Lower case, the author's text in single quotes: what was found and what was expected.
  package let message: String
  package let range: SourceRange?
  /// What to do about it.
  package let help: String?

  package init(
    _ message: String, code: String, at range: SourceRange? = nil, help: String? = nil, severity: Severity = .error
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.range = range
    self.help = help
  }

  /// The message as a person reads it: `file:line:column`, the source line, and a caret under the mistake.
  package var rendered: String {
    guard let range else {
      return "\(severity.rawValue): \(message)" + (help.map { "\n  help: \($0)" } ?? "")
    }
    let start = range.start
    // A name may hold a line break, which would look like a message of its own.
    var text = "\(Self.printable(range.file.path)):\(start.line):\(start.column): \(severity.rawValue): \(message)"
    let line = range.file.line(start.line)
    guard !line.isEmpty else { return text + (help.map { "\n  help: \($0)" } ?? "") }
    let number = "\(start.line)"
    let scalars = Array(line.unicodeScalars)
    let shown = Self.window(of: scalars.count, around: start.column - 1)
    // A tab stays a tab under the line, so that the caret stands below the mistake at any tab width.
    let isCut = (front: shown.lowerBound > 0, back: shown.upperBound < scalars.count)
    let lead =
      (isCut.front ? " " : "")
      + scalars[shown].prefix(max(0, start.column - 1 - shown.lowerBound)).map { $0 == "\t" ? "\t" : " " }.joined()
    let lastColumn = range.end.line == start.line ? range.end.column : scalars.count + 1
    let length = max(1, min(lastColumn, shown.upperBound + 1) - start.column)
    text += "\n\(number) | \(isCut.front ? "…" : "")\(Self.printable(scalars[shown]))\(isCut.back ? "…" : "")"
    text += "\n\(String(repeating: " ", count: number.count)) | \(lead)^\(String(repeating: "~", count: length - 1))"
    if let help { text += " \(help)" }
    return text
  }

  /// The part of a line to show: all of it, or of a long one what stands around the mistake.
  private static func window(of count: Int, around offset: Int) -> Range<Int> {
    let width = 160
    guard count > width else { return 0..<count }
    let first = min(max(0, offset - width / 3), count - width)
    return first..<first + width
  }

  /// A name or a line without control characters, which a terminal would obey.
  package static func printable(_ text: String) -> String { printable(Array(text.unicodeScalars)[...]) }

  private static func printable(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    for scalar in scalars {
      let isControl = (scalar.value < 0x20 && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
      result.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }
}
