import PreclearEngine

/// Reads JSON as RFC 8259 has it, into the same nodes as YAML: no comments, no trailing commas, each key once.
package enum JSONReader {
  /// Reads one value. Fails at the first mistake. A byte order mark is dropped, as in YAML.
  package static func read(_ file: SourceFile) throws(LoadFailure) -> DocumentNode {
    let file = withoutMark(file)
    var parser = JSONParser(file: file, end: file.bytes.count)
    return try parser.parseDocument()
  }

  /// Reads JSON Lines: one value on each line, in file order. Lines end with LF or CRLF, the last one need not.
  /// Fails with the first mistake of every line that has one.
  package static func readLines(_ file: SourceFile) throws(LoadFailure) -> [DocumentNode] {
    let file = withoutMark(file)
    var nodes: [DocumentNode] = []
    var diagnostics = Diagnostics()
    var parser = JSONParser(file: file, end: 0)
    var start = 0
    while start < file.bytes.count, diagnostics.all.count < Diagnostics.limit {
      let feed = file.bytes[start...].firstIndex(of: 0x0A) ?? file.bytes.count
      parser.begin(at: start, end: feed > start && file.bytes[feed - 1] == 0x0D ? feed - 1 : feed)
      do {
        nodes.append(try parser.parseDocument())
      } catch {
        for diagnostic in error.diagnostics { diagnostics.add(diagnostic) }
      }
      start = feed + 1
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    return nodes
  }

  /// Reads one line of JSON Lines that stands alone, with its line break, if it has one.
  package static func readLine(_ line: SourceFile) throws(LoadFailure) -> DocumentNode {
    let line = line.firstLine == 1 ? withoutMark(line) : line
    var end = line.bytes.count
    for lineBreak: UInt8 in [0x0A, 0x0D] where end > 0 && line.bytes[end - 1] == lineBreak { end -= 1 }
    var parser = JSONParser(file: line, end: end)
    return try parser.parseDocument()
  }

  private static func withoutMark(_ file: SourceFile) -> SourceFile {
    guard file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return file }
    return SourceFile(path: file.path, bytes: Array(file.bytes.dropFirst(3)), firstLine: file.firstLine)
  }
}

/// Recursive descent over the bytes of one value; its depth is bounded.
private struct JSONParser: ~Copyable {
  private let file: SourceFile
  private var places: PlaceCursor
  private var offset = 0
  /// One line of JSON Lines ends before the file does.
  private var end: Int

  init(file: SourceFile, end: Int) {
    self.file = file
    self.end = end
    places = PlaceCursor(file: file)
  }

  mutating func begin(at start: Int, end: Int) {
    offset = start
    self.end = end
  }

  mutating func parseDocument() throws(LoadFailure) -> DocumentNode {
    let value = try parseValue(depth: 0)
    skipSpace()
    guard offset == end else { throw unexpected("expected nothing after the value") }
    return value
  }

  private mutating func parseValue(depth: Int) throws(LoadFailure) -> DocumentNode {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"):
      return try parseObject(depth: depth + 1)
    case UInt8(ascii: "["):
      return try parseArray(depth: depth + 1)
    case UInt8(ascii: "\""):
      let byte = offset
      let start = places.position(at: offset)
      let string = try parseString()
      let place: DocumentScalar.Place =
        string.isVerbatim
        ? .verbatim(SourcePosition(line: start.line, column: start.column + 1))
        : .encoded(byte: UInt32(clamping: byte))
      return scalar(string.text, .string, from: start, place)
    case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte):
      return try parseNumber()
    default:
      return try parseWord()
    }
  }

  private mutating func parseObject(depth: Int) throws(LoadFailure) -> DocumentNode {
    let start = try open(depth: depth)
    var entries: [DocumentEntry] = []
    var keys = KeyIndex()
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw unexpected("expected a key in double quotes") }
        let keyStart = places.position(at: offset)
        let key = try parseString().text
        let keyRange = range(from: keyStart)
        guard take(UInt8(ascii: ":")) else { throw unexpected("expected ':'") }
        let value = try parseValue(depth: depth)
        if let first = keys.firstPlace(of: key, in: entries) {
          throw LoadFailure([
            .duplicateKey(key, at: keyRange, first: entries[first].keyRange, code: "json-duplicate-key")
          ])
        }
        entries.append(DocumentEntry(key: key, keyRange: keyRange, value: value))
        keys.append(key, in: entries)
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { throw unexpected("expected ',' or '}'") }
    }
    return DocumentNode(.mapping(entries), range: range(from: start))
  }

  private mutating func parseArray(depth: Int) throws(LoadFailure) -> DocumentNode {
    let start = try open(depth: depth)
    var items: [DocumentNode] = []
    if !take(UInt8(ascii: "]")) {
      repeat {
        items.append(try parseValue(depth: depth))
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else { throw unexpected("expected ',' or ']'") }
    }
    return DocumentNode(.list(items), range: range(from: start))
  }

  /// Moves past the bracket, which stands at the offset.
  private mutating func open(depth: Int) throws(LoadFailure) -> SourcePosition {
    guard depth <= DocumentLimits.rules.depth else {
      throw failure("values are nested more than \(DocumentLimits.rules.depth) deep", code: "json-limit", at: offset)
    }
    let start = places.position(at: offset)
    offset += 1
    return start
  }

  private mutating func parseWord() throws(LoadFailure) -> DocumentNode {
    let start = offset
    while let byte = peek, Self.isLetter(byte) { offset += 1 }
    let word = String(decoding: file.bytes[start..<offset], as: UTF8.self)
    let kind: DocumentScalar.Kind
    switch word {
    case "true": kind = .bool(true)
    case "false": kind = .bool(false)
    case "null": kind = .null
    default:
      offset = start
      throw unexpected("expected a value", help: word.isEmpty ? nil : "a text stands in double quotes")
    }
    let place = places.position(at: start)
    return scalar(word, kind, from: place, .verbatim(place))
  }

  private mutating func parseNumber() throws(LoadFailure) -> DocumentNode {
    let start = offset
    var kind = DocumentScalar.Kind.integer
    if peek == UInt8(ascii: "-") { offset += 1 }
    let digits = offset
    try takeDigits()
    if file.bytes[digits] == UInt8(ascii: "0"), offset > digits + 1 {
      throw failure("a number may not begin with a zero", code: "json-syntax", at: start)
    }
    if peek == UInt8(ascii: ".") {
      kind = .decimal
      offset += 1
      try takeDigits()
    }
    if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      try takeDigits()
    }
    let text = String(decoding: file.bytes[start..<offset], as: UTF8.self)
    let place = places.position(at: start)
    return scalar(text, kind, from: place, .verbatim(place))
  }

  private mutating func takeDigits() throws(LoadFailure) {
    guard let byte = peek, Self.isDigit(byte) else { throw unexpected("expected a digit") }
    while let byte = peek, Self.isDigit(byte) { offset += 1 }
  }

  /// Reads from the quote at the offset past the closing one. Verbatim: without escapes.
  private mutating func parseString() throws(LoadFailure) -> (text: String, isVerbatim: Bool) {
    let open = offset
    offset += 1
    var start = offset
    var decoded = ""
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        let last = try text(start..<offset)
        offset += 1
        if start == open + 1 { return (last, true) }
        return (decoded + last, false)
      case UInt8(ascii: "\\"):
        decoded += try text(start..<offset)
        decoded.unicodeScalars.append(try parseEscape())
        start = offset
      case 0..<0x20:
        throw failure(
          "found a control character in a text", code: "json-syntax", at: offset,
          help: "write it as an escape, such as \\n or \\t")
      default:
        offset += 1
      }
    }
    throw failure("this quote is never closed", code: "json-syntax", at: open)
  }

  private mutating func text(_ bytes: Range<Int>) throws(LoadFailure) -> String {
    if let text = String(validating: file.bytes[bytes], as: UTF8.self) { return text }
    // Rare, so that it may look again: the first place at which what comes before is still UTF-8.
    var valid = bytes.lowerBound
    var decoder = UTF8()
    var iterator = file.bytes[bytes].makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
    throw failure("found a byte that is not UTF-8", code: "json-encoding", at: valid, help: "save the file as UTF-8")
  }

  private mutating func parseEscape() throws(LoadFailure) -> Unicode.Scalar {
    let start = offset
    offset += 1
    let byte = peek
    offset += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      throw failure(
        "found an unknown escape", code: "json-syntax", at: start, help: "a backslash is written as two: \\\\")
    }
    var value = try parseHexDigits(of: start)
    if (0xD800..<0xDC00).contains(value), peek == UInt8(ascii: "\\") {
      offset += 1
      if peek == UInt8(ascii: "u") {
        offset += 1
        let low = try parseHexDigits(of: start)
        if (0xDC00..<0xE000).contains(low) { value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00) }
      }
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw failure(
        "found half of a surrogate pair", code: "json-syntax", at: start,
        help: "write the character itself, or both halves: \\ud83d\\ude00")
    }
    return scalar
  }

  private mutating func parseHexDigits(of escape: Int) throws(LoadFailure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch peek {
      case .some(let byte) where Self.isDigit(byte): digit = byte - UInt8(ascii: "0")
      case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
        digit = (byte | 0x20) - UInt8(ascii: "a") + 10
      default:
        throw failure("expected four hexadecimal digits after '\\u'", code: "json-syntax", at: escape)
      }
      value = value << 4 + UInt32(digit)
      offset += 1
    }
    return value
  }

  private var peek: UInt8? { offset < end ? file.bytes[offset] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func unexpected(_ expectation: String, help: String? = nil) -> LoadFailure {
    failure("\(expectation), found \(found)", code: "json-syntax", at: offset, help: help)
  }

  /// What stands at the offset, in a message.
  private var found: String {
    guard let first = peek else { return end == file.bytes.count ? "the end of the file" : "the end of the line" }
    var last = offset + 1
    if Self.isLetter(first) {
      while last < min(end, offset + 20), Self.isLetter(file.bytes[last]) { last += 1 }
    } else {
      while last < min(end, offset + 4), file.bytes[last] & 0xC0 == 0x80 { last += 1 }
    }
    return "'\(DocumentNode.excerpt(String(decoding: file.bytes[offset..<last], as: UTF8.self)))'"
  }

  private mutating func failure(
    _ message: String, code: String, at offset: Int, help: String? = nil
  ) -> LoadFailure {
    let start = places.position(at: offset)
    let range = SourceRange(
      file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    return LoadFailure([Diagnostic(message, code: code, at: range, help: help)])
  }

  private mutating func scalar(
    _ text: String, _ kind: DocumentScalar.Kind, from start: SourcePosition, _ place: DocumentScalar.Place
  ) -> DocumentNode {
    DocumentNode(.scalar(DocumentScalar(text: text, kind: kind, place: place)), range: range(from: start))
  }

  /// From a place up to the offset.
  private mutating func range(from start: SourcePosition) -> SourceRange {
    SourceRange(file: file, start: start, end: places.position(at: offset))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9") }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lowerCased = byte | 0x20
    return UInt8(ascii: "a") <= lowerCased && lowerCased <= UInt8(ascii: "z")
  }
}

/// Lines and columns of offsets that never go back, so that all of them together take one walk over the file.
private struct PlaceCursor {
  private let file: SourceFile
  private var offset = 0
  private var line: Int
  private var column = 1

  init(file: SourceFile) {
    self.file = file
    line = file.firstLine
  }

  mutating func position(at target: Int) -> SourcePosition {
    while offset < target {
      let byte = file.bytes[offset]
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      offset += 1
    }
    return SourcePosition(line: line, column: column)
  }
}
