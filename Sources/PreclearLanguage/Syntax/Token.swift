/// One word, number, string or sign of an expression, and where it stands. Its text is cut from the bytes when needed.
struct Token {
  enum Kind: UInt8 {
    case identifier
    /// A field's name between backticks, which may hold hyphens, points, slashes and spaces.
    case quotedIdentifier
    case integer
    /// Digits with a point or an exponent.
    case decimal
    case string
    case `true`
    case `false`
    case null
    case `in`
    case or
    case and
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case plus
    case minus
    case star
    case slash
    case percent
    case not
    case question
    case colon
    case comma
    case point
    case leftParenthesis
    case rightParenthesis
    case leftBracket
    case rightBracket
    case leftBrace
    case rightBrace
    /// A single `|`: it stands before the format in a message, and nowhere else.
    case bar
    case end
  }

  let kind: Kind
  /// Its bytes in the text, with quotes and prefix.
  let bytes: Range<Int>
  /// Its place in code points from the start of the text.
  let start: Int
  let end: Int
}
