import PreclearEngine

/// A pack that has needs, checked by itself: each hole is filled with something of its type of which nothing else is known.
extension Pack {
  /// What the name of a stand-in begins with, before that of its need.
  package static let standInPrefix = "need "

  /// What stands in for a need goes by the need's name.
  package static func withoutStandIn(_ name: String) -> String {
    name.hasPrefix(standInPrefix) ? String(name.dropFirst(standInPrefix.count)) : name
  }

  /// This pack with an importer that fills every need that nobody fills; the same pack if there is none.
  package func withNeedsFilled() -> Pack {
    guard needs.contains(where: { $0.filledBy == nil }) else { return self }
    var pack = self
    var builder = NeedFiller(importer: modules.count)
    for number in needs.indices where needs[number].filledBy == nil {
      builder.fill(&pack.needs[number])
    }
    pack.append(builder.made)
    // It sees nothing but what the pack declares, and is no pack of anybody's.
    let main = modules[modules.count - 1]
    var importer = Module(name: main.name, version: main.version, title: main.title, directory: "", range: main.range)
    importer.imports = Array(modules.indices)
    pack.modules.append(importer)
    return pack
  }
}

/// Declares, in an importer of its own, what needs are filled with.
private struct NeedFiller {
  let importer: Int
  private(set) var made = Pack()

  init(importer: Int) {
    self.importer = importer
  }

  mutating func fill(_ need: inout NeedDeclaration) {
    let range = need.name.range
    // No author can write such a name, so that it stands in nobody's way.
    let name = Name("\(Pack.standInPrefix)\(need.name.text)", range)
    need.filledBy = importer
    switch need.kind {
    case .figure(let type):
      addRegister(name, key: nil, fields: [(Name("value", range), type)], isDaily: need.isDaily)
      need.expression = Self.field("value", of: Expression(.identifier(name.text), range: range))
    case .keyed(let of, let type):
      addRegister(name, key: of, fields: [(Name("value", range), type)], isDaily: need.isDaily)
      let key = Expression(.identifier("key"), range: range)
      let entry = Expression(.index(Expression(.identifier(name.text), range: range), key), range: range)
      need.expression = Self.field("value", of: entry)
    case .view(let fields):
      addKind(name, fields)
      need.target = name
    case .cluster(let of, let sums):
      addCluster(name, of ?? .name(Name("string", range)), sums)
      need.target = name
    case .register:
      addRegister(name, key: .name(Name("string", range)), fields: [], isDaily: true)
      need.target = name
    case .measure, .reading, .calendar, .parameter, .choice: addPlain(need.kind, name, &need)
    }
  }

  private mutating func addPlain(_ kind: NeedDeclaration.Kind, _ name: Name, _ need: inout NeedDeclaration) {
    switch kind {
    case .measure:
      addKind(name, [])
      made.measures.append(
        MeasureDeclaration(
          name: name, pack: importer, on: [name], over: nil, where: nil, by: [], byEach: nil, aggregate: .count,
          value: .nothing, within: nil, of: nil, none: nil, window: nil, isDaily: true, isDistinct: false,
          isUnbounded: false, asks: nil))
    case .reading:
      made.readings.append(
        ReadingDeclaration(
          name: name, pack: importer, question: name.text, alternatives: [],
          type: ChoiceType(name: name.text, values: []), citation: nil))
    case .calendar:
      // It is asked for as `NAME_day`, and found under the need's own name.
      made.calendars.append(
        CalendarDeclaration(
          name: name, pack: importer,
          calendar: Calendar(name: name.text, weekend: [6, 7], rules: [], closed: [], doubtful: [])))
    case .parameter:
      made.parameters.append(
        ParameterDeclaration(name: name, pack: importer, type: nil, steps: [], reviewBy: nil, asks: nil))
    case .choice:
      // Types of other needs name it, so that it has the need's own name.
      made.enums.append(
        EnumDeclaration(name: need.name, pack: importer, type: ChoiceType(name: need.name.text, values: [])))
      need.target = need.name
      return
    case .figure, .keyed, .view, .cluster, .register: return
    }
    need.target = name
  }

  private static func field(_ name: String, of target: Expression) -> Expression {
    Expression(.select(target, field: name), range: target.range)
  }

  private mutating func addKind(_ name: Name, _ fields: [(name: Name, type: TypeText)]) {
    made.kinds.append(
      KindDeclaration(
        name: name, pack: importer, fields: fields.map { Self.declared($0.name, $0.type) }, silenceIsUnknown: false,
        ask: nil))
  }

  private static func declared(_ name: Name, _ type: TypeText) -> FieldDeclaration {
    var plain = type
    var null: String?
    if case .optional(let inner) = type {
      plain = inner
      null = "none"
    }
    return FieldDeclaration(
      name: name, type: plain, isRequired: false, null: null, minimum: nil, maximum: nil, places: nil, digits: nil,
      isNonempty: false, allowsExponent: false, allowsPercent: false, absent: nil, derived: nil, ask: nil, unit: nil)
  }

  /// State of which nothing is known until an event of its own kind states it.
  private mutating func addRegister(
    _ name: Name, key: TypeText?, fields: [(name: Name, type: TypeText)], isDaily: Bool
  ) {
    let event = Expression(.identifier("event"), range: name.range)
    var stated = fields
    if let key { stated.append((Name("key", name.range), key)) }
    addKind(name, stated)
    made.registers.append(
      RegisterDeclaration(
        name: name, pack: importer, key: key == nil ? [] : [Self.field("key", of: event)], start: nil,
        missingIsUnknown: true, asks: nil,
        updates: [
          RegisterDeclaration.Update(
            on: name, key: [], when: nil, fields: fields.map { ($0.name, Self.field($0.name.text, of: event)) })
        ], isDaily: isDaily))
  }

  private mutating func addCluster(_ name: Name, _ of: TypeText, _ sums: [(name: Name, type: TypeText)]) {
    let members = Name("\(name.text) member", name.range)
    addRegister(members, key: of, fields: sums, isDaily: true)
    let key = Expression(.identifier("key"), range: name.range)
    let member = Expression(.index(Expression(.identifier(members.text), range: name.range), key), range: name.range)
    made.clusters.append(
      ClusterDeclaration(
        name: name, pack: importer, of: of, same: nil, pairs: nil, candidates: members, possible: nil,
        sums: sums.map { ($0.name, Self.field($0.name.text, of: member)) }, asks: nil))
  }
}
