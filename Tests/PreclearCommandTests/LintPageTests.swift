import Foundation
import Testing

/// What docs/lint.md shows: the packs that it gives, and what the linter says of them.
@Suite struct LintPageTests {
  @Test func pageShowsWhatComes() throws {
    let page = try MarkdownPage("docs/lint.md")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for block in page.blocks { if let path = block.labelled("file") { try folder.write(block.text, to: path) } }
    let commands = page.blocks.filter { $0.language == "console" }
    #expect(commands.count == 4)
    let came = try commands.map { (block: $0, text: try $0.output(in: folder.root)) }
    if MarkdownPage.isRecording { return try page.rewrite(came) }
    for (block, text) in came { #expect(block.text == text, "docs/lint.md, line \(block.line)") }
  }
}
