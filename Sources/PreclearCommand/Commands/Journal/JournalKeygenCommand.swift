import ArgumentParser
import PreclearEngine
import PreclearJournal

struct JournalKeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Makes a pair of keys to sign checkpoints with.",
    discussion: """
      The private key is written to the file, for its owner alone; the public one beside it, with the ending .pub, and to \
      standard output. Whoever holds the private key can sign another history: keep it off the machine that writes the journal.

      Examples:
        preclear journal keygen example.com/desk --key desk.key

      Exit codes: 0, or 2 if the work could not be done.
      """)

  @Argument(help: "The key's name and the journal's, such as example.com/desk: no spaces, no plus sign.")
  var name: String

  @Option(
    help: ArgumentHelp("Where to write the private key. Nothing may be there.", valueName: "file"), completion: .file())
  var key: String

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      guard let pair = SigningKey.generate(name: name) else {
        throw LoadFailure(
          "'\(name)' cannot name a key", code: "key-name",
          help: "a name has no spaces and no plus sign: example.com/desk")
      }
      let publicFile = key + ".pub"
      for path in [key, publicFile] where Files().kind(of: path, followingLinks: false) != nil {
        throw Files.failure("'\(path)' is there already", code: "key-target", path: path)
      }
      // Of a pair that is not whole no half stays; the longer name is tried first.
      try Files().create(publicFile, with: Array((pair.verifying.text + "\n").utf8), mode: 0o644)
      do throws(LoadFailure) {
        try Files().create(key, with: Array((pair.text + "\n").utf8), mode: 0o600)
      } catch {
        Files().remove(publicFile)
        throw error
      }
      try Console.print(pair.verifying.text)
    }
  }
}
