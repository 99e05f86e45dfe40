import Foundation
import Testing

/// What docs/replay.md shows: the deal and the logs that it gives, and what its commands make of them.
@Suite struct ReplayPageTests {
  @Test func pageShowsWhatComes() throws {
    let page = try MarkdownPage("docs/replay.md")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for block in page.blocks {
      guard let path = block.labelled("file") else { continue }
      // JSON has no comments: there the label is of the page alone.
      let lines = block.language == "jsonl" ? Array(block.lines.dropFirst()) : block.lines
      try folder.write(lines.map { $0 + "\n" }.joined(), to: path)
    }
    let commands = page.blocks.filter { $0.language == "console" }
    #expect(commands.count == 3)
    let came = try commands.map { (block: $0, text: try $0.output(in: folder.root)) }
    if MarkdownPage.isRecording { return try page.rewrite(came) }
    for (block, text) in came { #expect(block.text == text, "docs/replay.md, line \(block.line)") }
  }
}
