import PreclearEngine
import PreclearLanguage
import Testing

/// A pack whose events are read both ways: by the scanner, and by the reader that explains.
struct ScannedLog {
  static let pack = """
    pack: log
    enums: {side: [buy, sell, "a side with a long name", "sïde"]}
    common:
      desk: {type: string, nonempty: true, required: true}
      note: {type: string, nonempty: true}
    events:
      trade:
        fields:
          person: {type: party}
          side: {type: side, required: true}
          shares: {type: int, minimum: 1, digits: 12, required: true}
          price: {type: decimal, minimum: -0.5, maximum: 1000000.25, places: 4}
          cap: {type: decimal, digits: 12, null: no cap was agreed}
          guess: {type: decimal, null: unknown}
          at: {type: time}
          until: {type: date}
          final: {type: bool}
          comment: {type: string}
          a_name_that_is_longer_than_two_words: {type: int}
          doubled: {type: int, derived: event.shares * 2}
      basket: {fields: {items: {type: list(string)}, total: {type: int}}}
      closed: {}
    rules:
      all:
        title: Reads every field but the note
        on: trade
        forbid: >-
          has(event.person) && has(event.price) && has(event.cap) && has(event.guess) && has(event.at) && has(event.until)
          && has(event.final) && has(event.comment) && has(event.a_name_that_is_longer_than_two_words) && event.doubled > 5
          && event.desk == "x" && event.side == "buy" && event.id == "y"
        because: Never.
        cite: {source: handbook, page: '1', lines: 1-2, anchor: staff may not}
      baskets:
        title: Reads the basket
        on: basket
        forbid: has(event.items) && has(event.total) && event.desk == "x"
        because: Never.
        cite: {source: handbook, page: '1', lines: 1-2, anchor: staff may not}

    """

  let compiled: CompiledPack
  private let scanner: EventScanner

  init() throws {
    let files = TextFiles(texts: ["pack/pack.yaml": Self.pack])
    compiled = try Compiler.compile(PackLoader.load("pack", files: files).pack)
    scanner = EventScanner(pack: compiled, reads: compiled.reads)
  }

  /// Each line as the scanner has it: the event's parts as texts, or nil where it is left. Behind the last line stands nothing at
  /// which a reader that ran past the line break would stop.
  func scan(_ lines: [[UInt8]]) -> [[String]?] {
    var scanner = scanner
    var batch = LogBatch()
    batch.bytes = lines.flatMap { $0 + [0x0A] }
    batch.end = batch.bytes.count
    batch.bytes += [UInt8](repeating: UInt8(ascii: "1"), count: LogBatch.padding)
    batch.places = .running(file: "log", first: 1)
    scanner.scan(&batch)
    var symbols = compiled.symbols
    batch.resolve(&symbols)
    return batch.frames.lines.enumerated().map { number, line in
      guard let date = line.date else { return nil }
      let cells = batch.frames.cells[line.firstCell..<line.firstCell + compiled.layouts[line.kind].fields.count]
      let id = batch.frames.cells[line.firstCell - 1]
      let name = String(decoding: batch.id(line), as: UTF8.self)
      if let kept = id.value, case .string(let symbol) = kept { #expect(symbols.text(symbol) == name) }
      let location = batch.location(number)
      return [compiled.layouts[line.kind].name, name, date.description, "\(location.line):\(location.column)"]
        + cells.map { Self.text($0.value, symbols) }
    }
  }

  /// The line as the reader that explains has it, without what no program reads.
  func read(_ line: [UInt8], number: Int) -> [String]? {
    var decoder = EventDecoder(pack: compiled, symbols: compiled.symbols)
    let file = SourceFile(path: "log", bytes: line, firstLine: number)
    guard let node = try? JSONReader.readLine(file), let event = decoder.event(node) else { return nil }
    let kind = event.kind
    let slots = event.slots.enumerated().map { position, value -> String in
      let isKept = compiled.reads.contains(field: position, ofKind: kind)
      return Self.text(isKept ? value : nil, decoder.symbols)
    }
    return [
      compiled.layouts[kind].name, decoder.symbols.text(event.id), event.date.description,
      "\(event.location?.line ?? 0):\(event.location?.column ?? 0)",
    ] + slots
  }

  private static func text(_ value: Value?, _ symbols: SymbolTable) -> String {
    switch value {
    case nil: "absent"
    case .null: "null"
    case .string(let symbol): "text " + symbols.text(symbol).unicodeScalars.map { "\($0.value)" }.joined(separator: " ")
    case .int(let number): "int \(number)"
    case .decimal(let decimal): "decimal \(decimal.coefficient) \(decimal.scale)"
    case .some(let value): ValueText.plain(value, symbols)
    }
  }
}
