import PreclearEngine

/// A value by itself, without the tables of a run: what a name in an expression stands for, and what the expression
/// comes to.
package indirect enum ExpressionValue: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case decimal(Decimal)
  /// A quotient that no decimal holds.
  case ratio(Ratio)
  case date(CalendarDate)
  case period(Period)
  case string(String)
  case list([ExpressionValue])
  /// In the order in which it was written.
  case map([(key: ExpressionValue, value: ExpressionValue)])
  /// Named fields, each of which may be unknown.
  case record([(name: String, value: ExpressionValue)])
  /// The names of the facts that would answer it, each once, by code point; and the bounds of a number or a date.
  case unknown([String], least: ExpressionValue?, most: ExpressionValue?)
  /// What went wrong, in words.
  case error(String)

  /// An unknown without bounds.
  package static func unknown(_ facts: [String]) -> ExpressionValue { .unknown(facts, least: nil, most: nil) }
}

extension ExpressionValue {
  /// A value of a machine, in its own words. A list of which an item only may belong is unknown as a whole.
  init(_ value: Value, in machine: Machine) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .decimal(let decimal): self = .decimal(decimal)
    case .ratio(let ratio): self = .ratio(ratio)
    case .date(let date): self = .date(date)
    case .period(let period): self = .period(period)
    case .string(let symbol): self = .string(machine.symbols.text(symbol))
    case .list(let list):
      if let open = machine.openConditions(list) {
        self.init(open, in: machine)
      } else {
        self = .list(list.items.map { ExpressionValue($0, in: machine) })
      }
    case .map(let map):
      self = .map(
        zip(map.keys, map.values).map {
          (ExpressionValue($0, in: machine), ExpressionValue($1, in: machine))
        })
    case .record(let record):
      self = .record(zip(record.layout.fields, record.values).map { ($0, ExpressionValue($1, in: machine)) })
    case .unknown(let unknown):
      let names = unknown.facts.map(machine.facts.name)
        .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      self = .unknown(
        names, least: unknown.least.map { ExpressionValue($0, in: machine) },
        most: unknown.most.map { ExpressionValue($0, in: machine) })
    case .fault(let fault): self = .error(fault.message)
    }
  }

  /// The same value for a machine to reckon with, its strings and facts entered in the machine's tables.
  func value(in machine: Machine) -> Value {
    switch self {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .decimal(let decimal): return .decimal(decimal)
    case .ratio(let ratio): return Arithmetic.number(ratio)
    case .date(let date): return .date(date)
    case .period(let period): return .period(period)
    case .string(let text): return .string(machine.symbols.intern(text))
    case .list(let items):
      let values = items.map { $0.value(in: machine) }
      // A list that holds an unknown is unknown itself.
      return machine.strict(values) ?? .list(values)
    case .map(let entries):
      return .map(
        MapValue(
          keys: entries.map { $0.key.value(in: machine) }, values: entries.map { $0.value.value(in: machine) }))
    case .record(let fields):
      let layout = RecordLayout(name: "record", fields: fields.map(\.name))
      return .record(Record(layout: layout, values: fields.map { $0.value.value(in: machine) }))
    case .unknown(let facts, let least, let most):
      let numbers = facts.reduce(into: []) { $0 = FactTable.union($0, [machine.facts.intern($1)]) }
      return Unknowns.between(least?.value(in: machine), most?.value(in: machine), facts: numbers)
    case .error(let message): return .fault(Fault(message))
    }
  }
}
