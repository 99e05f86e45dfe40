import PreclearEngine
import PreclearLanguage

/// Days on which a parameter has no value, keys for which it has none, and values that nobody looked at again.
enum Parameters: PackLinter {
  private static let gap = LintCheck(
    "parameter-gap", "days on which a rule needs a value that its parameter does not have",
    """
    Before the first 'from' a parameter has no value, and a rule that reads it is indeterminate. The rule applies on these days: \
    its 'effective' begins earlier, or another parameter that it reads has a value by then. Date the value from the day from \
    which it holds, or say with 'effective: {from: …}' since when the rule does.
    """)
  private static let key = LintCheck(
    "parameter-key", "a table that lacks a value of its enum",
    """
    The parameter is a table by the values of an enum, and one of these is not in it. To look it up is an error, and the rule \
    indeterminate. Add the entry, if need be one that is so large that nothing reaches it.
    """)
  private static let review = LintCheck(
    "review-due", "a parameter whose review is overdue",
    """
    'review_by' is the day by which somebody meant to look whether the value still holds, and on the day that --on gives it has \
    passed. Look the value up, and set a later day, or add the new value. Without --on nothing is said: lint reads no clock.
    """)

  static let checks = [gap, key, review]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    var result = gaps(subject)
    for parameter in pack.parameters where parameter.pack == subject.module {
      for (step, next) in zip(parameter.steps, parameter.steps.dropFirst().map(Optional.some) + [nil]) {
        result += missingKeys(step, parameter, subject)
        // A value that another has followed needs no review.
        if next == nil || subject.date.map({ $0 < next?.from ?? .infinity }) == true {
          result += overdue(step.reviewBy, parameter, subject)
        }
      }
      result += overdue(parameter.reviewBy, parameter, subject)
    }
    return result
  }

  private static func overdue(
    _ review: ReviewDate?, _ parameter: ParameterDeclaration, _ subject: LintSubject
  ) -> [Diagnostic] {
    guard let review, let date = subject.date, review.date < date else { return [] }
    return [
      Self.review.finding(
        "'\(parameter.name.text)' was to be reviewed by \(review.date)", at: review.range,
        help: "look the value up; then set a later day, or add the new value")
    ]
  }

  private static func missingKeys(
    _ step: ParameterDeclaration.Step, _ parameter: ParameterDeclaration, _ subject: LintSubject
  ) -> [Diagnostic] {
    guard let keys = step.value.entries?.map(\.key), keys != ["at_least"], keys != ["between"] else { return [] }
    let choices = subject.pack.enums.filter { choice in keys.allSatisfy(choice.type.values.contains) }
    guard let choice = choices.min(by: { $0.type.values.count < $1.type.values.count }) else { return [] }
    let lacking = choice.type.values.filter { !keys.contains($0) }
    guard !lacking.isEmpty else { return [] }
    return [
      key.finding(
        "'\(parameter.name.text)' has no value for '\(lacking.joined(separator: "', '"))' of '\(choice.name.text)'",
        at: step.value.range, help: "add it, for whoever looks it up")
    ]
  }

  // MARK: Gaps

  private static func gaps(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    var result: [Diagnostic] = []
    var told: Set<Int> = []
    for (number, rule) in pack.rules.enumerated() where rule.pack == subject.module {
      let read = parameters(ofRule: number, subject).sorted()
      let firsts = read.compactMap { pack.parameters[$0].steps.first?.from }
      guard let earliest = firsts.min() else { continue }
      let start = rule.effectiveFrom.isFinite ? rule.effectiveFrom : earliest
      for parameter in read where !told.contains(parameter) {
        guard let first = pack.parameters[parameter].steps.first, first.from > start, first.from <= rule.effectiveTo
        else { continue }
        told.insert(parameter)
        result.append(
          gap.finding(
            "'\(pack.parameters[parameter].name.text)' has no value from \(start) to the day before \(first.from), and "
              + "'\(rule.id)' applies then", at: first.range,
            help: "date the value earlier, or the rule later: effective: {from: \(first.from)}"))
      }
    }
    return result
  }

  /// What the rule's conditions read, through terms, but not through state: what is kept was reckoned on its own day.
  private static func parameters(ofRule number: Int, _ subject: LintSubject) -> Set<Int> {
    var found: Set<Int> = []
    func visit(_ typed: TypedExpression) {
      if case .parameter(let parameter) = typed.kind { found.insert(parameter) }
      typed.forEachChild(visit)
    }
    for site in subject.checked.sites where site.owner == .rule(number) && site.role != .message { visit(site.typed) }
    return found
  }
}
