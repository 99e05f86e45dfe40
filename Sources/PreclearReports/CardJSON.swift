import PreclearEngine

/// Rule cards for programs: `preclear.cards/1`, of which keys are only ever added.
enum CardJSON {
  static func render(_ sheet: CardSheet) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object { json in
      json.member("format", "preclear.cards/1")
      json.member("on", sheet.date.map { "\($0)" })
      json.list("cards", sheet.cards) { card, json in write(card, sheet, &json) }
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ card: RuleCard, _ sheet: CardSheet, _ json: inout JSONWriter) {
    json.object { json in
      json.member("rule", card.id)
      json.member("title", card.title)
      json.member("pack", card.pack)
      json.list("on", card.looksAt) { name, json in json.string(name) }
      json.member("from", card.effective.from.isFinite ? "\(card.effective.from)" : nil)
      json.member("to", card.effective.to.isFinite ? "\(card.effective.to)" : nil)
      if card.readsBefore { json.member("reads", "before") }
      json.member("supposes", card.supposes)
      if let when = card.when {
        json.key("where")
        write(when, &json)
      }
      json.list("clauses", card.clauses) { clause, json in write(clause, &json) }
      json.list("definitions", card.definitions) { definition, json in
        json.object { json in
          json.member("name", definition.name)
          json.member("title", definition.title)
          json.key("is")
          write(definition.statement, &json)
        }
      }
      json.list("parameters", card.parameters) { parameter, json in write(parameter, &json) }
      json.list("readings", card.readings) { reading, json in
        json.object { json in
          json.member("reading", reading.name)
          json.member("question", reading.question)
          json.list("alternatives", reading.alternatives) { alternative, json in
            json.object { json in
              json.member("name", alternative.name)
              json.member("title", alternative.title)
            }
          }
          json.list("citations", reading.citations) { citation, json in write(citation, nil, &json) }
        }
      }
      json.list("facts", card.facts) { fact, json in
        json.object { json in
          json.member("fact", fact.fact)
          json.member("question", fact.question)
        }
      }
      json.list("covers", card.covers) { id, json in json.string(id) }
      json.list("citations", card.allCitations) { citation, json in write(citation, sheet.passage(citation), &json) }
      json.list("examples", card.examples) { example, json in
        json.object { json in
          json.member("name", example.name)
          json.member("outcome", example.outcome.rawValue)
          json.member("file", example.file)
          json.key("line")
          json.integer(example.line)
        }
      }
      json.key("location")
      json.object { json in
        json.member("file", card.location.file)
        json.key("line")
        json.integer(card.location.line)
        json.key("column")
        json.integer(card.location.column)
      }
    }
  }

  private static func write(_ clause: RuleCard.Clause, _ json: inout JSONWriter) {
    json.object { json in
      json.member("clause", clause.id)
      json.member("outcome", clause.outcome.rawValue)
      json.member("lead", RuleCard.lead(of: clause))
      if !clause.looksAt.isEmpty { json.list("on", clause.looksAt) { name, json in json.string(name) } }
      if let when = clause.when {
        json.key("where")
        write(when, &json)
      }
      json.key("condition")
      write(clause.condition, &json)
      json.list("unless", clause.exceptions) { exception, json in
        json.object { json in
          json.member("id", exception.id)
          json.key("condition")
          write(exception.condition, &json)
        }
      }
      json.member("message", clause.message)
      json.list("cures", clause.cures) { cure, json in json.string(cure) }
    }
  }

  private static func write(_ parameter: RuleCard.Parameter, _ json: inout JSONWriter) {
    json.object { json in
      json.member("parameter", parameter.name)
      json.member("title", parameter.title)
      json.list("values", parameter.values) { value, json in
        json.object { json in
          json.member("from", value.from.isFinite ? "\(value.from)" : nil)
          json.member("until", value.until.map { "\($0)" })
          json.member("value", value.text)
          json.key("named")
          json.bool(value.isInForce)
          json.list("citations", value.citations) { citation, json in write(citation, nil, &json) }
        }
      }
    }
  }

  private static func write(_ statement: Statement, _ json: inout JSONWriter) {
    json.object { json in
      json.member("text", statement.text)
      if !statement.parts.isEmpty { json.list("parts", statement.parts) { part, json in write(part, &json) } }
    }
  }

  private static func write(_ citation: Citation, _ passage: [String]?, _ json: inout JSONWriter) {
    json.object { json in
      json.member("source", citation.source)
      json.member("page", citation.page)
      json.member("lines", citation.lines)
      json.member("anchor", citation.anchor)
      if let passage { json.list("passage", passage) { line, json in json.string(line) } }
    }
  }
}

extension JSONWriter {
  /// A text under a key; without a text nothing.
  mutating func member(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    string(text)
  }

  mutating func list<Item>(_ name: String, _ items: [Item], _ write: (Item, inout JSONWriter) -> Void) {
    key(name)
    list { json in for item in items { write(item, &json) } }
  }
}
