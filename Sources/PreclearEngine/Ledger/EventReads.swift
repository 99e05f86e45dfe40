/// What the programs of a pack ask of an event. What none of them asks for is checked, and need not be kept.
package struct EventReads: Sendable {
  /// A kind has fewer fields than this.
  private static let most = 1 << 20

  private var fields: Set<Int> = []
  private var ids: Set<Int> = []

  package init() {}

  package func contains(field position: Int, ofKind kind: Int) -> Bool {
    fields.contains(kind * Self.most + position)
  }

  package func contains(idOfKind kind: Int) -> Bool { ids.contains(kind) }

  package mutating func insert(field position: Int, ofKind kind: Int) {
    fields.insert(kind * Self.most + position)
  }

  package mutating func insert(idOfKind kind: Int) { ids.insert(kind) }
}
