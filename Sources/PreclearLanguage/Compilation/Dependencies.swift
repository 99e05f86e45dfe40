import PreclearEngine

/// What an expression reads of the state and of the readings, itself and through the rows of views.
struct Dependencies {
  /// With the event: must be up to date before.
  private(set) var state: [StateReference] = []
  /// As it was before the event: no matter when it is updated.
  private(set) var earlier: [StateReference] = []
  private(set) var readings: [Int] = []
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
  mutating func read(_ reference: StateReference) { note(reference, isEarlier: false) }

  /// Few things are read by one construct: a scan is quicker than a hash.
  private mutating func note(_ reference: StateReference, isEarlier: Bool) {
    if isEarlier {
      if !earlier.contains(reference) { earlier.append(reference) }
    } else if !state.contains(reference) {
      state.append(reference)
    }
  }

  private mutating func noteKey(_ key: TypedExpression?) {
    if case .local(keySlot) = key?.kind { return }
    readsOwnKeyOnly = false
  }

  private mutating func visit(_ expression: TypedExpression, _ scope: RowScope, isEarlier: Bool) {
    switch expression.kind {
    case .constant, .local, .eventID, .eventKind, .eventDate, .eventHas, .named, .parameter: return
    case .eventField(let field):
      if let kind = scope.kind, let program = compiler.absentExpression(kind, field) {
        visit(program, RowScope(kind: kind), isEarlier: isEarlier)
      }
    case .viewField(let view, let field):
      if let row = scope.rows[view], let value = row.fields[field] { visit(value, row.scope, isEarlier: isEarlier) }
    case .reading(let number): if !readings.contains(number) { readings.append(number) }
    case .measure(let number, let key), .onDay(_, let number, let key):
      note(.measure(number), isEarlier: isEarlier)
      noteKey(key)
    case .register(let number, let key):
      note(.register(number), isEarlier: isEarlier)
      noteKey(key)
    case .cluster(let number, _):
      note(.cluster(number), isEarlier: isEarlier)
      readsOwnKeyOnly = false
    case .crossing(let number, _), .crossingOf(let number, _), .crossingList(let number, _):
      note(.crossing(number), isEarlier: isEarlier)
      readsOwnKeyOnly = false
    case .party: readsParties = true
    case .before(let inner):
      visit(inner, scope, isEarlier: true)
      return
    case .field, .hasField, .not, .negate, .index, .binary, .conditional, .list, .call, .calendar, .boundedByState,
      .map, .record, .comprehension, .asOf:
      break
    }
    expression.forEachChild { visit($0, scope, isEarlier: isEarlier) }
  }
}
