import PreclearEngine

/// What a name may be the name of.
package enum Category: Int, CaseIterable {
  case enumeration
  case kind
  case view
  case parameter
  case term
  case measure
  case register
  case cluster
  case crossing
  case reading
  case calendar
  case need

  /// In messages.
  package var words: String {
    switch self {
    case .enumeration: "enum"
    case .kind: "event kind"
    case .view: "view"
    case .parameter: "parameter"
    case .term: "term"
    case .measure: "measure"
    case .register: "register"
    case .cluster: "cluster"
    case .crossing: "crossing"
    case .reading: "reading"
    case .calendar: "calendar"
    case .need: "need"
    }
  }

  /// Where both stand by their names alone, this one would be taken and the other never found.
  func hides(_ other: Category) -> Bool {
    let inExpressions: [Category] = [.measure, .register, .cluster, .crossing, .term]
    let inOn: [Category] = [.kind, .view]
    return [inExpressions, inOn].contains { names in
      guard let mine = names.firstIndex(of: self), let its = names.firstIndex(of: other) else { return false }
      return mine < its
    }
  }
}

/// Checks a pack: names, types, and what `language.md` section 8 rejects. All mistakes of one run are collected.
///
/// The types of state are worked out when they are first asked for, since measures, registers and views may be written in any order.
package final class PackChecker {
  package let pack: Pack
  package var diagnostics = Diagnostics()
  /// Where the pack is to be observed: what it learns of its conditions.
  var sites: ConditionSites?
  /// What bears a name, in whatever category and module, and where each stands.
  private var bearers: [String: (all: [Bearer], places: [SourceRange])] = [:]
  /// For each module, what the names that were looked up mean there.
  private var meanings: [[String: Meaning]] = []
  /// For each view the rows that each kind makes of it, as far as they were asked for.
  private var bindings: [[[RowBinding]?]] = []
  private var kindsByView: [Int: [Int]] = [:]
  private var fieldsByName: [[String: CheckedField]] = []
  private(set) var slotCount = 0

  private var measureTypes: [Int: (keys: [Type], value: Type)] = [:]
  private var typedMeasures: [Int: TypedMeasure] = [:]
  private var measureBounds: [Int: Bool] = [:]
  private var registerTypes: [Int: RecordType] = [:]
  private var registersInProgress: Set<Int> = []
  private var selfReadingRegisters: Set<Int> = []
  private var registerBounds: [Int: Bool] = [:]
  private var registerKeys: [Int: [Type]] = [:]
  private var clusterTypes: [Int: RecordType] = [:]
  private var crossingTypes: [Int: RecordType] = [:]
  private var viewTypes: [Int: RecordType] = [:]
  private var viewEntries: [Int: [TypedEntry]] = [:]
  private var parameterTypes: [Int: Type] = [:]
  private var kindChoices: [(kinds: [Int], choice: ChoiceType)] = []
  /// State whose type is being worked out: meeting it again means that it is made of itself.
  private var inProgress: Set<String> = []
  /// A view is made of itself: no row of it can be worked out.
  private(set) var hasCircularViews = false
  /// Slots that constructs set: `it`, `key`, `a`, `b`.
  package let itSlot: Int
  package let keySlot: Int
  package let pairSlots: (a: Int, b: Int)

  package init(_ pack: Pack) {
    self.pack = pack
    itSlot = 0
    keySlot = 1
    pairSlots = (2, 3)
    slotCount = 4
    meanings = pack.modules.map { _ in [:] }
    bindings = pack.views.map { _ in pack.kinds.map { _ in nil } }
    index()
  }

  /// A local that a construct sets, and not a macro.
  func isOfConstruct(slot: Int) -> Bool { slot <= pairSlots.b }

  func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  // MARK: Names

  private func index() {
    func add(_ category: Category, _ name: Name, _ number: Int, _ owner: Int) {
      bearers[name.text, default: ([], [])].all.append(Bearer(category: category, number: number, owner: owner))
      bearers[name.text]?.places.append(name.range)
    }
    for (number, item) in pack.enums.enumerated() { add(.enumeration, item.name, number, item.pack) }
    for (number, item) in pack.kinds.enumerated() { add(.kind, item.name, number, item.pack) }
    for (number, item) in pack.views.enumerated() { add(.view, item.name, number, item.pack) }
    for (number, item) in pack.parameters.enumerated() { add(.parameter, item.name, number, item.pack) }
    for (number, item) in pack.terms.enumerated() { add(.term, item.name, number, item.pack) }
    for (number, item) in pack.measures.enumerated() { add(.measure, item.name, number, item.pack) }
    for (number, item) in pack.registers.enumerated() { add(.register, item.name, number, item.pack) }
    for (number, item) in pack.clusters.enumerated() { add(.cluster, item.name, number, item.pack) }
    for (number, item) in pack.crossings.enumerated() { add(.crossing, item.name, number, item.pack) }
    for (number, item) in pack.readings.enumerated() { add(.reading, item.name, number, item.pack) }
    for (number, item) in pack.calendars.enumerated() { add(.calendar, item.name, number, item.pack) }
    for (number, item) in pack.needs.enumerated() { add(.need, item.name, number, item.pack) }
  }

  /// One thing that has a name.
  private struct Bearer {
    let category: Category
    let number: Int
    let owner: Int
  }

  /// What a name means in a module: a number for each category, nil where it is no name of that category.
  struct Meaning {
    private var numbers = InlineArray<12, Int32>(repeating: -1)

    subscript(category: Category) -> Int? {
      get {
        let number = numbers[category.rawValue]
        return number < 0 ? nil : Int(number)
      }
      set { numbers[category.rawValue] = newValue.map { Int32(truncatingIfNeeded: $0) } ?? -1 }
    }
  }

  /// The number of what a name means in a module: its own, its imports', or what a need of it is filled with.
  package func find(_ category: Category, _ name: String, _ module: Int) -> Int? { meaning(of: name, module)[category] }

  func meaning(of name: String, _ module: Int) -> Meaning {
    if let known = meanings[module][name] { return known }
    var meaning = Meaning()
    if let named = bearers[name]?.all {
      for bearer in named where bearer.owner == module && meaning[bearer.category] == nil {
        meaning[bearer.category] = bearer.number
      }
      for bearer in named where meaning[bearer.category] == nil && pack.isVisible(bearer.owner, in: module) {
        meaning[bearer.category] = bearer.number
      }
      for bearer in named where bearer.category == .need && bearer.owner == module {
        addFilling(of: bearer.number, to: &meaning)
      }
    }
    meanings[module][name] = meaning
    return meaning
  }

  /// A need is a name of its own pack alone: the importer has names of its own for it.
  private func addFilling(of need: Int, to meaning: inout Meaning) {
    guard let importer = pack.needs[need].filledBy, let target = pack.needs[need].target else { return }
    let filling = self.meaning(of: target.text, importer)
    for category in Category.allCases where category != .need && meaning[category] == nil {
      meaning[category] = filling[category]
    }
  }

  func visibleNames(_ category: Category, _ module: Int) -> [String] {
    bearers.filter { $0.value.all.contains { $0.category == category && pack.isVisible($0.owner, in: module) } }
      .keys.sorted()
  }

  /// The same name twice where both are seen.
  func rejectDuplicates() {
    func areSeenTogether(_ a: Bearer, _ b: Bearer) -> Bool {
      pack.modules.indices.contains { pack.isVisible(a.owner, in: $0) && pack.isVisible(b.owner, in: $0) }
    }
    for (name, (named, places)) in bearers.filter({ $0.value.all.count > 1 }).sorted(by: { $0.key < $1.key }) {
      for (item, place) in zip(named, places) where item.category != .need {
        func reject(_ isOther: (Bearer) -> Bool, _ what: (Bearer) -> String) {
          guard let other = named.firstIndex(where: { isOther($0) && areSeenTogether($0, item) }) else { return }
          diagnostics.error(
            what(named[other]), code: "duplicate", at: place,
            help: "the other is in \(places[other].file.path):\(places[other].start.line)")
        }
        reject({ $0.category == item.category && $0.number < item.number }) {
          "the \($0.category.words) '\(name)' stands twice"
        }
        reject({ $0.category.hides(item.category) }) { "'\(name)' is the name of a \($0.category.words) already" }
      }
    }
  }

  // MARK: Types as they are written

  func resolve(_ text: TypeText, _ module: Int) -> Type {
    switch text {
    case .list(let item): return .list(resolve(item, module))
    case .optional(let type): return .optional(resolve(type, module))
    case .record(let fields):
      return .record(
        RecordType(name: "record", fields: fields.map { ($0.name.text, resolve($0.type, module)) }))
    case .name(let name):
      switch name.text {
      case "bool": return .bool
      case "int": return .int
      case "decimal": return .decimal
      case "string": return .string
      case "date": return .date
      case "time": return .time
      case "period": return .period
      case "party": return .party
      default:
        if let number = find(.enumeration, name.text, module) { return .choice(pack.enums[number].type) }
        unknownName(
          name.text, "type", at: name.range,
          among: ["bool", "int", "decimal", "string", "date", "time", "period", "party", "list"]
            + visibleNames(.enumeration, module))
        return .dynamic
      }
    }
  }

  func kindChoice(_ kinds: [Int]) -> ChoiceType {
    if let known = kindChoices.first(where: { $0.kinds == kinds }) { return known.choice }
    let choice = ChoiceType(name: "kind", values: kinds.map { pack.kinds[$0].name.text })
    kindChoices.append((kinds, choice))
    return choice
  }

  /// A field of a kind, as far as expressions go.
  struct CheckedField {
    /// What may be written, but for null.
    let written: Type
    /// What it may come to: `written`, or null where that means that there is none.
    let type: Type
    let isUncertain: Bool
    /// Its absence leaves it between bounds.
    let hasBounds: Bool
  }

  func field(_ kind: Int, _ name: String) -> CheckedField? {
    if fieldsByName.isEmpty { fieldsByName = pack.kinds.map(checkedFields) }
    return fieldsByName[kind][name]
  }

  private func checkedFields(_ kind: KindDeclaration) -> [String: CheckedField] {
    var result: [String: CheckedField] = [:]
    for fields in [kind.fields, pack.common] {
      for field in fields where result[field.name.text] == nil {
        let type = resolve(field.type, kind.pack)
        let mayBeNull = field.null != nil && field.null != "unknown"
        let mayBeAbsent = !field.isRequired && field.absent == nil
        result[field.name.text] = CheckedField(
          written: type, type: mayBeNull ? .optional(type) : type,
          isUncertain: mayBeAbsent || field.derived != nil,
          hasBounds: mayBeAbsent && (field.minimum != nil || field.maximum != nil))
      }
    }
    return result
  }

  lazy var partyType: RecordType = {
    func choice(_ name: Name?, _ module: Int) -> Type {
      guard let name, let number = find(.enumeration, name.text, module) else { return .string }
      return .choice(pack.enums[number].type)
    }
    let module = pack.parties?.pack ?? 0
    let position = RecordType(
      name: "position", fields: [("at", .party), ("as", choice(pack.parties?.positions, module))])
    return RecordType(
      name: "party",
      fields: [
        ("roles", .list(choice(pack.parties?.roles, module))), ("positions", .list(.record(position))),
        ("group", .optional(.string)), ("declared", .bool),
      ])
  }()

  // MARK: Views

  /// The kinds of event that a name in `on:` stands for; nil (and a mistake) if it is none.
  func kinds(of name: Name, _ module: Int) -> [Int]? {
    if let kind = find(.kind, name.text, module) { return [kind] }
    if let view = find(.view, name.text, module) { return kinds(ofView: view) }
    unknownName(
      name.text, "event kind or view", at: name.range,
      among: visibleNames(.kind, module) + visibleNames(.view, module) + visibleNames(.need, module))
    return nil
  }

  private func kinds(ofView view: Int) -> [Int] {
    if let known = kindsByView[view] { return known }
    var result: [Int] = []
    guard enter("the view '\(pack.views[view].name.text)'", at: pack.views[view].name.range) else { return [] }
    defer { leave("the view '\(pack.views[view].name.text)'") }
    for entry in pack.views[view].entries {
      for kind in kinds(of: entry.source, pack.views[view].pack) ?? [] where !result.contains(kind) {
        result.append(kind)
      }
    }
    kindsByView[view] = result
    return result
  }

  /// The rows that a kind makes of a view, worked out once.
  func knownBindings(_ view: Int, _ kind: Int, _ make: () -> [RowBinding]) -> [RowBinding] {
    if let known = bindings[view][kind] { return known }
    let made = make()
    bindings[view][kind] = made
    return made
  }

  /// An entry of a view whose names are resolved.
  struct TypedEntry {
    let source: Name
    let when: TypedExpression?
    let fields: [String: TypedExpression]
  }

  /// The scope of an entry of a view: the event of its kind, or the row of the view that it is made of.
  func entryScope(_ view: Int, _ entry: ViewDeclaration.Entry) -> Scope {
    let module = pack.views[view].pack
    return scope(on: [entry.source], module)
  }

  func viewType(_ view: Int) -> RecordType {
    if let known = viewTypes[view] { return known }
    let declared = pack.views[view]
    guard enter("the view '\(declared.name.text)'", at: declared.name.range) else {
      return RecordType(name: declared.name.text, fields: [])
    }
    var fields = declared.fields.map { (name: $0.name.text, type: resolve($0.type, declared.pack)) }
    let isOpen = fields.isEmpty
    var entries: [TypedEntry] = []
    for entry in declared.entries {
      let scope = entryScope(view, entry)
      let when = entry.when.map { check($0, scope) }
      if let when { expectBool(when) }
      let inner = entry.when.map { narrowed(scope, by: $0, isTrue: true) } ?? scope
      var values: [String: TypedExpression] = [:]
      defer { entries.append(TypedEntry(source: entry.source, when: when, fields: values)) }
      for field in entry.fields {
        let typed = check(field.value, inner)
        if values[field.name.text] == nil { values[field.name.text] = typed }
        guard let position = fields.firstIndex(where: { $0.name == field.name.text }) else {
          if isOpen {
            fields.append((field.name.text, typed.type))
          } else {
            unknownName(
              field.name.text, "field of the view '\(declared.name.text)':", at: field.name.range,
              among: fields.map(\.name))
          }
          continue
        }
        if isOpen {
          guard let joined = fields[position].type.joined(typed.type) else {
            mismatch(typed.type, expected: fields[position].type.name, at: field.value.range)
            continue
          }
          fields[position].type = joined
        } else if !typed.type.fits(fields[position].type), !typed.type.withoutNull.fits(fields[position].type) {
          mismatch(typed.type, expected: fields[position].type.name, at: field.value.range)
        }
      }
    }
    for field in fields {
      guard case .null = field.type, let shown = entries.lazy.compactMap({ $0.fields[field.name] }).first else {
        continue
      }
      diagnostics.error(
        "nothing shows the type of '\(field.name)'", code: "type", at: shown.range,
        help: "declare it under 'fields:'")
    }
    // A field that an entry leaves out is null there.
    for (position, field) in fields.enumerated() where entries.contains(where: { $0.fields[field.name] == nil }) {
      fields[position].type = field.type.joined(.null) ?? field.type
    }
    leave("the view '\(declared.name.text)'")
    viewEntries[view] = entries
    let type = RecordType(name: declared.name.text, fields: fields)
    viewTypes[view] = type
    return type
  }

  func entries(ofView view: Int) -> [TypedEntry] {
    _ = viewType(view)
    return viewEntries[view] ?? []
  }

  /// The scope of what says `on:`: the events, and the rows of the views, each under its name.
  package func scope(on names: [Name], _ module: Int) -> Scope {
    var scope = Scope(module: module)
    for name in names {
      for kind in kinds(of: name, module) ?? [] where !scope.kinds.contains(kind) { scope.kinds.append(kind) }
      if find(.kind, name.text, module) == nil, let view = find(.view, name.text, module) {
        scope.views[name.text] = view
      }
    }
    return scope
  }

  // MARK: Cycles

  private func enter(_ what: String, at range: SourceRange) -> Bool {
    guard inProgress.insert(what).inserted else {
      diagnostics.error(
        "\(what) is made of itself", code: "cycle", at: range, help: "what it is made of must not lead back to it")
      hasCircularViews = true
      return false
    }
    return true
  }

  private func leave(_ what: String) { inProgress.remove(what) }

  // MARK: Types of state

  func measureType(_ number: Int) -> (keys: [Type], value: Type) {
    if let known = measureTypes[number] { return known }
    let measure = pack.measures[number]
    let what = "the measure '\(measure.name.text)'"
    // A measure may be read by what it reads, through `before(…)`: then its type is that of an open question.
    guard inProgress.insert(what).inserted else {
      return (Array(repeating: .dynamic, count: measure.byEach == nil ? measure.by.count : 1), .dynamic)
    }
    defer { inProgress.remove(what) }
    let scope = measureScope(number)
    let typed = typedMeasure(number)
    let keys = typed.keys.map { key -> Type in
      let type = key.type.withoutNull
      if measure.byEach != nil, case .list(let item) = type { return item.withoutNull }
      return type
    }
    var value: Type
    switch (measure.aggregate, measure.value) {
    case (.count, _), (_, .nothing): value = .int
    case (.list, .expression): value = .list(typed.values[0].type)
    case (_, .expression): value = typed.values[0].type.withoutNull
    case (_, .record(let fields)):
      let record = RecordType(
        name: measure.name.text, fields: zip(fields, typed.values).map { (name: $0.name.text, type: $1.type) })
      value = .list(.record(record))
    }
    switch measure.aggregate {
    case .min, .max, .first, .last:
      if let none = measure.none {
        var inner = Scope(module: measure.pack)
        inner.isState = true
        inner.locals["key"] = (keySlot, keys.first ?? .dynamic)
        inner.kinds = scope.kinds
        value = value.joined(quietly { check(none, inner) }.type) ?? value
      } else if !isSilent(measure) {
        value = .optional(value)
      }
    case .count, .sum, .list: break
    }
    if measure.aggregate == .first || measure.aggregate == .last, case .expression = measure.value,
      case .optional = typed.values[0].type, !value.isOptional
    {
      value = .optional(value)
    }
    measureTypes[number] = (keys, value)
    return (keys, value)
  }

  /// What the rows of a measure are made of, with its names resolved.
  struct TypedMeasure {
    let filter: TypedExpression?
    /// What `by:` or `by_each:` gives.
    let keys: [TypedExpression]
    let within: TypedExpression?
    /// The value, or the fields of the row that is kept.
    let values: [TypedExpression]
    /// What is wrong with them: reported where the measure itself is compiled.
    let diagnostics: Diagnostics
  }

  func typedMeasure(_ number: Int) -> TypedMeasure {
    if let known = typedMeasures[number] { return known }
    let measure = pack.measures[number]
    let saved = diagnostics
    diagnostics = Diagnostics()
    defer { diagnostics = saved }
    let scope = measureScope(number)
    let filter = measure.where.map { check($0, scope) }
    let inner = measure.where.map { narrowed(scope, by: $0, isTrue: true) } ?? scope
    let keys = (measure.byEach.map { [$0] } ?? measure.by).map { check($0, inner) }
    let within = measure.within.map { check($0, inner) }
    let values: [TypedExpression]
    switch measure.value {
    case .nothing: values = []
    case .expression(let expression): values = [check(expression, inner)]
    case .record(let fields): values = fields.map { check($0.value, inner) }
    }
    let typed = TypedMeasure(filter: filter, keys: keys, within: within, values: values, diagnostics: diagnostics)
    typedMeasures[number] = typed
    return typed
  }

  /// Works out a type without reporting: the mistakes are reported where the construct itself is checked.
  func quietly<Result>(_ body: () -> Result) -> Result {
    let saved = diagnostics
    defer { diagnostics = saved }
    return body()
  }

  func measureScope(_ number: Int) -> Scope {
    let measure = pack.measures[number]
    var scope: Scope
    if let over = measure.over {
      scope = Scope(module: measure.pack)
      if let register = find(.register, over.text, measure.pack) {
        scope.locals["it"] = (itSlot, .record(registerType(register)))
        scope.locals["key"] = (keySlot, registerKeyTypes(register).first ?? .dynamic)
      } else {
        unknownName(over.text, "register", at: over.range, among: visibleNames(.register, measure.pack))
      }
    } else {
      scope = self.scope(on: measure.on, measure.pack)
    }
    scope.isState = true
    return scope
  }

  /// All kinds of the measure are of those whose silence says nothing.
  func isSilent(_ measure: MeasureDeclaration) -> Bool {
    let stating = measure.on.flatMap { kinds(of: $0, measure.pack) ?? [] }
    return !stating.isEmpty && stating.allSatisfy { pack.kinds[$0].silenceIsUnknown }
  }

  func measureHasBounds(_ number: Int) -> Bool {
    if let known = measureBounds[number] { return known }
    measureBounds[number] = false
    let measure = pack.measures[number]
    guard mayCarryBounds(measureType(number).value) else { return false }
    let scope = measureScope(number)
    let typed = typedMeasure(number)
    var parts = typed.keys + (typed.filter.map { [$0] } ?? [])
    if case .expression = measure.value { parts += typed.values }
    var hasBounds = parts.contains(where: \.isUncertain)
    if let none = measure.none {
      var inner = Scope(module: measure.pack)
      inner.isState = true
      inner.kinds = scope.kinds
      inner.locals["key"] = (keySlot, .dynamic)
      hasBounds = hasBounds || quietly { !check(none, inner).figures.isEmpty }
    } else {
      hasBounds = hasBounds || isSilent(measure)
    }
    measureBounds[number] = hasBounds
    return hasBounds
  }

  func registerKeyTypes(_ number: Int) -> [Type] {
    if let known = registerKeys[number] { return known }
    let register = pack.registers[number]
    if register.key.isEmpty {
      registerKeys[number] = []
      return []
    }
    registerKeys[number] = register.key.map { _ in .dynamic }
    let types = register.key.enumerated().map { position, expression -> Type in
      var type: Type = .dynamic
      for update in register.updates where update.key.isEmpty {
        let scope = self.scope(on: [update.on], register.pack)
        let own = quietly { check(expression, scope) }.type.withoutNull
        type = type.joined(own) ?? type
      }
      _ = position
      return type
    }
    registerKeys[number] = types
    return types
  }

  func registerType(_ number: Int) -> RecordType {
    if let known = registerTypes[number] {
      if registersInProgress.contains(number) { selfReadingRegisters.insert(number) }
      return known
    }
    let register = pack.registers[number]
    registersInProgress.insert(number)
    defer { registersInProgress.remove(number) }
    var names: [String] = register.start?.map(\.name.text) ?? []
    for update in register.updates {
      for field in update.fields where !names.contains(field.name.text) { names.append(field.name.text) }
    }
    var types = [Type](repeating: .dynamic, count: names.count)
    // Again, where a field is made of its own old value, or of another that stands after it.
    for round in 0..<2 where round == 0 || selfReadingRegisters.contains(number) {
      registerTypes[number] = RecordType(name: register.name.text, fields: Self.fields(names, types))
      for (position, name) in names.enumerated() {
        types[position] = quietly { fieldType(number, name) }
      }
    }
    let type = RecordType(name: register.name.text, fields: Self.fields(names, types))
    registerTypes[number] = type
    return type
  }

  private static func fields(_ names: [String], _ types: [Type]) -> [(name: String, type: Type)] {
    zip(names, types).map { (name: $0, type: $1) }
  }

  private func fieldType(_ number: Int, _ name: String) -> Type {
    let register = pack.registers[number]
    var type: Type = .dynamic
    if let start = register.start?.first(where: { $0.name.text == name }) {
      type = check(start.value, startScope(number)).type
    } else if register.start == nil {
      // A field that some update leaves out may never have been set.
      let setting = register.updates.filter { $0.fields.contains { $0.name.text == name } }
      if setting.count < register.updates.count, !register.missingIsUnknown { type = .null }
    }
    for update in register.updates {
      guard let field = update.fields.first(where: { $0.name.text == name }) else { continue }
      type = type.joined(check(field.value, updateScope(number, update)).type) ?? type
    }
    return type
  }

  func startScope(_ number: Int) -> Scope {
    let register = pack.registers[number]
    var scope = Scope(module: register.pack)
    scope.isState = true
    scope.locals["key"] = (keySlot, registerKeyTypes(number).first ?? .dynamic)
    return scope
  }

  func updateScope(_ number: Int, _ update: RegisterDeclaration.Update) -> Scope {
    let register = pack.registers[number]
    var scope = self.scope(on: [update.on], register.pack)
    scope.isState = true
    let record = Type.record(registerType(number))
    scope.locals["it"] = (itSlot, register.start == nil ? .optional(record) : record)
    scope.locals["key"] = (keySlot, registerKeyTypes(number).first ?? .dynamic)
    return scope
  }

  func registerHasBounds(_ number: Int) -> Bool {
    if let known = registerBounds[number] { return known }
    registerBounds[number] = false
    let register = pack.registers[number]
    let hasBounds = quietly {
      (register.start ?? []).contains { !check($0.value, startScope(number)).figures.isEmpty }
        || register.updates.contains { update in
          let scope = updateScope(number, update)
          return (update.when.map { check($0, scope).isUncertain } ?? false)
            || update.fields.contains { field in
              let typed = check(field.value, scope)
              return typed.figures.contains { !$0.hasPrefix("it.") } && mayCarryBounds(typed.type)
            }
        }
    }
    registerBounds[number] = hasBounds
    return hasBounds
  }

  func clusterType(_ number: Int) -> RecordType {
    if let known = clusterTypes[number] { return known }
    let cluster = pack.clusters[number]
    let key = resolve(cluster.of, cluster.pack)
    // A sum that reads its own cluster is reported as a cycle of state.
    clusterTypes[number] = RecordType(name: cluster.name.text, fields: [("members", .list(key))])
    var scope = Scope(module: cluster.pack)
    scope.isState = true
    scope.locals["key"] = (keySlot, key)
    let sums = cluster.sums.map { sum in (name: sum.name.text, type: quietly { check(sum.value, scope) }.type) }
    let possibly = RecordType(name: "\(cluster.name.text).possibly", fields: sums)
    var fields: [(name: String, type: Type)] = [("members", .list(key))]
    fields += sums
    fields += [("possible", .list(key)), ("possibly", .record(possibly))]
    let type = RecordType(name: cluster.name.text, fields: fields)
    clusterTypes[number] = type
    return type
  }

  func crossingKeyType(_ number: Int) -> Type {
    let crossing = pack.crossings[number]
    if let cluster = crossing.cluster.flatMap({ find(.cluster, $0.text, crossing.pack) }) {
      return resolve(pack.clusters[cluster].of, pack.clusters[cluster].pack)
    }
    if let register = crossing.register.flatMap({ find(.register, $0.text, crossing.pack) }) {
      return registerKeyTypes(register).first ?? .dynamic
    }
    return .dynamic
  }

  func crossingScope(_ number: Int) -> Scope {
    let crossing = pack.crossings[number]
    var scope = Scope(module: crossing.pack)
    scope.isState = true
    scope.locals["key"] = (keySlot, crossingKeyType(number))
    return scope
  }

  func crossingType(_ number: Int) -> RecordType {
    if let known = crossingTypes[number] { return known }
    let crossing = pack.crossings[number]
    crossingTypes[number] = RecordType(name: crossing.name.text, fields: [("date", .date), ("time", .time)])
    let scope = crossingScope(number)
    let kept = crossing.keep.map { field in (name: field.name.text, type: quietly { check(field.value, scope) }.type) }
    let builtIn: [(name: String, type: Type)] = [("date", .date), ("time", .time)]
    let type = RecordType(name: crossing.name.text, fields: builtIn + kept)
    crossingTypes[number] = type
    return type
  }

  func parameterHasBounds(_ number: Int) -> Bool {
    func hasBounds(_ node: DocumentNode) -> Bool {
      guard let entries = node.entries else { return false }
      return entries.contains { $0.key == "at_least" || $0.key == "between" || hasBounds($0.value) }
    }
    return pack.parameters[number].steps.contains { hasBounds($0.value) }
  }

  func parameterType(_ number: Int) -> Type {
    if let known = parameterTypes[number] { return known }
    let parameter = pack.parameters[number]
    var reader = ParameterValueReader(checker: self, parameter: parameter)
    let type = reader.type()
    parameterTypes[number] = type
    return type
  }
}
