import PreclearEngine

/// Cures that rules declare: fields of the event, and values that they may have.
extension Compiler {
  func checkCures(_ declared: RuleDeclaration, _ scope: Scope) {
    for cure in declared.cures + declared.clauses.flatMap(\.cures) {
      switch cure {
      case .wait, .obtain: break
      case .reduce(let field): expectField(field, scope)
      case .change(let changes):
        for change in changes {
          expectField(change.field, scope)
          let kinds = scope.kinds.filter { layout($0).position(of: change.field.text) != nil }
          if let kind = kinds.first { _ = value(of: change, kind, isReported: true) }
        }
      }
    }
  }

  private func expectField(_ field: Name, _ scope: Scope) {
    let known = scope.kinds.flatMap { layout($0).fields.map(\.name) }
    if !known.contains(field.text) { checker.unknownName(field.text, "field", at: field.range, among: known) }
  }

  /// What is declared for an event of one of these kinds. Waiting and reducing need no declaration: they are found anyway.
  func cures(_ declared: [CureDeclaration], _ kinds: [Int]) -> [DeclaredCure] {
    declared.compactMap { cure in
      switch cure {
      case .wait, .reduce: return nil
      case .obtain(let fact): return .obtain(fact: fact.text)
      case .change(let changes):
        let values = changes.compactMap { change -> (field: String, value: Value)? in
          kinds.lazy.compactMap { self.value(of: change, $0, isReported: false) }.first.map { (change.field.text, $0) }
        }
        return values.count == changes.count ? .change(values) : nil
      }
    }
  }

  /// The value as the field of an event of this kind holds it.
  private func value(of change: (field: Name, value: DocumentNode), _ kind: Int, isReported: Bool) -> Value? {
    guard let position = layout(kind).position(of: change.field.text) else { return nil }
    if let text = change.value.scalar?.text { _ = intern(text) }
    var decoder = EventDecoder(pack: compiled, symbols: compiled.symbols)
    let value = decoder.value(change.value, layout(kind).fields[position])
    if isReported { checker.diagnostics.add(all: decoder.diagnostics) }
    return value
  }
}

extension RuleDeclaration {
  /// The texts that declared changes write.
  var changedTexts: [String] {
    (cures + clauses.flatMap(\.cures)).flatMap { cure -> [String] in
      guard case .change(let changes) = cure else { return [] }
      return changes.compactMap(\.value.scalar?.text)
    }
  }
}
