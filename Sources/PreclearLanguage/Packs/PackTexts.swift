import PreclearEngine

/// A pack as it is written, whatever its names mean.
extension Pack {
  /// Visits every expression, each with the pack whose names it uses.
  package func forEachExpression(_ body: (Expression, _ module: Int) -> Void) {
    for kind in kinds {
      for expression in kind.fields.flatMap({ [$0.absent, $0.derived] }) {
        if let expression { body(expression, kind.pack) }
      }
    }
    for expression in common.flatMap({ [$0.absent, $0.derived] }) {
      if let expression { for module in modules.indices { body(expression, module) } }
    }
    for view in views {
      for entry in view.entries {
        if let when = entry.when { body(when, view.pack) }
        for field in entry.fields { body(field.value, view.pack) }
      }
    }
    for term in terms { body(term.body, term.pack) }
    for measure in measures { measure.forEachExpression { body($0, measure.pack) } }
    for register in registers { register.forEachExpression { body($0, register.pack) } }
    for cluster in clusters { cluster.forEachExpression { body($0, cluster.pack) } }
    for crossing in crossings { crossing.forEachExpression { body($0, crossing.pack) } }
    for need in needs {
      if let expression = need.expression, let importer = need.filledBy { body(expression, importer) }
    }
    for rule in rules { rule.forEachExpression { body($0, rule.pack) } }
  }

  /// Visits every type that a declaration names.
  package func forEachType(_ body: (TypeText, _ module: Int) -> Void) {
    for kind in kinds { for field in kind.fields { body(field.type, kind.pack) } }
    for field in common { for module in modules.indices { body(field.type, module) } }
    for view in views { for field in view.fields { body(field.type, view.pack) } }
    for parameter in parameters { if let type = parameter.type { body(type, parameter.pack) } }
    for cluster in clusters { body(cluster.of, cluster.pack) }
    for need in needs {
      switch need.kind {
      case .figure(let type): body(type, need.pack)
      case .keyed(let of, let type):
        body(of, need.pack)
        body(type, need.pack)
      case .view(let fields): for field in fields { body(field.type, need.pack) }
      case .cluster(let of, let sums):
        if let of { body(of, need.pack) }
        for sum in sums { body(sum.type, need.pack) }
      case .measure, .register, .reading, .calendar, .parameter, .choice: break
      }
    }
  }
}

extension MeasureDeclaration {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for expression in [`where`, byEach, within, of, none] { if let expression { body(expression) } }
    for expression in by { body(expression) }
    switch value {
    case .nothing: break
    case .expression(let expression): body(expression)
    case .record(let fields): for field in fields { body(field.value) }
    }
  }
}

extension RegisterDeclaration {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for expression in key { body(expression) }
    for field in start ?? [] { body(field.value) }
    for update in updates {
      for expression in update.key { body(expression) }
      if let when = update.when { body(when) }
      for field in update.fields { body(field.value) }
    }
  }
}

extension ClusterDeclaration {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for expression in [same, pairs?.keys, pairs?.linked, possible] { if let expression { body(expression) } }
    for sum in sums { body(sum.value) }
  }
}

extension CrossingDeclaration {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for expression in [level, active?.keys, confirm, lapse] { if let expression { body(expression) } }
    for field in keep { body(field.value) }
  }
}
