import PreclearEngine

/// A line of the deal, and what is used of it (`headroom`).
package struct RoomDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let title: String
  /// One line for each entry of a register, or for each item of a list.
  package let over: Name?
  package let each: Expression?
  /// Entries of which this is the same count as one.
  package let same: Expression?
  package let used: Expression
  package let line: Expression
  package let isUnder: Bool
  package let isWhole: Bool
  package let unit: String?
  package let citations: [Citation]
}

/// `headroom`: how much room the whole deal has, whatever is proposed.
extension SectionReader {
  private static let roomKeys = ["title", "over", "each", "same", "used", "line", "under", "whole", "unit", "cite"]

  mutating func headroom(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "headroom") {
      if let room = room(entry) { declarations.rooms.append(room) }
    }
  }

  private mutating func room(_ entry: DocumentEntry) -> RoomDeclaration? {
    let node = entry.value
    guard node.mapping(&diagnostics, "the room '\(entry.key)'", allowed: Self.roomKeys) != nil else { return nil }
    for key in ["title", "used", "line", "cite"] where node[key] == nil {
      diagnostics.error("the room '\(entry.key)' needs '\(key)'", code: "missing-key", at: entry.keyRange)
    }
    if let each = node["each"], node["over"] != nil {
      diagnostics.error(
        "a room goes over a register or stands for each item of a list, not both", code: "form", at: each.range)
    }
    guard let used = optionalExpression(node["used"]), let line = optionalExpression(node["line"]) else { return nil }
    return RoomDeclaration(
      name: Name(entry.key, entry.keyRange), pack: pack,
      title: node["title"].flatMap { $0.text(&diagnostics, "a title") } ?? entry.key,
      over: node["over"].flatMap { name($0, "a register") }, each: optionalExpression(node["each"]),
      same: optionalExpression(node["same"]), used: used, line: line, isUnder: flag(node["under"]),
      isWhole: flag(node["whole"]), unit: node["unit"].flatMap { $0.text(&diagnostics, "a unit") },
      citations: citations(node["cite"]))
  }
}
