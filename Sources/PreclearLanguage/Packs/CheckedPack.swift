import PreclearEngine

/// A pack whose names are resolved: every expression in it, typed, with what it is for. Linters and other tools read it; the
/// compiler does not need it.
package final class CheckedPack {
  /// What an expression belongs to, by its number in the ``Pack``.
  package enum Owner: Hashable, Sendable {
    case kind(Int)
    case view(Int)
    case measure(Int)
    case register(Int)
    case cluster(Int)
    case crossing(Int)
    case rule(Int)
  }

  package enum Role: Equatable, Sendable {
    /// `where`, `when`: whether a row or a rule is looked at.
    case filter
    case condition
    case exception
    /// A named expression, by its place among those of the rule.
    case named(Int)
    case message
    /// What state is kept or looked up by.
    case key
    case value
    /// The value without any row, at the start, or of a key in general: it names no event.
    case standing
  }

  package struct Site: Sendable {
    package let owner: Owner
    /// The clause of a rule, the entry of a view, the update of a register; nil for what is not of one alone.
    package let part: Int?
    package let role: Role
    package let typed: TypedExpression
    /// The kinds of event that `event` may be there.
    package let kinds: [Int]
    /// The views of which a row has a name there.
    package let views: [Int]
  }

  package let pack: Pack
  package let checker: PackChecker
  package private(set) var sites: [Site] = []

  /// Of a pack without mistakes: what would be wrong in it was reported when it was compiled.
  package init(_ pack: Pack) {
    self.pack = pack
    checker = PackChecker(pack)
    collectSchema()
    collectViews()
    collectMeasures()
    collectRegisters()
    collectClusters()
    collectCrossings()
    for number in pack.rules.indices { collect(rule: number) }
  }

  private func add(_ typed: TypedExpression, _ owner: Owner, _ role: Role, _ scope: Scope, part: Int? = nil) {
    sites.append(
      Site(
        owner: owner, part: part, role: role, typed: typed, kinds: scope.kinds, views: scope.views.values.sorted()))
  }

  private func add(
    _ expression: Expression?, _ owner: Owner, _ role: Role, _ scope: Scope, part: Int? = nil
  ) {
    if let expression { add(checker.check(expression, scope), owner, role, scope, part: part) }
  }

  private func narrowed(_ scope: Scope, by condition: Expression?) -> Scope {
    condition.map { checker.narrowed(scope, by: $0, isTrue: true) } ?? scope
  }

  // MARK: Schema and state

  private func collectSchema() {
    for (number, kind) in pack.kinds.enumerated() {
      var scope = Scope(module: kind.pack)
      scope.kinds = [number]
      for field in kind.fields + pack.common { add(field.derived ?? field.absent, .kind(number), .value, scope) }
    }
  }

  private func collectViews() {
    for (number, view) in pack.views.enumerated() {
      for (part, entry) in view.entries.enumerated() {
        let scope = checker.entryScope(number, entry)
        add(entry.when, .view(number), .filter, scope, part: part)
        let inner = narrowed(scope, by: entry.when)
        for field in entry.fields { add(field.value, .view(number), .value, inner, part: part) }
      }
    }
  }

  private func collectMeasures() {
    for (number, measure) in pack.measures.enumerated() {
      let owner = Owner.measure(number)
      let scope = checker.measureScope(number)
      let typed = checker.typedMeasure(number)
      if let filter = typed.filter { add(filter, owner, .filter, scope) }
      for key in typed.keys { add(key, owner, .key, scope) }
      if let within = typed.within { add(within, owner, .value, scope) }
      for value in typed.values { add(value, owner, .value, scope) }
      var keyScope = Scope(module: measure.pack)
      keyScope.isState = true
      keyScope.locals["key"] = (checker.keySlot, checker.measureType(number).keys.first ?? .dynamic)
      add(measure.of, owner, .standing, keyScope)
      add(measure.none, owner, .standing, keyScope)
    }
  }

  private func collectRegisters() {
    for (number, register) in pack.registers.enumerated() {
      let owner = Owner.register(number)
      for field in register.start ?? [] { add(field.value, owner, .standing, checker.startScope(number)) }
      for (part, update) in register.updates.enumerated() {
        let scope = checker.updateScope(number, update)
        add(update.when, owner, .filter, scope, part: part)
        let inner = narrowed(scope, by: update.when)
        for key in update.key.isEmpty ? register.key : update.key { add(key, owner, .key, inner, part: part) }
        for field in update.fields { add(field.value, owner, .value, inner, part: part) }
      }
    }
  }

  private func collectClusters() {
    for (number, cluster) in pack.clusters.enumerated() {
      let owner = Owner.cluster(number)
      let key = checker.resolve(cluster.of, cluster.pack)
      var scope = Scope(module: cluster.pack)
      scope.isState = true
      scope.locals["key"] = (checker.keySlot, key)
      add(cluster.same, owner, .standing, scope)
      for sum in cluster.sums { add(sum.value, owner, .standing, scope) }
      var pairScope = Scope(module: cluster.pack)
      pairScope.locals["a"] = (checker.pairSlots.a, key)
      pairScope.locals["b"] = (checker.pairSlots.b, key)
      add(cluster.possible, owner, .standing, pairScope)
      if let pairs = cluster.pairs {
        let scope = checker.scope(on: [pairs.on], cluster.pack)
        add(pairs.keys, owner, .key, scope)
        add(pairs.linked, owner, .value, scope)
      }
    }
  }

  private func collectCrossings() {
    for (number, crossing) in pack.crossings.enumerated() {
      let owner = Owner.crossing(number)
      let scope = checker.crossingScope(number)
      add(crossing.level, owner, .standing, scope)
      add(crossing.confirm, owner, .standing, scope)
      var lapseScope = scope
      lapseScope.locals["it"] = (checker.itSlot, .record(checker.crossingType(number)))
      add(crossing.lapse, owner, .standing, lapseScope)
      for field in crossing.keep { add(field.value, owner, .standing, scope) }
      if let active = crossing.active {
        add(active.keys, owner, .key, checker.scope(on: active.on, crossing.pack))
      }
    }
  }

  // MARK: Rules

  private func collect(rule number: Int) {
    let rule = pack.rules[number]
    let owner = Owner.rule(number)
    var scope = checker.scope(on: rule.on, rule.pack)
    add(rule.where, owner, .filter, scope)
    scope = narrowed(scope, by: rule.where)
    for (position, item) in rule.lets.enumerated() {
      let typed = checker.check(item.value, scope)
      add(typed, owner, .named(position), scope)
      scope.lets[item.name.text] = (position, typed)
    }
    for (part, clause) in rule.clauses.enumerated() { collect(clause, part, of: rule, owner, scope) }
  }

  private func collect(
    _ clause: RuleDeclaration.Clause, _ part: Int, of rule: RuleDeclaration, _ owner: Owner, _ ruleScope: Scope
  ) {
    var scope = checker.scope(on: clause, in: rule, ruleScope)
    add(clause.where, owner, .filter, scope, part: part)
    scope = narrowed(scope, by: clause.where)
    add(clause.condition, owner, .condition, scope, part: part)
    let messageScope = clause.form == .require ? scope : narrowed(scope, by: clause.condition)
    addMessage(clause.because, owner, messageScope, part)
    for exception in clause.exceptions {
      add(exception.condition, owner, .exception, messageScope, part: part)
      addMessage(exception.because, owner, messageScope, part)
    }
  }

  private func addMessage(_ message: MessageTemplate?, _ owner: Owner, _ scope: Scope, _ part: Int) {
    for case .value(let expression, _) in message?.parts ?? [] { add(expression, owner, .message, scope, part: part) }
  }
}

extension CheckedPack {
  /// What a field of a kind may be, as the schema gives it.
  package func field(_ name: String, ofKind kind: Int) -> FieldDeclaration? {
    (pack.kinds[kind].fields + pack.common).first { $0.name.text == name }
  }

  /// The kinds of event that a name in `on:` stands for.
  package func kinds(of name: Name, _ module: Int) -> [Int] {
    checker.quietly { checker.kinds(of: name, module) ?? [] }
  }

  /// The number of the view that a name in `on:` stands for; nil for a kind.
  package func view(_ name: Name, _ module: Int) -> Int? {
    checker.find(.kind, name.text, module) == nil ? checker.find(.view, name.text, module) : nil
  }

  /// The fields of a view's row, entry by entry, each with the expression that makes it.
  package func entries(ofView view: Int) -> [[String: TypedExpression]] {
    checker.entries(ofView: view).map(\.fields)
  }

  /// What a measure adds up or keeps.
  package func values(ofMeasure measure: Int) -> [TypedExpression] { checker.typedMeasure(measure).values }

  /// The values of an enum, of `null` too where it may stand; nil for another type.
  package static func choices(_ type: Type) -> [String]? {
    if case .choice(let choice) = type.withoutNull { choice.values } else { nil }
  }

  /// The local that holds a register's entry before an update.
  package var itSlot: Int { checker.itSlot }

  /// The local that holds the key of a construct of state.
  package var keySlot: Int { checker.keySlot }
}
