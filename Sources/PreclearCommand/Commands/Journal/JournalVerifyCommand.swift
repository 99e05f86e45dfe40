import ArgumentParser
import PreclearEngine
import PreclearJournal

struct JournalVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recomputes the chain, and names the first record that is not what was written.",
    discussion: """
      Alone it finds every record that was changed, dropped, added or moved, unless somebody wrote all later records anew, or \
      cut the end off. With a checkpoint, which was signed and kept elsewhere, it finds those too. The rules, deals and waivers \
      that are kept beside the journal are held against their names, where they are there; ledgers and values are looked at by \
      'preclear journal replay'.

      Examples:
        preclear journal verify desk.journal
        preclear journal verify desk.journal --checkpoint desk.checkpoint --key desk.key.pub

      Exit codes: 0 whole, 1 damaged, 3 whole but for a torn end, which the next append mends, 2 if the work could not be done.
      """)

  @Argument(help: "The journal.", completion: .file())
  var journal: String

  @Option(
    help: ArgumentHelp("A signed checkpoint: the journal must have grown from it. Needs --key.", valueName: "file"),
    completion: .file())
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("The public key that signed it, in a file or as text.", valueName: "key"), completion: .file())
  var key: String?

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if (checkpoint == nil) != (key == nil) {
      throw ValidationError("--checkpoint and --key go together: a checkpoint that nobody signed shows nothing.")
    }
  }

  func run() throws {
    let (verification, kept) = try shared.reporting { () throws(LoadFailure) in
      let signed = try signedCheckpoint()
      let journal = Journal(journal)
      var verification = try Verification(try journal.read())
      if let signed { verification.check(signed) }
      let kept = KeptFilesState(of: journal)
      try Console.print(VerificationText.render(verification, path: journal.path, signed: signed, kept: kept))
      return (verification, kept)
    }
    if verification.damage != nil { throw ExitStatus.blocked }
    if case .damaged = kept { throw ExitStatus.blocked }
    if verification.torn > 0 || verification.lacksLineBreak { throw ExitStatus.review }
  }

  private func signedCheckpoint() throws(LoadFailure) -> Checkpoint? {
    guard let checkpoint, let key else { return nil }
    let files = Files()
    return try Checkpoint.read(try files.read(checkpoint), signedBy: try KeyFile.verifyingKey(key, files))
  }
}
