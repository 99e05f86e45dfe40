import ArgumentParser
import PreclearEngine
import PreclearJournal

struct JournalProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Proves that one record is in a signed journal, without showing the others.",
    discussion: """
      The proof (C2SP tlog-proof) holds the record, its place, the hashes on the way to the root, and the checkpoint. Whoever has \
      the public key can verify it, without the journal and without this program.

      Examples:
        preclear journal prove desk.journal 3 --checkpoint desk.checkpoint --key desk.key.pub > 3.tlog-proof

      Exit codes: 0 proven, 1 the journal is not the one that was signed, 2 if the work could not be done.
      """)

  @Argument(help: "The journal.", completion: .file())
  var journal: String

  @Argument(help: "The number of the record, from 0.")
  var seq: Int

  @Option(help: ArgumentHelp("The signed checkpoint to prove it against.", valueName: "file"), completion: .file())
  var checkpoint: String

  @Option(
    help: ArgumentHelp("The public key that signed it, in a file or as text.", valueName: "key"), completion: .file())
  var key: String

  @Option(
    help: ArgumentHelp("Write the proof here instead of to standard output.", valueName: "file"), completion: .file())
  var output: String?

  @OptionGroup var shared: SharedOptions

  func run() throws {
    let verification = try shared.reporting { () throws(LoadFailure) in
      try Journal(journal).keepApart(from: [output])
      let files = Files()
      let note = try files.read(checkpoint)
      let signed = try Checkpoint.read(note, signedBy: try KeyFile.verifyingKey(key, files))
      let text = try Journal(journal).read()
      var verification = try Verification(text)
      verification.check(signed)
      if verification.damage != nil {
        Console.note(VerificationText.render(verification, path: journal, signed: signed))
        return verification
      }
      guard (0..<signed.size).contains(seq) else {
        throw Files.failure(
          "record \(seq) is not under the checkpoint, which was signed over \(signed.size) records", code: "no-record",
          path: checkpoint)
      }
      let proof = InclusionProof.text(
        of: seq, line: text.line(seq), in: verification.tree, signed, note: note.bytes)
      if let output, output != "-" { try files.replace(output, with: proof) } else { try Console.print(proof) }
      return verification
    }
    if verification.damage != nil { throw ExitStatus.blocked }
  }
}
