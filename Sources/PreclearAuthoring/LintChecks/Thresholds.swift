import PreclearEngine
import PreclearLanguage

/// Figures, days and parties that stand in a condition, where a parameter would have a date and a source.
enum Thresholds: PackLinter {
  private static let literal = LintCheck(
    "literal", "a literal where a parameter should be",
    """
    A figure of the deal that stands in an expression has no citation, no date since when it holds, and no name by which counsel \
    finds it. Declare it under 'parameters' and write parameter.NAME. 0, 1 and -1, places of rounding, items of a list and \
    infinite dates are no figures of a deal.
    """)

  static let checks = [literal]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    var result: [Diagnostic] = []
    for site in subject.checked.sites where site.role != .message {
      for (typed, what) in figures(in: site.typed) where subject.isOwn(typed.range) {
        result.append(
          literal.finding(
            "\(what) stands in an expression", at: typed.range,
            help: "make it a parameter, with its source and the day since when it holds"))
      }
    }
    return result
  }

  private static func figures(in typed: TypedExpression) -> [(TypedExpression, String)] {
    if let what = figure(typed) { return [(typed, what)] }
    var found: [(TypedExpression, String)] = []
    switch typed.kind {
    case .index(let target, _): found += figures(in: target)
    case .call(.round, let arguments), .call(.lowest, let arguments): found += arguments.prefix(1).flatMap(figures)
    case .call(.charAt, let arguments), .call(.substring, let arguments): found += arguments.prefix(1).flatMap(figures)
    case .binary(let op, let a, let b):
      found += figures(in: a) + figures(in: b)
      if op == .equal || op == .notEqual { found += party(a, beside: b) + party(b, beside: a) }
      if op == .in, case .list(let items) = b.kind { found += items.flatMap { party($0, beside: a) } }
    default: typed.forEachChild { found += figures(in: $0) }
    }
    return found
  }

  /// The name of a party, written out.
  private static func party(_ side: TypedExpression, beside other: TypedExpression) -> [(TypedExpression, String)] {
    guard case .constant(.string(let name)) = side.kind, case .party = other.type.withoutNull else { return [] }
    return [(side, "the party '\(name)'")]
  }

  private static func figure(_ typed: TypedExpression) -> String? {
    switch typed.kind {
    case .constant(.int(let number)): (-1...1).contains(number) ? nil : "the figure \(number)"
    case .constant(.decimal(let decimal)):
      [Decimal(0), Decimal(1), Decimal(-1)].contains(decimal) ? nil : "the figure \(decimal)"
    case .call(.date, let arguments): constant(arguments).flatMap { $0.hasSuffix("infinity") ? nil : "the day \($0)" }
    case .call(.period, let arguments): constant(arguments).map { "the period \($0)" }
    default: nil
    }
  }

  private static func constant(_ arguments: [TypedExpression]) -> String? {
    if case .constant(.string(let text))? = arguments.first?.kind { text } else { nil }
  }
}
