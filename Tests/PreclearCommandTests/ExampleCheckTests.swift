import Foundation
import Testing

/// The shipped example, checked as a reader would.
@Suite struct ExampleCheckTests {
  private static let folder = "Examples/neotherapeutics"

  static let proposals: [String] = {
    do {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: Program.root.appendingPathComponent("\(folder)/proposals").path)
      return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/proposals/\($0)" }
    } catch {
      return []
    }
  }()

  private func report(_ run: Program.Run) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func exampleShowsEachVerdict() throws {
    let verdicts = try Self.proposals.map {
      try report(try Program.run("check", $0, "--format", "json"))["verdict"] as? String
    }
    #expect(Set(verdicts) == ["clear", "review", "blocked"])
  }

  @Test(arguments: proposals)
  func exitCodeIsThatOfTheVerdict(_ proposal: String) throws {
    let run = try Program.run("check", proposal, "--format", "json")
    let verdict = try report(run)["verdict"] as? String
    #expect(run.errors.isEmpty)
    switch verdict {
    case "clear": #expect(run.exitCode == 0)
    case "blocked": #expect(run.exitCode == 1)
    case "review":
      #expect(run.exitCode == 3)
      #expect(try Program.run("check", proposal, "--fail-on", "violation").exitCode == 0)
    default: Issue.record("no verdict: \(run.output)")
    }
  }

  @Test(arguments: proposals)
  func countsAddUpToTheSameNumberOfRules(_ proposal: String) throws {
    let results = try #require(
      try report(try Program.run("check", proposal, "--format", "json"))["results"] as? [[String: Any]])
    let sums = try results.map { try #require($0["counts"] as? [String: Int]).values.reduce(0, +) }
    #expect(Set(sums).count == 1)
  }

  @Test(arguments: proposals)
  func sameProposalGivesTheSameBytes(_ proposal: String) throws {
    for format in ["text", "json"] {
      let runs = try (0..<2).map { _ in try Program.run("check", proposal, "--format", format).output }
      #expect(runs[0] == runs[1])
    }
  }

  @Test func dealIsFoundFromStandardInputToo() throws {
    let proposal = try #require(Self.proposals.first)
    let text = try String(contentsOf: Program.root.appendingPathComponent(proposal), encoding: .utf8)
    let fromFile = try Program.run("check", proposal)
    let fromInput = try Program.run("check", "-", input: text, in: Program.root.appendingPathComponent(Self.folder))
    #expect(fromInput.output == fromFile.output)
    #expect(fromInput.exitCode == fromFile.exitCode)
  }

  @Test func outputFileHoldsWhatStandardOutputWould() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let proposal = try #require(Self.proposals.first)
    let expected = try Program.run("check", proposal, "--format", "json")
    let run = try Program.run("check", proposal, "--format", "json", "--output", folder.url("report.json").path)
    #expect(run.output.isEmpty)
    #expect(run.exitCode == expected.exitCode)
    #expect(try folder.read("report.json") == expected.output)
    #expect(try folder.names() == ["report.json"])
  }

  @Test func outputFileStaysAsItWasIfTheCheckFails() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("old", to: "report.json")
    let output = folder.url("report.json").path
    let run = try Program.run("check", "-", "--deal", "\(Self.folder)/deal.yaml", "--output", output, input: "{id: ")
    #expect(run.exitCode == 2)
    #expect(try folder.read("report.json") == "old")
    #expect(try folder.names() == ["report.json"])
  }

  @Test func outputThatCannotBeWrittenExitsWith2() throws {
    let proposal = try #require(Self.proposals.first)
    let run = try Program.run("check", proposal, "--output", "/nowhere/report.txt")
    #expect(run.exitCode == 2)
    #expect(
      run.errors == "/nowhere/report.txt:1:1: error: cannot write '/nowhere/report.txt': no such file or directory\n")
  }

  @Test func colourFollowsTheOptionThenTheEnvironment() throws {
    let proposal = try #require(Self.proposals.first)
    func hasColour(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Bool {
      try Program.run(["check", proposal] + arguments, environment: environment).output.contains("\u{1B}[")
    }
    #expect(try !hasColour([]))
    #expect(try hasColour(["--color", "always"]))
    #expect(try hasColour(["--color", "always"], ["NO_COLOR": "1"]))
    #expect(try hasColour([], ["CLICOLOR_FORCE": "1"]))
    #expect(try !hasColour([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
    #expect(try !hasColour(["--color", "never"], ["CLICOLOR_FORCE": "1"]))
  }

  @Test func readerThatGoesAwayChangesNeitherExitCodeNorErrors() throws {
    let proposal = try #require(Self.proposals.first)
    let expected = try Program.run("check", proposal).exitCode
    let run = try Program.shell(
      "{ \"$0\" check \(proposal) --format json; echo $? >&2; } | true")
    #expect(run.errors == "\(expected)\n")
  }
}
