import PreclearEngine

/// A replay as an auditor reads it: what was wrong with each event on its day, then how often each rule came out how.
///
/// Figures and citations are left to the check of one event, and to JSON Lines.
package struct ReplayTextReport {
  private var layout: TextLayout
  private let palette: Palette

  private init(width: Int, palette: Palette) {
    layout = TextLayout(width: width, palette: palette)
    self.palette = palette
  }

  package static func render(_ result: EventResult, width: Int, palette: Palette) -> String {
    var text = ReplayTextReport(width: width, palette: palette)
    text.add(result)
    return text.layout.text
  }

  package static func render(_ summary: ReplaySummary, width: Int, palette: Palette) -> String {
    var text = ReplayTextReport(width: width, palette: palette)
    text.add(summary)
    return text.layout.text
  }

  private mutating func add(_ result: EventResult) {
    let place = result.findings.lazy.compactMap(\.location).first.map { ", \($0.file):\($0.line)" } ?? ""
    layout.paragraph(
      "\(result.event): \(result.kind) of \(result.date)\(place)", label: "\(TextReport.word(for: result.verdict))  ",
      hanging: 2, mark: palette.mark(for: result.verdict))
    for finding in result.findings { add(finding) }
    if !result.findings.isEmpty { layout.blankLine() }
  }

  private mutating func add(_ finding: Finding) {
    layout.paragraph(TextReport.heading(of: finding), indent: 2, hanging: 2)
    for line in finding.message.split(separator: "\n") { layout.paragraph(String(line), indent: 4) }
    for missing in finding.missing { layout.paragraph(missing.question, label: "? ", indent: 4, hanging: 2) }
    if let waiver = finding.waiver { layout.paragraph(waiver.sentence, indent: 4, hanging: 2) }
  }

  private mutating func add(_ summary: ReplaySummary) {
    let events = summary.events == 1 ? "1 event" : "\(summary.events) events"
    var span = ""
    if let first = summary.firstDate, let last = summary.lastDate { span = " from \(first) to \(last)" }
    let verdicts = [Verdict.blocked, .review, .clear].filter { summary[$0] > 0 }
      .map { "\(summary[$0]) \($0.rawValue)" }
    layout.paragraph(
      events + span + (verdicts.isEmpty ? "" : ": " + verdicts.joined(separator: ", ")),
      label: "\(TextReport.word(for: summary.verdict))  ", hanging: 2, mark: palette.mark(for: summary.verdict))
    addRules(of: summary)
    layout.blankLine()
    layout.paragraph(
      "Deal \(summary.deal), pack \(summary.packName) \(summary.packVersion), \(summary.packDigest)", hanging: 2,
      mark: palette.faint)
  }

  /// A line for each rule that applied to an event, in pack order, and a column for each outcome that came.
  private mutating func addRules(of summary: ReplaySummary) {
    let outcomes = [Outcome.violation, .indeterminate, .trigger, .notice, .waived, .clear].filter { summary[$0] > 0 }
    let applied = summary.rules.filter { rule in outcomes.contains { rule.counts[$0] > 0 } }
    if !applied.isEmpty {
      layout.blankLine()
      layout.grid(
        head: ["rule"] + outcomes.map { TextReport.word(for: $0) },
        rows: applied.map { rule in [rule.id] + outcomes.map { "\(rule.counts[$0])" } }
          + [["all rules"] + outcomes.map { "\(summary[$0])" }],
        indent: 2, mark: palette.heading)
    }
    let idle = summary.rules.count - applied.count
    if summary.events > 0, idle > 0 {
      layout.blankLine()
      layout.paragraph("\(idle) of \(summary.rules.count) rules applied to no event.", indent: 2, hanging: 2)
    }
  }
}
