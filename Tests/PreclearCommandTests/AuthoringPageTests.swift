import Foundation
import Testing

/// docs/authoring.md from its first block to its last, in an empty folder.
@Suite struct AuthoringPageTests {
  @Test func everyStepGivesWhatThePageShows() throws {
    let page = try MarkdownPage("docs/authoring.md")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var came: [(block: MarkdownPage.Block, text: String)] = []
    for block in page.blocks {
      switch block.language {
      case "yaml": try folder.write(block.text, to: try #require(block.labelled("file"), "line \(block.line)"))
      case "sh":
        // What only the reader's own document could answer is not run.
        for line in block.lines where line.hasPrefix("rm ") {
          for path in line.split(separator: " ").dropFirst() {
            try FileManager.default.removeItem(at: folder.url(String(path)))
          }
        }
      case "console": came.append((block, try block.output(in: folder.root)))
      default: Issue.record("line \(block.line): a block of \(block.language)")
      }
    }
    #expect(came.count >= 8)
    if MarkdownPage.isRecording { return try page.rewrite(came) }
    for (block, text) in came { #expect(block.text == text, "docs/authoring.md, line \(block.line)") }
  }

  /// What the page hands over is laid out canonically but for the labels of its files.
  @Test func theFilesOfThePageAreLaidOutCanonically() throws {
    let page = try MarkdownPage("docs/authoring.md")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for block in page.blocks where block.language == "yaml" {
      try folder.write(block.text, to: try #require(block.labelled("file")))
    }
    let run = try Program.run("fmt", "--diff", folder.root.path)
    #expect(run.output == "")
    #expect(run.exitCode == 0)
  }
}
