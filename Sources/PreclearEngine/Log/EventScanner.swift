/// Reads one line of JSON after the other into rows of cells, as quickly as it can be done.
///
/// It takes what is plainly right. Whatever it is not sure of, mistakes among it, it leaves to the reader that explains: there
/// is one place that says what is wrong, and where.
package struct EventScanner: Sendable {
  private let plan: ScanPlan
  private var entries = ContiguousArray(repeating: LineEntry(), count: ScanPlan.mostFields + 3)
  private var dates = DateMemory()

  /// The texts and ids that are read become symbols; of the others nothing is kept.
  package init(pack: CompiledPack, reads: EventReads) {
    self.init(layouts: pack.layouts, reads: reads, symbols: pack.symbols)
  }

  /// The table has the values of all enums.
  init(layouts: [EventLayout], reads: EventReads, symbols: SymbolTable) {
    plan = ScanPlan(layouts: layouts, reads: reads, symbols: symbols)
  }

  /// Scans all lines of a batch.
  package mutating func scan(_ batch: inout LogBatch) {
    batch.frames.removeAll()
    let bytes = batch.bytes
    scan(bytes.span, batch.end, into: &batch.frames)
  }

  private mutating func scan(_ bytes: Span<UInt8>, _ end: Int, into frames: inout EventFrames) {
    let plan = plan
    var dates = dates
    var entries = entries.mutableSpan
    var start = 0
    while start < end {
      var line = EventFrames.Line(start: start, end: start)
      if !Self.scan(bytes, &line, plan, &entries, &dates, &frames) {
        line.kind = -1
        line.end = Self.lineEnd(bytes, from: start)
      }
      frames.lines.append(line)
      start = line.end + 1
    }
    self.dates = dates
  }

  /// The next line break: there is one.
  private static func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var offset = start
    while bytes[offset] != 0x0A { offset += 1 }
    return offset
  }

  /// False if the line is left to the reader that explains. Else the line's row stands in the frames.
  @inline(__always)
  private static func scan(
    _ bytes: Span<UInt8>, _ line: inout EventFrames.Line, _ plan: ScanPlan, _ entries: inout MutableSpan<LineEntry>,
    _ dates: inout DateMemory, _ frames: inout EventFrames
  ) -> Bool {
    guard bytes.count < EventFrames.decodedStart else { return false }
    var count = 0
    line.end = LineEntries.read(bytes, line.start, plan.keys, into: &entries, &count)
    guard line.end >= 0, let named = (0..<count).first(where: { entries[$0].key == ScanPlan.kindKey }) else {
      return false
    }
    let kindText = entries[named]
    guard kindText.form == .string, !kindText.isEscaped else { return false }
    line.kind = plan.kinds.find(bytes, Int(kindText.start), Int(kindText.length))
    guard line.kind >= 0 else { return false }
    let rule = plan.kindRules[line.kind]
    guard rule.isScanned else { return false }
    frames.beginRow(rule.fields)
    if fill(bytes, &line, rule, plan, entries, count, &dates, &frames) {
      frames.finishRow(rule.fields)
      return true
    }
    frames.dropRow()
    return false
  }

  /// Checks the entries against the kind and writes its row. Whatever it wrote counts only if it answers true.
  @inline(__always)
  private static func fill(
    _ bytes: Span<UInt8>, _ line: inout EventFrames.Line, _ rule: ScanPlan.KindRule, _ plan: ScanPlan,
    _ entries: borrowing MutableSpan<LineEntry>, _ count: Int, _ dates: inout DateMemory, _ frames: inout EventFrames
  ) -> Bool {
    line.firstCell = frames.firstCell
    line.fields = rule.fields
    var seen: UInt64 = 0
    for index in 0..<count {
      let entry = entries[index]
      let key = Int(entry.key)
      let position = plan.position(ofKey: key, line.kind)
      let bit: UInt64
      if position >= 0 {
        bit = 1 &<< UInt64(truncatingIfNeeded: position)
        guard fill(bytes, entry, plan.rules[rule.firstRule &+ position], position, plan, &dates, &frames) else {
          return false
        }
      } else if key == ScanPlan.idKey {
        bit = 1 &<< UInt64(truncatingIfNeeded: rule.fields)
        guard fillID(bytes, entry, rule.keepsID, &line, &frames) else { return false }
      } else if key == ScanPlan.dateKey {
        bit = 2 &<< UInt64(truncatingIfNeeded: rule.fields)
        guard let day = dates.day(bytes, entry) else { return false }
        line.day = day
      } else {
        // The kind was found as the first of its key; above the other two bits there is one for it.
        bit = 1 &<< 63
        guard key == ScanPlan.kindKey else { return false }
      }
      guard seen & bit == 0 else { return false }
      seen |= bit
    }
    return rule.required & ~seen == 0
  }

  @inline(__always)
  private static func fillID(
    _ bytes: Span<UInt8>, _ entry: LineEntry, _ isKept: Bool, _ line: inout EventFrames.Line,
    _ frames: inout EventFrames
  ) -> Bool {
    guard entry.form == .string, entry.length > 0 else { return false }
    line.id = frames.text(entry, bytes)
    let start = Int(line.id.start)
    let length = Int(line.id.length)
    let isPlain =
      start < EventFrames.decodedStart
      ? JSONText.hasNoControls(bytes, start, length)
      : JSONText.hasNoControls(frames.decoded.span, start - EventFrames.decodedStart, length)
    if isPlain, isKept { frames.set(-1, line.id, bytes) }
    return isPlain
  }

  /// Writes the value of a field into its cell. False if it is not plainly one that the field may hold.
  @inline(__always)
  private static func fill(
    _ bytes: Span<UInt8>, _ entry: LineEntry, _ rule: FieldRule, _ field: Int, _ plan: ScanPlan,
    _ dates: inout DateMemory, _ frames: inout EventFrames
  ) -> Bool {
    let value: Cell
    switch (rule.form, entry.form) {
    case (.other, _):
      return false
    case (_, .null):
      guard rule.allowsNull else { return false }
      if rule.nullIsUnknown { return true }
      value = .null
    case (.string, .string):
      guard entry.length > 0 || !rule.isNonempty else { return false }
      if rule.isRead { frames.set(field, frames.text(entry, bytes), bytes) }
      return true
    case (.choice, .string):
      guard !entry.isEscaped, let symbol = plan.choice(Int(rule.table), bytes, Int(entry.start), Int(entry.length))
      else {
        return false
      }
      value = .string(symbol)
    case (.time, .string):
      guard !entry.isEscaped, isTime(bytes, entry) else { return false }
      if rule.isRead { frames.set(field, frames.text(entry, bytes), bytes) }
      return true
    case (.date, .string):
      guard let day = dates.day(bytes, entry) else { return false }
      value = Cell(kind: .date, payload: Int64(day))
    case (.bool, .yes):
      value = .yes
    case (.bool, .no):
      value = .no
    case (.int, .number):
      guard entry.places == 0, rule.allows(entry.number, 0, digits: entry.digits) else { return false }
      value = .int(entry.number)
    case (.decimal, .number):
      guard let number = decimal(entry, rule) else { return false }
      value = number
    case (.decimal, .string):
      var digits = LineEntry()
      let start = Int(entry.start)
      guard !entry.isEscaped, LineEntries.readNumber(bytes, start, &digits) == start &+ Int(entry.length),
        let number = decimal(digits, rule)
      else { return false }
      value = number
    default:
      return false
    }
    frames.set(field, value)
    return true
  }

  @inline(__always)
  private static func decimal(_ entry: LineEntry, _ rule: FieldRule) -> Cell? {
    var scale = Int(entry.places)
    var coefficient = entry.number
    while scale > 0 {
      let (tenth, digit) = coefficient.quotientAndRemainder(dividingBy: 10)
      guard digit == 0 else { break }
      coefficient = tenth
      scale &-= 1
    }
    guard rule.allows(coefficient, scale, digits: entry.digits) else { return nil }
    return Cell(kind: .decimal, payload: coefficient, scale: UInt8(truncatingIfNeeded: scale))
  }

  private static func isTime(_ bytes: Span<UInt8>, _ entry: LineEntry) -> Bool {
    let start = Int(entry.start)
    guard entry.length == 5, bytes[start + 2] == UInt8(ascii: ":"), let hour = DateMemory.twoDigits(bytes, start),
      let minute = DateMemory.twoDigits(bytes, start + 3)
    else { return false }
    return hour < 24 && minute < 60
  }
}
