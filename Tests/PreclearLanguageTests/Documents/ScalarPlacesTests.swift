import PreclearEngine
import Testing

@testable import PreclearLanguage

/// Where the characters of a text stand, however YAML writes it.
struct ScalarPlacesTests {
  /// A part of the text of `a`, and its range as counted by hand.
  struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: String
    let text: String
    let parts: [(part: String, range: String)]

    init(_ name: String, _ file: String, _ text: String, _ parts: (String, String)...) {
      testDescription = name
      self.file = file
      self.text = text
      self.parts = parts.map { ($0.0, $0.1) }
    }
  }

  @Test(arguments: [
    Sample("plain", "a: b c\n", "b c", ("b", "1:4-1:5"), ("c", "1:6-1:7")),
    Sample("in double quotes", "a: \"b c\"\n", "b c", ("b", "1:5-1:6"), ("c", "1:7-1:8")),
    Sample("in single quotes", "a: 'é c'\n", "é c", ("é", "1:5-1:6"), ("c", "1:7-1:8")),
    Sample(
      "plain on several lines", "a: b  \n   c\n\n  dd\n", "b c\ndd", ("b", "1:4-1:5"), (" c", "1:5-2:5"),
      ("dd", "4:3-4:5")),
    Sample(
      "escapes", #"a: "x \"y\" z\u00e9\x21!""#, "x \"y\" zé!!", ("\"y\"", "1:7-1:12"), ("zé", "1:13-1:20"),
      ("!!", "1:20-1:25")),
    Sample("an escape at the end", #"a: "x\"""#, "x\"", ("x\"", "1:5-1:8")),
    Sample(
      "in double quotes on several lines", "a: \"b \\\n   c\\u00e9d\n\n  e\"\n", "b céd\ne", ("c", "2:4-2:5"),
      ("é", "2:5-2:11"), ("d", "2:11-2:12"), ("e", "4:3-4:4")),
    Sample(
      "in single quotes on several lines", "a: 'it''s\n  so'\n", "it's so", ("'s", "1:7-1:10"), ("so", "2:3-2:5")),
    Sample("folded", "a: >-\n  b c\n  dd\n", "b c dd", ("b", "2:3-2:4"), ("c dd", "2:5-3:5"), ("dd", "3:3-3:5")),
    Sample(
      "folded, a line further in", "a: >\n  b\n    c\n  d\n", "b\n  c\nd\n", ("  c", "3:3-3:6"), ("d", "4:3-4:4")),
    Sample(
      "folded, with empty lines, all of them kept", "a: >+ # 3 of them\n\n  b\n\n\n  c\n\n", "\nb\n\nc\n\n",
      ("b", "3:3-3:4"), ("c", "6:3-6:4")),
    Sample("folded, lines end as on Windows", "a: >-\r\n  b\r\n  c\r\n", "b c", ("b", "2:3-2:4"), ("c", "3:3-3:4")),
    Sample(
      "plain, lines end as on Windows", "a: b\r\n  c\r\n\r\n  d\r\n", "b c\nd", ("c", "2:3-2:4"), ("d", "4:3-4:4")),
    Sample("folded, to the end of the file", "a: >\n  b\n  c", "b c", ("c", "3:3-3:4")),
    Sample(
      "folded, characters of several bytes", "a: >-\n  é😀 b\n  ü\n", "é😀 b ü", ("b", "2:6-2:7"), ("ü", "3:3-3:4")),
    Sample("literal", "a: |\n  b c\n  d\n", "b c\nd\n", ("c", "2:5-2:6"), ("d", "3:3-3:4")),
    Sample("literal, lines of spaces", "a: |-\n  b\n \n    \n  c\n", "b\n\n  \nc", ("c", "5:3-5:4")),
    Sample("literal, indentation given", "a: |2-\n   b\n  c\n", " b\nc", (" b", "2:3-2:5"), ("c", "3:3-3:4")),
    Sample("literal, a word that is a header", "a: |\n  >2\n  c\n", ">2\nc\n", ("2", "2:4-2:5"), ("c", "3:3-3:4")),
    // A text that was rewritten stands nowhere: its places are that of the value.
    Sample("a hexadecimal number", "a: 0x1F\n", "31", ("1", "1:4-1:5")),
  ])
  func eachCharacterHasItsPlace(_ sample: Sample) throws {
    let node = try YAMLReader.read(SourceFile(path: "test.yaml", text: sample.file))
    try check(try #require(node["a"]), sample)
  }

  @Test func indentationThatIsGivenCountsFromWhatTheBlockStandsIn() throws {
    let file = SourceFile(path: "test.yaml", text: "m:\n  a: |1\n    b\n   c\n  d: >-\n    e\n    f\n")
    let inner = try #require(try YAMLReader.read(file)["m"])
    try check(try #require(inner["a"]), Sample("", "", " b\nc\n", (" b", "3:4-3:6"), ("c", "4:4-4:5")))
    try check(try #require(inner["d"]), Sample("", "", "e f", ("f", "7:5-7:6")))
  }

  @Test func escapesOfJSONHaveTheirPlaces() throws {
    let text = #"{"z": 1, "a": "b \"c\" \ud83d\ude00 d"}"#
    let node = try JSONReader.read(SourceFile(path: "test.json", text: text))
    try check(
      try #require(node["a"]),
      Sample("", "", "b \"c\" 😀 d", ("\"c\"", "1:18-1:23"), ("😀", "1:24-1:36"), ("d", "1:37-1:38")))
  }

  private func check(_ node: DocumentNode, _ sample: Sample) throws {
    let source = try #require(node.source)
    #expect(source.text == sample.text)
    for (part, expected) in sample.parts {
      let found = try #require(source.text.firstRange(of: part))
      let scalars = source.text.unicodeScalars
      let range = source.range(
        scalars.distance(from: scalars.startIndex, to: found.lowerBound),
        scalars.distance(from: scalars.startIndex, to: found.upperBound))
      let shown = "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
      #expect(shown == expected, "'\(part)'")
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func whateverStyleAndLayoutEachCharacterIsFound(seed: UInt64) throws {
    var random = FixedRandomNumbers(seed: seed)
    var readable = 0
    for _ in 0..<400 {
      let text = Self.scalar(&random)
      let ending = Bool.random(using: &random) ? "\n" : "\r\n"
      let lines = "m:\n  - a: \(text)\n    z: 1\n".replacing("\n", with: ending)
      let file = SourceFile(path: "test.yaml", text: lines)
      guard let node = try? YAMLReader.read(file) else { continue }
      readable += 1
      #expect(ScalarPlaces.misplaced(in: node) == [], "\(lines.debugDescription)")
    }
    #expect(readable > 150)
  }

  /// A scalar of some style on several lines, as it stands below `- a:`; not all of them can be read.
  private static func scalar(_ random: inout FixedRandomNumbers) -> String {
    func pick(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &random)] }
    let style = pick(["", "\"", "'", "|", ">"])
    let isBlock = style == "|" || style == ">"
    let words = ["b", "é", "😀c", "  d", "e  ", "", "", " ", "      f"]
    let more = style == "\"" ? ["\\\"", "\\u00e9g", "h \\", "\\n"] : style == "'" ? ["''", "i''"] : ["#j"]
    let lines = (0..<Int.random(in: 1..<6, using: &random)).map { _ in
      pick(words + more) + pick(["", " ", "k", " l"])
    }
    guard isBlock else { return style + lines.joined(separator: "\n      ") + style }
    let header = style + pick(["", "1", "2", "3"]) + pick(["", "-", "+"]) + pick(["", " # of 2"])
    let indentation = String(repeating: " ", count: Int.random(in: 5..<8, using: &random))
    return ([header] + lines.map { indentation + $0 }).joined(separator: "\n")
  }
}

extension ScalarPlaces {
  /// The texts below a node of which some character is not where its place says. Spaces and line feeds may stand for what is folded,
  /// any character for an escape.
  static func misplaced(in node: DocumentNode) -> [String] {
    switch node.content {
    case .list(let items): return items.flatMap(misplaced)
    case .mapping(let entries): return entries.flatMap { misplaced(in: $0.value) }
    case .scalar(let scalar):
      let stretches: [SourceStretch]
      switch scalar.place {
      case .none: return []
      case .verbatim(let start): stretches = [SourceStretch(offset: 0, start: start, width: 1)]
      case .encoded(let byte):
        guard
          let found = Self.stretches(
            of: scalar.text, in: node.range.file, fromByte: Int(byte), at: node.range.start)
        else { return ["nowhere: \(scalar.text)"] }
        stretches = found
      }
      let characters = Array(scalar.text.unicodeScalars)
      let ends = stretches.dropFirst().map(\.offset) + [characters.count]
      let isRight = zip(stretches, ends).allSatisfy { stretch, end in
        guard stretch.width == 1 else { return true }
        let line = Array(node.range.file.line(stretch.start.line).unicodeScalars)
        return characters[stretch.offset..<end].enumerated().allSatisfy { position, character in
          let column = stretch.start.column - 1 + position
          return character == " " || character == "\n" || (column < line.count && line[column] == character)
        }
      }
      return isRight ? [] : [scalar.text]
    }
  }
}
