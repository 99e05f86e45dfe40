import Foundation
import Testing

/// The gate as a hook and a job run it: on repositories of its own, with the built program.
@Suite struct GateTests {
  /// A repository with a deal of one rule in it, committed, and two proposals.
  struct Repository {
    let folder: TemporaryFolder

    init(commits: Bool = true) throws {
      folder = try TemporaryFolder()
      try folder.write(
        "deal: harbor\npack: rules\nledger: ledger.jsonl\nwaivers: waivers.yaml\nproposals: [\"proposals/*.yaml\"]\n",
        to: "deal.yaml")
      try folder.write(
        "{\"id\": \"L-1\", \"kind\": \"sale\", \"date\": \"2024-01-02\", \"shares\": 10}\n", to: "ledger.jsonl")
      try folder.write("waivers: []\n", to: "waivers.yaml")
      try folder.write("pack: harbor\n", to: "rules/pack.yaml")
      try folder.write(rules(limit: 100), to: "rules/sales.yaml")
      try propose("a", shares: 50)
      try propose("b", shares: 200)
      try git("init", "--quiet", "--initial-branch=main")
      if commits { try commit() }
    }

    func rules(limit: Int) -> String {
      """
      events: {sale: {fields: {shares: {type: int}}}}
      measures: {sold: {on: sale, sum: event.shares}}
      rules:
        limit: {title: At most \(limit), on: sale, forbid: "sold > \(limit)", because: "{sold} are sold.", cite: {source: book, page: "1", lines: "1", anchor: a}}

      """
    }

    func propose(_ name: String, shares: Int) throws {
      try folder.write(
        "{id: P-\(name), kind: sale, date: 2024-01-05, shares: \(shares)}\n", to: "proposals/\(name).yaml")
    }

    func git(_ arguments: String..., exitCode: Int32 = 0) throws {
      let run = try Program.run(
        URL(fileURLWithPath: "/usr/bin/env"),
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"] + arguments,
        input: "",
        in: folder.root, environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"])
      try #require(run.exitCode == exitCode, "git \(arguments): \(run.errors)")
    }

    func commit() throws {
      try git("add", "--all")
      try git("commit", "--quiet", "--message", "state")
    }

    func gate(_ arguments: String..., in subfolder: String = "") throws -> Program.Run {
      try Program.run(
        ["gate"] + arguments, in: subfolder.isEmpty ? folder.root : folder.url(subfolder),
        environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"])
    }

    /// The findings, a line each.
    func findings(_ arguments: String...) throws -> String {
      try Program.run(["gate"] + arguments + ["--format", "tsv"], in: folder.root).output
    }
  }

  private func withRepository(commits: Bool = true, _ body: (Repository) throws -> Void) throws {
    let repository = try Repository(commits: commits)
    defer { repository.folder.remove() }
    try body(repository)
  }

  // MARK: On record

  @Test func whatIsJudgedGoesOnRecordAsItWasStaged() throws {
    try withRepository { repository in
      try repository.propose("a", shares: 60)
      try repository.git("add", "--all")
      // What is in the working tree alone is neither judged nor recorded.
      try repository.propose("a", shares: 500)
      let gate = try repository.gate("--staged", "--journal", "gate.journal", "--format", "tsv")
      #expect(gate.exitCode == 0 && gate.output.isEmpty, "\(gate.errors)")
      let shown = try Program.run(["journal", "show", "gate.journal"], in: repository.folder.root)
      #expect(shown.output.split(separator: "\n").count == 1)
      #expect(shown.output.hasSuffix("clear    sale P-a\n"))
      let again = try Program.run(["journal", "replay", "gate.journal"], in: repository.folder.root)
      #expect(again.exitCode == 0 && again.output.hasSuffix("1 the same, 0 changed, 0 withheld\n"), "\(again.output)")
    }
  }

  /// They are judged together, and a replay judges each alone: it says the same, to the byte.
  @Test func everyProposalOfAGateIsOnRecordAsIfItWereChecked() throws {
    try withRepository { repository in
      for (name, shares) in [("a", 60), ("c", 101), ("d", 99)] { try repository.propose(name, shares: shares) }
      let gate = try repository.gate("--journal", "gate.journal", "--format", "tsv")
      #expect(gate.exitCode == 1, "\(gate.errors)")
      let shown = try Program.run(["journal", "show", "gate.journal"], in: repository.folder.root)
      let events = shown.output.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
      #expect(events == ["P-a", "P-b", "P-c", "P-d"])
      let again = try Program.run(["journal", "replay", "gate.journal"], in: repository.folder.root)
      #expect(again.output.hasSuffix("4 the same, 0 changed, 0 withheld\n"), "\(again.output)")
    }
  }

  @Test func answerIsGivenWhereThereCanBeNoRecord() throws {
    try withRepository { repository in
      let gate = try repository.gate("--journal", "nowhere/gate.journal", "--format", "tsv")
      #expect(gate.exitCode == 2)
      #expect(gate.output == "P-b\tsales/limit\tviolation\n")
      // Two proposals, and one word about the journal.
      #expect(gate.errors.components(separatedBy: "error: ").count == 2 && gate.errors.contains("nowhere/gate.journal"))
    }
  }

  // MARK: What is judged

  @Test func nothingStagedIsSaidAndPasses() throws {
    try withRepository { repository in
      let run = try repository.gate("--staged")
      #expect(run.output == "nothing to check\n")
      #expect(run.exitCode == 0)
    }
  }

  @Test func stagedProposalIsJudgedAsStagedNotAsItLies() throws {
    try withRepository { repository in
      try repository.propose("a", shares: 300)
      #expect(try repository.gate("--staged").exitCode == 0)
      try repository.git("add", "proposals/a.yaml")
      try repository.propose("a", shares: 1)
      let run = try repository.gate("--staged")
      #expect(run.exitCode == 1)
      #expect(run.output.contains("310 are sold."))
      #expect(!run.output.contains("P-b"))
      // The working tree is what --since and files are about.
      #expect(try repository.gate("--since", "HEAD").exitCode == 0)
      #expect(try repository.gate("proposals/a.yaml").exitCode == 0)
    }
  }

  @Test(arguments: ["ledger.jsonl", "rules/sales.yaml", "waivers.yaml", "deal.yaml"])
  func whatVerdictsRestOnIsTakenFromTheIndexToo(_ input: String) throws {
    try withRepository { repository in
      try repository.folder.write("broken: [", to: input)
      try repository.propose("a", shares: 60)
      try repository.git("add", "proposals/a.yaml")
      #expect(try repository.gate("--staged").exitCode == 0)
      #expect(try repository.gate("proposals/a.yaml").exitCode == 2)
      try repository.git("add", input)
      let run = try repository.gate("--staged")
      #expect(run.exitCode == 2)
      #expect(run.output.isEmpty)
      #expect(run.errors.hasPrefix("\(input):"))
    }
  }

  @Test func changedRulesJudgeEveryProposalAgain() throws {
    try withRepository { repository in
      try repository.folder.write(repository.rules(limit: 20), to: "rules/sales.yaml")
      try repository.git("add", "--all")
      #expect(try repository.findings("--staged") == "P-a\tsales/limit\tviolation\nP-b\tsales/limit\tviolation\n")
      #expect(
        try repository.findings("--since", "HEAD") == "P-a\tsales/limit\tviolation\nP-b\tsales/limit\tviolation\n")
    }
  }

  @Test func firstCommitIsJudgedToo() throws {
    try withRepository(commits: false) { repository in
      try repository.git("add", "--all")
      #expect(try repository.findings("--staged") == "P-b\tsales/limit\tviolation\n")
    }
  }

  @Test func fileThatGitDoesNotTrackIsReadFromTheWorkingTreeAndNamed() throws {
    try withRepository { repository in
      try repository.git("rm", "--quiet", "--cached", "ledger.jsonl")
      try repository.folder.write("ledger.jsonl\n", to: ".gitignore")
      try repository.commit()
      try repository.propose("a", shares: 95)
      try repository.git("add", "--all")
      let run = try repository.gate("--staged")
      #expect(run.exitCode == 1)
      #expect(run.output.contains("ledger.jsonl:1: note: git does not track this file"))
    }
  }

  @Test func newFileCountsAsADifferenceFromARevision() throws {
    try withRepository { repository in
      try repository.propose("new", shares: 500)
      #expect(try repository.findings("--since", "HEAD") == "P-new\tsales/limit\tviolation\n")
    }
  }

  @Test func deletedAndRenamedProposalsAreReported() throws {
    try withRepository { repository in
      try repository.git("rm", "--quiet", "proposals/a.yaml")
      try repository.git("mv", "proposals/b.yaml", "proposals/c.yaml")
      for arguments in [["--staged"], ["--since", "HEAD"]] {
        let run = try Program.run(["gate"] + arguments, in: repository.folder.root)
        #expect(run.exitCode == 1)
        #expect(run.output.contains("proposals/a.yaml:1: note: the proposal was deleted"))
        #expect(run.output.contains("proposals/b.yaml:1: note: the proposal was deleted"))
        #expect(run.output.contains("proposals/c.yaml:1"))
      }
    }
  }

  @Test(arguments: ["-a b.yaml", "new\nline.yaml", "--staged.yaml", "é\"'$(x).yaml", ":(glob)x.yaml", "*.yaml"])
  func pathIsNeverReadAsAnythingElse(_ name: String) throws {
    try withRepository { repository in
      try repository.folder.write("{id: P-odd, kind: sale, date: 2024-01-05, shares: 900}\n", to: "proposals/\(name)")
      #expect(try repository.findings("--since", "HEAD") == "P-odd\tsales/limit\tviolation\n")
      try repository.git("add", "--all")
      #expect(try repository.findings("--staged") == "P-odd\tsales/limit\tviolation\n")
      #expect(try repository.findings("proposals/\(name)") == "P-odd\tsales/limit\tviolation\n")
    }
  }

  @Test func folderBelowTheTopSeesTheWholeRepository() throws {
    try withRepository { repository in
      try repository.propose("a", shares: 300)
      try repository.git("add", "--all")
      for arguments in [["--staged"], ["--since", "HEAD"], ["a.yaml"]] {
        let run = try Program.run(
          ["gate"] + arguments + ["--format", "tsv"], in: repository.folder.url("proposals"))
        #expect(run.output == "P-a\tsales/limit\tviolation\n", "\(arguments)")
      }
    }
  }

  @Test func linkIsFollowedInTheIndexAndNotOutOfTheRepository() throws {
    try withRepository { repository in
      try repository.folder.write("{id: P-l, kind: sale, date: 2024-01-05, shares: 900}\n", to: "store/l.yaml")
      try FileManager.default.createSymbolicLink(
        atPath: repository.folder.url("proposals/l.yaml").path, withDestinationPath: "../store/l.yaml")
      try repository.git("add", "--all")
      try repository.folder.write("{id: P-l, kind: sale, date: 2024-01-05, shares: 1}\n", to: "store/l.yaml")
      #expect(try repository.findings("--staged") == "P-l\tsales/limit\tviolation\n")
      try FileManager.default.createSymbolicLink(
        atPath: repository.folder.url("proposals/m.yaml").path, withDestinationPath: "/dev/null")
      try repository.git("add", "--all")
      let run = try repository.gate("--staged")
      #expect(run.exitCode == 2)
      #expect(run.errors.contains("proposals/m.yaml:1:1: error: 'proposals/m.yaml' is a link that leads out"))
    }
  }

  @Test func fileThatIsNamedBesideWhatIsStagedIsJudgedAsInTheIndex() throws {
    try withRepository { repository in
      try repository.propose("b", shares: 1)
      #expect(try repository.findings("--staged", "proposals/b.yaml") == "P-b\tsales/limit\tviolation\n")
      #expect(try repository.gate("--staged", "proposals/none.yaml").exitCode == 2)
    }
  }

  @Test func everythingIsJudgedWhereNothingIsNamed() throws {
    try withRepository { repository in
      let found = try Program.run(["gate", "--format", "tsv"], in: repository.folder.root).output
      #expect(found == "P-b\tsales/limit\tviolation\n")
    }
  }

  // MARK: Ways around the gate

  /// A sale of too many shares, under any name.
  private static let blocked = "{id: P-odd, kind: sale, date: 2024-01-05, shares: 900}\n"
  private static let odd = "P-odd\tsales/limit\tviolation\n"

  @Test(arguments: [
    "\u{301}evil.yaml", "\u{200D}evil.yaml", "evil\u{600}.yaml", "evil.test.yaml", "-h.yaml", "--help=.yaml",
  ])
  func nameHidesNoProposal(_ name: String) throws {
    try withRepository { repository in
      try repository.folder.write(Self.blocked, to: "proposals/\(name)")
      #expect(try repository.findings("--since", "HEAD") == Self.odd)
      #expect(try repository.findings().contains(Self.odd))
      try repository.git("add", "--all")
      #expect(try repository.findings("--staged") == Self.odd)
    }
  }

  @Test(arguments: ["-h.yaml", "-dash.yaml", "--help=.yaml", "--version=1.yaml"])
  func fileIsNotTakenForAWish(_ name: String) throws {
    try withRepository { repository in
      try repository.folder.write(Self.blocked, to: name)
      let run = try repository.gate("proposals/b.yaml", name)
      #expect(run.exitCode == 2 && run.output.isEmpty)
      #expect(run.errors.contains("stands after '--'"))
      #expect(try repository.gate("--format", "tsv", "--", "proposals/b.yaml", name).exitCode == 1)
    }
  }

  @Test func namesThatDifferInTheirBytesAreTwoFiles() throws {
    try withRepository { repository in
      try repository.folder.write(Self.blocked, to: "proposals/caf\u{E9}.yaml")
      try repository.folder.write(
        "{id: P-good, kind: sale, date: 2024-01-05, shares: 1}\n", to: "proposals/cafe\u{301}.yaml")
      #expect(try repository.findings("--since", "HEAD") == Self.odd)
      try repository.git("add", "--all")
      #expect(try repository.findings("--staged") == Self.odd)
    }
  }

  @Test func nameThatIsNoTextExitsWith2() throws {
    try withRepository { repository in
      let made = try Program.shell("printf 'a: 1' > \"$(printf 'proposals/a\\376.yaml')\"", in: repository.folder.root)
      try #require(made.exitCode == 0)
      for arguments in [[], ["--since", "HEAD"]] {
        let run = try Program.run(["gate"] + arguments, in: repository.folder.root)
        #expect(run.exitCode == 2 && run.errors.contains("is not in UTF-8"), "\(arguments)")
      }
      try repository.git("add", "--all")
      #expect(try repository.gate("--staged").exitCode == 2)
    }
  }

  @Test func linkThatLeadsNowhereExitsWith2() throws {
    try withRepository { repository in
      try FileManager.default.createSymbolicLink(
        atPath: repository.folder.url("proposals/x.yaml").path, withDestinationPath: "nowhere")
      #expect(try repository.gate().exitCode == 2)
      #expect(try repository.gate("--since", "HEAD").exitCode == 2)
    }
  }

  @Test func whatLinksLeadToIsJudgedUnderTheirNames() throws {
    try withRepository { repository in
      try repository.git("mv", "proposals", "drafts")
      try repository.git("mv", "rules", "book")
      try repository.folder.write("", to: "data/none")
      try repository.git("mv", "ledger.jsonl", "data/ledger.jsonl")
      for (link, target) in [("proposals", "drafts"), ("rules", "book"), ("ledger.jsonl", "data/ledger.jsonl")] {
        try FileManager.default.createSymbolicLink(
          atPath: repository.folder.url(link).path, withDestinationPath: target)
      }
      try repository.commit()
      func sees(_ findings: String, _ comment: Comment) throws {
        #expect(try repository.findings("--since", "HEAD") == findings, comment)
        try repository.git("add", "--all")
        #expect(try repository.findings("--staged") == findings, comment)
        try repository.git("commit", "--quiet", "--message", "next")
      }
      try repository.folder.write(Self.blocked, to: "drafts/odd.yaml")
      try sees(Self.odd, "a proposal")
      try repository.git("rm", "--quiet", "drafts/odd.yaml")
      try repository.git("commit", "--quiet", "--message", "less")
      try repository.folder.write(repository.rules(limit: 20), to: "book/sales.yaml")
      try sees("P-a\tsales/limit\tviolation\nP-b\tsales/limit\tviolation\n", "rules")
      try repository.folder.write("", to: "data/ledger.jsonl")
      try sees("P-a\tsales/limit\tviolation\nP-b\tsales/limit\tviolation\n", "the ledger")
    }
  }

  @Test func submoduleIsJudgedAsItLiesOrRefused() throws {
    try withRepository { inner in
      try inner.git("rm", "--quiet", "deal.yaml", "waivers.yaml")
      try inner.commit()
      try withRepository { repository in
        try repository.git("rm", "--quiet", "-r", "proposals")
        try repository.git(
          "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.folder.root.path, "proposals")
        try repository.commit()
        try repository.folder.write(Self.blocked, to: "proposals/odd.yaml")
        for command in [["add", "--all"], ["commit", "--quiet", "--message", "odd"]] {
          let words = ["-C", "proposals", "-c", "user.name=a", "-c", "user.email=a@example.org"] + command
          try #require(
            try Program.run(
              URL(fileURLWithPath: "/usr/bin/env"), ["git"] + words, input: "", in: repository.folder.root,
              environment: [:]
            ).exitCode == 0)
        }
        #expect(try repository.findings("--since", "HEAD") == Self.odd)
        try repository.git("add", "--all")
        let run = try repository.gate("--staged")
        #expect(run.exitCode == 2 && run.errors.contains("submodule 'proposals' changed"))
      }
    }
  }

  @Test func indexDecidesWhichDealIsNearest() throws {
    try withRepository { repository in
      try repository.folder.write(Self.blocked, to: "proposals/odd.yaml")
      try repository.git("add", "--all")
      try repository.folder.write("deal: x\npack: ../rules\n", to: "proposals/deal.yaml")
      #expect(try repository.findings("--staged") == Self.odd)
    }
  }

  @Test func everyDealOfTheRepositoryIsJudgedFromAnyFolder() throws {
    try withRepository { repository in
      for name in ["one", "two"] {
        for file in ["ledger.jsonl", "waivers.yaml"] {
          try repository.folder.write(try repository.folder.read(file), to: "deals/\(name)/\(file)")
        }
        try repository.folder.write(
          try repository.folder.read("deal.yaml").replacing("pack: rules", with: "pack: ../../rules"),
          to: "deals/\(name)/deal.yaml")
        try repository.folder.write(Self.blocked, to: "deals/\(name)/proposals/odd.yaml")
      }
      try repository.git("rm", "--quiet", "-r", "proposals", "deal.yaml")
      try repository.commit()
      try repository.folder.write(repository.rules(limit: 20), to: "rules/sales.yaml")
      for arguments in [["--since", "HEAD"], ["--staged"]] {
        let run = try Program.run(["gate"] + arguments + ["--format", "tsv"], in: repository.folder.url("deals/one"))
        #expect(run.output == Self.odd + Self.odd, "\(arguments)")
        try repository.git("add", "--all")
      }
    }
  }

  @Test func noFileOfTheUsersOwnHidesAProposal() throws {
    try withRepository { repository in
      try repository.folder.write("*.yaml\n", to: ".git/info/exclude")
      try repository.folder.write(Self.blocked, to: "proposals/odd.yaml")
      #expect(try repository.findings("--since", "HEAD") == Self.odd)
      try repository.git("add", "--force", "--all")
      let run = try Program.run(
        ["gate", "--since", "HEAD"], in: repository.folder.url("proposals"), environment: ["GIT_DIR": "../.git"])
      #expect(run.exitCode == 2 && run.errors.contains("GIT_DIR"))
    }
  }

  @Test func unreadableProposalWithoutADealExitsWith2() throws {
    try withRepository { repository in
      try repository.git("rm", "--quiet", "deal.yaml", "proposals/b.yaml")
      try repository.folder.write("{id: B, kind: sale, shares: [7}", to: "proposals/a.yaml")
      try repository.git("add", "--all")
      for arguments in [["--staged"], ["proposals/a.yaml"]] {
        let run = try Program.run(["gate"] + arguments, in: repository.folder.root)
        #expect(run.exitCode == 2 && run.output.isEmpty, "\(arguments)")
      }
    }
  }

  // MARK: Outputs

  @Test(arguments: [
    ["--format", "json=out", "--format", "sarif=./out"],
    ["--output", "out", "--format", "json", "--format", "sarif=out"],
    ["--baseline", "k.jsonl", "--write-baseline", "--format", "json=./k.jsonl"],
    ["--format", "text", "--format", "json=-"],
    ["--output", "memo.txt", "--format", "json=r.json"], ["--journal", "j", "--format", "json=j"],
  ])
  func outputsThatCollideAreRefused(_ arguments: [String]) throws {
    try withRepository { repository in
      let before = try repository.folder.names()
      let run = try Program.run(["gate"] + arguments, in: repository.folder.root)
      #expect(run.exitCode == 2 && run.output.isEmpty)
      #expect(try repository.folder.names() == before)
    }
  }

  @Test func nothingIsWrittenWhereSomethingCannotBe() throws {
    try withRepository { repository in
      let before = try repository.folder.names()
      let folder = repository.folder.root
      let baseline = try Program.run(
        ["gate", "--baseline", "k", "--write-baseline", "--format", "json=none/x"], in: folder)
      #expect(baseline.exitCode == 2)
      let summary = try Program.run(
        ["gate", "--format", "github", "--format", "sarif=s"], in: folder,
        environment: ["GITHUB_STEP_SUMMARY": "none/x"])
      #expect(summary.exitCode == 2 && summary.output.isEmpty)
      #if os(Linux)
        #expect(try Program.shell("\"$0\" gate --format sarif=s --format text > /dev/full", in: folder).exitCode == 2)
      #endif
      #expect(try repository.folder.names() == before)
    }
  }

  @Test(arguments: ["json", "jsonl", "tsv", "sarif", "junit", "github", "markdown", "html"])
  func nothingToCheckIsSaidInEveryFormat(_ format: String) throws {
    try withRepository { repository in
      let run = try repository.gate("--staged", "--format", format)
      #expect(run.exitCode == 0)
      #expect(run.errors.contains("nothing to check"))
      #expect(format == "tsv" ? run.output.isEmpty : run.output.contains("nothing to check"))
      #expect(!run.output.contains("\"clear\"") && !run.output.contains("CLEAR"))
    }
  }

  @Test func stagedBaselineIsTheOneThatCounts() throws {
    try withRepository { repository in
      try repository.folder.write("{\"format\":\"preclear.baseline/2\"}\n", to: "known.jsonl")
      try repository.propose("b", shares: 201)
      try repository.git("add", "--all")
      #expect(try repository.gate("--baseline", "known.jsonl", "--write-baseline").exitCode == 0)
      #expect(try repository.gate("--staged", "--baseline", "known.jsonl").exitCode == 1)
      try repository.git("add", "--all")
      let known = try repository.gate("--staged", "--baseline", "known.jsonl", "--format", "tsv")
      #expect(known.exitCode == 0 && known.output == "P-b\tsales/limit\tviolation\n")
    }
  }

  // MARK: Exit codes

  @Test func gateFailsClosed() throws {
    try withRepository { repository in
      try repository.folder.write("{id: P-x, kind: ", to: "proposals/x.yaml")
      try repository.git("add", "--all")
      for arguments in [
        ["--staged"], ["--since", "HEAD"], ["proposals/x.yaml"], ["proposals/b.yaml", "proposals/x.yaml"], [],
      ] {
        let run = try Program.run(["gate"] + arguments + ["--fail-on", "violation"], in: repository.folder.root)
        #expect(run.exitCode == 2, "\(arguments)")
        #expect(run.output.isEmpty, "\(arguments)")
        #expect(run.errors.contains("proposals/x.yaml:"), "\(arguments)")
      }
    }
  }

  @Test(arguments: [
    ("no such revision", ["--since", "nowhere"], "is no commit"),
    ("a revision that looks like an option", ["--since=--output=x"], "is no commit"),
    ("a range", ["--since", "HEAD..HEAD"], "is no commit"),
    ("all but a revision", ["--since", "^HEAD"], "is no commit"),
    ("parents of a revision", ["--since", "HEAD^!"], "is no commit"),
    ("no such file", ["proposals/none.yaml"], "no such file"),
    ("a folder", ["proposals"], "directory"),
    ("no such deal", ["--deal", "none.yaml", "proposals/a.yaml"], "none.yaml"),
    ("no such baseline", ["--baseline", "none.jsonl"], "none.jsonl"),
  ])
  func whatCannotBeDoneExitsWith2(_ name: String, _ arguments: [String], _ part: String) throws {
    try withRepository { repository in
      let run = try Program.run(["gate"] + arguments, in: repository.folder.root)
      #expect(run.exitCode == 2, "\(name)")
      #expect(run.output.isEmpty, "\(name)")
      #expect(run.errors.contains(part), "\(name): \(run.errors)")
      #expect(try !repository.folder.names().contains("x"))
    }
  }

  @Test func conflictThatIsNotResolvedExitsWith2() throws {
    try withRepository { repository in
      try repository.git("checkout", "--quiet", "-b", "other")
      try repository.propose("a", shares: 60)
      try repository.commit()
      try repository.git("checkout", "--quiet", "main")
      try repository.propose("a", shares: 70)
      try repository.commit()
      try repository.git("merge", "--quiet", "other", exitCode: 1)
      let run = try repository.gate("--staged")
      #expect(run.exitCode == 2)
      #expect(run.errors.contains("conflict"))
    }
  }

  @Test func withoutARepositoryOrGitTheGateSaysSo() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for arguments in [["--staged"], ["--since", "HEAD"]] {
      let run = try Program.run(["gate"] + arguments, in: folder.root)
      #expect(run.exitCode == 2)
      #expect(run.errors.contains("not a git repository"))
      let without = try Program.run(["gate"] + arguments, in: folder.root, environment: ["PATH": folder.root.path])
      #expect(without.exitCode == 2)
      #expect(without.errors.contains("cannot start 'git'"))
    }
  }

  @Test func thresholdMovesTheLine() throws {
    try withRepository { repository in
      try repository.folder.write("{id: P-u, kind: sale, date: 2024-01-05}\n", to: "proposals/u.yaml")
      #expect(try repository.gate("proposals/u.yaml").exitCode == 3)
      #expect(try repository.gate("proposals/u.yaml", "--fail-on", "violation").exitCode == 0)
      #expect(try repository.gate("proposals/b.yaml", "--fail-on", "violation").exitCode == 1)
      // A proposal that nobody judges is a warning.
      try repository.folder.write("{id: P-v, kind: sale, date: 2024-01-05}\n", to: "drafts/v.yaml")
      #expect(try repository.gate("drafts/v.yaml").exitCode == 0)
      #expect(try repository.gate("drafts/v.yaml", "--fail-on", "notice").exitCode == 3)
    }
  }

  // MARK: Formats, baseline

  @Test func severalFormatsAreWrittenAtOnce() throws {
    try withRepository { repository in
      let run = try repository.gate(
        "proposals/b.yaml", "--format", "text", "--format", "sarif=out.sarif", "--format=html=memo.html")
      #expect(run.exitCode == 1)
      #expect(run.output.hasPrefix("BLOCKED  P-b"))
      #expect(try repository.folder.read("out.sarif").contains("\"version\": \"2.1.0\""))
      #expect(try repository.folder.read("memo.html").hasPrefix("<!DOCTYPE html>"))
      let unwritable = try repository.gate(
        "proposals/b.yaml", "--format", "sarif=new.sarif", "--format", "json=none/x.json")
      #expect(unwritable.exitCode == 2)
      #expect(try !repository.folder.names().contains("new.sarif"))
    }
  }

  @Test func jobOnGitHubGetsItsSummary() throws {
    try withRepository { repository in
      try repository.folder.write("before\n", to: "summary.md")
      let run = try Program.run(
        ["gate", "proposals/b.yaml", "--format", "github"], in: repository.folder.root,
        environment: ["GITHUB_STEP_SUMMARY": repository.folder.url("summary.md").path])
      #expect(run.output.hasPrefix("::error file=proposals/b.yaml,line=1,col=1,title="))
      let summary = try repository.folder.read("summary.md")
      #expect(summary.hasPrefix("before\n## Preclear: BLOCKED\n"))
    }
  }

  @Test func baselineLetsThroughWhatWasThereBefore() throws {
    try withRepository { repository in
      let written = try repository.gate("--baseline", "known.jsonl", "--write-baseline")
      #expect(written.exitCode == 0)
      let known = try repository.gate("--baseline", "known.jsonl")
      #expect(known.exitCode == 0)
      #expect(known.output.contains("violation, known: sales/limit"))
      #expect(known.output.contains("1 finding is known and does not count"))
      try repository.propose("b", shares: 201)
      let worse = try repository.gate("--baseline", "known.jsonl")
      #expect(worse.exitCode == 1)
      #expect(worse.output.contains("is gone"))
    }
  }

  @Test func waiversAreReportedInEveryFormat() throws {
    try withRepository { repository in
      try repository.folder.write(
        """
        waivers:
          - {rule: sales/limit, event: P-b, by: The Agent, instrument: letter-7, because: agreed, from: 2024-01-01, until: 2024-01-31}
          - {rule: sales/none, event: P-b, by: The Agent, instrument: letter-8, because: agreed, from: 2024-01-01, until: 2024-01-31}
        """, to: "waivers.yaml")
      for format in ["text", "json", "jsonl", "sarif", "junit", "github", "markdown", "html"] {
        let run = try repository.gate("proposals/b.yaml", "--format", format)
        #expect(run.exitCode == 0, "\(format)")
        #expect(run.output.contains("letter-7") || run.output.contains("letter\\-7"), "\(format)")
        #expect(run.output.contains("names no rule of the pack"), "\(format)")
      }
      #expect(try repository.findings("proposals/b.yaml") == "P-b\tsales/limit\twaived\n")
    }
  }
}
