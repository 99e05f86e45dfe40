import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

@testable import PreclearJournal

/// A deal of a few lines, and checks of it on record in a folder of the test's own.
struct SmallDesk {
  static let ledger = #"{"id": "L-1", "kind": "trade", "date": "2024-01-02", "shares": 5}"# + "\n"
  static let more = #"{"id": "L-2", "kind": "trade", "date": "2024-01-03", "shares": 7}"# + "\n"

  let folder: URL
  var files = KeptFiles(contents: [
    "desk/deal.yaml": Array("deal: desk\npack: ../pack\nledger: ledger.jsonl\nwaivers: waivers.yaml\n".utf8),
    "desk/ledger.jsonl": Array(ledger.utf8),
    "pack/pack.yaml": Array("pack: desk\nversion: 1.0.0\n".utf8),
    "pack/schema.yaml": Array(
      """
      events:
        trade:
          fields:
            shares: {type: int, required: true}
            price: {type: decimal}
      measures:
        sold: {on: trade, sum: event.shares}
      """.utf8),
    "pack/rules.yaml": Array(
      """
      sources:
        handbook: {title: Handbook}
      rules:
        few:
          title: Few shares
          on: trade
          forbid: sold > 20
          because: Too many. Sold {sold}.
          cite: {source: handbook, page: '1', lines: 1-2, anchor: few}
      """.utf8),
  ])
  private var salts = CountingGenerator()
  private var clock = 0

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("preclear-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// What is left behind in the folder for temporary files harms nobody.
  func remove() {
    do { try FileManager.default.removeItem(at: folder) } catch {}
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  var journal: Journal { Journal(path("desk.journal")) }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appendingPathComponent(name))) }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  /// A report in a form of the tests' own.
  static func render(_ report: Report) -> [UInt8] {
    let findings = report.results.flatMap { result in
      ["\(result.event) \(result.verdict)"]
        + result.findings.map { "\($0.rule) \($0.message) \(String(describing: $0.location))" }
    }
    return Array(findings.joined(separator: "\n").utf8)
  }

  /// Judges a trade of so many shares and puts it on record.
  @discardableResult
  mutating func check(
    _ shares: Int, price: String = "4.00", engine: String = "1", through name: String = "desk.journal"
  ) throws -> Journal.Receipt {
    let text = "id: T-\(clock)\nkind: trade\ndate: 2024-02-01\nshares: \(shares)\nprice: \(price)\n"
    let recorded = RecordedFiles(deal: "desk/deal.yaml", ledger: nil, files: files)
    let workspace = try Workspace.open(deal: recorded.deal, ledger: recorded.ledger, files: recorded)
    let events = try Workspace.events(of: [SourceFile(path: "t.yaml", text: text)])
    let manifest = PackManifest(workspace.packFiles)
    let report = try workspace.check(events, packDigest: manifest.digest)
    let inputs = try CheckInputs(workspace, recorded, manifest, events: events, findsCures: true)
    clock += 1
    let time = try #require(Timestamp(secondsSince1970: 1_700_000_000 + clock, milliseconds: 7))
    return try Journal(path(name)).append(
      JournaledCheck(inputs, report, json: Self.render(report), engine: engine), at: time, salts: &salts)
  }

  /// What a replay says of each record.
  func replay(_ journal: Journal? = nil, engine: String = "1", otherRules: JournalReplay.OtherRules? = nil) throws
    -> (answers: [String], comparison: RulesComparison)
  {
    let journal = journal ?? self.journal
    let text = try journal.read()
    var replay = try JournalReplay(journal.store, engine: engine, otherRules: otherRules, render: Self.render)
    var answers: [String] = []
    for number in text.lines.indices {
      switch try replay.judge(try text.record(number)) {
      case .same: answers.append("same")
      case .engineChanged(let what): answers.append("engine: \(what)")
      case .rulesChanged(let what): answers.append("rules: \(what)")
      case .factsChanged(let what): answers.append("facts: \(what)")
      case .withheld(let names): answers.append("withheld: \(names.joined(separator: " "))")
      }
    }
    return (answers, replay.comparison)
  }
}
