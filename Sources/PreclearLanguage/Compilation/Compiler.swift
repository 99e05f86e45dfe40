import PreclearEngine

/// Makes a ``CompiledPack`` of a pack, checking all of it on the way.
package final class Compiler {
  package let checker: PackChecker
  private(set) var compiled = CompiledPack()
  private var absentExpressions: [Int: [String: TypedExpression]] = [:]
  var dependencies: [Int: Dependencies] = [:]
  /// For each construct, the readings it depends on, through all that it reads.
  private var closures: [Int: Set<Int>] = [:]
  private var templateCount = 0
  /// The named expressions of the rule that is being compiled.
  var named: [TypedExpression] = []

  /// False where a mistake hides the types that the rules are made of.
  private var isReadyForRules = false
  /// The kinds of event that are to be judged; nil: all. Rules are checked for every kind, and programs made for these.
  private let judged: Set<String>?

  init(_ checker: PackChecker, judging judged: Set<String>?) {
    self.checker = checker
    self.judged = judged
  }

  /// For each kind its fields, with those that all kinds have.
  private lazy var fields = pack.kinds.map { $0.fields + pack.common }

  func isJudged(_ kind: Int) -> Bool { judged?.contains(pack.kinds[kind].name.text) ?? true }

  var pack: Pack { checker.pack }

  /// The compiled pack, or every mistake that was found in it.
  package static func compile(_ pack: Pack) throws(LoadFailure) -> CompiledPack {
    try begin(pack, judging: nil).finish()
  }

  /// The first half of the work: all but the rules. Where it is known which kinds of event will be judged, programs are made for
  /// these alone.
  static func begin(_ pack: Pack, judging judged: Set<String>?) -> Compiler {
    begin(PackChecker(pack), judging: judged)
  }

  static func begin(_ checker: PackChecker, judging judged: Set<String>? = nil) -> Compiler {
    let compiler = beginSchema(checker, judging: judged)
    compiler.compileState()
    return compiler
  }

  /// The first step of it: what events may hold, and every text that the pack brings.
  static func beginSchema(_ checker: PackChecker, judging judged: Set<String>?) -> Compiler {
    let compiler = Compiler(checker, judging: judged)
    compiler.compileSchema()
    compiler.internTexts()
    return compiler
  }

  /// What it takes to read events. Nil after a mistake.
  func schema() -> CompiledPack? { checker.diagnostics.hasErrors ? nil : compiled }

  /// What it takes to record events. Nil after a mistake.
  func withoutRules() -> CompiledPack? {
    guard isReadyForRules, !checker.diagnostics.hasErrors else { return nil }
    compiled.localCount = checker.slotCount
    return compiled
  }

  /// Texts have the same symbols in every step, so that events may be read before the pack is compiled.
  private func internTexts() {
    for choice in pack.enums { for value in choice.type.values { _ = intern(value) } }
    for parameter in pack.parameters { for step in parameter.steps { internTexts(in: step.value) } }
    pack.forEachExpression { expression, _ in internTexts(of: expression) }
    for text in pack.rules.flatMap(\.changedTexts) { _ = intern(text) }
  }

  private func internTexts(in value: DocumentNode) {
    switch value.content {
    case .list(let items): for item in items { internTexts(in: item) }
    case .mapping(let entries):
      for entry in entries {
        _ = intern(entry.key)
        internTexts(in: entry.value)
      }
    case .scalar(let scalar): if case .string = scalar.kind { _ = intern(scalar.text) }
    }
  }

  private func internTexts(of expression: Expression) {
    switch expression.kind {
    case .string(let text): _ = intern(text)
    case .select(_, let field), .has(_, let field): _ = intern(field)
    default: break
    }
    expression.forEachChild { internTexts(of: $0) }
  }

  /// What a single expression that was checked and compiled needs to run: its strings, and room for its variables.
  var expressionPack: CompiledPack {
    var pack = compiled
    pack.localCount = checker.slotCount
    return pack
  }

  private func compileSchema() {
    checker.rejectDuplicates()
    compiled.name = pack.main.name
    compiled.version = pack.main.version
    compileEvents()
    compiled.calendars = pack.calendars.map(\.calendar)
    compileReadings()
  }

  /// Everything else but the rules: enough to record events.
  func compileState() {
    for view in pack.views.indices { _ = checker.viewType(view) }
    if checker.hasCircularViews { return }
    let mistakes = checker.diagnostics.all.count
    checker.checkNeeds()
    // What is wrong with a filling would be told again wherever the need is used.
    if checker.diagnostics.all.count > mistakes { return }
    compileParameters()
    compileAbsentFields()
    compileConstructs()
    orderState()
    isReadyForRules = true
  }

  /// The pack with its rules, or every mistake that was found in it.
  func finish() throws(LoadFailure) -> CompiledPack {
    if isReadyForRules {
      compileRules()
      checkCatalogue()
      // Nobody asks for it where only some kinds are judged.
      if judged == nil { compileRooms() }
    }
    if checker.diagnostics.hasErrors { throw LoadFailure(checker.diagnostics.all) }
    compiled.localCount = checker.slotCount
    compiled.judgedKinds = Set(pack.kinds.indices.filter(isJudged))
    return compiled
  }

  // MARK: What programs need

  func intern(_ text: String) -> Symbol { compiled.symbols.intern(text) }

  func layout(_ kind: Int) -> EventLayout { compiled.layouts[kind] }

  /// A program reads the field of this position.
  func noteRead(_ position: Int, _ kind: Int) { compiled.reads.insert(field: position, ofKind: kind) }

  /// A program reads the id of the event: of the kind of its scope, or of any.
  func noteReadOfID(_ scope: RowScope) {
    for kind in scope.kind.map({ [$0] }) ?? Array(pack.kinds.indices) { compiled.reads.insert(idOfKind: kind) }
  }

  func value(_ constant: TypedExpression.Constant) -> Value {
    switch constant {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .decimal(let decimal): .decimal(decimal)
    case .string(let text): .string(intern(text))
    case .date(let date): .date(date)
    case .period(let period): .period(period)
    }
  }

  func program(_ expression: TypedExpression, _ scope: RowScope) -> Program {
    ProgramBuilder.program(expression, scope, self)
  }

  /// A program of a rule for one kind; nothing, if no event of that kind is to be judged.
  func ruleProgram(_ expression: TypedExpression, _ scope: RowScope) -> Program {
    guard let kind = scope.kind, isJudged(kind) else { return Self.nothing }
    return program(expression, scope)
  }

  private static let nothing = Program(
    code: [], constants: [], programs: [], comprehensions: [], layouts: [], leaves: [])

  func absentExpression(_ kind: Int, _ field: String) -> TypedExpression? { absentExpressions[kind]?[field] }

  /// `holding({key})`, with its question.
  func template(_ fact: FactText?, default name: String, question: String? = nil, keys: [String] = ["key"])
    -> FactTemplate
  {
    func parts(_ text: String) -> [FactTemplate.Part] {
      var result: [FactTemplate.Part] = []
      var rest = text[...]
      while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        if open > rest.startIndex { result.append(.text(String(rest[..<open]))) }
        let key = String(rest[rest.index(after: open)..<close])
        if let number = keys.firstIndex(of: key) {
          result.append(.key(number))
        } else {
          checker.unknownName(key, "key", at: fact?.range ?? pack.main.range, among: keys)
        }
        rest = rest[rest.index(after: close)...]
      }
      if !rest.isEmpty { result.append(.text(String(rest))) }
      return result
    }
    templateCount += 1
    return FactTemplate(
      number: templateCount, parts: parts(fact?.name ?? name), question: (fact?.question ?? question).map(parts))
  }

  // MARK: Schema

  private func compileEvents() {
    for (kind, fields) in zip(pack.kinds, fields) {
      let fields = fields.map { fieldLayout($0, kind.pack) }
      compiled.layouts.append(
        EventLayout(name: kind.name.text, fields: fields, silenceIsUnknown: kind.silenceIsUnknown, ask: kind.ask))
      compiled.kindSymbols.append(intern(kind.name.text))
      for case .choice(_, let values) in fields.map(\.type) { for value in values { _ = intern(value) } }
    }
    compiled.timeFields = compiled.layouts.map { $0.position(of: "time") }
    for (kind, position) in compiled.timeFields.enumerated() { if let position { noteRead(position, kind) } }
    guard let parties = pack.parties else { return }
    guard let kind = checker.find(.kind, parties.declaredBy.text, parties.pack) else {
      checker.unknownName(
        parties.declaredBy.text, "event kind", at: parties.declaredBy.range,
        among: checker.visibleNames(.kind, parties.pack))
      return
    }
    let layout = compiled.layouts[kind]
    guard let id = layout.position(of: "party") ?? layout.position(of: "party_id") else {
      checker.unknownName("party", "field", at: parties.declaredBy.range, among: layout.fields.map(\.name))
      return
    }
    compiled.party = PartyPlan(
      kind: kind, idField: id, rolesField: layout.position(of: "roles"),
      positionsField: layout.position(of: "positions"),
      groupField: layout.position(of: "group"))
    for position in layout.fields.indices { noteRead(position, kind) }
  }

  private func fieldLayout(_ field: FieldDeclaration, _ module: Int) -> FieldLayout {
    let type = checker.resolve(field.type, module)
    return FieldLayout(
      name: field.name.text, type: fieldType(type, field), isRequired: field.isRequired, allowsNull: field.null != nil,
      nullIsUnknown: field.null == "unknown", minimum: field.minimum, maximum: field.maximum, places: field.places,
      digits: field.digits, isNonempty: field.isNonempty, allowsExponent: field.allowsExponent,
      allowsPercent: field.allowsPercent, isDerived: field.derived != nil, ask: field.ask)
  }

  private func fieldType(_ type: Type, _ field: FieldDeclaration) -> FieldType {
    switch type.withoutNull {
    case .bool: return .bool
    case .int: return .int
    case .decimal: return .decimal
    case .date: return .date
    case .time: return .time
    case .party: return .party
    case .choice(let choice): return .choice(name: choice.name, values: choice.values)
    case .list(let item): return .list(fieldType(item, field))
    case .record(let record): return .record(record.fields.map { ($0.name, fieldType($0.type, field)) })
    case .string, .dynamic: return .string
    case .period, .null, .map, .optional:
      checker.mismatch(type, expected: "a type that an event can hold", at: field.name.range)
      return .string
    }
  }

  private func compileAbsentFields() {
    for (number, kind) in pack.kinds.enumerated() {
      var scope = Scope(module: kind.pack)
      scope.kinds = [number]
      for field in fields[number] {
        guard let expression = field.derived ?? field.absent else { continue }
        let typed = checker.check(expression, scope)
        let type = checker.resolve(field.type, kind.pack)
        if !typed.type.fits(.optional(type)) {
          checker.mismatch(typed.type, expected: type.name, at: expression.range)
        }
        absentExpressions[number, default: [:]][field.name.text] = typed
      }
    }
    for number in pack.kinds.indices { rejectCircularFields(number) }
    compiled.absent = fields.enumerated().map { number, fields in
      fields.map { field in
        AbsentField(
          program: absentExpressions[number]?[field.name.text].map { program($0, RowScope(kind: number)) },
          least: field.minimum.map(Value.decimal), most: field.maximum.map(Value.decimal))
      }
    }
  }

  /// A field that stands for itself, through others or not, has no value: it is reported, and taken as unknown.
  private func rejectCircularFields(_ kind: Int) {
    func addFields(in typed: TypedExpression, to fields: inout [String]) {
      if case .eventField(let field) = typed.kind { fields.append(field) }
      typed.forEachChild { addFields(in: $0, to: &fields) }
    }
    func isReached(_ goal: String, from field: String, _ seen: inout Set<String>) -> Bool {
      guard seen.insert(field).inserted, let typed = absentExpressions[kind]?[field] else { return false }
      var fields: [String] = []
      addFields(in: typed, to: &fields)
      for next in fields where next == goal || isReached(goal, from: next, &seen) { return true }
      return false
    }
    guard absentExpressions[kind] != nil else { return }
    for field in fields[kind] {
      var seen: Set<String> = []
      guard isReached(field.name.text, from: field.name.text, &seen) else { continue }
      checker.diagnostics.error(
        "the field '\(field.name.text)' is made of itself", code: "cycle", at: field.name.range)
      absentExpressions[kind]?[field.name.text] = nil
    }
  }

  private func compileReadings() {
    compiled.readings = pack.readings.map { reading in
      ReadingPlan(
        name: reading.name.text, question: reading.question,
        alternatives: reading.alternatives.map {
          ReadingPlan.Alternative(name: $0.name.text, symbol: intern($0.name.text), title: $0.title)
        })
    }
  }

  private func compileParameters() {
    for parameter in pack.parameters {
      let reader = ParameterValueReader(checker: checker, parameter: parameter)
      var steps: [ParameterPlan.Step] = []
      for step in parameter.steps {
        steps.append(ParameterPlan.Step(from: step.from, value: reader.value(step.value, &compiled.symbols)))
      }
      compiled.parameters.append(
        ParameterPlan(
          name: parameter.name.text, steps: steps,
          asks: template(parameter.asks, default: parameter.name.text)))
    }
  }

  // MARK: Order and readings of state

  /// Compiles each construct, noting what it reads; how many copies of it are kept is known when all are.
  private func compileConstructs() {
    let measures = pack.measures.indices.map { measure($0) }
    let registers = pack.registers.indices.map { register($0) }
    let clusters = pack.clusters.indices.map { cluster($0) }
    let crossings = pack.crossings.indices.map { crossing($0) }
    compiled.measures = measures.enumerated().map { $1(readings(of: .measure($0))) }
    compiled.registers = registers.enumerated().map { $1(readings(of: .register($0))) }
    compiled.clusters = clusters.enumerated().map { $1(readings(of: .cluster($0))) }
    compiled.crossings = crossings.enumerated().map { $1(readings(of: .crossing($0))) }
  }

  /// The readings that an expression depends on, through all that it reads.
  func readings(_ dependencies: Dependencies) -> [Int] {
    var result = Set(dependencies.readings)
    for reference in dependencies.state + dependencies.earlier { result.formUnion(closure(reference)) }
    return result.sorted()
  }

  func readings(of reference: StateReference) -> [Int] { closure(reference).sorted() }

  private func closure(_ reference: StateReference) -> Set<Int> {
    if let known = closures[reference.code] { return known }
    var result: Set<Int> = []
    var seen: Set<Int> = [reference.code]
    var open = [reference]
    while let next = open.popLast() {
      guard let own = dependencies[next.code] else { continue }
      result.formUnion(own.readings)
      for other in own.state + own.earlier where seen.insert(other.code).inserted { open.append(other) }
    }
    closures[reference.code] = result
    return result
  }

  /// Every construct after what it reads.
  private func orderState() {
    var order: [StateReference] = []
    var done: Set<Int> = []
    var open: Set<Int> = []
    func place(_ reference: StateReference) {
      if done.contains(reference.code) { return }
      guard open.insert(reference.code).inserted else {
        let name = self.name(of: reference)
        checker.diagnostics.error(
          "'\(name.text)' is made of itself", code: "cycle", at: name.range,
          help: "read what it was before the event: before(…)")
        return
      }
      for read in Self.sorted(dependencies[reference.code]?.state ?? []) { place(read) }
      open.remove(reference.code)
      done.insert(reference.code)
      order.append(reference)
    }
    for number in pack.registers.indices { place(.register(number)) }
    for number in pack.measures.indices { place(.measure(number)) }
    for number in pack.clusters.indices { place(.cluster(number)) }
    for number in pack.crossings.indices { place(.crossing(number)) }
    compiled.stateOrder = order
  }

  /// In an order that is the same in every run.
  static func sorted(_ references: [StateReference]) -> [StateReference] {
    references.sorted { $0.code < $1.code }
  }

  private func name(of reference: StateReference) -> Name {
    switch reference {
    case .measure(let number): pack.measures[number].name
    case .register(let number): pack.registers[number].name
    case .cluster(let number): pack.clusters[number].name
    case .crossing(let number): pack.crossings[number].name
    }
  }

  func add(rule: RulePlan) { compiled.rules.append(rule) }

  func add(room: RoomPlan) { compiled.rooms.append(room) }

  func set(rulesByKind: [[Int]]) { compiled.rulesByKind = rulesByKind }

  // MARK: The catalogue

  /// Each catalogue id stands on one side: covered by a rule, or with the reason why none is needed.
  private func checkCatalogue() {
    let known = Set(pack.catalogue.map(\.id))
    var first: [String: SourceRange] = [:]
    for entry in pack.catalogue {
      if let other = first[entry.id] {
        checker.diagnostics.error(
          "the catalogue id '\(entry.id)' stands twice", code: "duplicate", at: entry.range,
          help: "the other is in \(other.file.path):\(other.start.line)")
      } else {
        first[entry.id] = entry.range
      }
    }
    for rule in pack.rules {
      for id in rule.covers where !known.contains(id.text) {
        checker.unknownName(id.text, "catalogue id", at: id.range, among: known.sorted())
      }
    }
    let named = Set(pack.rules.flatMap { $0.covers.map(\.text) } + pack.noRule.map(\.id))
    for entry in pack.catalogue where !named.contains(entry.id) {
      checker.diagnostics.error(
        "no rule covers '\(entry.id)', and 'no_rule' gives no reason", code: "uncovered", at: entry.range,
        help: "name it under a rule's 'covers', or under 'no_rule' with the reason")
    }
    for entry in pack.noRule where !known.contains(entry.id) {
      checker.unknownName(entry.id, "catalogue id", at: entry.range, among: known.sorted())
    }
  }
}

extension StateReference {
  /// Orders constructs, and tells them apart where a set of them is kept.
  var code: Int {
    let most = 1 << 20
    return switch self {
    case .register(let number): number
    case .measure(let number): most + number
    case .cluster(let number): 2 * most + number
    case .crossing(let number): 3 * most + number
    }
  }
}
