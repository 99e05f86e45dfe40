import PreclearEngine

/// What a deal, or a test case, says of provisions that read two ways.
struct SettledReadings: Sendable {
  private(set) var choices: [Int: (alternative: Int, record: SettledReading)] = [:]

  /// `readings:` of a deal or a case: `{NAME: {choose, by, on, because}}`, `{NAME: alternative}`, or `open`.
  mutating func read(_ node: DocumentNode?, _ pack: CompiledPack, _ diagnostics: inout Diagnostics) {
    guard let node else { return }
    guard let entries = node.entries else {
      diagnostics.error("expected readings by name, found \(node.kindName)", code: "unexpected-value", at: node.range)
      return
    }
    for entry in entries {
      guard let reading = pack.readings.firstIndex(where: { $0.name == entry.key }) else {
        diagnostics.error(
          "unknown reading '\(entry.key)'", code: "unknown-name", at: entry.keyRange,
          help: NearestName.hint(entry.key, among: pack.readings.map(\.name)))
        continue
      }
      settle(reading, entry, pack, &diagnostics)
    }
  }

  private mutating func settle(
    _ reading: Int, _ entry: DocumentEntry, _ pack: CompiledPack, _ diagnostics: inout Diagnostics
  ) {
    let node = entry.value
    if node.entries != nil {
      _ = node.mapping(&diagnostics, "a settled reading", allowed: ["choose", "by", "on", "because"])
    }
    let chosen = node.entries == nil ? node : node["choose"]
    guard let chosen, let name = chosen.text(&diagnostics, "an alternative of '\(entry.key)'") else {
      if node.entries != nil, node["choose"] == nil {
        diagnostics.error("a settled reading needs 'choose'", code: "missing-key", at: node.range)
      }
      return
    }
    if name == "open" {
      choices[reading] = nil
      return
    }
    guard let alternative = pack.readings[reading].alternatives.firstIndex(where: { $0.name == name }) else {
      let known = pack.readings[reading].alternatives.map(\.name)
      diagnostics.error(
        "'\(name)' is no alternative of '\(entry.key)'", code: "unknown-value", at: chosen.range,
        help: NearestName.hint(name, among: known) ?? "the alternatives are \(known.joined(separator: ", "))")
      return
    }
    func part(_ key: String) -> String? { node[key].flatMap { $0.text(&diagnostics, key) } }
    choices[reading] = (
      alternative,
      SettledReading(
        reading: entry.key, choose: name, by: part("by"), on: part("on"), because: part("because"))
    )
  }
}
