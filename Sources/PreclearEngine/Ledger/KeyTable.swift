/// A key of up to four parts as plain numbers: what nearly every key is.
struct PackedKey: BitwiseCopyable {
  static let maximumParts = 4

  /// The kinds of the parts, four bits each, the first in the lowest; 0 is the key of state that has none.
  private(set) var shape: UInt16 = 0
  private var parts: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)

  /// The key of state that has none.
  static let whole = PackedKey()

  private init() {}

  /// Nil for what cannot be part of a key, or takes another form.
  @inline(__always)
  init?(_ part: Cell) {
    guard Self.isPart(part) else { return nil }
    shape = UInt16(part.kind.rawValue)
    parts.0 = part.payload
  }

  /// A key of two parts.
  @inline(__always)
  init?(_ first: Cell, _ second: Cell) {
    guard Self.isPart(first), Self.isPart(second) else { return nil }
    shape = UInt16(first.kind.rawValue) | UInt16(second.kind.rawValue) << 4
    parts.0 = first.payload
    parts.1 = second.payload
  }

  @inline(__always)
  private static func isPart(_ cell: Cell) -> Bool {
    switch cell.kind {
    case .bool, .int, .date, .string: true
    case .absent, .null, .decimal, .spilled: false
    }
  }

  /// A key of several parts, from the first on; nil if one of them cannot be part of a key. A list of one is no single key.
  static func composite(count: Int, _ part: (Int) -> Cell) -> PackedKey? {
    if count == 2 { return PackedKey(part(0), part(1)) }
    guard (3...maximumParts).contains(count) else { return nil }
    var key = PackedKey()
    for position in 0..<count {
      let cell = part(position)
      guard isPart(cell) else { return nil }
      key.shape |= UInt16(cell.kind.rawValue) << UInt16(4 * position)
      key[position] = cell.payload
    }
    return key
  }

  /// The same key in plain numbers; nil for a key of another form.
  init?(_ key: Key) {
    switch key {
    case .whole: self = .whole
    case .composite(let parts):
      let cells = parts.compactMap { Cell($0.value) }
      guard cells.count == parts.count, let key = PackedKey.composite(count: cells.count, { cells[$0] }) else {
        return nil
      }
      self = key
    case .string, .int, .bool, .date:
      guard let cell = Cell(key.value), let key = PackedKey(cell) else { return nil }
      self = key
    }
  }

  subscript(position: Int) -> Int64 {
    @inline(__always) get {
      switch position {
      case 0: parts.0
      case 1: parts.1
      case 2: parts.2
      default: parts.3
      }
    }
    @inline(__always) set {
      switch position {
      case 0: parts.0 = newValue
      case 1: parts.1 = newValue
      case 2: parts.2 = newValue
      default: parts.3 = newValue
      }
    }
  }

  var count: Int {
    @inline(__always) get { shape == 0 ? 0 : (15 - shape.leadingZeroBitCount) / 4 + 1 }
  }

  /// The key as the rest of the engine knows it.
  var key: Key {
    func part(_ position: Int) -> Key {
      let kind = Cell.Kind(rawValue: UInt8(truncatingIfNeeded: shape >> UInt16(4 * position) & 15)) ?? .null
      return Cell(kind: kind, payload: self[position]).value.flatMap(Key.init) ?? .whole
    }
    switch count {
    case 0: return .whole
    case 1: return part(0)
    default: return .composite((0..<count).map(part))
    }
  }

  @inline(__always)
  static func == (a: PackedKey, b: PackedKey) -> Bool {
    a.shape == b.shape && a.parts.0 == b.parts.0 && a.parts.1 == b.parts.1 && a.parts.2 == b.parts.2
      && a.parts.3 == b.parts.3
  }

  var hash: UInt64 {
    @inline(__always) get {
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for position in 0..<count {
        let product = (hash ^ UInt64(bitPattern: self[position])).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        hash = product.low ^ product.high
      }
      return hash
    }
  }

  fileprivate init(shape: UInt16) { self.shape = shape }
}

/// Numbers for the keys of one construct, from 0 in the order in which they come, and so many cells for each of them. No key
/// costs an allocation.
///
/// A text is a number already: keys that are one text are looked up by it, in pages, so that those that came together lie
/// together. Others are found by a hash of their parts. Keys of another form than the first (more parts, other types) are few,
/// and kept in a dictionary. A key and its cells lie in one row: who has found the one need not go far for the other.
struct KeyTable: ~Copyable {
  private(set) var count = 0
  private let cellCount: Int
  private var shape: UInt16?
  /// Numbers of a key's parts and of a row, in words.
  private var width = 0
  private var rowWidth: Int
  /// For each key, in order of number, its parts (of an irregular key zeros) and its cells, each in two words.
  private var rows = Column<Int64>()
  /// By hash, the number of the key plus one in the low half, and the high half of its hash; 0 is free.
  private var slots = Column<UInt64>()
  /// Where the page of a symbol begins among the numbers of texts; -1 where none of its symbols is a key.
  private var pages = Column<Int32>()
  /// The number of the key plus one; 0 where a symbol is none.
  private var texts = Column<UInt32>()
  private var irregularNumbers: [Key: Int] = [:]
  private var irregularKeys: [Int: Key] = [:]
  /// An event asks for the same key again and again.
  private var lastKey = PackedKey.whole
  private var lastNumber = -1

  private static let text = UInt16(Cell.Kind.string.rawValue)
  private static let pageBits = 4

  /// The cells of a new key are absent.
  init(cells: Int = 0) {
    cellCount = cells
    rowWidth = 2 * cells
  }

  // MARK: Cells

  @inline(__always)
  func cell(_ number: Int, _ position: Int) -> Cell {
    let word = number * rowWidth + width + 2 * position
    let tag = rows[word + 1]
    return Cell(
      kind: Cell.Kind(rawValue: UInt8(truncatingIfNeeded: tag)) ?? .absent, payload: rows[word],
      scale: UInt8(truncatingIfNeeded: tag >> 8))
  }

  @inline(__always)
  mutating func set(_ number: Int, _ position: Int, _ cell: Cell) {
    let word = number * rowWidth + width + 2 * position
    rows[word] = cell.payload
    rows[word + 1] = Int64(cell.kind.rawValue) | Int64(cell.scale) << 8
  }

  // MARK: Keys

  /// The number of a key, or -1.
  @inline(__always)
  mutating func find(_ key: PackedKey) -> Int {
    if key.shape == Self.text, shape == Self.text { return numberOfText(key) }
    if lastNumber >= 0, lastKey == key { return lastNumber }
    return search(key)
  }

  func find(_ key: Key) -> Int {
    guard let packed = PackedKey(key), packed.shape == shape else { return irregularNumbers[key] ?? -1 }
    return shape == Self.text ? numberOfText(packed) : number(in: slot(of: packed, packed.hash))
  }

  private mutating func search(_ key: PackedKey) -> Int {
    guard key.shape == shape else { return irregularNumbers.isEmpty ? -1 : irregularNumbers[key.key] ?? -1 }
    let number = number(in: slot(of: key, key.hash))
    if number >= 0 {
      lastKey = key
      lastNumber = number
    }
    return number
  }

  /// Gives a number to a key that has none.
  mutating func insert(_ key: PackedKey) -> Int {
    if shape == nil { begin(key) }
    guard key.shape == shape else { return insertIrregular(key.key) }
    if shape == Self.text {
      texts[slotOfNewText(key)] = UInt32(count + 1)
    } else {
      if (count + 1) * 4 > slots.count * 3 { grow() }
      occupy(key, count)
    }
    for position in 0..<width { rows.append(key[position]) }
    rows.extend(to: rows.count + 2 * cellCount, with: 0)
    lastKey = key
    lastNumber = count
    count += 1
    return lastNumber
  }

  mutating func insert(_ key: Key) -> Int {
    if let packed = PackedKey(key) { return insert(packed) }
    return insertIrregular(key)
  }

  /// The first key that is regular gives the table its form; rows that are there make room for its parts.
  private mutating func begin(_ key: PackedKey) {
    var wider = Column<Int64>()
    for number in 0..<count {
      wider.extend(to: wider.count + key.count, with: 0)
      for word in 0..<rowWidth { wider.append(rows[number * rowWidth + word]) }
    }
    rows = wider
    shape = key.shape
    width = key.count
    rowWidth += width
    if key.shape != Self.text { slots.extend(to: 16, with: 0) }
  }

  private mutating func insertIrregular(_ key: Key) -> Int {
    irregularNumbers[key] = count
    irregularKeys[count] = key
    rows.extend(to: rows.count + rowWidth, with: 0)
    count += 1
    return count - 1
  }

  func key(_ number: Int) -> Key { irregularKeys[number] ?? packedKey(number).key }

  private func packedKey(_ number: Int) -> PackedKey {
    var key = PackedKey(shape: shape ?? 0)
    for position in 0..<width { key[position] = rows[number * rowWidth + position] }
    return key
  }

  /// Forgets the keys from a number on.
  mutating func cut(to newCount: Int) {
    while count > newCount {
      count -= 1
      if let key = irregularKeys.removeValue(forKey: count) {
        irregularNumbers[key] = nil
      } else if shape == Self.text {
        texts[slotOfText(packedKey(count))] = 0
      } else {
        remove(packedKey(count))
      }
      rows.cut(to: count * rowWidth)
    }
    lastNumber = -1
  }

  // MARK: Texts

  /// The slot of a text whose page is there, or -1.
  @inline(__always)
  private func slotOfText(_ key: PackedKey) -> Int {
    let symbol = Int(key[0])
    let page = symbol >> Self.pageBits
    guard page < pages.count, pages[page] >= 0 else { return -1 }
    return Int(pages[page]) + symbol & (1 << Self.pageBits - 1)
  }

  @inline(__always)
  private func numberOfText(_ key: PackedKey) -> Int {
    let slot = slotOfText(key)
    return slot < 0 ? -1 : Int(texts[slot]) - 1
  }

  private mutating func slotOfNewText(_ key: PackedKey) -> Int {
    let known = slotOfText(key)
    if known >= 0 { return known }
    let page = Int(key[0]) >> Self.pageBits
    pages.extend(to: page + 1, with: -1)
    pages[page] = Int32(texts.count)
    texts.extend(to: texts.count + 1 << Self.pageBits, with: 0)
    return slotOfText(key)
  }

  // MARK: Hashes

  @inline(__always)
  private func number(in slot: Int) -> Int { Int(UInt32(truncatingIfNeeded: slots[slot])) - 1 }

  /// The slot of a key, or the free one where it belongs.
  @inline(__always)
  private func slot(of key: PackedKey, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return slot }
      if entry >> 32 == hash >> 32, holds(Int(UInt32(truncatingIfNeeded: entry)) - 1, key) { return slot }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private func holds(_ number: Int, _ key: PackedKey) -> Bool {
    let first = number * rowWidth
    for position in 0..<width where rows[first + position] != key[position] { return false }
    return true
  }

  private mutating func occupy(_ key: PackedKey, _ number: Int) {
    let hash = key.hash
    slots[slot(of: key, hash)] = (hash >> 32) << 32 | UInt64(number + 1)
  }

  /// Frees the slot of a key, and moves up those that it had pushed on.
  private mutating func remove(_ key: PackedKey) {
    let mask = slots.count - 1
    var free = slot(of: key, key.hash)
    var next = (free + 1) & mask
    while slots[next] != 0 {
      let home = Int(truncatingIfNeeded: packedKey(number(in: next)).hash) & mask
      if (next - home) & mask >= (next - free) & mask {
        slots[free] = slots[next]
        free = next
      }
      next = (next + 1) & mask
    }
    slots[free] = 0
  }

  private mutating func grow() {
    var larger = Column<UInt64>()
    larger.extend(to: slots.count * 2, with: 0)
    slots = larger
    for number in 0..<count where irregularKeys[number] == nil { occupy(packedKey(number), number) }
  }
}
