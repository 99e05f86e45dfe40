import Foundation
import PreclearEngine
import PreclearReports
import TestSupport
import Testing

/// The formats of a replay: results as they come, then the summary.
@Suite struct ReplayFormatTests {
  private func text(_ format: ReplayFormat, _ results: [EventResult], _ summary: ReplaySummary? = nil) -> String {
    var bytes: [UInt8] = []
    for result in results { bytes += format.render(result, width: 80, palette: .plain) }
    if let summary { bytes += format.render(summary, width: 80, palette: .plain) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func summary() throws -> ReplaySummary {
    var summary = ReplaySummary(
      deal: "harbor", packName: "harbor", packVersion: "1.2.0", packDigest: "sha256:00ff",
      rules: ["offering/maximum", "lock-up/disposition", "settlement/date", "charter/limit"])
    for (number, outcomes) in [
      [Outcome.clear, .notApplicable, .notApplicable], [.violation, .indeterminate, .notApplicable],
      [.violation, .waived, .notApplicable],
    ].enumerated() {
      for (rule, outcome) in (outcomes + [.notApplicable]).enumerated() { summary.count(outcome, of: rule) }
      summary.count(Verdict(outcomes), on: try #require(CalendarDate(iso: "2001-11-0\(number + 1)")))
    }
    return summary
  }

  @Test func wholeTextIsTheGoldenFile() throws {
    let text = text(
      .text, [SampleReport.blocked(), try SampleReport.review(), SampleReport.clear()], try summary())
    #expect(try GoldenFile("replay.txt").expected(insteadOf: text) == text)
  }

  @Test func wholeJSONLinesAreTheGoldenFile() throws {
    let text = text(.jsonl, [SampleReport.blocked(), SampleReport.clear()], try summary())
    #expect(try GoldenFile("replay.jsonl").expected(insteadOf: text) == text)
  }

  @Test func lineOfTSVHoldsEventRuleAndOutcome() throws {
    #expect(
      text(.tsv, [SampleReport.blocked(), SampleReport.clear(), try SampleReport.review()], try summary()) == """
        T-7\tsales-agreement/no-at-the-market\tviolation
        T-8\tsettlement/date\tnotice
        T-8\twarrants/transfer\tindeterminate
        T-8\tsection-203/interested\ttrigger
        T-8\tlock-up/disposition\twaived
        T-8\toffering/maximum\tindeterminate

        """)
  }

  @Test func resultOnALineIsThatOfTheReport() throws {
    let results = [SampleReport.blocked(), try SampleReport.review()]
    let lines = text(.jsonl, results).split(separator: "\n")
    let report = try JSONSerialization.jsonObject(with: Data(JSONReport.render(SampleReport.report(results))))
    let whole = try #require((report as? [String: Any])?["results"] as? [NSDictionary])
    let single = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary }
    #expect(single == whole)
  }

  @Test func summaryInJSONCountsEveryRule() throws {
    let line = try JSONSerialization.jsonObject(with: Data(text(.jsonl, [], try summary()).utf8))
    let object = try #require((line as? [String: Any])?["summary"] as? [String: Any])
    #expect(object["format"] as? String == "preclear.replay/1")
    #expect(object["verdict"] as? String == "blocked")
    #expect(object["events"] as? Int == 3)
    #expect([object["first"], object["last"]] as? [String] == ["2001-11-01", "2001-11-03"])
    #expect(object["verdicts"] as? [String: Int] == ["blocked": 2, "review": 0, "clear": 1])
    let counts = try #require(object["counts"] as? [String: Int])
    // Three events, four rules.
    #expect(counts.values.reduce(0, +) == 12)
    #expect(counts["violation"] == 2 && counts["waived"] == 1 && counts["not_applicable"] == 7)
    let rules = try #require(object["rules"] as? [[String: Any]])
    #expect(rules.map { $0["rule"] as? String }.last == "charter/limit")
    #expect((rules[1]["counts"] as? [String: Int])?["indeterminate"] == 1)
  }

  @Test func summaryOfAnEmptyLogHasNoTable() {
    let empty = ReplaySummary(
      deal: "harbor", packName: "harbor", packVersion: "1.2.0", packDigest: "sha256:00ff", rules: ["offering/maximum"])
    #expect(text(.text, [], empty) == "CLEAR  0 events\n\nDeal harbor, pack harbor 1.2.0, sha256:00ff\n")
  }

  @Test func tableHasAColumnForEachOutcomeThatCame() throws {
    let lines = text(.text, [], try summary()).split(separator: "\n").map(String.init)
    #expect(lines[0] == "BLOCKED  3 events from 2001-11-01 to 2001-11-03: 2 blocked, 1 clear")
    #expect(lines[1] == "  rule                 violation  indeterminate  waived  clear")
    #expect(lines[2] == "  offering/maximum             2              0       0      1")
    #expect(lines[3] == "  lock-up/disposition          0              1       1      0")
    #expect(lines[4] == "  all rules                    2              1       1      1")
    #expect(lines[5] == "  2 of 4 rules applied to no event.")
  }

  @Test func controlCharactersOfTheInputDoNotReachTheTerminal() {
    var finding = Finding(rule: "a/b\u{1B}[1m", outcome: .violation, title: "t", message: "m\u{1B}[2J")
    finding.missing = [MissingFact(fact: "f", question: "q\u{9B}")]
    let result = SampleReport.result("T\u{1B}[1m", [finding], clear: 0, notApplicable: 0)
    let obeyed = text(.text, [result]).unicodeScalars.filter {
      $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
    }
    #expect(obeyed.isEmpty)
  }
}
