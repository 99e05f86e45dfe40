import PreclearEngine
import PreclearLanguage

/// Which declarations something reads, each known by its place: packs that are loaded twice are the same text.
struct Usage {
  private struct Place: Hashable {
    let file: String
    let start: SourcePosition
    /// What fills a need of a pack that is checked by itself stands in the need's place, and has another name.
    let text: String

    init(_ name: Name) {
      file = name.range.file.path
      start = name.range.start
      text = name.text
    }
  }

  private var used: Set<Place> = []

  func contains(_ name: Name) -> Bool { used.contains(Place(name)) }

  mutating func insert(_ name: Name) { used.insert(Place(name)) }

  mutating func formUnion(_ other: Usage) { used.formUnion(other.used) }

  init() {}

  /// What a pack reads, itself and through what it imports.
  init(of checked: CheckedPack) {
    var reader = UsageReader(checked)
    reader.readSites()
    reader.readStructure()
    reader.readTexts()
    self = reader.usage
  }
}

private struct UsageReader {
  var usage = Usage()
  private let checked: CheckedPack
  private let pack: Pack
  /// Fields of entries and kept rows that are read, by the construct that keeps them; under "" those of which it does not show.
  private var recordFields: [String: Set<String>] = [:]
  /// Constructs whose entries are compared whole.
  private var wholeRecords: Set<String> = []

  init(_ checked: CheckedPack) {
    self.checked = checked
    pack = checked.pack
  }

  // MARK: Expressions whose names are resolved

  mutating func readSites() {
    for site in checked.sites { read(site.typed, site) }
    for register in pack.registers {
      insertFields(
        (register.start ?? []).map(\.name) + register.updates.flatMap { $0.fields.map(\.name) }, of: register.name)
    }
    for measure in pack.measures {
      if case .record(let fields) = measure.value { insertFields(fields.map(\.name), of: measure.name) }
    }
    for crossing in pack.crossings { insertFields(crossing.keep.map(\.name), of: crossing.name) }
    for cluster in pack.clusters { insertFields(cluster.sums.map(\.name), of: cluster.name) }
  }

  private mutating func insertFields(_ fields: [Name], of construct: Name) {
    let read = recordFields[construct.text, default: []].union(recordFields["", default: []])
    let isWhole = wholeRecords.contains(construct.text)
    for field in fields where isWhole || read.contains(field.text) { usage.insert(field) }
  }

  /// A field of a record is read. What a register sets anew from its own old value is not read by that.
  private mutating func readField(_ field: String, of target: TypedExpression, _ site: CheckedPack.Site) {
    if case .local(checked.itSlot) = target.kind, case .register(let number) = site.owner, let part = site.part {
      let setting = pack.registers[number].updates[part].fields.first { $0.name.text == field }?.value.range
      if let setting, setting.start == site.typed.range.start, setting.end == site.typed.range.end { return }
    }
    for construct in Self.constructs(of: target) { recordFields[construct, default: []].insert(field) }
  }

  /// What keeps the record that an expression gives; "" where that does not show.
  private static func constructs(of typed: TypedExpression) -> [String] {
    switch typed.kind {
    case .conditional(_, let yes, let no): return constructs(of: yes) + constructs(of: no)
    case .call(.coalesce, let items): return items.flatMap(constructs)
    default:
      guard case .record(let record) = typed.type.withoutNull else { return [""] }
      let possibly = ".possibly"
      return [record.name.hasSuffix(possibly) ? String(record.name.dropLast(possibly.count)) : record.name]
    }
  }

  private mutating func read(_ typed: TypedExpression, _ site: CheckedPack.Site) {
    switch typed.kind {
    case .parameter(let number): usage.insert(pack.parameters[number].name)
    case .reading(let number): usage.insert(pack.readings[number].name)
    case .calendar(let number, _, _): usage.insert(pack.calendars[number].name)
    case .measure(let number, _), .onDay(_, let number, _):
      if site.owner != .measure(number) { usage.insert(pack.measures[number].name) }
    case .register(let number, _):
      if site.owner != .register(number) { usage.insert(pack.registers[number].name) }
    case .cluster(let number, _):
      if site.owner != .cluster(number) { usage.insert(pack.clusters[number].name) }
    case .crossing(let number, _), .crossingOf(let number, _), .crossingList(let number, _):
      if site.owner != .crossing(number) { usage.insert(pack.crossings[number].name) }
    case .eventField(let field), .eventHas(let field): readField(field, of: site.kinds)
    case .viewField(let view, let field):
      for entry in pack.views[view].entries {
        for made in entry.fields where made.name.text == field { usage.insert(made.name) }
      }
      for declared in pack.views[view].fields where declared.name.text == field { usage.insert(declared.name) }
    case .named(let number):
      if case .rule(let rule) = site.owner { usage.insert(pack.rules[rule].lets[number].name) }
    case .field(let target, let field), .hasField(let target, let field): readField(field, of: target, site)
    case .index(let target, let index):
      if case .constant(.string(let field)) = index.kind { readField(field, of: target, site) }
    case .binary(_, let a, let b):
      // A record beside null is asked whether it is there.
      if case .record(let x) = a.type.withoutNull, case .record(let y) = b.type.withoutNull {
        wholeRecords.formUnion([x.name, y.name])
      }
    case .constant, .local, .eventID, .eventKind, .eventDate, .party, .not, .negate, .conditional, .list, .map,
      .record, .comprehension, .call, .before, .asOf, .boundedByState:
      break
    }
    typed.forEachChild { read($0, site) }
  }

  private mutating func readField(_ field: String, of kinds: [Int]) {
    for kind in kinds { if let declared = checked.field(field, ofKind: kind) { usage.insert(declared.name) } }
  }

  // MARK: Names that stand outside expressions

  mutating func readStructure() {
    for rule in pack.rules {
      read(on: rule.on + rule.clauses.flatMap(\.on), rule.pack)
      let kinds = rule.on.flatMap { checked.kinds(of: $0, rule.pack) }
      if let field = rule.suppose?.field { readField(field.text, of: kinds) }
      for cure in rule.cures + rule.clauses.flatMap(\.cures) {
        switch cure {
        case .change(let changes): for change in changes { readField(change.field.text, of: kinds) }
        case .reduce(let field): readField(field.text, of: kinds)
        case .wait, .obtain: break
        }
      }
    }
    for measure in pack.measures {
      read(on: measure.on, measure.pack)
      if let over = measure.over { read(.register, over, measure.pack) }
      if case .days(_, let calendar)? = measure.window { read(.calendar, calendar, measure.pack) }
    }
    for register in pack.registers { read(on: register.updates.map(\.on), register.pack) }
    for view in pack.views { read(on: view.entries.map(\.source), view.pack) }
    for cluster in pack.clusters {
      if let pairs = cluster.pairs { read(on: [pairs.on], cluster.pack) }
      if let candidates = cluster.candidates { read(.register, candidates, cluster.pack) }
    }
    for crossing in pack.crossings {
      read(on: (crossing.active?.on ?? []) + crossing.passive, crossing.pack)
      if let cluster = crossing.cluster { read(.cluster, cluster, crossing.pack) }
      if let register = crossing.register { read(.register, register, crossing.pack) }
    }
    readParties()
  }

  /// Who takes part is asked of the kind that declares it, and the time orders the events of a day.
  private mutating func readParties() {
    for field in pack.common where field.name.text == "time" { usage.insert(field.name) }
    guard let parties = pack.parties else { return }
    read(on: [parties.declaredBy], parties.pack)
    for kind in checked.kinds(of: parties.declaredBy, parties.pack) {
      for field in ["party", "party_id", "roles", "positions", "group"] { readField(field, of: [kind]) }
    }
    for choice in [parties.roles, parties.positions] { if let choice { read(.enumeration, choice, parties.pack) } }
  }

  private mutating func read(on names: [Name], _ module: Int) {
    for name in names {
      read(.kind, name, module)
      read(.view, name, module)
    }
  }

  private mutating func read(_ category: Category, _ name: Name, _ module: Int) {
    readNeed(name.text, module)
    guard let number = checked.checker.find(category, name.text, module) else { return }
    switch category {
    case .enumeration: usage.insert(pack.enums[number].name)
    case .kind: usage.insert(pack.kinds[number].name)
    case .view: usage.insert(pack.views[number].name)
    case .parameter: usage.insert(pack.parameters[number].name)
    case .term: usage.insert(pack.terms[number].name)
    case .measure: usage.insert(pack.measures[number].name)
    case .register: usage.insert(pack.registers[number].name)
    case .cluster: usage.insert(pack.clusters[number].name)
    case .crossing: usage.insert(pack.crossings[number].name)
    case .reading: usage.insert(pack.readings[number].name)
    case .calendar: usage.insert(pack.calendars[number].name)
    case .need: usage.insert(pack.needs[number].name)
    }
  }

  private mutating func readNeed(_ name: String, _ module: Int) {
    for need in pack.needs where need.pack == module && need.name.text == name { usage.insert(need.name) }
  }

  // MARK: Names in texts: terms and needs, which are expanded, enums, and what a declaration's type names

  mutating func readTexts() {
    let bodies = Dictionary(
      pack.terms.enumerated().map { (ObjectIdentifier($1.body), $0) }, uniquingKeysWith: { first, _ in first })
    pack.forEachExpression { expression, module in
      if bodies[ObjectIdentifier(expression)] == nil { self.read(expression, module) }
    }
    // What only terms read that nothing reads is not read.
    var waiting = Set(pack.terms.indices)
    while let term = waiting.first(where: { usage.contains(pack.terms[$0].name) }) {
      waiting.remove(term)
      read(pack.terms[term].body, pack.terms[term].pack)
    }
    pack.forEachType { type, module in self.read(type, module) }
    for (module, node) in pack.documents {
      for calendar in node["calendars"]?.entries ?? [] {
        for part in calendar.value["open_in"]?.items ?? [] {
          if let text = part.scalar?.text { read(.calendar, Name(text, part.range), module) }
        }
      }
    }
    for citation in PlacedCitation.all(in: pack) {
      for source in pack.sources where source.name.text == citation.citation.source {
        if pack.isVisible(source.pack, in: citation.module) { usage.insert(source.name) }
      }
    }
  }

  private mutating func read(_ expression: Expression, _ module: Int) {
    switch expression.kind {
    case .identifier(let name): readWord(name, expression.range, module)
    case .call(let name, _), .method(_, let name, _):
      readWord(name, expression.range, module)
      for calendar in Self.calendars(in: name) { readNeed(calendar, module) }
    case .select(let target, let field):
      if case .identifier("enums") = target.kind { read(.enumeration, Name(field, expression.range), module) }
      if case .identifier("parameter") = target.kind { readNeed(field, module) }
    case .index(let target, let index):
      if case .identifier("reading") = target.kind, case .string(let name) = index.kind { readNeed(name, module) }
    case .null, .bool, .int, .decimal, .string, .has, .not, .negate, .binary, .conditional, .list, .map, .comprehension:
      break
    }
    expression.forEachChild { read($0, module) }
  }

  private mutating func readWord(_ name: String, _ range: SourceRange, _ module: Int) {
    readNeed(name, module)
    read(.term, Name(name, range), module)
  }

  /// The calendar that `business_day`, `business_days` or `is_business_day` asks.
  private static func calendars(in function: String) -> [String] {
    let plain = function.hasPrefix("is_") ? String(function.dropFirst(3)) : function
    return ["_day", "_days"].compactMap { plain.hasSuffix($0) ? String(plain.dropLast($0.count)) : nil }
  }

  private mutating func read(_ type: TypeText, _ module: Int) {
    switch type {
    case .name(let name): read(.enumeration, name, module)
    case .list(let item), .optional(let item): read(item, module)
    case .record(let fields): for field in fields { read(field.type, module) }
    }
  }
}
