/// Where a text departs from canonical JSON: what ought to stand there, and at which byte, from 0.
package struct CanonicalJSONFault: Error, Hashable, Sendable {
  package let offset: Int
  package let expected: String
}

/// Reads canonical JSON and nothing else: a value that RFC 8785 writes in other bytes is a mistake, so that the same value is always
/// the same bytes, and a hash of the bytes is a hash of the value.
struct CanonicalJSONReader {
  private static let depth = 32

  private let bytes: [UInt8]
  private let start: Int
  private let end: Int
  private var offset: Int

  private init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    start = range.lowerBound
    offset = range.lowerBound
    end = range.upperBound
  }

  /// A member of an object, and the bytes that it takes, with the comma after it if there is one.
  typealias Member = (key: String, value: CanonicalJSON, range: Range<Int>)

  /// Reads one value that fills the range.
  static func read(_ bytes: [UInt8], _ range: Range<Int>? = nil) throws(CanonicalJSONFault) -> CanonicalJSON {
    var reader = CanonicalJSONReader(bytes, range ?? bytes.indices)
    let value = try reader.value(depth: 0)
    try reader.expectEnd()
    return value
  }

  /// Whether the bytes are the first part of an object, and only want more of it.
  static func isCutShort(_ bytes: [UInt8]) -> Bool {
    do throws(CanonicalJSONFault) {
      _ = try readMembers(bytes, bytes.indices)
      return false
    } catch {
      return error.offset == bytes.count
    }
  }

  /// Reads one object that fills the range, and says where its members stand.
  static func readMembers(_ bytes: [UInt8], _ range: Range<Int>) throws(CanonicalJSONFault) -> [Member] {
    var reader = CanonicalJSONReader(bytes, range)
    guard reader.take("{") else { throw reader.fault("an object") }
    let members = try reader.members(depth: 1)
    try reader.expectEnd()
    return members
  }

  private func expectEnd() throws(CanonicalJSONFault) {
    if offset < end { throw fault("nothing more") }
  }

  private func fault(_ expected: String) -> CanonicalJSONFault {
    CanonicalJSONFault(offset: offset - start, expected: expected)
  }

  private var peek: UInt8? { offset < end ? bytes[offset] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// A fault after the first letters of a word lies at the end: it only wants more.
  private mutating func word(_ word: String, _ value: CanonicalJSON) throws(CanonicalJSONFault) -> CanonicalJSON {
    let there = bytes[offset..<min(end, offset + word.utf8.count)]
    guard word.utf8.starts(with: there) else { throw fault("a value in canonical JSON") }
    offset += there.count
    guard there.count == word.utf8.count else { throw fault("'\(word)'") }
    return value
  }

  private mutating func value(depth: Int) throws(CanonicalJSONFault) -> CanonicalJSON {
    guard depth <= Self.depth else { throw fault("values nested at most \(Self.depth) deep") }
    switch peek {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"):
      offset += 1
      var object: [String: CanonicalJSON] = [:]
      for member in try members(depth: depth + 1) { object[member.key] = member.value }
      return .object(object)
    case UInt8(ascii: "["):
      offset += 1
      return .list(try items(depth: depth + 1))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    default: return try number()
    }
  }

  private mutating func items(depth: Int) throws(CanonicalJSONFault) -> [CanonicalJSON] {
    if take("]") { return [] }
    var items = [try value(depth: depth)]
    while take(",") { items.append(try value(depth: depth)) }
    guard take("]") else { throw fault("',' or ']'") }
    return items
  }

  private mutating func members(depth: Int) throws(CanonicalJSONFault) -> [Member] {
    var members: [Member] = []
    if take("}") { return members }
    while true {
      let memberStart = offset
      guard peek == UInt8(ascii: "\"") else { throw fault("a key") }
      let key = try string()
      if let last = members.last, !CanonicalJSON.isBefore(last.key, key) {
        offset = memberStart
        throw fault("a key that sorts after '\(last.key)'")
      }
      guard take(":") else { throw fault("':'") }
      let value = try value(depth: depth)
      let isMore = take(",")
      members.append((key, value, memberStart..<offset))
      if isMore { continue }
      guard take("}") else { throw fault("',' or '}'") }
      return members
    }
  }

  /// Of a number that is not whole the form is looked at, and not whether it is the shortest one.
  private mutating func number() throws(CanonicalJSONFault) -> CanonicalJSON {
    let first = offset
    let isNegative = take("-")
    let digits = takeDigits()
    var isPlain = !digits.isEmpty && (digits.first != UInt8(ascii: "0") || digits.count == 1)
    var isWhole = true
    if take(".") {
      isWhole = false
      let fraction = takeDigits()
      isPlain = isPlain && !fraction.isEmpty && fraction.last != UInt8(ascii: "0")
    }
    if take("e") {
      isWhole = false
      let isSigned = take("+") || take("-")
      isPlain = isSigned && !takeDigits().isEmpty && isPlain
    }
    let text = String(decoding: bytes[first..<offset], as: UTF8.self)
    if isPlain, !isWhole { return .numeral(text) }
    guard isPlain, !(isNegative && digits.first == UInt8(ascii: "0")), let value = Int(text),
      CanonicalJSON.integers.contains(value)
    else {
      offset = first
      throw fault("a value in canonical JSON")
    }
    return .integer(value)
  }

  private mutating func takeDigits() -> ArraySlice<UInt8> {
    let first = offset
    while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
    return bytes[first..<offset]
  }

  /// Reads from the quote at the offset past the closing one.
  private mutating func string() throws(CanonicalJSONFault) -> String {
    offset += 1
    let first = offset
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { offset += 1 }
    if peek == UInt8(ascii: "\"") {
      defer { offset += 1 }
      return try text(bytes[first..<offset], at: first)
    }
    var decoded = Array(bytes[first..<offset])
    while let byte = peek, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") {
        decoded.append(try escaped())
      } else if byte < 0x20 {
        throw fault("no control character in a text")
      } else {
        decoded.append(byte)
        offset += 1
      }
    }
    guard take("\"") else { throw fault("the end of a text") }
    return try text(decoded[...], at: first)
  }

  private func text(_ bytes: ArraySlice<UInt8>, at place: Int) throws(CanonicalJSONFault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CanonicalJSONFault(offset: place - start, expected: "a text in UTF-8")
    }
    return text
  }

  /// The character of an escape; only of one that has no other way to be written.
  private mutating func escaped() throws(CanonicalJSONFault) -> UInt8 {
    let rest = bytes[offset..<min(end, offset + 6)]
    for candidate in [0x22, 0x5C] + (0..<0x20) as [UInt8] {
      guard let escape = CanonicalJSON.escape(of: candidate) else { continue }
      if offset + rest.count == end, rest.count < escape.utf8.count, escape.utf8.starts(with: rest) {
        offset = end
        throw fault("the rest of an escape")
      }
      guard rest.starts(with: escape.utf8) else { continue }
      offset += escape.utf8.count
      return candidate
    }
    throw fault("an escape of canonical JSON")
  }
}
