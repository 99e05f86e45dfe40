import PreclearEngine

/// Resolves the names and overloads of one expression. Never evaluates. A mistake is reported, and what it stood for is taken to
/// be of any type, so that one mistake is reported once.
extension PackChecker {
  package func check(_ expression: Expression, _ scope: Scope) -> TypedExpression {
    let typed = checkKind(expression, scope)
    sites?.note(typed, expression)
    // What was tested and is not null is not null where the test holds.
    guard case .optional(let inner) = typed.type, !scope.notNull.isEmpty,
      scope.notNull.contains(ExpressionPrinter.text(expression))
    else { return typed }
    let narrowed = TypedExpression(
      typed.kind, type: inner, range: typed.range, name: typed.name, isUncertain: typed.isUncertain,
      figures: typed.figures)
    sites?.note(narrowed, expression)
    return narrowed
  }

  private func checkKind(_ expression: Expression, _ scope: Scope) -> TypedExpression {
    let range = expression.range
    switch expression.kind {
    case .null: return constant(.null, .null, range)
    case .bool(let flag): return constant(.bool(flag), .bool, range)
    case .int(let number): return constant(.int(number), .int, range)
    case .decimal(let decimal): return constant(.decimal(decimal), .decimal, range)
    case .string(let text): return constant(.string(text), .string, range)
    case .identifier(let name): return identifier(name, expression, scope)
    case .select(let target, let field): return select(target, field, expression, scope)
    case .has(let target, let field): return has(target, field, expression, scope)
    case .index(let target, let index): return element(target, index, expression, scope)
    case .call(let name, let arguments): return call(name, arguments, expression, scope)
    case .method(let target, let name, let arguments): return method(target, name, arguments, expression, scope)
    case .not(let operand):
      let typed = check(operand, scope)
      expectBool(typed)
      return TypedExpression(.not(typed), type: .bool, range: range, isUncertain: typed.isUncertain)
    case .negate(let operand):
      let typed = check(operand, scope)
      expectNumber(typed, operand)
      return TypedExpression(
        .negate(typed), type: typed.type.withoutNull, range: range, isUncertain: typed.isUncertain,
        figures: typed.figures)
    case .binary(let op, let left, let right): return binary(op, left, right, expression, scope)
    case .conditional(let condition, let first, let second):
      return conditional(condition, first, second, expression, scope)
    case .list(let items):
      let typed = items.map { check($0, scope) }
      var type: Type = .dynamic
      for (position, item) in typed.enumerated() {
        guard let joined = type.joined(item.type) else {
          mismatch(item.type, expected: type.name, at: items[position].range, help: "the items of a list have one type")
          continue
        }
        type = joined
      }
      return TypedExpression(
        .list(typed), type: .list(type), range: range, isUncertain: typed.contains(where: \.isUncertain))
    case .map(let entries):
      let typed = entries.map { (key: check($0.key, scope), value: check($0.value, scope)) }
      let value = typed.dropFirst().reduce(typed.first?.value.type ?? .dynamic) { $0.joined($1.value.type) ?? .dynamic }
      let key = typed.dropFirst().reduce(typed.first?.key.type ?? .dynamic) { $0.joined($1.key.type) ?? .dynamic }
      return TypedExpression(
        .map(typed), type: .map(key, value), range: range,
        isUncertain: typed.contains { $0.key.isUncertain || $0.value.isUncertain })
    case .comprehension(let kind, let list, let variable, let filter, let body):
      return comprehension(kind, list, variable, filter, body, expression, scope)
    }
  }

  func constant(_ value: TypedExpression.Constant, _ type: Type, _ range: SourceRange) -> TypedExpression {
    TypedExpression(.constant(value), type: type, range: range)
  }

  /// What stands for an expression that is wrong.
  func wrong(_ range: SourceRange) -> TypedExpression {
    TypedExpression(.constant(.null), type: .dynamic, range: range)
  }

  func expectBool(_ typed: TypedExpression) {
    sites?.noteCondition(typed)
    switch typed.type {
    case .bool, .dynamic: break
    default: mismatch(typed.type, expected: "a condition, true or false", at: typed.range)
    }
  }

  private func expectNumber(_ typed: TypedExpression, _ expression: Expression) {
    rejectNull(typed, expression)
    if !typed.type.withoutNull.isNumber { mismatch(typed.type, expected: "a number", at: typed.range) }
  }

  func rejectNull(_ typed: TypedExpression, _ expression: Expression) {
    if case .optional = typed.type { mayBeNull(typed, ExpressionPrinter.text(expression)) }
  }

  // MARK: Names

  private func identifier(_ name: String, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    let range = expression.range
    if let local = scope.locals[name] {
      if scope.macroVariables.contains(name) {
        diagnostics.error(
          "'\(name)' has no value yet inside before(…)", code: "before", at: range,
          help: "before(…) is computed first: it may name the event, parameters, readings and state")
      }
      return TypedExpression(.local(local.slot), type: local.type, range: range, isUncertain: true)
    }
    if let argument = scope.arguments[name] { return argument }
    if name == "event", !scope.kinds.isEmpty { return wholeEvent(expression, scope) }
    if let named = scope.lets[name] {
      return TypedExpression(
        .named(named.number), type: named.expression.type, range: range, name: expression,
        isUncertain: named.expression.isUncertain, figures: named.expression.figures)
    }
    let meaning = meaning(of: name, scope.module)
    if let measure = meaning[.measure] {
      let type = measureType(measure)
      if !type.keys.isEmpty {
        diagnostics.error(
          "'\(name)' has a key", code: "key", at: range, help: "write \(name)[…]")
      }
      return measured(measure, nil, expression)
    }
    if let register = meaning[.register] {
      if !pack.registers[register].key.isEmpty {
        diagnostics.error("'\(name)' has a key", code: "key", at: range, help: "write \(name)[…]")
      }
      return TypedExpression(
        .register(register, key: nil), type: .record(registerType(register)), range: range, isUncertain: true)
    }
    if let term = meaning[.term] { return expand(term, [], expression, scope) }
    if let need = figure(name, scope.module) { return fill(need, nil, expression, scope) }
    unknownName(name, "name", at: range, among: names(in: scope))
    return wrong(range)
  }

  /// The event as a record, to be given to a term.
  private func wholeEvent(_ expression: Expression, _ scope: Scope) -> TypedExpression {
    var names: [String] = ["id", "kind", "date"]
    for kind in scope.kinds {
      for field in pack.kinds[kind].fields + pack.common where !names.contains(field.name.text) {
        names.append(field.name.text)
      }
    }
    let fields = names.map { field in
      (
        name: field,
        value: eventField(
          field, Expression(.select(expression, field: field), range: expression.range), scope)
      )
    }
    let record = RecordType(name: "event", fields: fields.map { (name: $0.name, type: $0.value.type) })
    return TypedExpression(.record(fields), type: .record(record), range: expression.range, isUncertain: true)
  }

  private func names(in scope: Scope) -> [String] {
    var known = ["event", "parameter", "reading", "enums"] + scope.locals.keys.sorted() + scope.arguments.keys.sorted()
    known += scope.lets.keys.sorted() + scope.views.keys.sorted()
    for category in [Category.measure, .register, .crossing, .term, .cluster, .need] {
      known += visibleNames(category, scope.module)
    }
    return known + FunctionLibrary.all.map(\.name)
  }

  private func select(
    _ target: Expression, _ field: String, _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    if case .identifier(let name) = target.kind, scope.locals[name] == nil, scope.arguments[name] == nil,
      scope.lets[name] == nil
    {
      if name == "event" { return eventField(field, expression, scope) }
      if let view = scope.views[name] { return viewField(view, name, field, expression) }
      if scope.kinds.contains(where: { pack.kinds[$0].name.text == name }) {
        return eventField(field, expression, scope)
      }
      if name == "parameter" { return parameter(field, expression, scope) }
      if name == "enums" { return enumValues(field, expression, scope) }
      if name == "reading" { return reading(field, expression, scope) }
      let meaning = meaning(of: name, scope.module)
      if let kind = meaning[.kind], scope.kinds.contains(kind) { return eventField(field, expression, scope) }
      if let crossing = meaning[.crossing] { return crossingList(crossing, field, expression) }
    }
    let typed = check(target, scope)
    return fieldOf(typed, field, expression, isMacroVariable: rootIsVariable(target, scope))
  }

  private func rootIsVariable(_ expression: Expression, _ scope: Scope) -> Bool {
    switch expression.kind {
    case .identifier(let name): scope.locals[name] != nil
    case .select(let target, _), .index(let target, _): rootIsVariable(target, scope)
    default: false
    }
  }

  private func fieldOf(
    _ target: TypedExpression, _ field: String, _ expression: Expression, isMacroVariable: Bool
  ) -> TypedExpression {
    let name = isMacroVariable ? nil : expression
    // A field of a record that was made on the spot is what it was made of.
    if case .record(let fields) = target.kind, let made = fields.first(where: { $0.name == field }) {
      return made.value
    }
    switch target.type.withoutNull {
    case .record(let record):
      guard let type = record.type(of: field) else {
        unknownName(field, "field of '\(record.name)'", at: expression.nameRange, among: record.fields.map(\.name))
        return wrong(expression.range)
      }
      let isFigure = mayCarryBounds(type) && !target.figures.isEmpty
      return TypedExpression(
        .field(target, field), type: type, range: expression.range, name: name, isUncertain: target.isUncertain,
        figures: isFigure ? [ExpressionPrinter.text(expression)] : [])
    case .map(_, let value):
      return TypedExpression(
        .field(target, field), type: value, range: expression.range, name: name, isUncertain: target.isUncertain)
    case .dynamic:
      return TypedExpression(
        .field(target, field), type: .dynamic, range: expression.range, name: name, isUncertain: true)
    default:
      mismatch(target.type, expected: "a record, of which '\(field)' is a field", at: target.range)
      return wrong(expression.range)
    }
  }

  func mayCarryBounds(_ type: Type) -> Bool {
    switch type.withoutNull {
    case .int, .decimal, .date: true
    default: false
    }
  }

  private func eventField(_ field: String, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    let range = expression.range
    guard !scope.kinds.isEmpty else {
      diagnostics.error("there is no event here", code: "unknown-name", at: range)
      return wrong(range)
    }
    switch field {
    case "id": return TypedExpression(.eventID, type: .string, range: range, name: expression)
    case "kind": return TypedExpression(.eventKind, type: .choice(kindChoice(scope.kinds)), range: range)
    case "date": return TypedExpression(.eventDate, type: .date, range: range, name: expression)
    default: break
    }
    var type: Type?
    var isUncertain = false
    var hasBounds = false
    var lacking = true
    for kind in scope.kinds {
      guard let declared = self.field(kind, field) else {
        type = type.map { $0.joined(.null) ?? .dynamic } ?? .null
        continue
      }
      lacking = false
      if let known = type {
        guard let joined = known.joined(declared.type) else {
          mismatch(
            declared.type, expected: known.name, at: range,
            help: "'\(field)' has another type in '\(pack.kinds[kind].name.text)'")
          return wrong(range)
        }
        type = joined
      } else {
        type = declared.type
      }
      isUncertain = isUncertain || declared.isUncertain
      hasBounds = hasBounds || declared.hasBounds
    }
    guard let type, !lacking else {
      let kinds = scope.kinds.map { pack.kinds[$0].name.text }
      let known =
        scope.kinds.flatMap { kind in pack.kinds[kind].fields.map(\.name.text) }
        + pack.common.map(\.name.text) + ["id", "kind", "date"]
      let what = kinds.count == 1 ? "event '\(kinds[0])'" : "any of the events \(kinds.joined(separator: ", "))"
      unknownName(field, "field of \(what):", at: expression.nameRange, among: known)
      return wrong(range)
    }
    return TypedExpression(
      .eventField(field), type: type, range: range, name: expression, isUncertain: isUncertain,
      figures: hasBounds && mayCarryBounds(type) ? [ExpressionPrinter.text(expression)] : [])
  }

  private func viewField(_ view: Int, _ viewName: String, _ field: String, _ expression: Expression) -> TypedExpression
  {
    let record = viewType(view)
    guard let type = record.type(of: field) else {
      unknownName(field, "field of the view '\(viewName)':", at: expression.nameRange, among: record.fields.map(\.name))
      return wrong(expression.range)
    }
    let sources = entries(ofView: view).compactMap { $0.fields[field] }
    return TypedExpression(
      .viewField(view: view, field: field), type: type, range: expression.range, name: expression,
      isUncertain: sources.contains(where: \.isUncertain),
      figures: sources.contains { !$0.figures.isEmpty } && mayCarryBounds(type)
        ? [ExpressionPrinter.text(expression)] : [])
  }

  private func parameter(_ name: String, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard let parameter = find(.parameter, name, scope.module) else {
      unknownName(name, "parameter", at: expression.nameRange, among: visibleNames(.parameter, scope.module))
      return wrong(expression.range)
    }
    let hasBounds = parameterHasBounds(parameter)
    return TypedExpression(
      .parameter(parameter), type: parameterType(parameter), range: expression.range, name: expression,
      isUncertain: hasBounds, figures: hasBounds ? [ExpressionPrinter.text(expression)] : [])
  }

  private func enumValues(_ name: String, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard let number = find(.enumeration, name, scope.module) else {
      unknownName(name, "enum", at: expression.nameRange, among: visibleNames(.enumeration, scope.module))
      return wrong(expression.range)
    }
    let choice = pack.enums[number].type
    let items = choice.values.map { constant(.string($0), .choice(choice), expression.range) }
    return TypedExpression(.list(items), type: .list(.choice(choice)), range: expression.range)
  }

  private func reading(_ name: String, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard let reading = find(.reading, name, scope.module) else {
      unknownName(name, "reading", at: expression.range, among: visibleNames(.reading, scope.module))
      return wrong(expression.range)
    }
    return TypedExpression(
      .reading(reading), type: .choice(pack.readings[reading].type), range: expression.range)
  }

  private func crossingList(_ crossing: Int, _ field: String, _ expression: Expression) -> TypedExpression {
    let lists: [(name: String, list: CrossingList)] = [
      ("standing", .standing), ("started", .started), ("passive", .passive), ("unsettled", .unsettled),
    ]
    guard let list = lists.first(where: { $0.name == field }) else {
      unknownName(field, "list of a crossing", at: expression.nameRange, among: lists.map(\.name) + ["of"])
      return wrong(expression.range)
    }
    return TypedExpression(
      .crossingList(crossing, list.list), type: .list(crossingKeyType(crossing)), range: expression.range,
      name: expression, isUncertain: true)
  }

  private func has(_ target: Expression, _ field: String, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    let range = expression.range
    if case .identifier("event") = target.kind, scope.locals["event"] == nil, !scope.kinds.isEmpty {
      let selected = Expression(.select(target, field: field), range: range, nameRange: expression.nameRange)
      _ = eventField(field, selected, scope)
      return TypedExpression(.eventHas(field), type: .bool, range: range)
    }
    let typed = check(target, scope)
    switch typed.type.withoutNull {
    case .record, .map, .dynamic: break
    default: mismatch(typed.type, expected: "a record or a map", at: typed.range)
    }
    return TypedExpression(.hasField(typed, field), type: .bool, range: range, isUncertain: typed.isUncertain)
  }

  // MARK: Indexing

  private func element(
    _ target: Expression, _ index: Expression, _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    let range = expression.range
    if case .identifier(let name) = target.kind, scope.locals[name] == nil, scope.arguments[name] == nil,
      scope.lets[name] == nil
    {
      if name == "reading", case .string(let text) = index.kind {
        return reading(text, Expression(expression.kind, range: index.range), scope)
      }
      if name == "parameter", case .string(let text) = index.kind { return parameter(text, expression, scope) }
      let meaning = meaning(of: name, scope.module)
      if let measure = meaning[.measure] {
        let key = check(index, scope)
        expectKey(key, measureType(measure).keys, name)
        return measured(measure, key, expression)
      }
      if let register = meaning[.register] {
        let key = check(index, scope)
        expectKey(key, registerKeyTypes(register), name)
        let declared = pack.registers[register]
        let record = Type.record(registerType(register))
        return TypedExpression(
          .register(register, key: key),
          type: declared.missingIsUnknown || declared.start != nil ? record : .optional(record), range: range,
          isUncertain: true, figures: registerHasBounds(register) ? [ExpressionPrinter.text(expression)] : [])
      }
      if let crossing = meaning[.crossing] {
        let key = check(index, scope)
        expectKey(key, [crossingKeyType(crossing)], name)
        return TypedExpression(
          .crossing(crossing, key: key), type: .optional(.record(crossingType(crossing))), range: range,
          isUncertain: true, figures: [ExpressionPrinter.text(expression)])
      }
      if let need = figure(name, scope.module) { return fill(need, check(index, scope), expression, scope) }
    }
    let typed = check(target, scope)
    let key = check(index, scope)
    return elementOf(typed, key, expression)
  }

  private func elementOf(
    _ target: TypedExpression, _ key: TypedExpression, _ expression: Expression
  ) -> TypedExpression {
    let isUncertain = target.isUncertain || key.isUncertain
    var base = target
    var name: Expression?
    if case .parameter = target.kind {
      // The table as a whole is no fact; the entry is.
      base = TypedExpression(target.kind, type: target.type, range: target.range, isUncertain: target.isUncertain)
      name = expression
    }
    switch target.type.withoutNull {
    case .list(let item):
      if !key.type.withoutNull.isNumber { mismatch(key.type, expected: "the number of an item", at: key.range) }
      return TypedExpression(
        .index(base, key), type: item, range: expression.range, name: name, isUncertain: isUncertain)
    case .map(let keyType, let value):
      expectKey(key, [keyType], "the map")
      return TypedExpression(
        .index(base, key), type: value, range: expression.range, name: name, isUncertain: isUncertain,
        figures: target.figures)
    case .dynamic:
      return TypedExpression(.index(base, key), type: .dynamic, range: expression.range, isUncertain: true)
    default:
      mismatch(target.type, expected: "a list, a map or state with a key", at: target.range)
      return wrong(expression.range)
    }
  }

  /// The key fits, and a value of an enum is one of its values.
  func expectKey(_ key: TypedExpression, _ expected: [Type], _ name: String) {
    guard !expected.isEmpty else {
      diagnostics.error("'\(name)' has no key", code: "key", at: key.range)
      return
    }
    if expected.count > 1 {
      guard case .list(let items) = key.kind, items.count == expected.count else {
        diagnostics.error(
          "'\(name)' has a key of \(expected.count) parts", code: "key", at: key.range, help: "write \(name)[[…, …]]")
        return
      }
      for (item, type) in zip(items, expected) { expectKey(item, [type], name) }
      return
    }
    checkValue(key, of: expected[0])
    if !key.type.withoutNull.fits(.optional(expected[0])) {
      mismatch(key.type, expected: expected[0].name, at: key.range)
    }
  }

  /// A text that stands where a value of an enum is asked for must be one.
  private func checkValue(_ typed: TypedExpression, of type: Type) {
    guard case .choice(let choice) = type.withoutNull, case .constant(.string(let text)) = typed.kind else { return }
    if !choice.values.contains(text) { notAValue(text, of: choice, at: typed.range) }
  }

  private func measured(_ measure: Int, _ key: TypedExpression?, _ expression: Expression) -> TypedExpression {
    return TypedExpression(
      .measure(measure, key: key), type: measureType(measure).value, range: expression.range, name: expression,
      isUncertain: true, figures: measureHasBounds(measure) ? [ExpressionPrinter.text(expression)] : [])
  }

  // MARK: Operators

  private func binary(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    let range = expression.range
    switch op {
    case .and, .or:
      let first = check(left, scope)
      let second = check(right, narrowed(scope, by: left, isTrue: op == .and))
      expectBool(first)
      expectBool(second)
      return TypedExpression(
        .binary(op, first, second), type: .bool, range: range, isUncertain: first.isUncertain || second.isUncertain)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in:
      let first = check(left, scope)
      let second = check(right, scope)
      switch op {
      case .equal, .notEqual: equality(first, second, range, scope)
      case .in: membership(first, second)
      default: ordering(first, left, second, right)
      }
      let figures = first.figures + second.figures
      if let twice = figures.first(where: { figure in figures.filter { $0 == figure }.count > 1 }) {
        figureTwice(twice, at: range)
      }
      return TypedExpression(
        .binary(op, first, second), type: .bool, range: range, isUncertain: first.isUncertain || second.isUncertain)
    case .add, .subtract, .multiply, .divide, .remainder:
      let first = check(left, scope)
      let second = check(right, scope)
      rejectNull(first, left)
      rejectNull(second, right)
      return TypedExpression(
        .binary(op, first, second), type: arithmetic(op, first, second, range), range: range,
        isUncertain: first.isUncertain || second.isUncertain, figures: first.figures + second.figures)
    }
  }

  private func arithmetic(
    _ op: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression, _ range: SourceRange
  ) -> Type {
    switch (left.type.withoutNull, right.type.withoutNull) {
    case (.dynamic, let type), (let type, .dynamic):
      if case .period = type { return .date }
      return type
    case (.int, .int): return .int
    case (.int, .decimal), (.decimal, .int), (.decimal, .decimal):
      if op != .remainder { return .decimal }
    case (.date, .period):
      if op == .add || op == .subtract { return .date }
    case (.period, .date):
      if op == .add { return .date }
    case (.list(let a), .list(let b)):
      if op == .add { return .list(a.joined(b) ?? .dynamic) }
    case (let a, let b):
      if op == .add, a.isTextual, b.isTextual { return .string }
    }
    diagnostics.error(
      "'\(op.rawValue)' does not go with \(left.type.name) and \(right.type.name)", code: "type", at: range)
    return .dynamic
  }

  private func equality(_ left: TypedExpression, _ right: TypedExpression, _ range: SourceRange, _ scope: Scope) {
    for (side, other) in [(left, right), (right, left)] {
      // What stands for a mistake is a null of any type, and no comparison with null.
      guard case .constant(.null) = side.kind, case .null = side.type else { continue }
      if !other.type.isOptional, !scope.isMixed { neverDiffers(at: range) }
      return
    }
    checkValue(left, of: right.type)
    checkValue(right, of: left.type)
    if left.type.withoutNull.joined(right.type.withoutNull) == nil || areDisjoint(left.type, right.type) {
      diagnostics.error(
        "\(left.type.name) is never equal to \(right.type.name)", code: "type", at: range)
    }
  }

  /// Two enums without a value in common.
  private func areDisjoint(_ a: Type, _ b: Type) -> Bool {
    guard case .choice(let a) = a.withoutNull, case .choice(let b) = b.withoutNull else { return false }
    return !a.values.contains(where: b.values.contains)
  }

  private func membership(_ item: TypedExpression, _ container: TypedExpression) {
    switch container.type.withoutNull {
    case .list(let type):
      checkValue(item, of: type)
      if case .list(let items) = container.kind {
        for candidate in items { checkValue(candidate, of: item.type) }
      }
      if item.type.withoutNull.joined(type.withoutNull) == nil || areDisjoint(item.type, type) {
        mismatch(item.type, expected: type.name, at: item.range)
      }
    case .map, .dynamic: break
    default: mismatch(container.type, expected: "a list or a map", at: container.range)
    }
  }

  private func ordering(
    _ left: TypedExpression, _ leftText: Expression, _ right: TypedExpression, _ rightText: Expression
  ) {
    rejectNull(left, leftText)
    rejectNull(right, rightText)
    func isOrdered(_ type: Type) -> Bool {
      switch type.withoutNull {
      case .int, .decimal, .date, .time, .string, .bool, .dynamic: true
      default: false
      }
    }
    for side in [left, right] where !isOrdered(side.type) {
      mismatch(side.type, expected: "something that has an order", at: side.range)
      return
    }
    if left.type.withoutNull.joined(right.type.withoutNull) == nil {
      mismatch(right.type, expected: left.type.name, at: right.range)
    }
  }

  private func conditional(
    _ condition: Expression, _ first: Expression, _ second: Expression, _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    let test = check(condition, scope)
    expectBool(test)
    let yes = check(first, narrowed(scope, by: condition, isTrue: true))
    let no = check(second, narrowed(scope, by: condition, isTrue: false))
    var type = yes.type.joined(no.type)
    if type == nil {
      mismatch(no.type, expected: yes.type.name, at: second.range, help: "both branches have one type")
      type = .dynamic
    }
    // Only one branch counts: a figure that stands in both stands once.
    let figures = yes.figures + no.figures.filter { !yes.figures.contains($0) }
    return TypedExpression(
      .conditional(test, yes, no), type: type ?? .dynamic, range: expression.range,
      isUncertain: test.isUncertain || yes.isUncertain || no.isUncertain, figures: figures)
  }

  /// Where a condition holds, or does not: what it tested is not null there.
  package func narrowed(_ scope: Scope, by condition: Expression, isTrue: Bool) -> Scope {
    var names: [String] = []
    addNotNull(in: condition, isTrue: isTrue, to: &names)
    guard !names.isEmpty else { return scope }
    var scope = scope
    scope.notNull.formUnion(names)
    return scope
  }

  /// What is not null where the condition is true (or false).
  private func addNotNull(in condition: Expression, isTrue: Bool, to names: inout [String]) {
    switch condition.kind {
    case .not(let operand): addNotNull(in: operand, isTrue: !isTrue, to: &names)
    case .binary(.and, let a, let b) where isTrue:
      addNotNull(in: a, isTrue: true, to: &names)
      addNotNull(in: b, isTrue: true, to: &names)
    case .binary(.or, let a, let b) where !isTrue:
      addNotNull(in: a, isTrue: false, to: &names)
      addNotNull(in: b, isTrue: false, to: &names)
    case .binary(let op, let a, let b) where (op == .notEqual && isTrue) || (op == .equal && !isTrue):
      if case .null = b.kind {
        names.append(ExpressionPrinter.text(a))
      } else if case .null = a.kind {
        names.append(ExpressionPrinter.text(b))
      }
    case .call("given", let arguments) where isTrue && arguments.count == 1:
      names.append(ExpressionPrinter.text(arguments[0]))
    default: return
    }
  }

  // MARK: Macros

  private func comprehension(
    _ kind: Comprehension, _ list: Expression, _ variable: String, _ filter: Expression?, _ body: Expression,
    _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    if case .identifier(let name) = list.kind, scope.locals[name] == nil, scope.arguments[name] == nil,
      scope.lets[name] == nil, find(.measure, name, scope.module) == nil, find(.register, name, scope.module) != nil
    {
      diagnostics.error(
        "a rule does not look through the register '\(name)'", code: "register-scan", at: list.range,
        help: "use a measure 'over: \(name)'")
      return wrong(expression.range)
    }
    let range = check(list, scope)
    let item: Type
    switch range.type.withoutNull {
    case .list(let type): item = type
    case .map(let key, _): item = key
    case .dynamic: item = .dynamic
    default:
      mismatch(range.type, expected: "a list or a map", at: range.range)
      item = .dynamic
    }
    var inner = scope
    let slot = newSlot()
    inner.locals[variable] = (slot, item)
    inner.macroVariables.remove(variable)
    inner.lets[variable] = nil
    inner.arguments[variable] = nil
    let chosen = filter.map { check($0, inner) }
    let typed = check(body, inner)
    if let chosen { expectBool(chosen) }
    let type: Type
    switch kind {
    case .all, .exists, .existsOne:
      expectBool(typed)
      type = .bool
    case .filter:
      expectBool(typed)
      type = .list(item)
    case .map: type = .list(typed.type)
    }
    return TypedExpression(
      .comprehension(kind, range: range, variable: slot, filter: chosen, body: typed), type: type,
      range: expression.range, isUncertain: true)
  }
}
