import PreclearEngine
import PreclearLanguage

/// Lays a YAML document out anew: two spaces a level, lists indented below their key, at most one empty line, one space after a
/// colon and a comma. What an author chose between a flow and a block stays, and so does the way a long text is broken.
struct YAMLLayout {
  /// A flow that was written over several lines is put on one, if it is no longer than this.
  private static let joinedWidth = 120
  /// A flow on one line stays there, unless it is longer than this.
  private static let greatestWidth = 220

  private struct Line {
    var text: String
    var comment: String?
    /// The collection that it belongs to: its comments stand below each other.
    var group: Int
  }

  private let source: SourceLines
  private var lines: [Line] = []
  private var nextComment = 0
  private var lastLine = 0
  private var groups = 0
  /// The last line ends a text that keeps its line breaks: one more would be part of it.
  private var endsWithBreaks = false

  private init(_ source: SourceLines) {
    self.source = source
  }

  static func text(of root: DocumentNode) -> String {
    let source = SourceLines(of: root)
    var layout = YAMLLayout(source)
    layout.write(value: root, lead: "", indent: -2, group: 0, limit: Int.max)
    layout.writeComments(before: Int.max, indent: 0, group: 0, isFirst: false)
    return layout.text
  }

  /// The text of a file that holds comments and nothing else; nil of any other.
  static func text(ofCommentsAlone file: SourceFile) -> String? {
    guard String(validating: file.bytes, as: UTF8.self) != nil else { return nil }
    let start = SourcePosition(line: 1, column: 1)
    let nothing = DocumentNode(.list([]), range: SourceRange(file: file, start: start, end: start))
    let source = SourceLines(of: nothing)
    let isBare = (1...max(1, source.count)).allSatisfy { number in
      source.line(number).first { $0 != " " && $0 != "\t" }.map { $0 == "#" } ?? true
    }
    guard isBare, !source.comments.isEmpty else { return nil }
    var layout = YAMLLayout(source)
    layout.writeComments(before: Int.max, indent: 0, group: 0, isFirst: true)
    return layout.text
  }

  private var text: String {
    var widths: [Int: Int] = [:]
    for line in lines where line.comment != nil && !line.text.isEmpty {
      widths[line.group] = max(widths[line.group] ?? 0, Self.width(line.text))
    }
    return lines.map { line in
      guard let comment = line.comment else { return line.text + "\n" }
      let gap = max(2, (widths[line.group] ?? 0) + 2 - Self.width(line.text))
      return line.text + String(repeating: " ", count: gap) + comment + "\n"
    }.joined()
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.count }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  // MARK: Lines

  private mutating func add(_ text: String, group: Int) {
    endsWithBreaks = false
    lines.append(Line(text: text, comment: nil, group: group))
  }

  /// One empty line, where there was one or more.
  private mutating func separate(before line: Int, isFirst: Bool, group: Int) {
    if line > lastLine + 1, !isFirst, !lines.isEmpty, !endsWithBreaks { add("", group: group) }
  }

  /// The comments that stand before a line, each on a line of its own.
  private mutating func writeComments(before line: Int, indent: Int, group: Int, isFirst: Bool, from column: Int = 0) {
    var isFirst = isFirst
    while nextComment < source.comments.count {
      let comment = source.comments[nextComment]
      guard comment.line < line, comment.column >= column else { return }
      separate(before: comment.line, isFirst: isFirst, group: group)
      add(Self.spaces(indent) + comment.text, group: group)
      isFirst = false
      lastLine = comment.line
      nextComment += 1
    }
  }

  /// The comment at the end of a line of the source goes to the end of the line that was written for it.
  private mutating func takeTrailingComment(of line: Int) {
    lastLine = max(lastLine, line)
    guard nextComment < source.comments.count, let last = lines.last, last.comment == nil, !endsWithComment else {
      return
    }
    let comment = source.comments[nextComment]
    guard comment.line == line, !comment.standsAlone else { return }
    lines[lines.count - 1].comment = comment.text
    nextComment += 1
  }

  // MARK: Nodes

  /// What stands after `lead`, a key or a dash, in a collection that is indented so far. The limit is the line of what comes next.
  private mutating func write(value node: DocumentNode, lead: String, indent: Int, group: Int, limit: Int) {
    let space = lead.isEmpty || lead.hasSuffix(" ") ? "" : " "
    switch node.content {
    case .scalar(let scalar): write(scalar, node, lead: lead, space: space, indent: indent, group: group)
    case .list(let items):
      if let flow = flow(node, after: lead) {
        add(lead + space + flow, group: group)
        takeTrailingComment(of: node.range.start.line)
        takeTrailingComment(of: node.range.end.line)
      } else {
        writeBlock(node, lead: lead, indent: indent, group: group) { layout, lead, indent, group in
          layout.write(items: items, of: node, lead: lead, indent: indent, group: group, limit: limit)
        }
      }
    case .mapping(let entries):
      if let flow = flow(node, after: lead) {
        add(lead + space + flow, group: group)
        takeTrailingComment(of: node.range.start.line)
        takeTrailingComment(of: node.range.end.line)
      } else {
        writeBlock(node, lead: lead, indent: indent, group: group) { layout, lead, indent, group in
          layout.write(entries: entries, of: node, lead: lead, indent: indent, group: group, limit: limit)
        }
      }
    }
  }

  /// A block below a key, or begun on the line of a dash.
  private mutating func writeBlock(
    _ node: DocumentNode, lead: String, indent: Int, group: Int,
    _ body: (inout YAMLLayout, _ lead: String, _ indent: Int, _ group: Int) -> Void
  ) {
    groups += 1
    let inner = groups
    if lead.isEmpty || lead.hasSuffix("- ") {
      body(&self, lead, indent + 2, inner)
    } else {
      add(lead, group: group)
      // A comment that follows the first item of a flow is about that item.
      let first = node.items?.first?.range.start.line ?? node.entries?.first?.keyRange.start.line ?? lastLine
      let line = isFlow(node) ? node.range.start.line : lastLine
      if first > line || !isFlow(node) { takeTrailingComment(of: line) }
      body(&self, "", indent + 2, inner)
    }
    if isFlow(node) { lastLine = max(lastLine, node.range.end.line) }
  }

  private mutating func write(
    items: [DocumentNode], of node: DocumentNode, lead: String, indent: Int, group: Int, limit: Int
  ) {
    for (position, item) in items.enumerated() {
      begin(item.range.start.line, indent: indent, group: group, isFirst: position == 0)
      let next = position + 1 < items.count ? items[position + 1].range.start.line : limit
      let first = position == 0 && !lead.isEmpty ? lead : Self.spaces(indent)
      write(value: item, lead: first + "- ", indent: indent, group: group, limit: next)
    }
    writeTail(of: node, indent: indent, group: group, limit: limit)
  }

  private mutating func write(
    entries: [DocumentEntry], of node: DocumentNode, lead: String, indent: Int, group: Int, limit: Int
  ) {
    for (position, entry) in entries.enumerated() {
      begin(entry.keyRange.start.line, indent: indent, group: group, isFirst: position == 0)
      let next = position + 1 < entries.count ? entries[position + 1].keyRange.start.line : limit
      let first = position == 0 && !lead.isEmpty ? lead : Self.spaces(indent)
      let key = scalarText(entry.key, entry.keyRange)
      write(value: entry.value, lead: "\(first)\(key):", indent: indent, group: group, limit: next)
    }
    writeTail(of: node, indent: indent, group: group, limit: limit)
  }

  /// What stands before an item or an entry that begins on this line of the file.
  private mutating func begin(_ start: Int, indent: Int, group: Int, isFirst: Bool) {
    writeComments(before: start, indent: indent, group: group, isFirst: isFirst)
    separate(before: start, isFirst: isFirst && !endsWithComment, group: group)
    lastLine = max(lastLine, start)
  }

  private var endsWithComment: Bool {
    lines.last.map { $0.text.drop { $0 == " " }.hasPrefix("#") } ?? false
  }

  /// Comments after the last item that are indented like it, or stand within a flow.
  private mutating func writeTail(of node: DocumentNode, indent: Int, group: Int, limit: Int) {
    if isFlow(node) {
      writeComments(before: min(limit, node.range.end.line), indent: indent, group: group, isFirst: false)
      takeTrailingComment(of: node.range.end.line)
    } else {
      writeComments(
        before: limit, indent: indent, group: group, isFirst: false, from: max(2, node.range.start.column))
    }
  }

  // MARK: Scalars

  private mutating func write(
    _ scalar: DocumentScalar, _ node: DocumentNode, lead: String, space: String, indent: Int, group: Int
  ) {
    let range = node.range
    if range.start == range.end, scalar.text.isEmpty {
      add(lead.hasSuffix(" ") ? String(lead.dropLast()) : lead, group: group)
      takeTrailingComment(of: lastLine)
    } else if source.isBlockScalar(node) {
      writeBlockScalar(scalar, node, lead: lead + space, indent: indent + 2, group: group)
    } else if range.start.line == range.end.line {
      add(lead + space + scalarText(scalar.text, range), group: group)
      takeTrailingComment(of: range.end.line)
    } else {
      writeFolded(range, lead: lead + space, indent: indent + 2, group: group)
    }
  }

  /// A plain or quoted text of several lines: its lines as they are, indented anew.
  private mutating func writeFolded(_ range: SourceRange, lead: String, indent: Int, group: Int) {
    for number in range.start.line...range.end.line {
      let isFirst = number == range.start.line
      let part = source.text(
        number, from: isFirst ? range.start.column : 1, to: number == range.end.line ? range.end.column : nil)
      let words = Self.trimmed(part)
      add(words.isEmpty ? "" : (isFirst ? lead : Self.spaces(indent)) + words, group: group)
    }
    takeTrailingComment(of: range.end.line)
  }

  private mutating func writeBlockScalar(
    _ scalar: DocumentScalar, _ node: DocumentNode, lead: String, indent: Int, group: Int
  ) {
    let start = node.range.start
    let header = Self.trimmed(source.text(start.line, from: start.column))
    var numbers = Array(
      start.line + 1..<max(start.line + 1, node.range.end.column == 1 ? node.range.end.line : node.range.end.line + 1))
    let keepsBreaks = header.prefix { $0 != " " && $0 != "#" }.contains("+")
    while !keepsBreaks, let last = numbers.last, Self.isBlank(source.line(last)) { numbers.removeLast() }
    let first = numbers.first { !Self.isBlank(source.line($0)) }
    // With an indentation of its own the text begins with spaces, which are no indentation.
    let own = scalar.text.drop { $0 == "\n" }.prefix { $0 == " " }.count
    let margin = first.map { source.line($0).prefix { $0 == " " }.count - own } ?? 0
    add(lead + String(header.map { $0.isNumber && !header.contains("#") ? "2" : $0 }), group: group)
    for number in numbers {
      let line = source.line(number)
      let text = String(String.UnicodeScalarView(line.dropFirst(max(0, margin))))
      add(line.count <= margin ? "" : Self.spaces(max(indent, 0)) + text, group: group)
    }
    lastLine = max(lastLine, numbers.last ?? start.line)
    endsWithBreaks = keepsBreaks
  }

  /// A scalar on one line. Quotes are double, unless there are quotes or backslashes in the text.
  private func scalarText(_ text: String, _ range: SourceRange) -> String {
    let written = source.text(range.start.line, from: range.start.column, to: range.end.column)
    guard written.hasPrefix("\"") || written.hasPrefix("'"), range.start.line == range.end.line else { return written }
    return Self.quoted(text) ?? written
  }

  private static func quoted(_ text: String) -> String? {
    let isPrintable = text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
      default: false
      }
    }
    guard isPrintable else { return nil }
    if !text.contains("\""), !text.contains("\\") { return "\"\(text)\"" }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  private static func isBlank(_ line: [Unicode.Scalar]) -> Bool { line.allSatisfy { $0 == " " } }

  private static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, first == " " || first == "\t" { scalars = scalars.dropFirst() }
    while let last = scalars.last, last == " " || last == "\t" { scalars = scalars.dropLast() }
    return String(scalars)
  }

  // MARK: Flows

  private func isFlow(_ node: DocumentNode) -> Bool {
    let first = source.character(at: node.range.start)
    return switch node.content {
    case .scalar: false
    case .list: first == "["
    case .mapping: first == "{"
    }
  }

  /// A flow on one line, where it may stand there.
  private func flow(_ node: DocumentNode, after lead: String) -> String? {
    guard isFlow(node) else { return nil }
    if isEmpty(node) { return flowText(node) }
    let range = node.range
    guard !source.hasComment(in: range), let text = flowText(node) else { return nil }
    let most = range.start.line == range.end.line ? Self.greatestWidth : Self.joinedWidth
    return Self.width(lead) + 1 + Self.width(text) <= most ? text : nil
  }

  private func isEmpty(_ node: DocumentNode) -> Bool { node.items?.isEmpty ?? node.entries?.isEmpty ?? false }

  private func flowText(_ node: DocumentNode) -> String? {
    switch node.content {
    case .scalar(let scalar):
      if node.range.start.line == node.range.end.line { return scalarText(scalar.text, node.range) }
      guard !scalar.text.contains("\n") else { return nil }
      let first = source.character(at: node.range.start)
      return first == "\"" || first == "'" ? Self.quoted(scalar.text) : scalar.text
    case .list(let items):
      var parts: [String] = []
      for item in items {
        guard let text = flowText(item) else { return nil }
        parts.append(text)
      }
      return "[" + parts.joined(separator: ", ") + "]"
    case .mapping(let entries):
      var parts: [String] = []
      for entry in entries {
        guard let text = flowText(entry.value) else { return nil }
        let key = scalarText(entry.key, entry.keyRange)
        parts.append(text.isEmpty ? "\(key):" : "\(key): \(text)")
      }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }
}
