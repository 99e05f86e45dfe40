/// A few names, each with its number, found by their bytes: keys, kinds, the values of an enum.
struct NameTable: Sendable {
  private struct Entry {
    /// The first eight bytes of the name, and the next eight: zero where it has none.
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// Negative where the entry is free.
    var length = Int32(-1)
    var number = Int32(-1)
  }

  private var entries: ContiguousArray<Entry>
  /// For names of more than sixteen bytes.
  private var names: [[UInt8]]
  private let shift: UInt64

  /// The number of a name is its place in the list; of two that are equal, the first counts.
  init(_ names: [String]) {
    self.names = names.map { Array($0.utf8) }
    var bits = 3
    while 1 << bits < names.count * 4 { bits += 1 }
    shift = UInt64(64 - bits)
    entries = ContiguousArray(repeating: Entry(), count: 1 << bits)
    for (number, name) in self.names.enumerated() {
      let bytes = name.span
      guard find(bytes, 0, name.count) < 0 else { continue }
      let low = TextWords.word(bytes, 0, name.count)
      let high = name.count > 8 ? TextWords.word(bytes, 8, name.count - 8) : 0
      var place = place(low, high)
      while entries[place].length >= 0 { place = (place + 1) & (entries.count - 1) }
      entries[place] = Entry(low: low, high: high, length: Int32(name.count), number: Int32(number))
    }
  }

  /// The number of a name, or -1.
  @inline(__always)
  func find(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Int {
    let high = length > 8 ? TextWords.word(bytes, start &+ 8, length &- 8) : 0
    return find(TextWords.word(bytes, start, length), high, bytes, start, length)
  }

  /// The same where the first sixteen bytes of the name are at hand, with zeros behind its end.
  @inline(__always)
  func find(_ low: UInt64, _ high: UInt64, _ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Int {
    var place = place(low, high)
    while true {
      let entry = entries[place]
      if entry.length < 0 { return -1 }
      if entry.low == low, entry.high == high, Int(entry.length) == length,
        length <= 16 || isName(Int(entry.number), bytes, start, length)
      {
        return Int(entry.number)
      }
      place = (place &+ 1) & (entries.count &- 1)
    }
  }

  @inline(__always)
  private func place(_ low: UInt64, _ high: UInt64) -> Int {
    Int(truncatingIfNeeded: ((low ^ (high << 23 | high >> 41)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  @inline(never)
  private func isName(_ number: Int, _ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    let name = names[number]
    return TextWords.areEqual(bytes, start, name.span, 0, length)
  }
}
