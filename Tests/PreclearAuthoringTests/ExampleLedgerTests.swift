import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

/// The example's ledger and proposals against what was worked out by hand beside them.
@Suite struct ExampleLedgerTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/neotherapeutics")

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private static func workspace() throws -> Workspace {
    try Workspace.open(deal: folder.appendingPathComponent("deal.yaml").path, ledger: nil, files: DiskFiles())
  }

  @Test func everyFindingOfTheLedgerIsTheOneWorkedOutByHand() throws {
    let expected = try Self.text("ledger.expected.tsv").split(separator: "\n").map(String.init)
    let found = try Self.workspace().judgeLedger().flatMap { result in
      result.findings.filter { $0.rule != "preclear/no-rule" }
        .map { "\(result.event)\t\($0.rule)\t\($0.outcome.rawValue)" }
    }
    #expect(found == expected)
    #expect(expected.count > 30)
  }

  @Test func theLedgerHoldsWhatItPromises() throws {
    let results = try Self.workspace().judgeLedger()
    #expect(results.count >= 60)
    #expect(results.allSatisfy { "2001-06-01" <= $0.date && $0.date <= "2001-11-30" })
  }

  @Test func everyProposalComesOutAsWorkedOutByHand() throws {
    let workspace = try Self.workspace()
    var found: [String] = []
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appendingPathComponent("proposals").path
    ).filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(names.count >= 12)
    for name in names {
      let path = Self.folder.appendingPathComponent("proposals/\(name)").path
      let report = try workspace.check([try DiskFiles().read(path)], packDigest: "")
      for result in report.results {
        let findings = result.findings.map { "\($0.rule)=\($0.outcome.rawValue)" }.joined(separator: ",")
        found.append("proposals/\(name)\t\(result.event)\t\(result.verdict.rawValue)\t\(findings)")
      }
    }
    #expect(found == (try Self.text("proposals.expected.tsv").split(separator: "\n").map(String.init)))
  }

  @Test func countsAddUpToTheNumberOfRules() throws {
    let workspace = try Self.workspace()
    for result in try workspace.judgeLedger() {
      let sum = Outcome.allCases.reduce(0) { $0 + result.counts[$1] }
      #expect(sum == workspace.ruleIDs.count, "\(result.event)")
    }
  }

  @Test func aLedgerEventIsJudgedAsIfTheRestHadNotHappened() throws {
    // Each event proposed on the ledger cut just before it gives what the run over the whole ledger gave.
    let lines = try Self.text("ledger.jsonl").split(separator: "\n").map(String.init)
    let whole = try Self.workspace().judgeLedger()
    for position in stride(from: 0, to: lines.count, by: 7) {
      let cut = lines[..<position].map { $0 + "\n" }.joined()
      let files = DiskFiles(replacing: ["cut.jsonl": cut])
      let workspace = try Workspace.open(
        deal: Self.folder.appendingPathComponent("deal.yaml").path, ledger: "cut.jsonl", files: files)
      let report = try workspace.check([SourceFile(path: "event.json", text: lines[position])], packDigest: "")
      let single = report.results[0].findings.map { "\($0.rule) \($0.outcome) \($0.message) \($0.missing)" }
      let inRun = whole[position].findings.map { "\($0.rule) \($0.outcome) \($0.message) \($0.missing)" }
      #expect(single == inRun, "\(whole[position].event)")
    }
  }
}

/// Real files, with some of them replaced by texts.
struct DiskFiles: FileAccess {
  var replacing: [String: String] = [:]

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    if let text = replacing[path] { return SourceFile(path: path, text: text) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LoadFailure("cannot read '\(path)'", code: "no-file")
    }
    return SourceFile(path: path, bytes: Array(data))
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  func list(_ directory: String) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    } catch {
      return []
    }
  }
}
