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

  @inline(__always)
  private static func isPart(_ cell: Cell) -> Bool {
    switch cell.kind {
    case .bool, .int, .date, .string: true
    case .absent, .null, .decimal, .spilled: false
    }
  }

  /// A key of several parts, from the first on; nil if one of them cannot be part of a key. A list of one is no single key.
  static func composite(count: Int, _ part: (Int) -> Cell) -> PackedKey? {
    guard (2...maximumParts).contains(count) else { return nil }
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

/// Numbers for the keys of one construct, from 0 in the order in which they come. No key costs an allocation.
///
/// A text is a number already: keys that are one text are looked up by it, in pages, so that those that came together lie
/// together. Others are found by a hash of their parts. Keys of another form than the first (more parts, other types) are few,
/// and kept in a dictionary.
struct KeyTable: ~Copyable {
  private(set) var count = 0
  private var shape: UInt16?
  private var width = 0
  /// The parts of each key, in order of number; of an irregular key zeros.
  private var parts = Column<Int64>()
  /// By hash, or page by page, the number of the key plus one; 0 is free.
  private var slots = Column<UInt32>()
  /// Where the page of a symbol begins among the slots; -1 where none of its symbols is a key.
  private var pages = Column<Int32>()
  private var irregularNumbers: [Key: Int] = [:]
  private var irregularKeys: [Int: Key] = [:]
  /// An event asks for the same key again and again.
  private var lastKey = PackedKey.whole
  private var lastNumber = -1

  private static let text = UInt16(Cell.Kind.string.rawValue)
  private static let pageBits = 4

  /// The number of a key, or -1.
  @inline(__always)
  mutating func find(_ key: PackedKey) -> Int {
    if key.shape == Self.text, shape == Self.text { return numberOfText(key) }
    if lastNumber >= 0, lastKey == key { return lastNumber }
    return search(key)
  }

  func find(_ key: Key) -> Int {
    guard let packed = PackedKey(key), packed.shape == shape else { return irregularNumbers[key] ?? -1 }
    return shape == Self.text ? numberOfText(packed) : Int(slots[slot(of: packed)]) - 1
  }

  private mutating func search(_ key: PackedKey) -> Int {
    guard key.shape == shape else { return irregularNumbers.isEmpty ? -1 : irregularNumbers[key.key] ?? -1 }
    let number = Int(slots[slot(of: key)]) - 1
    if number >= 0 {
      lastKey = key
      lastNumber = number
    }
    return number
  }

  /// Gives a number to a key that has none.
  mutating func insert(_ key: PackedKey) -> Int {
    if shape == nil {
      shape = key.shape
      width = key.count
      parts.extend(to: count * width, with: 0)
      if key.shape != Self.text { slots.extend(to: 16, with: 0) }
    }
    guard key.shape == shape else { return insertIrregular(key.key) }
    let slot = shape == Self.text ? slotOfNewText(key) : slotOfNewKey(key)
    slots[slot] = UInt32(count + 1)
    for position in 0..<width { parts.append(key[position]) }
    lastKey = key
    lastNumber = count
    count += 1
    return lastNumber
  }

  mutating func insert(_ key: Key) -> Int {
    if let packed = PackedKey(key) { return insert(packed) }
    return insertIrregular(key)
  }

  private mutating func insertIrregular(_ key: Key) -> Int {
    irregularNumbers[key] = count
    irregularKeys[count] = key
    for _ in 0..<width { parts.append(0) }
    count += 1
    return count - 1
  }

  func key(_ number: Int) -> Key { irregularKeys[number] ?? packedKey(number).key }

  private func packedKey(_ number: Int) -> PackedKey {
    var key = PackedKey(shape: shape ?? 0)
    for position in 0..<width { key[position] = parts[number * width + position] }
    return key
  }

  /// Forgets the keys from a number on.
  mutating func cut(to newCount: Int) {
    while count > newCount {
      count -= 1
      if let key = irregularKeys.removeValue(forKey: count) {
        irregularNumbers[key] = nil
      } else if shape == Self.text {
        slots[slotOfText(packedKey(count))] = 0
      } else {
        remove(packedKey(count))
      }
      parts.cut(to: count * width)
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
    return slot < 0 ? -1 : Int(slots[slot]) - 1
  }

  private mutating func slotOfNewText(_ key: PackedKey) -> Int {
    let known = slotOfText(key)
    if known >= 0 { return known }
    let page = Int(key[0]) >> Self.pageBits
    pages.extend(to: page + 1, with: -1)
    pages[page] = Int32(slots.count)
    slots.extend(to: slots.count + 1 << Self.pageBits, with: 0)
    return slotOfText(key)
  }

  // MARK: Hashes

  /// The slot of a key, or the free one where it belongs.
  @inline(__always)
  private func slot(of key: PackedKey) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: key.hash >> 20) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 || holds(Int(entry) - 1, key) { return slot }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private func holds(_ number: Int, _ key: PackedKey) -> Bool {
    let first = number * width
    for position in 0..<width where parts[first + position] != key[position] { return false }
    return true
  }

  private mutating func slotOfNewKey(_ key: PackedKey) -> Int {
    if (count + 1) * 4 > slots.count * 3 { grow() }
    return slot(of: key)
  }

  /// Frees the slot of a key, and moves up those that it had pushed on.
  private mutating func remove(_ key: PackedKey) {
    let mask = slots.count - 1
    var free = slot(of: key)
    var next = (free + 1) & mask
    while slots[next] != 0 {
      let home = Int(truncatingIfNeeded: packedKey(Int(slots[next]) - 1).hash >> 20) & mask
      if (next - home) & mask >= (next - free) & mask {
        slots[free] = slots[next]
        free = next
      }
      next = (next + 1) & mask
    }
    slots[free] = 0
  }

  private mutating func grow() {
    var larger = Column<UInt32>()
    larger.extend(to: slots.count * 2, with: 0)
    slots = larger
    for number in 0..<count where irregularKeys[number] == nil {
      let slot = slot(of: packedKey(number))
      slots[slot] = UInt32(number + 1)
    }
  }
}
