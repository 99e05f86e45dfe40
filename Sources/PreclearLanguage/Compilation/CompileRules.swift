import PreclearEngine

/// Rules as plans: for each kind of event that a rule looks at, the rows that it is judged on.
extension Compiler {
  func compileRules() {
    var rulesByKind = [[Int]](repeating: [], count: pack.kinds.count)
    for declared in activeRules() {
      let number = compiled.rules.count
      let plan = rule(declared)
      add(rule: plan)
      for kind in plan.rows.keys { rulesByKind[kind].append(number) }
    }
    set(rulesByKind: rulesByKind)
  }

  /// Rules in pack order, without those that an importer replaces.
  private func activeRules() -> [RuleDeclaration] {
    var result: [RuleDeclaration] = []
    for rule in pack.rules {
      guard let position = result.firstIndex(where: { $0.id == rule.id }) else {
        if rule.replaces {
          checker.diagnostics.error(
            "there is no rule '\(rule.id)' to replace", code: "unknown-name", at: rule.name.range,
            help: NearestName.hint(rule.id, among: result.map(\.id)))
        }
        result.append(rule)
        continue
      }
      if rule.replaces, result[position].pack != rule.pack {
        result[position] = rule
      } else {
        checker.diagnostics.error(
          "the rule '\(rule.id)' stands twice", code: "duplicate", at: rule.name.range,
          help: "an importer that means to replace a rule says 'replace: true'")
      }
    }
    return result
  }

  private func rule(_ declared: RuleDeclaration) -> RulePlan {
    var scope = checker.scope(on: declared.on, declared.pack)
    let filter = declared.where.map { checker.check($0, scope) }
    if let filter { checker.expectBool(filter) }
    if let condition = declared.where { scope = checker.narrowed(scope, by: condition, isTrue: true) }
    var lets: [(name: String, value: TypedExpression)] = []
    for item in declared.lets {
      let typed = checker.check(item.value, scope)
      scope.lets[item.name.text] = (lets.count, typed)
      lets.append((item.name.text, typed))
    }
    named = lets.map(\.value)
    let clauses = declared.clauses.map { clause($0, scope, declared) }
    let suppose = supposition(declared, scope)
    checkCures(declared, scope)

    var dependencies = Dependencies(self)
    var rows: [Int: [RuleRow]] = [:]
    for name in declared.on {
      for kind in checker.kinds(of: name, declared.pack) ?? [] {
        for row in checker.rows(of: name, declared.pack, kind: kind) {
          // Every kind counts for the readings that the rule depends on, whichever are judged.
          rows[kind, default: []].append(
            ruleRow(row, kind, filter, lets, clauses, declared, &dependencies))
        }
      }
    }
    observe(declared, filter, clauses, rows)
    return RulePlan(
      id: declared.id, title: declared.title, rows: rows, effectiveFrom: declared.effectiveFrom,
      effectiveTo: declared.effectiveTo, readsBefore: declared.readsBefore, suppose: suppose,
      citations: declared.citations, cures: cures(declared.cures, rows.keys.sorted()), readings: readings(dependencies))
  }

  /// Notes what the rule and its clauses may come to, where the pack is to be observed.
  private func observe(
    _ declared: RuleDeclaration, _ filter: TypedExpression?, _ clauses: [TypedClause], _ rows: [Int: [RuleRow]]
  ) {
    guard let sites = checker.sites else { return }
    let views = declared.on.flatMap { name in
      (checker.kinds(of: name, declared.pack) ?? []).flatMap { kind in
        checker.rows(of: name, declared.pack, kind: kind).flatMap { applies($0, []) }
      }
    }
    let isUncertain = ([filter] + views.map(\.0)).contains { $0?.isUncertain ?? false }
    let isBounded = declared.effectiveFrom != .negativeInfinity || declared.effectiveTo != .infinity
    sites.rules.append(
      ConditionSites.Rule(
        declared: declared, number: compiled.rules.count, mayNotApply: filter != nil || !views.isEmpty || isBounded,
        clauses: clauses.map { clause in
          let parts = [clause.when, clause.condition] + clause.exceptions.map(\.condition)
          return ConditionSites.Clause(
            declared: clause.declared, isUncertain: isUncertain || parts.contains { $0?.isUncertain ?? false },
            alwaysHolds: Self.isTrue(clause.condition) && clause.when == nil && clause.exceptions.isEmpty,
            exceptions: clause.exceptions.map { ($0.declared, $0.condition.isUncertain) })
        }))
  }

  private static func isTrue(_ condition: TypedExpression) -> Bool {
    if case .constant(.bool(true)) = condition.kind { true } else { false }
  }

  /// A clause whose names are resolved.
  private struct TypedClause {
    let declared: RuleDeclaration.Clause
    let when: TypedExpression?
    let condition: TypedExpression
    let exceptions: [(declared: RuleDeclaration.Exception, condition: TypedExpression, because: TypedMessage?)]
    let because: TypedMessage?
  }

  private struct TypedMessage {
    enum Part {
      case text(String)
      case value(TypedExpression, ValueFormat)
    }

    let parts: [Part]
  }

  private func clause(
    _ declared: RuleDeclaration.Clause, _ ruleScope: Scope, _ rule: RuleDeclaration
  ) -> TypedClause {
    var scope = ruleScope
    if !declared.on.isEmpty {
      let own = checker.scope(on: declared.on, rule.pack)
      for kind in own.kinds where !ruleScope.kinds.contains(kind) {
        checker.diagnostics.error(
          "the rule does not look at '\(pack.kinds[kind].name.text)'", code: "clause-kind", at: declared.on[0].range)
      }
      scope.kinds = own.kinds
      scope.views = own.views
    }
    let when = declared.where.map { checker.check($0, scope) }
    if let when { checker.expectBool(when) }
    if let condition = declared.where { scope = checker.narrowed(scope, by: condition, isTrue: true) }
    let condition = checker.check(declared.condition, scope)
    checker.expectBool(condition)
    var messageScope = scope
    if declared.form != .require { messageScope = checker.narrowed(scope, by: declared.condition, isTrue: true) }
    let exceptions = declared.exceptions.map { exception in
      let typed = checker.check(exception.condition, messageScope)
      checker.expectBool(typed)
      return (exception, typed, exception.because.map { message($0, messageScope) })
    }
    return TypedClause(
      declared: declared, when: when, condition: condition, exceptions: exceptions,
      because: declared.because.map { message($0, messageScope) })
  }

  /// Figures in a message may be null or unknown: the text says so.
  private func message(_ template: MessageTemplate, _ scope: Scope) -> TypedMessage {
    TypedMessage(
      parts: template.parts.map { part in
        switch part {
        case .text(let text): return .text(text)
        case .value(let expression, let format):
          var chosen = ValueFormat.plain
          if let format {
            if let known = ValueFormat(rawValue: format.name) {
              chosen = known
            } else {
              checker.unknownName(
                format.name, "format", at: format.range, among: ValueFormat.allCases.map(\.rawValue))
            }
          }
          return .value(checker.check(expression, scope), chosen)
        }
      })
  }

  private func ruleRow(
    _ row: RowScope, _ kind: Int, _ filter: TypedExpression?, _ lets: [(name: String, value: TypedExpression)],
    _ clauses: [TypedClause], _ declared: RuleDeclaration, _ dependencies: inout Dependencies
  ) -> RuleRow {
    let conditions = applies(row, [filter])
    for part in conditions { dependencies.add(part.0, part.1) }
    for item in lets { dependencies.add(item.value, row) }
    var plans: [ClausePlan] = []
    for clause in clauses {
      var scopes = [row]
      if !clause.declared.on.isEmpty {
        scopes = clause.declared.on.flatMap { name in
          checker.rows(of: name, declared.pack, kind: kind).map { own in
            RowScope(kind: kind, rows: row.rows.merging(own.rows) { $1 })
          }
        }
      }
      for scope in scopes {
        plans.append(plan(clause, kind, scope, isOwnRow: clause.declared.on.isEmpty, &dependencies))
      }
    }
    return RuleRow(
      applies: isJudged(kind) ? ProgramBuilder.conjunction(conditions, self) : nil,
      named: lets.map { ($0.name, ruleProgram($0.value, row)) }, clauses: plans)
  }

  private func plan(
    _ clause: TypedClause, _ kind: Int, _ scope: RowScope, isOwnRow: Bool, _ dependencies: inout Dependencies
  ) -> ClausePlan {
    // The `when` of the rule's own view is the rule's; that of the clause's view is one more condition of the clause.
    let conditions = isOwnRow ? (clause.when.map { [($0, scope)] } ?? []) : applies(scope, [clause.when])
    for part in conditions { dependencies.add(part.0, part.1) }
    dependencies.add(clause.condition, scope)
    let exceptions = clause.exceptions.map { exception in
      dependencies.add(exception.condition, scope)
      return ClausePlan.Exception(
        id: exception.declared.id.text, condition: ruleProgram(exception.condition, scope),
        because: exception.because.map { messagePlan($0, scope, &dependencies) })
    }
    return ClausePlan(
      id: clause.declared.id?.text, form: clause.declared.form,
      when: isJudged(kind) ? ProgramBuilder.conjunction(conditions, self) : nil,
      condition: ruleProgram(clause.condition, scope), exceptions: exceptions,
      because: clause.because.map { messagePlan($0, scope, &dependencies) }, citations: clause.declared.citations,
      cures: cures(clause.declared.cures, [kind]))
  }

  private func messagePlan(
    _ message: TypedMessage, _ scope: RowScope, _ dependencies: inout Dependencies
  ) -> MessagePlan {
    checker.sites?.isInMessage = true
    defer { checker.sites?.isInMessage = false }
    return MessagePlan(
      parts: message.parts.map { part in
        switch part {
        case .text(let text): return .text(text)
        case .value(let typed, let format):
          dependencies.add(typed, scope)
          return .value(ruleProgram(typed, scope), format: format)
        }
      })
  }

  private func supposition(_ declared: RuleDeclaration, _ scope: Scope) -> RulePlan.Supposition? {
    guard let suppose = declared.suppose else { return nil }
    var isChoice: [Bool] = []
    for kind in scope.kinds {
      guard let position = compiled.layouts[kind].position(of: suppose.field.text) else { continue }
      if case .choice = compiled.layouts[kind].fields[position].type {
        isChoice.append(true)
      } else {
        isChoice.append(false)
      }
    }
    if isChoice.isEmpty || isChoice.contains(false) {
      checker.diagnostics.error(
        "'\(suppose.field.text)' is no enum of the event: its worlds cannot be listed", code: "suppose",
        at: suppose.field.range)
    }
    return RulePlan.Supposition(field: suppose.field.text, gravestDecides: suppose.gravestDecides)
  }
}
