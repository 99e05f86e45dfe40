/// Records, lists, maps and texts, and the macros that run over lists.
extension Machine {
  func name(_ constant: Value) -> String {
    guard case .string(let symbol) = constant else { return "" }
    return symbols.text(symbol)
  }

  func field(_ target: Value, _ site: Int) -> Value {
    switch target {
    case .record(let record):
      if let known = sites[site].layout, known === record.layout { return record.values[sites[site].position] }
      if let position = record.layout.position(of: sites[site].name), position < record.values.count {
        sites[site].layout = record.layout
        sites[site].position = position
        return record.values[position]
      }
      return field(target, sites[site].name)
    case .map(let map):
      return Arithmetic.lookUp(sites[site].constant, in: map)
        ?? .fault(Fault("the map has no '\(sites[site].name)'"))
    default: return field(target, sites[site].name)
    }
  }

  func field(_ target: Value, _ name: String) -> Value {
    switch target {
    case .record(let record):
      if let position = record.layout.position(of: name), position < record.values.count {
        return record.values[position]
      }
      if let handle = record.cluster, let value = state.clusterField(handle, name, machine: self) { return value }
      return .fault(Fault("there is no '\(name)' here"))
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return target
    case .null: return .fault(Fault("'\(name)' of nothing: there is no record"))
    default: return .fault(Fault("'\(name)' of what is no record"))
    }
  }

  func hasField(_ target: Value, _ site: Int) -> Value {
    let constant = sites[site].constant
    switch target {
    case .record(let record): return .bool(record.layout.position(of: sites[site].name) != nil)
    case .map(let map):
      // Where all that is known of an entry is its name, whether it was written is not.
      if case .unknown(let unknown) = Arithmetic.lookUp(constant, in: map), unknown.least == nil, unknown.most == nil {
        return .unknown(unknown)
      }
      return .bool(Arithmetic.lookUp(constant, in: map) != nil)
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return target
    default: return .fault(Fault("'\(sites[site].name)' of what is no record"))
    }
  }

  func element(of target: Value, at index: Value) -> Value {
    if case .fault = target { return target }
    if case .fault = index { return index }
    if case .unknown(let unknown) = target {
      if case .unknown(let other) = index { return .unknown(unknown.joined(other).withoutBounds) }
      return .unknown(unknown.withoutBounds)
    }
    if case .unknown(let unknown) = index { return .unknown(unknown.withoutBounds) }
    switch target {
    case .list(let list):
      if let open = openConditions(list) { return open }
      guard let position = Arithmetic.wholeNumber(index), position >= 0, position < list.items.count else {
        return .fault(Fault("the list has no item \(ValueText.plain(index, symbols))"))
      }
      return list.items[position]
    case .map(let map):
      if index.isNull { return .null }
      return Arithmetic.lookUp(index, in: map) ?? .fault(Fault("the map has no '\(ValueText.plain(index, symbols))'"))
    case .record(let record):
      guard case .string(let symbol) = index, let position = record.layout.position(of: symbols.text(symbol)) else {
        return .fault(Fault("there is no such field"))
      }
      return record.values[position]
    default: return .fault(Arithmetic.noOverload)
    }
  }

  /// A list of which an item only may belong, or is unknown itself, is unknown as a whole outside `exists` and `all`.
  package func openConditions(_ list: ListValue) -> Value? {
    guard let conditions = list.conditions, !isWriting else { return nil }
    var open: Value?
    for condition in conditions {
      if case .unknown(let unknown) = condition {
        open = .unknown(open?.unknown.map { $0.joined(unknown) } ?? unknown)
      }
    }
    return open
  }

  func makeList(_ count: Int) {
    let items = popValues(count)
    stack.append(cell(strict(items) ?? .list(items)))
  }

  func makeMap(_ count: Int) {
    let parts = popValues(2 * count)
    stack.append(cell(strict(parts) ?? map(of: parts)))
  }

  /// The map of keys and values that stand in turn.
  func map(of parts: [Value]) -> Value {
    var keys: [Value] = []
    var values: [Value] = []
    for index in stride(from: 0, to: parts.count, by: 2) {
      let key = parts[index]
      switch key {
      case .bool, .int, .string, .date: break
      default: return .fault(Fault("'\(ValueText.plain(key, symbols))' cannot be a key"))
      }
      if keys.contains(where: { Arithmetic.equal($0, key) }) {
        return .fault(Fault("the key '\(ValueText.plain(key, symbols))' stands twice"))
      }
      keys.append(key)
      values.append(parts[index + 1])
    }
    return .map(MapValue(keys: keys, values: values))
  }

  /// A fault among the values, else an unknown that joins theirs; nil if all are known.
  package func strict(_ values: [Value]) -> Value? {
    var open: Unknown?
    for value in values {
      switch value {
      case .fault: return value
      case .unknown(let unknown): open = open.map { $0.joined(unknown) } ?? unknown
      default: continue
      }
    }
    return open.map { .unknown($0.withoutBounds) }
  }

  func contains(_ item: Value, _ container: Value) -> Value {
    if let open = strict([item, container]) { return open }
    switch container {
    case .list(let list):
      if let open = openConditions(list) { return open }
      // A kept row may hold unknown items; they decide nothing.
      var result = Value.bool(false)
      for candidate in list.items {
        result = Unknowns.or(result, equal(item, candidate))
        if result.isTrue { return result }
      }
      return result
    case .map(let map): return .bool(Arithmetic.lookUp(item, in: map) != nil)
    case .null: return .fault(Fault("'in' of nothing: there is no list"))
    default: return .fault(Arithmetic.noOverload)
    }
  }

  func add(_ a: Value, _ b: Value) -> Value {
    switch (a, b) {
    case (.string(let x), .string(let y)): return .string(symbols.intern(symbols.text(x) + symbols.text(y)))
    case (.list(let x), .list(let y)):
      if let open = openConditions(x) ?? openConditions(y) { return open }
      return .list(x.items + y.items)
    default: return Unknowns.add(a, b)
    }
  }

  func less(_ a: Value, _ b: Value, orEqual: Bool) -> Value {
    guard case .string(let x) = a, case .string(let y) = b else { return Unknowns.less(a, b, orEqual: orEqual) }
    if x == y { return .bool(orEqual) }
    // By code point, as CEL orders strings; Swift would order by canonical equivalence.
    let first = symbols.text(x).unicodeScalars
    let second = symbols.text(y).unicodeScalars
    return .bool(first.lexicographicallyPrecedes(second))
  }

  func equal(_ a: Value, _ b: Value) -> Value {
    if case .list(let x) = a, let open = openConditions(x) { return open }
    if case .list(let x) = b, let open = openConditions(x) { return open }
    switch (a, b) {
    case (.null, _) where isProbedFigure(b), (_, .null) where isProbedFigure(a): return .bool(false)
    default: return Unknowns.equal(a, b)
    }
  }

  func comprehend(_ linked: LinkedComprehension, over range: Value) -> Value {
    let plan = linked.plan
    let items: [Value]
    var conditions: [Value]?
    switch range {
    case .list(let list):
      items = list.items
      conditions = list.conditions
    case .map(let map): items = map.keys
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    case .fault: return range
    case .null: return .fault(Fault("there is no list to look through"))
    default: return .fault(Arithmetic.noOverload)
    }
    let saved = locals[plan.variable]
    defer { locals[plan.variable] = saved }
    switch plan.kind {
    case .all, .exists:
      let isAll = plan.kind == .all
      var result = Value.bool(isAll)
      for (position, item) in items.enumerated() {
        locals[plan.variable] = cell(item)
        let answer = value(execute(linked.body))
        let belongs = conditions?[position] ?? .bool(true)
        result =
          isAll
          ? Unknowns.and(result, Unknowns.or(Unknowns.not(belongs), answer))
          : Unknowns.or(result, Unknowns.and(belongs, answer))
        if isAll ? result.isFalse : result.isTrue { return result }
      }
      return result
    case .existsOne, .filter, .map:
      if case .list(let list) = range, let open = openConditions(list) { return open }
      return gather(linked, items)
    }
  }

  /// `exists_one`, `filter` and `map` visit every item, and never decide early.
  func gather(_ linked: LinkedComprehension, _ items: [Value]) -> Value {
    let plan = linked.plan
    var results: [Value] = []
    var fault: Value?
    var open: Unknown?
    func note(_ value: Value) -> Bool {
      switch value {
      case .fault: fault = fault ?? value
      case .unknown(let unknown): open = open.map { $0.joined(unknown) } ?? unknown
      default: return true
      }
      return false
    }
    for item in items {
      locals[plan.variable] = cell(item)
      if let filter = linked.filter {
        let chosen = value(execute(filter))
        guard note(chosen) else { continue }
        guard case .bool(let isChosen) = chosen else { return .fault(Arithmetic.noOverload) }
        if !isChosen { continue }
      }
      let result = value(execute(linked.body))
      guard note(result) else { continue }
      switch plan.kind {
      case .map: results.append(result)
      case .all, .exists, .existsOne, .filter:
        guard case .bool(let isChosen) = result else { return .fault(Arithmetic.noOverload) }
        if isChosen { results.append(item) }
      }
    }
    if let fault { return fault }
    if let open { return .unknown(open.withoutBounds) }
    return plan.kind == .existsOne ? .bool(results.count == 1) : .list(results)
  }
}
