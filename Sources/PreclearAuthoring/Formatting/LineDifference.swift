/// The difference of two texts, line by line, as `diff -u` writes it.
package enum LineDifference {
  private static let context = 3

  private enum Edit {
    case same(String)
    case removed(String)
    case added(String)
  }

  /// Empty where the texts are equal.
  package static func unified(_ old: [UInt8], _ new: [UInt8], path: String) -> String {
    let edits = edits(from: lines(old), to: lines(new))
    let changed = edits.indices.filter { if case .same = edits[$0] { false } else { true } }
    guard let first = changed.first else { return "" }
    var text = "--- \(path)\n+++ \(path)\n"
    var hunk = (first: first, last: first)
    for position in changed.dropFirst() {
      if position - hunk.last > 2 * context {
        text += write(hunk, edits)
        hunk = (position, position)
      } else {
        hunk.last = position
      }
    }
    return text + write(hunk, edits)
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func edits(from old: [String], to new: [String]) -> [Edit] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var result: [Edit] = []
    var (a, b) = (0, 0)
    while a < old.count || b < new.count {
      if removed.contains(a), a < old.count {
        result.append(.removed(old[a]))
        a += 1
      } else if added.contains(b), b < new.count {
        result.append(.added(new[b]))
        b += 1
      } else {
        result.append(.same(old[a]))
        a += 1
        b += 1
      }
    }
    return result
  }

  private static func write(_ hunk: (first: Int, last: Int), _ edits: [Edit]) -> String {
    let range = max(0, hunk.first - context)...min(edits.count - 1, hunk.last + context)
    func count(_ part: some Sequence<Edit>) -> (old: Int, new: Int) {
      part.reduce(into: (0, 0)) { count, edit in
        switch edit {
        case .same: count = (count.0 + 1, count.1 + 1)
        case .removed: count.0 += 1
        case .added: count.1 += 1
        }
      }
    }
    let before = count(edits[..<range.lowerBound])
    let inside = count(edits[range])
    func span(_ before: Int, _ count: Int) -> String { "\(count == 0 ? before : before + 1),\(count)" }
    let head = "@@ -\(span(before.old, inside.old)) +\(span(before.new, inside.new)) @@\n"
    return head
      + edits[range].map { edit in
        switch edit {
        case .same(let line): " \(line)\n"
        case .removed(let line): "-\(line)\n"
        case .added(let line): "+\(line)\n"
        }
      }.joined()
  }
}
