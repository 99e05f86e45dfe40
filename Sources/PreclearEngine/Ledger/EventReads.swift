/// What the programs of a pack ask of an event. What none of them asks for is checked, and need not be kept.
package struct EventReads: Sendable {
  private struct Field: Hashable, Sendable {
    let kind: Int
    let position: Int
  }

  private var fields: Set<Field> = []
  private var ids: Set<Int> = []

  package init() {}

  package func contains(field position: Int, ofKind kind: Int) -> Bool {
    fields.contains(Field(kind: kind, position: position))
  }

  package func contains(idOfKind kind: Int) -> Bool { ids.contains(kind) }

  package mutating func insert(field position: Int, ofKind kind: Int) {
    fields.insert(Field(kind: kind, position: position))
  }

  package mutating func insert(idOfKind kind: Int) { ids.insert(kind) }
}
