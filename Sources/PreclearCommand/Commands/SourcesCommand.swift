import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage

struct SourcesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sources",
    abstract: "Looks at the documents that a pack cites.",
    subcommands: [VerifyCommand.self], defaultSubcommand: nil)

  func run() throws {
    throw ValidationError("Say what to do with the sources: 'preclear sources verify'.")
  }

  struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Looks every citation of a pack up in your own copies of its documents.",
      discussion: """
        A citation is found if the lines are on the page and its anchor stands in them, letter by letter, but for line breaks. A \
        copy whose SHA-256 is not the one that the pack gives is refused: page and line would mean nothing in it.

        Without --deal and --pack the nearest deal.yaml is taken.

        Examples:
          preclear sources verify --source prospectus=prospectus.txt
          preclear sources verify --pack Rules/one --source prospectus.txt

        Exit codes: 0 if every citation of these documents was found, 1 if one was not, 2 if the work could not be done.
        """)

    @OptionGroup var sources: SourceOptions
    @OptionGroup var packOptions: PackOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
      if sources.copies.isEmpty { throw ValidationError("Name a copy of a document with --source NAME=FILE.") }
    }

    func run() throws {
      let isFound = try shared.reporting { () throws(LoadFailure) in
        let files = Files()
        let pack = try packOptions.load(files)
        let documents = try sources.documents(for: pack, files)
        let places = PlacedCitation.all(in: pack)
        let mismatches = SourceChecker(documents).mismatches(in: pack)
        Console.report(mismatches.map { Self.diagnostic($0.place, $0.mismatch) }, as: shared.errorFormat)
        for (name, document) in documents {
          let all = places.count { $0.citation.source == name }
          let wrong = mismatches.count { $0.place.citation.source == name }
          try Console.print("\(name): \(all - wrong) of \(all) citations found in \(document.file.path)")
        }
        for name in Self.notAtHand(pack, documents.map(\.name)) {
          let all = places.count { $0.citation.source == name }
          try Console.print("\(name): not at hand, \(all) citations not looked up")
        }
        return mismatches.isEmpty
      }
      if !isFound { throw ExitStatus.blocked }
    }

    private static func diagnostic(_ place: PlacedCitation, _ mismatch: SourceDocument.Mismatch) -> Diagnostic {
      let (text, help) = mismatch.message(place.citation)
      return Diagnostic(text, code: "citation", at: place.range(of: mismatch), help: help)
    }

    /// Sources of the pack that no copy was named for, each once.
    private static func notAtHand(_ pack: Pack, _ known: [String]) -> [String] {
      var names: [String] = []
      for source in pack.sources.map(\.name.text) where !known.contains(source) && !names.contains(source) {
        names.append(source)
      }
      return names
    }
  }
}
