import PreclearEngine

/// Reads waivers: acts of persons who may lift a constraint for one event.
enum WaiverReader {
  static func read(_ node: DocumentNode?, _ diagnostics: inout Diagnostics) -> [Waiver] {
    guard let node else { return [] }
    let list = node["waivers"] ?? node
    guard let items = list.list(&diagnostics, "a list of waivers") else { return [] }
    let keys = ["rule", "event", "by", "instrument", "because", "from", "until"]
    var result: [Waiver] = []
    for item in items {
      guard item.mapping(&diagnostics, "a waiver", allowed: keys) != nil else { continue }
      let lacking = keys.filter { item[$0] == nil }
      guard lacking.isEmpty else {
        diagnostics.error(
          "a waiver needs \(lacking.map { "'\($0)'" }.joined(separator: ", "))", code: "missing-key", at: item.range)
        continue
      }
      func text(_ key: String) -> String { item[key].flatMap { $0.text(&diagnostics, key) } ?? "" }
      guard let from = item["from"].flatMap({ $0.date(&diagnostics, "a date") }),
        let until = item["until"].flatMap({ $0.date(&diagnostics, "a date") })
      else { continue }
      result.append(
        Waiver(
          rule: text("rule"), event: text("event"), by: text("by"), instrument: text("instrument"),
          because: text("because"), from: from, until: until))
    }
    return result
  }
}
