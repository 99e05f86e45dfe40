import PreclearEngine

/// What a name in an expression stands for: for those who put expressions into words. It is what the checker takes it for.
package enum NamedThing: Hashable, Sendable {
  /// A variable of a macro, or a name that a construct brings, such as `it`.
  case variable
  /// A parameter of a term, or `key` in what fills a need.
  case argument
  /// A named expression of the rule.
  case named
  case event
  case view(Int)
  case parameters
  case readings
  case enums
  case term(Int)
  case need(Int)
  case measure(Int)
  case register(Int)
  case cluster(Int)
  case crossing(Int)
}

extension PackChecker {
  /// Nil for a function of the language, and for what has no meaning.
  package func thing(_ name: String, _ scope: Scope) -> NamedThing? {
    if scope.locals[name] != nil { return .variable }
    if scope.arguments[name] != nil { return .argument }
    if name == "event", !scope.kinds.isEmpty { return .event }
    if scope.lets[name] != nil { return .named }
    if let view = scope.views[name] { return .view(view) }
    if let kind = find(.kind, name, scope.module), scope.kinds.contains(kind) { return .event }
    let meaning = meaning(of: name, scope.module)
    if let number = meaning[.measure] { return .measure(number) }
    if let number = meaning[.register] { return .register(number) }
    if let number = meaning[.crossing] { return .crossing(number) }
    if let number = meaning[.cluster] { return .cluster(number) }
    if let number = meaning[.term] { return .term(number) }
    if let number = figure(name, scope.module) { return .need(number) }
    switch name {
    case "parameter": return .parameters
    case "reading": return .readings
    case "enums": return .enums
    default: return nil
    }
  }

  package func parameter(_ name: String, _ module: Int) -> Int? { find(.parameter, name, module) }

  package func reading(_ name: String, _ module: Int) -> Int? { find(.reading, name, module) }

  package func view(_ name: String, _ module: Int) -> Int? { find(.view, name, module) }

  /// The kinds of event that a name in `on:` stands for.
  package func eventKinds(of name: Name, _ module: Int) -> [Int] { kinds(of: name, module) ?? [] }

  /// The calendar whose days a function counts: `NAME_day`, `NAME_days`, `is_NAME_day`.
  package func calendarFunction(_ name: String, _ module: Int) -> (calendar: Int, function: CalendarFunction)? {
    let forms: [(prefix: String, suffix: String, function: CalendarFunction)] = [
      ("is_", "_day", .isOpen), ("", "_days", .days), ("", "_day", .day),
    ]
    for form in forms where name.hasPrefix(form.prefix) && name.hasSuffix(form.suffix) {
      let calendar = String(name.dropFirst(form.prefix.count).dropLast(form.suffix.count))
      return find(.calendar, calendar, module).map { ($0, form.function) }
    }
    return nil
  }

  // MARK: Scopes

  /// The events of a rule, without what its `where` tells of them.
  package func scope(on rule: RuleDeclaration) -> Scope { scope(on: rule.on, rule.pack) }

  /// One event of a kind.
  package func scope(ofKind number: Int) -> Scope {
    var scope = Scope(module: pack.kinds[number].pack)
    scope.kinds = [number]
    return scope
  }

  /// What names mean in the clauses of a rule: its events, what its `where` tells of them, its named expressions.
  package func scope(of rule: RuleDeclaration) -> Scope {
    var scope = scope(on: rule.on, rule.pack)
    if let condition = rule.where { scope = narrowed(scope, by: condition, isTrue: true) }
    for item in rule.lets { scope.lets[item.name.text] = (scope.lets.count, check(item.value, scope)) }
    return scope
  }

  /// The same in one clause, which may look at fewer kinds and has a `where` of its own.
  package func scope(of clause: RuleDeclaration.Clause, in rule: RuleDeclaration, _ outer: Scope) -> Scope {
    let scope = scope(on: clause, in: rule, outer)
    return clause.where.map { narrowed(scope, by: $0, isTrue: true) } ?? scope
  }

  /// The events of a clause, without what its `where` tells of them.
  func scope(on clause: RuleDeclaration.Clause, in rule: RuleDeclaration, _ outer: Scope) -> Scope {
    guard !clause.on.isEmpty else { return outer }
    var scope = outer
    let own = self.scope(on: clause.on, rule.pack)
    scope.kinds = own.kinds
    scope.views = own.views
    return scope
  }

  /// Inside a term, with these arguments.
  package func scope(ofTerm number: Int, _ arguments: [Expression], _ outer: Scope) -> Scope {
    let term = pack.terms[number]
    var scope = Scope(module: term.pack)
    scope.kinds = outer.kinds
    scope.views = outer.views
    scope.expanding = outer.expanding + ["\(term.pack)/\(term.name.text)"]
    for (parameter, argument) in zip(term.parameters, arguments) {
      scope.arguments[parameter.text] = check(argument, outer)
    }
    return scope
  }

  /// Inside what fills a need, in the importer's names.
  package func scope(ofNeed number: Int, key: Expression?, _ outer: Scope) -> Scope {
    var scope = Scope(module: pack.needs[number].filledBy ?? outer.module)
    scope.expanding = outer.expanding + ["need \(number)"]
    if let key { scope.arguments["key"] = check(key, outer) }
    return scope
  }

  /// Inside a macro over a list, with the item under its name.
  package func scope(_ outer: Scope, item variable: String, of list: Expression) -> Scope {
    var scope = outer
    let item: Type
    switch check(list, outer).type.withoutNull {
    case .list(let type): item = type
    case .map(let key, _): item = key
    default: item = .dynamic
    }
    scope.locals[variable] = (newSlot(), item)
    scope.lets[variable] = nil
    scope.arguments[variable] = nil
    return scope
  }

  /// Inside a measure.
  package func scope(ofMeasure number: Int) -> Scope { measureScope(number) }

  /// Inside one update of a register, with what its `when` tells of the event.
  package func scope(ofRegister number: Int, _ update: RegisterDeclaration.Update) -> Scope {
    let scope = updateScope(number, update)
    return update.when.map { narrowed(scope, by: $0, isTrue: true) } ?? scope
  }

  /// Inside the values that a register starts with.
  package func scope(ofStart number: Int) -> Scope { startScope(number) }

  /// Inside a crossing.
  package func scope(ofCrossing number: Int) -> Scope { crossingScope(number) }

  /// Inside one row of a view.
  package func scope(ofView number: Int, _ entry: ViewDeclaration.Entry) -> Scope { entryScope(number, entry) }
}
