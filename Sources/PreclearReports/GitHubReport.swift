import PreclearEngine

/// Annotations at the proposals of a change on GitHub, the gravest first: only ten of a severity are shown.
package enum GitHubReport {
  package static func render(_ gate: GateReport) -> String {
    var commands: [(gravity: Int, command: WorkflowCommand)] = []
    for result in gate.results {
      for finding in result.findings {
        commands.append((finding.outcome.gravity, command(finding, of: result)))
      }
    }
    commands.sort { $0.gravity > $1.gravity }
    return WorkflowCommand.lines(commands.map(\.command) + gate.remarks.map(WorkflowCommand.init))
      + TextLayout.printable("preclear: \(gate.summary)").split(separator: "\n").joined(separator: " ") + "\n"
  }

  private static func command(_ finding: Finding, of result: EventResult) -> WorkflowCommand {
    WorkflowCommand(
      severity(finding), title: "\(result.event), \(TextReport.heading(of: finding))",
      message: finding.lines.joined(separator: "\n"),
      place: (finding.location ?? result.location).map { FilePlace($0) })
  }

  private static func severity(_ finding: Finding) -> WorkflowCommand.Severity {
    if finding.isKnown { return .notice }
    switch finding.outcome {
    case .violation: return .error
    case .indeterminate, .trigger: return .warning
    case .notice, .waived, .clear, .notApplicable: return .notice
    }
  }
}
