import PreclearEngine
import PreclearLanguage

/// The lines of a YAML file as code points, since positions count these, and its comments.
struct SourceLines {
  struct Comment {
    let line: Int
    let column: Int
    /// From `#` on.
    let text: String
    /// Nothing but spaces stands before it on its line.
    let standsAlone: Bool
  }

  private let lines: [[Unicode.Scalar]]
  private(set) var comments: [Comment] = []

  init(of root: DocumentNode) {
    lines = root.range.file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { bytes in
      Array(String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self).unicodeScalars)
    }
    var covered: [Int: [Range<Int>]] = [:]
    cover(root, &covered)
    for (number, line) in lines.enumerated() {
      if let comment = comment(in: line, number + 1, covered[number + 1] ?? []) { comments.append(comment) }
    }
  }

  var count: Int { lines.count }

  func line(_ number: Int) -> [Unicode.Scalar] {
    lines.indices.contains(number - 1) ? lines[number - 1] : []
  }

  func character(at position: SourcePosition) -> Unicode.Scalar? {
    let line = line(position.line)
    return line.indices.contains(position.column - 1) ? line[position.column - 1] : nil
  }

  /// A stretch of one line; to the line's end without an end.
  func text(_ line: Int, from column: Int, to end: Int? = nil) -> String {
    let all = self.line(line)
    let first = min(max(column - 1, 0), all.count)
    let last = min(max((end ?? all.count + 1) - 1, first), all.count)
    return String(String.UnicodeScalarView(all[first..<last]))
  }

  // MARK: Comments

  /// Notes which columns of each line are text: a `#` there begins no comment.
  private func cover(_ node: DocumentNode, _ covered: inout [Int: [Range<Int>]]) {
    switch node.content {
    case .scalar: cover(node.range, isBlock: isBlockScalar(node), &covered)
    case .list(let items): for item in items { cover(item, &covered) }
    case .mapping(let entries):
      for entry in entries {
        cover(entry.keyRange, isBlock: false, &covered)
        cover(entry.value, &covered)
      }
    }
  }

  private func cover(_ range: SourceRange, isBlock: Bool, _ covered: inout [Int: [Range<Int>]]) {
    let last = isBlock && range.end.column == 1 ? range.end.line - 1 : range.end.line
    guard last >= range.start.line else { return }
    for number in range.start.line...last {
      let first = number == range.start.line ? range.start.column : 1
      let end = number == range.end.line && !isBlock ? range.end.column : Int.max
      if first < end { covered[number, default: []].append(first..<end) }
    }
  }

  /// Whether a comment stands in a stretch of the file.
  func hasComment(in range: SourceRange) -> Bool {
    var (low, high) = (0, comments.count)
    while low < high {
      let middle = (low + high) / 2
      let comment = comments[middle]
      if SourcePosition(line: comment.line, column: comment.column) < range.start {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < comments.count else { return false }
    return SourcePosition(line: comments[low].line, column: comments[low].column) < range.end
  }

  func isBlockScalar(_ node: DocumentNode) -> Bool {
    guard case .scalar(let scalar) = node.content, case .string = scalar.kind, case .encoded = scalar.place,
      let first = character(at: node.range.start)
    else { return false }
    return first == "|" || first == ">"
  }

  /// The ranges are in the order of the line.
  private func comment(in line: [Unicode.Scalar], _ number: Int, _ covered: [Range<Int>]) -> Comment? {
    var covered = covered[...]
    for (index, scalar) in line.enumerated() where scalar == "#" {
      let column = index + 1
      while let first = covered.first, first.upperBound <= column { covered.removeFirst() }
      guard index == 0 || line[index - 1] == " " || line[index - 1] == "\t",
        covered.first.map({ $0.contains(column) }) != true
      else { continue }
      var text = line[index...]
      while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
      return Comment(
        line: number, column: column, text: String(String.UnicodeScalarView(text)),
        standsAlone: line[..<index].allSatisfy { $0 == " " || $0 == "\t" })
    }
    return nil
  }
}
