import PreclearEngine
import PreclearLanguage

/// Conditions that come out the same for every event, and what is therefore never reached.
enum DecidedConditions: PackLinter {
  private static let alwaysTrue = LintCheck(
    "always-true", "a condition that is always true",
    """
    By the values that its fields may have, and by what was tested before it, this condition holds for every event. Take it out, \
    or correct what it should have asked. A form that is nothing but 'true' is allowed: the clause speaks of every event.
    """)
  private static let alwaysFalse = LintCheck(
    "always-false", "a condition that is always false",
    """
    By the values that its fields may have, and by what was tested before it, this condition holds for no event: what it guards \
    never happens. Correct what it should have asked, or take it out with what it guards.
    """)
  private static let unreached = LintCheck(
    "never-reached", "a part of a rule that never decides",
    """
    No event reaches this: the branch of a condition that is decided, dates of which the later stands first, a clause that repeats \
    what another has decided, what should stand for null where null never is. Correct it or take it out.
    """)

  static let checks = [alwaysTrue, alwaysFalse, unreached]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    var scan = ConditionScan(subject.checked)
    scan.scanState()
    for number in subject.pack.rules.indices { scan.scan(rule: number) }
    var result: [Diagnostic] = []
    for place in scan.places where subject.isOwn(place.range) {
      guard let answer = place.answer else { continue }
      switch (place.isBranch, answer) {
      case (false, true):
        result.append(
          alwaysTrue.finding(
            "this condition is always true", at: place.range, help: "take it out, or ask something else"))
      case (false, false):
        result.append(
          alwaysFalse.finding("this condition is always false", at: place.range, help: "ask something else"))
      case (true, true): break
      case (true, false):
        result.append(
          unreached.finding("this is never reached", at: place.range, help: "what is asked before decides already"))
      }
    }
    for rule in subject.pack.rules where rule.pack == subject.module { result += unreachedParts(of: rule) }
    return result
  }

  private static func unreachedParts(of rule: RuleDeclaration) -> [Diagnostic] {
    var result: [Diagnostic] = []
    if rule.effectiveTo < rule.effectiveFrom {
      result.append(
        unreached.finding(
          "'\(rule.id)' is never effective: it ends on \(rule.effectiveTo), before it begins on \(rule.effectiveFrom)",
          at: rule.name.range, help: "exchange the two days of 'effective'"))
    }
    for (number, clause) in rule.clauses.enumerated() {
      let decider = rule.clauses.enumerated().first { position, other in
        position != number && decides(other, clause, isEarlier: position < number)
      }
      guard let other = decider?.element.id, let id = clause.id else { continue }
      result.append(
        unreached.finding(
          "the clause '\(id.text)' asks what '\(other.text)' asks, which decides", at: id.range,
          help: "take one of them out, or correct its condition"))
    }
    return result
  }

  /// Whether one clause holds wherever the other does, and is as grave: the other then never decides.
  private static func decides(
    _ clause: RuleDeclaration.Clause, _ other: RuleDeclaration.Clause, isEarlier: Bool
  ) -> Bool {
    func text(_ clause: RuleDeclaration.Clause) -> [String] {
      [
        clause.where.map(ExpressionPrinter.text) ?? "", ExpressionPrinter.text(clause.condition),
        clause.form == .require ? "false" : "true",
      ] + clause.on.map(\.text)
    }
    let gravity = (clause.form.outcome.gravity, other.form.outcome.gravity)
    guard gravity.0 > gravity.1 || (gravity.0 == gravity.1 && isEarlier) else { return false }
    let exceptions = Set(clause.exceptions.map { ExpressionPrinter.text($0.condition) })
    return text(clause) == text(other)
      && exceptions.isSubset(of: other.exceptions.map { ExpressionPrinter.text($0.condition) })
  }
}

/// Walks conditions with what is known where each stands.
private struct ConditionScan {
  /// One place, and what the condition there came to each time it was met: a term is met wherever it is used.
  struct Place {
    let range: SourceRange
    /// What is noted is whether it can be reached, not what it comes to.
    let isBranch: Bool
    /// Nil: it came out differently, or not decided.
    var answer: Bool?
  }

  private(set) var places: [Place] = []
  private var numbers: [String: Int] = [:]
  private let checked: CheckedPack
  /// What the named expressions of the rule at hand stand for.
  private var named: [TypedExpression] = []

  init(_ checked: CheckedPack) {
    self.checked = checked
  }

  private mutating func note(_ range: SourceRange, _ answer: Bool?, isBranch: Bool = false) {
    let key =
      "\(range.file.path):\(range.start.line):\(range.start.column):\(range.end.line):\(range.end.column):\(isBranch)"
    if let known = numbers[key] {
      if places[known].answer != answer { places[known].answer = nil }
    } else {
      numbers[key] = places.count
      places.append(Place(range: range, isBranch: isBranch, answer: answer))
    }
  }

  // MARK: What the parts of a pack know

  mutating func scanState() {
    var filters: [String: ConditionFacts] = [:]
    for site in checked.sites {
      if case .rule = site.owner { continue }
      let key = "\(site.owner) \(site.part ?? -1)"
      let facts = filters[key] ?? facts(for: site)
      scan(site, facts)
      if site.role == .filter { filters[key] = facts.assuming(site.typed, isTrue: true) }
    }
  }

  mutating func scan(rule number: Int) {
    let rule = checked.pack.rules[number]
    let sites = checked.sites.filter { $0.owner == .rule(number) && $0.role != .message }
    guard let first = sites.first else { return }
    named = rule.lets.indices.compactMap { position in sites.first { $0.role == .named(position) }?.typed }
    defer { named = [] }
    var ruleFacts = facts(for: first)
    for site in sites where site.part == nil {
      scan(site, ruleFacts)
      if site.role == .filter { ruleFacts = ruleFacts.assuming(site.typed, isTrue: true) }
    }
    for (part, clause) in rule.clauses.enumerated() {
      var facts = clause.on.isEmpty ? ruleFacts : facts(for: sites.first { $0.part == part } ?? first)
      if !clause.on.isEmpty, let filter = sites.first(where: { $0.part == nil && $0.role == .filter }) {
        facts = facts.assuming(filter.typed, isTrue: true)
      }
      for site in sites where site.part == part {
        scan(site, facts, isRequired: clause.form == .require)
        switch site.role {
        case .filter: facts = facts.assuming(site.typed, isTrue: true)
        case .condition: facts = facts.assuming(site.typed, isTrue: clause.form != .require)
        case .exception: facts = facts.assuming(site.typed, isTrue: false)
        case .named, .message, .key, .value, .standing: break
        }
      }
    }
  }

  // MARK: Walking

  private mutating func scan(_ site: CheckedPack.Site, _ facts: ConditionFacts, isRequired: Bool = false) {
    switch site.role {
    case .filter, .condition, .exception:
      // `forbid: true` says that every event is forbidden; `forbid: false` says nothing.
      if case .constant(.bool(let flag)) = site.typed.kind, flag == (isRequired && site.role == .condition) {
        note(site.typed.range, flag)
      }
      scan(site.typed, facts, isCondition: true)
    case .named, .message, .key, .value, .standing: scan(site.typed, facts)
    }
  }

  /// A side of `&&` or `||`. A constant that was handed to a term stands elsewhere, and is the term's affair.
  private mutating func scan(side: TypedExpression, of whole: TypedExpression, _ facts: ConditionFacts) {
    if case .constant(.bool(let flag)) = side.kind, side.range.file === whole.range.file,
      whole.range.start <= side.range.start, side.range.end <= whole.range.end
    {
      note(side.range, flag)
    }
    scan(side, facts, isCondition: true)
  }

  private mutating func scan(_ typed: TypedExpression, _ facts: ConditionFacts, isCondition: Bool = false) {
    switch typed.kind {
    case .binary(.and, let a, let b):
      scan(side: a, of: typed, facts)
      scan(side: b, of: typed, facts.assuming(a, isTrue: true))
    case .binary(.or, let a, let b):
      scan(side: a, of: typed, facts)
      scan(side: b, of: typed, facts.assuming(a, isTrue: false))
    case .conditional(let test, let yes, let no):
      let answer = facts.truth(of: test)
      note(yes.range, answer == false ? false : nil, isBranch: true)
      note(no.range, answer == true ? false : nil, isBranch: true)
      if answer == nil { scan(test, facts, isCondition: true) }
      scan(yes, facts.assuming(test, isTrue: true), isCondition: isCondition)
      scan(no, facts.assuming(test, isTrue: false), isCondition: isCondition)
    case .comprehension(let kind, let range, _, let filter, let body):
      if isCondition { noteAtom(typed, facts) }
      scan(range, facts)
      if let filter { scan(filter, facts, isCondition: true) }
      scan(body, filter.map { facts.assuming($0, isTrue: true) } ?? facts, isCondition: kind != .map)
    case .call(.coalesce, let arguments):
      note(arguments[1].range, Self.isNeverNull(arguments[0]) ? false : nil, isBranch: true)
      for argument in arguments { scan(argument, facts) }
    case .before, .asOf, .onDay:
      // State was another then.
      typed.forEachChild { scan($0, initialFacts(kinds: facts.kinds)) }
    case .binary(.equal, _, _), .binary(.notEqual, _, _), .binary(.less, _, _), .binary(.lessOrEqual, _, _),
      .binary(.greater, _, _), .binary(.greaterOrEqual, _, _), .binary(.in, _, _), .eventHas, .call(.given, _):
      note(typed.range, facts.truth(of: typed))
      typed.forEachChild { scan($0, facts) }
    case .not(let operand):
      if Self.isAtom(operand) {
        noteAtom(typed, facts)
        operand.forEachChild { scan($0, facts) }
      } else {
        scan(operand, facts, isCondition: true)
      }
    default:
      if isCondition, Self.isAtom(typed) { noteAtom(typed, facts) }
      typed.forEachChild { scan($0, facts) }
    }
  }

  /// A condition that is not made of others: a field that is true or false, a macro, what a name stands for.
  private static func isAtom(_ typed: TypedExpression) -> Bool {
    switch typed.kind {
    case .constant, .not, .binary, .conditional, .eventHas, .call(.given, _): return false
    default:
      guard case .bool = typed.type.withoutNull else { return false }
      return true
    }
  }

  /// What is decided wherever it stands is told where it is declared.
  private mutating func noteAtom(_ typed: TypedExpression, _ facts: ConditionFacts) {
    let isDecidedAlone = initialFacts(kinds: facts.kinds).truth(of: typed) != nil
    note(typed.range, isDecidedAlone ? nil : facts.truth(of: typed))
  }

  private static func isNeverNull(_ typed: TypedExpression) -> Bool {
    switch typed.type {
    case .optional, .null, .dynamic: false
    default: true
    }
  }

  // MARK: What is known at first

  private func facts(for site: CheckedPack.Site) -> ConditionFacts { initialFacts(kinds: site.kinds) }

  private func initialFacts(kinds: [Int]) -> ConditionFacts {
    let checked = checked
    return ConditionFacts(kinds: kinds, named: named) { Self.domain(of: $0, kinds, checked) }
  }

  private static func domain(
    of subject: TypedExpression, _ kinds: [Int], _ checked: CheckedPack
  ) -> ConditionFacts.Domain {
    var domain = ConditionFacts.Domain()
    switch subject.type.withoutNull {
    // Of an enum that a pack leaves to its importer, the values are not known.
    case .choice(let choice): if !choice.values.isEmpty { domain.values = choice.values.map(Literal.text) }
    case .bool: domain.values = [.bool(true), .bool(false)]
    default: break
    }
    if subject.type.isOptional, let values = domain.values { domain.values = values + [.null] }
    switch subject.type.withoutNull {
    case .int, .decimal:
      let figures = FigureRange(kinds, checked)
      let range = figures.range(of: subject)
      domain.low = range.low.map { (.number($0), true) }
      domain.high = range.high.map { (.number($0), true) }
    case .date:
      domain.low = (.date(.negativeInfinity), true)
      domain.high = (.date(.infinity), true)
    default: break
    }
    if case .int = subject.type.withoutNull { domain.isWhole = true }
    switch subject.kind {
    case .eventHas(let field):
      let declared = kinds.map { checked.field(field, ofKind: $0) }
      if declared.allSatisfy({ $0?.isRequired == true }) { domain.values = [.bool(true)] }
      if declared.allSatisfy({ $0 == nil }) { domain.values = [.bool(false)] }
    case .call(.given, let arguments):
      if !arguments[0].isUncertain, isNeverNull(arguments[0]) { domain.values = [.bool(true)] }
    default: break
    }
    return domain
  }
}
