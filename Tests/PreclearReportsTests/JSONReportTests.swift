import Foundation
import PreclearEngine
import PreclearReports
import TestSupport
import Testing

@Suite struct JSONReportTests {
  private typealias Object = [String: Any]

  private func parsed(_ report: Report) throws -> Object {
    let value = try JSONSerialization.jsonObject(with: Data(JSONReport.render(report)))
    return try #require(value as? Object)
  }

  private func results(_ report: Report) throws -> [Object] {
    try #require(try parsed(report)["results"] as? [Object])
  }

  private func findings(_ report: Report, _ index: Int) throws -> [Object] {
    try #require(try results(report)[index]["findings"] as? [Object])
  }

  @Test func wholeReportIsTheGoldenFile() throws {
    let text = String(decoding: JSONReport.render(try SampleReport.full()), as: UTF8.self)
    #expect(try GoldenFile("report.json").expected(insteadOf: text) == text)
  }

  @Test func headNamesFormatDealPackAndVerdict() throws {
    let report = try parsed(try SampleReport.full())
    #expect(report["format"] as? String == "preclear.report/1")
    #expect(report["deal"] as? String == "harbor")
    #expect(report["verdict"] as? String == "blocked")
    #expect(report["pack"] as? [String: String] == ["name": "harbor", "version": "1.2.0", "digest": "sha256:00ff"])
  }

  @Test func countsAddUpToTheActiveRules() throws {
    let results = try results(try SampleReport.full())
    let counts = try results.map { try #require($0["counts"] as? [String: Int]) }
    #expect(
      counts[0] == [
        "clear": 5, "violation": 1, "indeterminate": 0, "trigger": 0, "notice": 0, "waived": 0, "not_applicable": 34,
      ])
    #expect(counts.map { $0.values.reduce(0, +) } == [40, 8, 40])
    #expect(results.map { $0["later"] as? Int } == [0, 2, 0])
  }

  @Test func keyWithoutContentIsLeftOut() throws {
    let finding = try findings(try SampleReport.full(), 0)[0]
    #expect(
      Set(finding.keys) == [
        "rule", "outcome", "title", "message", "facts", "missing", "cures", "citations", "location",
      ])
    #expect((finding["missing"] as? [Any])?.isEmpty == true)
    #expect((finding["cures"] as? [Any])?.isEmpty == true)
  }

  @Test func findingsStayInTheOrderGiven() throws {
    let rules = try findings(try SampleReport.full(), 1).map { $0["rule"] as? String }
    #expect(
      rules == [
        "settlement/date", "warrants/transfer", "section-203/interested", "lock-up/disposition", "offering/maximum",
      ])
  }

  @Test func boundOfAFactThatIsNotThereIsNull() throws {
    let facts = try #require(try findings(try SampleReport.full(), 1)[1]["facts"] as? [Object])
    #expect(facts[0]["least"] as? String == "4000000")
    #expect(facts[0]["most"] is NSNull)
    #expect(facts[0]["value"] == nil)
    #expect(facts[1]["most"] as? String == "7")
    #expect(facts[2]["least"] is NSNull)
  }

  @Test func indeterminateFindingShowsReadingsWorldsAndError() throws {
    let findings = try findings(try SampleReport.full(), 1)
    let readings = try #require(findings[1]["readings"] as? [Object])
    #expect(readings[0]["reading"] as? String == "transferees")
    #expect(readings[0]["alternatives"] as? [String: String] == ["entity": "clear", "people": "not_applicable"])
    #expect(findings[1]["error"] as? String == "division by zero in gross / shares")
    #expect(findings[1]["clause"] as? String == "restricted")
    let worlds = try #require(findings[4]["worlds"] as? [[String: String]])
    #expect(worlds[0] == ["field": "agreement", "value": "sales-agreement", "outcome": "violation"])
  }

  @Test func waivedFindingShowsWaiverAndSettledReadings() throws {
    let finding = try findings(try SampleReport.full(), 1)[3]
    #expect(finding["was"] as? String == "violation")
    #expect(finding["exception"] as? String == "agent-consent")
    #expect(
      finding["waiver"] as? [String: String] == [
        "by": "The Agent", "instrument": "letter of 2001-11-19", "from": "2001-11-19", "until": "2001-12-07",
        "because": "The block was announced.",
      ])
    let settled = try #require(finding["settled"] as? [[String: String]])
    #expect(settled[1] == ["reading": "share-count", "choose": "october-26"])
  }

  @Test func reportWithoutEventsHasAnEmptyList() throws {
    let report = try parsed(SampleReport.report([]))
    #expect((report["results"] as? [Any])?.isEmpty == true)
  }
}
