/// Who is declared, and as what. Of a party that is declared nowhere everything but that is unknown.
final class PartyStore {
  static let layout = RecordLayout(name: "party", fields: ["roles", "positions", "group", "declared"])

  private var numbers: [Symbol: Int] = [:]
  private var cells: [Versioned<Record?>] = []
  private var symbols: [Symbol] = []
  private var touched: [Int] = []
  /// What was made for parties that are declared nowhere: it is the same whenever they are asked for.
  private var undeclared: [Symbol: Value] = [:]
  private var countBefore = 0

  func begin() {
    if !touched.isEmpty { touched.removeAll(keepingCapacity: true) }
    countBefore = cells.count
  }

  func undo(serial: Int) {
    for number in touched { cells[number].undo(serial: serial) }
    for number in countBefore..<max(countBefore, cells.count) { numbers[symbols[number]] = nil }
    cells.removeLast(cells.count - countBefore)
    symbols.removeLast(symbols.count - countBefore)
    begin()
  }

  /// What the event that was applied last changed.
  struct Held {
    fileprivate let touched: [Int]
    fileprivate let cells: [Versioned<Record?>]
    fileprivate let countBefore: Int
  }

  func hold() -> Held { Held(touched: touched, cells: touched.map { cells[$0] }, countBefore: countBefore) }

  func resume(_ held: Held) {
    for (number, cell) in zip(held.touched, held.cells) { cells[number] = cell }
    touched = held.touched
    countBefore = held.countBefore
  }

  /// Those that are declared, in the order in which they were first.
  var declared: [Symbol] { zip(symbols, cells).filter { $1.now != nil }.map(\.0) }

  var changed: [Symbol] { touched.map { symbols[$0] } }

  func isDeclared(_ id: Symbol, _ moment: Moment, serial: Int) -> Bool {
    numbers[id].map { cells[$0].content(moment, serial: serial) != nil } ?? false
  }

  func anyDeclared(_ moment: Moment, serial: Int) -> Symbol? {
    zip(symbols, cells).first { $1.content(moment, serial: serial) != nil }?.0
  }

  /// Forgets what was made for parties that are declared nowhere.
  func forgetUndeclared() { undeclared.removeAll(keepingCapacity: true) }

  func declare(_ id: Symbol, roles: Value, positions: Value, group: Value, serial: Int) {
    let number: Int
    if let known = numbers[id] {
      number = known
    } else {
      number = cells.count
      numbers[id] = number
      symbols.append(id)
      cells.append(Versioned(nil))
    }
    let record = Record(layout: Self.layout, values: [roles, positions, group, .bool(true)])
    if cells[number].set(record, serial: serial) { touched.append(number) }
  }

  func apply(machine: Machine, serial: Int) {
    guard let plan = machine.pack.party, machine.kind == plan.kind,
      case .string(let id) = machine.written(plan.idField) ?? .null
    else { return }
    func field(_ position: Int?, _ absent: Value) -> Value {
      position.flatMap { machine.written($0) } ?? absent
    }
    declare(
      id, roles: field(plan.rolesField, .list([])), positions: field(plan.positionsField, .list([])),
      group: field(plan.groupField, .null), serial: serial)
  }

  func value(_ id: Symbol, machine: Machine, serial: Int) -> Value {
    if let number = numbers[id], let record = cells[number].content(machine.moment, serial: serial) {
      return .record(record)
    }
    if let known = undeclared[id] { return known }
    let name = machine.symbols.text(id)
    let values = Self.layout.fields.dropLast().map { field in
      Value.unknown(
        Unknown(facts: [
          machine.facts.intern("party(\(name)).\(field)", question: "What are the \(field) of \(name)?")
        ]))
    }
    let record = Value.record(Record(layout: Self.layout, values: values + [.bool(false)]))
    undeclared[id] = record
    return record
  }
}
