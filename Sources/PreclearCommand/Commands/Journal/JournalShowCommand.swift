import ArgumentParser
import PreclearEngine
import PreclearJournal

struct JournalShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what was asked and what was answered: a line for each record, or all of one.",
    discussion: """
      Values come from the store beside the journal; each is held against its hash in the chain. With --redact they are \
      withheld, and the findings with them, which could say the same again.

      Examples:
        preclear journal show desk.journal
        preclear journal show desk.journal 3
        preclear journal show desk.journal 3 --redact buyer --redact price

      Exit codes: 0, or 2 if the work could not be done. Whether the journal is whole, 'preclear journal verify' says.
      """)

  @Argument(help: "The journal.", completion: .file())
  var journal: String

  @Argument(help: "The number of a record, from 0.")
  var seq: Int?

  @Option(help: ArgumentHelp("A field of proposals to withhold; may be given several times.", valueName: "field"))
  var redact: [String] = []

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      let source = Journal(journal)
      let text = try source.read()
      var records: [JournalRecord] = []
      for number in seq.map({ [$0] }) ?? Array(text.lines.indices) { records.append(try text.record(number)) }
      try Redaction.check(redact, in: records, path: journal)
      let view = RecordText(
        disclosures: try source.store.disclosures(), redacted: redact,
        palette: Terminal.palette(shared.color), width: Terminal.width)
      if seq == nil {
        try Console.print(view.list(records))
      } else {
        for record in records { try Console.write(try view.whole(record)) }
      }
    }
  }
}
