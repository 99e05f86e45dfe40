import PreclearEngine

/// Rule cards for a terminal.
struct CardText {
  private var layout: TextLayout
  private let palette: Palette

  static func render(_ sheet: CardSheet, width: Int, palette: Palette) -> String {
    var text = CardText(layout: TextLayout(width: width, palette: palette), palette: palette)
    for (number, card) in sheet.cards.enumerated() {
      if number > 0 { text.layout.blankLine() }
      text.add(card, sheet)
    }
    text.layout.blankLine()
    text.layout.paragraph(sheet.valuesSentence, mark: palette.faint)
    return text.layout.text
  }

  private mutating func add(_ card: RuleCard, _ sheet: CardSheet) {
    layout.paragraph(card.title, hanging: 2, mark: palette.heading)
    layout.paragraph("\(card.id), pack \(card.pack)", indent: 2, hanging: 2, mark: palette.faint)
    layout.blankLine()
    for sentence in card.scopeSentences { layout.paragraph(sentence, indent: 2, hanging: 2) }
    if let when = card.when { layout.add(when, lead: "Applies if", indent: 2) }
    for clause in card.clauses { add(clause) }
    addGroup("In these words", card.definitions) { definition, layout in
      let title = definition.title.map { " (\($0))" } ?? ""
      layout.add(definition.statement, lead: "“\(definition.name)”\(title):", indent: 4)
    }
    addGroup("Parameters", card.parameters) { parameter, layout in
      layout.paragraph(
        parameter.title.map { "\(parameter.name): \($0)" } ?? parameter.name, indent: 4, hanging: 2)
      for value in parameter.values {
        layout.paragraph("\(value.text), \(value.period)", indent: 6, hanging: 2)
        for citation in value.citations { layout.paragraph(citation.sentence, indent: 8, hanging: 2) }
      }
    }
    addGroup("Readings", card.readings) { reading, layout in
      layout.paragraph("\(reading.name): \(reading.question)", indent: 4, hanging: 2)
      for alternative in reading.alternatives {
        layout.paragraph("\(alternative.name): \(alternative.title)", indent: 6, hanging: 2)
      }
      for citation in reading.citations { layout.paragraph(citation.sentence, indent: 6, hanging: 2) }
    }
    addGroup("Facts it may ask for", card.facts) { fact, layout in
      layout.paragraph(fact.question, label: "? ", indent: 4, hanging: 2)
      layout.paragraph(fact.fact, indent: 6)
    }
    addGroup("Source", card.allCitations) { citation, layout in
      layout.paragraph(citation.sentence, indent: 4, hanging: 2)
      for line in sheet.passage(citation) ?? [] { layout.paragraph(line, label: "| ", indent: 6, hanging: 2) }
    }
    addGroup("Examples, from its tests", card.examples) { example, layout in
      layout.paragraph(
        "\(example.name): \(TextReport.word(for: example.outcome))", indent: 4, hanging: 2)
    }
    layout.blankLine()
    let covers = card.covers.isEmpty ? "" : "Covers \(card.covers.joined(separator: ", ")). "
    layout.paragraph("\(covers)\(card.location.file):\(card.location.line)", indent: 2, mark: palette.faint)
  }

  private mutating func add(_ clause: RuleCard.Clause) {
    layout.blankLine()
    let name = clause.id.map { "Clause \($0). " } ?? ""
    let events = clause.looksAt.isEmpty ? "" : "Of \(clause.looksAt.joined(separator: ", ")) events. "
    if let when = clause.when { layout.add(when, lead: "\(name)\(events)Only if", indent: 2) }
    layout.add(
      clause.condition, lead: (clause.when == nil ? name + events : "") + RuleCard.lead(of: clause), indent: 2)
    for exception in clause.exceptions {
      layout.add(exception.condition, lead: "Unless (\(exception.id))", indent: 2)
    }
    if let message = clause.message { layout.paragraph("It then says: \(message)", indent: 2, hanging: 2) }
    if !clause.cures.isEmpty {
      layout.paragraph("What may cure it: \(clause.cures.joined(separator: "; ")).", indent: 2, hanging: 2)
    }
  }

  private mutating func addGroup<Item>(
    _ heading: String, _ items: [Item], _ add: (Item, inout TextLayout) -> Void
  ) {
    guard !items.isEmpty else { return }
    layout.blankLine()
    layout.paragraph(heading, indent: 2, mark: palette.heading)
    for item in items { add(item, &layout) }
  }
}

extension TextLayout {
  /// A statement as a list in a list.
  mutating func add(_ statement: Statement, lead: String, indent: Int) {
    paragraph("\(lead) \(statement.text)", indent: indent, hanging: 2)
    for part in statement.parts { addItem(part, indent: indent + 2) }
  }

  private mutating func addItem(_ statement: Statement, indent: Int) {
    paragraph(statement.text, label: "- ", indent: indent, hanging: 2)
    for part in statement.parts { addItem(part, indent: indent + 2) }
  }
}
