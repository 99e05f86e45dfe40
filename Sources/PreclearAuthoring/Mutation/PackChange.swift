import PreclearEngine
import PreclearLanguage

/// One small change to a pack that a test should notice, and which cases may.
struct PackChange {
  enum Kind {
    case comparison(site: Int, Expression, ConditionSites.Change)
    case clause(rule: Int, id: String?)
    case exception(rule: Int, clause: String?, id: String)
    case parameter(Int, step: Int, entry: Int?, ParameterValue)
  }

  let kind: Kind
  let owner: String
  let text: String
  let place: SourceRange

  /// Whether the case runs what is changed: no other can tell the difference.
  func concerns(_ observation: Observation) -> Bool {
    switch kind {
    case .comparison(let site, _, _): return !observation.answers[site].isEmpty
    case .clause(let rule, let id):
      let outcomes = observation.clauses[Observation.ClauseUse(rule: rule, clause: id)] ?? []
      return outcomes.contains { $0 != .clear && $0 != .notApplicable }
    case .exception(let rule, let clause, let id):
      let use = Observation.ClauseUse(rule: rule, clause: clause, exception: id)
      return !(observation.exceptions[use] ?? []).subtracting(.isFalse).isEmpty
    case .parameter(let number, let step, let entry, _):
      return observation.parameters.contains { use in
        use.parameter == number && use.step == step && (use.entry == nil || entry == nil || use.entry == entry)
      }
    }
  }

  /// The pack with the change.
  func applied(to deal: ObservedDeal) throws(LoadFailure) -> CompiledPack {
    var pack = deal.observed.pack
    switch kind {
    case .comparison(_, let expression, let change):
      return try ObservedPack(deal.workspace.pack, changing: (expression, change)).pack
    case .clause(let rule, let id):
      pack.rules[rule] = pack.rules[rule].changing { $0.filter { $0.id != id } }
    case .exception(let rule, let clause, let id):
      pack.rules[rule] = pack.rules[rule].changing { clauses in
        clauses.map { $0.id == clause ? $0.without(exception: id) : $0 }
      }
    case .parameter(let number, let step, _, let value):
      let plan = pack.parameters[number]
      var steps = plan.steps
      steps[step] = ParameterPlan.Step(from: steps[step].from, value: value)
      pack.parameters[number] = ParameterPlan(name: plan.name, steps: steps, asks: plan.asks)
    }
    return pack
  }
}

extension RulePlan {
  fileprivate func changing(_ change: ([ClausePlan]) -> [ClausePlan]) -> RulePlan {
    RulePlan(
      id: id, title: title,
      rows: rows.mapValues { rows in
        rows.map { RuleRow(applies: $0.applies, named: $0.named, clauses: change($0.clauses)) }
      },
      effectiveFrom: effectiveFrom, effectiveTo: effectiveTo, readsBefore: readsBefore, suppose: suppose,
      citations: citations, cures: cures, readings: readings)
  }
}

extension ClausePlan {
  fileprivate func without(exception id: String) -> ClausePlan {
    ClausePlan(
      id: self.id, form: form, when: when, condition: condition, exceptions: exceptions.filter { $0.id != id },
      because: because, citations: citations, cures: cures)
  }
}
