import PreclearEngine

/// What an expression is compiled for: one kind of event, and for each view the row that this kind makes of it.
struct RowScope: Sendable {
  var kind: Int?
  var rows: [Int: RowBinding] = [:]
}

/// One row of a view: its fields as expressions, and the scope in which those are compiled.
final class RowBinding: Sendable {
  let fields: [String: TypedExpression]
  /// Which entry of the view it is.
  let entry: Int
  /// The entry's own `when`.
  let when: TypedExpression?
  let scope: RowScope

  init(entry: Int, fields: [String: TypedExpression], when: TypedExpression?, scope: RowScope) {
    self.entry = entry
    self.fields = fields
    self.when = when
    self.scope = scope
  }
}

extension PackChecker {
  /// The rows that a kind of event makes of what a name in `on:` stands for.
  func rows(of name: Name, _ module: Int, kind: Int) -> [RowScope] {
    if let own = find(.kind, name.text, module) { return own == kind ? [RowScope(kind: kind)] : [] }
    guard let view = find(.view, name.text, module) else { return [] }
    guard kinds(of: name, module)?.contains(kind) == true else { return [] }
    return knownBindings(view, kind) { bindings(view, kind: kind) }.map { RowScope(kind: kind, rows: [view: $0]) }
  }

  private func bindings(_ view: Int, kind: Int) -> [RowBinding] {
    entries(ofView: view).enumerated().flatMap { number, entry in
      rows(of: entry.source, pack.views[view].pack, kind: kind).map {
        RowBinding(entry: number, fields: entry.fields, when: entry.when, scope: $0)
      }
    }
  }
}
