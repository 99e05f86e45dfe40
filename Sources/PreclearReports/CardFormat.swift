import PreclearEngine

/// How rule cards, and explanations of one event, are written.
package enum CardFormat: String, CaseIterable, Sendable {
  case text
  case markdown
  case html
  case json

  package func render(_ cards: CardSheet, width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(CardText.render(cards, width: width, palette: palette).utf8)
    case .markdown: Array(CardMarkdown.render(cards).utf8)
    case .html: Array(CardHTML.render(cards).utf8)
    case .json: CardJSON.render(cards)
    }
  }

  package func render(_ explanations: [RuleExplanation], width: Int, palette: Palette) -> [UInt8] {
    switch self {
    case .text: Array(ExplanationText.render(explanations, width: width, palette: palette).utf8)
    case .markdown: Array(ExplanationMarkdown.render(explanations).utf8)
    case .html: Array(ExplanationHTML.render(explanations).utf8)
    case .json: ExplanationJSON.render(explanations)
    }
  }
}

/// Cards on one page, with the passages that they cite where the reader has the documents.
package struct CardSheet: Sendable {
  package let title: String
  /// The day whose values of parameters the words name; nil: the last ones.
  package let date: CalendarDate?
  package let cards: [RuleCard]
  private let passages: [Citation: [String]]

  package init(title: String, date: CalendarDate?, cards: [RuleCard], passages: [Citation: [String]] = [:]) {
    self.title = title
    self.date = date
    self.cards = cards
    self.passages = passages
  }

  /// The lines that a citation names; nil where the document is not at hand.
  func passage(_ citation: Citation) -> [String]? { passages[citation] }

  /// What the sheet says of the values it names.
  var valuesSentence: String {
    date.map { "Parameters have their values of \($0)." } ?? "Parameters have their last values."
  }
}

extension RuleCard {
  /// `violation: forbidden if` and the like: what the clause's condition leads to.
  static func lead(of clause: Clause) -> String {
    if clause.isRequirement { return "Required, or else a violation:" }
    switch clause.outcome {
    case .violation: return "Forbidden if"
    case .trigger: return "Sets something off, lawfully, if"
    case .notice: return "To be noted if"
    case .indeterminate: return "Left for review if"
    case .clear, .waived, .notApplicable: return "If"
    }
  }

  /// When it applies, sentence by sentence.
  var scopeSentences: [String] {
    var result = ["Looks at events of kind \(looksAt.joined(separator: ", "))."]
    switch (effective.from.isFinite, effective.to.isFinite) {
    case (true, true): result.append("In force from \(effective.from) to \(effective.to), both included.")
    case (true, false): result.append("In force from \(effective.from).")
    case (false, true): result.append("In force to \(effective.to), included.")
    case (false, false): break
    }
    if readsBefore { result.append("Reads the record as it was before the event.") }
    if let supposes {
      result.append("Where the event does not state its \(supposes), each value that it may have is supposed in turn.")
    }
    return result
  }
}

extension RuleCard.Parameter.Value {
  var period: String {
    switch (from.isFinite, until) {
    case (true, let until?): "from \(from) to \(until)"
    case (true, nil): "from \(from)"
    case (false, let until?): "to \(until)"
    case (false, nil): "always"
    }
  }
}
