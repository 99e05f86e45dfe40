import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

/// Records for people to read.
struct RecordText {
  let disclosures: Disclosures
  let redacted: [String]
  let palette: Palette
  let width: Int

  /// A line for each.
  func list(_ records: [JournalRecord]) -> String {
    if records.isEmpty { return "no records" }
    let last = "\(records[records.count - 1].seq)".count
    return records.map { record in
      let seq = "\(record.seq)"
      let events = record.inputs.events.map { "\(text("kind", of: $0)) \(text("id", of: $0))" }.joined(separator: ", ")
      let gap = String(repeating: " ", count: max(0, last - seq.count))
      let verdict = record.verdict + String(repeating: " ", count: max(0, 7 - record.verdict.count))
      return "\(gap)\(seq)  \(record.at)  \(verdict)  \(events)"
    }.joined(separator: "\n")
  }

  /// All of one.
  func whole(_ record: JournalRecord) throws(LoadFailure) -> String {
    var layout = TextLayout(width: width, palette: palette)
    let mark =
      switch record.verdict {
      case Verdict.blocked.rawValue: palette.blocked
      case Verdict.review.rawValue: palette.review
      default: palette.clear
      }
    layout.paragraph("\(record.verdict.uppercased())  record \(record.seq) of \(record.at)", mark: mark)
    for event in record.inputs.events {
      layout.blankLine()
      layout.paragraph("What was asked", mark: palette.heading)
      layout.table(event.fields.map { ($0.name, text($0.name, of: event)) }, indent: 2)
    }
    layout.blankLine()
    layout.paragraph("What it was judged by", mark: palette.heading)
    layout.table(inputs(record), indent: 2)
    layout.blankLine()
    layout.paragraph("What was answered", mark: palette.heading)
    try addFindings(of: record, to: &layout)
    layout.blankLine()
    layout.table([("prev", record.prev.hexadecimal), ("hash", record.hash.hexadecimal)], indent: 2)
    return layout.text
  }

  private static let withheld = "[withheld]"

  private func text(_ name: String, of event: JournalRecord.Event) -> String {
    guard let field = event.fields.first(where: { $0.name == name }) else { return "" }
    return redacted.contains(name) ? Self.withheld : text(name, field.hash) { $0.plainText }
  }

  private func text(_ name: String, _ hash: Hash256, _ describe: (CanonicalJSON) -> String) -> String {
    switch disclosures.value(hash, name) {
    case .known(let value): describe(value)
    case .withheld: Self.withheld
    case .missing: "[lost: the store no longer has it]"
    }
  }

  private func inputs(_ record: JournalRecord) -> [(name: String, value: String)] {
    func file(_ value: CanonicalJSON) -> String {
      guard let members = value.members, let path = members["path"]?.text, let hash = members["sha256"]?.text else {
        return "none"
      }
      return "\(path), sha256:\(hash)"
    }
    let inputs = record.inputs
    let facts: [(String, String)] =
      redacted.isEmpty
      ? [
        ("deal", text("deal", inputs.deal, file)), ("ledger", text("ledger", inputs.ledger, file)),
        ("waivers", text("waivers", inputs.waivers, file)),
        ("readings", text("readings", inputs.readings) { $0 == .null ? "none" : $0.plainText }),
      ] : []
    return [("pack", inputs.pack)] + facts + [("engine", inputs.engine)]
  }

  private func addFindings(of record: JournalRecord, to layout: inout TextLayout) throws(LoadFailure) {
    let report = disclosures.value(record.report, "report")
    guard redacted.isEmpty, case .known(let value) = report, let text = value.text else {
      layout.paragraph(redacted.isEmpty ? self.text("report", record.report) { _ in "" } : Self.withheld, indent: 2)
      return
    }
    let node = try JSONReader.read(SourceFile(path: "report of record \(record.seq)", text: text))
    for result in node["results"]?.items ?? [] {
      let name = { (key: String) in result[key]?.scalar?.text ?? "" }
      layout.paragraph("\(name("event")): \(name("verdict"))", indent: 2)
      for finding in result["findings"]?.items ?? [] {
        let part = { (key: String) in finding[key]?.scalar?.text ?? "" }
        layout.paragraph(part("message"), label: "\(part("outcome")): \(part("rule")): ", indent: 4, hanging: 2)
      }
    }
  }
}
