import PreclearEngine

/// Findings for review tools that read SARIF 2.1.0.
///
/// A violation failed, at level `error`. What waits for a fact is `open`, what a person has to look at `review`, a notice
/// `informational`: those have no level. A waiver is a suppression, with the words of the waiver.
package enum SARIFReport {
  package static func render(_ gate: GateReport) -> [UInt8] {
    var log = SARIFLog()
    for report in gate.reports {
      for result in report.results {
        for finding in result.findings {
          log.add(finding, of: result, deal: report.deal, hasBaseline: gate.knownCount > 0)
        }
      }
    }
    for remark in gate.remarks { log.add(remark) }
    if gate.results.isEmpty { log.notification = gate.summary }
    return log.render()
  }
}

extension SARIFLog {
  fileprivate mutating func add(_ finding: Finding, of event: EventResult, deal: String, hasBaseline: Bool) {
    let heading = "\(event.heading), \(TextReport.heading(of: finding))"
    var result = Result(
      rule: finding.rule, weight: Weight(finding.was ?? finding.outcome),
      message: ([heading] + finding.lines).joined(separator: "\n"))
    result.place = (finding.location ?? event.location).map { FilePlace($0) }
    result.fingerprint = Self.fingerprint([
      event.location?.file ?? "", deal, event.event, finding.rule, finding.clause ?? "",
    ])
    result.suppression = finding.waiver?.sentence
    if hasBaseline { result.baseline = finding.isKnown ? .unchanged : .new }
    add(result, of: Rule(finding))
  }
}

extension SARIFLog.Rule {
  fileprivate init(_ finding: Finding) {
    let citations = finding.citations.map(\.sentence)
    self.init(
      id: finding.rule, title: finding.title,
      help: citations.isEmpty ? finding.title : citations.joined(separator: "\n"),
      helpMarkdown: citations.isEmpty
        ? MarkdownReport.escape(finding.title)
        : citations.map { "- " + MarkdownReport.escape($0) }.joined(separator: "\n"))
  }
}

extension SARIFLog.Weight {
  fileprivate init(_ outcome: Outcome) {
    switch outcome {
    case .violation: self = .error
    case .indeterminate: self = .open
    case .trigger: self = .review
    case .notice, .waived, .clear, .notApplicable: self = .informational
    }
  }
}
