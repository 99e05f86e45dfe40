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
    report.add(gate.results.isEmpty ? "## Preclear\n\n" : "## Preclear: \(TextReport.word(for: gate.verdict))\n\n")
    report.add("\(escape(gate.summary)).\n")
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
      "\n<details>\n<summary><b>\(TextReport.word(for: result.verdict))</b> \(shownText(result.heading))</summary>\n"
    for finding in result.findings {
      text += "\n#### \(escape(finding.title))\n\n"
      text += "\(escape(TextReport.heading(of: finding)))\n\n"
      // Four spaces at its start would make a block of code of a line.
      let lines = finding.message.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }
      text += lines.map { escape(String($0)) }.joined(separator: "  \n") + "\n"
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
    for scalar in shownText(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "+", "|", "~", "$", "=":
        result += "\\"
        result.unicodeScalars.append(scalar)
      // A rule or a list, where nothing but digits stands before it.
      case "-" where isAtStart(result), "." where isAtStart(result), "!" where isAtStart(result):
        result += "\\"
        result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text on one line inside HTML. A mention, a reference or an address is looked for in the text that is shown, markup or not: a
  /// comment inside it keeps it from being found.
  private static func shownText(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "@", "#": result += "\(scalar)<!-- -->"
      case "/" where result.hasSuffix(":"): result += "<!-- -->/"
      case "." where result.lowercased().hasSuffix("www"): result += "<!-- -->."
      case "\n", "\t": result += " "
      default: result += HTMLPage.escape(String(scalar))
      }
    }
    return result
  }

  private static func isAtStart(_ text: String) -> Bool {
    text.allSatisfy { $0 == " " || $0.isNumber }
  }
}
