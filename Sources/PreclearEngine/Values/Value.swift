/// What an expression comes to. Scalars hold no reference.
///
/// An ``Unknown`` is a fact that nobody supplied; a ``Fault`` is an error of arithmetic or of data. Both travel through
/// an expression as values, so that `&&` and `||` can absorb them (`language.md`, sections 1 and 2).
package enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case decimal(Decimal)
  /// A quotient that no decimal holds.
  indirect case ratio(Ratio)
  case date(CalendarDate)
  case period(Period)
  /// Strings, enum values, parties and times of day.
  case string(Symbol)
  case list(ListValue)
  case map(MapValue)
  case record(Record)
  case unknown(Unknown)
  case fault(Fault)

  package static func list(_ items: [Value]) -> Value { .list(ListValue(items)) }

  package var isTrue: Bool {
    if case .bool(true) = self { return true }
    return false
  }

  package var isFalse: Bool {
    if case .bool(false) = self { return true }
    return false
  }

  package var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// Neither unknown nor a fault.
  package var isKnown: Bool {
    switch self {
    case .unknown, .fault: false
    case .null, .bool, .int, .decimal, .ratio, .date, .period, .string, .list, .map, .record: true
    }
  }

  package var unknown: Unknown? {
    if case .unknown(let unknown) = self { return unknown }
    return nil
  }

  package var fault: Fault? {
    if case .fault(let fault) = self { return fault }
    return nil
  }
}

/// A list, and for each item the condition under which it belongs to it: an item that only may belong carries the
/// unknown that decides it.
package struct ListValue: Sendable {
  package let items: [Value]
  /// Nil where every item belongs; else one condition an item, `true` or unknown.
  package let conditions: [Value]?

  package init(_ items: [Value], conditions: [Value]? = nil) {
    self.items = items
    self.conditions = conditions
  }
}

/// A map with keys in the order in which they were written.
package final class MapValue: Sendable {
  package let keys: [Value]
  package let values: [Value]

  package init(keys: [Value], values: [Value]) {
    self.keys = keys
    self.values = values
  }
}

/// The names of a record's fields.
package final class RecordLayout: Sendable {
  package let name: String
  package let fields: [String]

  package init(name: String, fields: [String]) {
    self.name = name
    self.fields = fields
  }

  /// A record has few fields with short names: a scan is quicker than a hash.
  package func position(of field: String) -> Int? { fields.firstIndex(of: field) }
}

/// An event's party, the entry of a register, a kept row: named fields, each of which may be unknown.
package final class Record: Sendable {
  package let layout: RecordLayout
  package let values: [Value]
  /// Where the record stands for a cluster: how to ask the cluster for what is not kept here.
  package let cluster: ClusterHandle?

  package init(layout: RecordLayout, values: [Value], cluster: ClusterHandle? = nil) {
    self.layout = layout
    self.values = values
    self.cluster = cluster
  }
}

/// Which cluster a record stands for, and whether it was taken before the event.
package struct ClusterHandle: Sendable {
  package let cluster: Int
  package let key: Key
  package let moment: Moment
}

/// Which state an expression reads: with the event that is judged, or as it was before it.
package enum Moment: Sendable {
  case now
  case before
}

/// A fact that has a name and a question; interned in ``FactTable``.
package struct FactID: Hashable, Comparable, Sendable {
  package let number: Int32

  package static func < (a: FactID, b: FactID) -> Bool { a.number < b.number }

  /// Stands for a figure of which a whole range is tried at once. The first of all: whoever holds it in a list holds it first.
  static let probe = FactID(number: 0)
}

/// A value that nobody supplied: the facts that would answer it and, for a number or a date, the bounds between which it lies.
package final class Unknown: Sendable {
  /// In ascending order, each once.
  package let facts: [FactID]
  /// Nil: without bound.
  package let least: Value?
  package let most: Value?
  /// How far the bounds move over the range that is tried, as far as that is known.
  let spread: Spread?

  package convenience init(facts: [FactID], least: Value? = nil, most: Value? = nil) {
    self.init(facts: facts, least: least, most: most, spread: nil)
  }

  init(facts: [FactID], least: Value?, most: Value?, spread: Spread?) {
    self.facts = facts
    self.least = least
    self.most = most
    self.spread = spread
  }

  package func joined(_ other: Unknown) -> Unknown {
    facts == other.facts && hasFactsAlone ? self : Unknown(facts: FactTable.union(facts, other.facts))
  }

  /// The same facts, without bounds.
  package var withoutBounds: Unknown { hasFactsAlone ? self : Unknown(facts: facts) }

  private var hasFactsAlone: Bool { least == nil && most == nil && spread == nil }

  /// Whether it differs over the range that is tried.
  var isProbed: Bool { facts.first == .probe }

  /// The same, where it is open whichever value of the range that is tried it is: then it does not wait for that value.
  var withoutProbe: Unknown { isProbed ? Unknown(facts: Array(facts.dropFirst())) : self }
}

/// An error of arithmetic or of data, in words.
package final class Fault: Sendable {
  package let message: String

  package init(_ message: String) {
    self.message = message
  }
}

/// Those who may belong to a cluster: as many questions as there are such pairs, which are listed only when somebody asks.
package struct PossibleMembers: Hashable, Sendable {
  package let cluster: Int
  package let key: Key
  /// The sum for which they matter.
  package let sum: Int
  package let moment: Moment
}

/// The facts that a run asked for, each with its name and, where its construct brings one, its question.
package struct FactTable: Sendable {
  /// A fact that a construct names for its keys: the text is made once.
  package struct Use: Hashable, Sendable {
    package let template: Int
    package let first: Key?
    package let second: Key?
    package let field: String?
  }

  private var names: [String] = []
  private var questions: [String?] = []
  private var numbers: [String: Int32] = [:]
  private var uses: [Use: FactID] = [:]
  private var possibleFacts: [PossibleMembers: FactID] = [:]
  /// By the number of the fact.
  private var possibleMembers: [PossibleMembers?] = []

  package init() {
    _ = intern("preclear/probe")
  }

  package mutating func intern(_ name: String, question: String? = nil) -> FactID {
    if let number = numbers[name] {
      if questions[Int(number)] == nil { questions[Int(number)] = question }
      return FactID(number: number)
    }
    let number = Int32(names.count)
    names.append(name)
    questions.append(question)
    numbers[name] = number
    return FactID(number: number)
  }

  /// The fact of a construct for its keys, with its text made by the body when it is first asked for.
  package mutating func intern(_ use: Use, _ text: () -> (name: String, question: String?)) -> FactID {
    if let known = uses[use] { return known }
    let (name, question) = text()
    let fact = intern(name, question: question)
    uses[use] = fact
    return fact
  }

  /// One fact that stands for the questions who acts with whom.
  package mutating func intern(_ members: PossibleMembers) -> FactID {
    if let known = possibleFacts[members] { return known }
    let fact = FactID(number: Int32(names.count))
    names.append("")
    questions.append(nil)
    possibleFacts[members] = fact
    while possibleMembers.count <= Int(fact.number) { possibleMembers.append(nil) }
    possibleMembers[Int(fact.number)] = members
    return fact
  }

  package func possibleMembers(_ fact: FactID) -> PossibleMembers? {
    Int(fact.number) < possibleMembers.count ? possibleMembers[Int(fact.number)] : nil
  }

  package func name(_ fact: FactID) -> String { names[Int(fact.number)] }

  package func question(_ fact: FactID) -> String? { questions[Int(fact.number)] }

  /// Both lists of facts as one, in ascending order, each once.
  package static func union(_ a: [FactID], _ b: [FactID]) -> [FactID] {
    if a.isEmpty { return b }
    if b.isEmpty || a == b { return a }
    var result: [FactID] = []
    result.reserveCapacity(a.count + b.count)
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      if j == b.count || (i < a.count && a[i] < b[j]) {
        result.append(a[i])
        i += 1
      } else {
        if i < a.count, a[i] == b[j] { i += 1 }
        result.append(b[j])
        j += 1
      }
    }
    return result
  }
}

/// A value by which state is looked up.
package enum Key: Hashable, Sendable {
  /// State that has no key.
  case whole
  case string(Symbol)
  case int(Int64)
  case bool(Bool)
  case date(CalendarDate)
  case composite([Key])

  /// The key that a value stands for; nil for what no key can be (null, unknown, a fault, a record).
  package init?(_ value: Value) {
    switch value {
    case .string(let symbol): self = .string(symbol)
    case .int(let number): self = .int(number)
    case .bool(let flag): self = .bool(flag)
    case .date(let date): self = .date(date)
    case .list(let list):
      var parts: [Key] = []
      for item in list.items {
        guard let part = Key(item) else { return nil }
        parts.append(part)
      }
      self = .composite(parts)
    case .null, .decimal, .ratio, .period, .map, .record, .unknown, .fault: return nil
    }
  }

  /// The value that the key was made of.
  package var value: Value {
    switch self {
    case .whole: .null
    case .string(let symbol): .string(symbol)
    case .int(let number): .int(number)
    case .bool(let flag): .bool(flag)
    case .date(let date): .date(date)
    case .composite(let parts): .list(parts.map(\.value))
    }
  }
}
