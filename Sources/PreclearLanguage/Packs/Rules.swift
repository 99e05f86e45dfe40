import PreclearEngine

/// `rules`: the constraints.
extension SectionReader {
  private static let formKeys = ClausePlan.Form.allCases.map(\.rawValue)
  private static let clauseKeys = ["where", "unless", "because", "cure", "cite"]
  private static let ruleKeys =
    ["title", "on", "effective", "let", "clauses", "reads", "suppose", "covers", "replace"] + clauseKeys + formKeys

  private static let neededKeys = [
    ("title", "add title: what it says, in a line"),
    ("on", "add on: the kinds of event, or the view, that it looks at"),
    ("cite", "add cite: {source, page, lines, anchor}"),
  ]

  mutating func rules(_ node: DocumentNode, subject: String, into declarations: inout Pack) {
    for entry in self.declarations(node, "rules") {
      if let rule = rule(entry, subject) { declarations.rules.append(rule) }
    }
  }

  private mutating func rule(_ entry: DocumentEntry, _ subject: String) -> RuleDeclaration? {
    let node = entry.value
    guard node.mapping(&diagnostics, "the rule '\(entry.key)'", allowed: Self.ruleKeys) != nil else { return nil }
    for (key, help) in Self.neededKeys
    where node[key] == nil || (key == "cite" && node[key]?.items?.isEmpty == true) {
      diagnostics.error("the rule '\(entry.key)' needs '\(key)'", code: "missing-key", at: entry.keyRange, help: help)
    }
    if let on = node["on"], on.items?.isEmpty == true {
      diagnostics.error("the rule '\(entry.key)' looks at no event", code: "missing-key", at: on.range)
    }
    let own = clause(node, id: nil, at: entry.keyRange, isRequired: node["clauses"] == nil)
    var clauses = own.map { [$0] } ?? []
    if let list = node["clauses"] {
      if own != nil {
        diagnostics.error("a rule has clauses or one form, not both", code: "form", at: list.range)
      } else {
        for key in ["unless", "because"] {
          guard let misplaced = node.entries?.first(where: { $0.key == key }) else { continue }
          diagnostics.error(
            "'\(key)' stands beside a form: give it to a clause", code: "form", at: misplaced.keyRange)
        }
      }
      if list.items?.isEmpty == true {
        diagnostics.error("a rule without a clause says nothing", code: "form", at: list.range)
      }
      for item in list.list(&diagnostics, "a list of clauses") ?? [] {
        guard
          item.mapping(&diagnostics, "a clause", allowed: ["id", "on"] + Self.clauseKeys + Self.formKeys) != nil
        else { continue }
        guard let id = item["id"].flatMap({ name($0, "the name of a clause") }) else {
          diagnostics.error("a clause needs an 'id'", code: "missing-key", at: item.range)
          continue
        }
        if clauses.contains(where: { $0.id?.text == id.text }) {
          diagnostics.error("the clause '\(id.text)' stands twice", code: "duplicate", at: id.range)
        }
        if let clause = clause(item, id: id, at: id.range, isRequired: true) { clauses.append(clause) }
      }
    }
    let effective = node["effective"]
    if let effective { _ = effective.mapping(&diagnostics, "the dates", allowed: ["from", "to"]) }
    var readsBefore = false
    if let reads = node["reads"] {
      readsBefore = reads.text(&diagnostics, "'before'") == "before"
      if !readsBefore {
        diagnostics.error("expected 'before', found \(reads.kindName)", code: "unexpected-value", at: reads.range)
      }
    }
    let id = "\(subject)/\(entry.key)"
    if id.unicodeScalars.contains(where: { $0.isControl }) {
      // Formats that put it on a line of its own do not escape it.
      diagnostics.error("the id of a rule is a text without control characters", code: "id", at: entry.keyRange)
    }
    return RuleDeclaration(
      id: id, name: Name(entry.key, entry.keyRange), pack: pack,
      title: node["title"].flatMap { $0.text(&diagnostics, "a title") } ?? entry.key,
      on: names(node["on"], "a kind or a view"),
      where: optionalExpression(node["where"]),
      effectiveFrom: effective?["from"].flatMap { $0.date(&diagnostics, "a date") } ?? .negativeInfinity,
      effectiveTo: effective?["to"].flatMap { $0.date(&diagnostics, "a date") } ?? .infinity,
      lets: namedExpressions(node["let"], "named expressions"), clauses: clauses, readsBefore: readsBefore,
      suppose: supposition(node["suppose"]), covers: names(node["covers"], "a catalogue id"),
      citations: citations(node["cite"]), cures: node["clauses"] == nil ? [] : cures(node["cure"]),
      replaces: flag(node["replace"]))
  }

  private mutating func supposition(_ node: DocumentNode?) -> (field: Name, gravestDecides: Bool)? {
    guard let node else { return nil }
    guard node.entries != nil else { return name(node, "a field").map { ($0, false) } }
    guard node.mapping(&diagnostics, "a supposition", allowed: ["field", "worlds"]) != nil,
      let field = node["field"].flatMap({ name($0, "a field") })
    else { return nil }
    guard let worlds = node["worlds"] else { return (field, false) }
    if worlds.text(&diagnostics, "'gravest'") != "gravest" {
      diagnostics.error("expected 'gravest', found \(worlds.kindName)", code: "unexpected-value", at: worlds.range)
    }
    return (field, true)
  }

  private mutating func clause(
    _ node: DocumentNode, id: Name?, at range: SourceRange, isRequired: Bool
  ) -> RuleDeclaration.Clause? {
    let forms = Self.formKeys.filter { node[$0] != nil }
    guard forms.count == 1, let key = forms.first, let form = ClausePlan.Form(rawValue: key), let value = node[key]
    else {
      if isRequired || forms.count > 1 {
        diagnostics.error(
          "expected one of \(Self.formKeys.joined(separator: ", ")), found \(forms.isEmpty ? "none" : forms.joined(separator: " and "))",
          code: "form", at: range)
      }
      return nil
    }
    guard let condition = expression(value) else { return nil }
    var exceptions: [RuleDeclaration.Exception] = []
    if let unless = node["unless"] {
      if form == .notice {
        diagnostics.error(
          "a notice has no exceptions", code: "form", at: unless.range, help: "say in its condition when it is given")
      }
      for item in unless.list(&diagnostics, "a list of exceptions") ?? [] {
        guard item.mapping(&diagnostics, "an exception", allowed: ["id", "if", "because"]) != nil else { continue }
        guard let id = item["id"].flatMap({ name($0, "the name of an exception") }),
          let condition = optionalExpression(item["if"])
        else {
          diagnostics.error("an exception needs 'id' and 'if'", code: "missing-key", at: item.range)
          continue
        }
        if exceptions.contains(where: { $0.id.text == id.text }) {
          diagnostics.error("the exception '\(id.text)' stands twice", code: "duplicate", at: id.range)
        }
        exceptions.append(
          RuleDeclaration.Exception(id: id, condition: condition, because: item["because"].flatMap { message($0) }))
      }
    }
    return RuleDeclaration.Clause(
      id: id, on: id == nil ? [] : names(node["on"], "a kind or a view"), form: form, condition: condition,
      where: id == nil ? nil : optionalExpression(node["where"]), exceptions: exceptions,
      because: node["because"].flatMap { message($0) },
      citations: id == nil ? [] : citations(node["cite"]), cures: cures(node["cure"]), range: value.range)
  }

  private mutating func cures(_ node: DocumentNode?) -> [CureDeclaration] {
    guard let node else { return [] }
    return (node.items ?? [node]).flatMap { item -> [CureDeclaration] in
      guard let entries = item.mapping(&diagnostics, "a cure", allowed: ["change", "wait", "reduce", "obtain"]) else {
        return []
      }
      return entries.compactMap { entry -> CureDeclaration? in
        switch entry.key {
        case "change":
          return .change(
            declarations(entry.value, "fields and their new values").map {
              (Name($0.key, $0.keyRange), $0.value)
            })
        case "wait": return .wait(entry.value.range)
        case "reduce": return name(entry.value, "a field").map(CureDeclaration.reduce)
        default: return name(entry.value, "a fact").map(CureDeclaration.obtain)
        }
      }
    }
  }
}
