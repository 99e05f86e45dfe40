import PreclearEngine

/// Calls: functions of the library, of calendars, of clusters and crossings; terms and needs, which are expanded where they are used.
extension PackChecker {
  func call(_ name: String, _ arguments: [Expression], _ expression: Expression, _ scope: Scope) -> TypedExpression {
    switch name {
    case "party": return party(arguments, expression, scope)
    case "before": return before(arguments, expression, scope)
    case "as_of": return asOf(arguments, expression, scope)
    case "on_day": return onDay(arguments, expression, scope)
    default: break
    }
    if let cluster = find(.cluster, name, scope.module) {
      guard arguments.count == 1 else {
        wrongArguments(name, "\(name)(key)", at: expression.range)
        return wrong(expression.range)
      }
      return TypedExpression(
        .cluster(cluster, key: check(arguments[0], scope)), type: .record(clusterType(cluster)),
        range: expression.range, isUncertain: true, figures: [ExpressionPrinter.text(expression)])
    }
    if let term = find(.term, name, scope.module) { return expand(term, arguments, expression, scope) }
    if let calendar = calendarCall(name, arguments, expression, scope) { return calendar }
    let function = FunctionLibrary.named(name)
    // CEL writes this one both ways.
    if let function, function.builtin == .matches {
      return textCall(function, arguments.map { check($0, scope) }, expression, scope)
    }
    guard let function, !function.isMethod else {
      let known =
        FunctionLibrary.all.map(\.name) + visibleNames(.term, scope.module)
        + visibleNames(.cluster, scope.module)
        + visibleNames(.calendar, scope.module).flatMap { ["\($0)_day", "\($0)_days", "is_\($0)_day"] }
        + ["party", "before", "as_of", "on_day"]
      unknownName(name, "function", at: expression.nameRange, among: known)
      return wrong(expression.range)
    }
    return libraryCall(function, arguments.map { check($0, scope) }, arguments, expression, scope)
  }

  func method(
    _ target: Expression, _ name: String, _ arguments: [Expression], _ expression: Expression, _ scope: Scope
  ) -> TypedExpression {
    if name == "of", case .identifier(let crossingName) = target.kind,
      let crossing = find(.crossing, crossingName, scope.module), arguments.count == 1
    {
      let person = check(arguments[0], scope)
      return TypedExpression(
        .crossingOf(crossing, person: person), type: .optional(.record(crossingType(crossing))),
        range: expression.range, isUncertain: true, figures: [ExpressionPrinter.text(expression)])
    }
    guard let function = FunctionLibrary.named(name), function.isMethod || function.builtin == .size else {
      unknownName(
        name, "method", at: expression.nameRange, among: FunctionLibrary.all.filter(\.isMethod).map(\.name) + ["size"])
      return wrong(expression.range)
    }
    let typed = ([target] + arguments).map { check($0, scope) }
    if function.builtin == .size { return libraryCall(function, typed, [target] + arguments, expression, scope) }
    return textCall(function, typed, expression, scope)
  }

  // MARK: The library

  private func libraryCall(
    _ function: Function, _ typed: [TypedExpression], _ arguments: [Expression], _ expression: Expression,
    _ scope: Scope
  ) -> TypedExpression {
    guard function.arity.contains(typed.count) else {
      wrongArguments(function.name, function.signature, at: expression.range)
      return wrong(expression.range)
    }
    let range = expression.range
    let type = resultType(function, typed, arguments, scope)
    let figures = typed.flatMap(\.figures)
    switch function.builtin {
    case .given, .known, .size, .contains, .startsWith, .endsWith, .matches, .lowerAscii, .upperAscii, .trim, .reverse,
      .charAt, .substring, .indexOf, .lastIndexOf, .replace, .split, .join:
      return TypedExpression(.call(function.builtin, typed), type: type, range: range, isUncertain: false)
    case .least, .most:
      return TypedExpression(
        .call(function.builtin, typed), type: type, range: range, name: expression)
    case .atLeast, .between:
      let needed = function.builtin == .atLeast ? 1 : 2
      if typed.count == needed {
        guard scope.isState else {
          wrongArguments(function.name, function.signature, at: range)
          return wrong(range)
        }
        return TypedExpression(
          .boundedByState(function.builtin == .atLeast ? .atLeast : .between, typed, field: scope.stateField),
          type: type,
          range: range, isUncertain: true, figures: [ExpressionPrinter.text(expression)])
      }
      return TypedExpression(
        .call(function.builtin, typed), type: type, range: range, isUncertain: true,
        figures: [ExpressionPrinter.text(expression)])
    case .unknown:
      return TypedExpression(.call(.unknown, typed), type: type, range: range, isUncertain: true)
    case .either:
      return TypedExpression(
        .call(.either, typed), type: type, range: range, isUncertain: true, figures: Array(Set(figures)).sorted())
    case .coalesce, .min, .max, .round, .tiered, .sum, .average, .lowest, .date, .period, .quarter, .bool, .int,
      .decimal, .string:
      return TypedExpression(
        .call(function.builtin, typed), type: type, range: range, isUncertain: typed.contains(where: \.isUncertain),
        figures: figures)
    }
  }

  private func resultType(
    _ function: Function, _ typed: [TypedExpression], _ arguments: [Expression], _ scope: Scope
  ) -> Type {
    func expect(_ position: Int, _ what: String, _ accepts: (Type) -> Bool) {
      let type = typed[position].type.withoutNull
      if case .dynamic = type { return }
      if !accepts(type) { mismatch(typed[position].type, expected: what, at: typed[position].range) }
    }
    func isFigure(_ type: Type) -> Bool { mayCarryBounds(type) }
    func item(_ type: Type) -> Type {
      if case .list(let item) = type.withoutNull { return item.withoutNull }
      return .dynamic
    }
    func expectList(_ position: Int) { expect(position, "a list") { if case .list = $0 { true } else { false } } }
    switch function.builtin {
    case .date:
      expect(0, "a text") { $0.isTextual }
      if case .constant(.string(let text)) = typed[0].kind, CalendarDate(iso: text) == nil, !scope.defersLiterals {
        diagnostics.error("'\(text)' is no date", code: "type", at: typed[0].range, help: "write 2001-11-05")
      }
      return .date
    case .period:
      expect(0, "a text") { $0.isTextual }
      if case .constant(.string(let text)) = typed[0].kind, Period(iso: text) == nil, !scope.defersLiterals {
        diagnostics.error("'\(text)' is no period", code: "type", at: typed[0].range, help: "write P3Y, P6M or P90D")
      }
      return .period
    case .quarter:
      expect(0, "a date") { if case .date = $0 { true } else { false } }
      return .int
    case .sum, .average:
      expectList(0)
      let type = item(typed[0].type)
      if !type.isNumber { mismatch(typed[0].type, expected: "a list of numbers", at: typed[0].range) }
      return function.builtin == .sum ? type : .optional(.decimal)
    case .lowest:
      expectList(0)
      expect(1, "a whole number") { if case .int = $0 { true } else { false } }
      return .list(item(typed[0].type))
    case .min, .max:
      if typed.count == 1 {
        expectList(0)
        return .optional(item(typed[0].type))
      }
      for position in 0...1 { rejectNull(typed[position], arguments[position]) }
      expect(0, "a number or a date", isFigure)
      expect(1, "a number or a date", isFigure)
      guard let joined = typed[0].type.withoutNull.joined(typed[1].type.withoutNull) else {
        mismatch(typed[1].type, expected: typed[0].type.name, at: typed[1].range)
        return .dynamic
      }
      return joined
    case .round:
      rejectNull(typed[0], arguments[0])
      expect(0, "a number") { $0.isNumber }
      expect(1, "a whole number") { if case .int = $0 { true } else { false } }
      return .decimal
    case .tiered:
      rejectNull(typed[0], arguments[0])
      expect(0, "a number") { $0.isNumber }
      expectList(1)
      return .decimal
    case .coalesce:
      return typed[0].type.withoutNull.joined(typed[1].type) ?? typed[1].type
    case .either:
      expect(0, "a condition") { if case .bool = $0 { true } else { false } }
      guard let joined = typed[1].type.joined(typed[2].type) else {
        mismatch(typed[2].type, expected: typed[1].type.name, at: typed[2].range)
        return .dynamic
      }
      return joined
    case .unknown:
      expect(0, "the name of a fact") { $0.isTextual }
      return .dynamic
    case .atLeast: return typed[0].type
    case .between: return typed[0].type.joined(typed[1].type) ?? .dynamic
    case .least, .most: return typed[0].type
    case .bool:
      expect(0, "a text, or true or false") { if case .bool = $0 { true } else { $0.isTextual } }
      return .bool
    case .given, .known, .contains, .startsWith, .endsWith, .matches: return .bool
    case .size, .int, .indexOf, .lastIndexOf: return .int
    case .decimal: return .decimal
    case .string, .lowerAscii, .upperAscii, .trim, .reverse, .charAt, .substring, .replace, .join: return .string
    case .split: return .list(.string)
    }
  }

  // MARK: Parties, calendars, time

  private func party(_ arguments: [Expression], _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard arguments.count == 1 else {
      wrongArguments("party", "party(id)", at: expression.range)
      return wrong(expression.range)
    }
    let id = check(arguments[0], scope)
    if !id.type.withoutNull.isTextual { mismatch(id.type, expected: "a party", at: id.range) }
    return TypedExpression(.party(id), type: .record(partyType), range: expression.range, isUncertain: true)
  }

  private func calendarCall(
    _ name: String, _ arguments: [Expression], _ expression: Expression, _ scope: Scope
  ) -> TypedExpression? {
    var calendarName = name
    var function: CalendarFunction
    if name.hasPrefix("is_"), name.hasSuffix("_day") {
      calendarName = String(name.dropFirst(3).dropLast(4))
      function = .isOpen
    } else if name.hasSuffix("_days") {
      calendarName = String(name.dropLast(5))
      function = .days
    } else if name.hasSuffix("_day") {
      calendarName = String(name.dropLast(4))
      function = .day
    } else {
      return nil
    }
    guard let calendar = find(.calendar, calendarName, scope.module) else { return nil }
    let expected = function == .isOpen ? 1 : 2
    guard arguments.count == expected else {
      wrongArguments(name, function == .isOpen ? "\(name)(date)" : "\(name)(date, n)", at: expression.range)
      return wrong(expression.range)
    }
    let typed = arguments.map { check($0, scope) }
    rejectNull(typed[0], arguments[0])
    if !typed[0].type.withoutNull.fits(.date) { mismatch(typed[0].type, expected: "a date", at: typed[0].range) }
    if expected == 2, !typed[1].type.fits(.int) {
      mismatch(typed[1].type, expected: "a number of days", at: typed[1].range)
    }
    let type: Type
    switch function {
    case .isOpen: type = .bool
    case .day: type = .date
    case .days: type = .list(.date)
    }
    let hasDoubt = pack.calendars[calendar].calendar.hasDoubtful
    let text = ExpressionPrinter.text(expression)
    let figures = typed[0].figures.isEmpty ? (hasDoubt ? [text] : []) : typed[0].figures
    return TypedExpression(
      .calendar(calendar, function, typed), type: type, range: expression.range, name: expression,
      isUncertain: hasDoubt || typed[0].isUncertain, figures: function == .day ? figures : [])
  }

  private func before(_ arguments: [Expression], _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard arguments.count == 1 else {
      wrongArguments("before", "before(x)", at: expression.range)
      return wrong(expression.range)
    }
    var inner = scope
    inner.macroVariables.formUnion(scope.locals.filter { !isOfConstruct(slot: $0.value.slot) }.keys)
    let typed = check(arguments[0], inner)
    return TypedExpression(
      .before(typed), type: typed.type, range: expression.range, name: expression,
      isUncertain: typed.isUncertain, figures: typed.figures.map { "before(\($0))" })
  }

  private func asOf(_ arguments: [Expression], _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard arguments.count == 2 else {
      wrongArguments("as_of", "as_of(date, x)", at: expression.range)
      return wrong(expression.range)
    }
    let day = check(arguments[0], scope)
    if !day.type.withoutNull.fits(.date) { mismatch(day.type, expected: "a date", at: day.range) }
    let typed = check(arguments[1], scope)
    if let state = stateThatIsNotDaily(typed, scope) {
      diagnostics.error(
        "'\(state)' is not kept day by day", code: "not-daily", at: typed.range, help: "give it 'daily: true'")
    }
    return TypedExpression(
      .asOf(day, typed), type: typed.type, range: expression.range, name: expression,
      isUncertain: true, figures: typed.figures.map { "as_of(\($0))" })
  }

  /// The first state in it that keeps no history.
  private func stateThatIsNotDaily(_ typed: TypedExpression, _ scope: Scope) -> String? {
    switch typed.kind {
    case .measure(let number, _): if !pack.measures[number].isDaily { return pack.measures[number].name.text }
    case .register(let number, _): if !pack.registers[number].isDaily { return pack.registers[number].name.text }
    case .cluster(let number, _): return pack.clusters[number].name.text
    case .crossing(let number, _), .crossingOf(let number, _), .crossingList(let number, _):
      return pack.crossings[number].name.text
    case .named(let number):
      let named = scope.lets.values.first { $0.number == number }
      return named.flatMap { stateThatIsNotDaily($0.expression, scope) }
    default: break
    }
    var found: String?
    typed.forEachChild { if found == nil { found = stateThatIsNotDaily($0, scope) } }
    return found
  }

  private func onDay(_ arguments: [Expression], _ expression: Expression, _ scope: Scope) -> TypedExpression {
    guard arguments.count == 2 else {
      wrongArguments("on_day", "on_day(date, measure)", at: expression.range)
      return wrong(expression.range)
    }
    let day = check(arguments[0], scope)
    if !day.type.withoutNull.fits(.date) { mismatch(day.type, expected: "a date", at: day.range) }
    let measure = check(arguments[1], scope)
    guard case .measure(let number, let key) = measure.kind else {
      mismatch(measure.type, expected: "a measure", at: measure.range)
      return wrong(expression.range)
    }
    if !pack.measures[number].isDaily {
      diagnostics.error(
        "'\(pack.measures[number].name.text)' is not kept day by day", code: "not-daily", at: measure.range,
        help: "give it 'daily: true'")
    }
    return TypedExpression(
      .onDay(day, measure: number, key: key), type: measure.type, range: expression.range,
      name: expression, isUncertain: true, figures: measure.figures.map { "on_day(\($0))" })
  }

  // MARK: Terms and needs

  func expand(_ number: Int, _ arguments: [Expression], _ expression: Expression, _ scope: Scope) -> TypedExpression {
    let term = pack.terms[number]
    guard arguments.count == term.parameters.count else {
      let signature =
        term.parameters.isEmpty
        ? term.name.text : "\(term.name.text)(\(term.parameters.map(\.text).joined(separator: ", ")))"
      wrongArguments(term.name.text, signature, at: expression.range)
      return wrong(expression.range)
    }
    let key = "\(term.pack)/\(term.name.text)"
    if scope.expanding.contains(key) {
      diagnostics.error("the term '\(term.name.text)' is made of itself", code: "cycle", at: expression.range)
      return wrong(expression.range)
    }
    var inner = Scope(module: term.pack)
    inner.kinds = scope.kinds
    inner.views = scope.views
    inner.isState = scope.isState
    inner.stateField = scope.stateField
    inner.macroVariables = scope.macroVariables
    inner.expanding = scope.expanding + [key]
    for (parameter, argument) in zip(term.parameters, arguments) {
      inner.arguments[parameter.text] = check(argument, scope)
    }
    return check(term.body, inner)
  }

  /// A need of the module that is a figure.
  func figure(_ name: String, _ module: Int) -> Int? {
    pack.needs.indices.first { number in
      let need = pack.needs[number]
      guard need.name.text == name, need.pack == module else { return false }
      switch need.kind {
      case .figure, .keyed: return true
      default: return false
      }
    }
  }

  /// What the importer fills a need with, in the importer's own names.
  func fill(_ number: Int, _ key: TypedExpression?, _ expression: Expression, _ scope: Scope) -> TypedExpression {
    let need = pack.needs[number]
    guard let importer = need.filledBy, let filling = need.expression else {
      diagnostics.error(
        "nothing says what '\(need.name.text)' is here", code: "unfilled-need", at: expression.range,
        help: "a pack with needs is imported by another that fills them")
      return wrong(expression.range)
    }
    let mark = "need \(number)"
    if scope.expanding.contains(mark) {
      diagnostics.error("'\(need.name.text)' is made of itself", code: "cycle", at: filling.range)
      return wrong(expression.range)
    }
    var inner = Scope(module: importer)
    inner.isState = scope.isState
    inner.expanding = scope.expanding + [mark]
    let expected: Type
    switch need.kind {
    case .keyed(let of, let type):
      guard let key else {
        diagnostics.error("'\(need.name.text)' has a key", code: "key", at: expression.range)
        return wrong(expression.range)
      }
      expectKey(key, [resolve(of, need.pack)], need.name.text)
      inner.arguments["key"] = key
      expected = resolve(type, need.pack)
    case .figure(let type): expected = resolve(type, need.pack)
    default: return wrong(expression.range)
    }
    let typed = check(filling, inner)
    if !typed.type.fits(expected) { mismatch(typed.type, expected: expected.name, at: filling.range) }
    if need.isDaily, let state = stateThatIsNotDaily(typed, scope) {
      diagnostics.error(
        "'\(state)' is not kept day by day, as '\(need.name.text)' must be", code: "not-daily", at: filling.range,
        help: "give it 'daily: true'")
    }
    return TypedExpression(
      typed.kind, type: typed.type, range: expression.range, name: expression, isUncertain: typed.isUncertain,
      figures: typed.figures.isEmpty ? [] : [ExpressionPrinter.text(expression)])
  }
}
