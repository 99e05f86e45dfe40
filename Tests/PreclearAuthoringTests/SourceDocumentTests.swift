import PreclearAuthoring
import PreclearEngine
import Testing

/// A document of three pages and a rest without a label, seventeen lines.
private let document = SourceDocument(
  SourceFile(
    path: "deed.txt",
    text: """
      DEED OF TRUST
      made on the first of May

      The trustee shall   hold
      the fund for ten years.
                      S-1

      2001
      No part of the fund is
      paid out before.
                      S-2
      Two trustees sign.
                    S-3
      Schedule
      the fund
      1
      x
      """), digest: "00")

@Suite struct SourceDocumentTests {
  @Test func pagesEndWithTheirLabels() {
    #expect(document.pages.map(\.label) == ["S-1", "S-2", "S-3", "1", ""])
    #expect(document.pages.map(\.lines) == [1...6, 7...11, 12...13, 14...16, 17...17])
  }

  @Test func theFirstPageIsAlsoTheCover() {
    #expect(document.lines(ofPage: "cover") == 1...6)
    #expect(document.lines(ofPage: "S-9") == nil)
  }

  @Test(
    arguments: [
      ("866-870", 866...870), ("12", 12...12), ("7-3", nil), ("", nil), ("-4", nil), ("4-", nil), ("0-4", nil),
      ("1-2-3", nil), ("99999999999999999999", nil), ("four", nil),
    ] as [(String, ClosedRange<Int>?)])
  func linesAreANumberOrTwo(_ text: String, _ expected: ClosedRange<Int>?) {
    #expect(SourceDocument.lineRange(text) == expected)
  }

  @Test(
    arguments: [
      ("white space and line breaks count as one space", "S-1", "4-5", "shall hold the fund", nil),
      ("cover", "cover", "1-2", "TRUST made", nil),
      ("words that stand elsewhere", "S-1", "1-2", "the fund for ten", .anchorMissing(elsewhere: 5...5)),
      ("words that begin on the line before", "S-1", "1-2", "hold the fund", .anchorMissing(elsewhere: 4...5)),
      ("words that stand nowhere", "S-1", "1-2", "twenty years", .anchorMissing(elsewhere: nil)),
      ("an empty anchor", "S-1", "1-2", " ", .anchorMissing(elsewhere: nil)),
      ("small letters are other letters", "S-1", "1-2", "deed of trust", .anchorMissing(elsewhere: nil)),
      ("lines of another page", "S-2", "4-5", "hold", .otherPage(page: 7...11)),
      ("no such page", "S-4", "4-5", "hold", .unknownPage(labels: ["S-1", "S-2", "S-3", "1"])),
      ("lines past the end", "S-3", "12-18", "sign", .linesPastEnd(lineCount: 17)),
      ("no lines", "S-3", "twelve", "sign", .unreadableLines),
    ] as [(String, String, String, String, SourceDocument.Mismatch?)])
  func aCitationIsFoundWhereItSays(
    _ name: String, _ page: String, _ lines: String, _ anchor: String, _ expected: SourceDocument.Mismatch?
  ) {
    let citation = Citation(source: "deed", page: page, lines: lines, anchor: anchor)
    #expect(document.mismatch(citation) == expected, "\(name)")
  }

  /// As nearly every text file ends.
  @Test func lineBreakAtTheEndBeginsNoLine() {
    let document = SourceDocument(SourceFile(path: "deed.txt", text: "The fund\nis held.\n"), digest: "")
    let citation = Citation(source: "deed", page: "", lines: "2-3", anchor: "is held")
    #expect(document.mismatch(citation) == .linesPastEnd(lineCount: 2))
    #expect(document.pages.map(\.lines) == [1...2])
  }

  @Test func anEmptyDocumentHasNoCitation() {
    let empty = SourceDocument(SourceFile(path: "empty.txt", text: ""), digest: "")
    let citation = Citation(source: "empty", page: "1", lines: "1", anchor: "word")
    #expect(empty.mismatch(citation) == .unknownPage(labels: []))
    #expect(empty.text(1...3) == [""])
  }
}
