/// A part of a rule, what it comes to on an event, and the parts that it is made of.
package struct Evaluation: Hashable, Sendable {
  package enum Result: String, Sendable {
    case yes = "true"
    case no = "false"
    case unknown
    case error
    /// A figure, a date, a text.
    case value
    /// What was decided before it leaves it without effect.
    case notNeeded = "not needed"
  }

  /// What it is of the rule, such as `where` or `unless consent`; of a part of an expression nothing.
  package let label: String?
  /// The expression as it is written.
  package let text: String
  package let result: Result
  /// The result in words.
  package let value: String
  package let parts: [Evaluation]

  package init(label: String?, text: String, result: Result, value: String, parts: [Evaluation]) {
    self.label = label
    self.text = text
    self.result = result
    self.value = value
    self.parts = parts
  }
}

/// How a rule came to its outcome on one event.
package struct RuleExplanation: Sendable {
  /// The rule under one choice of readings and supposed values, on one row of the event.
  package struct Case: Sendable {
    /// What is chosen; empty where there is no choice.
    package let choices: [String]
    package let parts: [Evaluation]

    package init(choices: [String], parts: [Evaluation]) {
      self.choices = choices
      self.parts = parts
    }
  }

  package let event: String
  package let kind: String
  package let date: String
  package let rule: String
  package let title: String
  package let outcome: Outcome
  /// Why it came to that, in a sentence.
  package let reason: String
  package let finding: Finding?
  package let cases: [Case]

  package init(
    event: String, kind: String, date: String, rule: String, title: String, outcome: Outcome, reason: String,
    finding: Finding?, cases: [Case]
  ) {
    self.event = event
    self.kind = kind
    self.date = date
    self.rule = rule
    self.title = title
    self.outcome = outcome
    self.reason = reason
    self.finding = finding
    self.cases = cases
  }
}
