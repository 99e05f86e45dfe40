import ArgumentParser
import PreclearEngine
import PreclearJournal

struct JournalCheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Signs how long the journal is and what it comes to.",
    discussion: """
      A checkpoint is a signed note (C2SP tlog-checkpoint): the key's name, the number of records, the root of their Merkle \
      tree (RFC 6962), and an Ed25519 signature. Keep it where whoever can write the journal cannot.

      A damaged journal is not signed; nor is one that has not grown from the checkpoint that --output replaces.

      Examples:
        preclear journal checkpoint desk.journal --key desk.key --output desk.checkpoint

      Exit codes: 0 signed, 1 the journal is damaged, 2 if the work could not be done.
      """)

  @Argument(help: "The journal.", completion: .file())
  var journal: String

  @Option(help: ArgumentHelp("The private key.", valueName: "file"), completion: .file())
  var key: String

  @Option(
    help: ArgumentHelp("Write the checkpoint here instead of to standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var shared: SharedOptions

  func run() throws {
    let verification = try shared.reporting { () throws(LoadFailure) in
      try Journal(journal).keepApart(from: [output])
      let files = Files()
      let signing = try KeyFile.signingKey(key, files)
      var verification = try Verification(try Journal(journal).read())
      let former = try formerCheckpoint(signing, files)
      if let former { verification.check(former) }
      if verification.damage != nil {
        Console.note(VerificationText.render(verification, path: journal, signed: former))
        return verification
      }
      let note = try Checkpoint.sign(verification.tree, with: signing)
      if let output, output != "-" { try files.replace(output, with: note) } else { try Console.print(note) }
      return verification
    }
    if verification.damage != nil { throw ExitStatus.blocked }
  }

  /// What this key signed before, if that is what is to be replaced.
  private func formerCheckpoint(_ key: SigningKey, _ files: Files) throws(LoadFailure) -> Checkpoint? {
    guard let output, output != "-", files.kind(of: output) == .file else { return nil }
    return try Checkpoint.read(try files.read(output), signedBy: key.verifying)
  }
}
