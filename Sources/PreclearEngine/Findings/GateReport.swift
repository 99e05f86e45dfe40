/// What a gate comes to: a report for each deal, and what has to be said beside the findings.
package struct GateReport: Sendable {
  package var reports: [Report]
  /// Of waivers that lift nothing, of proposals that were deleted or that nobody judges, of findings that are gone.
  package var remarks: [Diagnostic]

  package init(reports: [Report], remarks: [Diagnostic] = []) {
    self.reports = reports
    self.remarks = remarks
  }

  package var results: [EventResult] { reports.flatMap(\.results) }

  /// The gravest of what is new: what a baseline knows does not count.
  package var verdict: Verdict { results.map(\.newVerdict).max() ?? .clear }

  /// Whether there is something to be noted that is neither a finding for review nor worse. A remark of severity `note` tells
  /// what was done, and asks for nothing.
  package var hasNotice: Bool {
    remarks.contains { $0.severity != .note }
      || results.contains { $0.findings.contains { $0.outcome == .notice && !$0.isKnown } }
  }

  /// Findings that stand in the baseline, and do not count.
  package var knownCount: Int { results.reduce(0) { $0 + $1.findings.count(where: \.isKnown) } }
}

extension EventResult {
  /// What the event comes to without the findings that a baseline knows.
  package var newVerdict: Verdict { Verdict(findings.lazy.filter { !$0.isKnown }.map(\.outcome)) }
}
