import PreclearEngine
import PreclearLanguage

/// Texts of expressions of a wanted type, at random. Most of what it writes passes the checker.
struct RandomExpressions {
  var random: SeededGenerator
  /// Without what asks how much is known: `given`, `known`, `least`, `most`.
  let isMonotone: Bool
  /// Variables of the macros that are open.
  private var variables: [(name: String, kind: Kind)] = []

  enum Kind: CaseIterable {
    case bool
    case int
    case decimal
    case date
    case string
  }

  init(seed: UInt64, isMonotone: Bool = false) {
    random = SeededGenerator(seed: seed)
    self.isMonotone = isMonotone
  }

  /// A name is its kind and a number: `int1`; `maybe_int1` may be null, `list_int1` and `map_int1` hold such values.
  static let names: [(name: String, type: Type)] =
    Kind.allCases.flatMap { kind in
      [
        ("\(kind)1", type(kind)), ("\(kind)2", type(kind)), ("\(kind)3", type(kind)),
        ("maybe_\(kind)1", .optional(type(kind))), ("maybe_\(kind)2", .optional(type(kind))),
        ("list_\(kind)1", .list(type(kind))), ("map_\(kind)1", .map(.string, type(kind))),
      ]
    } + [("record1", .record(record))]

  static let record = RecordType(name: "record", fields: Kind.allCases.map { (name: "\($0)", type: type($0)) })

  private static func type(_ kind: Kind) -> Type {
    switch kind {
    case .bool: .bool
    case .int: .int
    case .decimal: .decimal
    case .date: .date
    case .string: .string
    }
  }

  mutating func expression(depth: Int) -> String {
    let kind = random.once(in: 2) ? Kind.bool : random.pick(Kind.allCases)
    switch random.pick([0, 0, 0, 0, 0, 1, 2]) {
    case 1: return list(kind, depth)
    case 2: return map(kind, depth)
    default: return value(kind, depth)
    }
  }

  mutating func value(_ kind: Kind, _ depth: Int) -> String {
    if depth <= 1 || random.once(in: 6) { return leaf(kind) }
    let inner = depth - 1
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return "(\(value(.bool, inner)) ? \(value(kind, inner)) : \(value(kind, inner)))"
    case 1: return "coalesce(\(maybe(kind, inner)), \(value(kind, inner)))"
    case 2: return "\(list(kind, inner))[\(random.once(in: 4) ? value(.int, inner) : random.pick(["0", "1"]))]"
    case 3: return "\(map(kind, inner))\(random.pick(["[\"a\"]", ".b", "[\(value(.string, inner))]"]))"
    case 4 where kind != .bool || !isMonotone:
      return "either(\(value(.bool, inner)), \(value(kind, inner)), \(value(kind, inner)))"
    default: break
    }
    switch kind {
    case .bool: return condition(inner)
    case .int: return int(inner)
    case .decimal: return decimal(inner)
    case .date: return date(inner)
    case .string: return string(inner)
    }
  }
}

/// Leaves: names, variables of macros, literals.
extension RandomExpressions {
  private mutating func leaf(_ kind: Kind) -> String {
    let own = variables.filter { $0.kind == kind }.map(\.name)
    if !own.isEmpty, random.once(in: 2) { return random.pick(own) }
    // What is open, or faulty, for one item of a list and not for the next.
    if kind == .bool, let variable = variables.last, random.once(in: 3) {
      let branches = ["bool1", "bool2", "bool3", "1 / 0 == 0", "true"]
      let sample = "\(variable.kind)\(random.pick([1, 2, 3]))"
      return "(\(variable.name) == \(sample) ? \(random.pick(branches)) : \(random.pick(branches)))"
    }
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: return "\(kind)\(random.pick([1, 2, 3]))"
    case 4: return "record1.\(kind)"
    case 5 where kind != .bool && kind != .string: return bounded(kind)
    default: return literal(kind)
    }
  }

  private mutating func fact() -> String { "\"fact \(Int.random(in: 1..<1000, using: &random))\"" }

  private mutating func literal(_ kind: Kind) -> String {
    switch kind {
    case .bool: return random.pick(["true", "false", "1 / 0 == 0"])
    case .int: return random.pick(["0", "1", "2", "3", "7", "-1", "-4", "12", "9223372036854775807", "[1][1]"])
    case .decimal: return random.pick(["0.0", "0.5", "2.25", "-1.5", "100.0", "0.1", "3.0", "1.0 / 3.0", "1.0 / 0.0"])
    case .date:
      return random.pick([
        "date(\"2001-02-28\")", "date(\"2000-02-29\")", "date(\"2001-11-05\")", "date(\"infinity\")",
        "date(\"-infinity\")", "date(\"9999-06-30\")", "date(\"2001-01-31\")", "date(\"2001-02-29\")",
      ])
    case .string:
      return random.pick([
        "\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"\\u00e9\"", "\"e\\u0301\"", "\"12\"", "\"2001-11-05\"",
      ])
    }
  }

  private mutating func bounded(_ kind: Kind) -> String {
    if random.once(in: 3) { return "at_least(\(finite(kind)), \(fact()))" }
    return "between(\(finite(kind)), \(finite(kind)), \(fact()))"
  }

  private mutating func finite(_ kind: Kind) -> String {
    switch kind {
    case .int: random.pick(["-3", "0", "1", "2", "5", "40"])
    case .decimal: random.pick(["-2.5", "0.0", "0.25", "1.5", "40.0"])
    case .date: "date(\"\(random.pick(["2001-01-01", "2001-02-28", "2001-11-05", "2002-03-01"]))\")"
    case .bool: "true"
    case .string: "\"a\""
    }
  }
}

/// Lists, maps, and what may be null.
extension RandomExpressions {
  private mutating func variable(_ kind: Kind) -> String {
    let name = "x\(variables.count)"
    variables.append((name, kind))
    return name
  }

  mutating func maybe(_ kind: Kind, _ depth: Int) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where depth > 1 && kind != .bool && kind != .string:
      return "\(random.pick(["min", "max"]))(\(list(kind, depth - 1, hasNulls: true)))"
    case 1 where depth > 1 && kind == .decimal:
      return "average(\(list(random.pick([.int, .decimal]), depth - 1, hasNulls: true)))"
    case 2 where depth > 1: return "(\(value(.bool, depth - 1)) ? null : \(value(kind, depth - 1)))"
    default: return "maybe_\(kind)\(random.pick([1, 2]))"
    }
  }

  mutating func list(_ kind: Kind, _ depth: Int, hasNulls: Bool = false) -> String {
    if depth <= 1 || random.once(in: 5) { return "list_\(kind)1" }
    let inner = depth - 1
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return "(\(list(kind, inner)) + \(list(kind, inner)))"
    case 1, 2:
      let source = random.pick(Kind.allCases)
      let range = random.once(in: 5) ? (map(kind, inner), Kind.string) : (list(source, inner), source)
      let name = variable(range.1)
      defer { variables.removeLast() }
      let filter = random.once(in: 2) ? "\(value(.bool, inner)), " : ""
      return "\(range.0).map(\(name), \(filter)\(value(kind, inner)))"
    case 3:
      let range = list(kind, inner)
      let name = variable(kind)
      defer { variables.removeLast() }
      return "\(range).filter(\(name), \(value(.bool, inner)))"
    case 6 where kind == .string:
      let limit = random.once(in: 3) ? ", \(value(.int, inner))" : ""
      return "\(value(.string, inner)).split(\(value(.string, inner))\(limit))"
    case 4 where kind != .bool && kind != .string:
      return "lowest(\(list(kind, inner, hasNulls: true)), \(random.once(in: 4) ? value(.int, inner) : "2"))"
    case 5: return "(\(value(.bool, inner)) ? \(list(kind, inner)) : \(list(kind, inner)))"
    default:
      let count = Int.random(in: 1...3, using: &random)
      let items = (0..<count).map { _ in hasNulls && random.once(in: 4) ? maybe(kind, inner) : value(kind, inner) }
      return "[\(items.joined(separator: ", "))]"
    }
  }

  mutating func map(_ kind: Kind, _ depth: Int) -> String {
    if depth <= 1 || random.once(in: 4) { return "map_\(kind)1" }
    let inner = depth - 1
    if random.once(in: 4) { return "(\(value(.bool, inner)) ? \(map(kind, inner)) : \(map(kind, inner)))" }
    let first = random.once(in: 4) ? value(.string, inner) : "\"a\""
    return "{\(first): \(value(kind, inner)), \"b\": \(value(kind, inner))}"
  }
}

/// Operators and functions, by what they come to.
extension RandomExpressions {
  private mutating func condition(_ depth: Int) -> String {
    let kind = random.pick(Kind.allCases)
    let figure = random.pick([Kind.int, .decimal, .date])
    switch Int.random(in: 0..<22, using: &random) {
    case 20: return "\(value(.string, depth)).matches(\(random.pick(Self.patterns)))"
    case 21: return "bool(\(value(random.pick([.string, .bool]), depth)))"
    case 0..<3: return "(\(value(.bool, depth)) && \(value(.bool, depth)))"
    case 3..<6: return "(\(value(.bool, depth)) || \(value(.bool, depth)))"
    case 6: return "!(\(value(.bool, depth)))"
    case 7..<11:
      let other = figure == .date ? figure : random.pick([Kind.int, .decimal])
      return "(\(value(figure, depth)) \(random.pick(["<", "<=", ">", ">=", "==", "!="])) \(value(other, depth)))"
    case 11: return "(\(value(kind, depth)) \(random.pick(["<", "<=", ">", ">=", "==", "!="])) \(value(kind, depth)))"
    case 12: return "(\(maybe(kind, depth)) \(random.pick(["==", "!="])) \(random.pick(["null", maybe(kind, depth)])))"
    case 13: return "(\(list(kind, depth)) \(random.pick(["==", "!="])) \(list(kind, depth)))"
    case 14: return "(\(map(kind, depth)) \(random.pick(["==", "!="])) \(map(kind, depth)))"
    case 15:
      if random.once(in: 3) { return "(\(value(.string, depth)) in \(map(kind, depth)))" }
      return "(\(value(kind, depth)) in \(list(kind, depth)))"
    case 16, 17:
      let range = list(kind, depth)
      let name = variable(kind)
      defer { variables.removeLast() }
      return "\(range).\(random.pick(["all", "exists", "exists_one"]))(\(name), \(value(.bool, depth)))"
    case 18 where !isMonotone: return "\(random.pick(["given", "known"]))(\(maybe(kind, depth)))"
    case 18: return "has(\(map(kind, depth)).\(random.pick(["a", "b", "c"])))"
    default:
      return "\(value(.string, depth)).\(random.pick(["contains", "startsWith", "endsWith"]))(\(value(.string, depth)))"
    }
  }

  /// Those of which the definition of regular expressions leaves no doubt.
  private static let patterns = [
    "\"\"", "\"a\"", "\"^a\"", "\"b$\"", "\"^(a|b)+$\"", "\"[^a]\"", "\"a.*b\"", "\"^[0-9]+$\"", "\"(\"",
    "r\"\\d{2,}\"", "\"^a?b*$\"",
  ]

  private mutating func int(_ depth: Int) -> String {
    switch Int.random(in: 0..<15, using: &random) {
    case 14:
      let start = random.once(in: 2) ? ", \(value(.int, depth))" : ""
      return "\(value(.string, depth)).\(random.pick(["indexOf", "lastIndexOf"]))(\(value(.string, depth))\(start))"
    case 0..<5: return "(\(value(.int, depth)) \(random.pick(["+", "-", "*", "/", "%"])) \(value(.int, depth)))"
    case 5: return "-(\(value(.int, depth)))"
    case 6: return "\(random.pick(["min", "max"]))(\(value(.int, depth)), \(value(.int, depth)))"
    case 7: return "size(\(random.once(in: 2) ? list(.int, depth) : value(.string, depth)))"
    case 8: return "sum(\(list(.int, depth, hasNulls: true)))"
    case 9: return "quarter(\(value(.date, depth)))"
    case 10: return "int(\(value(random.pick([.int, .decimal, .string]), depth)))"
    case 11 where !isMonotone: return "\(random.pick(["least", "most"]))(\(value(.int, depth)))"
    case 12: return "between(\(value(.int, depth)), \(value(.int, depth)), \(fact()))"
    default: return "at_least(\(value(.int, depth)), \(fact()))"
    }
  }

  private mutating func decimal(_ depth: Int) -> String {
    let other = random.pick([Kind.decimal, .decimal, .int])
    switch Int.random(in: 0..<15, using: &random) {
    case 0..<4: return "(\(value(.decimal, depth)) \(random.pick(["+", "-", "*", "/"])) \(value(other, depth)))"
    case 4: return "(\(value(other, depth)) \(random.pick(["+", "-", "*", "/"])) \(value(.decimal, depth)))"
    case 5: return "-(\(value(.decimal, depth)))"
    case 6: return "\(random.pick(["min", "max"]))(\(value(.decimal, depth)), \(value(other, depth)))"
    case 7: return "round(\(value(other, depth)), \(random.pick(["0", "1", "2", "-1", "int1"])))"
    case 8:
      let rates = (0..<3).map { _ in random.pick(["0.04", "0.5", "0.0", "1.5", random.once(in: 4) ? "-0.5" : "0.1"]) }
      let upto = random.pick([["1.0", "3.0"], ["0.5", "40.0"], ["2", "3"]])
      return "tiered(\(value(other, depth)), [{\"upto\": \(upto[0]), \"rate\": \(rates[0])}, "
        + "{\"upto\": \(upto[1]), \"rate\": \(rates[1])}\(isMonotone || random.once(in: 2) ? ", {\"rate\": \(rates[2])}" : "")])"
    case 9: return "sum(\(list(.decimal, depth, hasNulls: true)))"
    case 10: return "decimal(\(value(random.pick([.int, .decimal, .string]), depth)))"
    case 11 where !isMonotone: return "\(random.pick(["least", "most"]))(\(value(.decimal, depth)))"
    case 12: return "either(\(value(.bool, depth)), \(value(.decimal, depth)), \(value(other, depth)))"
    case 13: return "([\(value(.int, depth)), \(value(.decimal, depth))][0] / \(value(.int, depth)))"
    default: return "between(\(value(.decimal, depth)), \(value(other, depth)), \(fact()))"
    }
  }

  private mutating func date(_ depth: Int) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0..<4:
      let period = random.pick(["P1Y", "P1M", "P13M", "P90D", "P1Y2M3D", "P2W", "P0D", "x"])
      return "(\(value(.date, depth)) \(random.pick(["+", "-"])) period(\"\(period)\"))"
    case 4, 5: return "\(random.pick(["min", "max"]))(\(value(.date, depth)), \(value(.date, depth)))"
    case 6 where !isMonotone: return "\(random.pick(["least", "most"]))(\(value(.date, depth)))"
    default: return "date(\(value(.string, depth)))"
    }
  }

  private mutating func string(_ depth: Int) -> String {
    let text = value(.string, depth)
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<4: return "(\(text) + \(value(.string, depth)))"
    case 4..<7: return "string(\(value(random.pick(Kind.allCases), depth)))"
    case 7: return "\(text).\(random.pick(["lowerAscii", "upperAscii", "trim", "reverse"]))()"
    case 8: return "\(text).charAt(\(value(.int, depth)))"
    case 9:
      return "\(text).substring(\(value(.int, depth))\(random.once(in: 2) ? ", \(value(.int, depth))" : ""))"
    case 10:
      let limit = random.once(in: 3) ? ", \(value(.int, depth))" : ""
      return "\(text).replace(\(value(.string, depth)), \(random.pick(["\"\"", "\"b\"", "\"xy\""]))\(limit))"
    default: return "\(list(.string, depth)).join(\(random.once(in: 2) ? value(.string, depth) : ""))"
    }
  }
}
