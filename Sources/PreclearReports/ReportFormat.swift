import PreclearEngine

/// The formats that a report is written in.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// For people.
  case text
  /// For programs: `preclear.report/1`.
  case json

  /// The whole report as UTF-8, its last line ended. Width and colours matter to text only.
  package func render(_ report: Report, width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(TextReport.render(report, width: width, palette: palette).utf8)
    case .json: JSONReport.render(report)
    }
  }
}
