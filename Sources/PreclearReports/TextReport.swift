import PreclearEngine

/// The report as counsel reads it: the verdict, then what blocks, what is missing, what the event sets off, and what was
/// waived, each finding with its figures and its citation.
package struct TextReport {
  private var layout: TextLayout
  private let palette: Palette

  package static func render(_ report: Report, width: Int, palette: Palette) -> String {
    var text = TextReport(layout: TextLayout(width: width, palette: palette), palette: palette)
    for result in report.results {
      text.add(result)
      text.layout.blankLine()
    }
    if report.results.count > 1 { text.addSummary(of: report) }
    text.layout.paragraph(report.colophon, hanging: 2, mark: palette.faint)
    return text.layout.text
  }

  /// The reports of a gate. An event of which there is nothing to say has one line.
  package static func render(_ gate: GateReport, width: Int, palette: Palette) -> String {
    var text = TextReport(layout: TextLayout(width: width, palette: palette), palette: palette)
    for report in gate.reports {
      for result in report.results {
        let place = result.location.map { ", \($0.text)" } ?? ""
        if result.findings.isEmpty { text.addHeading(result, place) } else { text.add(result, place) }
        text.layout.blankLine()
      }
      text.layout.paragraph(report.colophon, hanging: 2, mark: palette.faint)
      text.layout.blankLine()
    }
    for remark in gate.remarks { text.add(remark) }
    if !gate.remarks.isEmpty { text.layout.blankLine() }
    // Silence is no clearance: where nothing was judged there is no verdict.
    let isSilent = gate.results.isEmpty
    text.layout.paragraph(
      gate.summary, label: isSilent ? "" : "\(word(for: gate.verdict))  ", hanging: 2,
      mark: isSilent ? "" : palette.mark(for: gate.verdict))
    return text.layout.text
  }

  private mutating func add(_ remark: Diagnostic) {
    let place = remark.range.map { "\($0.file.path):\($0.start.line): " } ?? ""
    layout.paragraph("\(place)\(remark.severity.rawValue): \(remark.message)", hanging: 2)
    if let help = remark.help { layout.paragraph(help, indent: 2, hanging: 2) }
  }

  private mutating func addHeading(_ result: EventResult, _ place: String) {
    layout.paragraph(
      result.heading + place, label: "\(Self.word(for: result.verdict))  ", hanging: 2,
      mark: palette.mark(for: result.verdict))
  }

  private mutating func add(_ result: EventResult, _ place: String = "") {
    addHeading(result, place)
    addGroup("What blocks", result.findings.filter { $0.outcome == .violation })
    addMissing(result.findings)
    addGroup("What it sets off", result.findings.filter { $0.outcome == .trigger })
    addGroup("To be noted", result.findings.filter { $0.outcome == .notice })
    addGroup("Waived", result.findings.filter { $0.outcome == .waived })
    layout.blankLine()
    layout.paragraph(Self.sentence(for: result.counts), indent: 2, hanging: 2)
    if let later = Self.sentence(forLaterOf: result) { layout.paragraph(later, indent: 2, hanging: 2) }
  }

  private mutating func addGroup(_ heading: String, _ findings: [Finding]) {
    guard !findings.isEmpty else { return }
    layout.blankLine()
    layout.paragraph(heading, mark: palette.heading)
    addEach(findings)
  }

  private mutating func addEach(_ findings: [Finding]) {
    for (index, finding) in findings.enumerated() {
      if index > 0 { layout.blankLine() }
      add(finding)
    }
  }

  /// The findings that wait for a fact, then each fact once: one answer may settle several rules.
  private mutating func addMissing(_ findings: [Finding]) {
    let open = findings.filter { $0.outcome == .indeterminate }
    let questions = OpenQuestion.collect(from: findings)
    guard !open.isEmpty || !questions.isEmpty else { return }
    layout.blankLine()
    layout.paragraph("What is missing", mark: palette.heading)
    addEach(open)
    for (index, question) in questions.enumerated() {
      if index > 0 || !open.isEmpty { layout.blankLine() }
      layout.paragraph(question.text, label: "? ", indent: 2, hanging: 2)
      let rules = question.rules.joined(separator: ", ")
      layout.paragraph("\(question.fact), for \(rules)", indent: 4, hanging: 2, mark: palette.faint)
      for line in question.answers { layout.paragraph(line, indent: 4, hanging: 2) }
    }
  }

  private mutating func add(_ finding: Finding) {
    layout.paragraph(finding.title, indent: 2, hanging: 2)
    layout.paragraph(Self.heading(of: finding), indent: 4, hanging: 2, mark: palette.faint)
    for line in finding.message.split(separator: "\n") { layout.paragraph(String(line), indent: 4) }
    layout.table(finding.facts.map { ($0.name, $0.valueText) }, indent: 6)
    for note in finding.notes { layout.paragraph(note, indent: 4, hanging: 2) }
    for citation in finding.citations {
      layout.paragraph(citation.sentence, indent: 4, hanging: 2, mark: palette.faint)
    }
  }

  private mutating func addSummary(of report: Report) {
    let parts = [Verdict.blocked, .review, .clear].compactMap { verdict -> String? in
      let count = report.results.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    layout.paragraph(
      "\(report.results.count) events: \(parts.joined(separator: ", "))",
      label: "\(Self.word(for: report.verdict))  ", hanging: 2, mark: palette.mark(for: report.verdict))
    layout.blankLine()
  }

  static func word(for verdict: Verdict) -> String {
    switch verdict {
    case .blocked: "BLOCKED"
    case .review: "REVIEW"
    case .clear: "CLEAR"
    }
  }

  /// `violation: sales/limit, clause a`.
  static func heading(of finding: Finding) -> String {
    let clause = finding.clause.map { ", clause \($0)" } ?? ""
    let was = finding.was.map { ", was \(word(for: $0))" } ?? ""
    let known = finding.isKnown ? ", known" : ""
    return "\(word(for: finding.outcome))\(was)\(known): \(finding.rule)\(clause)"
  }

  static func word(for outcome: Outcome) -> String {
    switch outcome {
    case .clear, .violation, .indeterminate, .trigger, .notice, .waived: outcome.rawValue
    case .notApplicable: "not applicable"
    }
  }

  /// Nil where the past of the event is all that there is.
  static func sentence(forLaterOf result: EventResult) -> String? {
    guard result.later > 0 else { return nil }
    let events = result.later == 1 ? "1 event" : "\(result.later) events"
    return "The history holds \(events) after \(result.date), left out here."
  }

  static func sentence(for counts: OutcomeCounts) -> String {
    let all = Outcome.allCases.filter { counts[$0] > 0 }
    let total = all.reduce(0) { $0 + counts[$1] }
    let parts = all.map { "\(counts[$0]) \(word(for: $0))" }
    return "\(total) \(total == 1 ? "rule" : "rules"): \(parts.joined(separator: ", "))"
  }
}

extension Palette {
  func mark(for verdict: Verdict) -> String {
    switch verdict {
    case .blocked: blocked
    case .review: review
    case .clear: clear
    }
  }
}
