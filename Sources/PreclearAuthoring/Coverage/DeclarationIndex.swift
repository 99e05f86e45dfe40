import PreclearEngine
import PreclearLanguage

/// Which declaration of a pack a place belongs to.
struct DeclarationIndex {
  /// For each file, where each declaration begins, in order.
  private var starts: [String: [(start: SourcePosition, label: String)]] = [:]

  init(_ pack: Pack) {
    for rule in pack.rules { add(rule.name, rule.id) }
    for term in pack.terms { add(term.name, "term \(term.name.text)") }
    for view in pack.views { add(view.name, "view \(view.name.text)") }
    for measure in pack.measures { add(measure.name, "measure \(measure.name.text)") }
    for register in pack.registers { add(register.name, "register \(register.name.text)") }
    for cluster in pack.clusters { add(cluster.name, "cluster \(cluster.name.text)") }
    for crossing in pack.crossings { add(crossing.name, "crossing \(crossing.name.text)") }
    for kind in pack.kinds { add(kind.name, "event \(kind.name.text)") }
    for module in pack.modules { add(Name(module.name, module.range), "pack \(module.name)") }
    for file in starts.keys { starts[file]?.sort { $0.start < $1.start } }
  }

  private mutating func add(_ name: Name, _ label: String) {
    starts[name.range.file.path, default: []].append((name.range.start, label))
  }

  /// The last declaration that begins before the place; the file, where none does.
  func owner(of range: SourceRange) -> String {
    let known = starts[range.file.path] ?? []
    return known.last { $0.start <= range.start }?.label ?? range.file.path
  }
}
