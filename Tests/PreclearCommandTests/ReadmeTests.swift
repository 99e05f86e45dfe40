import Foundation
import Testing

/// What README.md shows: its `console` blocks, run from the root of the repository, and its rule.
@Suite struct ReadmeTests {
  /// The rule that a block's first line names, `# PATH: KEY`, as it stands in that file.
  private func rule(of block: MarkdownPage.Block) throws -> String {
    let heading = try #require(block.lines.first)
    let parts = heading.dropFirst(2).components(separatedBy: ": ")
    try #require(parts.count == 2)
    let file = try String(contentsOf: Program.root.appendingPathComponent(parts[0]), encoding: .utf8)
    let lines = file.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: "  \(parts[1]):"))
    // Up to the empty line before the next rule.
    let rule = lines[start...].prefix { !$0.isEmpty }
    return ([heading, "rules:"] + rule).map { $0 + "\n" }.joined()
  }

  @Test func pageShowsWhatComes() throws {
    let page = try MarkdownPage("README.md")
    let commands = page.blocks.filter { $0.language == "console" }
    let rules = page.blocks.filter { $0.language == "yaml" }
    #expect(commands.count >= 3 && rules.count == 1)
    let came =
      try commands.map { (block: $0, text: try $0.output(in: Program.root)) }
      + rules.map { (block: $0, text: try rule(of: $0)) }
    if MarkdownPage.isRecording { try page.rewrite(came) }
    for (old, text) in came {
      let now = MarkdownPage.isRecording ? text : old.text
      #expect(now == text, "README.md, line \(old.line)")
    }
  }

  @Test func everyLinkLeadsSomewhere() throws {
    for path in [
      "README.md", "docs/language.md", "docs/authoring.md", "docs/replay.md", "docs/testing.md", "docs/gate.md",
      "docs/journal.md", "docs/architecture.md", "docs/dependencies.md", "Examples/spark/README.md",
      "Examples/gate/README.md",
      "docs/cures.md", "Examples/neotherapeutics/README.md",
    ] {
      let text = try String(contentsOf: Program.root.appendingPathComponent(path), encoding: .utf8)
      let folder = Program.root.appendingPathComponent(path).deletingLastPathComponent()
      for link in text.matches(of: /\]\(([^)#:]+)\)/) {
        let target = folder.appendingPathComponent(String(link.1)).path
        #expect(FileManager.default.fileExists(atPath: target), "\(path): \(link.1)")
      }
    }
  }
}
