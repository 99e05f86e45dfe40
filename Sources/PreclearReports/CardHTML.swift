import PreclearEngine

/// Rule cards as a page: each rule beside the lines that it cites, where the reader has the document.
struct CardHTML {
  private var page: HTMLPage
  private let sheet: CardSheet

  static func render(_ sheet: CardSheet) -> String {
    var html = CardHTML(page: HTMLPage(title: sheet.title, style: style), sheet: sheet)
    if sheet.cards.count > 1 { html.page.add("<h1>\(escape(sheet.title))</h1>") }
    html.page.add("<p class=\"faint\">\(escape(sheet.valuesSentence))</p>")
    if sheet.cards.count > 1 { html.addContents() }
    for card in sheet.cards { html.page.add(html.section(card)) }
    return html.page.text
  }

  private static func escape(_ text: String) -> String { HTMLPage.escape(text) }

  private mutating func addContents() {
    let items = sheet.cards.map {
      "<li><a href=\"#\(Self.escape($0.id))\">\(Self.escape($0.title))</a> <code>\(Self.escape($0.id))</code></li>"
    }
    page.add("<nav><h2>Rules</h2><ol>\(items.joined(separator: "\n"))</ol></nav>")
  }

  private func section(_ card: RuleCard) -> String {
    let passages = card.allCitations.map(passage).joined()
    let heading = sheet.cards.count > 1 ? "h2" : "h1"
    return """
      <section class="card" id="\(Self.escape(card.id))">
      <\(heading)>\(Self.escape(card.title))</\(heading)>
      <p class="faint"><code>\(Self.escape(card.id))</code>, pack \(Self.escape(card.pack))</p>
      <div class="sides"><div class="rule">
      \(ruleParts(card).joined(separator: "\n"))
      </div>
      <aside><h3>Source</h3>\(passages)</aside></div>
      \(supportingParts(card).joined(separator: "\n"))
      <p class="faint">\(card.covers.isEmpty ? "" : "Covers \(Self.escape(card.covers.joined(separator: ", "))). ")\(Self.escape(card.location.file)):\(card.location.line)</p>
      </section>
      """
  }

  /// What the rule says.
  private func ruleParts(_ card: RuleCard) -> [String] {
    var parts = ["<p>\(Self.escape(card.scopeSentences.joined(separator: " ")))</p>"]
    if let when = card.when { parts.append(Self.paragraph(when, lead: "Applies if")) }
    for clause in card.clauses {
      if let id = clause.id { parts.append("<h3>Clause <code>\(Self.escape(id))</code></h3>") }
      if !clause.looksAt.isEmpty {
        parts.append("<p>Of \(Self.escape(clause.looksAt.joined(separator: ", "))) events.</p>")
      }
      if let when = clause.when { parts.append(Self.paragraph(when, lead: "Only if")) }
      parts.append(
        "<div class=\"\(Self.mark(clause.outcome))\">"
          + Self.paragraph(clause.condition, lead: RuleCard.lead(of: clause)) + "</div>")
      for exception in clause.exceptions {
        parts.append(Self.paragraph(exception.condition, lead: "Unless (\(exception.id))"))
      }
      if let message = clause.message {
        parts.append("<p class=\"says\"><span class=\"faint\">It then says:</span> \(Self.escape(message))</p>")
      }
      if !clause.cures.isEmpty {
        parts.append("<p>What may cure it: \(Self.escape(clause.cures.joined(separator: "; "))).</p>")
      }
    }
    return parts
  }

  /// What its words rest on.
  private func supportingParts(_ card: RuleCard) -> [String] {
    var parts: [String] = []
    func add(_ heading: String, _ rows: [String]) {
      if !rows.isEmpty { parts.append("<h3>\(heading)</h3>\n\(rows.joined(separator: "\n"))") }
    }
    add(
      "In these words",
      card.definitions.map { definition in
        let title = definition.title.map { " (\($0))" } ?? ""
        return Self.paragraph(definition.statement, lead: "“\(definition.name)”\(title):")
      })
    let values = card.parameters.flatMap { parameter in
      parameter.values.map { value in
        "<tr><td>\(Self.escape(parameter.title ?? parameter.name))</td><td>\(Self.escape(value.text))</td>"
          + "<td>\(Self.escape(value.period))</td><td>\(value.citations.map(passage).joined())</td></tr>"
      }
    }
    if !values.isEmpty {
      add("Parameters", ["<table><tr><th>parameter<th>value<th>holds<th>source</tr>"] + values + ["</table>"])
    }
    add(
      "Readings",
      card.readings.map { reading in
        let items = reading.alternatives.map { "<li><b>\(Self.escape($0.name))</b>: \(Self.escape($0.title))</li>" }
        return "<p>\(Self.escape(reading.question)) <code>\(Self.escape(reading.name))</code></p>"
          + "<ul>\(items.joined())</ul>" + reading.citations.map(passage).joined()
      })
    let facts = card.facts.map { "<li>\(Self.escape($0.question)) <code>\(Self.escape($0.fact))</code></li>" }
    add("Facts it may ask for", facts.isEmpty ? [] : ["<ul>\(facts.joined())</ul>"])
    let examples = card.examples.map { example in
      "<li>\(Self.escape(example.name)): <span class=\"\(Self.mark(example.outcome))\">"
        + "\(TextReport.word(for: example.outcome))</span></li>"
    }
    if !examples.isEmpty {
      parts.append(
        "<details><summary>\(examples.count) examples, from its tests</summary><ul>\(examples.joined())</ul></details>")
    }
    return parts
  }

  private func passage(_ citation: Citation) -> String {
    let place = "<p class=\"cite\">\(Self.escape(citation.sentence))</p>"
    guard let lines = sheet.passage(citation) else { return place }
    return place + "<pre class=\"passage\">\(Self.escape(Self.withoutMargin(lines).joined(separator: "\n")))</pre>"
  }

  /// Lines of a document without the margin that all of them have.
  private static func withoutMargin(_ lines: [String]) -> [String] {
    let margins = lines.filter { $0.contains { $0 != " " } }.map { $0.prefix { $0 == " " }.count }
    let margin = margins.min() ?? 0
    return lines.map { String($0.dropFirst(margin)) }
  }

  private static func mark(_ outcome: Outcome) -> String {
    switch outcome {
    case .violation: "blocked"
    case .indeterminate, .trigger: "review"
    case .notice, .clear, .waived: "clear"
    case .notApplicable: "faint"
    }
  }

  private static func paragraph(_ statement: Statement, lead: String) -> String {
    "<div class=\"statement\"><p><b>\(escape(lead))</b> \(escape(statement.text))</p>\(list(statement.parts))</div>"
  }

  private static func list(_ parts: [Statement]) -> String {
    guard !parts.isEmpty else { return "" }
    return "<ul>" + parts.map { "<li>\(escape($0.text))\(list($0.parts))</li>" }.joined() + "</ul>"
  }

  private static let style = """
    main { max-width: 84rem; }
    .card { border-top: 2px solid var(--line); margin-top: 2.5rem; }
    .sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2rem; }
    .statement p { margin: .5rem 0 .25rem; } .statement ul { margin: 0 0 .5rem; }
    .says { border-left: 3px solid var(--line); padding-left: .75rem; }
    aside { background: var(--shade); padding: 0 1rem; align-self: start; }
    .cite { margin: .75rem 0 .25rem; } td .cite { margin: 0; }
    .passage { font-size: .75rem; white-space: pre-wrap; background: var(--paper); border: 1px solid var(--line); padding: .5rem; margin: 0 0 1rem; }
    .blocked ul, .review ul, .clear ul, .blocked p, .review p, .clear p { color: var(--ink); }
    .blocked b { color: var(--blocked); } .review b { color: var(--review); } .clear b { color: var(--clear); }
    @media (max-width: 60rem) { .sides { grid-template-columns: 1fr; } }
    @media print { .card { break-before: page; } .sides { grid-template-columns: 1fr 1fr; } nav { display: none; } }
    """
}
