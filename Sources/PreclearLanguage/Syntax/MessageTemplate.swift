import PreclearEngine

/// A text with values in it: `{event.shares} shares, more than {limit | money}`. `{{` and `}}` stand for braces.
package struct MessageTemplate: Sendable {
  package enum Part: Sendable {
    /// Text as the reader sees it, never empty.
    case text(String)
    /// The value of an expression, and the name of the way in which it is written, such as `money`.
    case value(Expression, format: (name: String, range: SourceRange)?)
  }

  package let parts: [Part]

  /// Fails with one diagnostic, `expression-syntax`, at the mistake.
  package static func parse(_ source: SourceText) throws(LoadFailure) -> MessageTemplate {
    var lexer = try Lexer(source)
    var parts: [Part] = []
    var text: [UInt8] = []
    while !lexer.isAtEnd {
      let place = lexer.place
      let byte = lexer.takeByte()
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        if lexer.byte(at: lexer.position) == byte {
          text.append(lexer.takeByte())
          continue
        }
        guard byte == UInt8(ascii: "{") else {
          throw lexer.failure(
            "this '}' closes nothing", from: place, to: place + 1, help: "write '}}' for a brace in the text")
        }
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        text = []
        parts.append(try value(&lexer, opened: place))
      default:
        text.append(byte)
      }
    }
    if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
    return MessageTemplate(parts: parts)
  }

  /// What stands after a `{`, and its `}`.
  private static func value(_ lexer: inout Lexer, opened place: Int) throws(LoadFailure) -> Part {
    let open = Token(kind: .leftBrace, bytes: lexer.position - 1..<lexer.position, start: place, end: place + 1)
    var parser = try ExpressionParser(lexer)
    let expression = try parser.expression().expression
    var format: (name: String, range: SourceRange)?
    if parser.current.kind == .bar {
      try parser.advance()
      let name = parser.current
      guard name.kind == .identifier else { throw parser.expected("the name of a format after '|'", in: open) }
      format = (lexer.text(name.bytes), lexer.source.range(name.start, name.end))
      try parser.advance()
    }
    guard parser.current.kind == .rightBrace else {
      if format != nil { throw parser.expected("'}'", in: open, help: "a value has one format") }
      throw parser.expected("an operator, '|' or '}'", in: open)
    }
    lexer = parser.lexer
    return .value(expression, format: format)
  }
}
