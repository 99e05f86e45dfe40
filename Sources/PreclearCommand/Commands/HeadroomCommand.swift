import ArgumentParser
import PreclearEngine
import PreclearLanguage
import PreclearReports

extension HeadroomFormat: ExpressibleByArgument {}

struct HeadroomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "headroom",
    abstract: "Says how much room the rules leave: in size, and in time.",
    discussion: """
      For each rule that looks at a proposal, the greatest value of a field with which it has no objection, and the rules \
      that bind first. With --by date: the first clear day, and the days ahead on which the proposal is blocked. Without a \
      proposal: what is left to each line that the pack declares under 'headroom'.

      Examples:
        preclear headroom sale.yaml
        preclear headroom sale.yaml --field price
        preclear headroom sale.yaml --by date --format html --output days.html
        preclear headroom --deal deals/one/deal.yaml --as-of 2001-11-30

      Exit codes: 0, whatever the room; 2 if the work could not be done.
      """)

  @Argument(help: "Files that hold the proposed event; - is standard input. Of several events the last is asked about.")
  var proposals: [String] = []

  @Option(help: ArgumentHelp("The deal to judge in.", valueName: "file"), completion: .file(extensions: ["yaml"]))
  var deal: String?

  @Option(
    help: ArgumentHelp("The events so far, instead of the deal's own ledger.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var ledger: String?

  @Option(help: ArgumentHelp("The number whose room is asked for.", valueName: "field"))
  var field: String?

  @Option(help: ArgumentHelp("date: the days ahead instead of a number.", valueName: "what"))
  var by: Basis?

  @Option(
    help: ArgumentHelp("Without a proposal: the day of which is asked, else the last on record.", valueName: "date"))
  var asOf: String?

  @Option(
    help: ArgumentHelp("Write here instead of to standard output, all of it or nothing.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("text, json or html.", valueName: "format"))
  var format = HeadroomFormat.text

  @OptionGroup var shared: SharedOptions

  enum Basis: String, CaseIterable, ExpressibleByArgument {
    case date
  }

  func validate() throws {
    if proposals.isEmpty, field != nil || by != nil {
      throw ValidationError("--field and --by ask about a proposal: name its file.")
    }
    if !proposals.isEmpty, asOf != nil {
      throw ValidationError("--as-of goes without a proposal, which has a day of its own.")
    }
    if field != nil, by != nil { throw ValidationError("--field and --by date do not go together.") }
    if proposals.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read only once.")
    }
  }

  func run() throws {
    let choices = JudgingChoices(deal: deal, output: output)
    try shared.reporting { () throws(LoadFailure) in
      let files = Files()
      let workspace = try Workspace.open(
        deal: try choices.deal(for: proposals.isEmpty ? ["-"] : proposals, files), ledger: ledger, files: files)
      let bytes = format.render(
        try answer(workspace, files), deal: workspace.dealName, width: choices.width,
        palette: choices.palette(shared.color))
      if let path = choices.outputFile {
        try files.replace(path, with: bytes)
      } else {
        try Console.print(bytes)
      }
    }
  }

  private func day() throws(LoadFailure) -> CalendarDate? {
    guard let asOf else { return nil }
    guard let date = CalendarDate(iso: asOf), date.isFinite else {
      throw LoadFailure("'\(asOf)' is no day", code: "usage", help: "write it as 2001-11-30")
    }
    return date
  }

  private func answer(_ workspace: Workspace, _ files: Files) throws(LoadFailure) -> HeadroomAnswer {
    if proposals.isEmpty { return .deal(try workspace.dealRoom(asOf: try day())) }
    var sources: [SourceFile] = []
    for proposal in proposals {
      sources.append(proposal == "-" ? try files.readStandardInput() : try files.read(proposal))
    }
    let proposal = try workspace.propose(sources)
    if by == .date { return .days(proposal.dateRoom()) }
    return .size(try proposal.headroom(field: field))
  }
}
