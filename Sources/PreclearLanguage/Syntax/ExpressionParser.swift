import PreclearEngine

/// Reads one expression: CEL's grammar, by precedence climbing.
///
/// Every depth is bounded, because whatever reads an expression later walks its tree by recursion: at most
/// ``deepestNesting`` brackets, unary operators and conditionals stand inside one another, and no tree is deeper than
/// ``deepestTree``. Chains of `&&` and `||` are built as balanced trees, so they may have thousands of links; the order
/// of their operands stays, and grouping cannot change what they come to. At the deepest nesting the parser itself
/// needs less than half a mebibyte of stack.
package struct ExpressionParser {
  package static let deepestNesting = 50
  package static let deepestTree = 1_000

  /// An expression with its place in code points, brackets around it included, and the depth of its tree.
  struct Parsed {
    let expression: Expression
    let depth: Int
    let start: Int
    let end: Int
  }

  /// The elements of a call or list, and the depth of the deepest.
  struct Arguments {
    var expressions: [Expression] = []
    var depth = 0
  }

  private(set) var lexer: Lexer
  /// The token that is looked at. Nothing behind it has been read, so that a message goes on as text after its `}`.
  private(set) var current: Token
  private var previous: Token
  private var nesting = 0

  /// Reads one expression, and nothing after it. Fails with one diagnostic, `expression-syntax`, at the mistake.
  package static func parse(_ source: SourceText) throws(LoadFailure) -> Expression {
    var parser = try ExpressionParser(Lexer(source))
    let parsed = try parser.expression()
    guard parser.current.kind == .end else { throw parser.unexpectedAtEnd() }
    return parsed.expression
  }

  /// Begins at the lexer's position.
  init(_ lexer: Lexer) throws(LoadFailure) {
    var lexer = lexer
    self.previous = Token(
      kind: .end, bytes: lexer.position..<lexer.position, start: lexer.place, end: lexer.place)
    self.current = try lexer.next()
    self.lexer = lexer
  }

  private func unexpectedAtEnd() -> LoadFailure {
    switch current.kind {
    case .rightParenthesis, .rightBracket, .rightBrace:
      lexer.failure("this '\(lexer.text(current.bytes))' closes nothing", from: current.start, to: current.end)
    default:
      expected("an operator")
    }
  }

  mutating func advance() throws(LoadFailure) {
    previous = current
    current = try lexer.next()
  }

  /// A conditional, or what binds tighter.
  mutating func expression() throws(LoadFailure) -> Parsed {
    try enter()
    defer { nesting -= 1 }
    let condition = try binary(.or)
    guard current.kind == .question else { return condition }
    try advance()
    let then = try binary(.or)
    guard current.kind == .colon else {
      throw expected(
        "':' of this condition",
        help: current.kind == .question ? "put the condition between '?' and ':' in parentheses" : nil)
    }
    try advance()
    let otherwise = try expression()
    return try node(
      .conditional(condition.expression, then.expression, otherwise.expression),
      depth: max(condition.depth, then.depth, otherwise.depth), from: condition.start)
  }

  /// Operands joined by operators that bind as tight as `lowest`, or tighter.
  private mutating func binary(_ lowest: Precedence) throws(LoadFailure) -> Parsed {
    var left = try unary()
    while let (operation, precedence) = Self.operation(current.kind), precedence >= lowest {
      switch operation {
      case .or, .and:
        var operands = [left]
        let sign = current.kind
        while current.kind == sign {
          try advance()
          operands.append(try binary(precedence.tighter))
        }
        left = try balanced(operation, operands[...])
      default:
        try advance()
        let right = try binary(precedence.tighter)
        left = try node(
          .binary(operation, left.expression, right.expression), depth: max(left.depth, right.depth), from: left.start)
      }
    }
    return left
  }

  private func balanced(
    _ operation: BinaryOperator, _ operands: ArraySlice<Parsed>
  ) throws(LoadFailure) -> Parsed {
    if operands.count == 1 { return operands[operands.startIndex] }
    // The larger half stands left, so that a chain of three groups as it is read.
    let middle = operands.startIndex + (operands.count + 1) / 2
    let left = try balanced(operation, operands[..<middle])
    let right = try balanced(operation, operands[middle...])
    return try node(
      .binary(operation, left.expression, right.expression), depth: max(left.depth, right.depth), from: left.start,
      to: right.end)
  }

  private mutating func unary() throws(LoadFailure) -> Parsed {
    let sign = current
    guard sign.kind == .not || sign.kind == .minus else { return try member(of: primary()) }
    try enter()
    defer { nesting -= 1 }
    try advance()
    if sign.kind == .minus, current.kind == .integer || current.kind == .decimal {
      // The sign is part of the literal: the least integer has no positive counterpart.
      return try member(of: number(isNegative: true, from: sign.start))
    }
    let operand = try unary()
    return try node(
      sign.kind == .not ? .not(operand.expression) : .negate(operand.expression), depth: operand.depth,
      from: sign.start)
  }

  /// Fields, calls and indices after a primary expression.
  private mutating func member(of primary: consuming Parsed) throws(LoadFailure) -> Parsed {
    var target = primary
    while true {
      switch current.kind {
      case .point:
        try advance()
        target = try selected(from: target)
      case .leftBracket:
        let open = current
        try advance()
        let index = try expression()
        try close(open, with: .rightBracket, expecting: "']'")
        target = try node(
          .index(target.expression, index.expression), depth: max(target.depth, index.depth), from: target.start)
      case .leftBrace where target.expression.isName:
        throw lexer.failure(
          "Preclear has no messages: '{' cannot follow a name", from: current.start, to: current.end,
          help: "write a map, such as {\"shares\": 100}")
      default:
        return target
      }
    }
  }

  private mutating func selected(from target: consuming Parsed) throws(LoadFailure) -> Parsed {
    let name = current
    switch name.kind {
    case .identifier:
      let text = lexer.text(name.bytes)
      try advance()
      guard current.kind == .leftParenthesis else { return try select(text, name, from: target) }
      return try method(text, name, of: target)
    case .quotedIdentifier:
      let text = lexer.text(name.bytes.lowerBound + 1..<name.bytes.upperBound - 1)
      try advance()
      return try select(text, name, from: target)
    case .in, .true, .false, .null:
      let text = lexer.text(name.bytes)
      throw lexer.failure(
        "'\(text)' is a word of the language and cannot follow '.'", from: name.start, to: name.end,
        help: "write [\"\(text)\"]")
    default:
      let isDecimal = target.expression.isInteger && target.end == previous.end - 1
      throw expected("a field's name after '.'", help: isDecimal ? "write a digit after the point, such as 1.0" : nil)
    }
  }

  private func select(_ field: String, _ name: Token, from target: consuming Parsed) throws(LoadFailure) -> Parsed {
    try node(
      .select(target.expression, field: field), depth: target.depth, from: target.start,
      nameRange: lexer.source.range(name.start, name.end))
  }

  private mutating func primary() throws(LoadFailure) -> Parsed {
    let token = current
    switch token.kind {
    case .integer, .decimal:
      return try number(isNegative: false, from: token.start)
    case .string:
      let value = try lexer.value(ofString: token)
      return try leaf(.string(value))
    case .true: return try leaf(.bool(true))
    case .false: return try leaf(.bool(false))
    case .null: return try leaf(.null)
    case .identifier: return try name()
    case .leftParenthesis:
      try advance()
      let inner = try expression()
      try close(token, with: .rightParenthesis, expecting: "')'")
      return Parsed(expression: inner.expression, depth: inner.depth, start: token.start, end: previous.end)
    case .leftBracket:
      let elements = try arguments(open: token, close: .rightBracket, trailingComma: true)
      return try node(.list(elements.expressions), depth: elements.depth, from: token.start)
    case .leftBrace:
      return try map()
    case .point:
      throw lexer.failure("a name cannot begin with '.'", from: token.start, to: token.end)
    default:
      throw expectedExpression()
    }
  }

  private mutating func leaf(_ kind: Expression.Kind) throws(LoadFailure) -> Parsed {
    let start = current.start
    try advance()
    return try node(kind, depth: 0, from: start)
  }

  private mutating func name() throws(LoadFailure) -> Parsed {
    let token = current
    let text = lexer.text(token.bytes)
    try advance()
    if Self.isReserved(text) {
      throw lexer.failure("'\(text)' is a reserved word and cannot be a name", from: token.start, to: token.end)
    }
    guard current.kind == .leftParenthesis else { return try node(.identifier(text), depth: 0, from: token.start) }
    if text == "not" {
      throw lexer.failure("'not' is no function", from: token.start, to: token.end, help: "write '!'")
    }
    let arguments = try callArguments()
    if text == "has" { return try has(arguments, token) }
    return try node(.call(text, arguments.expressions), depth: arguments.depth, from: token.start)
  }

  private mutating func number(isNegative: Bool, from start: Int) throws(LoadFailure) -> Parsed {
    let token = current
    let text = lexer.text(token.bytes)
    let sign = isNegative ? "-" : ""
    if token.kind == .integer {
      guard let value = Self.integer(text, isNegative: isNegative) else {
        throw lexer.failure(
          "'\(sign)\(text)' does not fit in 64 bits", from: start, to: token.end,
          help: text.contains("x") || text.contains("X") ? nil : "write '\(sign)\(text).0' for a decimal")
      }
      try advance()
      return try node(.int(value), depth: 0, from: start)
    }
    let digits = sign + (text.hasPrefix(".") ? "0" : "") + text
    let value: Decimal
    do {
      value = try Decimal(parsing: digits, allowExponent: true)
    } catch {
      switch error {
      case .tooLarge: throw lexer.failure("'\(text)' has too many digits for a decimal", from: start, to: token.end)
      case .notANumber, .exponent: throw lexer.failure("'\(text)' is not a decimal", from: start, to: token.end)
      }
    }
    try advance()
    return try node(.decimal(value), depth: 0, from: start)
  }

  private static func integer(_ text: String, isNegative: Bool) -> Int64? {
    let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
    let digits = (isNegative ? "-" : "") + (isHexadecimal ? text.dropFirst(2) : text[...])
    return Int64(digits, radix: isHexadecimal ? 16 : 10)
  }

  private mutating func map() throws(LoadFailure) -> Parsed {
    let open = current
    var entries: [Expression.MapEntry] = []
    var depth = 0
    try advance()
    while current.kind != .rightBrace {
      let key = try expression()
      guard current.kind == .colon else { throw expected("':' after the key", in: open) }
      try advance()
      let value = try expression()
      entries.append(Expression.MapEntry(key: key.expression, value: value.expression))
      depth = max(depth, key.depth, value.depth)
      guard current.kind == .comma else { break }
      try advance()
    }
    try close(open, with: .rightBrace, expecting: "',' or '}'")
    return try node(.map(entries), depth: depth, from: open.start)
  }

  /// What stands between the parentheses of a call. The current token opens them.
  mutating func callArguments() throws(LoadFailure) -> Arguments {
    try arguments(open: current, close: .rightParenthesis, trailingComma: false)
  }

  private mutating func arguments(
    open: Token, close kind: Token.Kind, trailingComma: Bool
  ) throws(LoadFailure) -> Arguments {
    var result = Arguments()
    try advance()
    while current.kind != kind {
      let element = try expression()
      result.expressions.append(element.expression)
      result.depth = max(result.depth, element.depth)
      guard current.kind == .comma else { break }
      try advance()
      if current.kind == kind, !trailingComma { throw expectedExpression() }
    }
    try close(open, with: kind, expecting: kind == .rightBracket ? "',' or ']'" : "',' or ')'")
    return result
  }

  func node(
    _ kind: consuming Expression.Kind, depth: Int, from start: Int, to end: Int? = nil, nameRange: SourceRange? = nil
  ) throws(LoadFailure) -> Parsed {
    let end = end ?? previous.end
    guard depth < Self.deepestTree else {
      throw lexer.failure(
        "this expression is more than \(Self.deepestTree) operations deep", from: start, to: end,
        help: "split it into terms")
    }
    let expression = Expression(kind, range: lexer.source.range(start, end), nameRange: nameRange)
    return Parsed(expression: expression, depth: depth + 1, start: start, end: end)
  }

  private mutating func enter() throws(LoadFailure) {
    guard nesting < Self.deepestNesting else {
      throw lexer.failure(
        "this expression is nested more than \(Self.deepestNesting) levels deep", from: current.start, to: current.end,
        help: "split it into terms")
    }
    nesting += 1
  }
}

/// How tight an operator binds.
private enum Precedence: Int {
  case or
  case and
  case relation
  case sum
  case product
  /// Tighter than every binary operator.
  case operand

  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }

  static func >= (a: Precedence, b: Precedence) -> Bool { a.rawValue >= b.rawValue }
}

extension ExpressionParser {
  private static func operation(_ kind: Token.Kind) -> (BinaryOperator, Precedence)? {
    switch kind {
    case .or: (.or, .or)
    case .and: (.and, .and)
    case .equal: (.equal, .relation)
    case .notEqual: (.notEqual, .relation)
    case .less: (.less, .relation)
    case .lessOrEqual: (.lessOrEqual, .relation)
    case .greater: (.greater, .relation)
    case .greaterOrEqual: (.greaterOrEqual, .relation)
    case .in: (.in, .relation)
    case .plus: (.add, .sum)
    case .minus: (.subtract, .sum)
    case .star: (.multiply, .product)
    case .slash: (.divide, .product)
    case .percent: (.remainder, .product)
    default: nil
    }
  }

  /// The words that CEL keeps for languages that embed it. They may be fields and methods.
  private static func isReserved(_ name: String) -> Bool {
    // By length, because this is asked of every name.
    switch name.utf8.count {
    case 2: name == "as" || name == "if"
    case 3: name == "for" || name == "let" || name == "var"
    case 4: name == "else" || name == "loop" || name == "void"
    case 5: name == "break" || name == "const" || name == "while"
    case 6: name == "import" || name == "return"
    case 7: name == "package"
    case 8: name == "continue" || name == "function"
    case 9: name == "namespace"
    default: false
    }
  }
}

extension ExpressionParser {
  private mutating func close(
    _ open: Token, with kind: Token.Kind, expecting what: String
  ) throws(LoadFailure) {
    guard current.kind == kind else { throw expected(what, in: open) }
    try advance()
  }

  private func expectedExpression() -> LoadFailure {
    let isPercentage = previous.kind == .percent
    return expected("an expression", help: isPercentage ? "a percentage is written as a decimal, such as 0.15" : nil)
  }

  /// The failure where an expression has ended and something else follows. `open` is the bracket it stands in.
  func expected(_ what: String, in open: Token? = nil, help: String? = nil) -> LoadFailure {
    if previous.kind == .identifier, current.beginsOperand, lexer.text(previous.bytes) == "not" {
      return lexer.failure("unexpected 'not'", from: previous.start, to: previous.end, help: "write '!'")
    }
    let found: String
    switch current.kind {
    case .end:
      if let open {
        return lexer.failure(
          "this '\(lexer.text(open.bytes))' is never closed", from: open.start, to: open.end)
      }
      // Not where the text ends: space and comments may follow the last token.
      return lexer.failure("expected \(what), found the end", from: previous.end, to: previous.end, help: help)
    case .string: found = "a string"
    default: found = "'\(lexer.text(current.bytes))'"
    }
    return lexer.failure(
      "expected \(what), found \(found)", from: current.start, to: current.end, help: help ?? operatorHint)
  }

  /// What to write instead of the word or sign that was found, where other languages have it as an operator.
  private var operatorHint: String? {
    switch lexer.text(current.bytes) {
    case "and", "AND": "write '&&'"
    case "or", "OR", "|": "write '||'"
    case "not": "write '!'; 'x not in y' is !(x in y)"
    case "is": "write '=='"
    default: nil
    }
  }
}

extension Token {
  fileprivate var beginsOperand: Bool {
    switch kind {
    case .identifier, .integer, .decimal, .string, .true, .false, .null, .not, .leftBrace: true
    default: false
    }
  }
}

extension Expression {
  /// A name, or fields of a name: what could be the type of a message in CEL.
  fileprivate var isName: Bool {
    var expression = self
    while case .select(let target, _) = expression.kind { expression = target }
    if case .identifier = expression.kind { return true }
    return false
  }

  fileprivate var isInteger: Bool {
    if case .int = kind { return true }
    return false
  }
}
