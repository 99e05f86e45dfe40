import PreclearEngine
import PreclearLanguage
import Testing

struct YAMLReaderTests {
  @Test(arguments: [
    (
      "block and flow style mean the same", "a: 1\nb:\n  - x\n  - {c: z}\n",
      "{a: integer 1, b: [text 'x', {c: text 'z'}]}"
    ),
    (
      "keys that look like truth values or null are texts", "on: 1\ny: 2\nnull: 3\n",
      "{on: integer 1, y: integer 2, null: integer 3}"
    ),
    ("keys that look like numbers are texts", "2001: a\n012: b\n", "{2001: text 'a', 012: text 'b'}"),
    ("a quoted null is a text", "a: 'null'\n\"~\": b\n", "{a: text 'null', ~: text 'b'}"),
    ("lines end with CRLF too", "a: 1\r\nb: 2\r\n", "{a: integer 1, b: integer 2}"),
    ("a byte order mark is dropped", "\u{FEFF}a: 1\n", "{a: integer 1}"),
    ("folded lines are joined", "a: >-\n  b\n  c\n", "{a: text 'b c'}"),
    ("a JSON document is YAML", "{\"a\": [1, true, null, 1.50]}", "{a: [integer 1, true, null, decimal 1.50]}"),
    ("a version directive may state 1.2", "%YAML 1.2\n---\na: 1\n", "{a: integer 1}"),
    ("one document may be ended", "---\na: 1\n...\n", "{a: integer 1}"),
  ])
  func documentIsRead(_ name: String, _ text: String, _ expected: String) {
    #expect(readYAML(text) == [expected], "\(name)")
  }

  @Test(arguments: [
    (
      "a duplicate key", "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
      "5:3 yaml-duplicate-key: duplicate key 'c': it is already at line 3, column 3 (remove one of the two, or rename it)"
    ),
    (
      "a key that is quoted the second time", "a: 1\n\"a\": 2\n",
      "2:1 yaml-duplicate-key: duplicate key 'a': it is already at line 1, column 1 (remove one of the two, or rename it)"
    ),
    (
      "an alias", "a: *undefined\n",
      "1:4 yaml-alias: found an alias (write the value itself, or quote a text that begins with '*')"
    ),
    ("an anchor", "a: &x 1\n", "1:4 yaml-anchor: found an anchor (remove it, or quote a text that begins with '&')"),
    (
      "a tag of the standard", "a: !!str 1\n",
      "1:4 yaml-tag: found a tag (remove it, or quote a text that begins with '!')"
    ),
    ("a verbatim tag", "a: !<x> [1]\n", "1:4 yaml-tag: found a tag (remove it, or quote a text that begins with '!')"),
    (
      "an expression that begins with a negation", "when: !event.exempt\n",
      "1:7 yaml-tag: found a tag (remove it, or quote a text that begins with '!')"
    ),
    (
      "a directive that defines tags", "%TAG ! tag:x,2000:\n---\na: 1\n",
      "1:1 yaml-tag: found a %TAG directive (remove it: tags are not used here)"
    ),
    ("a null key", "? ~\n: 1\n", "1:3 yaml-key: expected a key, found null (give the value a name, or quote the key)"),
    (
      "a list as a key", "? [a]\n: 1\n",
      "1:3 yaml-key: expected a text as the key (write the key on one line; quote a text that begins with '{', '[' or '?')"
    ),
    (
      "a second document", "a: 1\n---\nb: 2\n",
      "2:1 yaml-documents: found a second document (put each document in a file of its own)"
    ),
    ("no byte", "", "1:1 yaml-empty: the file is empty"),
    ("comments only", "# a\n", "1:1 yaml-empty: the file is empty"),
    ("a document of nothing", "---\n", "1:1 yaml-empty: the file is empty"),
    (
      "next line U+0085", "a: b\n# c\u{85}\n",
      "2:4 yaml-character: found the line break U+0085 (end lines with a line feed)"
    ),
    (
      "line separator", "a: 'b\u{2028}c'\n",
      "1:6 yaml-character: found the line separator U+2028 (end lines with a line feed)"
    ),
    (
      "paragraph separator", "a: 日\u{2029}\n",
      "1:5 yaml-character: found the paragraph separator U+2029 (end lines with a line feed)"
    ),
    (
      "a carriage return alone", "a: b\rc: d\n",
      "1:5 yaml-character: found a carriage return without a line feed (end lines with a line feed)"
    ),
    (
      "a tab that indents", "a:\n\tb: 1\n",
      "2:1 yaml-character: found a tab (indent with spaces; in a text in double quotes write \\t)"
    ),
    ("a control character", "é: 1\nb: é\u{1B}[2J\n", "2:5 yaml-character: found a control character (remove it)"),
    ("a NUL", "a: \u{0}\n", "1:4 yaml-character: found a control character (remove it)"),
    (
      "a colon in an expression", "- when: a and note: bad\n",
      "1:19 yaml-syntax: mapping values are not allowed in this context (quote text that contains ': ' or ' #', and check "
        + "the indentation)"
    ),
    (
      "a text that goes on after its quotes", "when: \"a\" in x\n",
      "1:11 yaml-syntax: did not find expected key while parsing a block mapping that begins at line 1, column 1 (check "
        + "the indentation; if a value begins with a quote or a bracket and goes on after it, quote all of it)"
    ),
    (
      "a character that YAML reserves", "a: @b\n",
      "1:4 yaml-syntax: found character that cannot start any token (quote a text that begins with '@', '`' or '%')"
    ),
    (
      "a key without a colon", "a: 1\nb\nc: 2\n",
      "2:1 yaml-syntax: expected ':' after this key (write ': ' and a value, or indent the line if it goes on with the text "
        + "above)"
    ),
    (
      "a quote that is not closed", "a: 1\nb: 'c\nd: 2\n",
      "2:4 yaml-syntax: this quote is never closed (close the quote)"
    ),
    (
      "a newer version of YAML", "%YAML 2.0\n---\na: 1\n",
      "1:1 yaml-syntax: found incompatible YAML document (remove the %YAML line)"
    ),
    (
      "a non-breaking space where a space should be", "a:\u{A0}1\nb: 2\n",
      "2:2 yaml-syntax: mapping values are not allowed in this context (there is a non-breaking space here or on the line above: replace it by an ordinary one)"
    ),
  ])
  func mistakeHasItsPlaceAndItsRemedy(_ name: String, _ text: String, _ expected: String) {
    #expect(readYAML(text) == [expected], "\(name)")
  }

  @Test func keyLongerThanLibyamlAllowsIsRefused() {
    let text = String(repeating: "k", count: 2000) + ": 1\n"
    #expect(readYAML(text).first?.hasPrefix("1:2001 yaml-syntax: mapping values are not allowed") == true)
  }

  @Test func mergeKeyAndItsAliasAreBothReported() {
    #expect(
      readYAML("<<: *base\n") == [
        "1:1 yaml-merge-key: found the merge key '<<' (write the keys out)",
        "1:5 yaml-alias: found an alias (write the value itself, or quote a text that begins with '*')",
      ])
  }

  @Test func mistakesBeforeAFatalOneAreKept() {
    #expect(
      readYAML("a: no\nb: &x 1\nc: d: e\n").map { String($0.prefix(20)) } == [
        "1:4 yaml-ambiguous: ", "2:4 yaml-anchor: fou", "3:5 yaml-syntax: map",
      ])
  }

  @Test func otherEncodingsAreRefused() {
    let utf16 = "1:1 yaml-encoding: the file is in UTF-16 (save the file as UTF-8)"
    #expect(readYAML([0xFF, 0xFE, 0x61, 0x00]) == [utf16])
    #expect(readYAML([0xFE, 0xFF, 0x00, 0x61]) == [utf16])
    // Line 2 is "é", then a byte that begins no character: column 2 in code points, byte 3.
    #expect(
      readYAML([0x61, 0x3A, 0x0A, 0xC3, 0xA9, 0xFF, 0x0A])
        == ["2:2 yaml-encoding: found a byte that is not UTF-8 (save the file as UTF-8)"])
  }

  @Test func positionsCountCodePointsFromOne() throws {
    let root = try YAMLReader.read(SourceFile(path: "test.yaml", text: "é: \"日本語 😀\"\nb:\n  - c\n\n# end\n"))
    let first = try #require(root.entries?.first)
    #expect(first.keyRange.start == SourcePosition(line: 1, column: 1))
    // The quote is the 4th code point; six code points and two quotes later the value ends before column 11.
    #expect(first.value.range.start == SourcePosition(line: 1, column: 4))
    #expect(first.value.range.end == SourcePosition(line: 1, column: 11))
    // A mapping ends with its last child, not with the comments after it.
    #expect(root.range.end == SourcePosition(line: 3, column: 6))
  }

  @Test func nestingIsBounded() {
    let open = String(repeating: "[", count: 64)
    let close = String(repeating: "]", count: 64)
    #expect(readYAML(open + close).first?.hasPrefix("[[") == true)
    #expect(
      readYAML("[" + open + close + "]") == ["1:65 yaml-limit: lists and mappings are nested more than 64 deep"])
    // A megabyte of brackets would take libyaml alone more than a minute.
    #expect(readYAML(String(repeating: "[", count: 1 << 20)).first?.hasPrefix("1:65 yaml-limit") == true)
  }

  @Test func sizeAndEventsAreBounded() {
    let limits = DocumentLimits(bytes: 10, events: 6, depth: 64)
    #expect(
      readYAML("[a, b, c]\n", limits: limits) == [
        "1:9 yaml-limit: the file has more than 6 values (split it into several files)"
      ])
    #expect(readYAML("[aa, bb, cc]\n", limits: limits) == ["yaml-limit: test.yaml has 13 bytes, more than 10"])
  }

  @Test func manyKeysAreComparedInLinearTime() {
    let keys = (0..<50_000).map { "k\($0): 1\n" }.joined()
    #expect(readYAML(keys + "k7: 2\n").first?.hasPrefix("50001:1 yaml-duplicate-key") == true)
  }
}
