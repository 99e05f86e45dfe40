import PreclearEngine
import PreclearLanguage

/// The facts that a rule may wait for, with the question for each: fields that may be absent, events whose silence says nothing, what
/// state and terms ask for.
struct NeededFacts {
  private let checker: PackChecker
  private(set) var facts: [MissingFact] = []
  private var visited: Set<NamedThing> = []
  private var visitedFields: Set<String> = []

  private init(_ checker: PackChecker) {
    self.checker = checker
  }

  static func of(_ rule: RuleDeclaration, _ checker: PackChecker) -> [MissingFact] {
    var needed = NeededFacts(checker)
    let scope = checker.scope(of: rule)
    let plain = checker.scope(on: rule)
    needed.visit(viewsIn: rule.on, rule.pack, nil)
    if let condition = rule.where { needed.visit(checker.check(condition, plain), scope.kinds, nil) }
    for item in rule.lets { needed.visit(checker.check(item.value, scope), scope.kinds, nil) }
    for clause in rule.clauses {
      let own = checker.scope(of: clause, in: rule, scope)
      needed.visit(viewsIn: clause.on, rule.pack, nil)
      let conditions = [clause.where, clause.condition].compactMap { $0 } + clause.exceptions.map(\.condition)
      for condition in conditions { needed.visit(checker.check(condition, own), own.kinds, nil) }
    }
    return needed.facts
  }

  private var pack: Pack { checker.pack }

  private mutating func add(_ fact: String, _ question: String?) {
    // What a stand-in would ask for, no check asks.
    guard !fact.hasPrefix(Pack.standInPrefix), !facts.contains(where: { $0.fact == fact }) else { return }
    facts.append(MissingFact(fact: fact, question: question ?? MissingFact.usualQuestion(fact)))
  }

  /// With an owner, what is read is a field of events of the past, and is named by their kind.
  private mutating func visit(_ e: TypedExpression, _ kinds: [Int], _ owner: String?) {
    switch e.kind {
    case .eventField(let field): for kind in kinds { visit(field: field, of: kind, owner) }
    case .viewField(let view, let field): visit(view: view, field, owner)
    case .measure(let number, _), .onDay(_, let number, _): visit(measure: number)
    case .register(let number, _): visit(register: number)
    case .cluster(let number, _): visit(cluster: number)
    case .crossing(let number, _), .crossingOf(let number, _), .crossingList(let number, _): visit(crossing: number)
    case .parameter(let number):
      if let asks = pack.parameters[number].asks { add(asks) }
    case .calendar(let number, _, _):
      let calendar = pack.calendars[number].calendar
      if calendar.hasDoubtful { add(calendar.doubtfulDay, calendar.doubtfulDayQuestion) }
    case .field(let target, let field):
      if case .register(let number, _) = target.kind { visit(register: number, field: field) }
      if case .party = target.kind, field != "declared", let declared = pack.parties?.declaredBy.text {
        add("\(declared)(…).\(field)", question(kind: declared, field: field) ?? "Which \(field) does the party have?")
      }
    case .call(.known, let arguments), .call(.given, let arguments):
      // Whether a field is known is always known.
      for argument in arguments {
        if case .eventField = argument.kind { continue }
        visit(argument, kinds, owner)
      }
      return
    case .call(.unknown, let arguments):
      if case .constant(.string(let fact)) = arguments.first?.kind {
        let parts = fact.split(separator: ".")
        add(fact, question(kind: String(parts[0]), field: parts.count > 1 ? String(parts[1]) : nil))
      }
    default: break
    }
    e.forEachChild { visit($0, kinds, owner) }
  }

  private func question(kind: String, field: String?) -> String? {
    guard let declared = pack.kinds.first(where: { $0.name.text == kind }) else { return nil }
    return declared.fields.first { $0.name.text == field }?.ask ?? declared.ask
  }

  private mutating func add(_ asks: FactText) {
    func plain(_ text: String) -> String {
      var result = ""
      var depth = 0
      for character in text {
        if character == "{" {
          depth += 1
          result += "…"
        } else if character == "}" {
          depth -= 1
        } else if depth == 0 {
          result.append(character)
        }
      }
      return result
    }
    let name = plain(asks.name)
    let kind = String(name.prefix { $0 != "(" && $0 != "." })
    add(name, asks.question.map(plain) ?? question(kind: kind, field: nil))
  }

  private mutating func visit(field name: String, of kind: Int, _ owner: String?) {
    let declared = pack.kinds[kind]
    guard let field = (declared.fields + pack.common).first(where: { $0.name.text == name }), !field.isRequired else {
      return
    }
    if let value = field.derived ?? field.absent {
      visit(checker.check(value, checker.scope(ofKind: kind)), [kind], owner)
    } else {
      add("\(owner == nil ? "event" : declared.name.text).\(name)", field.ask)
    }
  }

  /// What decides whether an event belongs to a view, and what a field of it is made of.
  private mutating func visit(view: Int, _ field: String?, _ owner: String?) {
    for entry in pack.views[view].entries {
      let scope = checker.scope(ofView: view, entry)
      if let when = entry.when { visit(checker.check(when, scope), scope.kinds, owner) }
      for item in entry.fields where item.name.text == field {
        visit(checker.check(item.value, scope), scope.kinds, owner)
      }
    }
  }

  /// What decides whether events belong to the views among these names.
  private mutating func visit(viewsIn names: [Name], _ module: Int, _ owner: String?) {
    for view in names.compactMap({ checker.view($0.text, module) }) { visit(view: view, nil, owner) }
  }

  private mutating func visit(measure number: Int) {
    guard visited.insert(.measure(number)).inserted else { return }
    let measure = pack.measures[number]
    if let asks = measure.asks { add(asks) }
    addSilent(measure.on, measure.pack)
    visit(viewsIn: measure.on, measure.pack, "record")
    let scope = checker.scope(ofMeasure: number)
    var inner = [measure.where, measure.byEach].compactMap { $0 } + measure.by
    switch measure.value {
    case .nothing: break
    case .expression(let value): inner.append(value)
    case .record(let fields): inner += fields.map(\.value)
    }
    for expression in inner { visit(checker.check(expression, scope), scope.kinds, "record") }
  }

  /// Kinds of event whose absence says nothing.
  private mutating func addSilent(_ names: [Name], _ module: Int) {
    for kind in names.flatMap({ checker.eventKinds(of: $0, module) }) where pack.kinds[kind].silenceIsUnknown {
      add(pack.kinds[kind].name.text, pack.kinds[kind].ask)
    }
  }

  private mutating func visit(register number: Int) {
    guard visited.insert(.register(number)).inserted else { return }
    let register = pack.registers[number]
    if let asks = register.asks {
      add(asks)
    } else if register.missingIsUnknown {
      addSilent(register.updates.map(\.on), register.pack)
    }
    visit(viewsIn: register.updates.map(\.on), register.pack, "record")
    for update in register.updates {
      let scope = checker.scope(ofRegister: number, update)
      for expression in [update.when].compactMap(\.self) + (update.key.isEmpty ? register.key : update.key) {
        visit(checker.check(expression, scope), scope.kinds, "record")
      }
    }
  }

  /// What a field of a register is made of.
  private mutating func visit(register number: Int, field: String) {
    guard visitedFields.insert("\(number).\(field)").inserted else { return }
    for update in pack.registers[number].updates {
      let scope = checker.scope(ofRegister: number, update)
      for item in update.fields where item.name.text == field {
        visit(checker.check(item.value, scope), scope.kinds, "record")
      }
    }
  }

  private mutating func visit(cluster number: Int) {
    guard visited.insert(.cluster(number)).inserted else { return }
    let cluster = pack.clusters[number]
    if let asks = cluster.asks { add(asks) }
    if let register = cluster.candidates,
      let number = pack.registers.firstIndex(where: { $0.name.text == register.text && $0.pack == cluster.pack })
    {
      visit(register: number)
    }
  }

  private mutating func visit(crossing number: Int) {
    guard visited.insert(.crossing(number)).inserted else { return }
    visit(checker.check(pack.crossings[number].level, checker.scope(ofCrossing: number)), [], "record")
  }
}
