/// A row of plain values that grows at its end: an array that is never copied, and whose elements are never counted.
///
/// The memory belongs to the column alone, which cannot be copied. Of `capacity` elements the first `count` are set, and
/// every access is held against `count`: no element is read that was not written, and none beyond the end.
@safe struct Column<Element: BitwiseCopyable>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 0) {
    self.capacity = capacity
    unsafe elements = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
  }

  deinit {
    unsafe elements.deallocate()
  }

  var isEmpty: Bool { @inline(__always) get { count == 0 } }

  subscript(position: Int) -> Element {
    @inline(__always) get {
      precondition(UInt(bitPattern: position) < UInt(bitPattern: count))
      return unsafe elements[position]
    }
    @inline(__always) set {
      precondition(UInt(bitPattern: position) < UInt(bitPattern: count))
      unsafe elements[position] = newValue
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    unsafe elements.advanced(by: count).initialize(to: element)
    count &+= 1
  }

  /// Lengthens the column to a count with one element.
  mutating func extend(to newCount: Int, with element: Element) {
    while count < newCount { append(element) }
  }

  /// Takes these elements in the place of its own.
  mutating func replaceAll(_ new: Span<Element>) {
    count = 0
    while capacity < new.count { grow() }
    unsafe new.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { unsafe elements.update(from: first, count: source.count) }
    }
    count = new.count
  }

  /// Takes off the elements from a position on.
  @inline(__always)
  mutating func cut(to newCount: Int) {
    precondition(UInt(bitPattern: newCount) <= UInt(bitPattern: count))
    count = newCount
  }

  @inline(never)
  private mutating func grow() {
    let larger = Swift.max(16, capacity * 2)
    let new = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    unsafe new.initialize(from: elements, count: count)
    unsafe elements.deallocate()
    unsafe elements = new
    capacity = larger
  }
}

/// Objects that live as long as the list, which never changes: to ask one of them counts no reference.
@safe struct ObjectList<Object: AnyObject>: ~Copyable {
  private let objects: [Object]
  private let references: [Unmanaged<Object>]

  init(_ objects: [Object]) {
    self.objects = objects
    unsafe references = objects.map { unsafe Unmanaged.passUnretained($0) }
  }

  var indices: Range<Int> { objects.indices }

  /// The object, kept alive by the list for as long as the body runs.
  @inline(__always)
  func with<Result>(_ position: Int, _ body: (Object) -> Result) -> Result {
    unsafe references[position]._withUnsafeGuaranteedRef(body)
  }

  subscript(position: Int) -> Object { objects[position] }
}
