@testable import PreclearJournal

/// A chain of records, made by the same rules as those of checks, without files.
struct SampleChain {
  let records: [JournalRecord]

  init(_ count: Int) {
    var records: [JournalRecord] = []
    for seq in 0..<count {
      let hash = { (name: String) in Hash256(of: Array("\(seq) \(name)".utf8)) }
      let event = JournalRecord.Event(
        fields: [.init(name: "id", hash: hash("id")), .init(name: "shares*J", hash: hash("shares"))],
        location: hash("location"))
      let inputs = JournalRecord.Inputs(
        engine: "0.1.0", pack: "sha256:\(hash("pack").hexadecimal)", findsCures: seq % 2 == 0, deal: hash("deal"),
        ledger: hash("ledger"),
        waivers: hash("waivers"), readings: hash("readings"), events: [event])
      records.append(
        JournalRecord(
          seq: seq, at: "2026-11-21T18:13:39.\(100 + seq)Z", prev: records.last?.hash ?? .zero,
          verdict: ["clear", "review", "blocked"][seq % 3], inputs: inputs, report: hash("report")))
    }
    self.records = records
  }

  var lines: [[UInt8]] { records.map { $0.line + [0x0A] } }
}

extension JournalText {
  init(_ lines: [[UInt8]]) { self.init(path: "desk.journal", bytes: Array(lines.joined())) }
}
