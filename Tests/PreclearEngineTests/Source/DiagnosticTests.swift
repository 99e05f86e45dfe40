import PreclearEngine
import Testing

/// What a person reads of a mistake.
struct DiagnosticTests {
  private func rendered(_ text: String, column: Int, length: Int) -> [String] {
    let file = SourceFile(path: "a.yaml", text: text)
    let start = SourcePosition(line: 1, column: column)
    let range = SourceRange(file: file, start: start, end: SourcePosition(line: 1, column: column + length))
    return Diagnostic("wrong", code: "some", at: range, help: "mend it").rendered.split(separator: "\n").map(
      String.init)
  }

  @Test func lineStandsUnderTheMessageAndTheCaretUnderTheMistake() {
    #expect(
      rendered("key: valeu", column: 6, length: 5) == [
        "a.yaml:1:6: error: wrong", "1 | key: valeu", "  |      ^~~~~ mend it",
      ])
  }

  @Test func longLineIsShownAroundTheMistake() throws {
    let text = String(repeating: "a", count: 1000) + "X" + String(repeating: "b", count: 1000)
    let lines = rendered(text, column: 1001, length: 1)
    try #require(lines.count == 3)
    #expect(lines[0] == "a.yaml:1:1001: error: wrong")
    #expect(lines[1].hasPrefix("1 | …aaa") && lines[1].hasSuffix("bbb…"))
    #expect(lines[1].count < 180)
    let caret = try #require(lines[2].firstIndex(of: "^"))
    #expect(Array(lines[1])[lines[2].distance(from: lines[2].startIndex, to: caret)] == "X")
  }

  @Test func mistakeAtTheEndOfALongLineHasItsCaretBehindIt() throws {
    let lines = rendered(String(repeating: "a", count: 500), column: 501, length: 1)
    try #require(lines.count == 3)
    #expect(lines[1].hasPrefix("1 | …") && lines[1].hasSuffix("a"))
    #expect(lines[2].hasSuffix("^ mend it"))
    #expect(lines[2].prefix { $0 != "^" }.count == lines[1].count)
  }

  @Test func caretOfALongMistakeEndsWithWhatIsShown() throws {
    let lines = rendered(String(repeating: "a", count: 500), column: 1, length: 500)
    try #require(lines.count == 3)
    #expect(lines[2].count { $0 == "^" || $0 == "~" } == lines[1].count - "1 | …".count)
  }
}
