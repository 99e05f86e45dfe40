import PreclearEngine

/// Finds where each character of a scalar's text stands in its file, where the two are not the same letter by letter: block
/// scalars, lines that are folded, escapes.
///
/// It reads the scalar again as YAML 1.2 does, and takes no step that the text does not confirm. Nil, should the two part.
struct ScalarPlaces {
  private let source: [UInt8]
  private let text: [UInt8]
  private var cursor: Int
  private var line: Int
  private var column: Int
  /// How far the text was found, in bytes and in code points.
  private var found = 0
  private var characters = 0
  private var stretches: [SourceStretch] = []

  /// Of a scalar that begins, with its quote or `|` or `>`, at this byte of the file.
  static func stretches(
    of text: String, in file: SourceFile, fromByte byte: Int, at start: SourcePosition
  ) -> [SourceStretch]? {
    var places = ScalarPlaces(text, file, byte, start)
    let isFound =
      switch places.peek {
      case UInt8(ascii: "|"): places.findBlock(isFolded: false)
      case UInt8(ascii: ">"): places.findBlock(isFolded: true)
      case UInt8(ascii: "'"), UInt8(ascii: "\""): places.findQuoted()
      default: places.findFlow(quote: nil)
      }
    return isFound ? places.stretches : nil
  }

  private init(_ text: String, _ file: SourceFile, _ byte: Int, _ start: SourcePosition) {
    source = file.bytes
    self.text = Array(text.utf8)
    cursor = byte
    line = start.line
    column = start.column
  }

  // MARK: Plain and quoted

  private mutating func findQuoted() -> Bool {
    let quote = peek
    step()
    return findFlow(quote: quote)
  }

  private mutating func findFlow(quote: UInt8?) -> Bool {
    while !isDone {
      guard let byte = peek else { return false }
      let isStep: Bool
      if isBlank(byte) || isBreak(byte), isAtEndOfLine {
        isStep = takeFold()
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        isStep = takeEscape()
      } else if byte == UInt8(ascii: "'"), quote == byte {
        isStep = takeWritten(as: 2)
      } else {
        isStep = takeRun(inBlock: false)
      }
      if !isStep { return false }
    }
    return true
  }

  /// The end of a line: a space, or as many line feeds as empty lines follow. Spaces around it say nothing.
  private mutating func takeFold() -> Bool {
    let end = place
    skipBlanks()
    skipBreak()
    let empty = skipEmptyLines()
    return empty == 0 ? take(UInt8(ascii: " "), at: end) : takeLineFeeds(empty, at: end)
  }

  private mutating func takeEscape() -> Bool {
    guard let byte = byte(after: 1) else { return false }
    if isBreak(byte) {
      let end = place
      step()
      skipBreak()
      return takeLineFeeds(skipEmptyLines(), at: end)
    }
    switch byte {
    case UInt8(ascii: "x"): return takeWritten(as: 4)
    case UInt8(ascii: "u"): return takeWritten(as: isHighSurrogate ? 12 : 6)
    case UInt8(ascii: "U"): return takeWritten(as: 10)
    default: return takeWritten(as: 2)
    }
  }

  /// JSON writes what lies beyond U+FFFF as two escapes: `\ud83d\ude00`.
  private var isHighSurrogate: Bool {
    guard let first = byte(after: 2), let second = byte(after: 3) else { return false }
    return first | 0x20 == UInt8(ascii: "d") && "89abAB".utf8.contains(second)
  }

  // MARK: Blocks

  /// The lines after the header are indented as the first of them is, or as the header says: then by how much depends on what the
  /// block stands in, and the indentation is the one that leaves the text.
  private mutating func findBlock(isFolded: Bool) -> Bool {
    var isGiven = false
    var isComment = false
    while let byte = peek, !isBreak(byte) {
      if byte == UInt8(ascii: "#") { isComment = true }
      if !isComment, byte.isDigit { isGiven = true }
      step()
    }
    skipBreak()
    let indentation = indentationOfText
    guard isGiven else { return findLines(indentedBy: indentation, isFolded: isFolded) }
    let start = self
    for candidate in stride(from: indentation, to: 0, by: -1) {
      self = start
      if findLines(indentedBy: candidate, isFolded: isFolded) { return true }
    }
    return false
  }

  /// The spaces before the first line that has more than spaces.
  private var indentationOfText: Int {
    var ahead = self
    var longest = 0
    while true {
      ahead.skipBlanks()
      guard let byte = ahead.peek, ahead.isBreak(byte) else { return max(ahead.column - 1, longest) }
      longest = max(longest, ahead.column - 1)
      ahead.skipBreak()
    }
  }

  private mutating func findLines(indentedBy indentation: Int, isFolded: Bool) -> Bool {
    var end: SourcePosition?
    var empty = skipEmptyLines(indentedBy: indentation)
    // A line that is indented further keeps its line breaks, before it and after it.
    var wasFurther = false
    while !isDone, column == indentation + 1, let byte = peek {
      let isFurther = isBlank(byte)
      if let end {
        if isFolded, !wasFurther, !isFurther {
          if empty.isEmpty, !take(UInt8(ascii: " "), at: end) { return false }
        } else if !take(UInt8(ascii: "\n"), at: end) {
          return false
        }
      }
      for place in empty { if !take(UInt8(ascii: "\n"), at: place) { return false } }
      wasFurther = isFurther
      while let byte = peek, !isBreak(byte) { if !takeRun(inBlock: true) { return false } }
      end = peek == nil ? nil : place
      skipBreak()
      empty = skipEmptyLines(indentedBy: indentation)
    }
    for place in (end.map { [$0] } ?? []) + empty where !isDone {
      if !take(UInt8(ascii: "\n"), at: place) { return false }
    }
    return isDone
  }

  /// Moves to the first character after the indentation; gives the ends of the lines that have nothing else.
  private mutating func skipEmptyLines(indentedBy indentation: Int) -> [SourcePosition] {
    var ends: [SourcePosition] = []
    while true {
      while column <= indentation, peek == UInt8(ascii: " ") { step() }
      guard let byte = peek, isBreak(byte) else { return ends }
      ends.append(place)
      skipBreak()
    }
  }

  // MARK: What is written

  private var peek: UInt8? { cursor < source.count ? source[cursor] : nil }

  private func byte(after distance: Int) -> UInt8? {
    cursor + distance < source.count ? source[cursor + distance] : nil
  }

  private var place: SourcePosition { SourcePosition(line: line, column: column) }

  private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// Nothing but spaces stands before the end of the line.
  private var isAtEndOfLine: Bool {
    source[cursor...].first { !isBlank($0) }.map(isBreak) ?? false
  }

  /// Over one byte of the line.
  private mutating func step() {
    if let byte = peek, byte & 0xC0 != 0x80 { column += 1 }
    cursor += 1
  }

  private mutating func skipBlanks() {
    while let byte = peek, isBlank(byte) { step() }
  }

  private mutating func skipBreak() {
    guard let byte = peek else { return }
    cursor += byte == UInt8(ascii: "\r") && self.byte(after: 1) == UInt8(ascii: "\n") ? 2 : 1
    line += 1
    column = 1
  }

  /// How many lines have nothing but spaces; moves past the spaces of the next one too.
  private mutating func skipEmptyLines() -> Int {
    var count = 0
    while true {
      skipBlanks()
      guard let byte = peek, isBreak(byte) else { return count }
      skipBreak()
      count += 1
    }
  }

  // MARK: What was read

  private var isDone: Bool { found == text.count }

  /// Characters that stand as they are: of a block up to the end of the line, elsewhere up to what may mean something else.
  private mutating func takeRun(inBlock: Bool) -> Bool {
    let start = place
    let first = cursor
    let last = min(source.count, cursor + text.count - found)
    while cursor < last, source[cursor] < 0x80, source[cursor] == text[found + cursor - first],
      !isBreak(source[cursor]), inBlock || !Self.meansMore(source[cursor])
    {
      cursor += 1
    }
    let count = cursor - first
    guard count > 0 else { return takeCharacter() }
    column += count
    found += count
    note(start, width: 1)
    characters += count - 1
    return true
  }

  /// A blank may end the line, a backslash and a quote may be an escape.
  private static func meansMore(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\\"), UInt8(ascii: "'"): true
    default: false
    }
  }

  /// A character that stands as it is.
  private mutating func takeCharacter() -> Bool {
    let start = place
    let first = cursor
    step()
    while let byte = peek, byte & 0xC0 == 0x80 { step() }
    guard text[found...].starts(with: source[first..<cursor]) else { return false }
    found += cursor - first
    note(start, width: 1)
    return true
  }

  /// A character of which the file has an escape of so many others.
  private mutating func takeWritten(as width: Int) -> Bool {
    guard !isDone else { return false }
    note(place, width: width)
    for _ in 0..<width { step() }
    repeat { found += 1 } while found < text.count && text[found] & 0xC0 == 0x80
    return true
  }

  private mutating func take(_ byte: UInt8, at place: SourcePosition) -> Bool {
    guard !isDone, text[found] == byte else { return false }
    found += 1
    note(place, width: 1)
    return true
  }

  private mutating func takeLineFeeds(_ count: Int, at place: SourcePosition) -> Bool {
    for _ in 0..<count { if !take(UInt8(ascii: "\n"), at: place) { return false } }
    return true
  }

  private mutating func note(_ place: SourcePosition, width: Int) {
    if let last = stretches.last, last.width == width, last.position(of: characters) == place {
      characters += 1
      return
    }
    stretches.append(SourceStretch(offset: characters, start: place, width: width))
    characters += 1
  }
}
