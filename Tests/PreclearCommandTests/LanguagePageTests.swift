import Foundation
import Testing

/// The example that docs/language.md builds, put together and run.
@Suite struct LanguagePageTests {
  private static let deal = "desk/deal.yaml"
  private let page: MarkdownPage
  private let folder: TemporaryFolder

  init() throws {
    page = try MarkdownPage("docs/language.md")
    folder = try TemporaryFolder()
    for block in page.blocks {
      if let path = block.labelled("file") { try folder.write(block.text, to: path) }
    }
  }

  private func run(_ arguments: String...) throws -> Program.Run {
    try Program.run(arguments, in: folder.root)
  }

  @Test func everyYAMLBlockSaysWhatItIs() {
    defer { folder.remove() }
    for block in page.blocks where block.language == "yaml" {
      let isLabelled = ["file", "event", "test", "wrong"].contains { block.labelled($0) != nil }
      #expect(isLabelled, "line \(block.line)")
    }
  }

  @Test func everyRuleTestPasses() throws {
    defer { folder.remove() }
    let tests = page.blocks.filter { $0.labelled("test") != nil }
    for test in tests { try folder.write(test.text, to: "desk/line-\(test.line).test.yaml") }
    let run = try run("test", "desk", "--deal", Self.deal)
    #expect(run.errors == "")
    #expect(run.exitCode == 0, "\(run.output)")
    let cases = tests.flatMap(\.lines).filter { $0.hasPrefix("  - name: ") }
    #expect(run.output == "\(cases.count) passed, 0 failed\n")
  }

  /// Each expression is the condition of a rule of its own, in the pack of the page: it sets the rule off if it is true.
  @Test func everyExpressionIsTrue() throws {
    defer { folder.remove() }
    var expressions: [(text: String, line: Int)] = []
    for block in page.blocks where block.language == "cel" {
      for (number, text) in block.lines.enumerated() { expressions.append((text, block.line + number)) }
    }
    let rules = expressions.map { expression in
      """
        line-\(expression.line):
          title: An expression of the page
          on: trade
          cite: {source: code, page: "1", lines: "1", anchor: none}
          trigger: '\(expression.text.replacing("'", with: "''"))'

      """
    }
    try folder.write("rules:\n" + rules.joined(), to: "dealing/expressions.yaml")
    let event = try #require(page.blocks.first { $0.labelled("event") != nil })
    try folder.write(event.text, to: "desk/event.yaml")
    let run = try run("check", "desk/event.yaml", "--format", "json")
    #expect(run.errors == "")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let result = try #require((report["results"] as? [[String: Any]])?.first)
    let findings = try #require(result["findings"] as? [[String: Any]])
    for expression in expressions {
      let finding = findings.first { $0["rule"] as? String == "expressions/line-\(expression.line)" }
      #expect(finding?["outcome"] as? String == "trigger", "line \(expression.line): \(expression.text)")
    }
  }

  @Test func everyWrongFileIsRefusedInTheWordsShown() throws {
    defer { folder.remove() }
    let event = try #require(page.blocks.first { $0.labelled("event") != nil })
    try folder.write(event.text, to: "desk/event.yaml")
    var came: [(block: MarkdownPage.Block, text: String)] = []
    for (block, next) in zip(page.blocks, page.blocks.dropFirst()) {
      guard let path = block.labelled("wrong") else { continue }
      #expect(next.language == "text", "line \(block.line): no message follows")
      try folder.write(block.text, to: path)
      let run = try run("check", path.hasPrefix("desk/") ? path : "desk/event.yaml")
      #expect(run.exitCode == 2, "line \(block.line)")
      #expect(run.output == "", "line \(block.line)")
      came.append((next, run.errors))
      try FileManager.default.removeItem(at: folder.url(path))
    }
    #expect(!came.isEmpty)
    if MarkdownPage.isRecording { return try page.rewrite(came) }
    for (block, text) in came { #expect(block.text == text, "docs/language.md, line \(block.line)") }
  }
}
