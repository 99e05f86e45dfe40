import PreclearEngine

/// Reads the value of a parameter: a scalar, a list, a map by the values of an enum, or bounds.
struct ParameterValueReader {
  let checker: PackChecker
  let parameter: ParameterDeclaration
  private let declared: Type?

  init(checker: PackChecker, parameter: ParameterDeclaration) {
    self.checker = checker
    self.parameter = parameter
    declared = parameter.type.map { checker.resolve($0, parameter.pack) }
  }

  /// The type that the values show, or that is declared.
  mutating func type() -> Type {
    var result: Type = .dynamic
    for step in parameter.steps {
      let own = type(of: step.value, declared)
      guard let joined = result.joined(own) else {
        checker.mismatch(
          own, expected: result.name, at: step.value.range, help: "all values of a parameter have one type")
        continue
      }
      result = joined
    }
    return result
  }

  private func type(of node: DocumentNode, _ declared: Type?) -> Type {
    switch node.content {
    case .list(let items):
      let inner: Type?
      if case .list(let item) = declared { inner = item } else { inner = declared }
      return .list(items.reduce(.dynamic) { $0.joined(type(of: $1, inner)) ?? .dynamic })
    case .mapping(let entries):
      if let bound = bounds(node) { return bound.map { type(of: $0, declared) }.first ?? .dynamic }
      let keys = entries.map(\.key)
      let value = entries.reduce(Type.dynamic) { $0.joined(type(of: $1.value, declared)) ?? .dynamic }
      let isBracket = keys.allSatisfy { ["upto", "rate"].contains($0) }
      let choice = checker.pack.enums.first { item in !isBracket && keys.allSatisfy(item.type.values.contains) }
      return .map(choice.map { .choice($0.type) } ?? .string, value)
    case .scalar(let scalar):
      if let declared { return declared }
      switch scalar.kind {
      case .null: return .null
      case .bool: return .bool
      case .integer: return .int
      case .decimal: return .decimal
      case .string:
        if percent(scalar.text) != nil { return .decimal }
        return .string
      }
    }
  }

  /// The nodes of `{at_least: a}` or `{between: [a, b]}`; nil if the mapping is no bounds.
  private func bounds(_ node: DocumentNode) -> [DocumentNode]? {
    guard let entries = node.entries, entries.count == 1, let entry = entries.first else { return nil }
    switch entry.key {
    case "at_least": return [entry.value]
    case "between": return entry.value.items ?? []
    default: return nil
    }
  }

  /// `at_least` has one bound, `between` two. Reports a mistake and returns nil.
  private func checked(_ bounds: [DocumentNode], of node: DocumentNode) -> [DocumentNode]? {
    let isRange = node["between"] != nil
    if bounds.count == (isRange ? 2 : 1) { return bounds }
    checker.diagnostics.error(
      "'between' takes two values, found \(bounds.count)", code: "unexpected-value", at: node.range,
      help: "write {between: [LEAST, MOST]}, or {at_least: LEAST} where there is no other bound")
    return nil
  }

  private func percent(_ text: String) -> Decimal? {
    guard text.hasSuffix("%") else { return nil }
    do {
      return try Decimal(parsing: text.dropLast()) * Decimal(1, scale: 2)
    } catch {
      return nil
    }
  }

  func value(_ node: DocumentNode, _ symbols: inout SymbolTable) -> ParameterValue {
    value(node, checker.parameterType(number), &symbols)
  }

  private var number: Int {
    checker.pack.parameters.firstIndex { $0.name.text == parameter.name.text && $0.pack == parameter.pack } ?? 0
  }

  private func value(_ node: DocumentNode, _ type: Type, _ symbols: inout SymbolTable) -> ParameterValue {
    switch node.content {
    case .list(let items):
      let inner: Type
      if case .list(let item) = type { inner = item } else { inner = .dynamic }
      return .value(.list(items.map { plain(value($0, inner, &symbols)) }))
    case .mapping(let entries):
      if let bound = bounds(node) {
        guard let bound = checked(bound, of: node) else { return .value(.null) }
        let ends = bound.map { plain(value($0, type, &symbols)) }
        if ends.count == 2, Arithmetic.order(ends[0], ends[1]) == 1 {
          checker.diagnostics.error(
            "nothing lies between these two", code: "unexpected-value", at: node.range, help: "the lesser stands first")
        }
        return .bounds(least: ends[0], most: ends.count > 1 ? ends[1] : nil)
      }
      let inner: Type
      if case .map(_, let item) = type { inner = item } else { inner = .dynamic }
      let table = entries.map { entry in
        (key: Value.string(symbols.intern(entry.key)), value: value(entry.value, inner, &symbols))
      }
      let isPlain = table.allSatisfy { if case .value = $0.value { true } else { false } }
      guard isPlain else { return .table(table) }
      return .value(.map(MapValue(keys: table.map(\.key), values: table.map { plain($0.value) })))
    case .scalar(let scalar): return .value(self.scalar(scalar, type, node, &symbols))
    }
  }

  private func plain(_ value: ParameterValue) -> Value {
    if case .value(let value) = value { return value }
    return .null
  }

  private func scalar(
    _ scalar: DocumentScalar, _ type: Type, _ node: DocumentNode, _ symbols: inout SymbolTable
  ) -> Value {
    func wrong(_ expected: String) -> Value {
      checker.diagnostics.error(
        "expected \(expected), found \(node.kindName)", code: "unexpected-value", at: node.range)
      return .null
    }
    switch type.withoutNull {
    case .date: return CalendarDate(iso: scalar.text).map(Value.date) ?? wrong("a date")
    case .period: return Period(iso: scalar.text).map(Value.period) ?? wrong("a period such as P3Y")
    case .int: return Int64(scalar.text).map(Value.int) ?? wrong("a whole number")
    case .decimal:
      if let percent = percent(scalar.text) { return .decimal(percent) }
      do {
        return .decimal(try Decimal(parsing: scalar.text))
      } catch {
        return wrong("a number")
      }
    case .bool:
      if case .bool(let flag) = scalar.kind { return .bool(flag) }
      return wrong("true or false")
    case .choice(let choice):
      guard choice.values.contains(scalar.text) else {
        checker.notAValue(scalar.text, of: choice, at: node.range)
        return .null
      }
      return .string(symbols.intern(scalar.text))
    case .null: return .null
    default: return .string(symbols.intern(scalar.text))
    }
  }
}
