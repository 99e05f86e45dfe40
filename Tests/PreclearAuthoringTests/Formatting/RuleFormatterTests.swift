import Foundation
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct RuleFormatterTests {
  private func format(_ text: String) throws -> String {
    String(decoding: try RuleFormatter.format(SourceFile(path: "a.yaml", text: text)), as: UTF8.self)
  }

  @Test(arguments: [
    ("indentation", "a:\n    b:\n        c: 1\n", "a:\n  b:\n    c: 1\n"),
    ("a list at its key", "a:\n- 1\n-   2\n", "a:\n  - 1\n  - 2\n"),
    ("mappings in a list", "-   a: 1\n    b:\n    - c: 2\n      d: 3\n", "- a: 1\n  b:\n    - c: 2\n      d: 3\n"),
    ("lists in a list", "-  - 1\n   - 2\n- - 3\n", "- - 1\n  - 2\n- - 3\n"),
    ("spaces in flows", "a: { b : [1,2 ,3],c: {} , d: [ ] }\n", "a: {b: [1, 2, 3], c: {}, d: []}\n"),
    ("a flow of several lines", "a: {b: 1,\n    c: 2}\n", "a: {b: 1, c: 2}\n"),
    ("a flow below its key", "a:\n  [b, c]\n", "a: [b, c]\n"),
    ("quotes", "a: 'b'\nc: \"d \\\" e\"\nf: 'it''s \"x\"'\n", "a: \"b\"\nc: 'd \" e'\nf: 'it''s \"x\"'\n"),
    ("escapes stay", "a: \"b\\nc\"\n", "a: \"b\\nc\"\n"),
    ("quoted keys", "'a b': 1\n", "\"a b\": 1\n"),
    ("spaces after a key and at the end", "a:    1   \nb:  2\n", "a: 1\nb: 2\n"),
    ("empty lines", "\n\na: 1\n\n\n\nb:\n\n  c: 2\n\n", "a: 1\n\nb:\n  c: 2\n"),
    ("a value of nothing", "a:\nb: ~\nc: null\n", "a:\nb: ~\nc: null\n"),
    ("a folded text", "a: >-\n      b\n      c\n\n\nd: 1\n", "a: >-\n  b\n  c\n\nd: 1\n"),
    (
      "a literal text keeps its own indentation", "a:\n   b: |\n       x\n         y\n\n       z\n",
      "a:\n  b: |\n    x\n      y\n\n    z\n"
    ),
    ("a text that begins with spaces", "a: |3\n     x\n   y\n", "a: |2\n    x\n  y\n"),
    ("a folded text in a list", "a:\n- >-\n  b\n  c\n", "a:\n  - >-\n    b\n    c\n"),
    ("a plain text of several lines", "a: b\n     c\n\n     d\nz: 1\n", "a: b\n  c\n\n  d\nz: 1\n"),
    ("a quoted text of several lines", "a: \"b\n        c\"\n", "a: \"b\n  c\"\n"),
    ("line ends of other systems", "a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
    ("no line end at the end", "a: 1", "a: 1\n"),
    ("a document's marks", "---\na: 1\n...\n", "a: 1\n"),
  ])
  func layoutIsCanonical(_ name: String, _ text: String, _ expected: String) throws {
    #expect(try format(text) == expected, "\(name)")
    #expect(try format(expected) == expected, "\(name), again")
  }

  @Test(arguments: [
    ("before an entry", "a:\n      # about b\n   b: 1\n", "a:\n  # about b\n  b: 1\n"),
    ("at the start of the file", "# a\n\n# b\na: 1\n", "# a\n\n# b\na: 1\n"),
    ("at the end of the file", "a:\n  b: 1\n# end\n", "a:\n  b: 1\n# end\n"),
    ("at the end of a level", "a:\n    b: 1\n    # end of a\nc: 2\n", "a:\n  b: 1\n  # end of a\nc: 2\n"),
    ("of neighbours", "a: 1 # one\nbcd: 2      # two\ne: 3\n", "a: 1    # one\nbcd: 2  # two\ne: 3\n"),
    ("at a key", "a: # about a\n  b: 1\n", "a:  # about a\n  b: 1\n"),
    ("in a flow, which becomes a block", "a: [b, # first\n  c]\n", "a:\n  - b  # first\n  - c\n"),
    ("beside a folded text", "a: >- # note\n  b\nc: 1\n", "a: >- # note\n  b\nc: 1\n"),
    ("that is none", "a: b#c\nd: '# e'\nf: |\n  # g\n", "a: b#c\nd: \"# e\"\nf: |\n  # g\n"),
    ("after a folded text", "a: |\n  b\n# c\nd: 1\n", "a: |\n  b\n# c\nd: 1\n"),
    ("alone", "\n# a   \n\n\n  # b\n", "# a\n\n# b\n"),
    ("between items", "a:\n- 1\n# two\n- 2\n", "a:\n  - 1\n  # two\n  - 2\n"),
  ])
  func commentsStayWhereTheyBelong(_ name: String, _ text: String, _ expected: String) throws {
    #expect(try format(text) == expected, "\(name)")
    #expect(try format(expected) == expected, "\(name), again")
  }

  @Test func aFlowThatIsLongIsWrittenAsABlock() throws {
    let words = (0..<30).map { "a-rather-long-word-\($0)" }
    let broken = "a: [\(words.joined(separator: ",\n  "))]\n"
    #expect(try format(broken) == "a:\n" + words.map { "  - \($0)\n" }.joined())
    let oneLine = "a: [\(words.joined(separator: ", "))]\n"
    #expect(try format(oneLine) == "a:\n" + words.map { "  - \($0)\n" }.joined())
  }

  @Test func whatIsNoYAMLIsRefusedWithItsPlace() {
    #expect(throws: LoadFailure.self) { try format("a: [1\nb: 2\n") }
    #expect(throws: LoadFailure.self) { try format("a: 1\na: 2\n") }
    #expect(throws: LoadFailure.self) { try format("") }
    #expect(throws: LoadFailure.self) { try format("---\n# a\n") }
  }

  /// Texts of every style, in blocks and flows, with comments and odd spaces: what they say stays, and the layout is a fixed point.
  @Test func meaningNeverChanges() throws {
    for seed in UInt64(1)...400 {
      var random = RandomYAML(seed: seed)
      let text = random.document()
      let file = SourceFile(path: "seed-\(seed).yaml", text: text)
      let before: DocumentNode
      do {
        before = try YAMLReader.read(file)
      } catch {
        Issue.record("seed \(seed) made no YAML: \(error)\n\(text)")
        continue
      }
      let once = try RuleFormatter.format(file)
      let after = try YAMLReader.read(SourceFile(path: "again.yaml", bytes: once))
      #expect(Self.outline(before) == Self.outline(after), "seed \(seed)\n\(text)")
      let twice = try RuleFormatter.format(SourceFile(path: "again.yaml", bytes: once))
      #expect(String(decoding: once, as: UTF8.self) == String(decoding: twice, as: UTF8.self), "seed \(seed)\n\(text)")
      let comments = text.components(separatedBy: "# note ").count
      #expect(
        String(decoding: once, as: UTF8.self).components(separatedBy: "# note ").count == comments, "seed \(seed)")
    }
  }

  /// The document's values by another way than the formatter's own comparison.
  private static func outline(_ node: DocumentNode) -> String {
    switch node.content {
    case .scalar(let scalar): "\(scalar.kind):\(scalar.text.debugDescription)"
    case .list(let items): "[" + items.map(outline).joined(separator: ",") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key.debugDescription)=\(outline($0.value))" }.joined(separator: ",") + "}"
    }
  }

  @Test func theShippedFilesAreLaidOutSo() throws {
    for folder in ["Rules", "Examples"] {
      let root = Self.root.appendingPathComponent(folder)
      let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yaml") }
      #expect(!paths.isEmpty)
      for path in paths {
        let bytes = Array(try Data(contentsOf: root.appendingPathComponent(path)))
        let formatted = try RuleFormatter.format(SourceFile(path: path, bytes: bytes))
        #expect(formatted == bytes, "\(folder)/\(path)")
      }
    }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}

/// Documents in every style that rule files may have.
private struct RandomYAML {
  private var state: UInt64
  private var notes = 0

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15
  }

  private mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  private mutating func pick(_ items: [String]) -> String { items[next(items.count)] }

  mutating func document() -> String {
    var text = next(4) == 0 ? "# note start\n\n" : ""
    text += next(5) == 0 ? "---\n" : ""
    text += block(indent: 0, depth: 0)
    return text + (next(4) == 0 ? "\n# note end\n" : "")
  }

  private mutating func block(indent: Int, depth: Int) -> String {
    next(3) == 0 ? list(indent: indent, depth: depth) : mapping(indent: indent, depth: depth, lead: nil)
  }

  private mutating func between(_ indent: Int) -> String {
    var text = String(repeating: "\n", count: next(6) == 0 ? 1 + next(3) : 0)
    if next(7) == 0 {
      notes += 1
      text += String(repeating: " ", count: indent) + "# note \(notes)\n"
    }
    return text
  }

  private mutating func trailing() -> String {
    guard next(8) == 0 else { return next(6) == 0 ? "  \n" : "\n" }
    notes += 1
    return String(repeating: " ", count: 1 + next(4)) + "# note \(notes)\n"
  }

  private mutating func mapping(indent: Int, depth: Int, lead: String?) -> String {
    var text = ""
    for number in 0..<1 + next(4) {
      if number > 0 || lead == nil { text += between(indent) }
      text += number == 0 ? lead ?? String(repeating: " ", count: indent) : String(repeating: " ", count: indent)
      text += pick(["key", "\"a key\"", "'it''s'", "on", "k-", "null", "x.y"]) + (next(9) == 0 ? " " : "")
      // Keys must differ.
      text = unique(text, number)
      text += ":" + value(indent: indent, depth: depth)
    }
    return text
  }

  private func unique(_ text: String, _ number: Int) -> String {
    if text.hasSuffix("\"") || text.hasSuffix("'") {
      return String(text.dropLast()) + "\(number)" + String(text.suffix(1))
    }
    if text.hasSuffix(" ") { return unique(String(text.dropLast()), number) + " " }
    return text + "\(number)"
  }

  private mutating func list(indent: Int, depth: Int) -> String {
    var text = ""
    for _ in 0..<1 + next(4) {
      text += between(indent) + String(repeating: " ", count: indent) + "-"
      let gap = 1 + next(3)
      if depth < 3, next(3) == 0 {
        text += mapping(
          indent: indent + 1 + gap, depth: depth + 1, lead: String(repeating: " ", count: gap))
      } else {
        text += value(indent: indent, depth: depth)
      }
    }
    return text
  }

  /// What stands after a colon or a dash, to the end of its last line.
  private mutating func value(indent: Int, depth: Int) -> String {
    let inner = indent + 1 + next(4)
    switch next(depth < 3 ? 9 : 6) {
    case 0: return " " + flow(depth: 0, isBroken: next(3) == 0, indent: inner) + trailing()
    case 1: return blockScalar(inner)
    case 2:
      return " "
        + pick(["plain words\n", "\"quoted\n", "'single\n"]).replacingOccurrences(of: "\n", with: "")
        .appending("\n\(String(repeating: " ", count: inner))on two lines")
        .closing() + trailing()
    case 3, 4, 5: return " " + scalar() + trailing()
    default: return trailing() + block(indent: inner, depth: depth + 1)
    }
  }

  private mutating func scalar() -> String {
    pick([
      "1", "-2.50", "true", "null", "~", "plain", "two words", "a#b", "\"\"", "''", "\"a: b\"", "'say \"x\"'",
      "\"tab\\t\"",
      "\"# no comment\"", "\"\\u00e9 \\\"q\\\"\"", "'back\\slash'", "2001-11-05", "it's", "é — ü", "\"é\"", "8%", "P3Y",
    ])
  }

  private mutating func flow(depth: Int, isBroken: Bool, indent: Int) -> String {
    let space = isBroken ? "\n" + String(repeating: " ", count: indent) : pick(["", " ", "  "])
    let count = next(4)
    if depth > 2 { return flowScalar() }
    switch next(3) {
    case 0:
      return "[" + space
        + (0..<count).map { _ in flow(depth: depth + 1, isBroken: false, indent: indent) }.joined(
          separator: "," + space)
        + space + "]"
    case 1:
      return "{" + space
        + (0..<count).map { "k\($0): " + flow(depth: depth + 1, isBroken: false, indent: indent) }
        .joined(separator: "," + (space.isEmpty ? " " : space)) + space + "}"
    default: return depth == 0 ? "[\(flowScalar())]" : flowScalar()
    }
  }

  private mutating func flowScalar() -> String {
    pick(["1", "plain", "two words", "\"a, b\"", "'c]'", "true", "null", "\"\"", "'it''s'", "\"q \\\" q\""])
  }

  private mutating func blockScalar(_ indent: Int) -> String {
    let header = pick([">-", "|", ">", "|-", "|+", ">+"])
    var text = " " + header + "\n"
    let space = String(repeating: " ", count: indent)
    for number in 0..<1 + next(3) {
      if number > 0, next(4) == 0 { text += "\n" }
      text +=
        space + (number > 0 && next(4) == 0 ? "  " : "") + pick(["some words", "# not a comment", "a: b", "\"q\""])
        + "\n"
    }
    return text
  }
}

extension String {
  /// Closes the quotes that it began with.
  fileprivate func closing() -> String {
    switch first {
    case "\"": self + "\""
    case "'": self + "'"
    default: self
    }
  }
}
