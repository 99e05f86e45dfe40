import PreclearEngine

/// What an importer fills the needs of a pack with: checked once, where it is written.
extension PackChecker {
  /// Each need of an imported pack is filled with something of its kind and type.
  func checkNeeds() {
    for (number, need) in pack.needs.enumerated() {
      guard let importer = need.filledBy else { continue }
      switch need.kind {
      case .figure: checkFigure(number, of: nil)
      case .keyed(let of, _): checkFigure(number, of: of)
      case .view(let fields): if let target = need.target { checkView(need, fields, target, importer) }
      case .cluster(let of, let sums): checkCluster(need, of, sums, importer)
      case .measure: expectFound(.measure, "measure", need, importer)
      case .register: expectFound(.register, "register", need, importer)
      case .reading: expectFound(.reading, "reading", need, importer)
      case .calendar: expectFound(.calendar, "calendar", need, importer)
      case .parameter: expectFound(.parameter, "parameter", need, importer)
      case .choice: expectFound(.enumeration, "enum", need, importer)
      }
    }
  }

  private func checkFigure(_ number: Int, of key: TypeText?) {
    let need = pack.needs[number]
    guard let range = need.expression?.range else { return }
    let typed = key.map { TypedExpression(.local(keySlot), type: resolve($0, need.pack), range: range) }
    _ = fill(number, typed, Expression(.identifier(need.name.text), range: range), Scope(module: need.pack))
  }

  private func expectFound(_ category: Category, _ what: String, _ need: NeedDeclaration, _ importer: Int) {
    guard let target = need.target, find(category, target.text, importer) == nil else { return }
    unknownName(target.text, what, at: target.range, among: visibleNames(category, importer))
  }

  private func checkCluster(
    _ need: NeedDeclaration, _ of: TypeText?, _ sums: [(name: Name, type: TypeText)], _ importer: Int
  ) {
    expectFound(.cluster, "cluster", need, importer)
    guard let target = need.target, let number = find(.cluster, target.text, importer) else { return }
    func reject(_ reason: String) {
      diagnostics.error(
        "'\(target.text)' cannot be '\(need.name.text)': \(reason)", code: "need-type", at: target.range)
    }
    let key = resolve(pack.clusters[number].of, pack.clusters[number].pack)
    if let of, !key.fits(resolve(of, need.pack)) { reject("its keys are \(key.name)") }
    let found = clusterType(number)
    for sum in sums {
      let expected = resolve(sum.type, need.pack)
      guard let type = found.type(of: sum.name.text) else {
        reject("it has no sum '\(sum.name.text)'")
        continue
      }
      if !type.fits(expected) { reject("'\(sum.name.text)' should be \(expected.name), and is \(type.name)") }
    }
  }

  private func checkView(
    _ need: NeedDeclaration, _ fields: [(name: Name, type: TypeText)], _ target: Name, _ importer: Int
  ) {
    func reject(_ reason: String) {
      diagnostics.error(
        "'\(target.text)' cannot be '\(need.name.text)': \(reason)", code: "need-type", at: target.range)
    }
    let kind = find(.kind, target.text, importer)
    let view = find(.view, target.text, importer)
    if kind == nil, view == nil {
      unknownName(
        target.text, "event kind or view", at: target.range,
        among: visibleNames(.kind, importer) + visibleNames(.view, importer))
    }
    func type(of field: String) -> Type? {
      if let kind { return self.field(kind, field)?.written }
      return view.flatMap { viewType($0).type(of: field) }
    }
    for field in kind == nil && view == nil ? [] : fields {
      let expected = resolve(field.type, need.pack)
      guard let found = type(of: field.name.text) else {
        reject("it has no '\(field.name.text)'")
        continue
      }
      if !found.fits(expected) { reject("'\(field.name.text)' should be \(expected.name), and is \(found.name)") }
    }
  }
}
