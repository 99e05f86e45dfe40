import PreclearEngine

/// The formats that a replay is written in: results as they come, each as whole lines, then what all of them come to.
package enum ReplayFormat: String, CaseIterable, Sendable {
  /// For people.
  case text
  /// For programs: one object a line, results as in `preclear.report/1`, then a summary.
  case jsonl
  /// For programs: event, rule and outcome of each finding.
  case tsv

  /// Whether it says why, and not only what.
  package var explains: Bool { self != .tsv }

  /// One event, as UTF-8, its last line ended. Width and colours matter to text only.
  package func render(_ result: EventResult, width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(ReplayTextReport.render(result, width: width, palette: palette).utf8)
    case .jsonl: JSONLinesReport.render(result)
    case .tsv: TSVReport.render(result)
    }
  }

  /// What stands at the end.
  package func render(_ summary: ReplaySummary, width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(ReplayTextReport.render(summary, width: width, palette: palette).utf8)
    case .jsonl: JSONLinesReport.render(summary)
    case .tsv: []
    }
  }
}
