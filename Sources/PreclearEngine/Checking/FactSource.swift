/// What would answer a missing fact: a field of the event, an event that nobody put on record, or a field of one that is there.
struct FactSource {
  enum Place {
    case event(field: Int)
    /// The field, of the one event on record that lacks it.
    case past(kind: Int, field: Int)
    /// An event with these slots, on record just before the one that is judged.
    case record(kind: Int, slots: [Value?])
  }

  let place: Place
  /// What may be written, each in every combination with the others.
  let choices: [(field: Int, values: [Value])]
  /// The figure that is asked for, if one is.
  let axis: NumberAxis?

  /// More combinations than this are not tried.
  private static let mostCombinations = 64

  /// Every combination of the choices.
  var combinations: [[(field: Int, value: Value)]] {
    choices.reduce([[]]) { all, choice in all.flatMap { one in choice.values.map { one + [(choice.field, $0)] } } }
  }

  private var isTooWide: Bool {
    var count = 1
    for choice in choices {
      count *= choice.values.count
      if count == 0 || count > Self.mostCombinations { return true }
    }
    return axis != nil && count > 1
  }

  private init(_ place: Place, _ choices: [(field: Int, values: [Value])], _ axis: NumberAxis?) {
    self.place = place
    self.choices = choices
    self.axis = axis
  }

  /// Nil where no answer can be made up from the types: a text, say, may be anything.
  init?(_ fact: String, asked event: Event, on trail: Trail, of checker: EventChecker) {
    let name = FactPath(fact)
    let pack = checker.pack
    let layout = pack.layouts[event.kind]
    let made: FactSource?
    if let field = name.field, name.keys.isEmpty, name.base == "event" || name.base == layout.name,
      let position = layout.position(of: field), event.slots[position] == nil
    {
      made = Self.field(position, of: event.kind, .event(field: position), event.date, checker)
    } else if let kind = pack.layouts.firstIndex(where: { $0.name == name.base }) {
      if let field = name.field, name.keys.isEmpty {
        made = Self.past(field, kind, event, trail, checker)
      } else {
        made = Self.record(kind, name, event, checker)
      }
    } else if name.base == "party", let party = pack.party {
      made = Self.record(party.kind, name, event, checker)
    } else {
      made = nil
    }
    guard let made, !made.isTooWide else { return nil }
    self = made
  }

  // MARK: Kinds of places

  private static func field(
    _ field: Int, of kind: Int, _ place: Place, _ date: CalendarDate, _ checker: EventChecker
  ) -> FactSource? {
    let layout = checker.pack.layouts[kind]
    let axis = axis(field, layout, date)
    let values = values(layout.fields[field], checker, naming: false)
    if axis == nil, values.isEmpty { return nil }
    return FactSource(place, axis == nil ? [(field, values)] : [], axis)
  }

  private static func past(
    _ field: String, _ kind: Int, _ event: Event, _ trail: Trail, _ checker: EventChecker
  ) -> FactSource? {
    guard let position = checker.pack.layouts[kind].position(of: field) else { return nil }
    let lacking = trail.past.filter { $0.kind == kind && $0.date <= event.date && $0.slots[position] == nil }
    guard lacking.count == 1 else { return nil }
    return Self.field(position, of: kind, .past(kind: kind, field: position), lacking[0].date, checker)
  }

  /// An event of a kind that names these keys and states the rest; what it may leave out is none, or left out.
  private static func record(_ kind: Int, _ name: FactPath, _ event: Event, _ checker: EventChecker) -> FactSource? {
    let layout = checker.pack.layouts[kind]
    var slots = [Value?](repeating: nil, count: layout.fields.count)
    var keys = name.keys.map { checker.machine.symbols.intern($0) }[...]
    var choices: [(field: Int, values: [Value])] = []
    var axis: NumberAxis?
    for (position, field) in layout.fields.enumerated() where !field.isDerived {
      let isAsked = field.name == name.field
      guard field.isRequired || isAsked else {
        if field.allowsNull, !field.nullIsUnknown, !field.isNumber, name.field == nil { slots[position] = .null }
        continue
      }
      if field.takesKeys, !isAsked, !keys.isEmpty {
        if case .list = field.type {
          slots[position] = .list(keys.map(Value.string))
          keys = []
        } else {
          slots[position] = keys.popFirst().map(Value.string)
        }
      } else if let own = Self.axis(position, layout, event.date) {
        if axis != nil { return nil }
        axis = own
      } else {
        choices.append((position, values(field, checker, naming: true)))
      }
    }
    return keys.isEmpty ? FactSource(.record(kind: kind, slots: slots), choices, axis) : nil
  }

  private static func axis(_ field: Int, _ layout: EventLayout, _ date: CalendarDate) -> NumberAxis? {
    NumberAxis(field: field, of: layout, written: nil) ?? NumberAxis(dayField: field, of: layout, around: date)
  }

  /// The values that a field may have, as far as its type lists them. A party is one of those that are declared, if it has to be
  /// named.
  private static func values(_ field: FieldLayout, _ checker: EventChecker, naming: Bool) -> [Value] {
    let none: [Value] = field.allowsNull && !field.nullIsUnknown && !naming ? [.null] : []
    func symbols(_ values: [String]) -> [Value] { values.map { .string(checker.machine.symbols.intern($0)) } }
    switch field.type {
    case .bool: return [.bool(true), .bool(false)] + none
    case .choice(_, let values): return symbols(values) + none
    case .list(.choice(_, let values)): return [.list([])] + symbols(values).map { .list([$0]) }
    case .party: return (naming ? checker.state.declaredParties.map(Value.string) : []) + none
    case .string, .int, .decimal, .date, .time, .list, .record: return none
    }
  }
}

extension FieldLayout {
  fileprivate var isNumber: Bool {
    switch type {
    case .int, .decimal: true
    case .string, .bool, .date, .time, .party, .choice, .list, .record: false
    }
  }

  /// Whether the keys of a fact's name may stand in it.
  fileprivate var takesKeys: Bool {
    switch type {
    case .party, .string, .list(.party), .list(.string): true
    case .int, .decimal, .bool, .date, .time, .choice, .list, .record: false
    }
  }
}

/// The parts of a fact's name: `holding(acme).shares`, `association(acme, beta)`, `event.buyer`, `consent`.
struct FactPath {
  let base: String
  let keys: [String]
  let field: String?

  init(_ text: String) {
    guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else {
      let parts = text.split(separator: ".", maxSplits: 1)
      base = parts.first.map(String.init) ?? text
      keys = []
      field = parts.count > 1 ? String(parts[1]) : nil
      return
    }
    base = String(text[..<open])
    keys = text[text.index(after: open)..<close].split(separator: ",").map { key in
      String(key.drop { $0 == " " })
    }
    let rest = text[text.index(after: close)...].drop { $0 == "." }
    field = rest.isEmpty ? nil : String(rest)
  }
}
