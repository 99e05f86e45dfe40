import PreclearEngine

/// An expression with a program for each of its parts, so that each can be shown with its value.
struct EvaluationPlan {
  /// When a part has an effect, by what the parts before it come to.
  enum Need {
    case always
    /// None of them is this.
    case unlessAny(Bool)
    /// The first of them is not the contrary of this.
    case ifFirst(Bool)
  }

  var label: String?
  let text: String
  let program: Program
  var need = Need.always
  var parts: [EvaluationPlan] = []
  /// Of a macro: its parts are worked out for each item of the list, which is the first part.
  var itemSlot: Int?
  /// False leaves all behind it without effect: what takes the event into a view, or the rule's `where`.
  var decidesRow = false
  /// Outside of macros and terms the same text is the same thing: its parts are shown once.
  var isShownOnce = false
}

/// Makes the plans of a rule for one kind of event. Names mean what they mean to the checker; a named expression and a term are
/// shown with what they stand for.
struct EvaluationPlanner {
  private let compiler: Compiler
  private let row: RowScope
  /// What surrounds the part: `before(…)` and `as_of(…)`, the innermost last.
  private var surroundings: [Surrounding] = []
  private let lets: [String: (value: Expression, scope: Scope)]

  private enum Surrounding {
    case before
    case asOf(TypedExpression)
  }

  private init(_ compiler: Compiler, row: RowScope, lets: [String: (value: Expression, scope: Scope)]) {
    self.compiler = compiler
    self.row = row
    self.lets = lets
  }

  private var checker: PackChecker { compiler.checker }

  // MARK: Rules

  /// For each row that a kind of event makes for the rule, its conditions in the order in which they are looked at.
  static func rows(of rule: RuleDeclaration, kind: Int, _ compiler: Compiler) -> [[EvaluationPlan]] {
    let checker = compiler.checker
    let outer = checker.scope(on: rule)
    var scope = outer
    if let condition = rule.where { scope = checker.narrowed(scope, by: condition, isTrue: true) }
    var lets: [String: (value: Expression, scope: Scope)] = [:]
    for item in rule.lets {
      lets[item.name.text] = (item.value, scope)
      scope.arguments[item.name.text] = checker.check(item.value, scope)
    }
    return rule.on.flatMap { name in
      checker.rows(of: name, rule.pack, kind: kind).map { row in
        var planner = EvaluationPlanner(compiler, row: row, lets: lets)
        var plans = planner.taken(row)
        if let condition = rule.where {
          var plan = planner.plan(condition, outer, label: "where")
          plan.decidesRow = true
          plans.append(plan)
        }
        for clause in rule.clauses { plans += Self.plans(of: clause, rule, row, scope, planner) }
        return plans
      }
    }
  }

  private static func plans(
    of clause: RuleDeclaration.Clause, _ rule: RuleDeclaration, _ row: RowScope, _ outer: Scope,
    _ planner: EvaluationPlanner
  ) -> [EvaluationPlan] {
    let compiler = planner.compiler
    let scope = compiler.checker.scope(of: clause, in: rule, outer)
    var rows = [row]
    if !clause.on.isEmpty, let kind = row.kind {
      rows = clause.on.flatMap { name in
        compiler.checker.rows(of: name, rule.pack, kind: kind).map {
          RowScope(kind: kind, rows: row.rows.merging($0.rows) { $1 })
        }
      }
    }
    let prefix = clause.id.map { "\($0.text): " } ?? ""
    return rows.flatMap { own in
      var planner = EvaluationPlanner(compiler, row: own, lets: planner.lets)
      var plans: [EvaluationPlan] = []
      if !clause.on.isEmpty {
        let own = RowScope(kind: own.kind, rows: own.rows.filter { row.rows[$0.key] == nil })
        plans = planner.taken(own).map { plan in
          var plan = plan
          plan.label = plan.label.map { prefix + $0 }
          plan.decidesRow = false
          return plan
        }
      }
      if let condition = clause.where {
        let before = compiler.checker.scope(on: clause, in: rule, outer)
        plans.append(planner.plan(condition, before, label: prefix + "where"))
      }
      plans.append(planner.plan(clause.condition, scope, label: prefix + clause.form.rawValue))
      let inner =
        clause.form == .require
        ? scope : compiler.checker.narrowed(scope, by: clause.condition, isTrue: true)
      for exception in clause.exceptions {
        plans.append(planner.plan(exception.condition, inner, label: prefix + "unless \(exception.id.text)"))
      }
      return plans
    }
  }

  /// Whether the views of a row take the event, and those that they are made of.
  private func taken(_ row: RowScope) -> [EvaluationPlan] {
    row.rows.sorted { $0.key < $1.key }.flatMap { view, binding -> [EvaluationPlan] in
      let entry = compiler.pack.views[view].entries[binding.entry]
      var plans = taken(binding.scope)
      if let when = entry.when {
        var planner = EvaluationPlanner(compiler, row: binding.scope, lets: [:])
        let label = "on \(compiler.pack.views[view].name.text)"
        var plan = planner.plan(when, checker.scope(ofView: view, entry), label: label)
        plan.decidesRow = true
        plans.append(plan)
      }
      return plans
    }
  }

  // MARK: Expressions

  private mutating func plan(_ e: Expression, _ scope: Scope, label: String? = nil) -> EvaluationPlan {
    let typed = surrounded(checker.check(e, scope))
    var plan = EvaluationPlan(label: label, text: ExpressionPrinter.text(e), program: compiler.program(typed, row))
    plan.isShownOnce = scope.locals.isEmpty && scope.expanding.isEmpty && surroundings.isEmpty
    if case .comprehension(_, let list, let variable, _, let body) = e.kind {
      let inner = checker.scope(scope, item: variable, of: list)
      plan.itemSlot = inner.locals[variable]?.slot
      plan.parts = [self.plan(list, scope), self.plan(body, inner)]
    } else {
      plan.parts = parts(of: e, scope)
    }
    return plan
  }

  private func surrounded(_ typed: TypedExpression) -> TypedExpression {
    surroundings.reversed().reduce(typed) { inner, surrounding in
      switch surrounding {
      case .before: TypedExpression(.before(inner), type: inner.type, range: inner.range, isUncertain: true)
      case .asOf(let day): TypedExpression(.asOf(day, inner), type: inner.type, range: inner.range, isUncertain: true)
      }
    }
  }

  private mutating func parts(of e: Expression, _ scope: Scope) -> [EvaluationPlan] {
    switch e.kind {
    case .null, .bool, .int, .decimal, .string, .has, .comprehension: return []
    case .identifier(let name): return meaning(of: name, [], scope)
    case .select(let target, _): return parts(of: target, scope)
    case .index(let target, let key):
      var result = plans([key], scope)
      if case .identifier(let name) = target.kind {
        if case .need(let number) = checker.thing(name, scope), let filling = compiler.pack.needs[number].expression {
          result.append(plan(filling, checker.scope(ofNeed: number, key: key, scope)))
        }
      } else {
        result = parts(of: target, scope) + result
      }
      return result
    case .not(let operand), .negate(let operand): return plans([operand], scope)
    case .binary(let op, let left, let right):
      return op == .and || op == .or ? junction(op, e, scope) : plans([left, right], scope)
    case .conditional(let condition, let yes, let no):
      var first = plan(yes, checker.narrowed(scope, by: condition, isTrue: true))
      var second = plan(no, checker.narrowed(scope, by: condition, isTrue: false))
      first.need = .ifFirst(true)
      second.need = .ifFirst(false)
      return [plan(condition, scope), first, second]
    case .list(let items): return plans(items, scope)
    case .map(let entries): return plans(entries.map(\.value), scope)
    case .method(let target, _, let arguments): return plans([target] + arguments, scope)
    case .call("before", let arguments):
      surroundings.append(.before)
      defer { surroundings.removeLast() }
      return plans(arguments, scope)
    case .call("as_of", let arguments) where arguments.count == 2:
      let day = plans([arguments[0]], scope)
      surroundings.append(.asOf(surrounded(checker.check(arguments[0], scope))))
      defer { surroundings.removeLast() }
      return day + plans([arguments[1]], scope)
    case .call("on_day", let arguments): return plans([arguments[0]], scope)
    case .call("unknown", _): return []
    case .call(let name, let arguments):
      let given = plans(arguments, scope)
      return given + meaning(of: name, arguments, scope)
    }
  }

  /// `a && b && c` as three parts, each of which may rely on those before.
  private mutating func junction(_ op: BinaryOperator, _ e: Expression, _ scope: Scope) -> [EvaluationPlan] {
    var inner = scope
    return e.operands(of: op).map { operand in
      var part = plan(operand, inner)
      part.need = .unlessAny(op == .or)
      inner = checker.narrowed(inner, by: operand, isTrue: op == .and)
      return part
    }
  }

  /// All but what shows nothing that is not written there: literals, variables, names of state without a value of their own.
  private mutating func plans(_ expressions: [Expression], _ scope: Scope) -> [EvaluationPlan] {
    expressions.filter { !isPlain($0, scope) }.map { plan($0, scope) }
  }

  private func isPlain(_ e: Expression, _ scope: Scope) -> Bool {
    switch e.kind {
    case .null, .bool, .int, .decimal, .string: return true
    case .list(let items): return items.allSatisfy { isPlain($0, scope) }
    case .identifier(let name):
      switch checker.thing(name, scope) {
      case .event, .variable, .crossing, .cluster: return true
      default: return false
      }
    default: return false
    }
  }

  /// What a named expression, a term or a need stands for.
  private mutating func meaning(of name: String, _ arguments: [Expression], _ scope: Scope) -> [EvaluationPlan] {
    switch checker.thing(name, scope) {
    case .argument:
      guard let item = lets[name], scope.expanding.isEmpty else { return [] }
      return [plan(item.value, item.scope)]
    case .term(let number):
      return [plan(compiler.pack.terms[number].body, checker.scope(ofTerm: number, arguments, scope))]
    case .need(let number):
      guard let filling = compiler.pack.needs[number].expression else { return [] }
      return [plan(filling, checker.scope(ofNeed: number, key: nil, scope))]
    case .variable, .named, .event, .view, .parameters, .readings, .enums, .measure, .register, .cluster, .crossing,
      nil:
      return []
    }
  }
}
