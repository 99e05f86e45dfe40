import PreclearEngine

/// `registers`, `clusters` and `crossings`: running state of named things, who counts as one, who went over a line.
extension SectionReader {
  mutating func registers(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "registers") {
      let value = entry.value
      let keys = ["key", "start", "missing", "asks", "ask", "on", "daily", "title"]
      guard value.mapping(&diagnostics, "the register '\(entry.key)'", allowed: keys) != nil else { continue }
      var missingIsUnknown = false
      if let missing = value["missing"] {
        switch missing.text(&diagnostics, "'none' or 'unknown'") {
        case "unknown": missingIsUnknown = true
        case "none", nil: break
        case let other?:
          diagnostics.error(
            "expected 'none' or 'unknown', found '\(other)'", code: "unexpected-value", at: missing.range)
        }
      }
      let updates = (value["on"].map { self.declarations($0, "updates") } ?? []).flatMap { source in
        (source.value.items ?? [source.value]).map { update(Name(source.key, source.keyRange), $0) }
      }
      declarations.registers.append(
        RegisterDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack, key: expressions(value["key"]),
          start: value["start"].map { namedExpressions($0, "the fields of an entry") },
          missingIsUnknown: missingIsUnknown, asks: fact(value, default: entry.key), updates: updates,
          isDaily: flag(value["daily"])))
    }
  }

  private mutating func update(_ source: Name, _ node: DocumentNode) -> RegisterDeclaration.Update {
    var key: [Expression] = []
    var when: Expression?
    var fields: [(name: Name, value: Expression)] = []
    for entry in declarations(node, "the fields of an entry") {
      switch entry.key {
      case "key": key = expressions(entry.value)
      case "when": when = expression(entry.value)
      default:
        if let value = expression(entry.value) { fields.append((Name(entry.key, entry.keyRange), value)) }
      }
    }
    return RegisterDeclaration.Update(on: source, key: key, when: when, fields: fields)
  }

  mutating func clusters(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "clusters") {
      let value = entry.value
      let keys = ["of", "same", "pairs", "candidates", "possible", "sums", "asks", "ask", "title"]
      guard value.mapping(&diagnostics, "the cluster '\(entry.key)'", allowed: keys) != nil else { continue }
      guard let of = value["of"].flatMap({ TypeText.read($0, into: &diagnostics) }) else {
        diagnostics.error(
          "the cluster '\(entry.key)' needs 'of', the type of its keys", code: "missing-key", at: entry.keyRange)
        continue
      }
      var pairs: (on: Name, keys: Expression, linked: Expression)?
      if let node = value["pairs"],
        node.mapping(&diagnostics, "the pairs", allowed: ["on", "keys", "linked"]) != nil,
        let on = node["on"].flatMap({ name($0, "an event kind") }),
        let keys = optionalExpression(node["keys"]), let linked = optionalExpression(node["linked"])
      {
        pairs = (on, keys, linked)
      }
      if let possible = value["possible"], value["candidates"] == nil {
        diagnostics.error(
          "'possible' says which candidates may belong, and the cluster '\(entry.key)' has none", code: "missing-key",
          at: possible.range, help: "name under 'candidates' the register whose keys they are")
      }
      declarations.clusters.append(
        ClusterDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack, of: of, same: optionalExpression(value["same"]),
          pairs: pairs, candidates: value["candidates"].flatMap { name($0, "a register") },
          possible: optionalExpression(value["possible"]), sums: namedExpressions(value["sums"], "sums"),
          asks: fact(value, default: entry.key)))
    }
  }

  mutating func crossings(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "crossings") {
      let value = entry.value
      let keys = ["cluster", "key", "level", "active", "passive", "confirm", "lapse", "keep", "title"]
      guard value.mapping(&diagnostics, "the crossing '\(entry.key)'", allowed: keys) != nil else { continue }
      guard let level = optionalExpression(value["level"]), (value["cluster"] == nil) != (value["key"] == nil) else {
        diagnostics.error(
          "the crossing '\(entry.key)' needs 'level', and 'cluster' or 'key'", code: "missing-key", at: entry.keyRange)
        continue
      }
      var active: (on: [Name], keys: Expression)?
      if let node = value["active"], node.mapping(&diagnostics, "the active acts", allowed: ["on", "keys"]) != nil,
        let keys = optionalExpression(node["keys"])
      {
        active = (names(node["on"], "a kind or a view"), keys)
      }
      declarations.crossings.append(
        CrossingDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack,
          cluster: value["cluster"].flatMap { name($0, "a cluster") },
          register: value["key"].flatMap { name($0, "a register") }, level: level, active: active,
          passive: names(value["passive"], "a kind or a view"), confirm: optionalExpression(value["confirm"]),
          lapse: optionalExpression(value["lapse"]), keep: namedExpressions(value["keep"], "what is kept")))
    }
  }
}
