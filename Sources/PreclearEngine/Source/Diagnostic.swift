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
    var text = "\(range.file.path):\(start.line):\(start.column): \(severity.rawValue): \(message)"
    let line = range.file.line(start.line)
    guard !line.isEmpty else { return text + (help.map { "\n  help: \($0)" } ?? "") }
    let number = "\(start.line)"
    let scalars = Array(line.unicodeScalars)
    // A tab stays a tab under the line, so that the caret stands below the mistake at any tab width.
    let lead = scalars.prefix(max(0, start.column - 1)).map { $0 == "\t" ? "\t" : " " }.joined()
    let lastColumn = range.end.line == start.line ? range.end.column : scalars.count + 1
    let length = max(1, min(lastColumn, scalars.count + 1) - start.column)
    text += "\n\(number) | \(Self.printable(scalars))"
    text += "\n\(String(repeating: " ", count: number.count)) | \(lead)^\(String(repeating: "~", count: length - 1))"
    if let help { text += " \(help)" }
    return text
  }

  /// The line without control characters, which a terminal would obey.
  private static func printable(_ scalars: [Unicode.Scalar]) -> String {
    var result = String.UnicodeScalarView()
    for scalar in scalars {
      let isControl = (scalar.value < 0x20 && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
      result.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }
}
