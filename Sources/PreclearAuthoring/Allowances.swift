import PreclearEngine

/// `# preclear: allow CODE -- reason`: a finding that its author has looked at and means to keep.
///
/// At the end of a line it speaks of that line. On a line of its own it speaks of what begins on the next one, with all that is
/// indented below it.
struct Allowances {
  private struct Allowance {
    let code: String
    let lines: ClosedRange<Int>
    let range: SourceRange
    var isUsed = false
  }

  static let unused = LintCheck(
    "allow-unused", "an allowance that allows nothing",
    """
    The comment allows a finding that is not there: it was mended, or stands elsewhere. Take the comment out, so that it hides \
    nothing that comes later. One of 'review-due', 'anchor' or a waiver is only found with --on or --source: it is not told.
    """)
  static let unknown = LintCheck(
    "allow-unknown", .error, "an allowance of a check that does not exist",
    "The comment names no check. 'preclear lint --list' shows all of them. Mistakes that every command refuses cannot be allowed."
  )
  static let reasonless = LintCheck(
    "allow-without-reason", .error, "an allowance without a reason",
    "A finding may stand where somebody says why: '# preclear: allow CODE -- reason'. Without a reason the finding stays."
  )

  static let checks = [unused, unknown, reasonless]

  private static let mark = "# preclear:"
  private var allowances: [Allowance] = []
  private(set) var findings: [Diagnostic] = []

  /// Of a file, with the codes that there are.
  init(_ file: SourceFile, codes: [String]) {
    guard Self.mayHoldMark(file.bytes) else { return }
    let text = String(decoding: file.bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (index, line) in lines.enumerated() {
      guard let start = Self.comment(in: line) else { continue }
      let column = line[..<start].unicodeScalars.count + 1
      let length = line[start...].unicodeScalars.count
      let range = SourceRange(
        file: file, start: SourcePosition(line: index + 1, column: column),
        end: SourcePosition(line: index + 1, column: column + length))
      let scope = line[..<start].allSatisfy(\.isWhitespace) ? Self.block(after: index, lines) : index...index
      read(
        String(line[start...].dropFirst(Self.mark.count)), codes, (scope.lowerBound + 1)...(scope.upperBound + 1), range
      )
    }
  }

  /// Whether the bytes of the mark are anywhere: most files have none, and letter by letter the search took a third of a run.
  private static func mayHoldMark(_ bytes: [UInt8]) -> Bool {
    let mark = Array(mark.utf8)
    return bytes.indices.contains { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) }
  }

  /// Where the mark stands as a comment: at the beginning of the line or after a space.
  private static func comment(in line: String) -> String.Index? {
    guard let found = line.firstRange(of: mark)?.lowerBound else { return nil }
    guard found > line.startIndex else { return found }
    return line[line.index(before: found)].isWhitespace ? found : nil
  }

  /// The next line with something on it, and those that are indented below it.
  private static func block(after index: Int, _ lines: [String]) -> ClosedRange<Int> {
    func isContent(_ line: String) -> Bool {
      line.first { !$0.isWhitespace }.map { $0 != "#" } ?? false
    }
    func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }
    guard let first = lines.indices.dropFirst(index + 1).first(where: { isContent(lines[$0]) }) else {
      return index...index
    }
    let rest = lines.indices.dropFirst(first + 1)
    let end = rest.first { isContent(lines[$0]) && indentation(lines[$0]) <= indentation(lines[first]) } ?? lines.count
    return first...max(first, end - 1)
  }

  private mutating func read(_ text: String, _ codes: [String], _ lines: ClosedRange<Int>, _ range: SourceRange) {
    let words = text.split { $0.isWhitespace }.map(String.init)
    guard words.count >= 2, words[0] == "allow" else {
      findings.append(
        Self.unknown.finding(
          "this comment says nothing that lint knows", at: range, help: "write # preclear: allow CODE -- reason"))
      return
    }
    guard codes.contains(words[1]) else {
      findings.append(
        Self.unknown.finding(
          "there is no check '\(words[1])'", at: range,
          help: NearestName.hint(words[1], among: codes) ?? "preclear lint --list shows them"))
      return
    }
    guard words.count > 3, words[2] == "--" else {
      findings.append(
        Self.reasonless.finding(
          "'\(words[1])' is allowed without a reason", at: range, help: "write # preclear: allow \(words[1]) -- reason")
      )
      return
    }
    allowances.append(Allowance(code: words[1], lines: lines, range: range))
  }

  /// Whether a finding of the file is allowed; notes that it was there.
  mutating func allow(_ finding: Diagnostic) -> Bool {
    guard let line = finding.range?.start.line else { return false }
    var isAllowed = false
    for index in allowances.indices
    where allowances[index].code == finding.code && allowances[index].lines.contains(line) {
      allowances[index].isUsed = true
      isAllowed = true
    }
    return isAllowed
  }

  /// Those that no finding needed; without those that only a source or a day would show.
  func unneeded(except conditional: Set<String>) -> [Diagnostic] {
    allowances.filter { !$0.isUsed && !conditional.contains($0.code) }.map {
      Self.unused.finding("there is no '\($0.code)' here to allow", at: $0.range, help: "take the comment out")
    }
  }
}
