import PreclearEngine

/// An expression of which every name and overload is resolved. No decision about meaning is left to what comes after.
package final class TypedExpression: Sendable {
  package enum Kind: Sendable {
    case constant(Constant)
    /// A variable of a macro, or a name that a construct brings (`it`, `key`).
    case local(Int)
    case eventID
    case eventKind
    case eventDate
    /// A field of the event; a kind that lacks it has `null`.
    case eventField(String)
    case eventHas(String)
    /// A field of a view's row, which each kind of event makes in its own way.
    case viewField(view: Int, field: String)
    case named(Int)
    case field(TypedExpression, String)
    case hasField(TypedExpression, String)
    case index(TypedExpression, TypedExpression)
    case measure(Int, key: TypedExpression?)
    case register(Int, key: TypedExpression?)
    case cluster(Int, key: TypedExpression)
    case crossing(Int, key: TypedExpression)
    case crossingOf(Int, person: TypedExpression)
    case crossingList(Int, CrossingList)
    case party(TypedExpression)
    case parameter(Int)
    case reading(Int)
    case not(TypedExpression)
    case negate(TypedExpression)
    case binary(BinaryOperator, TypedExpression, TypedExpression)
    case conditional(TypedExpression, TypedExpression, TypedExpression)
    case list([TypedExpression])
    case map([(key: TypedExpression, value: TypedExpression)])
    /// A row that a measure keeps.
    case record([(name: String, value: TypedExpression)])
    case comprehension(
      Comprehension, range: TypedExpression, variable: Int, filter: TypedExpression?, body: TypedExpression)
    case call(Builtin, [TypedExpression])
    case calendar(Int, CalendarFunction, [TypedExpression])
    case before(TypedExpression)
    case asOf(TypedExpression, TypedExpression)
    case onDay(TypedExpression, measure: Int, key: TypedExpression?)
    /// `at_least(x)`, `between(x, y)` inside state, where the construct names the fact.
    case boundedByState(StateBounds, [TypedExpression], field: Int)
  }

  package enum Constant: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case decimal(Decimal)
    case string(String)
    case date(CalendarDate)
    case period(Period)
  }

  package let kind: Kind
  package let type: Type
  package let range: SourceRange
  /// What counsel can look it up under, as it is written; nil for what is no fact by itself.
  package let name: Expression?
  /// It may be unknown when it runs.
  package let isUncertain: Bool
  /// The names of the figures in it that may carry bounds, each as often as it stands.
  package let figures: [String]

  package init(
    _ kind: Kind, type: Type, range: SourceRange, name: Expression? = nil, isUncertain: Bool = false,
    figures: [String] = []
  ) {
    self.kind = kind
    self.type = type
    self.range = range
    self.name = name
    self.isUncertain = isUncertain
    self.figures = figures
  }

  /// Visits what it is directly made of.
  package func forEachChild(_ body: (TypedExpression) -> Void) {
    switch kind {
    case .constant, .local, .eventID, .eventKind, .eventDate, .eventField, .eventHas, .viewField, .named, .parameter,
      .reading, .crossingList:
      return
    case .field(let target, _), .hasField(let target, _), .not(let target), .negate(let target), .party(let target),
      .before(let target), .cluster(_, let target), .crossing(_, let target), .crossingOf(_, let target):
      body(target)
    case .index(let a, let b), .binary(_, let a, let b), .asOf(let a, let b):
      body(a)
      body(b)
    case .measure(_, let key), .register(_, let key):
      if let key { body(key) }
    case .conditional(let a, let b, let c):
      body(a)
      body(b)
      body(c)
    case .list(let items), .call(_, let items), .calendar(_, _, let items), .boundedByState(_, let items, _):
      for item in items { body(item) }
    case .map(let entries):
      for entry in entries {
        body(entry.key)
        body(entry.value)
      }
    case .record(let fields):
      for field in fields { body(field.value) }
    case .comprehension(_, let range, _, let filter, let inner):
      body(range)
      if let filter { body(filter) }
      body(inner)
    case .onDay(let day, _, let key):
      body(day)
      if let key { body(key) }
    }
  }
}
