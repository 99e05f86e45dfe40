import PreclearEngine
import PreclearLanguage
import Testing

/// What unknowns and errors come to, written out as the definition of the language has it. Both evaluators are held
/// to it.
struct TruthTableTests {
  /// What an expression comes to, in short.
  enum Outcome: Equatable, CustomStringConvertible {
    case value(String)
    case unknown([String])
    case error

    var description: String {
      switch self {
      case .value(let text): text
      case .unknown(let facts): "unknown \(facts)"
      case .error: "error"
      }
    }
  }

  private static let t = Outcome.value("true")
  private static let f = Outcome.value("false")
  private static let error = Outcome.error
  private static let u = Outcome.unknown(["u"])
  private static let v = Outcome.unknown(["v"])
  private static let uv = Outcome.unknown(["u", "v"])

  @Test(arguments: [
    ("&&", "true", [t, f, v, error]), ("&&", "false", [f, f, f, f]), ("&&", "u", [u, f, uv, u]),
    ("&&", "1 / 0 == 0", [error, f, v, error]),
    ("||", "true", [t, t, t, t]), ("||", "false", [t, f, v, error]), ("||", "u", [t, u, uv, u]),
    ("||", "1 / 0 == 0", [t, error, v, error]),
  ])
  func logicAbsorbsInEitherOrder(_ op: String, _ left: String, _ expected: [Outcome]) {
    for (right, outcome) in zip(["true", "false", "v", "1 / 0 == 0"], expected) {
      check("(\(left)) \(op) (\(right))", outcome)
      check("(\(right)) \(op) (\(left))", outcome)
    }
  }

  @Test(arguments: [
    ("[].all(x, u)", t), ("[].exists(x, u)", f), ("[1, 2].all(x, x == 1 || u)", u), ("[1, 2].all(x, x == 1 && u)", f),
    ("[1, 2].exists(x, x == 1 || u)", t), ("[1, 2].exists(x, x == 1 && u)", u), ("[0, 1].all(x, 1 / x == 1)", error),
    ("[0, 2].all(x, 1 / x == 1)", f), ("[0, 1].exists(x, 1 / x == 1)", t), ("list.all(x, false)", .unknown(["list"])),
    ("[1, 1].exists_one(x, x == 1)", f), ("[1, 2].exists_one(x, x == 1 || u)", u),
    ("[1, 1].exists_one(x, x == 1 && u)", u), ("[1, 2].filter(x, u)", u), ("[0].filter(x, 1 / x == 1 || u)", u),
    ("[1, 0].map(x, x / x)", error), ("[0].map(x, x > 0, 1 / x)", .value("[]")), ("[1].map(x, u, 1 / 0)", u),
    ("[0, 1].map(x, x == 0 ? u : 1 / 0 == 0)", error),
    ("[0, 1].map(x, x == 0 ? u : v, 1)", uv), ("[0, 1].map(x, x == 0 ? u : 1 / 0 == 0, 1)", error),
    ("[0, 1].filter(x, x == 0 ? u : v)", uv), ("[0, 1].exists_one(x, x == 0 ? u : 1 / 0 == 0)", error),
  ])
  func macrosFoldOrAreStrict(_ text: String, _ expected: Outcome) { check(text, expected) }

  @Test(
    arguments: [
      ("true ? 1 : 1 / 0", .value("1")), ("false ? u : v", v), ("u ? 1 : 1", u), ("u ? v : v", u), ("u ? 1 / 0 : 1", u),
      ("1 / 0 == 0 ? 1 : 1", error),
    ] as [(String, Outcome)])
  func onlyTheBranchTakenCounts(_ text: String, _ expected: Outcome) { check(text, expected) }

  @Test(arguments: [
    ("number + 1 / 0", error), ("1 in [1, number]", .unknown(["number"])), ("[1, number][0]", .unknown(["number"])),
    ("{\"a\": 1, \"b\": number}.a", .unknown(["number"])), ("size([number, 1 / 0])", error), ("!u", u),
    ("number * 0", .unknown(["number"])), ("few * 0", .value("0")), ("has(map.price)", .unknown(["map.price"])),
    ("has(map.size)", .value("true")), ("has(map.none)", f), ("map.none", error), ("map.size", .value("7")),
    ("size(map)", .value("2")), ("map[null]", .value("none")), ("given(number)", f), ("given(1 / 0)", error),
    ("known(number)", f), ("coalesce(null, number)", .unknown(["number"])),
    ("coalesce(number, 1 / 0)", .unknown(["number"])),
    ("either(u, 3, 3)", .value("3")), ("either(u, 3, 1 / 0)", u), ("either(u, 1 / 0, 1 / 0)", error),
    ("unknown(\"z\") == 1 || u", .unknown(["u", "z"])),
  ])
  func allElseIsStrictUnlessBoundsDecide(_ text: String, _ expected: Outcome) { check(text, expected) }

  /// `few` lies between 2 and 5, `many` is at least 4, `day` lies in November 2001.
  @Test(arguments: [
    ("few < 6", t), ("few <= 5", t), ("few < 5", .unknown(["few"])), ("few < 2", f), ("few >= 2", t), ("few > 5", f),
    ("few == 6", f), ("few != 6", t), ("few == 5", .unknown(["few"])), ("many > 3", t),
    ("many > 4", .unknown(["many"])),
    ("few + many >= 6", t), ("few - many <= 1", t), ("-few <= -2", t), ("few * many >= 8", t), ("few * -1 >= -5", t),
    ("few / 2 <= 2", t), ("few / 0 == 1", error), ("1 / few <= 9", .unknown(["few"])),
    ("few % 2 < 9", .unknown(["few"])),
    ("min(few, 2)", .value("2")), ("max(few, 2) >= 2", t), ("min(number, 3) <= 3", t), ("max(few, 9)", .value("9")),
    ("least(few)", .value("2")), ("most(few)", .value("5")), ("most(many)", .unknown(["many"])),
    ("either(u, few, 7) <= 7", t), ("either(u, few, 7) < 2", f), ("round(few * 0.25, 0) <= 1", t),
    ("tiered(few, [{\"upto\": 3.0, \"rate\": 0.5}, {\"rate\": 0.0}]) <= 1.5", t),
    ("tiered(few, [{\"upto\": 3.0, \"rate\": -0.5}, {\"rate\": 0.0}]) <= 1.5", .unknown(["few"])),
    ("tiered(few, [{\"upto\": 5, \"rate\": 0.5}]) <= 2.5", t),
    ("tiered(few, [{\"upto\": 4, \"rate\": 0.5}]) <= 2.5", .unknown(["few"])),
    ("day + period(\"P1M\") >= date(\"2001-12-01\")", t), ("day < date(\"2001-11-30\")", .unknown(["day"])),
    ("day < date(\"infinity\")", t), ("few + 9223372036854775805 > 0", .unknown(["few"])),
    ("few in [8, 9]", .unknown(["few"])), ("between(9, 5, \"z\")", error), ("between(5, 5, \"z\")", .value("5")),
  ])
  func boundsDecideOrLeaveOpen(_ text: String, _ expected: Outcome) { check(text, expected) }

  /// Where the type is decimal, division is exact, whatever the value looks like.
  @Test(
    arguments: [
      ("7 / 2", .value("3")), ("min(7, 9.5) / 2", .value("3.5")), ("(true ? 7 : 0.5) / 2", .value("3.5")),
      ("[7, 0.5][0] / 2", .value("3.5")), ("round(7, 0) / 2", .value("3.5")),
      ("round(1250, -2)", .value("1300")), ("average([7, 8])", .value("7.5")), ("1.0 / 3.0 * 3", .value("1")),
      ("tiered(150.0, [{\"rate\": 0.02}])", .value("3")), ("tiered(5, [{\"upto\": 5, \"rate\": 0.5}])", .value("2.5")),
      ("tiered(5.01, [{\"upto\": 5, \"rate\": 0.5}])", error), ("tiered(1, [])", error),
      ("tiered(-1, [])", .value("0")),
      ("sum([1, 0.5, null])", .value("1.5")),
      ("quarter(date(\"infinity\"))", error), ("{1.5: 2}", error),
    ] as [(String, Outcome)])
  func arithmeticFollowsTheType(_ text: String, _ expected: Outcome) { check(text, expected) }

  private static let bindings: [(name: String, type: Type, value: ExpressionValue)] = [
    ("u", .bool, .unknown(["u"])), ("v", .bool, .unknown(["v"])), ("number", .int, .unknown(["number"])),
    ("few", .int, .unknown(["few"], least: .int(2), most: .int(5))),
    ("many", .int, .unknown(["many"], least: .int(4), most: nil)),
    ("day", .date, .unknown(["day"], least: date(2001, 11, 1), most: date(2001, 11, 30))),
    ("list", .list(.int), .unknown(["list"])),
    ("map", .map(.string, .int), .map([(.string("price"), .unknown(["map.price"])), (.string("size"), .int(7))])),
  ]

  private static func date(_ year: Int, _ month: Int, _ day: Int) -> ExpressionValue {
    .date(CalendarDate(year: year, month: month, day: day) ?? .infinity)
  }

  private func check(_ text: String, _ expected: Outcome) {
    do {
      let evaluation = try ExpressionEvaluation(text, names: Self.bindings.map { ($0.name, $0.type) })
      let values = Dictionary(uniqueKeysWithValues: Self.bindings.map { ($0.name, $0.value) })
      var locals: [Int: ReferenceValue] = [:]
      for (name, slot) in evaluation.slots { locals[slot] = values[name].map(ReferenceValue.init) }
      #expect(Self.outcome(ReferenceValue(evaluation.value(values))) == expected, "\(text), by the machine")
      #expect(
        Self.outcome(ReferenceEvaluator(locals: locals).evaluate(evaluation.typed)) == expected,
        "\(text), by the definition")
    } catch {
      Issue.record("\(text): \(error.diagnostics.map(\.message))")
    }
  }

  private static func outcome(_ value: ReferenceValue) -> Outcome {
    switch value {
    case .unknown(let facts, _, _): return .unknown(facts.sorted())
    case .error: return .error
    case .null: return .value("none")
    case .list(let items): return .value("[\(items.map { outcome($0).description }.joined(separator: ", "))]")
    default:
      guard case .string(let text) = ReferenceFunctions.call(.string, [value], [.dynamic]) else { return .error }
      return .value(text)
    }
  }
}
