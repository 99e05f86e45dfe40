import PreclearEngine

/// Where the conditions of a pack stand, and what each may come to: kept while a pack is compiled so that an ``Observation``
/// learns what they come to. A term that is used twice is written once: what counts is the expression as it is written.
package final class ConditionSites {
  /// A condition that is made of no other: a leaf of `&&`, `||`, `!` and `?:`, or what a macro asks of each item.
  package struct Site {
    package let expression: Expression
    /// It may be unknown, as far as its types tell.
    package fileprivate(set) var isUncertain: Bool
    /// It is `unknown(…)`, and nothing else.
    package let isQuestion: Bool
    /// It compares two numbers or two dates.
    package let comparesFigures: Bool
  }

  package struct Clause {
    package let declared: RuleDeclaration.Clause
    package let isUncertain: Bool
    /// It is a plain `true`.
    package let alwaysHolds: Bool
    package let exceptions: [(declared: RuleDeclaration.Exception, isUncertain: Bool)]
  }

  package struct Rule {
    package let declared: RuleDeclaration
    /// Its number in the compiled pack.
    package let number: Int
    package let mayNotApply: Bool
    package let clauses: [Clause]
  }

  /// A comparison that is compiled as another one, to see whether a test notices.
  package struct Change: Sendable {
    package let op: BinaryOperator
    package let isNegated: Bool

    package init(_ op: BinaryOperator, isNegated: Bool = false) {
      self.op = op
      self.isNegated = isNegated
    }
  }

  /// In the order in which they were compiled: an observation knows them by their numbers here.
  package private(set) var sites: [Site] = []
  /// In pack order.
  package internal(set) var rules: [Rule] = []

  /// A message is being compiled: no outcome turns on its conditions, but it reads parameters and readings.
  var isInMessage = false

  private let changed: (expression: Expression, change: Change)?
  private var numbers: [ObjectIdentifier: Int] = [:]
  /// Of each resolved expression the one that was written. Both are kept, so that an identifier names one alone.
  private var sources: [ObjectIdentifier: (typed: TypedExpression, written: Expression)] = [:]
  private var conditions: Set<ObjectIdentifier> = []

  init(changing changed: (expression: Expression, change: Change)? = nil) {
    self.changed = changed
  }

  /// An expression was resolved. What stands for another one, such as an argument, stays what it is.
  func note(_ typed: TypedExpression, _ written: Expression) {
    let key = ObjectIdentifier(typed)
    if sources[key] == nil { sources[key] = (typed, written) }
  }

  /// A condition is expected where the expression stands.
  func noteCondition(_ typed: TypedExpression) {
    conditions.insert(ObjectIdentifier(typed))
    if case .conditional(_, let yes, let no) = typed.kind {
      noteCondition(yes)
      noteCondition(no)
    }
  }

  /// The number of the site that the expression is; nil if it is none.
  func number(of typed: TypedExpression) -> Int? {
    let key = ObjectIdentifier(typed)
    guard !isInMessage, isLeaf(typed, key), let written = sources[key]?.written else { return nil }
    let number = numbers[ObjectIdentifier(written)] ?? sites.count
    if number == sites.count {
      sites.append(
        Site(
          expression: written, isUncertain: false, isQuestion: Self.isQuestion(typed),
          comparesFigures: Self.comparesFigures(typed)))
      numbers[ObjectIdentifier(written)] = number
    }
    if typed.isUncertain { sites[number].isUncertain = true }
    return number
  }

  /// The number of a comparison of figures.
  func sidesNumber(of typed: TypedExpression) -> Int? {
    Self.comparesFigures(typed) ? number(of: typed) : nil
  }

  /// What a comparison is compiled as instead.
  func change(of typed: TypedExpression) -> Change? {
    guard let changed, !isInMessage, sources[ObjectIdentifier(typed)]?.written === changed.expression else {
      return nil
    }
    return changed.change
  }

  private func isLeaf(_ typed: TypedExpression, _ key: ObjectIdentifier) -> Bool {
    switch typed.kind {
    case .binary(let op, _, _) where op.isComparison: true
    case .binary(.and, _, _), .binary(.or, _, _), .not, .conditional, .constant: false
    // Its own conditions are counted where it is declared.
    case .named: false
    default: conditions.contains(key)
    }
  }

  private static func comparesFigures(_ typed: TypedExpression) -> Bool {
    guard case .binary(let op, let left, let right) = typed.kind, op.isComparison, op != .in else { return false }
    return isFigure(left) && isFigure(right)
  }

  private static func isQuestion(_ typed: TypedExpression) -> Bool {
    if case .call(.unknown, _) = typed.kind { true } else { false }
  }

  private static func isFigure(_ typed: TypedExpression) -> Bool {
    switch typed.type.withoutNull {
    case .int, .decimal, .date: true
    default: false
    }
  }
}

extension BinaryOperator {
  package var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: true
    case .or, .and, .add, .subtract, .multiply, .divide, .remainder: false
    }
  }
}

/// A pack that is compiled to be observed.
package struct ObservedPack {
  package let pack: CompiledPack
  package let sites: ConditionSites

  /// Throws every mistake in the pack. A comparison may be changed into another one.
  package init(
    _ declared: Pack, changing changed: (expression: Expression, change: ConditionSites.Change)? = nil
  ) throws(LoadFailure) {
    let checker = PackChecker(declared)
    let sites = ConditionSites(changing: changed)
    checker.sites = sites
    pack = try Compiler.begin(checker).finish()
    self.sites = sites
  }
}
