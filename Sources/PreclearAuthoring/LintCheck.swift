import PreclearEngine
import PreclearLanguage

/// What a linter looks for: a stable code, and what to do about a finding.
package struct LintCheck: Sendable {
  package let code: String
  package let severity: Diagnostic.Severity
  /// One line: what is wrong.
  package let title: String
  /// Why it matters and what to do, for `lint --explain`.
  package let explanation: String

  /// A warning, which somebody may have reasons to allow.
  init(_ code: String, _ title: String, _ explanation: String) { self.init(code, .warning, title, explanation) }

  init(_ code: String, _ severity: Diagnostic.Severity, _ title: String, _ explanation: String) {
    self.code = code
    self.severity = severity
    self.title = title
    self.explanation = explanation
  }

  func finding(_ message: String, at range: SourceRange?, help: String) -> Diagnostic {
    Diagnostic(message, code: code, at: range, help: help, severity: severity)
  }
}

/// A pack without mistakes, and what is at hand to judge it by.
package struct LintSubject {
  let checked: CheckedPack
  /// The number of the pack that is linted: what it imports is linted by itself.
  let module: Int
  /// What is read by this pack or any other that was loaded with it.
  let usage: Usage
  /// The cases of the rule tests that speak of this pack.
  let cases: [RuleTestCase]
  let sources: SourceChecker
  /// The day on which it is linted; nil: none was given.
  let date: CalendarDate?

  var pack: Pack { checked.pack }

  /// The files of the pack that is linted.
  var documents: [DocumentNode] { pack.documents.filter { $0.module == module }.map(\.node) }

  func isOwn(_ range: SourceRange) -> Bool { documents.contains { $0.range.file.path == range.file.path } }
}

/// A family of checks on one pack: a file each, under `LintChecks`.
protocol PackLinter {
  static var checks: [LintCheck] { get }
  static func findings(_ subject: LintSubject) -> [Diagnostic]
}
