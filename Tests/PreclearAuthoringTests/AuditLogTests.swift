import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

/// The log of many issuers against what was worked out by hand beside it.
@Suite struct AuditLogTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/audit-log")

  private static func lines(_ name: String) throws -> [String] {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private static func findings(_ log: [String]) throws -> [String] {
    let replayer = try Workspace.openForReplay(
      deal: folder.appendingPathComponent("deal.yaml").path, files: DiskFiles()
    ).replay(LogReplayer.Options(), packDigest: "")
    return try log.enumerated().flatMap { number, line -> [String] in
      let result = try replayer.judge(LogLine(file: "log.jsonl", number: number + 1, bytes: Array(line.utf8)[...]))
      return (result?.findings ?? []).map { "\(result?.event ?? "")\t\($0.rule)\t\($0.outcome.rawValue)" }
    }
  }

  @Test func everyFindingIsTheOneWorkedOutByHand() throws {
    let expected = try Self.lines("log.expected.tsv")
    #expect(try Self.findings(Self.lines("log.jsonl")) == expected)
    let rules = Set(expected.map { $0.split(separator: "\t")[1] })
    #expect(rules.count == 10, "each rule finds something")
  }

  /// No issuer's events bear on another's, as long as placements, sales and warrants keep to their issuer.
  @Test func eachIssuerAloneHasTheSameFindings() throws {
    let log = try Self.lines("log.jsonl")
    let expected = try Self.lines("log.expected.tsv")
    for issuer in ["meridian", "kestrel"] {
      let own = log.filter { $0.contains("\"issuer\": \"\(issuer)\"") }
      let ids = Set(own.compactMap { $0.firstMatch(of: /"id": "([^"]+)"/).map { String($0.1) } })
      let found = try Self.findings(own)
      #expect(found == expected.filter { ids.contains(String($0.prefix { $0 != "\t" })) }, "\(issuer)")
      #expect(!found.isEmpty)
    }
  }
}
