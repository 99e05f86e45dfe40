import PreclearEngine
import PreclearLanguage

/// What is no condition, in words: figures, dates, names.
extension ConditionWords {
  mutating func phrase(_ e: Expression, _ scope: Scope) -> String {
    switch e.kind {
    case .null: return "none"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return Self.digits(.int(value))
    case .decimal(let value): return Self.digits(.decimal(value))
    case .string(let text): return Self.text(text)
    case .identifier(let name): return nameWords(name, scope)
    case .select(let target, let field): return fieldPhrase(target, field, scope)
    case .has: return "whether \(inline(statement(e, scope)))"
    case .index(let target, let index): return element(target, index, scope)
    case .call(let name, let arguments): return call(name, arguments, scope)
    case .method(let target, let name, let arguments): return method(target, name, arguments, scope)
    case .not: return "whether \(inline(statement(e, scope)))"
    case .negate(let operand): return "−\(operandWords(operand, scope))"
    case .binary(let op, let left, let right): return arithmetic(op, left, right, e, scope)
    case .conditional(let condition, let yes, let no):
      let then = phrase(yes, checker.narrowed(scope, by: condition, isTrue: true))
      let otherwise = phrase(no, checker.narrowed(scope, by: condition, isTrue: false))
      return "\(then) if \(inline(statement(condition, scope))), otherwise \(otherwise)"
    case .list(let items): return items.isEmpty ? "nothing" : items.map { phrase($0, scope) }.joined(separator: ", ")
    case .map(let entries):
      return entries.map { "\(phrase($0.key, scope)): \(phrase($0.value, scope))" }.joined(separator: "; ")
    case .comprehension(let macro, let list, let variable, let filter, let body):
      let inner = checker.scope(scope, item: variable, of: list)
      switch macro {
      case .filter: return "every \(variable) of \(side(list, scope)) for which \(inline(statement(body, inner)))"
      case .map:
        let condition = filter.map { " for which \(inline(statement($0, inner)))," } ?? ""
        return "for each \(variable) of \(side(list, scope))\(condition) \(phrase(body, inner))"
      case .all, .exists, .existsOne: return "whether \(inline(statement(e, scope)))"
      }
    }
  }

  /// One side of a comparison: what would run on into the sentence stands in brackets.
  mutating func side(_ e: Expression, _ scope: Scope) -> String {
    switch e.kind {
    case .conditional, .comprehension: "(\(phrase(e, scope)))"
    default: phrase(e, scope)
    }
  }

  /// A part of a sum.
  private mutating func operandWords(_ e: Expression, _ scope: Scope) -> String {
    switch e.kind {
    case .conditional, .comprehension, .binary: "(\(phrase(e, scope)))"
    default: phrase(e, scope)
    }
  }

  private mutating func arithmetic(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ e: Expression, _ scope: Scope
  ) -> String {
    let sign: String
    switch op {
    case .add: sign = "+"
    case .subtract: sign = "−"
    case .multiply: sign = "×"
    case .divide: sign = "÷"
    case .remainder: sign = "modulo"
    case .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in:
      return "whether \(inline(statement(e, scope)))"
    }
    // `a + b + c` needs no brackets, nor a product in a sum.
    var first = operandWords(left, scope)
    if case .binary(let inner, _, _) = left.kind, inner == op || (op == .add && inner == .multiply) {
      first = phrase(left, scope)
    }
    var second = operandWords(right, scope)
    if op == .add, case .binary(.multiply, _, _) = right.kind { second = phrase(right, scope) }
    return "\(first) \(sign) \(second)"
  }

  /// A word that by itself would read as absence stands in quotes.
  private static func text(_ text: String) -> String {
    switch text {
    case "": "nothing"
    case "none", "unknown", "true", "false": "“\(text)”"
    default: text
    }
  }

  // MARK: Names

  /// A name as words: `settlement_days` is “settlement days”.
  static func words(_ name: String) -> String {
    String(Pack.withoutStandIn(name).map { $0 == "_" ? " " : $0 })
  }

  private mutating func nameWords(_ name: String, _ scope: Scope) -> String {
    guard let thing = checker.thing(name, scope) else { return Self.words(name) }
    switch thing {
    case .variable, .argument: return name
    case .event: return ofRecord ? "that event" : "the event"
    case .view(let view):
      note(.view(view), name, scope)
      return "the \(Self.words(name))"
    case .parameters, .readings, .enums: return Self.words(name)
    case .named, .term, .need, .measure, .register, .cluster, .crossing:
      note(thing, name, callScope(thing, [], scope))
      return "“\(Self.words(name))”"
    }
  }

  mutating func fieldPhrase(_ target: Expression, _ field: String, _ scope: Scope) -> String {
    let words = Self.words(field)
    switch target.kind {
    case .identifier(let name):
      switch checker.thing(name, scope) {
      case .event: return ofRecord ? "its \(words)" : "the event's \(words)"
      case .view(let view):
        note(.view(view), name, scope)
        return "the \(Self.words(name))'s \(words)"
      case .variable where name == "it": return isRegister ? "the \(words) so far" : "its \(words)"
      case .variable: return "\(name)'s \(words)"
      case .argument: return "\(name)'s \(words)"
      case .parameters: return parameterPhrase(field, scope)
      case .enums: return "the values of \(words)"
      case .readings: return "the reading “\(field)”"
      case .crossing(let crossing):
        note(.crossing(crossing), name, scope)
        return Self.crossingList(field, "“\(Self.words(name))”")
      case .named, .term, .need, .measure, .register, .cluster, nil: break
      }
    case .index(let inner, let index):
      // `lots[event.lot].issued`: the field that is kept for a key.
      if case .identifier(let name) = inner.kind {
        switch checker.thing(name, scope) {
        case .register(let number):
          note(.register(number), name, scope)
          return "the \(words) that “\(Self.words(name))” has for \(keyPhrase(index, scope))"
        default: break
        }
      }
    default: break
    }
    switch (field, checker.check(target, scope).kind) {
    case ("possibly", .cluster), ("possibly", .named): return "the possible figures of \(side(target, scope))"
    case ("possible", .cluster), ("possible", .named): return "the possible members of \(side(target, scope))"
    default: return "the \(words) of \(side(target, scope))"
    }
  }

  private static func crossingList(_ list: String, _ name: String) -> String {
    switch list {
    case "started": "the list of those who become \(name) by this event"
    case "standing": "the list of those who are \(name)"
    case "passive": "the list of those whom this event lifts over the line of \(name) by no act of their own"
    case "unsettled": "the list of those of whom it is open whether they become \(name) by this event"
    default: "\(words(list)) of \(name)"
    }
  }

  private mutating func element(_ target: Expression, _ index: Expression, _ scope: Scope) -> String {
    if case .identifier(let name) = target.kind {
      switch checker.thing(name, scope) {
      case .readings:
        if case .string(let text) = index.kind {
          if let number = checker.reading(text, scope.module) { note(reading: number) }
          return "the reading “\(text)”"
        }
      case .parameters: if case .string(let text) = index.kind { return parameterPhrase(text, scope) }
      case .measure, .register, .crossing, .need:
        if let thing = checker.thing(name, scope) { note(thing, name, scope) }
        return "“\(Self.words(name))” for \(keyPhrase(index, scope))"
      default: break
      }
    }
    if case .int(0) = index.kind { return "the first of \(side(target, scope))" }
    return "\(side(target, scope)) for \(keyPhrase(index, scope))"
  }

  private mutating func keyPhrase(_ e: Expression, _ scope: Scope) -> String {
    if case .list(let items) = e.kind { return items.map { phrase($0, scope) }.joined(separator: " and ") }
    return side(e, scope)
  }

  // MARK: Calls

  private mutating func call(_ name: String, _ arguments: [Expression], _ scope: Scope) -> String {
    if let own = ownCall(name, arguments, scope) { return own }
    if let thing = checker.thing(name, scope) {
      note(thing, name, callScope(thing, arguments, scope))
      let given = arguments.map { side($0, scope) }.joined(separator: " and ")
      return arguments.isEmpty ? "“\(Self.words(name))”" : "“\(Self.words(name))” of \(given)"
    }
    let given = arguments.map { side($0, scope) }
    switch (name, given.count) {
    case ("date", 1): return Self.day(given[0])
    case ("period", 1): return Self.period(given[0])
    case ("min", 2): return "the lesser of \(given[0]) and \(given[1])"
    case ("max", 2): return "the greater of \(given[0]) and \(given[1])"
    case ("min", 1): return "the least of \(given[0])"
    case ("max", 1): return "the greatest of \(given[0])"
    case ("sum", 1): return "the sum of \(given[0])"
    case ("average", 1): return "the average of \(given[0])"
    case ("quarter", 1): return "the quarter of \(given[0])"
    case ("size", 1): return "the number of \(given[0])"
    case ("round", 2): return "\(given[0]) rounded to \(given[1]) decimals"
    case ("lowest", 2): return "the \(given[1]) lowest of \(given[0])"
    case ("tiered", 2): return "what the brackets \(given[1]) make of \(given[0])"
    case ("coalesce", 2): return "\(given[0]) (where there is none: \(given[1]))"
    case ("unknown", 1): return "what is not on record (\(given[0]))"
    case ("at_least", 1), ("at_least", 2): return "at least \(given[0]), not known more exactly"
    case ("between", 2), ("between", 3): return "between \(given[0]) and \(given[1]), not known more exactly"
    case ("least", 1): return "the known part of \(given[0])"
    case ("most", 1): return "the most that \(given[0]) may be"
    case ("int", 1), ("decimal", 1), ("string", 1): return given[0]
    default: return "\(Self.words(name)) of \(given.joined(separator: " and "))"
    }
  }

  /// Calls whose arguments are put otherwise than side by side.
  private mutating func ownCall(_ name: String, _ arguments: [Expression], _ scope: Scope) -> String? {
    switch (name, arguments.count) {
    case ("party", 1): return phrase(arguments[0], scope)
    case ("before", 1): return "\(side(arguments[0], scope)) before this event"
    case ("as_of", 2): return "\(side(arguments[1], scope)) as of \(side(arguments[0], scope))"
    case ("on_day", 2): return "\(side(arguments[1], scope)) on \(side(arguments[0], scope)) alone"
    case ("given", 1), ("known", 1):
      return "whether \(inline(statement(Expression(.call(name, arguments), range: arguments[0].range), scope)))"
    case ("either", 3):
      let condition = inline(statement(arguments[0], scope))
      return
        "\(side(arguments[1], scope)) if \(condition), otherwise \(side(arguments[2], scope)), and between the two if that is not known"
    default: break
    }
    guard let calendar = checker.calendarFunction(name, scope.module), arguments.count == 2 else { return nil }
    var count = arguments[1]
    var direction = "after"
    if case .negate(let inner) = count.kind { (count, direction) = (inner, "before") }
    if case .int(let number) = count.kind, (-Int64.max..<0).contains(number) {
      (count, direction) = (Expression(.int(-number), range: count.range), "before")
    }
    let days = Self.words(pack.calendars[calendar.calendar].name.text)
    let number = phrase(count, scope)
    switch calendar.function {
    case .day: return "the day \(number) \(days) days \(direction) \(side(arguments[0], scope))"
    case .days: return "the \(number) \(days) days \(direction) \(side(arguments[0], scope))"
    case .isOpen: return nil
    }
  }

  private func callScope(_ thing: NamedThing, _ arguments: [Expression], _ scope: Scope) -> Scope {
    if case .term(let number) = thing { return checker.scope(ofTerm: number, arguments, scope) }
    return scope
  }

  private mutating func method(
    _ target: Expression, _ name: String, _ arguments: [Expression], _ scope: Scope
  ) -> String {
    if name == "of", case .identifier(let crossing) = target.kind, let thing = checker.thing(crossing, scope),
      case .crossing = thing, arguments.count == 1
    {
      note(thing, crossing, scope)
      return "the record of “\(Self.words(crossing))” for \(side(arguments[0], scope))"
    }
    if name == "size" { return "the number of \(side(target, scope))" }
    let whole = Expression(.method(target, name, arguments), range: target.range)
    if case .bool = checker.check(whole, scope).type { return "whether \(inline(statement(whole, scope)))" }
    let given = arguments.isEmpty ? "" : " with \(arguments.map { side($0, scope) }.joined(separator: " and "))"
    return "\(Self.words(name)) of \(side(target, scope))\(given)"
  }
}
