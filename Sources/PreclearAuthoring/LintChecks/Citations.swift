import PreclearEngine
import PreclearLanguage

/// Citations that lead nowhere.
enum Citations: PackLinter {
  private static let source = LintCheck(
    "undeclared-source", .error, "a citation of a source that the pack does not declare",
    """
    A citation names its document by a name under 'sources', where title and digest stand. Without them nobody can tell which \
    document is meant, and the anchor cannot be looked up.
    """)
  private static let anchor = LintCheck(
    "anchor", .error, "an anchor that is not where its citation says",
    """
    With --source NAME=FILE each citation of the document NAME is looked up in the copy at hand, whose digest must be the one \
    that the pack gives: the lines lie on the page, and the anchor's words stand in them, letter by letter.
    """)
  private static let lines = LintCheck(
    "citation-lines", .error, "a citation whose lines are no numbers",
    """
    Lines are the number of a line of the document's text, or the first and the last of several: 'lines: 866-870'. Without \
    them nobody finds the place.
    """)

  static let checks = [source, anchor, lines]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    let known = pack.sources.filter { pack.isVisible($0.pack, in: subject.module) }.map(\.name.text)
    var result: [Diagnostic] = []
    for place in PlacedCitation.all(in: pack) where place.module == subject.module {
      if !known.contains(place.citation.source) {
        result.append(
          source.finding(
            "no source is named '\(place.citation.source)'", at: place.sourceRange,
            help: NearestName.hint(place.citation.source, among: known)
              ?? "declare it under 'sources:', with title and sha256"))
      }
      if SourceDocument.lineRange(place.citation.lines) == nil {
        let message = SourceDocument.Mismatch.unreadableLines.message(place.citation)
        result.append(lines.finding(message.text, at: place.linesRange, help: message.help))
      }
    }
    for (place, mismatch) in subject.sources.mismatches(in: pack)
    where place.module == subject.module && mismatch != .unreadableLines {
      let message = mismatch.message(place.citation)
      result.append(anchor.finding(message.text, at: place.range(of: mismatch), help: message.help))
    }
    return result
  }
}
