import PreclearEngine

/// Rule cards as Markdown, one section a rule.
struct CardMarkdown {
  private var text = ""

  static func render(_ sheet: CardSheet) -> String {
    var page = CardMarkdown()
    page.line("# \(escape(sheet.title))")
    page.line()
    page.line(sheet.valuesSentence)
    for card in sheet.cards { page.add(card, sheet) }
    return page.text
  }

  /// Text of a person, with what Markdown or HTML would take for its own made plain. Line breaks are spaces: a paragraph is a line.
  static func escape(_ text: String) -> String {
    var result = ""
    for character in TextLayout.printable(text) {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "#", "~", "&": result += "\\\(character)"
      case "\n", "\t", "\r\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  private mutating func line(_ line: String = "") { text += line + "\n" }

  private mutating func heading(_ words: String) {
    line()
    line("**\(words)**")
    line()
  }

  private mutating func add(_ card: RuleCard, _ sheet: CardSheet) {
    line()
    line("## \(Self.escape(card.title))")
    line()
    line("`\(card.id)`, pack \(Self.escape(card.pack)). " + Self.escape(card.scopeSentences.joined(separator: " ")))
    if let when = card.when { add(when, lead: "Applies if") }
    for clause in card.clauses { add(clause) }
    if !card.definitions.isEmpty {
      heading("In these words")
      for definition in card.definitions {
        let title = definition.title.map { " (\($0))" } ?? ""
        item("“\(definition.name)”\(title): \(definition.statement.text)", definition.statement.parts, 0)
      }
    }
    if !card.parameters.isEmpty {
      heading("Parameters")
      line("| parameter | value | holds | source |")
      line("| --- | --- | --- | --- |")
      for parameter in card.parameters {
        for value in parameter.values {
          let cells = [
            parameter.title ?? parameter.name, value.text, value.period,
            value.citations.map(\.sentence).joined(separator: "; "),
          ]
          line("| \(cells.map(Self.escape).joined(separator: " | ")) |")
        }
      }
    }
    if !card.readings.isEmpty {
      heading("Readings")
      for reading in card.readings {
        item(
          "\(reading.name): \(reading.question)", reading.alternatives.map { Statement("\($0.name): \($0.title)") }, 0)
      }
    }
    if !card.facts.isEmpty {
      heading("Facts it may ask for")
      for fact in card.facts { line("- \(Self.escape(fact.question)) (`\(fact.fact)`)") }
    }
    heading("Source")
    for citation in card.allCitations {
      item(citation.sentence, [], 0)
      for passage in sheet.passage(citation) ?? [] { line("  > \(Self.escape(passage))") }
    }
    if !card.examples.isEmpty {
      heading("Examples, from its tests")
      for example in card.examples { item("\(example.name): \(TextReport.word(for: example.outcome))", [], 0) }
    }
  }

  private mutating func add(_ clause: RuleCard.Clause) {
    let name = clause.id.map { "Clause \($0). " } ?? ""
    let events = clause.looksAt.isEmpty ? "" : "Of \(clause.looksAt.joined(separator: ", ")) events. "
    if let when = clause.when { add(when, lead: "\(name)\(events)Only if") }
    add(clause.condition, lead: (clause.when == nil ? name + events : "") + RuleCard.lead(of: clause))
    for exception in clause.exceptions { add(exception.condition, lead: "Unless (\(exception.id))") }
    if let message = clause.message {
      line()
      line("It then says: \(Self.escape(message))")
    }
    if !clause.cures.isEmpty {
      line()
      line("What may cure it: \(Self.escape(clause.cures.joined(separator: "; "))).")
    }
  }

  private mutating func add(_ statement: Statement, lead: String) {
    line()
    line(Self.escape("\(lead) \(statement.text)"))
    if !statement.parts.isEmpty { line() }
    for part in statement.parts { item(part.text, part.parts, 0) }
  }

  private mutating func item(_ words: String, _ parts: [Statement], _ depth: Int) {
    line(String(repeating: "  ", count: depth) + "- " + Self.escape(words))
    for part in parts { item(part.text, part.parts, depth + 1) }
  }
}
