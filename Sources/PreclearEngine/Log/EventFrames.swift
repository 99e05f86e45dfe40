/// Events as flat rows of cells, in the order of their lines.
package struct EventFrames: Sendable {
  /// What was made of one line.
  package struct Line: Sendable {
    /// Where the line begins among the bytes, and where its line break stands.
    package var start: Int
    package var end: Int
    /// The event's kind; negative where the line is left to the reader that explains.
    package var kind = -1
    /// Days since 1970-01-01.
    var day = Int32(0)
    /// Where the fields begin among the cells, in the order of the layout. The cell before them is the id; it is absent if no
    /// program reads it.
    package var firstCell = 0
    var fields = 0
    var id = Text()

    /// The day of the event; nil where the line was left.
    package var date: CalendarDate? { kind < 0 ? nil : CalendarDate(dayNumber: Int(day)) }
  }

  /// A text among the bytes of the batch or, counted from ``decodedStart``, among those that were decoded.
  struct Text: Sendable {
    var start = UInt32(0)
    var length = UInt32(0)
  }

  /// A text that is still to become a symbol.
  private struct PendingText: Sendable {
    var text = Text()
    var hash = UInt32(0)
    var cell = UInt32(0)
  }

  /// A batch with more bytes than this is not scanned.
  static let decodedStart = 1 << 31

  package internal(set) var lines: [Line] = []
  package private(set) var cells: ContiguousArray<Cell> = []
  private var cellCount = 0
  /// What stood there as escapes.
  private(set) var decoded: [UInt8] = []
  private var pending: ContiguousArray<PendingText> = []
  private var pendingCount = 0
  /// Of the row that is being written.
  private(set) var firstCell = 0
  private var pendingBefore = 0

  /// Forgets the events; the room stays.
  mutating func removeAll() {
    lines.removeAll(keepingCapacity: true)
    decoded.removeAll(keepingCapacity: true)
    cellCount = 0
    pendingCount = 0
  }

  /// Where the fields of an event are.
  package func cells(of line: Line) -> Range<Int> { line.firstCell..<line.firstCell + line.fields }

  // MARK: Rows

  /// Begins a row of so many fields, all of them absent. It counts when it is finished.
  @inline(__always)
  mutating func beginRow(_ fields: Int) {
    if cellCount &+ fields >= cells.count || pendingCount &+ fields >= pending.count { grow(fields) }
    for cell in cellCount...cellCount &+ fields { cells[cell] = .absent }
    firstCell = cellCount &+ 1
    pendingBefore = pendingCount
  }

  @inline(__always)
  mutating func finishRow(_ fields: Int) { cellCount = firstCell &+ fields }

  mutating func dropRow() { pendingCount = pendingBefore }

  @inline(never)
  private mutating func grow(_ fields: Int) {
    cells.append(contentsOf: repeatElement(.absent, count: max(cells.count, fields + 1, 256)))
    pending.append(contentsOf: repeatElement(PendingText(), count: max(pending.count, fields + 1, 256)))
  }

  /// Writes a field of the row.
  @inline(__always)
  mutating func set(_ field: Int, _ cell: Cell) { cells[firstCell &+ field] = cell }

  /// Notes that a field of the row, or the id as the field -1, is to hold the symbol of a text.
  @inline(__always)
  mutating func set(_ field: Int, _ text: Text, _ bytes: Span<UInt8>) {
    let start = Int(text.start)
    let hash =
      start < Self.decodedStart
      ? TextWords.hash(bytes, start, Int(text.length))
      : TextWords.hash(decoded.span, start - Self.decodedStart, Int(text.length))
    cells[firstCell &+ field].kind = .string
    pending[pendingCount] = PendingText(
      text: text, hash: hash, cell: UInt32(truncatingIfNeeded: firstCell &+ field))
    pendingCount &+= 1
  }

  // MARK: Texts

  /// The text of a string: where it stands, or decoded.
  @inline(__always)
  mutating func text(_ entry: LineEntry, _ bytes: Span<UInt8>) -> Text {
    if !entry.isEscaped { return Text(start: entry.start, length: entry.length) }
    return decodedText(entry, bytes)
  }

  @inline(never)
  private mutating func decodedText(_ entry: LineEntry, _ bytes: Span<UInt8>) -> Text {
    let start = decoded.count
    JSONText.decode(bytes, Int(entry.start), Int(entry.length), into: &decoded)
    return Text(start: UInt32(Self.decodedStart + start), length: UInt32(decoded.count - start))
  }

  mutating func resolve(_ bytes: Span<UInt8>, _ symbols: inout SymbolTable) {
    let texts = decoded
    let decoded = texts.span
    for index in 0..<pendingCount {
      let next = pending[index]
      let start = Int(next.text.start)
      let length = Int(next.text.length)
      let symbol =
        start < Self.decodedStart
        ? symbols.intern(bytes, start, length, hash: next.hash)
        : symbols.intern(decoded, start - Self.decodedStart, length, hash: next.hash)
      cells[Int(next.cell)].payload = Int64(symbol.number)
    }
    pendingCount = 0
  }
}
