import Foundation
import Testing

/// What docs/cures.md and the example's guide show: their commands, run in the example's folder.
@Suite struct CuresPageTests {
  @Test(arguments: [("docs/cures.md", 3), ("Examples/neotherapeutics/README.md", 4)])
  func pageShowsWhatComes(_ path: String, _ count: Int) throws {
    let page = try MarkdownPage(path)
    let commands = page.blocks.filter { $0.language == "console" }
    #expect(commands.count == count)
    let folder = Program.root.appendingPathComponent("Examples/neotherapeutics")
    let came = try commands.map { (block: $0, text: try $0.output(in: folder)) }
    if MarkdownPage.isRecording { return try page.rewrite(came) }
    for (block, text) in came { #expect(block.text == text, "\(path), line \(block.line)") }
  }

  @Test func pageOfDaysDrawsEachDayOnce() throws {
    let run = try Program.run(
      "headroom", "Examples/neotherapeutics/proposals/04-warrant-to-a-director-of-the-agent.yaml", "--by", "date",
      "--format", "html")
    #expect(run.exitCode == 0)
    let days = run.output.matches(of: /<title>(\d{4}-\d\d-\d\d): (blocked|clear)<\/title>/)
    #expect(Set(days.map { String($0.1) }).count == days.count)
    #expect(days.first.map { String($0.1) } == "2001-12-05")
    #expect(days.first { $0.2 == "clear" }.map { String($0.1) } == "2002-11-02")
  }

  @Test func noCuresLeavesThemOut() throws {
    let proposal = "Examples/neotherapeutics/proposals/01-sale-through-an-ecn.yaml"
    #expect(try Program.run("check", proposal).output.contains("Cure: Change method to negotiated: clears the event."))
    #expect(!(try Program.run("check", proposal, "--no-cures").output.contains("Cure:")))
  }
}
