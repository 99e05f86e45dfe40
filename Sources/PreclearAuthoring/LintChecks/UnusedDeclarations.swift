import PreclearEngine
import PreclearLanguage

/// What is declared and never read: a slip of the pen in a rule, or what a rule that went away has left behind.
enum UnusedDeclarations: PackLinter {
  private static func check(_ what: String) -> LintCheck {
    LintCheck(
      "unused-\(what)", "\(what.hasPrefix("e") ? "an" : "a") \(what) that nothing reads",
      """
      Nothing reads this \(what): neither a rule, nor what a rule reads. Either a rule that should name it names something \
      else, or it is left over. Correct the rule, or take the declaration out.
      """)
  }

  private static let parameter = check("parameter")
  private static let measure = check("measure")
  private static let register = check("register")
  private static let cluster = check("cluster")
  private static let crossing = check("crossing")
  private static let reading = check("reading")
  private static let view = check("view")
  private static let term = check("term")
  private static let choice = check("enum")
  private static let calendar = check("calendar")
  private static let need = check("need")
  private static let source = check("source")
  private static let event = check("event")
  private static let expression = LintCheck(
    "unused-let", "a named expression that its rule does not use",
    """
    The rule gives this expression a name under 'let', and neither a condition nor a message uses it. Use it, or take it \
    out: it is shown to nobody.
    """)

  private static let argument = LintCheck(
    "unused-argument", "an argument that its term does not use",
    """
    The term has this name under 'of', and its expression does not speak of it: whatever is handed over, the answer is the same. \
    Use it, or take it out here and wherever the term is used.
    """)

  static let checks = [
    argument, parameter, measure, register, cluster, crossing, reading, view, term, choice, calendar, need, source,
    event,
    expression,
  ]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    var result: [Diagnostic] = []
    func add(_ check: LintCheck, _ what: String, _ name: Name, _ owner: Int) {
      guard owner == subject.module, !subject.usage.contains(name) else { return }
      result.append(
        check.finding(
          "nothing reads the \(what) '\(name.text)'", at: name.range, help: "use it, or take it out"))
    }
    for item in pack.parameters { add(parameter, "parameter", item.name, item.pack) }
    for item in pack.measures { add(measure, "measure", item.name, item.pack) }
    for item in pack.registers { add(register, "register", item.name, item.pack) }
    for item in pack.clusters { add(cluster, "cluster", item.name, item.pack) }
    for item in pack.crossings { add(crossing, "crossing", item.name, item.pack) }
    for item in pack.readings { add(reading, "reading", item.name, item.pack) }
    for item in pack.views { add(view, "view", item.name, item.pack) }
    for item in pack.terms {
      add(term, "term", item.name, item.pack)
      guard item.pack == subject.module else { continue }
      let words = item.body.identifiers
      for name in item.parameters where !words.contains(name.text) {
        result.append(
          argument.finding(
            "'\(item.name.text)' does not use its argument '\(name.text)'", at: name.range,
            help: "use it, or take it out"))
      }
    }
    for item in pack.enums { add(choice, "enum", item.name, item.pack) }
    for item in pack.calendars { add(calendar, "calendar", item.name, item.pack) }
    for item in pack.needs { add(need, "need", item.name, item.pack) }
    for item in pack.sources { add(source, "source", item.name, item.pack) }
    for item in pack.kinds { add(event, "event kind", item.name, item.pack) }
    for rule in pack.rules { for item in rule.lets { add(expression, "expression", item.name, rule.pack) } }
    return result
  }
}

extension Expression {
  fileprivate var identifiers: Set<String> {
    var found: Set<String> = []
    func visit(_ expression: Expression) {
      if case .identifier(let name) = expression.kind { found.insert(name) }
      expression.forEachChild(visit)
    }
    visit(self)
    return found
  }
}
