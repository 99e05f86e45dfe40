import PreclearEngine
import PreclearLanguage

/// JSON Schema, draft-07, of the files that an author writes, made from a pack: what an editor needs to complete and to explain them.
///
/// What the schema refuses the program refuses; what needs the whole pack to be seen, such as the types of conditions, only the
/// program does.
package enum SchemaDocument: String, CaseIterable, Sendable {
  case pack
  case deal
  case event
  case test
  case waivers
}

package struct SchemaExport {
  let pack: Pack
  let compiled: CompiledPack

  /// Throws what is wrong with the pack.
  package init(_ pack: Pack) throws(LoadFailure) {
    self.pack = pack
    compiled = try Compiler.compile(pack)
  }

  package func schema(of document: SchemaDocument) -> [UInt8] {
    let body: JSONTree
    var definitions = common
    switch document {
    case .pack:
      body = packFile
      definitions += packDefinitions
    case .deal:
      body = deal
      definitions += eventDefinitions
    case .event:
      body = .oneOrMore(.reference("event"), least: 1)
      definitions += eventDefinitions
    case .test:
      body = test
      definitions += eventDefinitions + [("waiver", waiver)]
    case .waivers:
      body = .object([("anyOf", .list([waiverList, .keys([("waivers", waiverList)], required: ["waivers"])]))])
      definitions += [("waiver", waiver)]
    }
    var members: [(String, JSONTree)] = [
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("title", .string("\(title(of: document)), pack \(pack.main.name)")),
    ]
    if case .object(let own) = body { members += own }
    members.append(("definitions", .object(definitions)))
    var json = JSONWriter(style: .pretty)
    JSONTree.object(members).write(to: &json)
    json.endLine()
    return json.bytes
  }

  private func title(of document: SchemaDocument) -> String {
    switch document {
    case .pack: "A file of a pack of rules"
    case .deal: "A deal"
    case .event: "Events: a proposal, or a list of them"
    case .test: "Rule tests"
    case .waivers: "Waivers"
    }
  }

  // MARK: What all share

  var common: [(String, JSONTree)] {
    [
      ("text", .type("string", "number").described("A text; a number is taken by its digits.")),
      (
        "date",
        .object([
          ("type", .string("string")), ("pattern", .string("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")),
          ("description", .string("A day, year-month-day.")),
        ])
      ),
    ]
  }

  static func sorted(_ names: [String]) -> [String] { Set(names).sorted() }

  var ruleIDs: [String] { compiled.rules.map(\.id) }

  // MARK: Events

  private var eventDefinitions: [(String, JSONTree)] {
    let kinds = compiled.layouts.map(\.name)
    let branches = compiled.layouts.map { layout in
      JSONTree.object([
        ("if", .object([("properties", .object([("kind", .object([("const", .string(layout.name))]))]))])),
        ("then", .reference("event-\(layout.name)")),
      ])
    }
    let event = JSONTree.object([
      ("type", .string("object")),
      (
        "properties",
        .object([
          ("kind", JSONTree.oneOfValues(kinds).described("What happened, or is proposed."))
        ])
      ),
      ("required", .texts(["id", "kind", "date"])), ("allOf", .list(branches)),
    ])
    return [("event", event)] + zip(compiled.layouts, pack.kinds).map { ("event-\($0.name)", self.kind($0, $1)) }
  }

  private func kind(_ layout: EventLayout, _ declared: KindDeclaration) -> JSONTree {
    var properties: [(String, JSONTree)] = [
      ("id", .object([("type", .string("string")), ("minLength", .integer(1))])),
      ("kind", .object([("const", .string(layout.name))])), ("date", .reference("date")),
    ]
    var required: [String] = ["id", "kind", "date"]
    for (field, written) in zip(layout.fields, declared.fields + pack.common) where !field.isDerived {
      properties.append((field.name, self.field(field, written)))
      if field.isRequired { required.append(field.name) }
    }
    let node = pack.node("events", declared.name)
    let words = [node?["title"]?.scalar?.text, node?["about"]?.scalar?.text, layout.ask].compactMap { $0 }
    return JSONTree.keys(properties, required: required).described(words.isEmpty ? nil : words.joined(separator: " "))
  }

  private func field(_ field: FieldLayout, _ declared: FieldDeclaration) -> JSONTree {
    var schema = value(field.type, field)
    if field.allowsNull { schema = .object([("anyOf", .list([schema, .type("null")]))]) }
    return schema.described(Self.words(declared))
  }

  private static func words(_ field: FieldDeclaration) -> String? {
    var parts: [String] = []
    if let ask = field.ask { parts.append(ask) }
    if let unit = field.unit { parts.append("In \(unit).") }
    if let null = field.null { parts.append("null: \(null).") }
    if let absent = field.absent { parts.append("Left out: \(ExpressionPrinter.text(absent)).") }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private func value(_ type: FieldType, _ field: FieldLayout) -> JSONTree {
    switch type {
    case .bool: return .type("boolean")
    case .date: return .reference("date")
    case .int: return .object([("type", .string("integer"))] + limits(field))
    case .decimal: return decimal(field)
    case .choice(_, let values): return .oneOfValues(values)
    case .time:
      return .object([("type", .string("string")), ("pattern", .string("^([01][0-9]|2[0-3]):[0-5][0-9]$"))])
    case .party: return .object([("type", .string("string")), ("minLength", .integer(1))])
    case .string:
      return .object([("type", .string("string"))] + (field.isNonempty ? [("minLength", .integer(1))] : []))
    case .list(let item): return .list(of: value(item, field), least: field.isNonempty ? 1 : 0)
    case .record(let fields):
      return .keys(fields.map { ($0.name, value($0.type, field)) }, required: fields.map(\.name))
    }
  }

  private func limits(_ field: FieldLayout) -> [(String, JSONTree)] {
    [field.minimum.map { ("minimum", .decimal($0)) }, field.maximum.map { ("maximum", .decimal($0)) }]
      .compactMap { $0 }
  }

  /// A number, or its digits as a text, so that it is exact in every program.
  private func decimal(_ field: FieldLayout) -> JSONTree {
    let percent = field.allowsPercent ? "%?" : ""
    let exponent = field.allowsExponent ? "([eE][+-]?[0-9]+)?" : ""
    let sign = field.minimum.map { $0 >= Decimal(0) } == true ? "" : "-?"
    let digits = JSONTree.object([
      ("type", .string("string")),
      ("pattern", .string("^\(sign)(0|[1-9][0-9]*)(\\.[0-9]+)?\(exponent)\(percent)$")),
    ])
    return .object([("anyOf", .list([.object([("type", .string("number"))] + limits(field)), digits]))])
  }

  // MARK: Deals

  private func choice(_ name: Name?) -> JSONTree {
    let declared = name.flatMap { name in pack.enums.first { $0.name.text == name.text } }
    return declared.map { .oneOfValues($0.type.values) } ?? .reference("text")
  }

  private var parties: JSONTree {
    let position = JSONTree.keys(
      [("at", .type("string")), ("as", choice(pack.parties?.positions))], required: ["at", "as"])
    return .list(
      of: .keys(
        [
          ("id", JSONTree.reference("text").described("The name under which events speak of it.")),
          ("roles", JSONTree.list(of: choice(pack.parties?.roles)).described("Left out: none.")),
          ("positions", JSONTree.list(of: position).described("Where it holds an office. Left out: none.")),
          (
            "group",
            JSONTree.type("string", "null").described("Parties of one group count as one. Left out: in none.")
          ),
          ("note", .object([])),
        ], required: ["id"]))
  }

  private var settled: JSONTree {
    .object([
      ("type", .string("object")), ("additionalProperties", .bool(false)),
      (
        "properties",
        .object(
          pack.readings.map { reading in
            let names = reading.alternatives.map(\.name.text) + ["open"]
            let choose = JSONTree.oneOfValues(names).described(reading.question)
            let text = JSONTree.reference("text")
            let record = JSONTree.keys(
              [("choose", choose), ("by", text), ("on", text), ("because", text)], required: ["choose"])
            return (reading.name.text, .object([("anyOf", .list([choose, record]))]))
          })
      ),
    ])
  }

  private var deal: JSONTree {
    let text = JSONTree.reference("text")
    return .keys(
      [
        ("deal", text.described("The deal's name.")),
        ("title", .object([])),
        ("pack", text.described("The folder of its rules, from here.")),
        ("ledger", text.described("The events so far: a file of JSON Lines.")),
        ("proposals", .object([])),
        ("waivers", text.described("A file of waivers.")),
        ("parties", parties.described("Who takes part. Of a party that is declared nowhere nothing is known.")),
        (
          "opening",
          JSONTree.list(of: .reference("event")).described("Events that state how things stood at the start.")
        ),
        ("readings", settled.described("Where counsel has settled how a provision reads.")),
      ], required: ["deal", "pack"])
  }

  // MARK: Tests and waivers

  private var waiver: JSONTree {
    let text = JSONTree.reference("text")
    return .keys(
      [
        ("rule", .oneOfValues(ruleIDs)), ("event", text.described("The id of the event that it is for.")),
        ("by", text.described("Who waives.")), ("instrument", text.described("In which document.")),
        ("because", text), ("from", .reference("date")), ("until", .reference("date")),
      ], required: ["rule", "event", "by", "instrument", "because", "from", "until"])
  }

  private var waiverList: JSONTree { .list(of: .reference("waiver")) }

  private func perRule(_ value: JSONTree) -> JSONTree {
    .object([
      ("type", .string("object")), ("propertyNames", .oneOfValues(ruleIDs + ["preclear/no-rule"])),
      ("additionalProperties", value),
    ])
  }

  private var test: JSONTree {
    let text = JSONTree.reference("text")
    let outcomes = Outcome.allCases.map(\.rawValue)
    let expectation = JSONTree.keys(
      [
        ("verdict", .oneOfValues(["clear", "review", "blocked"])),
        ("outcomes", perRule(.oneOfValues(outcomes))),
        ("missing", perRule(.list(of: text)).described("Texts, each part of the name of a missing fact.")),
        ("message", perRule(text).described("Part of the message.")),
        ("error", text.described("Alone: the input is refused with a message that has this part.")),
        ("only", JSONTree.type("boolean").described("No finding beside those under 'outcomes'.")),
      ], required: [],
      [
        ("minProperties", .integer(1)),
        ("dependencies", .object([("error", .object([("maxProperties", .integer(1))]))])),
      ])
    let isRefused = JSONTree.object([
      ("properties", .object([("expect", .object([("required", .texts(["error"]))]))])),
      ("required", .texts(["expect"])),
    ])
    let events = JSONTree.object([
      (
        "properties",
        .object([
          ("propose", .reference("event")), ("given", .list(of: .reference("event"))), ("parties", parties),
          ("readings", settled), ("waivers", waiverList),
        ])
      )
    ])
    let item = JSONTree.keys(
      [
        ("name", text.described("What the case shows.")), ("parties", .object([])), ("given", .object([])),
        ("propose", JSONTree.type("object").described("The event that is judged.")), ("readings", .object([])),
        ("waivers", .object([])), ("expect", expectation),
      ], required: ["name", "propose", "expect"], [("if", isRefused), ("else", events)])
    return .keys(
      [
        ("deal", text.described("The path of the deal, from here.")),
        ("cases", .list(of: item)),
      ], required: ["cases"])
  }
}
