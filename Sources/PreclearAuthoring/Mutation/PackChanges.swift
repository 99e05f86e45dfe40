import PreclearEngine
import PreclearLanguage

/// Every small change to the pack of a deal: each comparison turned, each clause and exception dropped, each figure of a parameter
/// one step up and one step down.
enum PackChanges {
  static func all(of deal: ObservedDeal) -> [PackChange] {
    let owners = DeclarationIndex(deal.workspace.pack)
    let changes = comparisons(deal, owners) + clauses(deal) + parameters(deal)
    let ranks = deal.workspace.pack.documents.map(\.node.range.file.path)
    func rank(_ change: PackChange) -> Int { ranks.firstIndex(of: change.place.file.path) ?? ranks.count }
    let sorted = changes.enumerated().sorted { a, b in
      (rank(a.element), a.element.place.start, a.offset) < (rank(b.element), b.element.place.start, b.offset)
    }
    var counts: [String: Int] = [:]
    return sorted.map { _, change in
      let count = counts["\(change.owner) \(change.text)", default: 0] + 1
      counts["\(change.owner) \(change.text)"] = count
      // The same words a second time: told apart by their number.
      let text = count == 1 ? change.text : "\(change.text) (\(count))"
      return PackChange(kind: change.kind, owner: change.owner, text: text, place: change.place)
    }
  }

  private static func comparisons(_ deal: ObservedDeal, _ owners: DeclarationIndex) -> [PackChange] {
    deal.observed.sites.sites.enumerated().compactMap { number, site in
      guard case .binary(let op, _, _) = site.expression.kind, let change = turned(op) else { return nil }
      let text = ExpressionPrinter.text(site.expression)
      let range = site.expression.range
      return PackChange(
        kind: .comparison(site: number, site.expression, change), owner: owners.owner(of: range),
        text: change.isNegated ? "`\(text)` negated" : "`\(text)` with \(change.op.rawValue)", place: range)
    }
  }

  private static func turned(_ op: BinaryOperator) -> ConditionSites.Change? {
    switch op {
    case .less: ConditionSites.Change(.lessOrEqual)
    case .lessOrEqual: ConditionSites.Change(.less)
    case .greater: ConditionSites.Change(.greaterOrEqual)
    case .greaterOrEqual: ConditionSites.Change(.greater)
    case .equal: ConditionSites.Change(.notEqual)
    case .notEqual: ConditionSites.Change(.equal)
    case .in: ConditionSites.Change(.in, isNegated: true)
    case .and, .or, .add, .subtract, .multiply, .divide, .remainder: nil
    }
  }

  private static func clauses(_ deal: ObservedDeal) -> [PackChange] {
    deal.observed.sites.rules.flatMap { rule in
      rule.clauses.flatMap { clause -> [PackChange] in
        let id = clause.declared.id
        let dropped = PackChange(
          kind: .clause(rule: rule.number, id: id?.text), owner: rule.declared.id,
          text: id.map { "clause \($0.text) dropped" } ?? "dropped", place: id?.range ?? rule.declared.name.range)
        return [dropped]
          + clause.exceptions.map { exception, _ in
            PackChange(
              kind: .exception(rule: rule.number, clause: id?.text, id: exception.id.text), owner: rule.declared.id,
              text: "exception \(exception.id.text) dropped", place: exception.id.range)
          }
      }
    }
  }

  private static func parameters(_ deal: ObservedDeal) -> [PackChange] {
    deal.workspace.pack.parameters.enumerated().flatMap { number, declared in
      let plan = deal.observed.pack.parameters[number]
      return zip(plan.steps, declared.steps).enumerated().flatMap { step, pair in
        let steps = ParameterSteps(symbols: deal.observed.pack.symbols)
        return steps.changes(of: pair.0.value, writtenAs: pair.1.value).map { change in
          let from = plan.steps.count > 1 ? " from \(pair.0.from)" : ""
          return PackChange(
            kind: .parameter(number, step: step, entry: change.entry, change.value),
            owner: "parameter \(declared.name.text)", text: change.text + from, place: pair.1.range)
        }
      }
    }
  }
}
