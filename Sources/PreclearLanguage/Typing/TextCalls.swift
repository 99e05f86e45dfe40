import PreclearEngine

/// Calls of the functions on texts: what each takes after its target, and what it gives.
extension PackChecker {
  /// The types of the arguments after the target, those that may be left out last; nil for what is no function on texts.
  private static func signature(_ function: Builtin) -> (arguments: [Type], result: Type)? {
    switch function {
    case .contains, .startsWith, .endsWith, .matches: ([.string], .bool)
    case .lowerAscii, .upperAscii, .trim, .reverse: ([], .string)
    case .charAt: ([.int], .string)
    case .substring: ([.int, .int], .string)
    case .indexOf, .lastIndexOf: ([.string, .int], .int)
    case .replace: ([.string, .string, .int], .string)
    case .split: ([.string, .int], .list(.string))
    case .join: ([.string], .string)
    case .date, .period, .quarter, .sum, .min, .max, .average, .lowest, .round, .tiered, .coalesce, .given, .unknown,
      .atLeast, .between, .least, .most, .known, .either, .size, .bool, .int, .decimal, .string:
      nil
    }
  }

  /// `typed` begins with the target.
  func textCall(
    _ function: Function, _ typed: [TypedExpression], _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    guard let (types, result) = Self.signature(function.builtin), let target = typed.first,
      function.arity.contains(typed.count - 1)
    else {
      wrongArguments(function.name, function.signature, at: expression.range)
      return wrong(expression.range)
    }
    if function.builtin == .join {
      if !target.type.withoutNull.fits(.list(.string)) {
        mismatch(target.type, expected: "a list of texts", at: target.range)
      }
    } else if !target.type.withoutNull.isTextual {
      mismatch(target.type, expected: "a text", at: target.range)
    }
    for (argument, type) in zip(typed.dropFirst(), types) where !argument.type.withoutNull.fits(type) {
      mismatch(argument.type, expected: type.name, at: argument.range)
    }
    if function.builtin == .matches, !scope.defersLiterals { checkPattern(typed[1]) }
    return TypedExpression(
      .call(function.builtin, typed), type: result, range: expression.range,
      isUncertain: typed.contains(where: \.isUncertain))
  }

  /// A pattern that is written out is known to be wrong before any event comes.
  private func checkPattern(_ pattern: TypedExpression) {
    guard case .constant(.string(let text)) = pattern.kind else { return }
    do throws(PatternError) {
      _ = try Pattern(text)
    } catch {
      diagnostics.error(
        "'\(text)' is no pattern: \(error.message)", code: "pattern", at: pattern.range,
        help: "the mistake is at its character \(error.offset + 1); patterns are written as RE2 has them")
    }
  }
}
