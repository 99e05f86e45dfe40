import PreclearEngine

/// A waiver, and where it stands.
struct LocatedWaiver {
  let waiver: Waiver
  let range: SourceRange
}

/// Reads waivers: acts of persons who may lift a constraint for one event.
enum WaiverReader {
  private static let keys = ["rule", "event", "by", "instrument", "because", "from", "until"]

  /// The waivers of a file.
  static func load(_ path: String, _ files: some FileAccess) throws(LoadFailure) -> [LocatedWaiver] {
    var diagnostics = Diagnostics()
    let waivers = located(try YAMLReader.read(try files.read(path)), &diagnostics)
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    return waivers
  }

  static func read(_ node: DocumentNode?, _ diagnostics: inout Diagnostics) -> [Waiver] {
    located(node, &diagnostics).map(\.waiver)
  }

  private static func located(_ node: DocumentNode?, _ diagnostics: inout Diagnostics) -> [LocatedWaiver] {
    guard let node else { return [] }
    if node.entries != nil { _ = node.mapping(&diagnostics, "a file of waivers", allowed: ["waivers"]) }
    guard let list = node.entries == nil ? node : node["waivers"] else {
      diagnostics.error("a file of waivers needs 'waivers', a list", code: "missing-key", at: node.range)
      return []
    }
    guard let items = list.list(&diagnostics, "a list of waivers") else { return [] }
    return items.compactMap { item in waiver(item, &diagnostics).map { LocatedWaiver(waiver: $0, range: item.range) } }
  }

  private static func waiver(_ item: DocumentNode, _ diagnostics: inout Diagnostics) -> Waiver? {
    guard item.mapping(&diagnostics, "a waiver", allowed: keys) != nil else { return nil }
    let lacking = keys.filter { item[$0] == nil }
    guard lacking.isEmpty else {
      diagnostics.error(
        "a waiver needs \(lacking.map { "'\($0)'" }.joined(separator: ", "))", code: "missing-key", at: item.range)
      return nil
    }
    func text(_ key: String) -> String {
      guard let text = item[key].flatMap({ $0.text(&diagnostics, key) }) else { return "" }
      if text.allSatisfy(\.isWhitespace) {
        diagnostics.error(
          "'\(key)' of a waiver is empty", code: "empty-field", at: item[key]?.range,
          help: "a waiver says who gave it, by which instrument, and why")
      }
      return text
    }
    guard let from = item["from"].flatMap({ $0.date(&diagnostics, "a date") }),
      let until = item["until"].flatMap({ $0.date(&diagnostics, "a date") })
    else { return nil }
    if until < from {
      diagnostics.error(
        "the waiver ends on \(until), before it begins (\(from))", code: "order", at: item["until"]?.range,
        help: "both days are included: write the last day on which it holds")
    }
    return Waiver(
      rule: text("rule"), event: text("event"), by: text("by"), instrument: text("instrument"),
      because: text("because"), from: from, until: until)
  }
}
