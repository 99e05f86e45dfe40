/// What an expression may come to, as the checker knows it.
package enum Type: Sendable {
  case bool
  case int
  case decimal
  case string
  case date
  /// A time of day, `"HH:MM"`.
  case time
  case period
  case null
  /// The id of a party.
  case party
  case choice(ChoiceType)
  indirect case list(Type)
  indirect case map(Type, Type)
  case record(RecordType)
  /// May be `null`.
  indirect case optional(Type)
  /// Known only when it runs: the items of an empty list, a binding of `eval`.
  case dynamic

  package var withoutNull: Type {
    if case .optional(let type) = self { return type }
    return self
  }

  package var isOptional: Bool {
    switch self {
    case .optional, .null, .dynamic: true
    default: false
    }
  }

  package var isNumber: Bool {
    switch self {
    case .int, .decimal, .dynamic: true
    default: false
    }
  }

  /// Equal values of it are equal texts.
  package var isTextual: Bool {
    switch self {
    case .string, .time, .party, .choice, .dynamic: true
    default: false
    }
  }

  /// In messages.
  package var name: String {
    switch self {
    case .bool: "true or false"
    case .int: "a whole number"
    case .decimal: "a decimal number"
    case .string: "a text"
    case .date: "a date"
    case .time: "a time of day"
    case .period: "a period"
    case .null: "null"
    case .party: "a party"
    case .choice(let choice): "one of the values of '\(choice.name)'"
    case .list(let item): "a list of which each item is \(item.name)"
    case .map: "a map"
    case .record(let record): "a record of '\(record.name)'"
    case .optional(let type): "\(type.name), or null"
    case .dynamic: "a value of any type"
    }
  }

  /// A value of this type may stand where the other is asked for.
  package func fits(_ other: Type) -> Bool {
    switch (self, other) {
    case (.dynamic, _), (_, .dynamic): true
    case (.null, .optional): true
    case (.optional(let a), .optional(let b)): a.fits(b)
    case (_, .optional(let b)): fits(b)
    case (.bool, .bool), (.int, .int), (.decimal, .decimal), (.date, .date), (.period, .period), (.null, .null): true
    case (.int, .decimal): true
    case (.list(let a), .list(let b)): a.fits(b)
    case (.map(let a, let b), .map(let c, let d)): a.fits(c) && b.fits(d)
    case (.record(let a), .record(let b)): a === b || a.fields.count == b.fields.count
    case (.choice(let a), .choice(let b)): a === b || a.values.contains(where: b.values.contains)
    default: isTextual && other.isTextual
    }
  }

  /// The type of what is either the one or the other; nil if nothing is both.
  package func joined(_ other: Type) -> Type? {
    switch (self, other) {
    case (.dynamic, let type), (let type, .dynamic): return type
    case (.null, .null): return .null
    case (.null, .optional): return other
    case (.optional, .null): return self
    case (.null, let type), (let type, .null): return .optional(type)
    case (.optional(let a), .optional(let b)): return a.joined(b).map(Type.optional)
    case (.optional(let a), let b), (let b, .optional(let a)): return a.joined(b).map(Type.optional)
    case (.int, .decimal), (.decimal, .int): return .decimal
    case (.list(let a), .list(let b)): return a.joined(b).map(Type.list)
    case (.map(let a, let b), .map(let c, let d)):
      guard let key = a.joined(c), let value = b.joined(d) else { return nil }
      return .map(key, value)
    case (.choice(let a), .choice(let b)) where a === b: return self
    case (.party, .party): return .party
    case (.time, .time): return .time
    default:
      if isTextual, other.isTextual { return .string }
      return fits(other) ? other : nil
    }
  }
}

/// An enum of the schema, or the alternatives of a reading.
package final class ChoiceType: Sendable {
  package let name: String
  package let values: [String]

  package init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }
}

/// The fields of an event, a view's row, the entry of a register.
package final class RecordType: Sendable {
  package let name: String
  package let fields: [(name: String, type: Type)]

  package init(name: String, fields: [(name: String, type: Type)]) {
    self.name = name
    self.fields = fields
  }

  package func type(of field: String) -> Type? { fields.first { $0.name == field }?.type }
}
