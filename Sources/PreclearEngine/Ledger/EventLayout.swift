/// What a field of an event may hold.
package indirect enum FieldType: Sendable {
  case string
  case int
  case decimal
  case bool
  case date
  /// `"HH:MM"`.
  case time
  case party
  /// One of these values.
  case choice(name: String, values: [String])
  case list(FieldType)
  case record([(name: String, type: FieldType)])
}

/// A field of an event kind: its type, its limits, and what its absence stands for.
package struct FieldLayout: Sendable {
  package let name: String
  package let type: FieldType
  package let isRequired: Bool
  package let allowsNull: Bool
  /// A null that does not say "none" but "nobody knows".
  package let nullIsUnknown: Bool
  package let minimum: Decimal?
  package let maximum: Decimal?
  /// The most digits after, and before, the point.
  package let places: Int?
  package let digits: Int?
  package let isNonempty: Bool
  package let allowsExponent: Bool
  /// `1.75%` may stand for `0.0175`.
  package let allowsPercent: Bool
  /// Computed, and never written.
  package let isDerived: Bool
  package let ask: String?

  package init(
    name: String, type: FieldType, isRequired: Bool, allowsNull: Bool, nullIsUnknown: Bool, minimum: Decimal?,
    maximum: Decimal?, places: Int?, digits: Int?, isNonempty: Bool, allowsExponent: Bool, allowsPercent: Bool,
    isDerived: Bool, ask: String?
  ) {
    self.name = name
    self.type = type
    self.isRequired = isRequired
    self.allowsNull = allowsNull
    self.nullIsUnknown = nullIsUnknown
    self.minimum = minimum
    self.maximum = maximum
    self.places = places
    self.digits = digits
    self.isNonempty = isNonempty
    self.allowsExponent = allowsExponent
    self.allowsPercent = allowsPercent
    self.isDerived = isDerived
    self.ask = ask
  }
}

/// An event kind: its fields in the order of the schema, those of every event last.
package struct EventLayout: Sendable {
  package let name: String
  package let fields: [FieldLayout]
  /// No event of this kind on record means that nobody knows, not that it did not happen.
  package let silenceIsUnknown: Bool
  package let ask: String?
  private let positions: [String: Int]

  package init(name: String, fields: [FieldLayout], silenceIsUnknown: Bool, ask: String?) {
    self.name = name
    self.fields = fields
    self.silenceIsUnknown = silenceIsUnknown
    self.ask = ask
    self.positions = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func position(of field: String) -> Int? { positions[field] }
}
