import PreclearEngine

/// A reader's own copy of a document that packs cite: plain text, a page's label alone on the page's last line.
package struct SourceDocument: Sendable {
  package struct Page: Sendable {
    /// As it stands in the document, such as `S-11`; empty for what follows the last label.
    package let label: String
    /// The numbers of its lines, from 1; the last holds the label.
    package let lines: ClosedRange<Int>
  }

  package let file: SourceFile
  /// SHA-256 of its bytes in lower-case hexadecimal, reckoned by whoever read the file.
  package let digest: String
  package let pages: [Page]
  /// Without line breaks; line 1 is the first.
  private let lines: [String]

  package init(_ file: SourceFile, digest: String) {
    self.file = file
    self.digest = digest
    var lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    // A line break ends a line: after the last one there is none.
    if lines.count > 1, lines.last == "" { lines.removeLast() }
    self.lines = lines
    pages = Self.pages(of: lines)
  }

  package var lineCount: Int { lines.count }

  /// The lines with these numbers, as far as there are such.
  package func text(_ range: ClosedRange<Int>) -> [String] {
    let known = range.clamped(to: 1...Swift.max(1, lines.count))
    return range.lowerBound > lines.count ? [] : Array(lines[known.lowerBound - 1..<known.upperBound])
  }

  /// The lines of a page; nil if there is none with this label. What stands before the first label is the first page and also the
  /// `cover`, which has none.
  package func lines(ofPage label: String) -> ClosedRange<Int>? {
    label == "cover" ? pages.first?.lines : pages.first { $0.label == label }?.lines
  }

  /// The numbers in `866-870` or `866`; nil for anything else.
  package static func lineRange(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, 1 <= first, first <= last else {
      return nil
    }
    return first...last
  }

  // MARK: Pages

  /// Pages end with a line that holds nothing but a label: letters and a number (`S-11`), or a number that continues the count.
  private static func pages(of lines: [String]) -> [Page] {
    var pages: [Page] = []
    var start = 1
    var lastNumber = 0
    for (offset, line) in lines.enumerated() {
      guard let label = label(in: line, after: lastNumber) else { continue }
      lastNumber = Int(label) ?? lastNumber
      pages.append(Page(label: label, lines: start...offset + 1))
      start = offset + 2
    }
    if start <= lines.count { pages.append(Page(label: "", lines: start...lines.count)) }
    return pages
  }

  private static func label(in line: String, after last: Int) -> String? {
    let words = line.split { $0.isWhitespace }
    guard words.count == 1, let word = words.first, word.utf8.count <= 8 else { return nil }
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard let number = parts.last.flatMap({ Int($0) }), number > 0 else { return nil }
    switch parts.count {
    case 1: return number == last + 1 ? String(word) : nil
    case 2: return parts[0].allSatisfy(\.isLetter) && !parts[0].isEmpty ? String(word) : nil
    default: return nil
    }
  }
}

extension SourceDocument {
  /// Why a citation cannot be found in the document.
  package enum Mismatch: Equatable, Sendable {
    /// `lines:` is no number and no range of numbers.
    case unreadableLines
    case linesPastEnd(lineCount: Int)
    case unknownPage(labels: [String])
    /// The cited lines lie on other pages.
    case otherPage(page: ClosedRange<Int>)
    /// The anchor is not in the cited lines; where it first stands, if anywhere.
    case anchorMissing(elsewhere: ClosedRange<Int>?)
  }

  /// What is wrong with a citation of this document; nil if page, lines and anchor agree. White space and line breaks count as one
  /// space.
  package func mismatch(_ citation: Citation) -> Mismatch? {
    guard let cited = Self.lineRange(citation.lines) else { return .unreadableLines }
    guard cited.upperBound <= lineCount else { return .linesPastEnd(lineCount: lineCount) }
    guard let page = lines(ofPage: citation.page) else {
      return .unknownPage(labels: pages.map(\.label).filter { !$0.isEmpty })
    }
    guard page.lowerBound <= cited.lowerBound, cited.upperBound <= page.upperBound else {
      return .otherPage(page: page)
    }
    let words = Self.words(citation.anchor)
    if Self.contains(Self.words(text(cited).joined(separator: " ")), words) { return nil }
    return .anchorMissing(elsewhere: find(words))
  }

  /// The lines from the first to the last word of an anchor, where it first stands.
  private func find(_ words: String) -> ClosedRange<Int>? {
    guard !words.isEmpty else { return nil }
    // An anchor has eight words: it spans few lines.
    for first in 1...Swift.max(1, lineCount) {
      for last in first...Swift.min(first + 2, lineCount) {
        if Self.contains(Self.words(text(first...last).joined(separator: " ")), words) {
          if first < last, Self.contains(Self.words(text(first + 1...last).joined(separator: " ")), words) { break }
          return first...last
        }
      }
    }
    return nil
  }

  private static func words(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }

  /// Whether a text holds another, by bytes: what looks alike but is written otherwise is not the same.
  private static func contains(_ text: String, _ part: String) -> Bool {
    let text = Array(text.utf8)
    let part = Array(part.utf8)
    guard !part.isEmpty, part.count <= text.count else { return false }
    return (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
  }
}

extension SourceDocument.Mismatch {
  /// What was found, and what to do.
  package func message(_ citation: Citation) -> (text: String, help: String) {
    switch self {
    case .unreadableLines:
      return ("'\(citation.lines)' are no lines", "write the first and the last: lines: 866-870")
    case .linesPastEnd(let count):
      return ("'\(citation.source)' has \(count) lines, and '\(citation.lines)' are cited", "look the lines up again")
    case .unknownPage(let labels):
      return (
        "'\(citation.source)' has no page '\(citation.page)'",
        NearestName.hint(citation.page, among: labels) ?? "its pages are cover, \(labels.joined(separator: ", "))"
      )
    case .otherPage(let page):
      return (
        "lines \(citation.lines) are not on page \(citation.page)",
        "that page has the lines \(page.lowerBound)-\(page.upperBound)"
      )
    case .anchorMissing(let elsewhere):
      let text = "'\(citation.anchor)' is not in lines \(citation.lines) of '\(citation.source)'"
      guard let elsewhere else { return (text, "take words that stand there, letter by letter") }
      let lines =
        elsewhere.count == 1 ? "line \(elsewhere.lowerBound)" : "lines \(elsewhere.lowerBound)-\(elsewhere.upperBound)"
      return (text, "it stands in \(lines)")
    }
  }
}
