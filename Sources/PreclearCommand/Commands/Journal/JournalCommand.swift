import ArgumentParser

struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Verifies, shows, judges again, signs and proves the record of checks.",
    discussion: """
      'preclear check --journal FILE' adds a record to FILE for each check: what was asked, under which rules, and what was \
      answered. Each record holds the hash of the one before, so that a change shows. What the records name by hashes (rules, \
      deal, ledger, the proposal's values) is kept beside it in FILE.store, so that every check can be judged again.

      Examples:
        preclear check sale.yaml --journal desk.journal
        preclear journal verify desk.journal
        preclear journal show desk.journal 0
        preclear journal replay desk.journal
        preclear journal keygen example.com/desk --key desk.key
        preclear journal checkpoint desk.journal --key desk.key --output desk.checkpoint
        preclear journal verify desk.journal --checkpoint desk.checkpoint --key desk.key.pub
        preclear journal prove desk.journal 0 --checkpoint desk.checkpoint --key desk.key.pub > 0.tlog-proof
        preclear journal export desk.journal copy.journal --redact buyer --redact price
      """,
    subcommands: [
      JournalVerifyCommand.self, JournalShowCommand.self, JournalReplayCommand.self, JournalKeygenCommand.self,
      JournalCheckpointCommand.self, JournalProveCommand.self, JournalExportCommand.self,
    ])
}
