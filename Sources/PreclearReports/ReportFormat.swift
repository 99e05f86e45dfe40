import PreclearEngine

/// The formats that a report is written in.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// For people.
  case text
  /// For programs: `preclear.report/1`, or of a gate `preclear.gate/1`.
  case json
  /// For programs: an event a line, then a summary.
  case jsonl
  /// For programs: event, rule and outcome of each finding.
  case tsv
  /// For review tools: SARIF 2.1.0.
  case sarif
  /// For what shows test results.
  case junit
  /// Annotations of a job on GitHub.
  case github
  /// A comment on a change.
  case markdown
  /// The memo for the file.
  case html

  /// Every format, in a sentence.
  package static let names = "text, json, jsonl, tsv, sarif, junit, github, markdown or html"

  /// The whole report as UTF-8, its last line ended. Width and colours matter to text only.
  package func render(_ report: Report, width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(TextReport.render(report, width: width, palette: palette).utf8)
    case .json: JSONReport.render(report)
    case .jsonl, .tsv, .sarif, .junit, .github, .markdown, .html:
      render(GateReport(reports: [report]), width: width, palette: palette)
    }
  }

  /// The same for the reports of a gate.
  package func render(_ gate: GateReport, width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(TextReport.render(gate, width: width, palette: palette).utf8)
    case .json: JSONReport.render(gate)
    case .jsonl: JSONLinesReport.render(gate)
    case .tsv: gate.results.flatMap(TSVReport.render)
    case .sarif: SARIFReport.render(gate)
    case .junit: Array(JUnitReport.render(gate).utf8)
    case .github: Array(GitHubReport.render(gate).utf8)
    case .markdown: Array(MarkdownReport.render(gate, limit: MarkdownReport.commentLimit).utf8)
    case .html: Array(HTMLReport.render(gate).utf8)
    }
  }
}
