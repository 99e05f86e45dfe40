import PreclearEngine

/// What an expression reads of the state and of the readings, itself and through the rows of views.
struct Dependencies {
  /// With the event: must be up to date before.
  private(set) var state: Set<StateReference> = []
  /// As it was before the event: no matter when it is updated.
  private(set) var earlier: Set<StateReference> = []
  private(set) var readings: Set<Int> = []
  /// Every look-up of state with a key is by the local `key` itself.
  private(set) var readsOwnKeyOnly = true
  /// Something is asked of a declared party.
  private(set) var readsParties = false
  private let keySlot: Int
  private let compiler: Compiler

  init(_ compiler: Compiler) {
    self.compiler = compiler
    keySlot = compiler.checker.keySlot
  }

  mutating func add(_ expression: TypedExpression?, _ scope: RowScope) {
    if let expression { visit(expression, scope, isEarlier: false) }
  }

  /// Reads a construct outside any expression.
  mutating func read(_ reference: StateReference) { state.insert(reference) }

  private mutating func note(_ reference: StateReference, isEarlier: Bool) {
    if isEarlier { earlier.insert(reference) } else { state.insert(reference) }
  }

  private mutating func noteKey(_ key: TypedExpression?) {
    if case .local(keySlot) = key?.kind { return }
    readsOwnKeyOnly = false
  }

  private mutating func visit(_ expression: TypedExpression, _ scope: RowScope, isEarlier: Bool) {
    func children(_ list: [TypedExpression?], into dependencies: inout Dependencies) {
      for child in list { if let child { dependencies.visit(child, scope, isEarlier: isEarlier) } }
    }
    switch expression.kind {
    case .constant, .local, .eventID, .eventKind, .eventDate, .eventHas, .named, .parameter: break
    case .eventField(let field):
      if let kind = scope.kind, let program = compiler.absentExpression(kind, field) {
        visit(program, RowScope(kind: kind), isEarlier: isEarlier)
      }
    case .viewField(let view, let field):
      if let row = scope.rows[view], let value = row.fields[field] { visit(value, row.scope, isEarlier: isEarlier) }
    case .reading(let number): readings.insert(number)
    case .measure(let number, let key):
      note(.measure(number), isEarlier: isEarlier)
      noteKey(key)
      children([key], into: &self)
    case .register(let number, let key):
      note(.register(number), isEarlier: isEarlier)
      noteKey(key)
      children([key], into: &self)
    case .cluster(let number, let key):
      note(.cluster(number), isEarlier: isEarlier)
      readsOwnKeyOnly = false
      children([key], into: &self)
    case .crossing(let number, let key), .crossingOf(let number, let key):
      note(.crossing(number), isEarlier: isEarlier)
      readsOwnKeyOnly = false
      children([key], into: &self)
    case .crossingList(let number, _):
      note(.crossing(number), isEarlier: isEarlier)
      readsOwnKeyOnly = false
    case .party(let target):
      readsParties = true
      children([target], into: &self)
    case .field(let target, _), .hasField(let target, _), .not(let target), .negate(let target):
      children([target], into: &self)
    case .index(let a, let b), .binary(_, let a, let b): children([a, b], into: &self)
    case .conditional(let a, let b, let c): children([a, b, c], into: &self)
    case .list(let items), .call(_, let items), .calendar(_, _, let items), .boundedByState(_, let items, _):
      children(items, into: &self)
    case .map(let entries): children(entries.flatMap { [$0.key, $0.value] }, into: &self)
    case .record(let fields): children(fields.map(\.value), into: &self)
    case .comprehension(_, let range, _, let filter, let body): children([range, filter, body], into: &self)
    case .before(let inner): visit(inner, scope, isEarlier: true)
    case .asOf(let day, let inner): children([day, inner], into: &self)
    case .onDay(let day, let measure, let key):
      note(.measure(measure), isEarlier: isEarlier)
      noteKey(key)
      children([day, key], into: &self)
    }
  }
}
