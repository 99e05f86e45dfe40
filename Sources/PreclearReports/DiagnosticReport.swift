import PreclearEngine

/// Diagnostics as what was asked for, and not as what went wrong: in the formats of review tools.
package enum DiagnosticReport {
  package static let format = "preclear.diagnostics/1"

  /// One JSON object with all of them.
  package static func json(_ diagnostics: [Diagnostic]) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.member("format", format)
      $0.members("diagnostics", diagnostics) { $0.diagnostic($1) }
    }
    json.endLine()
    return json.bytes
  }

  /// One object on one line, its end left out.
  package static func jsonLine(_ diagnostic: Diagnostic) -> [UInt8] {
    var json = JSONWriter(style: .compact)
    json.diagnostic(diagnostic)
    return json.bytes
  }

  /// What a code stands for: a line, and what to do about it.
  package struct Explanation: Sendable {
    let title: String
    let text: String

    package init(title: String, text: String) {
      self.title = title
      self.text = text
    }
  }

  /// A SARIF log, in which a code is a rule, told in the words of its explanation where it has one.
  package static func sarif(
    _ diagnostics: [Diagnostic], explain: (_ code: String) -> Explanation?
  ) -> [UInt8] {
    var log = SARIFLog()
    for diagnostic in diagnostics { log.add(diagnostic, explain(diagnostic.code)) }
    return log.render()
  }

  /// Commands of a workflow, the gravest first.
  package static func github(_ diagnostics: [Diagnostic]) -> [UInt8] {
    Array(WorkflowCommand.lines(diagnostics.map(WorkflowCommand.init)).utf8)
  }
}

extension Diagnostic {
  /// The message, and what to do about it.
  var sentences: String {
    help.map { "\(message)\n\($0)" } ?? message
  }
}

extension WorkflowCommand {
  package init(_ diagnostic: Diagnostic) {
    let severity: Severity =
      switch diagnostic.severity {
      case .error: .error
      case .warning: .warning
      case .note: .notice
      }
    self.init(
      severity, title: "preclear/\(diagnostic.code)", message: diagnostic.sentences,
      place: diagnostic.range.map { FilePlace($0) })
  }
}

extension SARIFLog {
  package mutating func add(_ diagnostic: Diagnostic, _ explanation: DiagnosticReport.Explanation? = nil) {
    let weight: Weight =
      switch diagnostic.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    let id = "preclear/\(diagnostic.code)"
    var result = Result(rule: id, weight: weight, message: diagnostic.sentences)
    result.place = diagnostic.range.map { FilePlace($0) }
    let title = explanation?.title ?? diagnostic.code.split(separator: "-").joined(separator: " ")
    let help = explanation?.text ?? title
    result.fingerprint = Self.fingerprint([id, result.place?.file ?? "", diagnostic.message])
    add(result, of: Rule(id: id, title: title, help: help, helpMarkdown: help))
  }
}

extension JSONWriter {
  /// Every key always stands; what has no content is null.
  package mutating func diagnostic(_ diagnostic: Diagnostic) {
    object {
      $0.member("code", diagnostic.code)
      $0.member("message", diagnostic.message)
      $0.memberOrNull("file", diagnostic.range?.file.path)
      $0.memberOrNull("line", diagnostic.range?.start.line)
      $0.memberOrNull("column", diagnostic.range?.start.column)
      $0.memberOrNull("help", diagnostic.help)
      $0.member("severity", diagnostic.severity.rawValue)
    }
  }

  package mutating func memberOrNull(_ name: String, _ number: Int?) {
    key(name)
    if let number { integer(number) } else { null() }
  }
}
