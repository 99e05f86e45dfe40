import Foundation
import Testing

/// What docs/gate.md shows: a deal, and what the gate makes of its proposals; a file that stands there twice changes in between.
@Suite struct GatePageTests {
  @Test func pageShowsWhatComes() throws {
    let page = try MarkdownPage("docs/gate.md")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var came: [(block: MarkdownPage.Block, text: String)] = []
    for block in page.blocks {
      if let path = block.labelled("file") ?? block.caption {
        try folder.write(block.text, to: path)
      } else if block.language == "console" {
        came.append((block, try block.output(in: folder.root)))
      }
    }
    #expect(came.count == 4)
    if MarkdownPage.isRecording { return try page.rewrite(came) }
    for (block, text) in came { #expect(block.text == text, "docs/gate.md, line \(block.line)") }
  }
}
