import PreclearEngine

/// Findings that were there before: they are shown as known, and do not fail.
///
/// A finding is known where deal, event, rule, clause, outcome and message are the same. The message has the figures in it: what
/// has become worse, or merely different, is new.
package struct Baseline {
  package static let format = "preclear.baseline/1"

  private struct Entry: Hashable {
    let deal: String
    let event: String
    let rule: String
    let clause: String
    let outcome: String
    let message: String
  }

  private static let keys = ["deal", "event", "rule", "clause", "outcome", "message"]

  private let path: String
  private var entries: [Entry] = []

  /// One that knows nothing yet.
  package init(path: String) {
    self.path = path
  }

  /// JSON Lines: one with the format, then one for each finding.
  package init(reading file: SourceFile) throws(LoadFailure) {
    path = file.path
    let lines = try JSONReader.readLines(file)
    var diagnostics = Diagnostics()
    guard let head = lines.first, head["format"]?.scalar?.text == Self.format else {
      let start = SourcePosition(line: 1, column: 1)
      throw LoadFailure([
        Diagnostic(
          "expected {\"format\": \"\(Self.format)\"} in the first line", code: "baseline",
          at: SourceRange(file: file, start: start, end: start), help: "write one with --write-baseline")
      ])
    }
    for line in lines.dropFirst() {
      guard line.mapping(&diagnostics, "a finding", allowed: Self.keys) != nil else { continue }
      func text(_ key: String) -> String {
        guard let node = line[key] else {
          diagnostics.error("a finding lacks '\(key)'", code: "missing-key", at: line.range)
          return ""
        }
        return node.text(&diagnostics, key) ?? ""
      }
      entries.append(
        Entry(
          deal: text("deal"), event: text("event"), rule: text("rule"), clause: text("clause"),
          outcome: text("outcome"), message: text("message")))
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
  }

  /// Marks what is known, and remarks on what is gone.
  package func apply(to gate: inout GateReport) {
    let known = Set(entries)
    var met: Set<Entry> = []
    for report in gate.reports.indices {
      let deal = gate.reports[report].deal
      for result in gate.reports[report].results.indices {
        let event = gate.reports[report].results[result].event
        for finding in gate.reports[report].results[result].findings.indices {
          guard let entry = Self.entry(gate.reports[report].results[result].findings[finding], event, deal),
            known.contains(entry)
          else { continue }
          gate.reports[report].results[result].findings[finding].isKnown = true
          met.insert(entry)
        }
      }
    }
    let judged = Self.judgedEvents(gate)
    for entry in entries where judged.contains([entry.deal, entry.event]) && !met.contains(entry) {
      gate.remarks.append(
        Diagnostic(
          "the \(entry.outcome) of '\(entry.rule)' for '\(entry.event)' is gone; the baseline '\(path)' still has it",
          code: "vanished-finding", severity: .note))
    }
  }

  /// Takes over what was found; what is known of events that were not judged stays.
  package mutating func update(with gate: GateReport) {
    let judged = Self.judgedEvents(gate)
    var kept = entries.filter { !judged.contains([$0.deal, $0.event]) }
    for report in gate.reports {
      for result in report.results {
        kept += result.findings.compactMap { Self.entry($0, result.event, report.deal) }
      }
    }
    entries = kept
  }

  package func render() -> [UInt8] {
    var json = JSONWriter(style: .compact)
    json.object {
      $0.key("format")
      $0.string(Self.format)
    }
    json.endLine()
    for entry in entries {
      json.object {
        for (key, text) in zip(
          Self.keys, [entry.deal, entry.event, entry.rule, entry.clause, entry.outcome, entry.message])
        {
          $0.key(key)
          $0.string(text)
        }
      }
      json.endLine()
    }
    return json.bytes
  }

  /// Nil of what a person has waived already.
  private static func entry(_ finding: Finding, _ event: String, _ deal: String) -> Entry? {
    guard finding.outcome != .waived else { return nil }
    return Entry(
      deal: deal, event: event, rule: finding.rule, clause: finding.clause ?? "", outcome: finding.outcome.rawValue,
      message: finding.message)
  }

  private static func judgedEvents(_ gate: GateReport) -> Set<[String]> {
    Set(gate.reports.flatMap { report in report.results.map { [report.deal, $0.event] } })
  }
}
