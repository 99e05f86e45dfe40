import ArgumentParser
import PreclearEngine
import PreclearJournal
import PreclearReports

struct JournalReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges every check again from what was kept, and compares the answers byte for byte.",
    discussion: """
      Each record comes out as same, or with the cause why not: rules changed, facts changed (what is kept of them is no longer \
      what the record names), engine changed (this program says otherwise of the same rules and facts), or withheld.

      With --pack, the checks are judged by other rules as well, on the facts of then; a table shows which rules and verdicts \
      come out differently.

      Examples:
        preclear journal replay desk.journal
        preclear journal replay desk.journal --pack Rules/next

      Exit codes: 0 all the same, 1 if some are not, 3 if some could not be judged for what was withheld, 2 if the work could \
      not be done. What --pack finds does not change it.
      """)

  @Argument(help: "The journal.", completion: .file())
  var journal: String

  @Option(help: ArgumentHelp("A folder of rules to judge by as well.", valueName: "folder"), completion: .directory)
  var pack: String?

  @OptionGroup var shared: SharedOptions

  func run() throws {
    let tally = try shared.reporting { () throws(LoadFailure) in try replay() }
    if tally.changed > 0 { throw ExitStatus.blocked }
    if tally.withheld > 0 { throw ExitStatus.review }
  }

  private func replay() throws(LoadFailure) -> ReplayTally {
    let files = Files()
    if let pack, !files.exists(pack + "/pack.yaml") {
      throw Files.failure("there is no pack in '\(pack)'", code: "no-file", path: pack)
    }
    let source = Journal(journal)
    let text = try source.read()
    let otherRules = try pack.map { folder throws(LoadFailure) in
      try JournalReplay.OtherRules(folder: folder, files: files)
    }
    var replay = try JournalReplay(
      source.store, engine: Preclear.configuration.version, otherRules: otherRules, render: JSONReport.render)
    var tally = ReplayTally()
    for number in text.lines.indices {
      let record = try text.record(number)
      try Console.print("\(number)  \(record.verdict)  \(tally.add(try replay.judge(record)))")
    }
    try Console.print(tally.summary)
    if pack != nil { try Console.print(ComparisonText.render(replay.comparison)) }
    return tally
  }
}

/// How many records came out how.
private struct ReplayTally {
  private var same = 0
  private(set) var changed = 0
  private(set) var withheld = 0

  /// Counts an answer and puts it into words.
  mutating func add(_ answer: JournalReplay.Answer) -> String {
    switch answer {
    case .same:
      same += 1
      return "same"
    case .withheld(let names):
      withheld += 1
      return "withheld: \(names.joined(separator: ", "))"
    case .engineChanged(let what):
      changed += 1
      return "engine changed: \(what)"
    case .rulesChanged(let what):
      changed += 1
      return "rules changed: \(what)"
    case .factsChanged(let what):
      changed += 1
      return "facts changed: \(what)"
    }
  }

  var summary: String { "\(same) the same, \(changed) changed, \(withheld) withheld" }
}
