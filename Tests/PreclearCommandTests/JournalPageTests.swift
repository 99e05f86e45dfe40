import Foundation
import Testing

/// What docs/journal.md shows, and what README.md shows of it: one story, in a folder from which the example can be seen.
@Suite struct JournalPageTests {
  /// Times, hashes, signatures and keys differ from run to run.
  private static func masked(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "2026-01-05T09:30:00.000Z")
      .replacing(/\b[0-9a-f]{64}\b/, with: "…")
      .replacing(/\+[0-9a-f]{8}\+[A-Za-z0-9+\/=]{44}/, with: "+…")
  }

  @Test func pageShowsWhatComes() throws {
    let page = try MarkdownPage("docs/journal.md")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in ["Examples", "Rules"] {
      try FileManager.default.createSymbolicLink(
        at: folder.url(name), withDestinationURL: Program.root.appendingPathComponent(name))
    }
    let commands = page.blocks.filter { $0.language == "console" }
    #expect(commands.count == 4)
    let came = try commands.map { (block: $0, text: Self.masked(try $0.output(in: folder.root))) }
    if MarkdownPage.isRecording { try page.rewrite(came) }
    for (old, text) in came {
      let now = MarkdownPage.isRecording ? text : old.text
      #expect(now == text, "docs/journal.md, line \(old.line)")
    }
    let shown = try MarkdownPage("README.md").blocks.filter { $0.text.contains("$ preclear journal") }
    #expect(shown.count == 1)
    for block in shown { #expect(came.map(\.text).contains(block.text), "README.md, line \(block.line)") }
  }
}
