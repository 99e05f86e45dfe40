import PreclearEngine
import PreclearLanguage

/// Makes rule cards of a pack that has been loaded and checked.
package struct RuleCardMaker {
  private let checker: PackChecker
  private let date: CalendarDate?
  private let tests: [RuleTest]
  /// The readings that each rule rests on, itself or through state.
  private let readings: [String: [Int]]

  /// With a date, parameters are named with the values of that day, else with their last ones. Throws what is wrong with the pack.
  package init(pack: Pack, tests: [RuleTest], on date: CalendarDate?) throws(LoadFailure) {
    let compiled = try Compiler.compile(pack)
    readings = Dictionary(compiled.rules.map { ($0.id, $0.readings) }) { first, _ in first }
    checker = PackChecker(pack)
    self.tests = tests
    self.date = date
  }

  /// The cards of all rules, in pack order.
  package var cards: [RuleCard] { checker.pack.activeRules.map(card) }

  /// The card of one rule. Throws if there is no such rule.
  package func card(of id: String) throws(LoadFailure) -> RuleCard {
    let rules = checker.pack.activeRules
    guard let rule = rules.first(where: { $0.id == id }) else {
      throw .unknownRule(id, among: rules.map(\.id))
    }
    return card(rule)
  }

  private var pack: Pack { checker.pack }

  private func card(_ rule: RuleDeclaration) -> RuleCard {
    var words = ConditionWords(checker: checker, date: date)
    let start = rule.name.range.start
    var card = RuleCard(
      id: rule.id, title: rule.title, pack: pack.modules[rule.pack].name,
      location: EventLocation(file: rule.name.range.file.path, line: start.line, column: start.column))
    card.looksAt = kindNames(rule.on, rule.pack)
    card.effective = (rule.effectiveFrom, rule.effectiveTo)
    card.readsBefore = rule.readsBefore
    card.supposes = rule.suppose?.field.text
    card.when = rule.where.map { words.statement($0, checker.scope(on: rule)) }
    noteViews(rule.on, rule.pack, &words)
    let scope = checker.scope(of: rule)
    card.clauses = rule.clauses.map { clause($0, rule, scope, &words) }
    card.definitions = words.definitions(of: rule)
    card.parameters = words.parameters.map { parameter($0, words) }
    card.readings = readings(words.readings, rule)
    card.facts = NeededFacts.of(rule, checker)
    card.covers = rule.covers.map(\.text)
    card.citations = rule.citations
    card.examples = examples(rule.id)
    return card
  }

  private func kindNames(_ names: [Name], _ module: Int) -> [String] {
    var result: [String] = []
    for kind in names.flatMap({ checker.eventKinds(of: $0, module) }) {
      let name = Pack.withoutStandIn(pack.kinds[kind].name.text)
      if !result.contains(name) { result.append(name) }
    }
    return result
  }

  /// A rule on a view is not understood without it.
  private func noteViews(_ names: [Name], _ module: Int, _ words: inout ConditionWords) {
    for name in names {
      if let view = checker.view(name.text, module) { words.note(.view(view), name.text, Scope(module: module)) }
    }
  }

  private func clause(
    _ clause: RuleDeclaration.Clause, _ rule: RuleDeclaration, _ outer: Scope, _ words: inout ConditionWords
  ) -> RuleCard.Clause {
    noteViews(clause.on, rule.pack, &words)
    let scope = checker.scope(of: clause, in: rule, outer)
    let when = clause.where.map { words.statement($0, outer) }
    let condition = words.statement(clause.condition, scope)
    let inner = clause.form == .require ? scope : checker.narrowed(scope, by: clause.condition, isTrue: true)
    let exceptions = clause.exceptions.map { ($0.id.text, words.statement($0.condition, inner)) }
    var message: String?
    if let because = clause.because {
      // The figures of a message are named as in the conditions, and need no definition of their own; parameters have values.
      var own = ConditionWords(checker: checker, date: date)
      defer { for parameter in own.parameters { words.note(parameter: parameter) } }
      message = because.parts.map { part in
        switch part {
        case .text(let text): text
        case .value(let value, _): "[\(own.phrase(value, inner))]"
        }
      }.joined()
    }
    return RuleCard.Clause(
      id: clause.id?.text, outcome: clause.form.outcome, isRequirement: clause.form == .require,
      looksAt: kindNames(clause.on, rule.pack), when: when, condition: condition, exceptions: exceptions,
      message: message, cures: (clause.cures + rule.cures).map(cure), citations: clause.citations)
  }

  private func cure(_ cure: CureDeclaration) -> String {
    switch cure {
    case .change(let changes):
      changes.map { "change \(ConditionWords.words($0.field.text)) to \(ConditionWords.value($0.value))" }
        .joined(separator: " and ")
    case .wait: "wait until a later date"
    case .reduce(let field): "reduce \(ConditionWords.words(field.text))"
    case .obtain(let fact): "obtain \(ConditionWords.words(fact.text))"
    }
  }

  // MARK: What it rests on

  private func parameter(_ number: Int, _ words: ConditionWords) -> RuleCard.Parameter {
    let declared = pack.parameters[number]
    let node = pack.node("parameters", declared.name)
    let written = node?["values"]?.items ?? []
    let inForce = words.step(of: number)
    let values = declared.steps.enumerated().map { position, step in
      let next = position + 1 < declared.steps.count ? declared.steps[position + 1].from : nil
      return RuleCard.Parameter.Value(
        from: step.from, until: next.map(Self.dayBefore), text: ConditionWords.value(step.value),
        isInForce: inForce?.from == step.from,
        citations: position < written.count ? written[position].citations : [])
    }
    return RuleCard.Parameter(
      name: ConditionWords.words(declared.name.text), title: node?["title"]?.scalar?.text, values: values)
  }

  private static func dayBefore(_ date: CalendarDate) -> CalendarDate {
    do {
      return try date.adding(days: -1)
    } catch {
      return date
    }
  }

  /// The readings that its words name, then those that the rule rests on through state.
  private func readings(_ named: [Int], _ rule: RuleDeclaration) -> [RuleCard.Reading] {
    let all = named + (self.readings[rule.id] ?? []).filter { !named.contains($0) }
    return all.map { number in
      let reading = pack.readings[number]
      return RuleCard.Reading(
        name: reading.name.text, question: reading.question,
        alternatives: reading.alternatives.map { ($0.name.text, $0.title) },
        citations: pack.node("readings", reading.name)?.citations ?? [])
    }
  }

  private func examples(_ rule: String) -> [RuleCard.Example] {
    tests.flatMap { test in
      test.cases.compactMap { item -> RuleCard.Example? in
        guard case .result(let expected) = item.expectation,
          let outcome = expected.outcomes.first(where: { $0.rule == rule })?.outcome
        else { return nil }
        return RuleCard.Example(name: item.name, outcome: outcome, file: test.file.path, line: item.line)
      }
    }
  }
}
