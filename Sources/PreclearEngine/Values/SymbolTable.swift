/// The strings of a run. A pack brings those of its text; a run adds those of its events.
///
/// Two strings are one if their code points are the same: é as one code point and as two are different. Beside its text, a
/// string takes twenty to thirty bytes.
package struct SymbolTable: Sendable {
  /// All texts, one behind the other, in UTF-8.
  private var texts: [UInt8] = []
  /// Where the text of each symbol ends.
  private var ends: [Int] = []
  /// A hash table with open addresses: the hash in the upper half, the number of the symbol in the lower; all ones where it is free.
  private var slots: [UInt64] = []

  /// The text that is lent.
  private var lent: [UInt8] = []

  private static let free = UInt64.max
  private static let lentSymbol = Symbol(-1)

  /// The empty text is there from the start: it is the name of nobody.
  package init() {
    slots = [UInt64](repeating: Self.free, count: 16)
    _ = intern("")
  }

  package static let empty = Symbol(0)

  package var count: Int { ends.count }

  package mutating func intern(_ text: String) -> Symbol {
    var text = text
    text.makeContiguousUTF8()
    let bytes = text.utf8.span
    return intern(bytes, 0, bytes.count, hash: TextWords.hash(bytes, 0, bytes.count))
  }

  package func symbol(of text: String) -> Symbol? {
    var text = text
    text.makeContiguousUTF8()
    let bytes = text.utf8.span
    let found = slots[place(bytes, 0, bytes.count, hash: TextWords.hash(bytes, 0, bytes.count))]
    return found == Self.free ? nil : Symbol(Int32(truncatingIfNeeded: found))
  }

  package func text(_ symbol: Symbol) -> String {
    if symbol == Self.lentSymbol { return String(decoding: lent, as: UTF8.self) }
    return String(decoding: texts[range(Int(symbol.number))], as: UTF8.self)
  }

  /// A symbol for a text that is not kept, until the next one is lent. It is equal to itself alone.
  package mutating func lend(_ bytes: ArraySlice<UInt8>) -> Symbol {
    lent.removeAll(keepingCapacity: true)
    lent += bytes
    return Self.lentSymbol
  }

  /// The symbol of some bytes of UTF-8, whose hash is known.
  @inline(__always)
  mutating func intern(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, hash: UInt32) -> Symbol {
    let place = place(bytes, start, length, hash: hash)
    let found = slots[place]
    if found != Self.free { return Symbol(Int32(truncatingIfNeeded: found)) }
    return add(bytes, start, length, hash, place)
  }

  /// The slot that holds the text, or the free one where it belongs.
  @inline(__always)
  private func place(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, hash: UInt32) -> Int {
    let mask = slots.count &- 1
    var place = Int(hash) & mask
    while true {
      let slot = slots[place]
      if slot == Self.free { return place }
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let range = range(Int(UInt32(truncatingIfNeeded: slot)))
        if range.count == length,
          TextWords.areEqual(bytes, start, texts.span, range.lowerBound, length)
        {
          return place
        }
      }
      place = (place &+ 1) & mask
    }
  }

  private func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  @inline(never)
  private mutating func add(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ hash: UInt32, _ place: Int) -> Symbol {
    let number = ends.count
    for offset in start..<start + length { texts.append(bytes[offset]) }
    ends.append(texts.count)
    slots[place] = UInt64(hash) << 32 | UInt64(number)
    if ends.count * 4 > slots.count * 3 { grow() }
    return Symbol(Int32(number))
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [UInt64](repeating: Self.free, count: slots.count * 2)
    for slot in slots where slot != Self.free {
      var place = Int(slot >> 32) & mask
      while larger[place] != Self.free { place = (place + 1) & mask }
      larger[place] = slot
    }
    slots = larger
  }
}
