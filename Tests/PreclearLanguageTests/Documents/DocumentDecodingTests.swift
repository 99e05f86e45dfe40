import PreclearEngine
import PreclearLanguage
import Testing

struct DocumentDecodingTests {
  private func read(_ text: String) throws -> DocumentNode {
    try YAMLReader.read(SourceFile(path: "test.yaml", text: text))
  }

  @Test func nodesAreNamedInMessages() throws {
    let root = try read(
      "a: {}\nb: []\nc: 12\nd: x\ne: true\nf:\ng: \"l\\nm\"\nh: \(String(repeating: "n", count: 61))\n")
    #expect(
      root.entries?.map(\.value.kindName) == [
        "a mapping", "a list", "the number 12", "text 'x'", "true", "null", "text 'l m'",
        "text '\(String(repeating: "n", count: 60))…'",
      ])
  }

  @Test func valuesOfTheRightKindAreRead() throws {
    let root = try read("text: x\nnumber: 12\nbool: true\ndate: 2001-11-05\nlist: [a, b]\n")
    var diagnostics = Diagnostics()
    #expect(root["text"]?.text(&diagnostics, "a name") == "x")
    #expect(root["number"]?.text(&diagnostics, "a name") == "12")
    #expect(root["bool"]?.bool(&diagnostics, "a choice") == true)
    #expect(root["date"]?.date(&diagnostics, "a date") == CalendarDate(iso: "2001-11-05"))
    #expect(root["list"]?.list(&diagnostics, "names")?.count == 2)
    #expect(root["absent"] == nil)
    #expect(diagnostics.all.isEmpty)
  }

  @Test func valueOfTheWrongKindIsReportedWhereItStands() throws {
    let root = try read("a: true\nb: x\nc: 2001-02-30\nd: 5\ne:\n")
    var diagnostics = Diagnostics()
    #expect(root["a"]?.text(&diagnostics, "the name of a party") == nil)
    #expect(root["b"]?.bool(&diagnostics, "a choice") == nil)
    #expect(root["c"]?.date(&diagnostics, "the date of the deed") == nil)
    #expect(root["d"]?.list(&diagnostics, "a list of names") == nil)
    #expect(root["e"]?.mapping(&diagnostics, "a rule", allowed: []) == nil)
    #expect(
      mistakes(LoadFailure(diagnostics.all)) == [
        "1:4 unexpected-value: expected the name of a party, found true (quote it if it is a text: \"true\")",
        "2:4 unexpected-value: expected a choice, found text 'x' (write true or false, without quotes)",
        "3:4 unexpected-value: expected the date of the deed, found text '2001-02-30' (write a date as year-month-day: "
          + "2001-11-05)",
        "4:4 unexpected-value: expected a list of names, found the number 5",
        "5:3 unexpected-value: expected a rule, found null",
      ])
  }

  @Test func unknownKeyIsReportedAndLeftOut() throws {
    var diagnostics = Diagnostics()
    let entries = try read("tilte: a\nwhen: b\ncolour: c\n")
      .mapping(&diagnostics, "a rule", allowed: ["title", "when"])
    #expect(entries?.map(\.key) == ["when"])
    #expect(
      mistakes(LoadFailure(diagnostics.all)) == [
        "1:1 unknown-key: unknown key 'tilte' in a rule (did you mean 'title'?)",
        "3:1 unknown-key: unknown key 'colour' in a rule (the keys are 'title', 'when')",
      ])
  }

  @Test func nonBreakingSpaceIsPointedOut() throws {
    var diagnostics = Diagnostics()
    #expect(try read("a:\u{A0}b\n").mapping(&diagnostics, "a rule", allowed: ["a"]) == nil)
    #expect(diagnostics.all.first?.help == "the text has a non-breaking space: replace it by an ordinary one")
  }
}
