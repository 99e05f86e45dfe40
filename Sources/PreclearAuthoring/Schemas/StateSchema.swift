import PreclearEngine
import PreclearLanguage

/// The schema of state: measures, registers, clusters, crossings; and of what a pack needs of its importer.
extension SchemaExport {
  var measure: JSONTree {
    let aggregates: [(String, JSONTree)] =
      [("count", .object([]))] + ["sum", "min", "max", "first", "last"].map { ($0, expression) }
      + [("list", .object([("anyOf", .list([expression, .byName(expression)]))]))]
    let flag = JSONTree.type("boolean")
    return .keys(
      [
        ("title", .object([])), ("on", .reference("on")), ("over", text), ("where", condition),
        ("by", .oneOrMore(expression)), ("by_each", expression), ("within", expression), ("of", expression),
        ("none", expression.described("The value without a row.")),
        (
          "window",
          JSONTree.type("string").described("'5 trading days' with a calendar's name, or a period such as P6M.")
        ),
        ("per", .oneOfValues(["month", "quarter", "year"])), ("daily", flag), ("distinct", flag), ("unbounded", flag),
      ] + aggregates + fact, required: [],
      [
        ("oneOf", exactlyOne(of: aggregates.map(\.0))),
        ("allOf", .list([.object([("oneOf", exactlyOne(of: ["on", "over"]))])])),
      ])
  }

  var register: JSONTree {
    let update = JSONTree.object([
      ("type", .string("object")), ("properties", .object([("key", .oneOrMore(expression))])),
      ("additionalProperties", expression),
    ])
    return .keys(
      [
        ("title", .object([])), ("key", .oneOrMore(expression)), ("start", .byName(expression)),
        ("missing", .oneOfValues(["none", "unknown"])), ("on", .byName(.oneOrMore(update))),
        ("daily", .type("boolean")),
      ] + fact)
  }

  var cluster: JSONTree {
    .keys(
      [
        ("title", .object([])), ("of", .reference("type")), ("same", expression),
        ("pairs", .keys([("on", text), ("keys", expression), ("linked", expression)])),
        ("candidates", text), ("possible", expression), ("sums", .byName(expression)),
      ] + fact, required: ["of"])
  }

  func crossing(_ expressions: JSONTree) -> JSONTree {
    .keys(
      [
        ("title", .object([])), ("cluster", text), ("key", text), ("level", expression),
        ("active", .keys([("on", .reference("on")), ("keys", expression)])), ("passive", .reference("on")),
        ("confirm", expression), ("lapse", expression), ("keep", expressions),
      ], required: ["level"], [("oneOf", exactlyOne(of: ["cluster", "key"]))])
  }

  var need: JSONTree {
    .keys(
      [
        ("title", .object([])), ("type", .reference("type")), ("of", .reference("type")), ("daily", .type("boolean")),
        ("view", .byName(.reference("type"))),
      ] + ["cluster", "measure", "register", "reading", "calendar", "parameter", "enum"].map { ($0, .object([])) },
      required: [],
      [
        (
          "anyOf",
          exactlyOne(of: [
            "type", "view", "cluster", "measure", "register", "reading", "calendar", "parameter", "enum",
          ])
        )
      ])
  }
}
