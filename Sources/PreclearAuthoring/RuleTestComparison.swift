import PreclearEngine

/// Holds what came of a case against what was expected.
package struct RuleTestComparison {
  /// What was expected and did not come, one sentence each.
  package private(set) var failures: [String] = []
  /// What the rules that disappointed said, and the figures behind it.
  package private(set) var evidence: [String] = []
  private let ruleIDs: [String]

  /// The ids of every rule of the pack, to tell a misspelled one from one that did not apply.
  package init(ruleIDs: [String]) {
    self.ruleIDs = ruleIDs
  }

  package mutating func compare(_ expectation: RuleTestExpectation, with refusal: LoadFailure) {
    switch expectation {
    case .refusal(let part):
      if !refusal.diagnostics.contains(where: { $0.message.contains(part) || $0.help?.contains(part) == true }) {
        failures.append("expected an error with '\(part)', and the input was refused otherwise")
      }
    case .result:
      failures.append("expected a result, and the input was refused")
    }
    evidence += refusal.diagnostics.flatMap { $0.rendered.split(separator: "\n").map(String.init) }
  }

  package mutating func compare(_ expectation: RuleTestExpectation, with result: EventResult) {
    switch expectation {
    case .refusal(let part):
      failures.append("expected an error with '\(part)', and the input was accepted: \(result.verdict.rawValue)")
      result.findings.forEach { show($0) }
    case .result(let expected):
      compare(expected, with: result)
    }
  }

  private mutating func compare(_ expected: RuleTestResultExpectation, with result: EventResult) {
    var rules: [String] = []
    if let verdict = expected.verdict, verdict != result.verdict {
      failures.append("expected verdict \(verdict.rawValue), got \(result.verdict.rawValue)")
      rules += result.findings.map(\.rule)
    }
    for (rule, outcome) in expected.outcomes {
      guard let got = outcomeOf(rule, in: result) else { continue }
      guard got != outcome else { continue }
      failures.append("expected \(rule): \(outcome.rawValue), got \(got.rawValue)")
      rules.append(rule)
    }
    for part in expected.missing {
      guard let finding = finding(part.rule, in: result, for: "a missing fact '\(part.text)'") else { continue }
      guard !finding.missing.contains(where: { $0.fact.contains(part.text) }) else { continue }
      let names = finding.missing.map(\.fact).joined(separator: ", ")
      failures.append("expected \(part.rule) to miss '\(part.text)', got \(names.isEmpty ? "nothing missing" : names)")
      rules.append(part.rule)
    }
    for part in expected.message {
      guard let finding = finding(part.rule, in: result, for: "a message with '\(part.text)'") else { continue }
      guard !finding.message.contains(part.text) else { continue }
      failures.append("expected \(part.rule) to say '\(part.text)', got '\(finding.message)'")
      rules.append(part.rule)
    }
    if expected.isComplete {
      let named = expected.outcomes.map(\.rule)
      for finding in result.findings where !named.contains(finding.rule) {
        failures.append("expected no other finding, got \(finding.rule): \(finding.outcome.rawValue)")
        rules.append(finding.rule)
      }
    }
    for finding in result.findings where rules.contains(finding.rule) { show(finding) }
  }

  /// What the rule says, or nil after noting that the pack has no such rule. A finding that is no rule's, such as the one
  /// for a kind that nothing looks at, counts too.
  private mutating func outcomeOf(_ rule: String, in result: EventResult) -> Outcome? {
    if let known = result.outcomes.first(where: { $0.rule == rule }) { return known.outcome }
    if let finding = result.findings.first(where: { $0.rule == rule }) { return finding.outcome }
    if ruleIDs.contains(rule) { return .notApplicable }
    let hint = NearestName.hint(rule, among: ruleIDs).map { ": \($0)" } ?? ""
    failures.append("no rule '\(rule)' in the pack\(hint)")
    return nil
  }

  private mutating func finding(_ rule: String, in result: EventResult, for what: String) -> Finding? {
    if let finding = result.findings.first(where: { $0.rule == rule }) { return finding }
    if let outcome = outcomeOf(rule, in: result) {
      failures.append("expected \(rule) to have \(what), got \(outcome.rawValue) without a finding")
    }
    return nil
  }

  private mutating func show(_ finding: Finding) {
    let clause = finding.clause.map { " (\($0))" } ?? ""
    evidence.append("\(finding.rule)\(clause): \(finding.outcome.rawValue): \(finding.message)")
    for fact in finding.facts { evidence.append("  \(fact.name) = \(fact.valueText)") }
    for missing in finding.missing { evidence.append("  missing \(missing.fact): \(missing.question)") }
    for split in finding.readings {
      for alternative in split.alternatives {
        evidence.append("  if \(split.reading) reads \(alternative.name): \(alternative.outcome.rawValue)")
      }
    }
    for world in finding.worlds {
      evidence.append("  if \(world.field) is \(world.value): \(world.outcome.rawValue)")
    }
    if let error = finding.error { evidence.append("  error: \(error)") }
  }
}
