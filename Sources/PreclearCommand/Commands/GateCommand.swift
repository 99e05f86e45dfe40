import ArgumentParser
import PreclearReports

struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Judges the proposals that changed, before they enter the workflow.",
    discussion: """
      A proposal is a file that a pattern under proposals: in the nearest deal.yaml matches. Each is judged by itself, on the \
      ledger of its deal. Where a deal, its ledger, its waivers or its rules changed, every proposal of that deal is judged again. \
      A proposal that was deleted is reported.

      FILES are those that changed, of whatever kind, as a hook hands them over. --staged adds what is about to be committed, and \
      judges all of it as it stands in git's index, not in the working tree. --since judges what differs in the working tree \
      from a revision. With none of them every proposal of every deal below the working folder is judged.

      Findings that a baseline knows are shown and do not fail. A waiver that lifts nothing is remarked on.

      Examples:
        preclear gate --staged
        preclear gate --since main --format github --format sarif=out.sarif
        preclear gate deals/one/proposals/sale.yaml --format html=memo.html
        preclear gate --baseline known.jsonl --write-baseline

      Exit codes: 0 nothing that fails, 1 blocked, 3 for review, 2 if the work could not be done. --fail-on violation makes \
      review exit 0 as well; --fail-on notice makes notices and warnings exit 3 too.
      """)

  @Argument(help: "Files that changed.", completion: .file())
  var files: [String] = []

  @Flag(help: "Judge what is staged in git's index.")
  var staged = false

  @Option(help: ArgumentHelp("Judge what differs from this revision.", valueName: "revision"))
  var since: String?

  @OptionGroup var judging: JudgingOptions

  @Option(
    help: ArgumentHelp(
      "\(ReportFormat.names); FORMAT=FILE writes to a file of its own. May be given several times.",
      valueName: "format"))
  var format: [ReportRequest] = []

  @Option(help: ArgumentHelp("Findings that are known and do not fail.", valueName: "file"), completion: .file())
  var baseline: String?

  @Flag(help: "Write what is found into the baseline.")
  var writeBaseline = false

  @Option(
    help: ArgumentHelp(
      "Put each proposal that is judged on record here; see 'preclear journal'. Without a record the exit code is 2.",
      valueName: "file"),
    completion: .file())
  var journal: String?

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if let mistake = gate.mistake { throw ValidationError(mistake) }
  }

  func run() throws { try gate.run() }

  var gate: GateRun {
    GateRun(
      paths: files, staged: staged, since: since, judging: judging.choices, formats: format, baseline: baseline,
      writesBaseline: writeBaseline, journal: journal, errorFormat: shared.errorFormat, color: shared.color)
  }
}
