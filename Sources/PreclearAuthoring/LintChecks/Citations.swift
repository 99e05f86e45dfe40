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

  private static let vague = LintCheck(
    "vague-anchor", .error, "an anchor that finds nothing",
    """
    An anchor is a few words of the passage, letter by letter, by which a reader finds it within its lines. Nothing, or a single \
    letter, is found everywhere.
    """)
  private static let digest = LintCheck(
    "digest", .error, "a digest that is none",
    """
    'sha256' is the SHA-256 of the document's text: 64 digits from 0 to 9 and a to f, as 'sha256sum FILE' prints them. What is \
    no digest fits no copy, and --source would refuse the right one.
    """)

  static let checks = [source, anchor, lines, vague, digest]

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
      if place.citation.anchor.count(where: { !$0.isWhitespace }) < 2 {
        result.append(
          vague.finding(
            "the anchor '\(place.citation.anchor)' finds nothing", at: place.anchorRange,
            help: "write a few words of the passage"))
      }
    }
    for item in pack.sources where item.pack == subject.module {
      guard let sha256 = item.sha256, !isDigest(sha256) else { continue }
      result.append(
        digest.finding(
          "this is no SHA-256", at: pack.node("sources", item.name)?["sha256"]?.range ?? item.name.range,
          help: "write 64 digits from 0 to 9 and a to f: sha256sum FILE prints them"))
    }
    for (place, mismatch) in subject.sources.mismatches(in: pack)
    where place.module == subject.module && mismatch != .unreadableLines {
      let message = mismatch.message(place.citation)
      result.append(anchor.finding(message.text, at: place.range(of: mismatch), help: message.help))
    }
    return result
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
