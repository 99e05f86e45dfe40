import PreclearEngine
import PreclearLanguage

/// Rules of which no test says what they come to. A test counts by what it expects, whether it passes or not.
enum UntestedRules: PackLinter {
  private static let rule = LintCheck(
    "untested-rule", "a rule that no test expects anything of",
    """
    No case of a *.test.yaml names this rule under 'outcomes'. A rule that was never seen to fire may be written the wrong way \
    round. Write a case that sets it off and one that it lets pass.
    """)
  private static let outcome = LintCheck(
    "untested-outcome", "an outcome of a rule that no test expects",
    """
    The rule can come to this outcome, and no case expects it. 'clear' is expected of an event that the rule looks at and \
    lets pass, 'indeterminate' of one that lacks a fact, 'not_applicable' of one that 'where' leaves out.
    """)

  private static let strange = LintCheck(
    "unknown-rule", .error, "a test of a rule that is not there",
    """
    A case expects something of a rule that the pack does not have: the case fails, or was never run with this pack. A rule is named \
    by its file and its key, 'offering/maximum'; a rule that stands in pack.yaml by the pack's name and its key.
    """)

  static let checks = [rule, outcome, strange]

  /// Under this name a finding says that no rule looks at a kind of event.
  private static let anyPack = "preclear/no-rule"

  /// What a test says of rules that none of the packs has which it speaks of.
  static func strangers(in test: RuleTest, rules: [String]) -> [Diagnostic] {
    test.cases.flatMap { testCase -> [Diagnostic] in
      guard case .result(let result) = testCase.expectation else { return [] }
      return result.named.filter { !rules.contains($0.rule) && $0.rule != anyPack }.map {
        strange.finding(
          "there is no rule '\($0.rule)'", at: $0.range,
          help: NearestName.hint($0.rule, among: rules)
            ?? "a rule is named by its file and its key, or in pack.yaml by the pack's name and its key")
      }
    }
  }

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    var expected: [String: Set<Outcome>] = [:]
    for testCase in subject.cases {
      guard case .result(let result) = testCase.expectation else { continue }
      for (rule, outcome) in result.outcomes { expected[rule, default: []].insert(outcome) }
    }
    return subject.pack.rules.enumerated().flatMap { number, declared -> [Diagnostic] in
      guard declared.pack == subject.module else { return [] }
      guard let seen = expected[declared.id] else {
        return [
          rule.finding(
            "no test expects anything of '\(declared.id)'", at: declared.name.range,
            help: "name it under 'outcomes' in a case that sets it off")
        ]
      }
      return outcomes(of: declared, number, subject).filter { !seen.contains($0) }.map {
        outcome.finding(
          "no test expects '\(declared.id)' to come out \($0.rawValue)", at: declared.name.range,
          help: "write a case with outcomes: {\(declared.id): \($0.rawValue)}")
      }
    }
  }

  /// What the rule's forms can come to, in the order of their gravity.
  private static func outcomes(of rule: RuleDeclaration, _ number: Int, _ subject: LintSubject) -> [Outcome] {
    var found: Set<Outcome> = []
    if !rule.clauses.contains(where: { alwaysFires($0) }) { found.insert(.clear) }
    if rule.where != nil { found.insert(.notApplicable) }
    for clause in rule.clauses {
      switch clause.form {
      case .forbid, .require: found.insert(.violation)
      case .trigger: found.insert(.trigger)
      case .notice: found.insert(.notice)
      case .unclear: found.insert(.indeterminate)
      }
    }
    let sites = subject.checked.sites.filter { $0.owner == .rule(number) }
    let mayLackFact = sites.contains { site in
      guard site.role == .condition, let part = site.part, rule.clauses[part].form != .notice else { return false }
      return asksOptionalField(site.typed, sites)
    }
    if mayLackFact { found.insert(.indeterminate) }
    return Outcome.allCases.filter(found.contains)
  }

  /// A literal `true` without exceptions: whatever the rule looks at sets it off.
  private static func alwaysFires(_ clause: RuleDeclaration.Clause) -> Bool {
    guard clause.exceptions.isEmpty, clause.where == nil, clause.on.isEmpty else { return false }
    if case .bool(let flag) = clause.condition.kind { return flag == (clause.form != .require) }
    return false
  }

  /// The condition reads a field that an event may leave out, without asking first whether it is there. What state leaves open is
  /// not looked at: whether it ever does depends on what is recorded.
  private static func asksOptionalField(_ typed: TypedExpression, _ sites: [CheckedPack.Site]) -> Bool {
    var asked = false
    var guarded: Set<String> = []
    var fields: Set<String> = []
    func visit(_ typed: TypedExpression) {
      switch typed.kind {
      case .eventField(let field): if typed.isUncertain { fields.insert(field) }
      case .eventHas(let field): guarded.insert(field)
      case .viewField: asked = asked || typed.isUncertain
      case .named(let number):
        if let named = sites.first(where: { $0.role == .named(number) }) { visit(named.typed) }
      default: break
      }
      typed.forEachChild(visit)
    }
    visit(typed)
    return asked || !fields.isSubset(of: guarded)
  }
}
