import PreclearEngine
import PreclearLanguage

/// What the names in a card mean: named expressions, terms, needs, running figures, views.
extension ConditionWords {
  /// Every name that was used, also in the definitions of others, in the order of first use.
  mutating func definitions(of rule: RuleDeclaration) -> [RuleCard.Definition] {
    var result: [RuleCard.Definition] = []
    var next = 0
    while next < uses.count {
      if let definition = definition(uses[next], rule) { result.append(definition) }
      next += 1
    }
    return result
  }

  private mutating func definition(_ use: Use, _ rule: RuleDeclaration) -> RuleCard.Definition? {
    let words = Self.words(use.name)
    switch use.thing {
    case .named:
      guard let item = rule.lets.first(where: { $0.name.text == use.name }) else { return nil }
      return RuleCard.Definition(name: words, title: nil, statement: meaning(item.value, use.scope))
    case .term(let number):
      let term = pack.terms[number]
      let given = term.parameters.map(\.text).joined(separator: " and ")
      return RuleCard.Definition(
        name: given.isEmpty ? words : "\(words) of \(given)", title: pack.title("terms", term.name),
        statement: meaning(term.body, use.scope))
    case .need(let number):
      let need = pack.needs[number]
      guard let filling = need.expression else { return nil }
      if let importer = need.filledBy, pack.modules[importer].isStandIn {
        return RuleCard.Definition(
          name: words, title: pack.title("needs", need.name),
          statement: Statement("what the deal's own rules say it is"))
      }
      var scope = use.scope
      scope.module = need.filledBy ?? scope.module
      scope.arguments["key"] = scope.arguments["key"] ?? checker.check(Expression(.null, range: filling.range), scope)
      let statement = meaning(filling, scope)
      // What has the same name is defined itself.
      if case .index(let target, _) = filling.kind, case .identifier(use.name) = target.kind { return nil }
      if case .identifier(use.name) = filling.kind { return nil }
      return RuleCard.Definition(
        name: words, title: pack.title("needs", need.name), statement: statement)
    case .measure(let number):
      let measure = pack.measures[number]
      return RuleCard.Definition(
        name: words, title: pack.title("measures", measure.name), statement: Statement(self.measure(measure, number)))
    case .register(let number):
      let register = pack.registers[number]
      return RuleCard.Definition(
        name: words, title: pack.title("registers", register.name), statement: self.register(register, number))
    case .cluster(let number):
      let cluster = pack.clusters[number]
      return RuleCard.Definition(
        name: words, title: pack.title("clusters", cluster.name), statement: self.cluster(cluster))
    case .crossing(let number): return crossing(number, words)
    case .view(let number): return view(number, words)
    case .variable, .argument, .event, .parameters, .readings, .enums: return nil
    }
  }

  private mutating func meaning(_ e: Expression, _ scope: Scope) -> Statement {
    if case .bool = checker.check(e, scope).type { return statement(e, scope) }
    return Statement(phrase(e, scope))
  }

  private mutating func measure(_ measure: MeasureDeclaration, _ number: Int) -> String {
    let scope = checker.scope(ofMeasure: number)
    ofRecord = true
    defer { ofRecord = false }
    let rows =
      measure.over.map { "the entries of “\(Self.words($0.text))”" } ?? "the \(Self.kinds(measure.on)) on record"
    var text: String
    switch measure.value {
    case .nothing: text = "the number of \(rows)"
    case .expression(let value): text = "\(Self.aggregate(measure.aggregate)) \(phrase(value, scope)) over \(rows)"
    case .record(let fields):
      text = "of \(rows), one by one: " + fields.map { Self.words($0.name.text) }.joined(separator: ", ")
    }
    if let filter = measure.where { text += ", where \(inline(statement(filter, scope)))" }
    if !measure.by.isEmpty {
      text += ", told apart by " + measure.by.map { phrase($0, scope) }.joined(separator: " and ")
    }
    if let each = measure.byEach { text += ", told apart by each of \(phrase(each, scope))" }
    switch measure.window {
    case .days(let count, let calendar): text += ", within \(count) \(calendar.text) days"
    case .period(let period): text += ", within \(Self.period("\(period)"))"
    case .tumbling(1): text += ", month by month"
    case .tumbling(3): text += ", quarter by quarter"
    case .tumbling: text += ", year by year"
    case nil: break
    }
    if let none = measure.none { text += "; where there is nothing: \(phrase(none, scope))" }
    return text
  }

  private static func aggregate(_ aggregate: Aggregate) -> String {
    switch aggregate {
    case .count: "the number of"
    case .sum: "the sum of"
    case .min: "the least of"
    case .max: "the greatest of"
    case .first: "the first of"
    case .last: "the last of"
    case .list: "the list of"
    }
  }

  /// `“sale” and “buyback” events`.
  static func kinds(_ names: [Name]) -> String {
    var quoted = names.map { "“\(words($0.text))”" }
    if quoted.count > 1, let last = quoted.popLast() { quoted[quoted.count - 1] += " and \(last)" }
    return quoted.joined(separator: ", ") + " events"
  }

  /// What is kept, and what each event makes of it.
  private mutating func register(_ register: RegisterDeclaration, _ number: Int) -> Statement {
    isRegister = true
    defer { isRegister = false }
    let key = register.key.map { phrase($0, checker.scope(on: register.updates.map(\.on), register.pack)) }
    var parts: [Statement] = []
    if let start = register.start, !start.isEmpty {
      let scope = checker.scope(ofStart: number)
      let fields = start.map { "\(Self.words($0.name.text)) \(side($0.value, scope))" }
      parts.append(Statement("at the start: \(fields.joined(separator: "; "))"))
    }
    for update in register.updates {
      let scope = checker.scope(ofRegister: number, update)
      let when = update.when.map { ", where \(inline(statement($0, scope)))" } ?? ""
      let fields = update.fields.map { "\(Self.words($0.name.text)) becomes \(side($0.value, scope))" }
      parts.append(Statement("with \(Self.kinds([update.on]))\(when): \(fields.joined(separator: "; "))"))
    }
    let each = key.isEmpty ? "" : ", told apart by \(key.joined(separator: " and "))"
    return Statement("the record that is kept\(each):", parts)
  }

  private mutating func cluster(_ cluster: ClusterDeclaration) -> Statement {
    let sums = cluster.sums.map { Self.words($0.name.text) }.joined(separator: ", ")
    var parts: [Statement] = []
    if let same = cluster.same {
      parts.append(
        Statement("for whom this is the same, and is not none: \(phrase(same, Scope(module: cluster.pack)))"))
    }
    if let pairs = cluster.pairs {
      parts.append(Statement("whom the last \(Self.words(pairs.on.text)) event that names both links; it decides"))
    }
    return Statement("all who count as one, with the sums of their \(sums):", parts)
  }

  private mutating func crossing(_ number: Int, _ words: String) -> RuleCard.Definition {
    let crossing = pack.crossings[number]
    let scope = checker.scope(ofCrossing: number)
    var parts = [
      Statement("over the line means, for a key:", [statement(crossing.level, scope)])
    ]
    if let active = crossing.active { parts.append(Statement("by an act of its own: \(Self.kinds(active.on))")) }
    if !crossing.passive.isEmpty { parts.append(Statement("by no act of its own: \(Self.kinds(crossing.passive))")) }
    if let lapse = crossing.lapse {
      parts.append(Statement("it lasts while over the line, or until \(phrase(lapse, scope))"))
    }
    return RuleCard.Definition(
      name: words, title: pack.title("crossings", crossing.name),
      statement: Statement("who went over a line, and since when:", parts))
  }

  private mutating func view(_ number: Int, _ words: String) -> RuleCard.Definition {
    let view = pack.views[number]
    let parts = view.entries.map { entry in
      let scope = checker.scope(ofView: number, entry)
      let when = entry.when.map { ", where \(inline(statement($0, scope)))" } ?? ""
      let inner = entry.when.map { checker.narrowed(scope, by: $0, isTrue: true) } ?? scope
      let fields = entry.fields.map { "\(Self.words($0.name.text)) is \(side($0.value, inner))" }
      return Statement(
        "\(Self.words(entry.source.text))\(when)" + (fields.isEmpty ? "" : ": \(fields.joined(separator: "; "))"))
    }
    return RuleCard.Definition(
      name: words, title: pack.title("views", view.name), statement: Statement("one of these events:", parts))
  }
}
