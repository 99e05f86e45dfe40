import PreclearEngine
import PreclearFiles
import PreclearJournal
import PreclearLanguage

/// The reader's own copy of a source document, by which citations can be read where they stand.
package struct SourceCopy: Sendable {
  let name: String
  let digest: String
  let lines: [String]

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
    let bytes = try Files().read(argument.path).bytes
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    if lines.last == "" { lines.removeLast() }
    return SourceCopy(name: argument.name, digest: ContentDigest.sha256(bytes), lines: lines)
  }

  /// Throws if the pack knows no such document, or cites another edition of it.
  func check(against sources: [SourceDeclaration]) throws(LoadFailure) {
    guard let declared = sources.first(where: { $0.name.text == name }) else {
      let known = sources.map(\.name.text)
      throw LoadFailure(
        "the rules cite no source '\(name)'", code: "unknown-source",
        help: NearestName.hint(name, among: known) ?? "they cite \(known.joined(separator: ", "))")
    }
    guard let expected = declared.sha256, expected != digest else { return }
    throw LoadFailure(
      "the copy of '\(name)' is not the document that the rules cite: its SHA-256 is \(digest), and \(expected) is expected",
      code: "other-source", help: "take the text whose lines the rules count")
  }
}
