import Foundation
import Testing

/// `check --journal` and `journal`, as their users meet them.
@Suite struct JournalTests {
  private static let sale = "Examples/neotherapeutics/proposals/01-sale-through-an-ecn.yaml"
  private static let negotiated = "Examples/neotherapeutics/proposals/02-the-same-sale-negotiated.yaml"

  private func check(_ folder: TemporaryFolder, _ proposal: String = sale, _ more: String...) throws -> Program.Run {
    try Program.run(["check", proposal, "--journal", folder.url("desk.journal").path] + more)
  }

  private func journal(_ verb: String, _ folder: TemporaryFolder, _ more: String...) throws -> Program.Run {
    try Program.run(["journal", verb, folder.url("desk.journal").path] + more)
  }

  /// The report and the exit code are those of a check without a journal.
  @Test(arguments: [[], ["--no-cures"], ["--format", "json"], ["--format=json"], ["--fail-on", "violation"]])
  func checkAnswersAsItDoesWithoutAJournal(_ options: [String]) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.url("desk.journal").path
    for proposal in [Self.sale, Self.negotiated] {
      let plain = try Program.run(["check", proposal] + options)
      let recorded = try Program.run(["check", proposal, "--journal", path] + options)
      #expect(recorded.output == plain.output && recorded.exitCode == plain.exitCode && recorded.errors.isEmpty)
    }
    #expect(try folder.names() == ["desk.journal", "desk.journal.store"])
    #expect(try journal("replay", folder).output.hasSuffix("2 the same, 0 changed, 0 withheld\n"))
  }

  @Test func everyProposalOfTheExampleIsJudgedAgain() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let proposals = try FileManager.default.contentsOfDirectory(
      atPath: Program.root.appendingPathComponent("Examples/neotherapeutics/proposals").path
    ).sorted().map { "Examples/neotherapeutics/proposals/\($0)" }
    #expect(proposals.count >= 17)
    for proposal in proposals { #expect(try check(folder, proposal).exitCode != 2) }
    let run = try journal("replay", folder)
    #expect(run.exitCode == 0)
    #expect(run.output.hasSuffix("\(proposals.count) the same, 0 changed, 0 withheld\n"))
  }

  @Test func chosenLedgerAndStandardInputAreKept() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("", to: "empty.jsonl")
    let text = try String(contentsOf: Program.root.appendingPathComponent(Self.sale), encoding: .utf8)
    let run = try Program.run(
      [
        "check", "-", "--deal", "Examples/neotherapeutics/deal.yaml", "--ledger", folder.url("empty.jsonl").path,
        "--journal", folder.url("desk.journal").path,
      ], input: text)
    #expect(run.exitCode != 2, "\(run.errors)")
    #expect(try journal("replay", folder).exitCode == 0)
    #expect(try journal("show", folder, "0").output.contains("<ledger>, sha256:e3b0c44298fc1c14"))
  }

  @Test func checkThatCannotBeMadeLeavesNoRecord() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(try check(folder, "no-such-file.yaml", "--deal", "Examples/neotherapeutics/deal.yaml").exitCode == 2)
    #expect(try folder.names().isEmpty)
  }

  // MARK: No record

  /// The answer is printed, an error says why there is no record, and the exit code is that of work that was not done.
  private func expectAnswerWithoutRecord(_ run: Program.Run, _ part: String) {
    #expect(run.exitCode == 2)
    #expect(run.output.hasPrefix("BLOCKED  PR-01"))
    #expect(run.errors.contains(part), "\(run.errors)")
  }

  @Test func folderInThePlaceOfAJournalIsNoJournal() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(at: folder.url("desk.journal"), withIntermediateDirectories: true)
    expectAnswerWithoutRecord(try check(folder), "desk.journal")
  }

  @Test func deviceIsNoJournal() throws {
    expectAnswerWithoutRecord(try Program.run("check", Self.sale, "--journal", "/dev/full"), "/dev/full")
  }

  @Test(.timeLimit(.minutes(1))) func pipeIsNoJournal() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = try Program.shell(
      "mkfifo '\(folder.root.path)/pipe'; exec \"$0\" check \(Self.sale) --journal '\(folder.root.path)/pipe'")
    expectAnswerWithoutRecord(run, "it is a device or a pipe")
  }

  @Test func folderThatIsNotThereIsNamed() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = try Program.run("check", Self.sale, "--journal", folder.url("none/desk.journal").path)
    expectAnswerWithoutRecord(run, "no such file or directory")
  }

  @Test func fileThatMayNotBeWrittenStaysWhatItIs() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let before = try folder.read("desk.journal")
    // Whoever may write everything is not stopped by permissions.
    let run = try Program.shell(
      """
      chmod a-w '\(folder.url("desk.journal").path)'; [ "$(id -u)" = 0 ] && exit 42
      exec "$0" check \(Self.sale) --journal '\(folder.url("desk.journal").path)'
      """)
    if run.exitCode == 42 { return }
    expectAnswerWithoutRecord(run, "permission denied")
    #expect(try folder.read("desk.journal") == before)
  }

  @Test func fullDiskLeavesTheJournalAsItWas() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let before = try folder.read("desk.journal")
    let run = try Program.shell(
      "ulimit -f 4; exec \"$0\" check \(Self.sale) --journal '\(folder.url("desk.journal").path)' 2>&1")
    #expect(run.exitCode == 2)
    #expect(run.output.contains("BLOCKED  PR-01") && run.output.contains("cannot write"))
    #expect(try folder.read("desk.journal") == before)
    #expect(try journal("verify", folder).exitCode == 0)
  }

  @Test func newerFormatIsNeitherReadNorWritten() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // Made by `printf %s '{"format":"preclear.journal/2","seq":0}' | sha256sum`.
    let line =
      #"{"format":"preclear.journal/2","hash":"facc4b9495cac7213be9476513d50f3459b38aa54e67d0f5493d23f36e7a7e4a","seq":0}"#
      + "\n"
    try folder.write(line, to: "desk.journal")
    expectAnswerWithoutRecord(try check(folder), "'preclear.journal/2'")
    #expect(try folder.read("desk.journal") == line)
    for verb in ["verify", "show", "replay"] {
      let run = try journal(verb, folder)
      #expect(run.exitCode == 2 && run.errors.contains("'preclear.journal/2'"), "\(verb)")
    }
  }

  @Test func whatIsNoJournalIsNotAddedTo() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("shares,price\n100,3.95\n", to: "desk.journal")
    expectAnswerWithoutRecord(try check(folder), "damaged, or no journal, and nothing was added")
    #expect(try folder.read("desk.journal") == "shares,price\n100,3.95\n")
  }

  /// Nothing is judged, and nothing is written: whichever way leads to the journal.
  @Test func outputThatIsTheJournalIsRefused() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.url("desk.journal").path
    let link = folder.url("link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let value = path + ".store/disclosures.jsonl"
    for isThere in [false, true] {
      if isThere { _ = try check(folder) }
      let before = try folder.names()
      for options in [["--output", path], ["--output", link], ["--format", "json=\(path)"], ["--output", value]] {
        let run = try Program.run(["check", Self.sale, "--journal", path] + options)
        #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains("is the journal"), "\(options)")
        #expect(try folder.names() == before)
      }
      let gate = try Program.run("gate", Self.sale, "--journal", link, "--output", path)
      #expect(gate.exitCode == 2 && gate.output.isEmpty && gate.errors.contains("is the journal"))
    }
    #expect(try journal("replay", folder).exitCode == 0)
  }

  /// An empty ledger could be taken for a journal that begins; its first record would be no event.
  @Test(arguments: ["ledger.jsonl", "waivers.yaml", "deal.yaml"])
  func fileOfTheDealIsNoJournal(_ name: String) throws {
    let repository = try GateTests.Repository(commits: false)
    let folder = repository.folder
    defer { folder.remove() }
    try folder.write("", to: "ledger.jsonl")
    let before = try folder.read(name)
    for command in ["check", "gate"] {
      let run = try Program.run([command, "proposals/a.yaml", "--journal", name], in: folder.root)
      #expect(run.exitCode == 2 && run.errors.contains("is the journal"), "\(command)")
      #expect(try folder.read(name) == before)
      #expect(try folder.names().allSatisfy { !$0.hasSuffix(".store") })
    }
  }

  @Test func whatIsMadeOfAJournalIsNotWrittenOverIt() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let path = folder.url("desk.journal").path
    let key = folder.url("desk.key").path
    let checkpoint = folder.url("desk.checkpoint").path
    _ = try Program.run("journal", "keygen", "example.com/desk", "--key", key)
    _ = try journal("checkpoint", folder, "--key", key, "--output", checkpoint)
    let proof = ["prove", path, "0", "--checkpoint", checkpoint, "--key", key + ".pub", "--output"]
    for target in [path, path + ".store/objects/x"] {
      for words in [
        proof + [target], ["checkpoint", path, "--key", key, "--output", target], ["export", path, target],
      ] {
        let run = try Program.run(["journal"] + words)
        #expect(run.exitCode == 2 && run.errors.contains("is the journal"), "\(words[0]) \(target)")
      }
    }
    #expect(try journal("replay", folder).exitCode == 0)
  }

  @Test func streamIsNoJournal() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = try Program.run(
      ["check", Program.root.appendingPathComponent(Self.sale).path, "--journal", "-"], in: folder.root)
    #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains("a journal is a file"))
    #expect(try folder.names().isEmpty)
  }

  @Test func nameWithALineBreakStaysOnItsLine() throws {
    let run = try Program.run("journal", "verify", "no\nsuch\u{1B}[31m")
    #expect(run.exitCode == 2 && run.errors.contains("help: "))
    #expect(run.errors.split(separator: "\n").count == 2 && !run.errors.contains("\u{1B}"))
  }

  // MARK: Verifying

  @Test func damageIsNamedAndExitsWith1() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for _ in 0..<3 { _ = try check(folder) }
    let text = try folder.read("desk.journal")
    try folder.write(text.replacing(#""seq":1"#, with: #""seq":7"#), to: "desk.journal")
    let run = try journal("verify", folder)
    #expect(run.exitCode == 1)
    #expect(run.output.contains("desk.journal:2: changed: record 1: its content was changed"))
    #expect(run.output.hasSuffix("before it: 1 record, a chain\n"))
  }

  @Test func damagedKeptFileIsNamedAndExitsWith1() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url("desk.journal.store/objects").path)
    let kept = "desk.journal.store/objects/\(try #require(names.min()))"
    try folder.write("x" + (try folder.read(kept)).dropFirst(), to: kept)
    let damaged = try journal("verify", folder)
    #expect(damaged.exitCode == 1 && damaged.output.hasPrefix("whole: 1 record\n"))
    #expect(
      damaged.output.contains("\(kept): changed: its content does not have the hash that is its name"))
    // A copy of the journal alone is verified as it is.
    try FileManager.default.removeItem(atPath: folder.url("desk.journal.store").path)
    #expect(try journal("verify", folder).exitCode == 0)
  }

  @Test func tornEndExitsWith3AndTheNextCheckCutsIt() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let text = try folder.read("desk.journal")
    try folder.write(text + text.prefix(100), to: "desk.journal")
    let run = try journal("verify", folder)
    #expect(run.exitCode == 3)
    #expect(run.output.contains("torn: after them 100 bytes"))
    let next = try check(folder)
    #expect(next.exitCode == 1 && next.errors.contains("100 bytes of a record that was never finished"))
    #expect(try journal("verify", folder).exitCode == 0)
  }

  @Test func cutTailShowsAgainstACheckpoint() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for _ in 0..<3 { _ = try check(folder) }
    let key = folder.url("desk.key").path
    let checkpoint = folder.url("desk.checkpoint").path
    #expect(try Program.run("journal", "keygen", "example.com/desk", "--key", key).exitCode == 0)
    #expect(try journal("checkpoint", folder, "--key", key, "--output", checkpoint).exitCode == 0)
    let options = ["--checkpoint", checkpoint, "--key", key + ".pub"]
    let path = folder.url("desk.journal").path
    #expect(try Program.run(["journal", "verify", path] + options).exitCode == 0)
    let lines = try folder.read("desk.journal").split(separator: "\n")
    try folder.write(lines[..<2].map { $0 + "\n" }.joined(), to: "desk.journal")
    #expect(try journal("verify", folder).exitCode == 0)
    let run = try Program.run(["journal", "verify", path] + options)
    #expect(run.exitCode == 1 && run.output.contains("ends after 2 records, and 3 were signed"))
    // What was signed once is not signed differently.
    let again = try journal("checkpoint", folder, "--key", key, "--output", checkpoint)
    #expect(again.exitCode == 1 && again.errors.contains("3 were signed"))
    #expect(try journal("prove", folder, "0", "--checkpoint", checkpoint, "--key", key + ".pub").exitCode == 1)
  }

  @Test func checkpointOfAnotherKeyIsRefused() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    for name in ["one", "two"] {
      _ = try Program.run("journal", "keygen", "example.com/desk", "--key", folder.url(name).path)
    }
    let checkpoint = folder.url("checkpoint").path
    _ = try journal("checkpoint", folder, "--key", folder.url("one").path, "--output", checkpoint)
    let run = try journal("verify", folder, "--checkpoint", checkpoint, "--key", folder.url("two.pub").path)
    #expect(run.exitCode == 2 && run.errors.contains("is not signed by the key"))
    // Nor is it replaced by a signature of that one.
    let other = try journal("checkpoint", folder, "--key", folder.url("two").path, "--output", checkpoint)
    #expect(other.exitCode == 2)
  }

  /// A proof is worth what its checkpoint is.
  @Test func checkpointThatWasChangedProvesNothing() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let key = folder.url("desk.key").path
    let checkpoint = folder.url("desk.checkpoint").path
    _ = try Program.run("journal", "keygen", "example.com/desk", "--key", key)
    _ = try journal("checkpoint", folder, "--key", key, "--output", checkpoint)
    let options = ["--checkpoint", checkpoint, "--key", key + ".pub"]
    let words = ["journal", "prove", folder.url("desk.journal").path, "0"] + options
    #expect(try Program.run(words).exitCode == 0)
    var signature = Array(try folder.read("desk.checkpoint"))
    signature[signature.count - 10] = signature[signature.count - 10] == "A" ? "B" : "A"
    try folder.write(String(signature), to: "desk.checkpoint")
    let run = try Program.run(words)
    #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains("is not signed by the key"))
  }

  /// A file system takes names of at most 255 bytes: there is room for the private key's, and none for the other.
  @Test func pairOfKeysIsMadeWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let key = folder.url(String(repeating: "k", count: 253)).path
    #expect(try Program.run("journal", "keygen", "example.com/desk", "--key", key).exitCode == 2)
    #expect(try folder.names().isEmpty)
  }

  @Test func privateKeyIsForItsOwnerAloneAndNeverReplaced() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let key = folder.url("desk.key").path
    let run = try Program.run("journal", "keygen", "example.com/desk", "--key", key)
    #expect(run.output == (try folder.read("desk.key.pub")))
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let before = try folder.read("desk.key")
    #expect(try Program.run("journal", "keygen", "example.com/desk", "--key", key).exitCode == 2)
    #expect(try folder.read("desk.key") == before)
    #expect(!run.output.contains("PRIVATE"))
  }

  // MARK: Other rules

  @Test func rulesThatDoNotHoldTogetherAreAnErrorWithItsPlace() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    try FileManager.default.copyItem(at: Program.root.appendingPathComponent("Rules"), to: folder.url("Rules"))
    let pack = folder.url("Rules/neotherapeutics").path
    #expect(try journal("replay", folder, "--pack", pack).exitCode == 0)
    let text = try folder.read("Rules/neotherapeutics/pack.yaml")
    try folder.write(text.replacing("  - warrants.yaml\n", with: ""), to: "Rules/neotherapeutics/pack.yaml")
    let run = try journal("replay", folder, "--pack", pack)
    #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains(#/pack\.yaml:\d+:\d+: error: /#))
  }

  @Test func whereNoCheckCanBeJudgedTheOtherRulesAreNotSaidToAgree() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    _ = try journal("export", folder, folder.url("copy").path, "--redact", "method")
    let run = try Program.run("journal", "replay", folder.url("copy").path, "--pack", "Rules/neotherapeutics")
    #expect(run.exitCode == 3 && run.output.hasSuffix("No check could be judged by these rules.\n"))
  }

  // MARK: Reading

  @Test func redactedFieldIsNotOnTheScreen() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let whole = try journal("show", folder, "0").output
    #expect(whole.contains("method     ecn") && whole.contains("sales-agreement/no-at-the-market"))
    let redacted = try journal("show", folder, "0", "--redact", "method").output
    #expect(redacted.contains("method     [withheld]") && !redacted.contains("ecn"))
    let run = try journal("show", folder, "0", "--redact", "methd")
    #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains("did you mean 'method'?"))
  }

  @Test(arguments: [["show", "7"], ["show", "-1"], ["prove", "0"], ["verify", "--checkpoint", "a"]])
  func mistakeExitsWith2(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try check(folder)
    let run = try Program.run(
      ["journal", arguments[0], folder.url("desk.journal").path] + arguments.dropFirst())
    #expect(run.exitCode == 2 && !run.errors.isEmpty)
  }

  @Test(arguments: ["verify", "show", "replay"])
  func journalThatIsNotThereIsAnError(_ verb: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = try journal(verb, folder)
    #expect(run.exitCode == 2 && run.errors.contains("cannot read"))
    #expect(try folder.names().isEmpty)
  }
}
