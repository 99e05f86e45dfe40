import PreclearEngine
import PreclearLanguage

/// The schema of a pack's files.
extension SchemaExport {
  var expression: JSONTree { .reference("expression") }
  var condition: JSONTree { .reference("condition") }
  var text: JSONTree { .reference("text") }
  var fact: [(String, JSONTree)] {
    [
      ("asks", text.described("The name of the fact that is asked for; {key} stands for the key.")),
      ("ask", text.described("The question, in words that counsel understands.")),
    ]
  }

  /// Kinds, views, and needs, which stand for views of the importer.
  private var lookedAt: JSONTree {
    .oneOfValues(
      Self.sorted(pack.kinds.map(\.name.text) + pack.views.map(\.name.text) + pack.needs.map(\.name.text)))
  }

  var packDefinitions: [(String, JSONTree)] {
    [
      (
        "expression",
        JSONTree.type("string", "number", "boolean", "null")
          .described("An expression in CEL; quote it where it begins with [, {, \", ! or *, or holds ': ' or ' #'.")
      ),
      ("condition", JSONTree.type("string", "boolean").described("An expression in CEL that is true or false.")),
      (
        "type",
        JSONTree.object([
          ("anyOf", .list([.type("string"), .byName(.reference("type"))]))
        ]).described(
          "int, decimal, bool, string, date, time, period, party, an enum, list(…), or {field: type}; '?' permits null."
        )
      ),
      ("on", .oneOrMore(lookedAt, least: 1)), ("citation", citation),
      ("cite", .oneOrMore(.reference("citation"), least: 1)), ("cure", cure), ("unless", unless), ("field", field),
      ("rule", rule), ("clause", clause), ("measure", measure), ("need", need),
    ]
  }

  var packFile: JSONTree {
    let expressions = JSONTree.byName(expression)
    var properties: [(String, JSONTree)] = [
      ("pack", text.described("The name of the pack.")), ("version", text), ("title", text),
      (
        "shard",
        JSONTree.keys([("by", text), ("names", .list(of: text))], required: ["by"])
          .described("The field by which a log may be split, and fields whose values keep to one part.")
      ),
      ("files", JSONTree.list(of: text).described("The files to read, in this order.")),
      (
        "imports",
        .list(of: .keys([("pack", text), ("with", .type("object"))], required: ["pack"]))
      ),
      ("enums", .byName(.object([("type", .string("array")), ("items", text), ("uniqueItems", .bool(true))]))),
      ("parties", .keys([("declared_by", text), ("roles", text), ("positions", text)], required: ["declared_by"])),
      ("common", JSONTree.byName(.reference("field")).described("Fields of every event.")),
      ("events", .byName(event)), ("views", .byName(view)), ("parameters", .byName(parameter)),
      (
        "terms",
        .byName(.keys([("of", .oneOrMore(text)), ("is", expression), ("title", text)], required: ["is"]))
      ),
    ]
    properties += [
      ("measures", .byName(.reference("measure"))), ("registers", .byName(register)), ("clusters", .byName(cluster)),
      ("crossings", .byName(crossing(expressions))), ("readings", .byName(reading)),
      ("needs", .byName(.reference("need"))),
      ("calendars", .byName(calendar)),
      (
        "sources",
        .byName(
          .keys([
            ("title", text),
            ("sha256", .object([("type", .string("string")), ("pattern", .string("^[0-9a-f]{64}$"))])),
            ("about", .object([])),
          ]))
      ),
      ("catalogue", JSONTree.list(of: text).described("Ids of what the documents demand.")),
      ("no_rule", JSONTree.byName(text).described("Why an id of the catalogue needs no rule.")),
      ("rules", .byName(.reference("rule"))), ("headroom", .byName(room)),
    ]
    let head = JSONTree.texts(["pack"])
    return .keys(
      properties, required: [],
      [
        ("minProperties", .integer(1)),
        ("dependencies", .object(["version", "files", "imports", "title", "shard"].map { ($0, head) })),
      ])
  }

  /// A line of the whole deal, and what is used of it.
  private var room: JSONTree {
    .keys(
      [
        ("title", text), ("over", text), ("each", expression), ("same", expression), ("used", expression),
        ("line", expression), ("under", .type("boolean")), ("whole", .type("boolean")), ("unit", text),
        ("cite", .reference("cite")),
      ], required: ["title", "used", "line", "cite"])
  }

  // MARK: Rules

  private static let forms = ClausePlan.Form.allCases.map(\.rawValue)

  private static func words(_ form: ClausePlan.Form) -> String {
    switch form {
    case .forbid: "True: a violation."
    case .require: "False: a violation."
    case .trigger: "True: lawful, and it sets something off."
    case .notice: "True: to be noted."
    case .unclear: "True: left for review."
    }
  }

  private var formProperties: [(String, JSONTree)] {
    ClausePlan.Form.allCases.map { ($0.rawValue, condition.described(Self.words($0))) }
  }

  /// What a rule and a clause share.
  private var clauseProperties: [(String, JSONTree)] {
    [
      ("where", condition.described("False: it does not apply. Unknown: it applies, and waits for this too.")),
      ("unless", .reference("unless")),
      (
        "because",
        text.described("What a finding says; {expression} puts a figure in, {x | money} with a format.")
      ),
      ("cure", .oneOrMore(.reference("cure"))), ("cite", .reference("cite")),
    ] + formProperties
  }

  func exactlyOne(of keys: [String]) -> JSONTree {
    .list(keys.map { .object([("required", .texts([$0]))]) })
  }

  private func not(_ keys: [String]) -> JSONTree { .object([("not", .object([("required", .texts(keys))]))]) }

  private var rule: JSONTree {
    .keys(
      [
        ("title", text.described("What the rule says, in a sentence.")),
        ("on", JSONTree.reference("on").described("The events that it looks at.")),
        (
          "effective",
          JSONTree.keys([("from", .reference("date")), ("to", .reference("date"))])
            .described("The dates of events for which it holds, both included.")
        ),
        ("let", JSONTree.byName(expression).described("Named expressions, shown as facts.")),
        ("clauses", .list(of: .reference("clause"), least: 1)),
        ("reads", .object([("const", .string("before"))])),
        (
          "suppose",
          JSONTree.object([
            (
              "anyOf",
              .list([
                text,
                .keys(
                  [("field", text), ("worlds", .object([("const", .string("gravest"))]))], required: ["field"]),
              ])
            )
          ]).described("A field that is an enum: where it is absent, each of its values is supposed.")
        ),
        (
          "covers",
          JSONTree.oneOrMore(.oneOfValues(Self.sorted(pack.catalogue.map(\.id))))
            .described("Ids of the catalogue.")
        ),
        ("replace", .type("boolean")),
      ] + clauseProperties,
      required: ["title", "on", "cite"],
      [
        ("oneOf", exactlyOne(of: ["clauses"] + Self.forms)),
        (
          "allOf",
          .list([not(["notice", "unless"]), not(["clauses", "unless"]), not(["clauses", "because"])])
        ),
      ])
  }

  private var clause: JSONTree {
    .keys(
      [("id", text), ("on", .reference("on"))] + clauseProperties, required: ["id"],
      [("oneOf", exactlyOne(of: Self.forms)), ("allOf", .list([not(["notice", "unless"])]))])
  }

  private var unless: JSONTree {
    .list(of: .keys([("id", text), ("if", condition), ("because", text)], required: ["id", "if"]))
  }

  private var cure: JSONTree {
    .keys([
      ("change", JSONTree.type("object").described("Fields and their new values.")), ("wait", .object([])),
      ("reduce", text.described("The field of a figure.")), ("obtain", text.described("The name of a fact.")),
    ])
  }

  private var citation: JSONTree {
    .keys(
      [
        ("source", .oneOfValues(Self.sorted(pack.sources.map(\.name.text)))), ("page", text), ("lines", text),
        (
          "anchor",
          .object([
            ("type", .texts(["string", "number"])), ("pattern", .string("^\\s*\\S+(\\s+\\S+){0,7}\\s*$")),
            ("description", .string("At most eight words that occur on these lines.")),
          ])
        ),
      ], required: ["source", "page", "lines", "anchor"])
  }

  // MARK: Schema and values

  private var event: JSONTree {
    .keys([
      ("title", .object([])), ("about", .object([])), ("fields", .byName(.reference("field"))),
      (
        "silence",
        JSONTree.oneOfValues(["unknown", "none"]).described("What it means that there is no such event on record.")
      ),
      ("ask", text.described("The question for such an event.")),
    ])
  }

  private var field: JSONTree {
    let flag = JSONTree.type("boolean")
    let count = JSONTree.object([("type", .texts(["integer", "string"]))])
    return .keys(
      [
        ("type", .reference("type")), ("required", flag),
        (
          "null", JSONTree.type("string", "number", "null").described("What null means; without it null may not stand.")
        ),
        ("minimum", text), ("maximum", text), ("places", count), ("digits", count), ("nonempty", flag),
        ("exponent", flag), ("percent", flag), ("absent", expression.described("What its absence stands for.")),
        ("derived", expression.described("It is computed, and never written.")),
        ("ask", text.described("The question where it is absent.")), ("unit", text), ("title", .object([])),
        ("hint", .object([])),
      ], required: ["type"])
  }

  private var view: JSONTree {
    let row = JSONTree.object([("anyOf", .list([.type("null"), .byName(expression)]))])
    return .keys(
      [("title", .object([])), ("fields", .byName(.reference("type"))), ("from", .byName(.oneOrMore(row)))],
      required: ["from"])
  }

  private var parameter: JSONTree {
    let step = JSONTree.keys(
      [
        ("from", .reference("date")), ("value", .object([])), ("cite", .reference("cite")), ("review_by", .object([])),
        ("note", .object([])),
      ], required: ["from", "value", "cite"])
    return .keys(
      [
        ("title", .object([])), ("type", .reference("type")), ("unit", .object([])), ("review_by", .object([])),
        ("values", JSONTree.list(of: step, least: 1).described("Its values, by the first day of each.")),
      ] + fact, required: ["values"])
  }

  private var reading: JSONTree {
    let alternatives = JSONTree.object([
      ("type", .string("object")), ("minProperties", .integer(2)), ("additionalProperties", .object([])),
    ])
    return .keys(
      [("question", text), ("alternatives", alternatives), ("cite", .reference("cite"))],
      required: ["alternatives", "cite"])
  }

  private var calendar: JSONTree {
    .object([
      (
        "anyOf",
        .list([
          text.described("The path of a calendar file."),
          .keys([("open_in", .oneOrMore(text)), ("doubtful", .list(of: .reference("date")))]),
        ])
      )
    ])
  }
}
