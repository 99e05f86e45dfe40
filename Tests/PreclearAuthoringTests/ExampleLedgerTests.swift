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

  private static let deal = folder.appendingPathComponent("deal.yaml").path

  private static func workspace() throws -> Workspace {
    try Workspace.open(deal: deal, ledger: nil, files: DiskFiles())
  }

  /// The lines of the ledger, each with its line break.
  private static func ledger() throws -> [String] {
    try text("ledger.jsonl").split(separator: "\n").map { $0 + "\n" }
  }

  /// Every result of a replay of the whole ledger, and the summary.
  private static func replay() throws -> (results: [EventResult], summary: ReplaySummary) {
    let replayer = try Workspace.openForReplay(deal: deal, files: DiskFiles())
      .replay(LogReplayer.Options(givesEveryResult: true), packDigest: "")
    let results = try ledger().enumerated().compactMap { number, line in
      try replayer.judge(LogLine(file: "ledger.jsonl", number: number + 1, bytes: Array(line.utf8)[...]))
    }
    return (results, replayer.summary)
  }

  @Test func everyFindingOfTheLedgerIsTheOneWorkedOutByHand() throws {
    let expected = try Self.text("ledger.expected.tsv").split(separator: "\n").map(String.init)
    let found = try Self.replay().results.flatMap { result in
      result.findings.map { "\(result.event)\t\($0.rule)\t\($0.outcome.rawValue)" }
    }
    #expect(found == expected)
    #expect(expected.count > 30)
  }

  @Test func theLedgerHoldsWhatItPromises() throws {
    let results = try Self.replay().results
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

  @Test func countsAddUpToTheNumberOfRulesAndOfEvents() throws {
    let rules = try Workspace.openForReplay(deal: Self.deal, files: DiskFiles()).ruleIDs.count
    let (results, summary) = try Self.replay()
    for result in results {
      #expect(Outcome.allCases.reduce(0) { $0 + result.counts[$1] } == rules, "\(result.event)")
    }
    #expect(summary.rules.count == rules)
    for rule in summary.rules {
      #expect(Outcome.allCases.reduce(0) { $0 + rule.counts[$1] } == results.count, "\(rule.id)")
    }
    #expect(Outcome.allCases.reduce(0) { $0 + summary[$1] } == results.count * rules)
  }

  /// All of a result but where the event stands, and `preclear/no-rule`, which is of proposals only.
  private static func comparable(_ result: EventResult) -> String {
    var result = result
    result.findings.removeAll { $0.rule == "preclear/no-rule" }
    result.verdict = Verdict(result.findings.map(\.outcome))
    for number in result.findings.indices { result.findings[number].location = nil }
    let counts = Outcome.allCases.map { "\($0): \(result.counts[$0])" }
    return "\(result.event) \(result.kind) \(result.date) \(result.verdict) \(result.later) \(counts) "
      + "\(result.findings) \(result.outcomes)"
  }

  @Test func aReplayedEventGivesWhatItsCheckGivesOnTheLedgerCutJustBeforeIt() throws {
    let lines = try Self.ledger()
    let replayed = try Self.replay().results
    #expect(replayed.count == lines.count)
    for (position, result) in replayed.enumerated() {
      let event = SourceFile(path: "event.json", text: lines[position])
      let workspace = try Workspace.open(
        deal: Self.deal, ledger: "cut.jsonl",
        files: DiskFiles(replacing: ["cut.jsonl": lines[..<position].joined()]))
      let report = try workspace.check([event], packDigest: "", findsCures: false)
      #expect(report.results.map(Self.comparable) == [Self.comparable(result)], "\(result.event)")
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
