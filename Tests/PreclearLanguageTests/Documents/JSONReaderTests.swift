import PreclearEngine
import PreclearLanguage
import Testing

struct JSONReaderTests {
  @Test(arguments: [
    ("{}", "{}"), (" [ ] ", "[]"), ("\"a\"", "text 'a'"),
    (
      "{\"a\": [1, -0, 2.50, 1E+9, true, false, null]}",
      "{a: [integer 1, integer -0, decimal 2.50, decimal 1E+9, true, false, null]}"
    ),
    ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "text '\"\\/\u{8}\u{C}\n\r\té'"),
    ("\"\\ud83d\\uDE00\"", "text '😀'"),
    ("\"日本語\u{2028}\"", "text '日本語\u{2028}'"),
    ("{\"no\": \"no\"}", "{no: text 'no'}"),
    ("123456789012345678901234567890.1", "decimal 123456789012345678901234567890.1"),
  ])
  func valueIsRead(_ text: String, _ expected: String) {
    #expect(readJSON(text) == [expected])
  }

  @Test(arguments: [
    ("", "1:1 json-syntax: expected a value, found the end of the file"),
    ("{\"a\": 1,}", "1:9 json-syntax: expected a key in double quotes, found '}'"),
    ("{a: 1}", "1:2 json-syntax: expected a key in double quotes, found 'a'"),
    ("{\"a\" 1}", "1:6 json-syntax: expected ':', found '1'"),
    ("{\"a\": 1 \"b\": 2}", "1:9 json-syntax: expected ',' or '}', found '\"'"),
    ("[1,\n 2", "2:3 json-syntax: expected ',' or ']', found the end of the file"),
    ("[1,]", "1:4 json-syntax: expected a value, found ']'"),
    ("[\n  // one\n]", "2:3 json-syntax: expected a value, found '/'"),
    ("[NaN]", "1:2 json-syntax: expected a value, found 'NaN' (a text stands in double quotes)"),
    ("{} é", "1:4 json-syntax: expected nothing after the value, found 'é'"),
    ("[012]", "1:2 json-syntax: a number may not begin with a zero"),
    ("[-]", "1:3 json-syntax: expected a digit, found ']'"),
    ("[1.]", "1:4 json-syntax: expected a digit, found ']'"),
    ("[.5]", "1:2 json-syntax: expected a value, found '.'"),
    ("[+1]", "1:2 json-syntax: expected a value, found '+'"),
    ("[1e]", "1:4 json-syntax: expected a digit, found ']'"),
    ("[\"é\", \"a", "1:7 json-syntax: this quote is never closed"),
    (
      "\"a\nb\"",
      "1:3 json-syntax: found a control character in a text (write it as an escape, such as \\n or \\t)"
    ),
    ("\"\\x\"", "1:2 json-syntax: found an unknown escape (a backslash is written as two: \\\\)"),
    ("\"\\u12g4\"", "1:2 json-syntax: expected four hexadecimal digits after '\\u'"),
    (
      "\"\\ud83d\"",
      "1:2 json-syntax: found half of a surrogate pair (write the character itself, or both halves: \\ud83d\\ude00)"
    ),
    (
      "\"\\ud83d\\n\"",
      "1:2 json-syntax: found half of a surrogate pair (write the character itself, or both halves: \\ud83d\\ude00)"
    ),
    (
      "\"\\ude00\\ud83d\"",
      "1:2 json-syntax: found half of a surrogate pair (write the character itself, or both halves: \\ud83d\\ude00)"
    ),
    (
      "{\"a\": 1,\n \"\\u0061\": 2}",
      "2:2 json-duplicate-key: duplicate key 'a': it is already at line 1, column 2 (remove one of the two, or rename it)"
    ),
  ])
  func mistakeSaysWhatWasExpectedAndFound(_ text: String, _ expected: String) {
    #expect(readJSON(text) == [expected])
  }

  @Test func textMustBeUTF8() {
    let file = SourceFile(path: "test.json", bytes: [0x22, 0xC3, 0xA9, 0xC3, 0x22])
    #expect(throws: LoadFailure.self) { try JSONReader.read(file) }
    do {
      _ = try JSONReader.read(file)
    } catch {
      #expect(mistakes(error) == ["1:3 json-encoding: found a byte that is not UTF-8 (save the file as UTF-8)"])
    }
  }

  @Test func nestingIsBounded() {
    let open = String(repeating: "[", count: 64)
    let close = String(repeating: "]", count: 64)
    #expect(readJSON(open + close).first?.hasPrefix("[[") == true)
    #expect(readJSON("[" + open + close + "]") == ["1:65 json-limit: values are nested more than 64 deep"])
  }

  @Test func rangesAndVerbatimTextsCountCodePoints() throws {
    let root = try JSONReader.read(SourceFile(path: "test.json", text: "{\"日\": \"é b\",\n \"c\": \"\\n\"}"))
    let entries = try #require(root.entries)
    #expect(entries[0].keyRange.start == SourcePosition(line: 1, column: 2))
    #expect(entries[0].keyRange.end == SourcePosition(line: 1, column: 5))
    let verbatim = try #require(entries[0].value.source)
    #expect(verbatim.range(0, 1).start == SourcePosition(line: 1, column: 8))
    let escaped = try #require(entries[1].value.source)
    #expect(escaped.range(0, 1).start == SourcePosition(line: 2, column: 8))
    #expect(root.range.end == SourcePosition(line: 2, column: 12))
  }

  @Test(arguments: [
    ("", []),
    ("{\"a\": 1}\n[2]\n", ["{a: integer 1}", "[integer 2]"]),
    ("1\r\n2\r\n3", ["integer 1", "integer 2", "integer 3"]),
    ("1\n\n2\n", ["2:1 json-syntax: expected a value, found the end of the line"]),
    ("1\n\n", ["2:1 json-syntax: expected a value, found the end of the line"]),
    ("1 2\n", ["1:3 json-syntax: expected nothing after the value, found '2'"]),
    (
      "{\"a\":\n1}\n",
      [
        "1:6 json-syntax: expected a value, found the end of the line",
        "2:2 json-syntax: expected nothing after the value, found '}'",
      ]
    ),
    (
      "1\n[é]\n3\n\"\\x\"\n",
      [
        "2:2 json-syntax: expected a value, found 'é'",
        "4:2 json-syntax: found an unknown escape (a backslash is written as two: \\\\)",
      ]
    ),
  ])
  func eachLineHoldsOneValue(_ text: String, _ expected: [String]) {
    #expect(readJSONLines(text) == expected)
  }

  @Test(arguments: [
    ("{\"a\": [1, x]}\n", "7:11: expected a value, found 'x'", "\n7 | {\"a\": [1, x]}\n"),
    ("{\"a\"\r\n", "7:5: expected ':', found the end of the line", "\n7 | {\"a\"\n"),
    ("{\"a\"", "7:5: expected ':', found the end of the file", "\n7 | {\"a\"\n"),
    ("\n", "7:1: expected a value, found the end of the line", "log:7:1: error: "),
    ("\u{FEFF}1\n", "7:1: expected a value, found '\u{FEFF}'", "\n7 | \u{FEFF}1\n"),
    ("1\n2\n", "8:1: expected nothing after the value, found '2'", "\n8 | 2\n"),
  ])
  func lineThatStandsAloneKnowsItsNumber(_ text: String, _ expected: String, _ shown: String) {
    do {
      _ = try JSONReader.readLine(SourceFile(path: "log", bytes: Array(text.utf8), firstLine: 7))
      Issue.record("it was read")
    } catch {
      let diagnostic = error.diagnostics[0]
      let start = diagnostic.range?.start
      #expect("\(start?.line ?? 0):\(start?.column ?? 0): \(diagnostic.message)" == expected)
      #expect(diagnostic.rendered.contains(shown))
    }
  }

  @Test func lineThatStandsAloneMayEndInAnyWay() throws {
    for ending in ["", "\n", "\r\n"] {
      let file = SourceFile(path: "log", bytes: Array("\u{FEFF}[1]\(ending)".utf8))
      #expect(try JSONReader.readLine(file).items?.count == 1)
    }
  }

  @Test func positionsOfLinesCountInTheWholeFile() throws {
    let lines = try JSONReader.readLines(SourceFile(path: "test.jsonl", text: "{\"a\": 1}\n{\"b\": 2}\n"))
    #expect(lines.map(\.range.start) == [SourcePosition(line: 1, column: 1), SourcePosition(line: 2, column: 1)])
    #expect(lines[1]["b"]?.range.start == SourcePosition(line: 2, column: 7))
  }
}
