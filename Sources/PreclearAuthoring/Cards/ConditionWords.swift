import PreclearEngine
import PreclearLanguage

/// Puts conditions into words that stay true: each operator has its own, and `and` and `or` become lists, so that nothing depends
/// on how a long sentence is read. What the words only name is noted, to be explained once.
struct ConditionWords {
  /// Something that was named, and the scope in which its own words are to be read.
  struct Use {
    let thing: NamedThing
    let name: String
    let scope: Scope
  }

  let checker: PackChecker
  /// The day whose values of parameters are named; nil: the last ones.
  let date: CalendarDate?
  private(set) var uses: [Use] = []
  private(set) var parameters: [Int] = []
  private(set) var readings: [Int] = []
  /// The words are about events on record, not about the one that is judged.
  var ofRecord = false
  /// The words are about what an event makes of a record, in which `it` is the record so far.
  var isRegister = false

  init(checker: PackChecker, date: CalendarDate?) {
    self.checker = checker
    self.date = date
  }

  var pack: Pack { checker.pack }

  /// Notes what a name stands for; the first use counts.
  mutating func note(_ thing: NamedThing, _ name: String, _ scope: Scope) {
    if !uses.contains(where: { $0.thing == thing && $0.name == name }) {
      uses.append(Use(thing: thing, name: name, scope: scope))
    }
  }

  mutating func note(parameter: Int) {
    if !parameters.contains(parameter) { parameters.append(parameter) }
  }

  mutating func note(reading: Int) {
    if !readings.contains(reading) { readings.append(reading) }
  }

  // MARK: Statements

  /// The condition, or that it does not hold.
  mutating func statement(_ e: Expression, _ scope: Scope, isTrue: Bool = true) -> Statement {
    switch e.kind {
    case .not(let operand): return statement(operand, scope, isTrue: !isTrue)
    case .binary(.and, _, _), .binary(.or, _, _): return junction(e, scope, isTrue)
    case .conditional(let condition, let yes, let no):
      return Statement(
        "it depends:",
        [
          labelled("if", statement(condition, scope)),
          labelled(
            "then",
            statement(yes, checker.narrowed(scope, by: condition, isTrue: true), isTrue: isTrue)),
          labelled(
            "otherwise",
            statement(no, checker.narrowed(scope, by: condition, isTrue: false), isTrue: isTrue)),
        ])
    case .comprehension(let macro, let list, let variable, let filter, let body):
      return quantified(macro, list, variable, filter, body, scope, isTrue)
    default: return Statement(sentence(e, scope, isTrue))
    }
  }

  private func labelled(_ label: String, _ statement: Statement) -> Statement {
    Statement("\(label): \(statement.text)", statement.parts)
  }

  /// `a && b && c`, or by De Morgan's laws, which hold for unknowns too, the contrary of it.
  private mutating func junction(_ e: Expression, _ scope: Scope, _ isTrue: Bool) -> Statement {
    guard case .binary(let op, _, _) = e.kind else { return Statement(sentence(e, scope, isTrue)) }
    var inner = scope
    let parts = e.operands(of: op).map { operand in
      defer { inner = checker.narrowed(inner, by: operand, isTrue: op == .and) }
      return statement(operand, inner, isTrue: isTrue)
    }
    return Statement((op == .and) == isTrue ? "all of these hold:" : "one or more of these hold:", parts)
  }

  private mutating func quantified(
    _ macro: Comprehension, _ list: Expression, _ variable: String, _ filter: Expression?, _ body: Expression,
    _ scope: Scope, _ isTrue: Bool
  ) -> Statement {
    let inner = checker.scope(scope, item: variable, of: list)
    let part = statement(body, inner)
    let lead: String
    switch macro {
    case .exists: lead = isTrue ? "at least one \(variable) of" : "no \(variable) of"
    case .all: lead = isTrue ? "every \(variable) of" : "not every \(variable) of"
    case .existsOne: lead = isTrue ? "exactly one \(variable) of" : "not exactly one \(variable) of"
    case .filter, .map: return Statement("\(phrase(list, scope)) is \(isTrue ? "true" : "not true")")
    }
    let head = "\(lead) \(phrase(list, scope)) is such that"
    return part.parts.isEmpty ? Statement("\(head) \(part.text)") : Statement("\(head) \(part.text)", part.parts)
  }

  /// One atomic condition.
  private mutating func sentence(_ e: Expression, _ scope: Scope, _ isTrue: Bool) -> String {
    switch e.kind {
    case .bool(let value): return value == isTrue ? "always" : "never"
    case .binary(let op, let left, let right): return comparison(op, left, right, scope, isTrue)
    case .has(let target, let field):
      return "\(fieldPhrase(target, field, scope)) is \(isTrue ? "stated" : "not stated")"
    case .call("given", let arguments) where arguments.count == 1:
      return "\(side(arguments[0], scope)) is \(isTrue ? "known, and not none" : "not known, or is none")"
    case .call("known", let arguments) where arguments.count == 1:
      if isCondition(arguments[0], scope) {
        return "it is \(isTrue ? "known" : "not known") whether \(inline(statement(arguments[0], scope)))"
      }
      return "\(phrase(arguments[0], scope)) is \(isTrue ? "known" : "not known")"
    case .call("unknown", let arguments) where arguments.count == 1:
      return "what is not on record decides this: \(phrase(arguments[0], scope))"
    case .call("before", let arguments) where arguments.count == 1:
      return "before this event, \(inline(statement(arguments[0], scope, isTrue: isTrue)))"
    case .call("as_of", let arguments) where arguments.count == 2:
      return
        "as of \(phrase(arguments[0], scope)), \(inline(statement(arguments[1], scope, isTrue: isTrue)))"
    case .call(let name, let arguments):
      if let calendar = checker.calendarFunction(name, scope.module), calendar.function == .isOpen,
        let day = arguments.first
      {
        let open = pack.calendars[calendar.calendar].name.text
        return "\(phrase(day, scope)) is \(isTrue ? "a" : "no") \(open) day"
      }
      return "\(phrase(e, scope)) \(isTrue ? "holds" : "does not hold")"
    case .method(let target, let name, let arguments) where arguments.count == 1:
      let verbs = ["contains": "contain", "startsWith": "begin with", "endsWith": "end with", "matches": "match"]
      let verb = verbs[name] ?? name
      return "\(phrase(target, scope)) \(isTrue ? "does" : "does not") \(verb) \(phrase(arguments[0], scope))"
    case .identifier(let name):
      switch checker.thing(name, scope) {
      case .named, .term, .need: return "\(phrase(e, scope)) \(isTrue ? "holds" : "does not hold")"
      default: return "\(phrase(e, scope)) is \(isTrue ? "true" : "not true")"
      }
    default: return "\(phrase(e, scope)) is \(isTrue ? "true" : "not true")"
    }
  }

  /// A statement within a sentence.
  func inline(_ statement: Statement) -> String {
    guard !statement.parts.isEmpty else { return statement.text }
    let joint = statement.text.hasPrefix("all") ? " and " : statement.text.hasPrefix("one or more") ? " or " : "; "
    let lead = joint == "; " ? statement.text + " " : ""
    return "(" + lead + statement.parts.map(inline).joined(separator: joint) + ")"
  }

  private func isCondition(_ e: Expression, _ scope: Scope) -> Bool {
    if case .bool = checker.check(e, scope).type { return true }
    return false
  }

  // MARK: Comparisons

  private mutating func comparison(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope, _ isTrue: Bool
  ) -> String {
    if let reading = readingSentence(op, left, right, scope, isTrue) { return reading }
    let (op, left, right) = turned(op, left, right)
    let subject = side(left, scope)
    switch op {
    case .equal, .notEqual:
      let isEqual = (op == .equal) == isTrue
      switch right.kind {
      case .null: return subject + (isEqual ? " is none" : " is not none") + meaningOfNull(left, scope)
      case .list(let items) where items.isEmpty: return subject + (isEqual ? " is empty" : " is not empty")
      default: return "\(subject) is \(isEqual ? "" : "not ")\(side(right, scope))"
      }
    case .in:
      if case .list = right.kind {
        return "\(subject) is \(isTrue ? "one" : "none") of \(phrase(right, scope))"
      }
      return "\(subject) is \(isTrue ? "" : "not ")among \(side(right, scope))"
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let isDate = isDate(left, scope) || isDate(right, scope)
      return "\(subject) is \(Self.order(isTrue ? op : Self.contrary(op), isDate)) \(side(right, scope))"
    case .or, .and, .add, .subtract, .multiply, .divide, .remainder:
      return "\(subject) \(op.rawValue) \(side(right, scope)) is \(isTrue ? "true" : "not true")"
    }
  }

  /// A literal, and what is written first by habit, stands second in a sentence.
  private func turned(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression
  ) -> (BinaryOperator, Expression, Expression) {
    switch left.kind {
    case .null, .bool, .int, .decimal, .string:
      switch op {
      case .equal, .notEqual: return (op, right, left)
      case .less: return (.greater, right, left)
      case .lessOrEqual: return (.greaterOrEqual, right, left)
      case .greater: return (.less, right, left)
      case .greaterOrEqual: return (.lessOrEqual, right, left)
      default: return (op, left, right)
      }
    default: return (op, left, right)
    }
  }

  private static func contrary(_ op: BinaryOperator) -> BinaryOperator {
    switch op {
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    default: op
    }
  }

  private static func order(_ op: BinaryOperator, _ isDate: Bool) -> String {
    switch op {
    case .less: isDate ? "before" : "less than"
    case .lessOrEqual: isDate ? "on or before" : "at most"
    case .greater: isDate ? "after" : "more than"
    case .greaterOrEqual: isDate ? "on or after" : "at least"
    default: op.rawValue
    }
  }

  private func isDate(_ e: Expression, _ scope: Scope) -> Bool {
    if case .date = checker.check(e, scope).type.withoutNull { return true }
    return false
  }

  /// `reading["name"] == "alternative"`.
  private mutating func readingSentence(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope, _ isTrue: Bool
  ) -> String? {
    guard op == .equal || op == .notEqual, case .index(let target, let index) = left.kind,
      case .identifier(let name) = target.kind, checker.thing(name, scope) == .readings,
      case .string(let text) = index.kind,
      let number = checker.reading(text, scope.module), case .string(let alternative) = right.kind
    else { return nil }
    note(reading: number)
    let title = pack.readings[number].alternatives.first { $0.name.text == alternative }?.title ?? alternative
    let isTaken = (op == .equal) == isTrue
    return "the reading “\(text)” is \(isTaken ? "" : "not ")“\(alternative)” (\(title))"
  }

  /// What the schema says that null means, where all kinds of event say the same.
  private func meaningOfNull(_ e: Expression, _ scope: Scope) -> String {
    guard case .select(let target, let field) = e.kind, case .identifier(let name) = target.kind,
      checker.thing(name, scope) == .event
    else { return "" }
    let meanings = scope.kinds.compactMap { kind in
      (pack.kinds[kind].fields + pack.common).first { $0.name.text == field }?.null
    }
    guard let first = meanings.first, meanings.allSatisfy({ $0 == first }), first != "none", first != "unknown" else {
      return ""
    }
    return " (\(first))"
  }
}
