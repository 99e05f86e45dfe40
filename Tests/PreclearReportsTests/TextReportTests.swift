import PreclearEngine
import PreclearReports
import TestSupport
import Testing

@Suite struct TextReportTests {
  private func lines(_ report: Report, width: Int = 100, palette: Palette = .plain) -> [String] {
    TextReport.render(report, width: width, palette: palette).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  @Test func wholeReportIsTheGoldenFile() throws {
    let text = TextReport.render(try SampleReport.full(), width: 80, palette: .plain)
    #expect(try GoldenFile("report.txt").expected(insteadOf: text) == text)
  }

  @Test func verdictComesFirst() {
    #expect(lines(SampleReport.report([SampleReport.blocked()])).first == "BLOCKED  T-7: sale of 2001-11-06")
    #expect(lines(SampleReport.report([SampleReport.clear()])).first == "CLEAR  T-9: sale of 2001-11-06")
  }

  @Test func groupsStandByGravity() throws {
    let headings = ["What is missing", "What it sets off", "To be noted", "Waived"]
    let lines = lines(SampleReport.report([try SampleReport.review()]))
    #expect(lines.filter(headings.contains) == headings)
  }

  @Test func missingFactIsAskedForOnceWithEachRuleThatWaits() throws {
    let lines = lines(SampleReport.report([try SampleReport.review()]))
    #expect(lines.filter { $0.contains("Who buys?") }.count == 1)
    #expect(lines.contains("    event.buyer, for warrants/transfer, offering/maximum"))
  }

  @Test func citationNamesPageLinesAndAnchor() {
    let lines = lines(SampleReport.report([SampleReport.blocked()]))
    #expect(lines.contains("    Prospectus S-11, lines 866-870: “may not be made directly into”"))
  }

  @Test func laterEventsAreCounted() throws {
    var result = SampleReport.clear()
    result.later = 1
    #expect(
      lines(SampleReport.report([result])).contains("  The history holds 1 event after 2001-11-06, left out here."))
  }

  @Test(arguments: [40, 55, 80, 120])
  func noLineIsWiderThanAsked(_ width: Int) throws {
    let tooWide = lines(try SampleReport.full(), width: width).filter { $0.count > width }
    // The digest of the pack and a rule's id are words, and words stay whole.
    #expect(tooWide.allSatisfy { !$0.drop { $0 == " " }.contains(" ") })
  }

  @Test func colourStandsAroundWholeLinesOnly() throws {
    let coloured = TextReport.render(try SampleReport.full(), width: 80, palette: .colour)
    let marks = ["\u{1B}[1;31m", "\u{1B}[1;33m", "\u{1B}[1;32m", "\u{1B}[1m", "\u{1B}[2m", "\u{1B}[0m"]
    let stripped = marks.reduce(coloured) { text, mark in text.split(separator: mark).joined() }
    #expect(coloured.contains("\u{1B}[1;31mBLOCKED  T-7: sale of 2001-11-06\u{1B}[0m\n"))
    #expect(stripped == TextReport.render(try SampleReport.full(), width: 80, palette: .plain))
  }

  @Test func controlCharactersOfTheInputDoNotReachTheTerminal() {
    var finding = Finding(
      rule: "a/b\u{1B}]0;x\u{7}", outcome: .violation, title: "t\u{9B}31m", message: "m\u{8}\u{0}\u{7F}\u{202E}")
    finding.facts = [Fact(name: "n\u{1B}[2J", value: "v\r\u{1B}[A")]
    finding.missing = [MissingFact(fact: "f\u{1B}", question: "q\u{1B}")]
    finding.citations = [Citation(source: "s\u{1B}", page: "p\u{1B}", lines: "l\u{1B}", anchor: "a\u{1B}")]
    let result = SampleReport.result("T\u{1B}[1mX\nCLEAR  T-1", [finding], clear: 0, notApplicable: 0)
    let text = TextReport.render(SampleReport.report([result]), width: 80, palette: .plain)
    let obeyed = text.unicodeScalars.filter { $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)) }
    #expect(obeyed.isEmpty)
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    #expect(text.hasPrefix("BLOCKED  T\u{FFFD}[1mX CLEAR T-1: sale"))
  }
}
