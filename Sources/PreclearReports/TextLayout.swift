/// The marks that set a stretch of text off. Which to use is the caller's choice: nothing here knows of a terminal.
package struct Palette: Sendable {
  package let blocked: String
  package let review: String
  package let clear: String
  package let heading: String
  package let faint: String
  package let end: String

  package static let plain = Palette(blocked: "", review: "", clear: "", heading: "", faint: "", end: "")
  /// ECMA-48 sequences: red, yellow and green in bold; bold; faint.
  package static let colour = Palette(
    blocked: "\u{1B}[1;31m", review: "\u{1B}[1;33m", clear: "\u{1B}[1;32m", heading: "\u{1B}[1m", faint: "\u{1B}[2m",
    end: "\u{1B}[0m")
}

/// Text for people: paragraphs wrapped to a width, under an indentation.
package struct TextLayout {
  /// Below this no paragraph is readable, so that a narrower width is not kept to.
  package static let leastWidth = 40

  package private(set) var text = ""
  private let width: Int
  private let endMark: String

  package init(width: Int, palette: Palette) {
    self.width = max(width, Self.leastWidth)
    self.endMark = palette.end
  }

  /// One paragraph. The label starts its first line, and the other lines stand `hanging` further in than that one. A
  /// word that is longer than a line stays whole: it is an id or a path, which a reader copies.
  package mutating func paragraph(
    _ content: String, label: String = "", indent: Int = 0, hanging: Int = 0, mark: String = ""
  ) {
    var line = Self.printable(label)
    var lead = indent
    var gap = ""
    for word in Self.printable(content).split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, lead + line.count + gap.count + word.count > width {
        append(line, indent: lead, mark: mark)
        line = ""
        gap = ""
        lead = indent + hanging
      }
      line += gap + word
      gap = " "
    }
    append(line, indent: lead, mark: mark)
  }

  /// Two columns, the first as wide as its widest name; but a name wider than a third of the width does not count.
  package mutating func table(_ rows: [(name: String, value: String)], indent: Int) {
    let names = rows.map { Self.printable($0.name) }
    let column = names.map(\.count).filter { $0 <= width / 3 }.max() ?? 0
    for (name, row) in zip(names, rows) {
      let gap = String(repeating: " ", count: max(0, column - name.count) + 2)
      paragraph(row.value, label: name + gap, indent: indent, hanging: column + 2)
    }
  }

  /// Columns as wide as what stands in them: the first to the left, the others, which are figures, to the right. It is not wrapped.
  package mutating func grid(head: [String], rows: [[String]], indent: Int, mark: String) {
    let lines = ([head] + rows).map { $0.map(Self.printable) }
    let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    for (number, line) in lines.enumerated() {
      let cells = zip(line, widths).enumerated().map { column, cell in
        let gap = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + gap : gap + cell.0
      }
      append(cells.joined(separator: "  "), indent: indent, mark: number == 0 ? mark : "")
    }
  }

  package mutating func blankLine() {
    text += "\n"
  }

  private mutating func append(_ line: String, indent: Int, mark: String) {
    let end = line.lastIndex { $0 != " " }
    guard let end else { return blankLine() }
    text += String(repeating: " ", count: indent)
    text += mark.isEmpty ? line[...end] : mark + line[...end] + endMark
    text += "\n"
  }

  /// The text without what a terminal would obey or what makes a text look like another: control characters and marks
  /// of text direction become U+FFFD. Line breaks and tabs stay.
  package static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isPrintable(scalar) ? scalar : "\u{FFFD}") }
    return String(result)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: true
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: false
    default: true
    }
  }
}
