/// Where an event's own id is the key of state: two events of one id would be one there.
extension CompiledPack {
  /// The kinds whose events leave something behind under a key that is made of their id.
  package var kindsKeyedByID: Set<Int> {
    var keys: [(kind: Int, key: Program?)] = []
    for plan in measures {
      for (kind, rows) in plan.rows { keys += rows.map { (kind, $0.key) } }
    }
    for plan in registers {
      for (kind, rows) in plan.rows { keys += rows.map { (kind, $0.key) } }
    }
    for plan in clusters { keys += plan.pairs.map { [($0.kind, $0.keys)] } ?? [] }
    for plan in crossings {
      for (kind, rows) in plan.active { keys += rows.map { (kind, $0.keys) } }
    }
    return Set(keys.filter { kind, key in key.map { readsID($0, kind) } ?? false }.map(\.kind))
  }

  /// Whether the id of the event, of this kind, is among what a program reads. Computed fields end: none is made of itself.
  private func readsID(_ program: Program, _ kind: Int) -> Bool {
    let reads = program.code.contains { instruction in
      switch instruction {
      case .eventID: true
      case .eventField(let field): absent[kind][field].program.map { readsID($0, kind) } ?? false
      default: false
      }
    }
    let inner = program.programs + program.comprehensions.flatMap { [$0.filter, $0.body].compactMap(\.self) }
    return reads || inner.contains { readsID($0, kind) }
  }
}
