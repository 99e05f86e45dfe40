import ArgumentParser
import PreclearEngine
import PreclearJournal

struct JournalExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Copies the journal for somebody who may not see every value.",
    discussion: """
      The chain is copied byte for byte, and verifies as before. Of a field that is withheld its name and a salted hash remain. \
      With a field withheld, the deal, the ledger, the waivers and the reports are left out too: they could say the same again. \
      The rules, the verdicts and the times are always there.

      Examples:
        preclear journal export desk.journal copy.journal
        preclear journal export desk.journal copy.journal --redact buyer --redact price

      Exit codes: 0, or 2 if the work could not be done.
      """)

  @Argument(help: "The journal.", completion: .file())
  var journal: String

  @Argument(help: "The copy; nothing may be there.", completion: .file())
  var copy: String

  @Option(help: ArgumentHelp("A field of proposals to withhold; may be given several times.", valueName: "field"))
  var redact: [String] = []

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      try Journal(journal).keepApart(from: [copy])
      try JournalExport(Journal(journal), redacting: redact).write(to: copy)
    }
  }
}
