import PreclearEngine

/// How a rule came to its outcome, as an indented tree.
struct ExplanationText {
  private var layout: TextLayout
  private let palette: Palette

  static func render(_ explanations: [RuleExplanation], width: Int, palette: Palette) -> String {
    var text = ExplanationText(layout: TextLayout(width: width, palette: palette), palette: palette)
    for (number, explanation) in explanations.enumerated() {
      if number > 0 { text.layout.blankLine() }
      text.add(explanation)
    }
    return text.layout.text
  }

  private mutating func add(_ explanation: RuleExplanation) {
    layout.paragraph(
      "\(explanation.rule) on \(explanation.event), \(explanation.kind) of \(explanation.date)",
      label: "\(TextReport.word(for: explanation.outcome).uppercased())  ", hanging: 2,
      mark: palette.mark(for: Verdict(explanation.outcome)))
    layout.paragraph(explanation.title, indent: 2, hanging: 2)
    layout.paragraph(explanation.reason, indent: 2, hanging: 2)
    for item in explanation.cases {
      layout.blankLine()
      if !item.choices.isEmpty {
        layout.paragraph(item.choices.joined(separator: "; "), indent: 2, hanging: 2, mark: palette.heading)
      }
      for part in item.parts { add(part, depth: 0) }
    }
    guard let missing = explanation.finding?.missing, !missing.isEmpty else { return }
    layout.blankLine()
    for fact in missing {
      layout.paragraph("\(fact.question) (\(fact.fact))", label: "? ", indent: 2, hanging: 2)
    }
  }

  private mutating func add(_ part: Evaluation, depth: Int) {
    let label = part.label.map { "\($0): " } ?? ""
    let value = part.hasOwnValue ? " = \(part.value)" : ""
    layout.paragraph(
      "\(label)\(part.text)\(value)", label: "\(part.sign) ", indent: 2 + 2 * depth, hanging: 4,
      mark: part.result == .notNeeded ? palette.faint : "")
    for inner in part.parts { add(inner, depth: depth + 1) }
  }
}

extension Evaluation {
  /// True, false, unknown, an error, a figure, or not needed, in one column.
  var sign: String {
    switch result {
    case .yes: "+"
    case .no: "-"
    case .unknown: "?"
    case .error: "!"
    case .value: "·"
    case .notNeeded: "/"
    }
  }

  /// Whether the value says more than the sign does.
  var hasOwnValue: Bool {
    switch result {
    case .yes, .no, .notNeeded: false
    case .unknown, .error, .value: true
    }
  }
}

enum ExplanationMarkdown {
  static func render(_ explanations: [RuleExplanation]) -> String {
    explanations.map { explanation in
      var lines = [
        "## \(CardMarkdown.escape(explanation.rule)) on \(CardMarkdown.escape(explanation.event))", "",
        "**\(TextReport.word(for: explanation.outcome))**: \(CardMarkdown.escape(explanation.reason))",
      ]
      for item in explanation.cases {
        lines += ["", CardMarkdown.escape(item.choices.joined(separator: "; ")), ""]
        for part in item.parts { add(part, 0, &lines) }
      }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private static func add(_ part: Evaluation, _ depth: Int, _ lines: inout [String]) {
    let label = part.label.map { "\($0): " } ?? ""
    lines.append(
      String(repeating: "  ", count: depth) + "- \(CardMarkdown.escape(label + part.text)): "
        + "**\(CardMarkdown.escape(part.value))**")
    for inner in part.parts { add(inner, depth + 1, &lines) }
  }
}

enum ExplanationHTML {
  static func render(_ explanations: [RuleExplanation]) -> String {
    var page = HTMLPage(title: "How a rule came to its outcome", style: style)
    for explanation in explanations {
      page.add(
        "<h1>\(HTMLPage.escape(explanation.rule)) on \(HTMLPage.escape(explanation.event))</h1>"
          + "<p>\(HTMLPage.escape(explanation.title))</p>"
          + "<p><b>\(HTMLPage.escape(TextReport.word(for: explanation.outcome)))</b>: "
          + "\(HTMLPage.escape(explanation.reason))</p>")
      for item in explanation.cases {
        if !item.choices.isEmpty { page.add("<h2>\(HTMLPage.escape(item.choices.joined(separator: "; ")))</h2>") }
        page.add("<ul>\(item.parts.map(markup).joined())</ul>")
      }
    }
    return page.text
  }

  private static func markup(_ part: Evaluation) -> String {
    let label = part.label.map { "<b>\(HTMLPage.escape($0))</b> " } ?? ""
    let inner = part.parts.isEmpty ? "" : "<ul>\(part.parts.map(markup).joined())</ul>"
    let line =
      "\(label)<code>\(HTMLPage.escape(part.text))</code> <span class=\"\(mark(part.result))\">\(HTMLPage.escape(part.value))</span>"
    return "<li>\(line)\(inner)</li>"
  }

  private static func mark(_ result: Evaluation.Result) -> String {
    switch result {
    case .yes: "yes"
    case .no: "no"
    case .unknown, .error: "review"
    case .value: "value"
    case .notNeeded: "faint"
    }
  }

  private static let style = "li span { font-weight: bold; } .value { font-weight: normal; }"
}

/// `preclear.explanation/1`, of which keys are only ever added.
enum ExplanationJSON {
  static func render(_ explanations: [RuleExplanation]) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object { json in
      json.member("format", "preclear.explanation/1")
      json.list("explanations", explanations) { explanation, json in
        json.object { json in
          json.member("event", explanation.event)
          json.member("kind", explanation.kind)
          json.member("date", explanation.date)
          json.member("rule", explanation.rule)
          json.member("title", explanation.title)
          json.member("outcome", explanation.outcome.rawValue)
          json.member("reason", explanation.reason)
          json.list("cases", explanation.cases) { item, json in
            json.object { json in
              json.list("choices", item.choices) { choice, json in json.string(choice) }
              json.list("parts", item.parts) { part, json in write(part, &json) }
            }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ part: Evaluation, _ json: inout JSONWriter) {
    json.object { json in
      json.member("label", part.label)
      json.member("expression", part.text)
      json.member("result", part.result.rawValue)
      json.member("value", part.value)
      if !part.parts.isEmpty { json.list("parts", part.parts) { inner, json in write(inner, &json) } }
    }
  }
}
