import PreclearEngine

/// `views`: events of several kinds in one shape. `terms`: named expressions.
extension SectionReader {
  mutating func views(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "views") {
      guard entry.value.mapping(&diagnostics, "the view '\(entry.key)'", allowed: ["fields", "from", "title"]) != nil
      else { continue }
      var fields: [(name: Name, type: TypeText)] = []
      for field in entry.value["fields"].map({ self.declarations($0, "fields") }) ?? [] {
        if let type = TypeText.read(field.value, into: &diagnostics) {
          fields.append((Name(field.key, field.keyRange), type))
        }
      }
      guard let from = entry.value["from"] else {
        diagnostics.error("the view '\(entry.key)' needs 'from'", code: "missing-key", at: entry.keyRange)
        continue
      }
      let entries = self.declarations(from, "kinds or views").flatMap { source in
        (source.value.items ?? [source.value]).map { viewEntry(Name(source.key, source.keyRange), $0) }
      }
      declarations.views.append(
        ViewDeclaration(name: Name(entry.key, entry.keyRange), pack: pack, fields: fields, entries: entries))
    }
  }

  private mutating func viewEntry(_ source: Name, _ node: DocumentNode) -> ViewDeclaration.Entry {
    var when: Expression?
    var fields: [(name: Name, value: Expression)] = []
    for entry in node.isNull ? [] : declarations(node, "the fields of a row") {
      if entry.key == "when" {
        when = expression(entry.value)
      } else if let value = expression(entry.value) {
        fields.append((Name(entry.key, entry.keyRange), value))
      }
    }
    return ViewDeclaration.Entry(source: source, when: when, fields: fields)
  }

  mutating func terms(_ node: DocumentNode, into declarations: inout Pack) {
    for entry in self.declarations(node, "terms") {
      guard entry.value.mapping(&diagnostics, "the term '\(entry.key)'", allowed: ["of", "is", "title"]) != nil else {
        continue
      }
      guard let body = entry.value["is"] else {
        diagnostics.error("the term '\(entry.key)' needs 'is'", code: "missing-key", at: entry.keyRange)
        continue
      }
      guard let expression = expression(body) else { continue }
      declarations.terms.append(
        TermDeclaration(
          name: Name(entry.key, entry.keyRange), pack: pack, parameters: names(entry.value["of"], "a name"),
          body: expression))
    }
  }
}
