import PreclearEngine

/// What libyaml says about a text that is not YAML, put so that its author can mend it.
struct YAMLSyntaxError {
  /// libyaml's own words: `did not find expected key`.
  let problem: String
  /// Where libyaml gave up.
  let place: SourcePosition
  /// What it was reading: `while parsing a block mapping`; empty if it does not say.
  let context: String
  /// Where that begins.
  let contextPlace: SourcePosition

  func diagnostic(in file: SourceFile) -> Diagnostic {
    var message = problem
    var start = place
    switch (problem, context) {
    case ("found unexpected end of stream", "while scanning a quoted scalar"):
      message = "this quote is never closed"
      start = contextPlace
    case ("could not find expected ':'", "while scanning a simple key"):
      message = "expected ':' after this key"
      start = contextPlace
    case (_, ""), (_, "while scanning for the next token"):
      break
    default:
      message += " \(context) that begins at line \(contextPlace.line), column \(contextPlace.column)"
    }
    return Diagnostic(
      message, code: "yaml-syntax",
      at: SourceRange(file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 1)),
      help: hasHardSpace(near: start.line, in: file)
        ? "there is a non-breaking space here or on the line above: replace it by an ordinary one" : help)
  }

  /// A non-breaking space looks like a space, and is a letter to YAML: `a:<nbsp>b` goes on to the next line as one text.
  private func hasHardSpace(near line: Int, in file: SourceFile) -> Bool {
    (max(1, line - 1)...line).contains { file.line($0).unicodeScalars.contains("\u{A0}") }
  }

  private var help: String? {
    switch problem {
    case "mapping values are not allowed in this context":
      "quote text that contains ': ' or ' #', and check the indentation"
    case "found character that cannot start any token":
      "quote a text that begins with '@', '`' or '%'"
    case "did not find expected alphabetic or numeric character", "found undefined tag handle",
      "did not find expected whitespace or line break":
      "quote the text: '&', '*' and '!' at its start mean something else in YAML"
    case "did not find expected key", "did not find expected '-' indicator", "did not find expected <document start>":
      "check the indentation; if a value begins with a quote or a bracket and goes on after it, quote all of it"
    case "could not find expected ':'":
      "write ': ' and a value, or indent the line if it goes on with the text above"
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
      "close the bracket, or quote a text that begins with one"
    case "found unknown escape character", "did not find expected hexdecimal number":
      "in double quotes a backslash is written '\\\\'; in single quotes it stands for itself"
    case "found unexpected end of stream", "found unexpected document indicator":
      "close the quote"
    case "did not find expected comment or line break":
      "begin the text on the line after '|' or '>'"
    case "block sequence entries are not allowed in this context":
      "put '- ' on a line of its own, under the key"
    case "found incompatible YAML document":
      "remove the %YAML line"
    default:
      nil
    }
  }
}
