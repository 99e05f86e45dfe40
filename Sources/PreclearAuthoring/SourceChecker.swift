import PreclearEngine
import PreclearLanguage

/// Looks a pack's citations up in the reader's own copies of what it cites.
package struct SourceChecker: Sendable {
  /// By the name under which the pack declares the source.
  private let documents: [(name: String, document: SourceDocument)]

  package init(_ documents: [(name: String, document: SourceDocument)]) {
    self.documents = documents
  }

  /// The name that a copy is of which none was said, where there is one source.
  package static func onlySource(
    among names: [String], for document: SourceDocument
  ) throws(LoadFailure) -> String {
    let names = Set(names).sorted()
    if let name = names.first, names.count == 1 { return name }
    throw LoadFailure(
      "'\(document.file.path)' does not say which source it is", code: "unknown-source",
      help: names.isEmpty
        ? "no pack here declares a source" : "write NAME=FILE; the sources are \(names.joined(separator: ", "))")
  }

  /// Copies that no pack knows, or that are not the ones whose digest a pack gives: in them nothing is looked up.
  package func wrongCopies(for pack: Pack) -> [Diagnostic] {
    documents.flatMap { name, document -> [Diagnostic] in
      let declared = pack.sources.filter { $0.name.text == name }
      guard !declared.isEmpty else {
        return [
          Diagnostic(
            "no pack declares the source '\(name)'", code: "unknown-source",
            help: NearestName.hint(name, among: pack.sources.map(\.name.text)))
        ]
      }
      return declared.compactMap { source in
        guard let digest = source.sha256, digest != document.digest else { return nil }
        return Diagnostic(
          "'\(document.file.path)' is not the copy of '\(name)' that the pack cites: its SHA-256 is \(document.digest)",
          code: "source-digest", at: source.name.range, help: "the pack gives \(digest)")
      }
    }
  }

  /// The citations that are not where they say; of documents that are not at hand, and of wrong copies, nothing is said.
  package func mismatches(in pack: Pack) -> [(place: PlacedCitation, mismatch: SourceDocument.Mismatch)] {
    let right = documents.filter { name, document in
      !pack.sources.contains { $0.name.text == name && $0.sha256 != nil && $0.sha256 != document.digest }
    }
    return PlacedCitation.all(in: pack).compactMap { place in
      guard let document = right.first(where: { $0.name == place.citation.source })?.document,
        let mismatch = document.mismatch(place.citation)
      else { return nil }
      return (place, mismatch)
    }
  }
}
