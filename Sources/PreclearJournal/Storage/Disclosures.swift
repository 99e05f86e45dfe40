/// The values that a content store knows, by the hashes that stand for them in the chain.
package struct Disclosures: Sendable {
  /// What the store says of a hash.
  package enum Entry: Sendable {
    case known(CanonicalJSON)
    /// Somebody left it out, and said so.
    case withheld
    /// The store does not know it, which it should.
    case missing
  }

  /// A line that stands for a value that was left out: `{"withheld": HASH}`.
  static func withheldLine(_ hash: Hash256) -> [UInt8] {
    CanonicalJSON.object(["withheld": .string(hash.hexadecimal)]).bytes
  }

  private let bytes: [UInt8]
  private var places: [Hash256: Range<Int>] = [:]
  private var withheld: Set<Hash256> = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      let line = bytes[start..<end]
      places[Hash256(of: line)] = start..<end
      if line.first == UInt8(ascii: "{"), let hash = Self.withheld(line) { withheld.insert(hash) }
      start = end + 1
    }
  }

  private static func withheld(_ line: ArraySlice<UInt8>) -> Hash256? {
    do throws(CanonicalJSONFault) {
      return try CanonicalJSONReader.read(Array(line)).members?["withheld"]?.text.flatMap { Hash256(hexadecimal: $0) }
    } catch {
      return nil
    }
  }

  /// The value under a hash, if it is one of this name.
  package func value(_ hash: Hash256, _ name: String) -> Entry {
    guard let disclosure = disclosure(hash) else { return isWithheld(hash) ? .withheld : .missing }
    return disclosure.name == name ? .known(disclosure.value) : .missing
  }

  /// Somebody left it out, and said so.
  func isWithheld(_ hash: Hash256) -> Bool { withheld.contains(hash) }

  func disclosure(_ hash: Hash256) -> Disclosure? {
    places[hash].flatMap { Disclosure(line: Array(bytes[$0])) }
  }
}
