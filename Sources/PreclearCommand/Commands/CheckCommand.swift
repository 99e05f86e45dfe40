import ArgumentParser
import PreclearReports

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges proposed events by the rules of a deal.",
    discussion: """
      A proposal is a YAML or JSON file that holds one event, or a list of events. Events are judged in the order given, \
      each on top of the ones before, on the record as of its own date. An event that is dated before its predecessor is \
      an error.

      Without --deal the nearest deal.yaml is taken: up from the proposal, else up from the working folder.

      A finding says what would clear it: a later day, a smaller figure, another value, a fact or a consent; each was \
      judged. --no-cures leaves that out.

      Examples:
        preclear check sale.yaml
        preclear check first.yaml second.yaml --deal deals/one/deal.yaml
        preclear check sale.yaml --format json --output report.json
        preclear check plan.yaml --plan
        preclear check sale.yaml --journal desk.journal
        echo '{"id": "T-7", "kind": "sale", "date": "2001-11-06", …}' | preclear check -

      Exit codes: 0 clear, 1 blocked, 3 for review, 2 if the work could not be done. --fail-on violation makes review \
      exit 0 as well; --fail-on notice makes a notice exit 3 too.
      """)

  @Argument(help: "Files that hold the proposed events; - is standard input.")
  var proposals: [String]

  @OptionGroup var judging: JudgingOptions

  @Option(
    help: ArgumentHelp("The events so far, instead of the deal's own ledger.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      "Put the check on record here; see 'preclear journal'. Without a record the exit code is 2.", valueName: "file"),
    completion: .file())
  var journal: String?

  @Option(
    help: ArgumentHelp(
      "\(ReportFormat.names); FORMAT=FILE writes to a file of its own. May be given several times.",
      valueName: "format"))
  var format: [ReportRequest] = []

  @Flag(help: "Do not look for what would clear an event.")
  var noCures = false

  @Flag(help: "Find the days and the order in which all are clear: a date may be {from, to}.")
  var plan = false

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if proposals.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    if let mistake = check.mistake { throw ValidationError(mistake) }
  }

  func run() throws { try check.run() }

  var check: Check {
    Check(
      paths: proposals, judging: judging.choices, ledger: ledger, journal: journal, noCures: noCures,
      isPlan: plan, formats: format, errorFormat: shared.errorFormat, color: shared.color)
  }
}
