import Foundation
import PreclearEngine
import PreclearReports
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The formats of review tools, of reports made by hand. Readers of their own are asked by `make test-formats`.
@Suite struct ReviewFormatTests {
  /// The sample with a place for each event, one finding that is known, and a remark.
  static func gate() throws -> GateReport {
    var report = try SampleReport.full()
    for (number, event) in report.results.enumerated() {
      report.results[number].location = EventLocation(
        file: "proposals/\(event.event).yaml", line: number + 1, column: 1)
      for finding in event.findings.indices where event.findings[finding].rule == "settlement/date" {
        report.results[number].findings[finding].isKnown = true
      }
    }
    report.results[0].findings[0].cures = [Cure([.change(field: "method", to: "negotiated")], clears: .event)]
    return GateReport(reports: [report], remarks: [remark()])
  }

  static func remark(_ message: String = "the waiver of 'a/b' for 'T-1' has expired") -> Diagnostic {
    let file = SourceFile(path: "waivers.yaml", text: "waivers:\n  - {rule: a/b}\n")
    return Diagnostic(
      message, code: "waiver-expired",
      at: SourceRange(file: file, start: SourcePosition(line: 2, column: 5), end: SourcePosition(line: 2, column: 16)),
      help: "renew it", severity: .warning)
  }

  private static func text(_ format: ReportFormat, _ gate: GateReport) -> String {
    String(decoding: format.render(gate, width: 80, palette: .plain), as: UTF8.self)
  }

  @Test(arguments: [
    (ReportFormat.text, "gate.txt"), (.json, "gate.json"), (.jsonl, "gate.jsonl"), (.tsv, "gate.tsv"),
    (.sarif, "gate.sarif"), (.junit, "gate.xml"), (.github, "gate.github.txt"), (.markdown, "gate.md"),
    (.html, "gate.html"),
  ])
  func wholeReportIsTheGoldenFile(_ format: ReportFormat, _ file: String) throws {
    let text = Self.text(format, try Self.gate())
    #expect(try GoldenFile(file).expected(insteadOf: text) == text)
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
  }

  // MARK: SARIF

  private func sarif(_ gate: GateReport) throws -> [String: Any] {
    let bytes = ReportFormat.sarif.render(gate, width: 80, palette: .plain)
    return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  private func results(_ gate: GateReport) throws -> [[String: Any]] {
    let runs = try #require(try sarif(gate)["runs"] as? [[String: Any]])
    return try #require(runs.first?["results"] as? [[String: Any]])
  }

  @Test func kindAndLevelAreThoseOfTheStandard() throws {
    let found = try results(try Self.gate()).map { result in
      [result["ruleId"], result["kind"], result["level"]].map { $0 as? String ?? "" }
    }
    #expect(
      found == [
        ["sales-agreement/no-at-the-market", "fail", "error"], ["settlement/date", "informational", "none"],
        ["warrants/transfer", "open", "none"], ["section-203/interested", "review", "none"],
        // What was waived is what it was, and suppressed.
        ["lock-up/disposition", "fail", "error"], ["offering/maximum", "open", "none"],
        ["preclear/waiver-expired", "fail", "warning"],
      ])
  }

  @Test func waiverIsASuppressionWithItsReason() throws {
    let waived = try #require(try results(try Self.gate()).first { $0["ruleId"] as? String == "lock-up/disposition" })
    let suppressions = try #require(waived["suppressions"] as? [[String: String]])
    #expect(suppressions.count == 1)
    #expect(suppressions[0]["kind"] == "external" && suppressions[0]["status"] == "accepted")
    #expect(suppressions[0]["justification"]?.contains("letter of 2001-11-19") == true)
  }

  @Test func fingerprintStaysWhereFiguresAndLinesMove() throws {
    func prints(_ gate: GateReport) throws -> [String] {
      try results(gate).compactMap { ($0["partialFingerprints"] as? [String: String])?["preclearFinding/v2"] }
    }
    let before = try Self.gate()
    var after = before
    after.reports[0].results[0].findings[0].message = "Other figures."
    after.reports[0].results[0].findings[0].location = EventLocation(file: "proposals/sale.yaml", line: 99, column: 9)
    #expect(try prints(before) == prints(after))
    #expect(Set(try prints(before)).count == 7)
    #expect(SARIFLog.fingerprint(["a/b", "c"]) != SARIFLog.fingerprint(["a", "b/c"]))
  }

  @Test func pathIsAReferenceThatLeadsToTheFile() throws {
    for path in ["a b/ü%.yaml", "-x.yaml", "c:d.yaml", "q?#.yaml", "../up.yaml"] {
      var gate = try Self.gate()
      gate.reports[0].results[0].findings[0].location = EventLocation(file: path, line: 1, column: 1)
      let locations = try #require(try results(gate)[0]["locations"] as? [[String: [String: Any]]])
      let artifact = try #require(locations[0]["physicalLocation"]?["artifactLocation"] as? [String: String])
      let uri = try #require(artifact["uri"])
      #expect(uri.removingPercentEncoding == path)
      #expect(!uri.contains(" ") && !uri.contains(":") && !uri.contains("?") && !uri.contains("#"))
    }
  }

  @Test func resultNamesItsRuleByNumber() throws {
    let run = try #require((try sarif(try Self.gate())["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]]).map { $0["id"] as? String }
    for result in try results(try Self.gate()) {
      #expect(rules[try #require(result["ruleIndex"] as? Int)] == result["ruleId"] as? String)
    }
    let help = try #require((driver["rules"] as? [[String: Any]])?[0]["help"] as? [String: String])
    #expect(help["text"]?.contains("S-11") == true)
  }

  // MARK: GitHub

  @Test func noMoreAnnotationsThanAreShown() throws {
    var result = SampleReport.blocked()
    result.findings = (0..<25).map { number in
      var finding = result.findings[0]
      finding.rule = "a/r\(number)"
      return finding
    }
    let lines = Self.text(.github, GateReport(reports: [SampleReport.report([result])])).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("::error ") } == 10)
    #expect(lines.contains("15 more of severity error, which a step does not show at their places"))
  }

  @Test func commentIsCutBeforeItIsRefused() throws {
    let results = (0..<600).map { _ in SampleReport.blocked() }
    let text = Self.text(.markdown, GateReport(reports: [SampleReport.report(results)]))
    #expect(text.utf8.count < 65_536)
    #expect(text.contains("parts are left out"))
    #expect(!Self.text(.markdown, try Self.gate()).contains("left out"))
  }

  // MARK: Hostile text

  /// What each format must not let through as anything but text.
  static let hostile =
    "]]> </script><script>x</script> %0A::error::x | `b` *c* [d](javascript:e) @mention #1 \u{1B}[31m \u{202E}r \u{0} \u{FFFE} \"q\" 'a' & é\r\nsecond"

  static func hostileGate() throws -> GateReport {
    var gate = try Self.gate()
    let h = hostile
    var finding = Finding(rule: h, outcome: .violation, title: h, message: h)
    finding.clause = h
    finding.facts = [Fact(name: h, value: h)]
    finding.missing = [MissingFact(fact: h, question: h)]
    finding.readings = [ReadingSplit(reading: h, alternatives: [.init(name: h, outcome: .clear)])]
    finding.worlds = [WorldOutcome(field: h, value: h, outcome: .clear)]
    finding.error = h
    finding.exception = h
    finding.settled = [SettledReading(reading: h, choose: h, by: h, on: h, because: h)]
    finding.cures = [Cure([.change(field: h, to: h)], clears: .rule)]
    finding.citations = [Citation(source: h, page: h, lines: h, anchor: h)]
    finding.location = EventLocation(file: h, line: 1, column: 1)
    let day = try #require(CalendarDate(iso: "2001-11-19"))
    finding.waiver = Waiver(rule: h, event: h, by: h, instrument: h, because: h, from: day, until: day)
    var result = SampleReport.result(h, [finding], clear: 1, notApplicable: 0)
    result.kind = h
    result.location = finding.location
    gate.reports = [SampleReport.report([result])]
    gate.reports[0].deal = h
    gate.reports[0].packName = h
    gate.remarks = [Self.remark(h)]
    return gate
  }

  @Test(arguments: ReportFormat.allCases)
  func hostileTextStaysText(_ format: ReportFormat) throws {
    // Event and rule have neither tab nor line break, which is checked where they are read; TSV has nothing else.
    if format == .tsv { return }
    let text = Self.text(format, try Self.hostileGate())
    for scalar in text.unicodeScalars {
      #expect(scalar == "\n" || scalar.value >= 0x20, "\(format) U+\(scalar.value)")
    }
    #expect(!text.unicodeScalars.contains("\u{202E}") && !text.unicodeScalars.contains("\u{7F}"))
    switch format {
    case .html, .markdown, .junit: #expect(!text.contains("<script") && !text.contains("]]>"))
    case .text, .json, .jsonl, .tsv, .sarif, .github: break
    }
  }

  @Test func hostileTextBeginsNoCommandOfAWorkflow() throws {
    let lines = Self.text(.github, try Self.hostileGate()).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasPrefix("::error ") || $0.hasPrefix("::warning ") || $0.hasPrefix("preclear: ") })
    #expect(lines[0].contains("%250A"))
    let properties = try #require(
      lines[0].split(separator: " ", maxSplits: 1).last?.components(separatedBy: "::").first)
    #expect(properties.split(separator: ",").count == 4)
  }

  @Test func hostileTextMentionsNobodyInAComment() throws {
    let text = Self.text(.markdown, try Self.hostileGate())
    let markdown = text.split(separator: "\n").filter { !$0.hasPrefix("<summary>") }.joined(separator: "\n")
    #expect(!text.contains("@mention") && !text.contains("#1"))
    #expect(!markdown.contains("](javascript"))
    for line in text.split(separator: "\n") where line.hasPrefix("| REVIEW") || line.hasPrefix("| BLOCKED") {
      #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 5)
    }
  }

  @Test func xmlIsReadAgainWithEveryFinding() throws {
    let reader = TestCaseReader()
    let parser = XMLParser(data: Data(Self.text(.junit, try Self.gate()).utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(
      reader.cases == [
        "T-7 sales-agreement/no-at-the-market violation failure", "T-8 settlement/date notice skipped",
        "T-8 warrants/transfer indeterminate failure", "T-8 section-203/interested trigger failure",
        "T-8 lock-up/disposition waived", "T-8 offering/maximum indeterminate failure",
        "T-9 T-9: sale of 2001-11-06 clear",
        "preclear/waiver-expired the waiver of 'a/b' for 'T-1' has expired warning",
      ])
  }
}

/// The cases of a JUnit report: class, name, outcome, ending.
private final class TestCaseReader: NSObject, XMLParserDelegate {
  var cases: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    switch element {
    case "testcase": cases.append("\(attributes["classname"] ?? "") \(attributes["name"] ?? "")")
    case "property": cases[cases.count - 1] += " \(attributes["value"] ?? "")"
    case "failure", "skipped", "error": cases[cases.count - 1] += " \(element)"
    default: break
    }
  }
}
