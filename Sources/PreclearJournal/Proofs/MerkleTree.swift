/// The Merkle hash tree of RFC 6962, section 2.1, over the lines of a journal.
package struct MerkleTree: Sendable {
  private var leaves: [Hash256] = []

  package init() {}

  package var size: Int { leaves.count }

  /// Adds a leaf: a record's line, without its line break.
  package mutating func append(_ line: ArraySlice<UInt8>) {
    leaves.append(Hash256(of: [0], line))
  }

  /// The root over the first leaves, at most as many as there are.
  package func root(of size: Int) -> Hash256 {
    precondition(size <= leaves.count, "a root over leaves that are there")
    return size == 0 ? Hash256(of: []) : root(0..<size)
  }

  /// The siblings on the way from a leaf up to the root over the first leaves (section 2.1.1).
  package func inclusionProof(of index: Int, in size: Int) -> [Hash256] {
    precondition(index < size && size <= leaves.count, "a leaf under a root over leaves that are there")
    return path(to: index, in: 0..<size)
  }

  private func root(_ range: Range<Int>) -> Hash256 {
    if range.count == 1 { return leaves[range.lowerBound] }
    let middle = Self.split(range)
    return Hash256(of: [1], root(range.lowerBound..<middle).bytes[...], root(middle..<range.upperBound).bytes[...])
  }

  private func path(to index: Int, in range: Range<Int>) -> [Hash256] {
    if range.count == 1 { return [] }
    let middle = Self.split(range)
    let left = range.lowerBound..<middle
    let right = middle..<range.upperBound
    return index < middle ? path(to: index, in: left) + [root(right)] : path(to: index, in: right) + [root(left)]
  }

  /// The left part holds the greatest power of two that is less than the whole.
  private static func split(_ range: Range<Int>) -> Int {
    range.lowerBound + 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
  }
}
