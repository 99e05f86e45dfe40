import PreclearEngine

/// Builds nodes from events. Mistakes that leave the structure clear are collected; others are thrown.
struct YAMLComposer: ~Copyable {
  private let file: SourceFile
  private let limits: DocumentLimits
  private var events: YAMLEventStream
  private var eventCount = 0
  /// The byte with which a line begins, of the last line that was asked for: they are asked for in the order of the file.
  private var lineStart = (line: 1, byte: 0)
  private var diagnostics = Diagnostics()

  init(file: SourceFile, limits: DocumentLimits, events: consuming YAMLEventStream) {
    self.file = file
    self.limits = limits
    self.events = events
  }

  mutating func composeFile() throws(LoadFailure) -> DocumentNode {
    var event = try nextEvent()
    while event.kind != .documentStart {
      guard event.kind != .streamEnd else { throw Self.emptyFile(file) }
      event = try nextEvent()
    }
    let root = try compose(try nextEvent(), depth: 0)
    while event.kind != .streamEnd {
      event = try nextEvent()
      if event.kind == .documentStart {
        throw failure(
          "found a second document", code: "yaml-documents", at: range(event),
          help: "put each document in a file of its own")
      }
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    if root.isNull { throw Self.emptyFile(file) }
    return root
  }

  private mutating func compose(_ event: borrowing YAMLEvent, depth: Int) throws(LoadFailure) -> DocumentNode {
    refuseProperties(of: event)
    switch event.kind {
    case .scalar(let style):
      return composeScalar(event, style)
    case .listStart:
      return try composeList(event, depth: depth + 1)
    case .mappingStart:
      return try composeMapping(event, depth: depth + 1)
    case .alias:
      diagnostics.error(
        "found an alias", code: "yaml-alias", at: range(event),
        help: "write the value itself, or quote a text that begins with '*'")
      return null(at: range(event))
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .listEnd, .mappingEnd:
      preconditionFailure("libyaml gives a node wherever its grammar has one")
    }
  }

  private mutating func composeList(_ start: borrowing YAMLEvent, depth: Int) throws(LoadFailure) -> DocumentNode {
    try checkDepth(depth, start)
    var items: [DocumentNode] = []
    var event = try nextEvent()
    while event.kind != .listEnd {
      items.append(try compose(event, depth: depth))
      event = try nextEvent()
    }
    return DocumentNode(.list(items), range: range(start, event, lastChild: items.last?.range))
  }

  private mutating func composeMapping(_ start: borrowing YAMLEvent, depth: Int) throws(LoadFailure) -> DocumentNode {
    try checkDepth(depth, start)
    var entries: [DocumentEntry] = []
    var lastChild: SourceRange?
    var index = KeyIndex()
    var event = try nextEvent()
    while event.kind != .mappingEnd {
      let keyRange = range(event)
      let isKey = isKey(event)
      let key = event.text
      // A key that is no text is still read to its end, for what follows it.
      if isKey { refuseProperties(of: event) } else { _ = try compose(event, depth: depth) }
      let value = try compose(try nextEvent(), depth: depth)
      lastChild = value.range
      if isKey {
        if let first = index.firstPlace(of: key, in: entries) {
          diagnostics.add(
            .duplicateKey(key, at: keyRange, first: entries[first].keyRange, code: "yaml-duplicate-key"))
        } else {
          entries.append(DocumentEntry(key: key, keyRange: keyRange, value: value))
          index.append(key, in: entries)
        }
      }
      event = try nextEvent()
    }
    return DocumentNode(.mapping(entries), range: range(start, event, lastChild: lastChild))
  }

  /// Keys are texts as they stand: `on:`, `null:` and `2001:` are no traps here.
  private mutating func isKey(_ event: borrowing YAMLEvent) -> Bool {
    switch event.kind {
    case .scalar(.plain):
      if event.text.isEmpty || event.text == "~" {
        diagnostics.error(
          "expected a key, found null", code: "yaml-key", at: range(event),
          help: "give the value a name, or quote the key")
        return false
      }
      if event.text == "<<" {
        diagnostics.error(
          "found the merge key '<<'", code: "yaml-merge-key", at: range(event), help: "write the keys out")
        return false
      }
      return true
    case .scalar(.quoted):
      return true
    case .scalar(.block), .listStart, .mappingStart:
      diagnostics.error(
        "expected a text as the key", code: "yaml-key", at: range(event),
        help: "write the key on one line; quote a text that begins with '{', '[' or '?'")
      return false
    case .alias:
      return false
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .listEnd, .mappingEnd:
      preconditionFailure("libyaml gives a node wherever its grammar has one")
    }
  }

  private mutating func composeScalar(_ event: borrowing YAMLEvent, _ style: YAMLEvent.Style) -> DocumentNode {
    let range = range(event)
    var text = event.text
    var kind = DocumentScalar.Kind.string
    var isRewritten = false
    if style == .plain {
      switch ScalarResolution.resolve(text) {
      case .value(let resolved):
        kind = resolved
      case .rewritten(let digits):
        (text, kind, isRewritten) = (digits, .integer, true)
      case .refused(let message, let help):
        diagnostics.error(message, code: "yaml-ambiguous", at: range, help: help)
      }
    }
    let place = isRewritten ? .none : place(of: event, style)
    return DocumentNode(.scalar(DocumentScalar(text: text, kind: kind, place: place)), range: range)
  }

  private mutating func place(of event: borrowing YAMLEvent, _ style: YAMLEvent.Style) -> DocumentScalar.Place {
    let isOneLine = event.start.line == event.end.line
    switch style {
    case .plain where isOneLine:
      return .verbatim(event.start)
    case .quoted where isOneLine:
      // Each escape is longer than what it stands for.
      let codePoints = event.text.utf8.count { $0 & 0xC0 != 0x80 }
      guard event.end.column - event.start.column == codePoints + 2 else { break }
      return .verbatim(SourcePosition(line: event.start.line, column: event.start.column + 1))
    case .plain, .quoted, .block: break
    }
    return .encoded(byte: UInt32(clamping: byte(of: event.start)))
  }

  private mutating func byte(of position: SourcePosition) -> Int {
    let bytes = file.bytes
    while lineStart.line < position.line {
      guard let feed = bytes[lineStart.byte...].firstIndex(of: 0x0A) else { break }
      lineStart = (lineStart.line + 1, feed + 1)
    }
    var byte = lineStart.byte
    for _ in 1..<position.column {
      repeat { byte += 1 } while byte < bytes.count && bytes[byte] & 0xC0 == 0x80
    }
    return byte
  }

  private mutating func refuseProperties(of event: borrowing YAMLEvent) {
    if event.hasAnchor, event.kind != .alias {
      diagnostics.error(
        "found an anchor", code: "yaml-anchor", at: range(event),
        help: "remove it, or quote a text that begins with '&'")
    }
    if event.hasTag {
      diagnostics.error(
        "found a tag", code: "yaml-tag", at: range(event),
        help: "remove it, or quote a text that begins with '!'")
    }
  }

  private mutating func nextEvent() throws(LoadFailure) -> YAMLEvent {
    let event: YAMLEvent
    do {
      event = try events.next()
    } catch {
      throw LoadFailure(diagnostics.all + [error.diagnostic(in: file)])
    }
    eventCount += 1
    guard eventCount <= limits.events else {
      throw failure(
        "the file has more than \(limits.events) values", code: "yaml-limit", at: range(event),
        help: "split it into several files")
    }
    return event
  }

  private func checkDepth(_ depth: Int, _ event: borrowing YAMLEvent) throws(LoadFailure) {
    guard depth <= limits.depth else {
      throw failure(
        "lists and mappings are nested more than \(limits.depth) deep", code: "yaml-limit", at: range(event), help: nil)
    }
  }

  private func failure(_ message: String, code: String, at range: SourceRange, help: String?) -> LoadFailure {
    LoadFailure(diagnostics.all + [Diagnostic(message, code: code, at: range, help: help)])
  }

  private func range(_ event: borrowing YAMLEvent) -> SourceRange {
    SourceRange(file: file, start: event.start, end: event.end)
  }

  /// The range of a list or mapping. In block style libyaml places its end at the next token, past comments and
  /// empty lines; it ends with its last child.
  private func range(_ start: borrowing YAMLEvent, _ end: borrowing YAMLEvent, lastChild: SourceRange?) -> SourceRange {
    SourceRange(file: file, start: start.start, end: end.start == end.end ? lastChild?.end ?? end.end : end.end)
  }

  private func null(at range: SourceRange) -> DocumentNode {
    DocumentNode(.scalar(DocumentScalar(text: "", kind: .null, place: .none)), range: range)
  }

  static func emptyFile(_ file: SourceFile) -> LoadFailure {
    let start = SourcePosition(line: 1, column: 1)
    return LoadFailure([
      Diagnostic("the file is empty", code: "yaml-empty", at: SourceRange(file: file, start: start, end: start))
    ])
  }
}
