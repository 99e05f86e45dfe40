import PreclearEngine

/// A comment on a change, or the summary of a job: a table of all events, then what was found with each.
package struct MarkdownReport {
  /// GitHub takes comments of 65,536 characters.
  package static let commentLimit = 60_000
  /// GitHub takes summaries of one MiB for all steps of a job.
  package static let summaryLimit = 500_000

  private var text = ""
  private let limit: Int
  private var leftOut = 0

  private init(limit: Int) {
    self.limit = limit
  }

  /// At most about `limit` bytes: what is over is left out in whole blocks, and counted at the end.
  package static func render(_ gate: GateReport, limit: Int) -> String {
    var report = MarkdownReport(limit: limit)
    report.add("## Preclear: \(TextReport.word(for: gate.verdict))\n\n\(escape(gate.summary)).\n")
    report.addTable(gate.results)
    for remark in gate.remarks { report.addBlock(line(remark)) }
    for result in gate.results where !result.findings.isEmpty { report.addBlock(block(result)) }
    if report.leftOut > 0 {
      report.add("\n\(report.leftOut) parts are left out, because this would grow too long.\n")
    }
    for part in gate.reports { report.add("\n<sub>\(escape(part.colophon))</sub>\n") }
    return report.text
  }

  private mutating func addTable(_ results: [EventResult]) {
    guard !results.isEmpty else { return }
    add("\n| verdict | event | proposal | findings |\n| --- | --- | --- | --- |\n")
    for result in results {
      let findings = result.findings.map { "\(Self.escape($0.rule)) (\(Self.word($0)))" }.joined(separator: ", ")
      let cells = [
        TextReport.word(for: result.verdict), Self.escape(result.heading), Self.escape(result.location?.text ?? ""),
        findings,
      ]
      addBlock("| " + cells.map { $0.split(separator: "\n").joined(separator: " ") }.joined(separator: " | ") + " |\n")
    }
  }

  private mutating func addBlock(_ block: String) {
    // What has been left out is not followed by more: a reader takes what stands there for all up to that point.
    if leftOut > 0 || text.utf8.count + block.utf8.count > limit { leftOut += 1 } else { add(block) }
  }

  private mutating func add(_ markup: String) {
    text += markup
  }

  private static func word(_ finding: Finding) -> String {
    TextReport.word(for: finding.outcome) + (finding.isKnown ? ", known" : "")
  }

  private static func line(_ remark: Diagnostic) -> String {
    let place = remark.range.map { "\($0.file.path):\($0.start.line): " } ?? ""
    return
      "\n> **\(remark.severity.rawValue)** \(escape((place + remark.sentences).split(separator: "\n").joined(separator: " ")))\n"
  }

  private static func block(_ result: EventResult) -> String {
    var text =
      "\n<details>\n<summary><b>\(TextReport.word(for: result.verdict))</b> \(escape(result.heading))</summary>\n"
    for finding in result.findings {
      text += "\n#### \(escape(finding.title))\n\n"
      text += "`\(code(TextReport.heading(of: finding)))`\n\n"
      text += finding.message.split(separator: "\n").map { escape(String($0)) }.joined(separator: "  \n") + "\n"
      if !finding.facts.isEmpty {
        text += "\n| figure | value |\n| --- | --- |\n"
        for fact in finding.facts { text += "| \(escape(fact.name)) | \(escape(fact.valueText)) |\n" }
      }
      let items =
        finding.missing.map { "**Missing:** \(escape($0.question)) (\(escape($0.fact)))" }
        + finding.notes.map(escape) + finding.citations.map { escape($0.sentence) }
      if !items.isEmpty { text += "\n" + items.map { "- \($0)\n" }.joined() }
    }
    return text + "\n</details>\n"
  }

  /// Text that stays text: no markup, no reference, no mention of a person, no second line.
  package static func escape(_ text: String) -> String {
    var result = ""
    for scalar in HTMLPage.escape(text).unicodeScalars {
      switch scalar {
      // A mention or a reference is looked for in the text that is shown: a comment inside it keeps it from being found.
      case "@": result += "@<!-- -->"
      case "#": result += hashAfterReference(result)
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "+", "!", "|", "~", "$", "=":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "-", ".",
        ":" where isAtStart(result):
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n", "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `&#39;` is ours; any other `#` may begin a reference.
  private static func hashAfterReference(_ text: String) -> String {
    text.hasSuffix("&") ? "#" : "#<!-- -->"
  }

  private static func isAtStart(_ text: String) -> Bool {
    text.allSatisfy { $0 == " " || $0.isNumber }
  }

  /// In a span of code nothing is markup but the mark that ends it.
  private static func code(_ text: String) -> String {
    TextLayout.printable(text).split(separator: "\n").joined(separator: " ").split(
      separator: "`", omittingEmptySubsequences: false
    )
    .joined(separator: "'")
  }
}
