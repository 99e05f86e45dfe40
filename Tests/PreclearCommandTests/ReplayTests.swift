import Foundation
import Testing

/// `preclear replay` as it is called: on the example's ledger, and on a small deal of its own.
@Suite struct ReplayTests {
  private static let example = "Examples/neotherapeutics"

  private static let pack = """
    pack: desk
    events:
      trade: {fields: {shares: {type: int, minimum: 1}, to: {type: string}}}
      tick: {}
      tock: {}
    rules:
      limit:
        title: No more than 100
        on: trade
        forbid: event.shares > 100
        because: "{event.shares} shares."
        cite: {source: handbook, page: "1", lines: "1", anchor: staff may not}
      to-whom:
        title: To whom
        on: trade
        where: event.shares > 10
        forbid: event.to == "nobody"
        cite: {source: handbook, page: "1", lines: "1", anchor: staff may not}
      tocks:
        title: A tock
        on: tock
        notice: "true"
        cite: {source: handbook, page: "1", lines: "1", anchor: staff may not}

    """

  /// A folder with a deal and logs, gone after the test.
  private func desk<Result>(_ logs: [String: String], _ body: (TemporaryFolder) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write(Self.pack, to: "pack/pack.yaml")
    try folder.write("deal: desk\npack: pack\n", to: "deal.yaml")
    for (name, text) in logs { try folder.write(text, to: name) }
    return try body(folder)
  }

  private func replay(_ log: String, _ arguments: String...) throws -> Program.Run {
    try desk(["log.jsonl": log]) { folder in
      try Program.run(["replay", "log.jsonl"] + arguments, in: folder.root)
    }
  }

  private static func trade(_ id: String, _ date: String, _ shares: Int, to: String? = "ann") -> String {
    let to = to.map { ", \"to\": \"\($0)\"" } ?? ""
    return #"{"id": "\#(id)", "kind": "trade", "date": "\#(date)", "shares": \#(shares)\#(to)}"# + "\n"
  }

  private static let clear = trade("a", "2024-01-02", 1)
  private static let blocked = trade("b", "2024-01-03", 101)
  private static let open = trade("c", "2024-01-04", 11, to: nil)
  /// Violations; more than a few blocks of output.
  private static func long(_ count: Int) -> String {
    (0..<count).map { trade("t\($0)", "2024-01-02", 101) }.joined()
  }

  // MARK: What comes out

  @Test func exampleGivesTheFindingsWorkedOutByHand() throws {
    let run = try Program.run("replay", "\(Self.example)/ledger.jsonl", "--format", "tsv")
    let expected = try String(
      contentsOf: Program.root.appendingPathComponent("\(Self.example)/ledger.expected.tsv"), encoding: .utf8)
    #expect(run.output == expected)
    #expect(run.errors.isEmpty)
    #expect(run.exitCode == 1)
  }

  @Test func jsonLinesAreEventsWithFindingsThenTheSummary() throws {
    func lines(_ arguments: String...) throws -> [[String: Any]] {
      let log = Self.clear + Self.blocked + #"{"id": "k", "kind": "tick", "date": "2024-01-03"}"# + "\n"
      let run = try desk(["log.jsonl": log]) { folder in
        try Program.run(["replay", "log.jsonl", "--format", "jsonl"] + arguments, in: folder.root)
      }
      #expect(run.exitCode == 1)
      return try run.output.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
    }
    let some = try lines()
    #expect(some.map { $0["event"] as? String } == ["b", nil])
    #expect(((some[0]["findings"] as? [[String: Any]])?[0]["location"] as? [String: Any])?["line"] as? Int == 2)
    #expect((some[1]["summary"] as? [String: Any])?["events"] as? Int == 3)
    let all = try lines("--all")
    #expect(all.map { $0["event"] as? String } == ["a", "b", "k", nil])
    // A kind that no rule looks at is no finding here.
    #expect(all[2]["verdict"] as? String == "clear")
  }

  @Test func textEndsWithTheSummary() throws {
    let run = try replay(Self.clear + Self.blocked)
    #expect(
      run.output.hasPrefix(
        """
        BLOCKED  b: trade of 2024-01-03, log.jsonl:2
          violation: desk/limit
            101 shares.

        BLOCKED  2 events from 2024-01-02 to 2024-01-03: 1 blocked, 1 clear


        """))
    #expect(try replay(Self.clear, "--all").output.hasPrefix("CLEAR  a: trade of 2024-01-02\nCLEAR  1 event"))
  }

  @Test func sameLogGivesTheSameBytes() throws {
    for format in ["text", "jsonl", "tsv"] {
      let log = Self.clear + Self.blocked + Self.open
      #expect(try replay(log, "--format", format).output == replay(log, "--format", format).output)
    }
  }

  @Test func emptyLogIsClear() throws {
    let run = try replay("", "--format", "tsv")
    #expect(run.exitCode == 0)
    #expect(run.output.isEmpty && run.errors.isEmpty)
  }

  // MARK: Exit codes

  private static let exitCodes: [(log: String, arguments: [String], exitCode: Int32)] = [
    (clear, [], 0), (clear + blocked + open, [], 1), (clear + open, [], 3),
    (clear + open, ["--fail-on", "violation"], 0), (clear + blocked, ["--fail-on", "violation"], 1),
    (clear + blocked + open, ["--exit-zero"], 0), (open, ["--exit-zero", "--fail-on", "notice"], 0),
    (clear + "{", ["--exit-zero"], 2),
  ]

  @Test(arguments: exitCodes)
  func exitCodeIsThatOfTheGravestFinding(_ log: String, _ arguments: [String], _ expected: Int32) throws {
    let run = try desk(["log.jsonl": log]) { folder in
      try Program.run(["replay", "log.jsonl"] + arguments, in: folder.root)
    }
    #expect(run.exitCode == expected)
  }

  @Test func noticeExitsWith3WhereItIsNotLetThrough() throws {
    let log = Self.trade("n", "2024-01-02", 9) + #"{"id": "k", "kind": "tock", "date": "2024-01-03"}"# + "\n"
    #expect(try replay(log).exitCode == 0)
    let run = try replay(log, "--format", "tsv", "--fail-on", "notice")
    #expect(run.output == "k\tdesk/tocks\tnotice\n")
    #expect(run.exitCode == 3)
  }

  // MARK: Where the log comes from

  @Test func severalFilesAndStandardInputAreOneLog() throws {
    try desk(["one.jsonl": Self.clear, "three.jsonl": Self.open]) { folder in
      let run = try Program.run(
        "replay", "one.jsonl", "-", "three.jsonl", "--format", "tsv", input: Self.blocked, in: folder.root)
      #expect(run.output == "b\tdesk/limit\tviolation\nc\tdesk/to-whom\tindeterminate\n")
      let wrong = try Program.run("replay", "three.jsonl", "-", input: Self.clear, in: folder.root)
      #expect(wrong.exitCode == 2)
      #expect(wrong.errors.hasPrefix("<stdin>:1:"))
    }
  }

  @Test func fileThatIsNotThereIsToldBeforeAnythingIsJudged() throws {
    try desk(["log.jsonl": Self.blocked]) { folder in
      let missing = try Program.run("replay", "log.jsonl", "nowhere.jsonl", in: folder.root)
      #expect(missing.exitCode == 2)
      #expect(missing.output.isEmpty)
      #expect(
        missing.errors == "nowhere.jsonl:1:1: error: cannot read 'nowhere.jsonl': no such file or directory\n")
      let directory = try Program.run("replay", "log.jsonl", "pack", in: folder.root)
      #expect(directory.errors == "pack:1:1: error: cannot read 'pack': is a directory\n")
    }
  }

  @Test func ledgerOfTheDealIsNotRead() throws {
    try desk(["log.jsonl": Self.clear]) { folder in
      try folder.write("deal: desk\npack: pack\nledger: nowhere.jsonl\n", to: "deal.yaml")
      #expect(try Program.run("replay", "log.jsonl", in: folder.root).exitCode == 0)
    }
  }

  @Test func markAtTheBeginningAndLinesThatEndInCRLFAreRead() throws {
    let log = "\u{FEFF}" + (Self.clear + Self.blocked).replacing("\n", with: "\r\n")
    #expect(try replay(log, "--format", "tsv").output == "b\tdesk/limit\tviolation\n")
  }

  // MARK: Order and ids

  @Test func dateThatGoesBackIsNamedAndSortingIsOffered() throws {
    let log = Self.blocked + Self.clear
    let run = try replay(log, "--format", "tsv")
    #expect(run.exitCode == 2)
    #expect(run.output == "b\tdesk/limit\tviolation\n")
    #expect(run.errors.hasPrefix("log.jsonl:2:"))
    #expect(run.errors.contains("this event is of 2024-01-02, before the one that it follows (2024-01-03)"))
    #expect(run.errors.contains("--sort"))
  }

  @Test func sortingIsByDateAndKeepsTheOrderOfADay() throws {
    let one = Self.trade("z", "2024-01-05", 101) + Self.trade("y", "2024-01-02", 101)
    let two = Self.trade("x", "2024-01-05", 101) + Self.trade("w", "2024-01-02", 101)
    try desk(["one.jsonl": one, "two.jsonl": two]) { folder in
      let run = try Program.run("replay", "one.jsonl", "two.jsonl", "--sort", "--format", "tsv", in: folder.root)
      #expect(run.output.split(separator: "\n").map { $0.prefix(1) } == ["y", "w", "z", "x"])
    }
  }

  @Test func sortedLogHasItsPlacesAndIsReadWholeFirst() throws {
    let log = Self.open + Self.blocked
    let run = try replay(log, "--sort")
    #expect(run.output.hasPrefix("BLOCKED  b: trade of 2024-01-03, log.jsonl:2\n"))
    let wrong = try replay(log + "{", "--sort", "--format", "tsv")
    #expect(wrong.exitCode == 2)
    #expect(wrong.output.isEmpty)
    #expect(wrong.errors.hasPrefix("log.jsonl:3:2: error: expected a key in double quotes, found the end of the file"))
  }

  @Test func idThatOccursTwiceIsRefusedWhereAsked() throws {
    #expect(try replay(Self.clear + Self.clear).exitCode == 0)
    let run = try replay(Self.clear + Self.clear, "--check-ids")
    #expect(run.exitCode == 2)
    #expect(run.errors.hasPrefix("log.jsonl:2:8: error: the id 'a' is on record already\n2 | {\"id\": \"a\""))
  }

  // MARK: What stops it

  @Test func lineThatIsWrongStopsAfterTheLastGoodEvent() throws {
    let log = Self.blocked + #"{"id": "x", "kind": "trade", "date": "2024-01-03", "share": 5}"# + "\n" + Self.open
    for (format, expected) in [
      ("tsv", "b\tdesk/limit\tviolation\n"),
      ("text", "BLOCKED  b: trade of 2024-01-03, log.jsonl:1\n  violation: desk/limit\n    101 shares.\n\n"),
    ] {
      let run = try replay(log, "--format", format)
      #expect(run.exitCode == 2)
      #expect(run.output == expected)
      #expect(
        run.errors == """
          log.jsonl:2:52: error: unknown field 'share' of event 'trade'
          2 | {"id": "x", "kind": "trade", "date": "2024-01-03", "share": 5}
            |                                                    ^~~~~~~ did you mean 'shares'?

          """)
    }
    let lines = try replay(log, "--format", "jsonl").output.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix(#"{"event":"b","#) == true)
  }

  @Test func mistakeIsOneObjectALineWhereAskedFor() throws {
    let run = try replay(Self.blocked + "[]\n", "--error-format", "json", "--format", "tsv")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.errors.utf8)) as? [String: Any])
    #expect(object["file"] as? String == "log.jsonl")
    #expect(object["line"] as? Int == 2)
    #expect(object["column"] as? Int == 1)
  }

  @Test func idWithAControlCharacterIsRefused() throws {
    let run = try replay(Self.blocked.replacing(#""b""#, with: #""b\tc""#), "--format", "tsv")
    #expect(run.exitCode == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("log.jsonl:1:8: error: an id is a text without control characters"))
  }

  @Test func outputFileIsWholeOrStaysWhatItWas() throws {
    try desk(["good.jsonl": Self.blocked, "bad.jsonl": Self.blocked + "{"]) { folder in
      try folder.write("old", to: "found.tsv")
      let before = try folder.names()
      let bad = try Program.run(
        "replay", "bad.jsonl", "--format", "tsv", "--output", "found.tsv", in: folder.root)
      #expect(bad.exitCode == 2)
      #expect(try folder.read("found.tsv") == "old")
      let good = try Program.run(
        "replay", "good.jsonl", "--format", "tsv", "--output", "found.tsv", in: folder.root)
      #expect(good.exitCode == 1)
      #expect(good.output.isEmpty)
      #expect(try folder.read("found.tsv") == "b\tdesk/limit\tviolation\n")
      #expect(try folder.names() == before)
    }
  }

  @Test func fullDiskIsToldAndExitsWith2() throws {
    try desk(["log.jsonl": Self.blocked]) { folder in
      let run = try Program.shell("\"$0\" replay log.jsonl --exit-zero > /dev/full", in: folder.root)
      #expect(run.exitCode == 2)
      #expect(run.errors == "error: cannot write the output: no space left on device\n")
    }
  }

  @Test func fileThatMayNotGrowFurtherEndsWithAWholeLine() throws {
    try desk(["log.jsonl": Self.long(2000)]) { folder in
      // Blocks of 512 or 1024 bytes: neither is a multiple of these lines.
      let run = try Program.shell(
        "ulimit -f 3; \"$0\" replay log.jsonl --format tsv > found.tsv", in: folder.root)
      #expect(run.exitCode == 2)
      #expect(run.errors.hasPrefix("error: cannot write the output: "))
      let lines = try folder.read("found.tsv").split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count > 10)
      #expect(lines.last == "")
      for (number, line) in lines.dropLast().enumerated() { #expect(line == "t\(number)\tdesk/limit\tviolation") }
    }
  }

  @Test func closedPipeStopsALongReplayWithOneMessage() throws {
    try desk(["log.jsonl": Self.long(20_000)]) { folder in
      let run = try Program.shell(
        "{ \"$0\" replay log.jsonl --format jsonl; echo $? >&2; } | head -n 1", in: folder.root)
      #expect(run.output.hasPrefix(#"{"event":"t0","#))
      let errors = run.errors.split(separator: "\n")
      #expect(errors.count == 2)
      #expect(errors.first?.contains("nobody reads the output any more: after this line nothing was judged") == true)
      #expect(errors.last == "2")
    }
  }

  @Test func readerThatGoesAwayAtTheEndChangesNothing() throws {
    try desk(["log.jsonl": Self.blocked]) { folder in
      let run = try Program.shell("{ \"$0\" replay log.jsonl; echo $? >&2; } | true", in: folder.root)
      #expect(run.errors == "1\n")
    }
  }

  /// The log comes through a pipe that stays open, so that the replay waits for more when it is interrupted.
  @Test(arguments: [SIGTERM, SIGINT]) func interruptionWritesWholeLinesAndExitsWith2(_ number: Int32) throws {
    try desk([:]) { folder in
      try folder.write("", to: "out")
      try folder.write("", to: "err")
      let input = Pipe()
      let process = Process()
      process.executableURL = Program.url
      process.arguments = ["replay", "-", "--format", "tsv", "--exit-zero"]
      process.currentDirectoryURL = folder.root
      process.standardInput = input
      process.standardOutput = try FileHandle(forWritingTo: folder.url("out"))
      process.standardError = try FileHandle(forWritingTo: folder.url("err"))
      Self.letThrough(number)
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data((Self.blocked + Self.open).utf8))
      // However long the program takes to start, and to judge what it read.
      while process.isRunning, Self.unread(input) > 0 { Thread.sleep(forTimeInterval: 0.05) }
      Self.waitUntilIdle(process)
      kill(process.processIdentifier, number)
      Self.waitUntilIdle(process)
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(try folder.read("out") == "b\tdesk/limit\tviolation\nc\tdesk/to-whom\tindeterminate\n")
      // Whoever starts the tests in the background of a script has it ignored for them and for what they run.
      let isIgnored = Self.isIgnored(number)
      #expect(process.terminationStatus == (isIgnored ? 0 : 2))
      #expect(
        try folder.read("err")
          == (isIgnored ? "" : "<stdin>:3:1: error: interrupted: from here on nothing was judged\n"))
    }
  }

  /// How many bytes of a pipe nobody has read yet.
  private static func unread(_ pipe: Pipe) -> CInt {
    var count: CInt = 0
    let answer = unsafe ioctl(pipe.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &count)
    return answer == 0 ? count : 0
  }

  /// Until all threads of the process wait: seen ten times in a row, since between two pieces of work each waits for a moment.
  private static func waitUntilIdle(_ process: Process) {
    let threads = "/proc/\(process.processIdentifier)/task"
    guard FileManager.default.fileExists(atPath: threads) else { return Thread.sleep(forTimeInterval: 5) }
    var idle = 0
    while process.isRunning, idle < 10 {
      Thread.sleep(forTimeInterval: 0.05)
      let all = (try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []
      // Like `7 (name) S …`: its number, its name, its state.
      let states = all.compactMap { thread in
        (try? String(contentsOfFile: "\(threads)/\(thread)/stat", encoding: .utf8))?
          .split(separator: ")").last?.first { $0 != " " }
      }
      idle = states.allSatisfy { $0 == "S" } ? idle + 1 : 0
    }
  }

  /// The threads of tests hold signals back, and what they start inherits that.
  private static func letThrough(_ number: Int32) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    let former = signal(number, SIG_DFL)
    signal(number, former)
    return unsafe (unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self))
  }

  // MARK: Standard error

  @Test func progressIsNotShownWhereNobodyLooks() throws {
    try desk(["log.jsonl": Self.long(3000)]) { folder in
      let run = try Program.shell("{ cat log.jsonl; sleep 1; } | \"$0\" replay - --format tsv", in: folder.root)
      #expect(run.errors.isEmpty)
    }
  }
}
