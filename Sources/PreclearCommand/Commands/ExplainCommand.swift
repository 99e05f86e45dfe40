import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import PreclearReports

extension CardFormat: ExpressibleByArgument {}

extension CalendarDate: ExpressibleByArgument {
  public init?(argument: String) { self.init(iso: argument) }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Puts a rule into words, or shows how it came to its outcome on an event.",
    discussion: """
      A rule card says what a rule looks at, what it forbids, and what frees from it, in words that are made from its conditions; \
      then what the words mean, the parameters with their values, readings, the facts that it may ask for, its source and its tests.

      Where the argument is a proposal, every part of the rule of --rule is shown with its value, why it applied and why not; \
      without --rule, of each rule that has something to say of it. \
      Signs: + true, - false, ? unknown, ! an error, · a figure, / not needed.

      Without --deal and --pack the nearest deal.yaml is taken.

      Examples:
        preclear explain sales/limit
        preclear explain sales/limit --on 2001-11-06
        preclear explain --all --format html --source prospectus.txt --output rules.html
        preclear explain sale.yaml --rule sales/limit
        preclear explain sale.yaml
      """)

  @Argument(help: "A rule as findings name it, such as sales/limit; or a proposal.")
  var subject: String?

  @Option(help: ArgumentHelp("Show how this rule comes to its outcome on the proposal.", valueName: "rule"))
  var rule: String?

  @Flag(help: "Cards of all rules of the pack.")
  var all = false

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp("Name parameters with their values of this day, not with their last ones.", valueName: "date"))
  var date: CalendarDate?

  @Option(help: ArgumentHelp("text, markdown, html or json.", valueName: "format"))
  var format = CardFormat.text

  @Option(
    help: ArgumentHelp("Write here instead of to standard output, all of it or nothing.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("The events so far, instead of the deal's own ledger.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var ledger: String?

  @OptionGroup var packOptions: PackOptions
  @OptionGroup var sources: SourceOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if all, rule != nil { throw ValidationError("--all makes cards of all rules: leave out --rule.") }
    if all, subject != nil { throw ValidationError("--all makes cards of all rules: name no rule beside it.") }
    if !all, subject == nil { throw ValidationError("Name a rule, or say --all.") }
    if all, ledger != nil { throw ValidationError("--ledger is for a proposal.") }
    if rule != nil, packOptions.pack != nil {
      throw ValidationError("A proposal is judged in a deal: name it with --deal.")
    }
    if rule != nil, !sources.copies.isEmpty { throw ValidationError("--source is for rule cards: leave it out.") }
    if rule != nil, date != nil { throw ValidationError("A proposal has a date of its own: leave out --on.") }
  }

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      let files = Files()
      let choices = JudgingChoices(deal: packOptions.deal, output: output)
      let palette = choices.palette(shared.color)
      let bytes: [UInt8]
      if let subject, rule != nil || isProposal(files) {
        bytes = format.render(
          try explanations(on: subject, choices, files), width: choices.width, palette: palette)
      } else {
        bytes = format.render(try cards(files), width: choices.width, palette: palette)
      }
      if let path = choices.outputFile {
        try files.replace(path, with: bytes)
      } else {
        try Console.print(bytes)
      }
    }
  }

  /// A file is a proposal; no rule has a name that ends so.
  private func isProposal(_ files: Files) -> Bool {
    guard !all, packOptions.pack == nil, let subject else { return false }
    return subject == "-" || (subject.hasSuffix(".yaml") || subject.hasSuffix(".json")) && files.exists(subject)
  }

  /// Of the rule that is named; else of every rule that has something to say of the proposal.
  private func explanations(
    on proposal: String, _ choices: JudgingChoices, _ files: Files
  ) throws(LoadFailure) -> [RuleExplanation] {
    let source = proposal == "-" ? try files.readStandardInput() : try files.read(proposal)
    let deal = try choices.deal(for: [proposal], files)
    if let rule { return try RuleExplainer.explain(source, rule: rule, deal: deal, ledger: ledger, files: files) }
    let report = try Workspace.open(deal: deal, ledger: ledger, files: files).check([source], packDigest: "")
    var explanations: [RuleExplanation] = []
    for id in Self.rules(in: report) {
      explanations += try RuleExplainer.explain(source, rule: id, deal: deal, ledger: ledger, files: files)
        .filter { $0.finding != nil }
    }
    guard !explanations.isEmpty else {
      throw LoadFailure(
        "no rule has anything to say of '\(proposal)'", code: "no-finding",
        help: "name the rule that is meant with --rule")
    }
    return explanations
  }

  /// The rules with findings, in pack order, each once.
  private static func rules(in report: Report) -> [String] {
    var rules: [String] = []
    for finding in report.results.flatMap(\.findings)
    where !rules.contains(finding.rule) && finding.rule != "preclear/no-rule" {
      rules.append(finding.rule)
    }
    return rules
  }

  private func cards(_ files: Files) throws(LoadFailure) -> CardSheet {
    let pack = try packOptions.load(files)
    // A pack that is imported by others is explained by itself, whatever they will fill its needs with.
    let maker = try RuleCardMaker(
      pack: pack.withNeedsFilled(), tests: try packOptions.tests(of: pack, files), on: date)
    let cards = try subject.map { id throws(LoadFailure) in [try maker.card(of: id)] } ?? maker.cards
    let documents = try sources.documents(for: pack, files)
    return CardSheet(
      title: all ? "The rules of \(pack.main.title.isEmpty ? pack.main.name : pack.main.title)" : cards[0].title,
      date: date, cards: cards, passages: passages(cards, documents))
  }

  /// The lines that the cards cite, of the documents that are at hand.
  private func passages(
    _ cards: [RuleCard], _ documents: [(name: String, document: SourceDocument)]
  ) -> [Citation: [String]] {
    var passages: [Citation: [String]] = [:]
    for citation in cards.flatMap(\.everyCitation) {
      guard let document = documents.first(where: { $0.name == citation.source })?.document,
        let lines = SourceDocument.lineRange(citation.lines)
      else { continue }
      passages[citation] = document.text(lines)
    }
    return passages
  }
}
