import PreclearJournal
import PreclearReports

/// What other rules say of old checks, as tables.
enum ComparisonText {
  static func render(_ comparison: RulesComparison) -> String {
    var layout = TextLayout(width: Terminal.defaultWidth, palette: .plain)
    layout.blankLine()
    if !comparison.verdicts.isEmpty {
      layout.grid(
        head: ["verdict then", "now", "events"],
        rows: comparison.verdicts.map { [$0.was, $0.now, "\($0.count)"] }, indent: 0, mark: "")
      layout.blankLine()
    }
    if comparison.verdicts.isEmpty {
      layout.paragraph("No check could be judged by these rules.")
    } else if comparison.rules.isEmpty {
      layout.paragraph("No rule comes out differently.")
    } else {
      layout.grid(
        head: ["rule", "then", "now", "events"],
        rows: comparison.rules.map { [$0.name, $0.was, $0.now, "\($0.count)"] }, indent: 0, mark: "")
    }
    for refusal in comparison.refusals {
      let checks = refusal.count == 1 ? "1 check" : "\(refusal.count) checks"
      layout.paragraph("These rules cannot judge \(checks): \(refusal.message)")
    }
    return String(layout.text.dropLast())
  }
}
