import PreclearEngine
import PreclearLanguage

/// A constant that conditions compare with.
enum Literal: Hashable {
  case null
  case bool(Bool)
  case number(Ratio)
  case date(CalendarDate)
  case text(String)

  /// Nil for what is no constant, and for constants of which nothing is reckoned here.
  init?(_ typed: TypedExpression) {
    switch typed.kind {
    case .constant(.null): self = .null
    case .constant(.bool(let flag)): self = .bool(flag)
    case .constant(.int(let number)): self = .number(Ratio(Decimal(number)))
    case .constant(.decimal(let decimal)): self = .number(Ratio(decimal))
    case .constant(.date(let date)): self = .date(date)
    case .constant(.string(let text)): self = .text(text)
    case .call(.date, let arguments):
      guard case .constant(.string(let text))? = arguments.first?.kind, let date = CalendarDate(iso: text) else {
        return nil
      }
      self = .date(date)
    default: return nil
    }
  }

  /// -1, 0 or 1; nil for what has no order.
  func order(to other: Literal) -> Int? {
    switch (self, other) {
    case (.number(let a), .number(let b)): a == b ? 0 : (a < b ? -1 : 1)
    case (.date(let a), .date(let b)): a == b ? 0 : (a < b ? -1 : 1)
    default: nil
    }
  }
}

/// What is known of some subjects of conditions: the values that each may still have.
struct ConditionFacts {
  /// The values that one subject may have.
  struct Domain {
    /// It has no fractions: less than 6 is 5 at most.
    var isWhole = false
    /// All that it may be; nil: more than can be listed.
    var values: [Literal]?
    var excluded: [Literal] = []
    var low: (value: Literal, isIncluded: Bool)?
    var high: (value: Literal, isIncluded: Bool)?

    /// Whether it may be this value.
    func allows(_ literal: Literal) -> Bool {
      if let values, !values.contains(literal) { return false }
      if excluded.contains(literal) { return false }
      if let low, let order = literal.order(to: low.value), order < 0 || (order == 0 && !low.isIncluded) {
        return false
      }
      if let high, let order = literal.order(to: high.value), order > 0 || (order == 0 && !high.isIncluded) {
        return false
      }
      return true
    }

    /// The values that are left, where they can be listed.
    var rest: [Literal]? {
      if let values { return values.filter(allows) }
      if let low, let high, low.isIncluded, high.isIncluded, low.value == high.value { return [low.value] }
      return nil
    }

    /// Whether every value, or none, is so ordered to a constant; nil: some are.
    func isOrdered(_ op: BinaryOperator, to literal: Literal) -> Bool? {
      // x < c holds for all if the highest does, for none if the lowest does not; and so on.
      let atHigh = high.flatMap { end in end.value.order(to: literal).map { ($0, end.isIncluded) } }
      let atLow = low.flatMap { end in end.value.order(to: literal).map { ($0, end.isIncluded) } }
      switch op {
      case .less:
        if let (order, isIncluded) = atHigh, order < 0 || (order == 0 && !isIncluded) { return true }
        if let (order, _) = atLow, order >= 0 { return false }
      case .lessOrEqual:
        if let (order, _) = atHigh, order <= 0 { return true }
        if let (order, isIncluded) = atLow, order > 0 || (order == 0 && !isIncluded) { return false }
      case .greater: return isOrdered(.lessOrEqual, to: literal).map { !$0 }
      case .greaterOrEqual: return isOrdered(.less, to: literal).map { !$0 }
      default: break
      }
      return nil
    }

    mutating func restrict(_ op: BinaryOperator, to literal: Literal) {
      switch op {
      case .less: lower(high: (literal, false))
      case .lessOrEqual: lower(high: (literal, true))
      case .greater: raise(low: (literal, false))
      case .greaterOrEqual: raise(low: (literal, true))
      case .equal: values = allows(literal) ? [literal] : []
      case .notEqual: excluded.append(literal)
      default: break
      }
    }

    private mutating func lower(high limit: (value: Literal, isIncluded: Bool)) {
      let new = whole(limit, next: -1)
      if let high, let order = high.value.order(to: new.value), order < 0 || (order == 0 && !high.isIncluded) { return }
      high = new
    }

    private mutating func raise(low limit: (value: Literal, isIncluded: Bool)) {
      let new = whole(limit, next: 1)
      if let low, let order = low.value.order(to: new.value), order > 0 || (order == 0 && !low.isIncluded) { return }
      low = new
    }

    /// The end of a range of whole numbers, which is one of them.
    private func whole(
      _ limit: (value: Literal, isIncluded: Bool), next: Int
    ) -> (value: Literal, isIncluded: Bool) {
      guard isWhole, !limit.isIncluded, case .number(let ratio) = limit.value, let end = ratio.asDecimal,
        end.scale == 0, let neighbour = try? end + Decimal(next)
      else { return limit }
      return (.number(Ratio(neighbour)), true)
    }
  }

  /// How two values may be ordered.
  private struct Order: OptionSet {
    let rawValue: Int

    static let less = Order(rawValue: 1)
    static let equal = Order(rawValue: 2)
    static let greater = Order(rawValue: 4)
    static let any: Order = [.less, .equal, .greater]

    init(rawValue: Int) { self.rawValue = rawValue }

    /// Nil for what compares no two values.
    init?(_ op: BinaryOperator) {
      switch op {
      case .less: self = .less
      case .lessOrEqual: self = [.less, .equal]
      case .greater: self = .greater
      case .greaterOrEqual: self = [.greater, .equal]
      case .equal: self = .equal
      case .notEqual: self = [.less, .greater]
      case .or, .and, .in, .add, .subtract, .multiply, .divide, .remainder: return nil
      }
    }
  }

  private var domains: [String: Domain] = [:]
  /// What was said of two subjects beside each other, by the signatures of both.
  private var orders: [String: Order] = [:]
  /// The kinds of event that are spoken of.
  let kinds: [Int]
  /// What the named expressions of a rule stand for, by their numbers.
  private let named: [TypedExpression]
  /// What a subject may be before anything is known of it.
  private let start: (TypedExpression) -> Domain

  init(kinds: [Int], named: [TypedExpression], start: @escaping (TypedExpression) -> Domain) {
    self.kinds = kinds
    self.named = named
    self.start = start
  }

  private func domain(_ subject: TypedExpression) -> Domain { domains[subject.signature] ?? start(subject) }

  /// What a named expression stands for; anything else is itself.
  private func meant(_ typed: TypedExpression) -> TypedExpression {
    var typed = typed
    while case .named(let number) = typed.kind, number < named.count { typed = named[number] }
    return typed
  }

  // MARK: What a condition comes to

  /// True or false, if it is that for every value that is possible; nil otherwise.
  func truth(of written: TypedExpression) -> Bool? {
    let typed = meant(written)
    switch typed.kind {
    case .constant(.bool(let flag)): return flag
    case .not(let operand): return truth(of: operand).map { !$0 }
    case .binary(.and, let a, let b):
      let (x, y) = (truth(of: a), assuming(a, isTrue: true).truth(of: b))
      return x == false || y == false ? false : (x == true && y == true ? true : nil)
    case .binary(.or, let a, let b):
      let (x, y) = (truth(of: a), assuming(a, isTrue: false).truth(of: b))
      return x == true || y == true ? true : (x == false && y == false ? false : nil)
    case .binary(.in, let written, let container):
      let item = meant(written)
      guard case .list(let items) = container.kind else { return nil }
      let literals = items.compactMap { Literal($0) }
      guard literals.count == items.count else { return nil }
      if !literals.contains(where: domain(item).allows) { return false }
      return domain(item).rest.flatMap { rest in rest.allSatisfy(literals.contains) ? true : nil }
    case .binary(let op, let a, let b): return comparison(op, a, b)
    case .eventHas, .call(.given, _): return domain(typed).rest.flatMap { $0.count == 1 ? $0[0] == .bool(true) : nil }
    default:
      guard case .bool = typed.type else { return nil }
      return domain(typed).rest.flatMap { $0.count == 1 ? $0[0] == .bool(true) : nil }
    }
  }

  private func comparison(_ op: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression) -> Bool? {
    guard let asked = Order(op) else { return nil }
    let (a, b) = (meant(left), meant(right))
    if a.signature == b.signature { return asked.contains(.equal) }
    guard let literal = Literal(b) else {
      if Literal(a) != nil { return comparison(op.mirrored, b, a) }
      let possible = orders[Self.pair(a, b)] ?? .any
      return possible.isSubset(of: asked) ? true : (possible.isDisjoint(with: asked) ? false : nil)
    }
    if let other = Literal(a) { return Self.compare(other, op, literal) }
    let domain = domain(a)
    switch op {
    case .equal: return domain.allows(literal) ? (domain.rest == [literal] ? true : nil) : false
    case .notEqual: return domain.allows(literal) ? (domain.rest == [literal] ? false : nil) : true
    default: return domain.isOrdered(op, to: literal)
    }
  }

  private static func pair(_ a: TypedExpression, _ b: TypedExpression) -> String {
    "\(a.signature) \u{0} \(b.signature)"
  }

  private static func compare(_ a: Literal, _ op: BinaryOperator, _ b: Literal) -> Bool? {
    switch op {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a.order(to: b).map { $0 < 0 }
    case .lessOrEqual: a.order(to: b).map { $0 <= 0 }
    case .greater: a.order(to: b).map { $0 > 0 }
    case .greaterOrEqual: a.order(to: b).map { $0 >= 0 }
    default: nil
    }
  }

  // MARK: What a condition tells

  /// What is known where a condition holds, or where it does not.
  func assuming(_ typed: TypedExpression, isTrue: Bool) -> ConditionFacts {
    var facts = self
    facts.assume(typed, isTrue)
    return facts
  }

  private mutating func assume(_ written: TypedExpression, _ isTrue: Bool) {
    let typed = meant(written)
    switch typed.kind {
    case .constant: return
    case .not(let operand): assume(operand, !isTrue)
    case .binary(.and, let a, let b) where isTrue:
      assume(a, true)
      assume(b, true)
    case .binary(.or, let a, let b) where !isTrue:
      assume(a, false)
      assume(b, false)
    case .binary(.in, let written, let container):
      let item = meant(written)
      guard case .list(let items) = container.kind else { return }
      let literals = items.compactMap { Literal($0) }
      guard literals.count == items.count else { return }
      var domain = domain(item)
      if isTrue { domain.values = literals.filter(domain.allows) } else { domain.excluded += literals }
      domains[item.signature] = domain
    case .binary(let op, let left, let right):
      let (a, b) = (meant(left), meant(right))
      guard let told = isTrue ? op : op.opposite, let order = Order(told) else { return }
      guard let literal = Literal(b) else {
        if Literal(a) != nil { return assume(typed.mirrored, isTrue) }
        orders[Self.pair(a, b), default: .any].formIntersection(order)
        if let mirrored = Order(told.mirrored) { orders[Self.pair(b, a), default: .any].formIntersection(mirrored) }
        return
      }
      guard Literal(a) == nil else { return }
      var domain = domain(a)
      domain.restrict(told, to: literal)
      domains[a.signature] = domain
    default:
      guard case .bool = typed.type else { return }
      domains[typed.signature] = Domain(values: [.bool(isTrue)])
    }
  }
}

extension BinaryOperator {
  /// With its sides exchanged.
  var mirrored: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .or, .and, .equal, .notEqual, .in, .add, .subtract, .multiply, .divide, .remainder: self
    }
  }

  /// What holds where a comparison does not; nil for what is no comparison of two values.
  fileprivate var opposite: BinaryOperator? {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .or, .and, .in, .add, .subtract, .multiply, .divide, .remainder: nil
    }
  }
}

extension TypedExpression {
  fileprivate var mirrored: TypedExpression {
    guard case .binary(let op, let a, let b) = kind else { return self }
    return TypedExpression(.binary(op.mirrored, b, a), type: type, range: range)
  }
}
