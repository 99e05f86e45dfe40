import PreclearEngine
import PreclearLanguage

/// Comments in a pack that say what no test can reach, and why:
///
///     # unreachable: unknown of `event.item == "commission"`: the schema requires the item
///     # unreachable: violation: the clause asks, and forbids nothing
///
/// A note speaks of what stands next below it: the condition, exception or parameter of that name, or the next rule or
/// clause. A note that speaks of nothing, or of what a test does reach, is a mistake.
struct UnreachableNotes {
  private(set) var diagnostics = Diagnostics()

  private static let mark = "unreachable:"

  private struct Note {
    let goals: [String]
    /// Nil: the outcomes of a rule or clause.
    let subject: String?
    let reason: String
    let range: SourceRange
  }

  mutating func read(_ file: SourceFile, exempting points: inout [Coverage.Point]) {
    for (number, bytes) in file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      // A line may end as on Windows.
      let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)[...]
      guard let comment = Self.comment(of: line) else { continue }
      let column = line.unicodeScalars.distance(from: line.startIndex, to: comment.startIndex) + 1
      let range = SourceRange(
        file: file, start: SourcePosition(line: number + 1, column: column),
        end: SourcePosition(line: number + 1, column: column + comment.unicodeScalars.count))
      guard let note = note(comment, range) else { continue }
      apply(note, to: &points)
    }
  }

  /// What stands after the mark on a line that is nothing but a comment.
  private static func comment(of line: Substring) -> Substring? {
    let text = line.drop { $0 == " " || $0 == "\t" }
    guard text.first == "#" else { return nil }
    let comment = text.dropFirst().drop { $0 == " " }
    guard comment.hasPrefix(mark) else { return nil }
    return comment
  }

  private mutating func note(_ comment: Substring, _ range: SourceRange) -> Note? {
    var rest = comment.dropFirst(Self.mark.count)
    var subject: String?
    var names: Substring
    if let open = rest.firstIndex(of: "`") {
      names = rest[..<open]
      guard let close = rest[rest.index(after: open)...].firstIndex(of: "`"), names.hasSuffix(" of ") else {
        return malformed(range)
      }
      names = names.dropLast(4)
      subject = String(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
      guard rest.first == ":" else { return malformed(range) }
    } else {
      guard let colon = rest.firstIndex(of: ":") else { return malformed(range) }
      names = rest[..<colon]
      rest = rest[colon...]
    }
    let goals = names.split(separator: ",").map { String($0.drop { $0 == " " }) }
    let reason = String(rest.dropFirst().drop { $0 == " " })
    if goals.isEmpty || goals.contains("") || reason.isEmpty { return malformed(range) }
    return Note(goals: goals, subject: subject, reason: reason, range: range)
  }

  private mutating func malformed(_ range: SourceRange) -> Note? {
    diagnostics.error(
      "this note does not say what is unreachable, and why", code: "unreachable-note", at: range,
      help:
        "write '# unreachable: unknown of `CONDITION`: REASON', or '# unreachable: violation: REASON' above a rule or a clause"
    )
    return nil
  }

  private mutating func apply(_ note: Note, to points: inout [Coverage.Point]) {
    for name in note.goals {
      let position = Self.position(of: note, name, in: points)
      guard let position, let goal = points[position].goals.firstIndex(where: { $0.name == name }) else {
        let what = note.subject.map { "'\($0)', with '\(name)'," } ?? "a rule or clause that may be '\(name)'"
        diagnostics.error(
          "nothing below is \(what) to be reached", code: "unreachable-note", at: note.range,
          help: "a note speaks of what stands next below it, as the coverage report writes it")
        continue
      }
      if points[position].goals[goal].isReached {
        diagnostics.error(
          "a test reaches what this note calls unreachable: '\(name)'", code: "unreachable-note", at: note.range,
          help: "delete the note")
      } else if points[position].goals[goal].exemption != nil {
        diagnostics.error("this is said twice: '\(name)'", code: "unreachable-note", at: note.range)
      } else {
        points[position].goals[goal].exemption = note.reason
      }
    }
  }

  /// The point below the note that it speaks of: the next one, and of several in one place the first that has no note yet.
  private static func position(of note: Note, _ goal: String, in points: [Coverage.Point]) -> Int? {
    let below = points.indices.filter { number in
      let point = points[number]
      guard point.place.file.path == note.range.file.path, note.range.start < point.place.start else { return false }
      guard let subject = note.subject else { return point.measure == .outcomes }
      return point.measure != .outcomes && point.subject == subject && point.goals.contains { $0.name == goal }
    }
    guard let first = below.map({ points[$0].place.start }).min() else { return nil }
    let next = below.filter { points[$0].place.start == first }
    return next.first { number in points[number].goals.contains { $0.name == goal && $0.isOpen } } ?? next.first
  }
}
