import PreclearEngine

/// Findings that were there before: they are shown as known, and do not fail.
///
/// A finding is known where file, deal, event, rule, clause, outcome and message are the same. The message has the figures in it:
/// what has become worse, or merely different, is new. Files are named from the baseline's own folder.
package struct Baseline {
  package static let format = "preclear.baseline/2"

  private struct Entry: Hashable {
    let file: String
    let deal: String
    let event: String
    let rule: String
    let clause: String
    let outcome: String
    let message: String

    /// Texts are the same where their bytes are.
    private var texts: [Path] { [file, deal, event, rule, clause, outcome, message].map(Path.init) }
    static func == (a: Entry, b: Entry) -> Bool { a.texts == b.texts }
    func hash(into hasher: inout Hasher) { hasher.combine(texts) }
  }

  private static let keys = ["file", "deal", "event", "rule", "clause", "outcome", "message"]

  private let path: String
  private var entries: [(entry: Entry, range: SourceRange)] = []

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
      let entry = Entry(
        file: text("file"), deal: text("deal"), event: text("event"), rule: text("rule"), clause: text("clause"),
        outcome: text("outcome"), message: text("message"))
      entries.append((entry, line.range))
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
  }

  /// Marks what is known, and remarks on what is gone: what a file that was judged has no more, and what was in a file that is not
  /// there. What is waived by now is not gone.
  package func apply(to gate: inout GateReport, _ tree: some ProposalTree) {
    let known = Set(entries.map(\.entry))
    var met: Set<Entry> = []
    var waived: Set<[Path]> = []
    for report in gate.reports.indices {
      let deal = gate.reports[report].deal
      for result in gate.reports[report].results.indices {
        let event = gate.reports[report].results[result]
        let file = file(of: event, tree)
        for (number, finding) in event.findings.enumerated() {
          if finding.outcome == .waived {
            waived.insert(Self.subject(Self.entry(finding, file, event.event, deal)))
            continue
          }
          let entry = Self.entry(finding, file, event.event, deal)
          guard known.contains(entry) else { continue }
          gate.reports[report].results[result].findings[number].isKnown = true
          met.insert(entry)
        }
      }
    }
    let judged = judgedFiles(gate, tree)
    for (entry, range) in entries where !met.contains(entry) && !waived.contains(Self.subject(entry)) {
      guard judged.contains(Path(entry.file)) || isGone(entry, tree) else { continue }
      gate.remarks.append(
        Diagnostic(
          "the \(entry.outcome) of '\(entry.rule)' for '\(entry.event)' in '\(entry.file)' is gone; the baseline still has it",
          code: "vanished-finding", at: range, help: "--write-baseline takes it out", severity: .note))
    }
  }

  /// Takes over what was found; what is known of files that were not judged stays, unless they are gone.
  package mutating func update(with gate: GateReport, _ tree: some ProposalTree) {
    let judged = judgedFiles(gate, tree)
    var kept = entries.filter { !judged.contains(Path($0.entry.file)) && !isGone($0.entry, tree) }
    for report in gate.reports {
      for result in report.results {
        let file = file(of: result, tree)
        for finding in result.findings where finding.outcome != .waived {
          kept.append((Self.entry(finding, file, result.event, report.deal), .start(of: path)))
        }
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
    for (entry, _) in entries {
      json.object {
        for (key, text) in zip(
          Self.keys, [entry.file, entry.deal, entry.event, entry.rule, entry.clause, entry.outcome, entry.message])
        {
          $0.key(key)
          $0.string(text)
        }
      }
      json.endLine()
    }
    return json.bytes
  }

  private static func entry(_ finding: Finding, _ file: String, _ event: String, _ deal: String) -> Entry {
    Entry(
      file: file, deal: deal, event: event, rule: finding.rule, clause: finding.clause ?? "",
      outcome: finding.outcome.rawValue, message: finding.message)
  }

  /// What a finding is about, whatever it says.
  private static func subject(_ entry: Entry) -> [Path] {
    [entry.file, entry.deal, entry.event, entry.rule, entry.clause].map(Path.init)
  }

  private func file(of result: EventResult, _ tree: some ProposalTree) -> String {
    let folder = tree.absolute(FilePath.directory(of: path))
    return result.location.map { FilePath.relative(tree.absolute($0.file), to: folder) } ?? ""
  }

  private func judgedFiles(_ gate: GateReport, _ tree: some ProposalTree) -> Set<Path> {
    Set(gate.results.map { Path(file(of: $0, tree)) })
  }

  private func isGone(_ entry: Entry, _ tree: some ProposalTree) -> Bool {
    !tree.exists(FilePath.join(FilePath.directory(of: path), entry.file))
  }
}
