/// What an event changed among numbered entries, in the order of the first change of each: the owner keeps what they were at
/// the same positions.
///
/// A log belongs to the event that last wrote to it: an event that changes nothing here costs nothing here.
struct UndoLog: ~Copyable {
  /// Number of the event whose changes these are.
  private(set) var serial = -1
  private var changed = Column<Int>()
  /// Where each entry stands, once there are too many to look through.
  private var positions: [Int: Int] = [:]
  private static let few = 16

  /// How many entries the event changed.
  @inline(__always)
  func count(serial: Int) -> Int { self.serial == serial ? changed.count : 0 }

  /// The entry that was changed first, second, and so on.
  subscript(position: Int) -> Int { changed[position] }

  /// The place of an entry that this event changed; -1 if it did not.
  @inline(__always)
  func position(of entry: Int, serial: Int) -> Int {
    guard self.serial == serial else { return -1 }
    if changed.count > Self.few { return positions[entry] ?? -1 }
    for position in 0..<changed.count where changed[position] == entry { return position }
    return -1
  }

  /// Begins the log of an event. What was logged of the one before is final.
  @inline(__always)
  mutating func begin(serial: Int) {
    self.serial = serial
    if changed.count > Self.few { positions.removeAll(keepingCapacity: true) }
    changed.cut(to: 0)
  }

  /// Notes that an entry changes for the first time.
  @inline(__always)
  mutating func note(_ entry: Int) {
    changed.append(entry)
    if changed.count > Self.few { index() }
  }

  private mutating func index() {
    for position in positions.count..<changed.count { positions[changed[position]] = position }
  }

  /// Forgets all, once the owner has put everything back.
  mutating func clear() { begin(serial: -1) }

  /// The entries that the event changed, of which nothing is known here from now on.
  mutating func take() -> [Int] {
    defer { clear() }
    return (0..<changed.count).map { changed[$0] }
  }

  /// Knows again of the entries that an event changed.
  mutating func give(_ entries: [Int], serial: Int) {
    begin(serial: serial)
    for entry in entries { note(entry) }
  }
}

/// For each kind of event, a range of rows; none, until it is set.
struct KindRanges {
  private var ranges: [Range<Int>?] = []

  @inline(__always)
  subscript(kind: Int) -> Range<Int>? { kind < ranges.count ? ranges[kind] : nil }

  mutating func set(_ kind: Int, _ range: Range<Int>) {
    while ranges.count <= kind { ranges.append(nil) }
    ranges[kind] = range
  }
}

/// Numbered things with room for new ones where old ones were given up.
struct Slab<Element> {
  private var elements: [Element?] = []
  private var free: [Int] = []

  subscript(number: Int) -> Element? { elements[number] }

  /// The number under which the element is kept until it is released.
  mutating func keep(_ element: Element) -> Int {
    if let number = free.popLast() {
      elements[number] = element
      return number
    }
    elements.append(element)
    return elements.count - 1
  }

  mutating func replace(_ number: Int, _ body: (inout Element) -> Void) {
    guard var element = elements[number] else { return }
    elements[number] = nil
    body(&element)
    elements[number] = element
  }

  mutating func release(_ number: Int) {
    elements[number] = nil
    free.append(number)
  }
}
