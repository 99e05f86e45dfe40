import PreclearEngine

/// The calls that are not functions, because they do not evaluate their arguments as such: `has` and those with a variable.
extension ExpressionParser {
  /// `has(e.f)`, from its argument.
  func has(_ arguments: Arguments, _ name: Token) throws(LoadFailure) -> Parsed {
    guard arguments.expressions.count == 1, let argument = arguments.expressions.first else {
      throw wrongCount("'has' takes one field, such as has(event.price)", arguments, name)
    }
    guard case .select(let target, let field) = argument.kind else {
      throw failure("'has' takes a field, such as has(event.price)", at: argument.range)
    }
    return try node(
      .has(target, field: field), depth: arguments.depth, from: name.start, nameRange: argument.nameRange)
  }

  /// `target.name(…)`: a macro if it has the name of one, else a method.
  mutating func method(_ name: String, _ token: Token, of target: consuming Parsed) throws(LoadFailure) -> Parsed {
    let arguments = try callArguments()
    let depth = max(target.depth, arguments.depth)
    let nameRange = lexer.source.range(token.start, token.end)
    guard let macro = Comprehension(rawValue: name) else {
      return try node(
        .method(target.expression, name, arguments.expressions), depth: depth, from: target.start,
        nameRange: nameRange)
    }
    let expressions = arguments.expressions
    let hasFilter = macro == .map && expressions.count == 3
    guard expressions.count == 2 || hasFilter, let first = expressions.first, let body = expressions.last else {
      let shape: String =
        switch macro {
        case .all, .exists, .existsOne, .filter: "'\(name)' takes a variable and a condition"
        case .map: "'map' takes a variable, perhaps a condition, and an expression"
        }
      throw wrongCount(shape, arguments, token)
    }
    guard case .identifier(let variable) = first.kind else {
      throw failure("'\(name)' takes the name of a variable first", at: first.range)
    }
    return try node(
      .comprehension(
        macro, range: target.expression, variable: variable, filter: hasFilter ? expressions[1] : nil, body: body),
      depth: depth, from: target.start)
  }

  private func wrongCount(_ shape: String, _ arguments: Arguments, _ name: Token) -> LoadFailure {
    let count = arguments.expressions.count
    return lexer.failure(
      "\(shape), found \(count) \(count == 1 ? "argument" : "arguments")", from: name.start, to: name.end)
  }

  private func failure(_ message: String, at range: SourceRange) -> LoadFailure {
    LoadFailure([Diagnostic(message, code: "expression-syntax", at: range)])
  }
}
