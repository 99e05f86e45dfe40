import PreclearEngine

/// The memo for the file: one page that stands alone and prints well.
package struct HTMLReport {
  private var page: HTMLPage

  package static func render(_ gate: GateReport) -> String {
    let deals = gate.reports.map(\.deal).joined(separator: ", ")
    var memo = HTMLReport(page: HTMLPage(title: "Preclearance: \(deals)", style: style))
    memo.addHead(gate, deals: deals)
    for report in gate.reports {
      for result in report.results { memo.add(result) }
    }
    memo.page.add("<footer class=\"faint\">")
    for report in gate.reports { memo.addElement("p", report.colophon) }
    memo.addElement(
      "p", "Rules that people wrote, applied to facts that people supplied. This is not legal advice.")
    memo.page.add("</footer>")
    return memo.page.text
  }

  private mutating func addHead(_ gate: GateReport, deals: String) {
    addElement("h1", "Preclearance" + (deals.isEmpty ? "" : " of \(deals)"))
    let verdict =
      gate.results.isEmpty
      ? "" : "<strong class=\"\(gate.verdict.rawValue)\">\(TextReport.word(for: gate.verdict))</strong> "
    page.add("<p>\(verdict)\(HTMLPage.escape(gate.summary))</p>")
    if gate.results.count > 1 { addTable(gate.results) }
    if !gate.remarks.isEmpty {
      addElement("h2", "Remarks")
      addList(
        gate.remarks.map { remark in
          let place = remark.range.map { "\($0.file.path), line \($0.start.line): " } ?? ""
          return place + remark.sentences
        })
    }
  }

  private mutating func addTable(_ results: [EventResult]) {
    page.add("<table><thead><tr><th>Verdict</th><th>Event</th><th>Proposal</th><th>Findings</th></tr></thead><tbody>")
    for result in results {
      let findings = result.findings.map { TextReport.heading(of: $0) }
      page.add(
        "<tr><td class=\"verdict \(result.verdict.rawValue)\">\(TextReport.word(for: result.verdict))</td>"
          + "<td>\(HTMLPage.escape(result.heading))</td><td>\(HTMLPage.escape(result.location?.text ?? ""))</td>"
          + "<td>\(findings.map(HTMLPage.escape).joined(separator: "<br>"))</td></tr>")
    }
    page.add("</tbody></table>")
  }

  private mutating func add(_ result: EventResult) {
    page.add(
      "<section class=\"event\"><h2><span class=\"\(result.verdict.rawValue)\">\(TextReport.word(for: result.verdict))"
        + "</span> \(HTMLPage.escape(result.heading))</h2>")
    if let location = result.location { addElement("p", location.text, style: "faint") }
    addGroup("What blocks", result, .violation)
    addGroup("What is missing", result, .indeterminate)
    addGroup("What it sets off", result, .trigger)
    addGroup("To be noted", result, .notice)
    addGroup("Waived", result, .waived)
    addElement("p", TextReport.sentence(for: result.counts), style: "faint")
    if let later = TextReport.sentence(forLaterOf: result) { addElement("p", later, style: "faint") }
    page.add("</section>")
  }

  private mutating func addGroup(_ heading: String, _ result: EventResult, _ outcome: Outcome) {
    let findings = result.findings.filter { $0.outcome == outcome }
    guard !findings.isEmpty else { return }
    addElement("h3", heading)
    for finding in findings { add(finding) }
  }

  private mutating func add(_ finding: Finding) {
    page.add("<article class=\"finding\">")
    addElement("h4", finding.title)
    addElement("p", TextReport.heading(of: finding), style: "rule faint")
    for line in finding.message.split(separator: "\n") { addElement("p", String(line)) }
    if !finding.facts.isEmpty {
      page.add("<table class=\"facts\"><tbody>")
      for fact in finding.facts {
        page.add(
          "<tr><th scope=\"row\"><code>\(HTMLPage.escape(fact.name))</code></th><td>\(HTMLPage.escape(fact.valueText))</td></tr>"
        )
      }
      page.add("</tbody></table>")
    }
    if !finding.missing.isEmpty { addList(finding.missing.map { "\($0.question) (\($0.fact))" }, style: "missing") }
    for note in finding.notes { addElement("p", note) }
    if !finding.citations.isEmpty { addList(finding.citations.map(\.sentence), style: "citations faint") }
    page.add("</article>")
  }

  private mutating func addElement(_ name: String, _ text: String, style: String? = nil) {
    page.add("<\(name)\(style.map { " class=\"\($0)\"" } ?? "")>\(HTMLPage.escape(text))</\(name)>")
  }

  private mutating func addList(_ items: [String], style: String? = nil) {
    page.add("<ul\(style.map { " class=\"\($0)\"" } ?? "")>")
    for item in items { addElement("li", item) }
    page.add("</ul>")
  }

  private static let style = """
    .verdict { white-space: nowrap; font-size: .875rem; }
    .event { border-top: 2px solid var(--line); margin-top: 2rem; }
    .finding { margin: 0 0 1.5rem; padding-left: 1rem; border-left: 3px solid var(--line); break-inside: avoid; }
    .finding h4 { margin: 0; }
    .rule { margin: 0 0 .5rem; font-size: .875rem; }
    .facts { width: auto; margin: .5rem 0; }
    .facts th { background: none; font-weight: normal; }
    .missing li { list-style: "? "; }
    .citations { font-size: .875rem; }
    footer { border-top: 1px solid var(--line); margin-top: 2rem; font-size: .875rem; }
    """
}
