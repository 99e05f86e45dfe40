import PreclearEngine

/// `parameters`, `readings`, `sources` and `needs`.
extension SectionReader {
  mutating func parameters(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "parameters") {
      let value = entry.value
      guard
        value.mapping(
          &diagnostics, "the parameter '\(entry.key)'",
          allowed: ["values", "type", "title", "unit", "asks", "ask", "review_by"]) != nil
      else { continue }
      guard let values = value["values"].flatMap({ $0.list(&diagnostics, "a list of values") }), !values.isEmpty else {
        diagnostics.error("the parameter '\(entry.key)' needs 'values'", code: "missing-key", at: entry.keyRange)
        continue
      }
      var steps: [ParameterDeclaration.Step] = []
      for item in values {
        guard
          item.mapping(
            &diagnostics, "a value of '\(entry.key)'", allowed: ["from", "value", "cite", "review_by", "note"])
            != nil
        else { continue }
        guard let from = item["from"].flatMap({ $0.date(&diagnostics, "a date") }), let value = item["value"] else {
          diagnostics.error("a value needs 'from' and 'value'", code: "missing-key", at: item.range)
          continue
        }
        if citations(item["cite"]).isEmpty {
          diagnostics.error(
            "the value of '\(entry.key)' cites nothing", code: "uncited", at: item.range,
            help: "add cite: {source, page, lines, anchor}")
        }
        if let last = steps.last, last.from == from {
          diagnostics.error(
            "two values of '\(entry.key)' begin on \(from)", code: "order", at: item["from"]?.range ?? item.range,
            help: "a day has one value: drop one, or date the later of the two")
        } else if let last = steps.last, last.from > from {
          diagnostics.error(
            "the values of '\(entry.key)' must be in the order of their dates", code: "order",
            at: item["from"]?.range ?? item.range, help: "the value before this one begins on \(last.from)")
        }
        steps.append(
          ParameterDeclaration.Step(
            from: from, value: value, reviewBy: reviewDate(item["review_by"]), range: item.range))
      }
      declarations.parameters.append(
        ParameterDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack,
          type: value["type"].flatMap { TypeText.read($0, into: &diagnostics) }, steps: steps,
          reviewBy: reviewDate(value["review_by"]), asks: fact(value, default: entry.key)))
    }
  }

  private mutating func reviewDate(_ node: DocumentNode?) -> ReviewDate? {
    guard let node, let date = node.date(&diagnostics, "a date") else { return nil }
    return ReviewDate(date: date, range: node.range)
  }

  mutating func readings(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "readings") {
      let value = entry.value
      guard
        value.mapping(&diagnostics, "the reading '\(entry.key)'", allowed: ["question", "alternatives", "cite"]) != nil
      else { continue }
      var alternatives: [(name: Name, title: String)] = []
      for alternative in value["alternatives"].map({ self.declarations($0, "alternatives") }) ?? [] {
        let title = alternative.value["title"].flatMap { $0.text(&diagnostics, "a title") } ?? alternative.key
        alternatives.append((Name(alternative.key, alternative.keyRange), title))
      }
      if alternatives.count < 2 {
        diagnostics.error("a reading has two alternatives at least", code: "alternatives", at: entry.keyRange)
        continue
      }
      let cited = citations(value["cite"])
      if cited.isEmpty {
        diagnostics.error("the reading '\(entry.key)' cites nothing", code: "uncited", at: entry.keyRange)
      }
      declarations.readings.append(
        ReadingDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack,
          question: value["question"].flatMap { $0.text(&diagnostics, "a question") } ?? entry.key,
          alternatives: alternatives,
          type: ChoiceType(name: entry.key, values: alternatives.map(\.name.text)), citation: cited.first))
    }
  }

  mutating func sources(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "sources") {
      guard
        entry.value.mapping(&diagnostics, "the source '\(entry.key)'", allowed: ["title", "sha256", "about"]) != nil
      else { continue }
      declarations.sources.append(
        SourceDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack,
          title: entry.value["title"].flatMap { $0.text(&diagnostics, "a title") } ?? entry.key,
          sha256: entry.value["sha256"].flatMap { $0.text(&diagnostics, "a digest") }))
    }
  }

  private static let needKeys = [
    "type", "daily", "title", "of", "view", "cluster", "measure", "register", "reading", "calendar", "parameter",
    "enum",
  ]

  mutating func needs(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "needs") {
      let value = entry.value
      guard value.mapping(&diagnostics, "the need '\(entry.key)'", allowed: Self.needKeys) != nil,
        let kind = needKind(value, at: entry.keyRange)
      else { continue }
      declarations.needs.append(
        NeedDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack, kind: kind, isDaily: flag(value["daily"])))
    }
  }

  private mutating func needKind(_ node: DocumentNode, at range: SourceRange) -> NeedDeclaration.Kind? {
    if let view = node["view"] {
      var fields: [(name: Name, type: TypeText)] = []
      for field in declarations(view, "fields") {
        if let type = TypeText.read(field.value, into: &diagnostics) {
          fields.append((Name(field.key, field.keyRange), type))
        }
      }
      return .view(fields)
    }
    if let cluster = node["cluster"] { return clusterNeed(cluster) }
    if node["measure"] != nil { return .measure }
    if node["register"] != nil { return .register }
    if node["reading"] != nil { return .reading }
    if node["calendar"] != nil { return .calendar }
    if node["parameter"] != nil { return .parameter }
    if node["enum"] != nil { return .choice }
    guard let type = node["type"].flatMap({ TypeText.read($0, into: &diagnostics) }) else {
      diagnostics.error("a need says what it is: 'type', 'view', 'cluster', …", code: "missing-key", at: range)
      return nil
    }
    guard let of = node["of"] else { return .figure(type) }
    return TypeText.read(of, into: &diagnostics).map { .keyed(of: $0, type) }
  }

  /// `{of: party, sums: {shares: int}}`, or anything that says no more than that it is a cluster.
  private mutating func clusterNeed(_ node: DocumentNode) -> NeedDeclaration.Kind? {
    guard node.entries != nil else { return .cluster(of: nil, sums: []) }
    guard node.mapping(&diagnostics, "a cluster that is needed", allowed: ["of", "sums"]) != nil else { return nil }
    let of = node["of"].flatMap { TypeText.read($0, into: &diagnostics) }
    var sums: [(name: Name, type: TypeText)] = []
    for sum in node["sums"].map({ declarations($0, "sums") }) ?? [] {
      if let type = TypeText.read(sum.value, into: &diagnostics) { sums.append((Name(sum.key, sum.keyRange), type)) }
    }
    return .cluster(of: of, sums: sums)
  }

  /// `shard: {by: FIELD, names: [FIELD, …]}`.
  mutating func shard(_ node: DocumentNode) -> ShardDeclaration? {
    guard node.mapping(&diagnostics, "a shard", allowed: ["by", "names"]) != nil else { return nil }
    guard let by = node["by"].flatMap({ name($0, "a field of every event") }) else {
      diagnostics.error("a shard needs 'by', a field of every event", code: "missing-key", at: node.range)
      return nil
    }
    return ShardDeclaration(by: by, names: names(node["names"], "a field"))
  }
}
