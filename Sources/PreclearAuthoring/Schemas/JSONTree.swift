import PreclearEngine

/// A JSON value as it is put together, members in the order in which they are given.
indirect enum JSONTree {
  case string(String)
  case integer(Int)
  case decimal(Decimal)
  case bool(Bool)
  case list([JSONTree])
  case object([(String, JSONTree)])

  func write(to json: inout JSONWriter) {
    switch self {
    case .string(let text): json.string(text)
    case .integer(let number): json.integer(number)
    case .decimal(let number): json.number(number)
    case .bool(let flag): json.bool(flag)
    case .list(let items): json.list { json in for item in items { item.write(to: &json) } }
    case .object(let members):
      json.object { json in
        for (key, value) in members {
          json.key(key)
          value.write(to: &json)
        }
      }
    }
  }
}

/// The words of JSON Schema that the schemas here are made of.
extension JSONTree {
  static func texts(_ items: [String]) -> JSONTree { .list(items.map(JSONTree.string)) }

  static func type(_ names: String...) -> JSONTree {
    .object([("type", names.count == 1 ? .string(names[0]) : .texts(names))])
  }

  static func reference(_ definition: String) -> JSONTree {
    .object([("$ref", .string("#/definitions/\(definition)"))])
  }

  static func oneOfValues(_ values: [String]) -> JSONTree { .object([("enum", .texts(values))]) }

  static func list(of item: JSONTree, least: Int = 0) -> JSONTree {
    .object([("type", .string("array")), ("items", item)] + (least > 0 ? [("minItems", .integer(least))] : []))
  }

  /// One, or a list of them.
  static func oneOrMore(_ item: JSONTree, least: Int = 0) -> JSONTree {
    .object([("anyOf", .list([item, .list(of: item, least: least)]))])
  }

  /// A mapping whose keys the author chooses.
  static func byName(_ value: JSONTree) -> JSONTree {
    .object([("type", .string("object")), ("additionalProperties", value)])
  }

  /// A mapping with these keys and no other.
  static func keys(_ properties: [(String, JSONTree)], required: [String] = [], _ more: [(String, JSONTree)] = [])
    -> JSONTree
  {
    var members: [(String, JSONTree)] = [("type", .string("object")), ("properties", .object(properties))]
    if !required.isEmpty { members.append(("required", .texts(required))) }
    members.append(("additionalProperties", .bool(false)))
    return .object(members + more)
  }

  func described(_ words: String?) -> JSONTree {
    guard let words, case .object(let members) = self else { return self }
    // Beside a reference nothing else is looked at.
    if members.contains(where: { $0.0 == "$ref" }) {
      return .object([("description", .string(words)), ("allOf", .list([self]))])
    }
    return .object([("description", .string(words))] + members)
  }
}
