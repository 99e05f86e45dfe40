import PreclearAuthoring
import PreclearEngine
import PreclearFiles
import PreclearJournal
import PreclearLanguage

/// The reader's own copy of a source document, by which citations can be read where they stand.
package struct SourceCopy: Sendable {
  let name: String
  let document: SourceDocument

  /// `NAME=FILE`, as it is given on the command line.
  package struct Argument: Sendable {
    package let name: String
    package let path: String

    package init?(_ text: String) {
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      name = String(parts[0])
      path = String(parts[1])
    }
  }

  package static func read(_ argument: Argument) throws(LoadFailure) -> SourceCopy {
    let file = try Files().read(argument.path)
    return SourceCopy(
      name: argument.name, document: SourceDocument(file, digest: ContentDigest.sha256(file.bytes)))
  }

  /// Throws if the pack knows no such document, or cites another edition of it.
  func check(against sources: [SourceDeclaration]) throws(LoadFailure) {
    guard let declared = sources.first(where: { $0.name.text == name }) else {
      let known = sources.map(\.name.text)
      throw LoadFailure(
        "the rules cite no source '\(name)'", code: "unknown-source",
        help: NearestName.hint(name, among: known) ?? "they cite \(known.joined(separator: ", "))")
    }
    guard let expected = declared.sha256, expected != document.digest else { return }
    throw LoadFailure(
      "the copy of '\(name)' is not the document that the rules cite: its SHA-256 is \(document.digest), and \(expected) is expected",
      code: "other-source", help: "take the text whose lines the rules count")
  }
}
