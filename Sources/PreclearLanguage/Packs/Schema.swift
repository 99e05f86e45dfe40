import PreclearEngine

/// `enums`, `parties`, `common`, `events`: what an event may hold.
extension SectionReader {
  mutating func enums(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "enums") {
      let values = (entry.value.list(&diagnostics, "the values of '\(entry.key)'") ?? [])
        .compactMap { $0.text(&diagnostics, "a value") }
      var seen: Set<String> = []
      for value in values where !seen.insert(value).inserted {
        diagnostics.error("'\(value)' stands twice in '\(entry.key)'", code: "duplicate", at: entry.value.range)
      }
      declarations.enums.append(
        EnumDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack, type: ChoiceType(name: entry.key, values: values)))
    }
  }

  mutating func parties(_ node: DocumentNode, into declarations: inout Pack) {
    guard node.mapping(&diagnostics, "the parties", allowed: ["declared_by", "roles", "positions"]) != nil else {
      return
    }
    guard let declaredBy = node["declared_by"].flatMap({ name($0, "an event kind") }) else {
      diagnostics.error(
        "the parties need 'declared_by', the kind of event that declares one", code: "missing-key", at: node.range)
      return
    }
    declarations.parties = PartiesDeclaration(
      declaredBy: declaredBy, roles: node["roles"].flatMap { name($0, "an enum") },
      positions: node["positions"].flatMap { name($0, "an enum") }, pack: pack)
  }

  mutating func common(_ node: DocumentNode, into declarations: inout Pack) {
    declarations.common += fields(node, "the fields of every event")
  }

  mutating func events(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "event kinds") {
      guard
        entry.value.mapping(
          &diagnostics, "the event kind '\(entry.key)'", allowed: ["fields", "silence", "ask", "title", "about"]) != nil
      else { continue }
      var isSilent = false
      if let silence = entry.value["silence"] {
        switch silence.text(&diagnostics, "'unknown' or 'none'") {
        case "unknown": isSilent = true
        case "none", nil: break
        case let other?:
          diagnostics.error(
            "expected 'unknown' or 'none', found '\(other)'", code: "unexpected-value", at: silence.range)
        }
      }
      declarations.kinds.append(
        KindDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack,
          fields: entry.value["fields"].map { fields($0, "the fields of '\(entry.key)'") } ?? [],
          silenceIsUnknown: isSilent,
          ask: entry.value["ask"].flatMap { $0.text(&diagnostics, "a question") }))
    }
  }

  private static let fieldKeys = [
    "type", "required", "null", "minimum", "maximum", "places", "digits", "nonempty", "exponent", "percent", "absent",
    "derived", "ask", "unit", "title", "hint",
  ]

  private mutating func fields(_ node: DocumentNode, _ what: String) -> [FieldDeclaration] {
    declarations(node, what).compactMap { entry in
      let value = entry.value
      guard value.mapping(&diagnostics, "the field '\(entry.key)'", allowed: Self.fieldKeys) != nil else { return nil }
      if ["id", "kind", "date"].contains(entry.key) {
        diagnostics.error("'\(entry.key)' is a field of every event already", code: "duplicate", at: entry.keyRange)
        return nil
      }
      guard let typeNode = value["type"] else {
        diagnostics.error("the field '\(entry.key)' needs a 'type'", code: "missing-key", at: entry.keyRange)
        return nil
      }
      guard let type = TypeText.read(typeNode, into: &diagnostics) else { return nil }
      return FieldDeclaration(
        name: Name(entry.key, entry.keyRange), type: type, isRequired: flag(value["required"]),
        null: value["null"].map { $0.isNull ? "none" : $0.text(&diagnostics, "what null means") ?? "none" },
        minimum: decimal(value["minimum"], "a number"), maximum: decimal(value["maximum"], "a number"),
        places: integer(value["places"], "a number of places"), digits: integer(value["digits"], "a number of digits"),
        isNonempty: flag(value["nonempty"]), allowsExponent: flag(value["exponent"]),
        allowsPercent: flag(value["percent"]), absent: optionalExpression(value["absent"]),
        derived: optionalExpression(value["derived"]),
        ask: value["ask"].flatMap { $0.text(&diagnostics, "a question") },
        unit: value["unit"].flatMap { $0.text(&diagnostics, "a unit") })
    }
  }
}
