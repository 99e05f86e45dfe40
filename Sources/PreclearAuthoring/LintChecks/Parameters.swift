import PreclearEngine
import PreclearLanguage

/// Days on which a parameter has no value, keys for which it has none or too many, brackets that are in disorder, and values that
/// nobody looked at again.
enum Parameters: PackLinter {
  private static let gap = LintCheck(
    "parameter-gap", "days on which a rule needs a value that its parameter does not have",
    """
    Before the first 'from' a parameter has no value, and a rule that reads it is indeterminate. The rule applies on these days: \
    its 'effective' begins earlier, or another parameter that it reads has a value by then. Date the value from the day from \
    which it holds, or say with 'effective: {from: …}' since when the rule does.
    """)
  private static let key = LintCheck(
    "parameter-key", "a table that lacks a value of its enum, or has another",
    """
    The parameter is a table by the values of an enum, and one of these is not in it, or something is that the enum does not have. \
    To look up what is not there is an error, and the rule indeterminate. Correct the key, or add the entry, if need be one that is \
    so large that nothing reaches it.
    """)
  private static let brackets = LintCheck(
    "brackets", .error, "marginal brackets that are in disorder",
    """
    What 'tiered' takes is a list of {upto, rate}: each bracket reaches further than the one before it, and the last has no 'upto', \
    so that no figure is beyond them. Otherwise a part of the figure has no rate, or another than is meant.
    """)
  private static let review = LintCheck(
    "review-due", "a parameter whose review is overdue",
    """
    'review_by' is the day by which somebody meant to look whether the value still holds, and on the day that --on gives it has \
    passed. Look the value up, and set a later day, or add the new value. Without --on nothing is said: lint reads no clock.
    """)

  static let checks = [gap, key, brackets, review]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    var result = gaps(subject)
    let uses = ParameterUses(subject.checked)
    for (number, parameter) in pack.parameters.enumerated() where parameter.pack == subject.module {
      for (step, next) in zip(parameter.steps, parameter.steps.dropFirst().map(Optional.some) + [nil]) {
        result += wrongKeys(step, parameter, uses.keys[number], subject)
        if uses.brackets.contains(number) { result += disorder(step.value) }
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

  /// What its enum has and the table has not; else what the table has and the enum has not.
  private static func wrongKeys(
    _ step: ParameterDeclaration.Step, _ parameter: ParameterDeclaration, _ lookedUp: ChoiceType?,
    _ subject: LintSubject
  ) -> [Diagnostic] {
    guard let entries = step.value.entries else { return [] }
    let keys = entries.map(\.key)
    guard keys != ["at_least"], keys != ["between"] else { return [] }
    let fitting = subject.pack.enums.map(\.type).filter { choice in keys.allSatisfy(choice.values.contains) }
    guard let choice = lookedUp ?? fitting.min(by: { $0.values.count < $1.values.count }), !choice.values.isEmpty
    else { return [] }
    let lacking = choice.values.filter { !keys.contains($0) }
    let strange = entries.filter { !choice.values.contains($0.key) }
    if !strange.isEmpty {
      return strange.map {
        key.finding(
          "'\(choice.name)' has no value '\($0.key)'", at: $0.keyRange,
          help: NearestName.hint($0.key, among: lacking) ?? "it has \(choice.values.joined(separator: ", "))")
      }
    }
    guard !lacking.isEmpty else { return [] }
    return [
      key.finding(
        "'\(parameter.name.text)' has no value for '\(lacking.joined(separator: "', '"))' of '\(choice.name)'",
        at: step.value.range, help: "add it, for whoever looks it up")
    ]
  }

  /// Of a list of brackets, or a table of such lists.
  private static func disorder(_ value: DocumentNode) -> [Diagnostic] {
    guard let items = value.items else { return (value.entries ?? []).flatMap { disorder($0.value) } }
    var result: [Diagnostic] = []
    func tell(_ message: String, _ range: SourceRange, _ help: String) {
      result.append(brackets.finding(message, at: range, help: help))
    }
    var last: Decimal?
    for (position, item) in items.enumerated() {
      for entry in item.entries ?? [] where entry.key != "upto" && entry.key != "rate" {
        tell(
          "a bracket has no '\(entry.key)'", entry.keyRange,
          NearestName.hint(entry.key, among: ["upto", "rate"]) ?? "its keys are 'upto' and 'rate'")
      }
      if item["rate"] == nil { tell("a bracket needs a 'rate'", item.range, "write {upto: FIGURE, rate: SHARE}") }
      let upto = item["upto"]
      if position == items.count - 1 {
        if let upto {
          tell("the last bracket ends", upto.range, "leave 'upto' out, so that what lies beyond has a rate too")
        }
      } else if upto == nil {
        tell("only the last bracket has no end", item.range, "add 'upto', or put it last")
      }
      guard let text = upto?.scalar?.text, let end = try? Decimal(parsing: text) else { continue }
      if let last, end <= last {
        tell("this bracket ends before it begins", upto?.range ?? item.range, "the one before it goes up to \(last)")
      }
      last = end
    }
    return result
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

/// What expressions make of parameters.
private struct ParameterUses {
  /// The enum by whose values a table is looked up.
  var keys: [Int: ChoiceType] = [:]
  /// Those that `tiered` takes its brackets from.
  var brackets: Set<Int> = []

  init(_ checked: CheckedPack) {
    for site in checked.sites { read(site.typed) }
  }

  private mutating func read(_ typed: TypedExpression) {
    switch typed.kind {
    case .index(let target, let index):
      guard case .parameter(let number) = target.kind, case .choice(let choice) = index.type.withoutNull else { break }
      // The kinds of event that a rule looks at are an enum of their own, another for each rule.
      if case .eventKind = index.kind { break }
      keys[number] = choice
    case .call(.tiered, let arguments) where arguments.count == 2:
      var brackets = arguments[1]
      if case .index(let target, _) = brackets.kind { brackets = target }
      if case .parameter(let number) = brackets.kind { self.brackets.insert(number) }
    default: break
    }
    typed.forEachChild { read($0) }
  }
}
