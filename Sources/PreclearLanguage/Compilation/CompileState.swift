import PreclearEngine

/// Measures, registers, clusters and crossings as plans. Each function gives the plan but for the readings it depends on, which are
/// known only when all constructs are.
extension Compiler {
  /// The kinds in `on:`, and for each the rows that it makes.
  private func rows(on names: [Name], _ module: Int) -> [(kind: Int, row: RowScope)] {
    var result: [(kind: Int, row: RowScope)] = []
    for name in names {
      for kind in checker.kinds(of: name, module) ?? [] {
        result += checker.rows(of: name, module, kind: kind).map { (kind, $0) }
      }
    }
    return result
  }

  /// The `when` of the views that a row comes through, outermost last.
  private func viewConditions(_ row: RowScope) -> [(TypedExpression, RowScope)] {
    row.rows.sorted { $0.key < $1.key }.flatMap { _, binding in
      viewConditions(binding.scope) + (binding.when.map { [($0, binding.scope)] } ?? [])
    }
  }

  func applies(_ row: RowScope, _ more: [TypedExpression?]) -> [(TypedExpression, RowScope)] {
    viewConditions(row) + more.compactMap { $0 }.map { ($0, row) }
  }

  private func expectBool(_ typed: TypedExpression?) {
    if let typed { checker.expectBool(typed) }
  }

  /// One key, or a list that makes a composite one.
  private func key(_ parts: [TypedExpression]) -> TypedExpression? {
    for part in parts { expectKey(part.type, at: part.range) }
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return parts.first }
    return TypedExpression(.list(parts), type: .list(.dynamic), range: first.range.joined(with: last.range))
  }

  private func expectKey(_ type: Type, at range: SourceRange) {
    switch type.withoutNull {
    case .string, .party, .choice, .time, .int, .bool, .date, .null, .dynamic: return
    case .decimal, .period, .list, .map, .record, .optional:
      checker.mismatch(type, expected: "a text, a whole number, a date, or true or false", at: range)
    }
  }

  /// The kind that states what a construct keeps: its name and its question stand for a fact that nobody supplied.
  private func statingKind(_ names: [Name], _ module: Int) -> (name: String, ask: String?) {
    for name in names {
      if let kind = checker.kinds(of: name, module)?.first { return (pack.kinds[kind].name.text, pack.kinds[kind].ask) }
    }
    return ("", nil)
  }

  // MARK: Measures

  func measure(_ number: Int) -> ([Int]) -> MeasurePlan {
    let declared = pack.measures[number]
    let keyType = checker.measureType(number).keys.first ?? .dynamic
    let typed = checker.typedMeasure(number)
    checker.diagnostics.add(all: typed.diagnostics)
    var dependencies = Dependencies(self)
    let filter = typed.filter
    expectBool(filter)
    let byEach = declared.byEach == nil ? nil : typed.keys.first
    if let byEach {
      switch byEach.type.withoutNull {
      case .list(let item): expectKey(item, at: byEach.range)
      case .dynamic: break
      default: checker.mismatch(byEach.type, expected: "a list of keys", at: byEach.range)
      }
    }
    let key = byEach ?? key(typed.keys)
    let within = typed.within
    let value = measuredValue(declared, typed.values)
    func plan(_ row: RowScope) -> MeasureRow {
      let conditions = applies(row, [filter])
      for part in conditions { dependencies.add(part.0, part.1) }
      for part in [key, within, value] { dependencies.add(part, row) }
      return MeasureRow(
        when: ProgramBuilder.conjunction(conditions, self), key: key.map { program($0, row) },
        keyIsList: declared.byEach != nil, within: within.map { program($0, row) },
        value: value.map { program($0, row) })
    }
    var rows: [Int: [MeasureRow]] = [:]
    var overRow: MeasureRow?
    var over: Int?
    if let name = declared.over {
      over = checker.find(.register, name.text, declared.pack)
      overRow = plan(RowScope())
    } else {
      for (kind, row) in self.rows(on: declared.on, declared.pack) { rows[kind, default: []].append(plan(row)) }
    }
    let overReads = dependencies
    if let over { dependencies = adding(.register(over), to: dependencies) }

    var keyScope = Scope(module: declared.pack)
    keyScope.isState = true
    keyScope.locals["key"] = (checker.keySlot, keyType)
    let of = declared.of.map { checker.check($0, keyScope) }
    let none = declared.none.map { checker.check($0, keyScope) }
    if (within == nil) != (of == nil) {
      checker.diagnostics.error(
        "'within' and 'of' go together", code: "missing-key", at: declared.name.range,
        help: "'within' is what the row lies in, 'of' what a key lies in")
    }
    dependencies.add(of, RowScope())
    dependencies.add(none, RowScope())
    self.dependencies[StateReference.measure(number).code] = dependencies

    let ofProgram = of.map { program($0, RowScope()) }
    let noneProgram = none.map { program($0, RowScope()) }
    let stating = statingKind(declared.on, declared.pack)
    let isSilent = checker.isSilent(declared)
    let asks = template(declared.asks, default: stating.name, question: stating.ask)
    let window = self.window(declared)
    let slots = (key: checker.keySlot, it: checker.itSlot)
    return { readings in
      MeasurePlan(
        name: declared.name.text, aggregate: declared.aggregate, rows: rows, over: over, overRow: overRow,
        overReads: Compiler.sorted(overReads.state), overReadsOwnKeyOnly: overReads.readsOwnKeyOnly,
        overReadsParties: overReads.readsParties, keyLocal: slots.key, itLocal: slots.it, of: ofProgram,
        none: noneProgram, window: window,
        isDaily: declared.isDaily, isDistinct: declared.isDistinct, asks: asks, silenceIsUnknown: isSilent,
        readings: readings)
    }
  }

  private func adding(_ reference: StateReference, to dependencies: Dependencies) -> Dependencies {
    var result = dependencies
    result.read(reference)
    return result
  }

  private func measuredValue(_ declared: MeasureDeclaration, _ values: [TypedExpression]) -> TypedExpression? {
    switch declared.value {
    case .nothing: return nil
    case .expression:
      let typed = values[0]
      if declared.aggregate == .sum, !typed.type.withoutNull.isNumber {
        checker.mismatch(typed.type, expected: "a number", at: typed.range)
      }
      if declared.aggregate == .min || declared.aggregate == .max, !checker.mayCarryBounds(typed.type) {
        if case .dynamic = typed.type {
        } else {
          checker.mismatch(typed.type, expected: "a number or a date", at: typed.range)
        }
      }
      return typed
    case .record(let fields):
      // A kept row is a record: its fields may be unknown one by one.
      let values = zip(fields, values).map { (name: $0.name.text, value: $1) }
      return TypedExpression(
        .record(values), type: .dynamic, range: declared.name.range,
        isUncertain: values.contains { $0.value.isUncertain })
    }
  }

  private func window(_ declared: MeasureDeclaration) -> Window? {
    switch declared.window {
    case nil: return nil
    case .period(let period): return .period(period)
    case .tumbling(let months): return .tumbling(months: months)
    case .days(let count, let name):
      guard let calendar = checker.find(.calendar, name.text, declared.pack) else {
        checker.unknownName(
          name.text, "calendar", at: name.range, among: checker.visibleNames(.calendar, declared.pack))
        return nil
      }
      return .days(count, calendar: calendar)
    }
  }

  // MARK: Registers

  func register(_ number: Int) -> ([Int]) -> RegisterPlan {
    let declared = pack.registers[number]
    let type = checker.registerType(number)
    let layout = RecordLayout(name: declared.name.text, fields: type.fields.map(\.name))
    var dependencies = Dependencies(self)
    var rows: [Int: [RegisterRow]] = [:]
    for update in declared.updates {
      let scope = checker.updateScope(number, update)
      let when = update.when.map { checker.check($0, scope) }
      expectBool(when)
      let inner = update.when.map { checker.narrowed(scope, by: $0, isTrue: true) } ?? scope
      let key = self.key((update.key.isEmpty ? declared.key : update.key).map { checker.check($0, inner) })
      let fields = update.fields.enumerated().map { position, field -> (field: Int, value: TypedExpression) in
        var fieldScope = inner
        let place = layout.position(of: field.name.text) ?? position
        fieldScope.stateField = place
        return (place, checker.check(field.value, fieldScope))
      }
      for (kind, row) in self.rows(on: [update.on], declared.pack) {
        let conditions = applies(row, [when])
        for part in conditions { dependencies.add(part.0, part.1) }
        dependencies.add(key, row)
        for field in fields { dependencies.add(field.value, row) }
        rows[kind, default: []].append(
          RegisterRow(
            when: ProgramBuilder.conjunction(conditions, self), key: key.map { program($0, row) },
            updates: fields.map { ($0.field, program($0.value, row)) }))
      }
    }
    let start = declared.start.map { start in
      layout.fields.enumerated().map { position, field -> Program? in
        guard let value = start.first(where: { $0.name.text == field }) else { return nil }
        var scope = checker.startScope(number)
        scope.stateField = position
        let typed = checker.check(value.value, scope)
        dependencies.add(typed, RowScope())
        return program(typed, RowScope())
      }
    }
    self.dependencies[StateReference.register(number).code] = dependencies
    let stating = statingKind(declared.updates.prefix(1).map(\.on), declared.pack)
    let asks = declared.asks.map { template($0, default: "") }
    let whole = declared.key.isEmpty ? stating.name : "\(stating.name)({key})"
    let missingAsks = asks ?? template(nil, default: whole, question: stating.ask)
    let slots = (key: checker.keySlot, it: checker.itSlot)
    return { readings in
      RegisterPlan(
        name: declared.name.text, layout: layout, rows: rows, keyLocal: slots.key, itLocal: slots.it, start: start,
        missing: start != nil ? .start : (declared.missingIsUnknown ? .unknown : .none), asks: asks,
        missingAsks: missingAsks, isDaily: declared.isDaily, readings: readings)
    }
  }

  // MARK: Clusters

  func cluster(_ number: Int) -> ([Int]) -> ClusterPlan {
    let declared = pack.clusters[number]
    var dependencies = Dependencies(self)
    let keyType = checker.resolve(declared.of, declared.pack)
    var scope = Scope(module: declared.pack)
    scope.isState = true
    scope.locals["key"] = (checker.keySlot, keyType)
    let same = declared.same.map { checker.check($0, scope) }
    let sums = declared.sums.map { (name: $0.name.text, value: checker.check($0.value, scope)) }
    var pairScope = Scope(module: declared.pack)
    pairScope.locals["a"] = (checker.pairSlots.a, keyType)
    pairScope.locals["b"] = (checker.pairSlots.b, keyType)
    let possible = declared.possible.map { checker.check($0, pairScope) }
    expectBool(possible)
    dependencies.add(same, RowScope())
    dependencies.add(possible, RowScope())
    var sumDependencies = Dependencies(self)
    for sum in sums {
      sumDependencies.add(sum.value, RowScope())
      dependencies.add(sum.value, RowScope())
    }
    let sumReads = Compiler.sorted(sumDependencies.state)
    let readOwnKeyOnly = sumDependencies.readsOwnKeyOnly && sumDependencies.earlier.isEmpty
    let isByDeclaration = possible.map(looksAtDeclarationsOnly) ?? false

    var pairs: ClusterPlan.Pairs?
    var linkKinds: Set<Int> = []
    if let party = compiled.party { linkKinds.insert(party.kind) }
    if let declaredPairs = declared.pairs {
      if let kind = checker.find(.kind, declaredPairs.on.text, declared.pack) {
        var scope = Scope(module: declared.pack)
        scope.kinds = [kind]
        let keys = checker.check(declaredPairs.keys, scope)
        let linked = checker.check(declaredPairs.linked, scope)
        expectBool(linked)
        dependencies.add(keys, RowScope(kind: kind))
        dependencies.add(linked, RowScope(kind: kind))
        linkKinds.insert(kind)
        pairs = ClusterPlan.Pairs(
          kind: kind, keys: program(keys, RowScope(kind: kind)), linked: program(linked, RowScope(kind: kind)))
      } else {
        checker.unknownName(
          declaredPairs.on.text, "event kind", at: declaredPairs.on.range,
          among: checker.visibleNames(.kind, declared.pack))
      }
    }
    var candidates: Int?
    if let name = declared.candidates {
      candidates = checker.find(.register, name.text, declared.pack)
      if let candidates {
        dependencies.read(.register(candidates))
      } else {
        checker.unknownName(
          name.text, "register", at: name.range, among: checker.visibleNames(.register, declared.pack))
      }
    }
    self.dependencies[StateReference.cluster(number).code] = dependencies
    let sumNames = sums.map(\.name)
    let asks = template(
      declared.asks, default: declared.pairs.map { "\($0.on.text)({a}, {b})" } ?? declared.name.text, keys: ["a", "b"])
    let sameProgram = same.map { program($0, RowScope()) }
    let possibleProgram = possible.map { program($0, RowScope()) }
    let sumPrograms = sums.map { (name: $0.name, value: program($0.value, RowScope())) }
    let keySlot = checker.keySlot
    let pairSlots = checker.pairSlots
    return { readings in
      ClusterPlan(
        name: declared.name.text, keyLocal: keySlot, same: sameProgram, pairs: pairs, candidates: candidates,
        possible: possibleProgram, pairLocals: pairSlots, sums: sumPrograms, sumReads: sumReads,
        sumsReadOwnKeyOnly: readOwnKeyOnly, possibleByDeclaration: isByDeclaration, asks: asks,
        layout: RecordLayout(name: declared.name.text, fields: ["members"] + sumNames),
        sumsLayout: RecordLayout(name: declared.name.text + ".possibly", fields: sumNames), linkKinds: linkKinds,
        readings: readings)
    }
  }

  /// Nothing of a pair decides but whether the one and the other is declared.
  private func looksAtDeclarationsOnly(_ expression: TypedExpression) -> Bool {
    switch expression.kind {
    case .constant: true
    case .field(let target, "declared"):
      if case .party(let id) = target.kind, case .local = id.kind { true } else { false }
    case .not(let operand): looksAtDeclarationsOnly(operand)
    case .binary(_, let a, let b): looksAtDeclarationsOnly(a) && looksAtDeclarationsOnly(b)
    default: false
    }
  }

  // MARK: Crossings

  func crossing(_ number: Int) -> ([Int]) -> CrossingPlan {
    let declared = pack.crossings[number]
    var dependencies = Dependencies(self)
    let scope = checker.crossingScope(number)
    func checked(_ expression: Expression?, _ scope: Scope, isCondition: Bool) -> TypedExpression? {
      let typed = expression.map { checker.check($0, scope) }
      if isCondition { expectBool(typed) }
      dependencies.add(typed, RowScope())
      return typed
    }
    let level = checked(declared.level, scope, isCondition: true)
    let confirm = checked(declared.confirm, scope, isCondition: true)
    var lapseScope = scope
    lapseScope.locals["it"] = (checker.itSlot, .record(checker.crossingType(number)))
    let lapse = checked(declared.lapse, lapseScope, isCondition: false)
    let keep = declared.keep.compactMap { checked($0.value, scope, isCondition: false) }

    var active: [Int: [CrossingPlan.ActiveRow]] = [:]
    if let acts = declared.active {
      let actScope = checker.scope(on: acts.on, declared.pack)
      let keys = checker.check(acts.keys, actScope)
      for (kind, row) in rows(on: acts.on, declared.pack) {
        let conditions = applies(row, [])
        for part in conditions { dependencies.add(part.0, part.1) }
        dependencies.add(keys, row)
        active[kind, default: []].append(
          CrossingPlan.ActiveRow(when: ProgramBuilder.conjunction(conditions, self), keys: program(keys, row)))
      }
    }
    var passive: [Int: [Program?]] = [:]
    for name in declared.passive { _ = checker.kinds(of: name, declared.pack) }
    for (kind, row) in rows(on: declared.passive, declared.pack) {
      let conditions = applies(row, [])
      for part in conditions { dependencies.add(part.0, part.1) }
      passive[kind, default: []].append(ProgramBuilder.conjunction(conditions, self))
    }
    var cluster: Int?
    if let name = declared.cluster {
      cluster = checker.find(.cluster, name.text, declared.pack)
      if let cluster {
        dependencies.read(.cluster(cluster))
      } else {
        checker.unknownName(name.text, "cluster", at: name.range, among: checker.visibleNames(.cluster, declared.pack))
      }
    }
    var register: Int?
    if let name = declared.register {
      register = checker.find(.register, name.text, declared.pack)
      if let register {
        dependencies.read(.register(register))
      } else {
        checker.unknownName(
          name.text, "register", at: name.range, among: checker.visibleNames(.register, declared.pack))
      }
    }
    self.dependencies[StateReference.crossing(number).code] = dependencies
    let levelProgram = program(level ?? checker.wrong(declared.name.range), RowScope())
    let confirmProgram = confirm.map { program($0, RowScope()) }
    let lapseProgram = lapse.map { program($0, RowScope()) }
    let keepPrograms = keep.map { program($0, RowScope()) }
    let slots = (key: checker.keySlot, it: checker.itSlot)
    return { readings in
      CrossingPlan(
        name: declared.name.text, cluster: cluster, register: register, keyLocal: slots.key, itLocal: slots.it,
        level: levelProgram, active: active, passive: passive, confirm: confirmProgram, lapse: lapseProgram,
        keep: keepPrograms,
        layout: RecordLayout(name: declared.name.text, fields: ["date", "time"] + declared.keep.map(\.name.text)),
        readings: readings)
    }
  }
}
