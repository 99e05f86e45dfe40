import PreclearEngine

/// Judges proposals as a check does, and keeps of one rule what every part of it came to.
package enum RuleExplainer {
  package static func explain(
    _ proposal: SourceFile, rule id: String, deal path: String, ledger: String?, files: some FileAccess
  ) throws(LoadFailure) -> [RuleExplanation] {
    let deal = try Deal.load(path, files: files)
    let pack = try PackLoader.load(deal.packDirectory, files: files).pack
    let past = try (ledger ?? deal.ledger).map { path throws(LoadFailure) in
      try JSONReader.readLines(try files.read(path))
    }
    let node = try YAMLReader.read(proposal)
    return try explain(
      node.items ?? [node], rule: id, deal, pack, ledger: past ?? [],
      waivers: try Workspace.waivers(deal, files).map(\.waiver))
  }

  /// The same for a deal that was read already.
  static func explain(
    _ nodes: [DocumentNode], rule id: String, _ deal: Deal, _ pack: Pack, ledger: [DocumentNode], waivers: [Waiver]
  ) throws(LoadFailure) -> [RuleExplanation] {
    let compiler = Compiler.begin(pack, judging: nil)
    _ = try compiler.finish()
    let rules = pack.activeRules
    guard let rule = rules.first(where: { $0.id == id }) else { throw .unknownRule(id, among: rules.map(\.id)) }
    let plans = Dictionary(
      uniqueKeysWithValues: kinds(of: rule, compiler).map { ($0, EvaluationPlanner.rows(of: rule, kind: $0, compiler)) }
    )
    // The parts brought texts and variables of their own.
    let compiled = compiler.expressionPack

    var opening = Opening(deal, compiled, history: ledger)
    let events = opening.events(nodes)
    if !opening.decoder.diagnostics.hasErrors { opening.rejectBackwardDates(events, nodes) }
    var history = try opening.begin(waivers: waivers)
    return events.map { event in
      history.advance(to: event.date)
      let explainer = OneRule(declared: rule, rows: plans[event.kind] ?? [], compiled: compiled)
      let cases = explainer.cases(event, history.checker)
      return explainer.explanation(history.judge(event, isHistory: false), cases)
    }
  }

  private static func kinds(of rule: RuleDeclaration, _ compiler: Compiler) -> [Int] {
    compiler.checker.scope(on: rule).kinds
  }

  private struct OneRule {
    let declared: RuleDeclaration
    let rows: [[EvaluationPlan]]
    let compiled: CompiledPack

    private var plan: RulePlan? { compiled.rules.first { $0.id == declared.id } }

    /// Under each combination of open readings and, where the rule supposes a field that is absent, for each of its values. The
    /// state is left as it was.
    func cases(_ event: Event, _ checker: EventChecker) -> [RuleExplanation.Case] {
      guard let plan, event.date >= declared.effectiveFrom, event.date <= declared.effectiveTo else { return [] }
      return worlds(of: event, checker).flatMap { world, event in
        let machine = checker.machine
        machine.load(event)
        checker.state.apply(machine: machine)
        let saved = machine.alternatives
        machine.moment = plan.readsBefore ? .before : .now
        defer {
          machine.moment = .now
          machine.alternatives = saved
          checker.state.undo(machine: machine)
        }
        return checker.state.combinations(of: plan.readings).flatMap { combination in
          machine.alternatives = combination
          let choices = (world.map { [$0] } ?? []) + names(combination, plan, checker)
          return rows.enumerated().map { number, row in
            RuleExplanation.Case(
              choices: choices + (rows.count > 1 ? ["row \(number + 1)"] : []),
              parts: EvaluationPlan.evaluate(row, machine))
          }
        }
      }
    }

    private func worlds(of event: Event, _ checker: EventChecker) -> [(name: String?, event: Event)] {
      guard let field = declared.suppose?.field.text, let position = compiled.layouts[event.kind].position(of: field),
        event.slots[position] == nil, case .choice(_, let values) = compiled.layouts[event.kind].fields[position].type
      else { return [(nil, event)] }
      return values.map { value in
        var world = event
        world.slots[position] = .string(checker.machine.symbols.intern(value))
        return ("\(field) is \(value)", world)
      }
    }

    private func names(_ combination: [Int], _ plan: RulePlan, _ checker: EventChecker) -> [String] {
      plan.readings.filter { checker.state.combinations(of: [$0]).count > 1 }.map { reading in
        "reading \(compiled.readings[reading].name): \(compiled.readings[reading].alternatives[combination[reading]].name)"
      }
    }

    func explanation(_ result: EventResult, _ cases: [RuleExplanation.Case]) -> RuleExplanation {
      let finding = result.findings.first { $0.rule == declared.id }
      let outcome = result.outcomes.first { $0.rule == declared.id }?.outcome ?? .notApplicable
      return RuleExplanation(
        event: result.event, kind: result.kind, date: result.date, rule: declared.id, title: declared.title,
        outcome: outcome, reason: reason(outcome, result, finding, cases), finding: finding, cases: Self.joined(cases))
    }

    /// Choices that make no difference are not told apart: of those that come to the same, what they have in common is named.
    private static func joined(_ cases: [RuleExplanation.Case]) -> [RuleExplanation.Case] {
      var result: [RuleExplanation.Case] = []
      for item in cases {
        if let position = result.firstIndex(where: { $0.parts == item.parts }) {
          let common = result[position].choices.filter(item.choices.contains)
          result[position] = RuleExplanation.Case(choices: common, parts: item.parts)
        } else {
          result.append(item)
        }
      }
      return result
    }

    private func reason(
      _ outcome: Outcome, _ result: EventResult, _ finding: Finding?, _ cases: [RuleExplanation.Case]
    ) -> String {
      if rows.isEmpty {
        let names = declared.on.map(\.text).joined(separator: ", ")
        return "It does not apply: it looks at \(names), and this event is of kind \(result.kind)."
      }
      if cases.isEmpty {
        return "It does not apply: it holds for events from \(declared.effectiveFrom) to \(declared.effectiveTo)."
      }
      let clause = finding?.clause.map { " by its clause '\($0)'" } ?? ""
      switch outcome {
      case .notApplicable: return "It does not apply: what 'where' or its view asks of the event does not hold."
      case .clear: return "It applies, and nothing that it looks for holds, or an exception does."
      case .violation: return "It is violated\(clause)."
      case .trigger: return "It is set off\(clause)."
      case .notice: return "It gives notice\(clause)."
      case .indeterminate:
        return "It is not decided\(clause): what is unknown below, or what readings differ on, would decide it."
      case .waived: return "It would object\(clause), and a waiver lifts it."
      }
    }
  }
}

extension LoadFailure {
  package static func unknownRule(_ id: String, among known: [String]) -> LoadFailure {
    LoadFailure(
      "there is no rule '\(id)'", code: "unknown-rule",
      help: NearestName.hint(id, among: known) ?? "a rule is named as findings name it: FILE/RULE")
  }
}
