import PreclearEngine
import PreclearLanguage

/// Makes of what cases tried a ``Coverage``. A file that several deals share is counted once.
package struct CoverageCollector {
  private var points: [Coverage.Point] = []
  private var positions: [String: Int] = [:]
  private var files: [SourceFile] = []
  private var cases = 0

  /// The coverage by all cases of the deals, and the mistakes in what their packs say cannot be reached.
  package static func coverage(of deals: [ObservedDeal]) -> (coverage: Coverage, mistakes: [Diagnostic]) {
    var collector = CoverageCollector()
    for deal in deals { collector.add(deal) }
    var unreachable = UnreachableNotes()
    for file in collector.files { unreachable.read(file, exempting: &collector.points) }
    let coverage = Coverage(points: collector.points, files: collector.files, cases: collector.cases)
    return (coverage, unreachable.diagnostics.all)
  }

  private mutating func add(_ deal: ObservedDeal) {
    cases += deal.cases.count
    let pack = deal.workspace.pack
    let owners = DeclarationIndex(pack)
    var own = Self.rules(deal) + Self.conditions(deal, owners)
    own += Self.parameters(deal) + Self.readings(deal)
    // Files in the order in which the packs bring them, points by their places.
    let ranks = pack.documents.map(\.node.range.file.path)
    func rank(_ point: Coverage.Point) -> Int { ranks.firstIndex(of: point.place.file.path) ?? ranks.count }
    let sorted = own.enumerated().sorted { a, b in
      (rank(a.element), a.element.place.start, a.offset) < (rank(b.element), b.element.place.start, b.offset)
    }
    var counts: [String: Int] = [:]
    for (_, point) in sorted {
      let start = point.place.start
      let path = point.place.file.path
      let name = "\(path) \(start.line) \(start.column) \(point.measure.rawValue) \(point.subject)"
      counts[name, default: 0] += 1
      add(point, key: "\(name) \(counts[name] ?? 0)")
      if !files.contains(where: { $0.path == path }) { files.append(point.place.file) }
    }
  }

  private mutating func add(_ point: Coverage.Point, key: String) {
    guard let known = positions[key] else {
      positions[key] = points.count
      points.append(point)
      return
    }
    for goal in point.goals {
      if let place = points[known].goals.firstIndex(where: { $0.name == goal.name }) {
        let isReached = goal.isReached || points[known].goals[place].isReached
        points[known].goals[place] = Coverage.Goal(goal.name, isReached: isReached)
      } else {
        points[known].goals.append(goal)
      }
    }
  }

  // MARK: Rules

  private static let order = [
    Outcome.violation, .indeterminate, .trigger, .notice, .waived, .clear, .notApplicable,
  ]

  private static func rules(_ deal: ObservedDeal) -> [Coverage.Point] {
    deal.observed.sites.rules.flatMap { rule -> [Coverage.Point] in
      let id = rule.declared.id
      var expected = Set(rule.clauses.flatMap(outcomes))
      if rule.clauses.contains(where: \.alwaysHolds) { expected.remove(.clear) }
      if rule.mayNotApply { expected.insert(.notApplicable) }
      let whole = Coverage.Point(
        .outcomes, owner: id, subject: "", place: rule.declared.name.range,
        goals: goals(expected, deal.total.rules[rule.number] ?? []))
      return [whole] + rule.clauses.flatMap { clausePoints($0, of: rule, deal.total) }
    }
  }

  private static func clausePoints(
    _ clause: ConditionSites.Clause, of rule: ConditionSites.Rule, _ total: Observation
  ) -> [Coverage.Point] {
    let owner = rule.declared.id
    let name = clause.declared.id
    var points: [Coverage.Point] = []
    if let name {
      let use = Observation.ClauseUse(rule: rule.number, clause: name.text)
      points.append(
        Coverage.Point(
          .outcomes, owner: owner, subject: name.text, place: name.range,
          goals: goals(outcomes(clause), total.clauses[use] ?? [])))
    }
    for (exception, isUncertain) in clause.exceptions {
      let use = Observation.ClauseUse(rule: rule.number, clause: name?.text, exception: exception.id.text)
      points.append(
        Coverage.Point(
          .exceptions, owner: owner, subject: exception.id.text, place: exception.id.range,
          goals: truth(total.exceptions[use] ?? [], isUncertain: isUncertain)))
    }
    return points
  }

  /// What a clause may come to by itself.
  private static func outcomes(_ clause: ConditionSites.Clause) -> Set<Outcome> {
    var result: Set<Outcome> = [clause.declared.form.outcome]
    if clause.isUncertain, clause.declared.form != .notice { result.insert(.indeterminate) }
    if !clause.alwaysHolds { result.insert(.clear) }
    return result
  }

  private static func goals(_ expected: Set<Outcome>, _ reached: Set<Outcome>) -> [Coverage.Goal] {
    order.filter(expected.contains).map { Coverage.Goal($0.rawValue, isReached: reached.contains($0)) }
  }

  // MARK: Conditions

  private static func truth(_ answers: Observation.Answers, isUncertain: Bool) -> [Coverage.Goal] {
    var goals = [
      Coverage.Goal("true", isReached: answers.contains(.isTrue)),
      Coverage.Goal("false", isReached: answers.contains(.isFalse)),
    ]
    if isUncertain { goals.append(Coverage.Goal("unknown", isReached: answers.contains(.isUnknown))) }
    return goals
  }

  private static func conditions(_ deal: ObservedDeal, _ owners: DeclarationIndex) -> [Coverage.Point] {
    zip(deal.observed.sites.sites, deal.total.answers).flatMap { site, answers -> [Coverage.Point] in
      let range = site.expression.range
      let text = ExpressionPrinter.text(site.expression)
      let owner = owners.owner(of: range)
      var points = [
        Coverage.Point(
          .conditions, owner: owner, subject: text, place: range,
          goals: site.isQuestion
            ? [Coverage.Goal("unknown", isReached: answers.contains(.isUnknown))]
            : truth(answers, isUncertain: site.isUncertain))
      ]
      if site.comparesFigures {
        points.append(
          Coverage.Point(
            .boundaries, owner: owner, subject: text, place: range,
            goals: [
              Coverage.Goal("below", isReached: answers.contains(.justBelow)),
              Coverage.Goal("at", isReached: answers.contains(.at)),
              Coverage.Goal("above", isReached: answers.contains(.justAbove)),
            ]))
      }
      return points
    }
  }

  // MARK: Parameters and readings

  private static func parameters(_ deal: ObservedDeal) -> [Coverage.Point] {
    deal.workspace.pack.parameters.enumerated().flatMap { number, parameter in
      parameter.steps.enumerated().flatMap { step, declared -> [Coverage.Point] in
        let count = deal.observed.pack.parameters[number].steps[step].value.entryCount
        let from = parameter.steps.count > 1 ? " from \(declared.from)" : ""
        let whole = Observation.ParameterUse(parameter: number, step: step, entry: nil)
        let isWholeUsed = deal.total.parameters.contains(whole)
        let entries = count > 1 ? declared.value.entries ?? [] : []
        let parts = entries.isEmpty ? [("", declared.range)] : entries.map { ("[\($0.key)]", $0.keyRange) }
        return parts.enumerated().map { entry, part in
          let use = Observation.ParameterUse(parameter: number, step: step, entry: entry)
          let isReached = isWholeUsed || deal.total.parameters.contains(use)
          return Coverage.Point(
            .parameters, owner: "parameter \(parameter.name.text)", subject: parameter.name.text + part.0 + from,
            place: part.1, goals: [Coverage.Goal("used", isReached: isReached)])
        }
      }
    }
  }

  private static func readings(_ deal: ObservedDeal) -> [Coverage.Point] {
    deal.workspace.pack.readings.enumerated().flatMap { number, reading in
      reading.alternatives.enumerated().map { position, alternative in
        let use = Observation.ReadingUse(reading: number, alternative: position)
        return Coverage.Point(
          .readings, owner: "reading \(reading.name.text)", subject: alternative.name.text,
          place: alternative.name.range,
          goals: [Coverage.Goal("used", isReached: deal.total.readings.contains(use))])
      }
    }
  }
}
