/// How much of a document is read before it is refused, so that no text can exhaust time or memory.
package struct DocumentLimits: Sendable {
  package let bytes: Int
  /// Parser events: one for each scalar, two for each list or mapping.
  package let events: Int
  /// Lists and mappings inside one another. It also bounds the recursion of every reader of nodes.
  package let depth: Int

  package init(bytes: Int, events: Int, depth: Int) {
    self.bytes = bytes
    self.events = events
    self.depth = depth
  }

  /// Files that people write: packs, deals, proposals. The longest are some ten thousand bytes.
  package static let rules = DocumentLimits(bytes: 1 << 20, events: 200_000, depth: 64)
}
