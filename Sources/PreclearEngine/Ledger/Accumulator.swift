/// A row of a measure: its value, its day, and the condition under which it belongs (nil: it does).
struct MeasuredRow: Sendable {
  var value: Value
  var date: CalendarDate
  var condition: Unknown?
  /// Number of the event that brought it.
  var sequence: Int
}

/// What a measure has gathered of rows that belong, and of rows that may belong.
///
/// Constant time a row, except for a list or a window, which keep their rows.
struct Accumulator: Sendable {
  /// Rows that belong.
  private(set) var count = 0
  /// Their sum, greatest, least, first or last value.
  private var sure: Value?
  private var sureSequence = 0
  /// Rows that may belong: for a sum and a count the interval that they add; for the others the hull of their values.
  private var possible: Value?
  /// What decides whether they belong.
  private var possibleFacts: [FactID] = []
  /// Of the first (or the last) row that may belong.
  private var possibleSequence = 0
  private(set) var rows: [MeasuredRow] = []
  /// The month, quarter or year that a tumbling window counts.
  private var period: Int?

  init() {}

  /// Of rows that belong, with the value that they came to and the event that brought it.
  init(sure: Value, sequence: Int) {
    count = 1
    self.sure = sure
    sureSequence = sequence
  }

  var isEmpty: Bool { count == 0 && possible == nil && rows.isEmpty }

  /// A list, or a window that slides: its rows stay.
  private static func keepsRows(_ plan: MeasurePlan) -> Bool {
    if plan.aggregate == .list { return true }
    switch plan.window {
    case .days, .period: return true
    case .tumbling, nil: return false
    }
  }

  mutating func add(_ row: MeasuredRow, _ plan: MeasurePlan, cutoff: CalendarDate?) {
    if case .tumbling(let months) = plan.window {
      let turn = Self.period(of: row.date, months: months)
      if let period, period != turn { self = Accumulator() }
      period = turn
    }
    if row.value.isNull, plan.aggregate != .first, plan.aggregate != .last, plan.aggregate != .list { return }
    guard Self.keepsRows(plan) else {
      fold(row, plan.aggregate)
      return
    }
    if let cutoff, let first = rows.first, first.date < cutoff { rows.removeAll { $0.date < cutoff } }
    if plan.isDistinct, row.condition == nil,
      let same = rows.firstIndex(where: { $0.condition == nil && Arithmetic.equal($0.value, row.value) })
    {
      rows[same].date = row.date
      return
    }
    rows.append(row)
  }

  private mutating func fold(_ row: MeasuredRow, _ aggregate: Aggregate) {
    if let condition = row.condition {
      foldPossible(row, condition, aggregate)
      return
    }
    count += 1
    switch aggregate {
    case .count, .sum: sure = sure.map { Unknowns.add($0, row.value) } ?? row.value
    case .min: sure = sure.map { Unknowns.min($0, row.value) } ?? row.value
    case .max: sure = sure.map { Unknowns.max($0, row.value) } ?? row.value
    case .first:
      if sure == nil {
        sure = row.value
        sureSequence = row.sequence
      }
    case .last, .list:
      sure = row.value
      sureSequence = row.sequence
    }
  }

  private mutating func foldPossible(_ row: MeasuredRow, _ condition: Unknown, _ aggregate: Aggregate) {
    possibleFacts = FactTable.union(possibleFacts, condition.facts)
    switch aggregate {
    case .count, .sum:
      let share = Unknowns.hull(row.value, .int(0), facts: [])
      possible = possible.map { Unknowns.add($0, share) } ?? share
    case .min, .max, .list: possible = possible.map { Unknowns.hull($0, row.value, facts: []) } ?? row.value
    case .first:
      if possible == nil { possibleSequence = row.sequence }
      possible = .unknown(possible?.unknown.map { $0.joined(condition) } ?? condition)
    case .last:
      possibleSequence = row.sequence
      possible = .unknown(possible?.unknown.map { $0.joined(condition) } ?? condition)
    }
  }

  /// This, unless it is what an earlier month, quarter or year came to.
  func current(_ plan: MeasurePlan, on date: CalendarDate) -> Accumulator {
    guard case .tumbling(let months) = plan.window, let period, period != Self.period(of: date, months: months) else {
      return self
    }
    return Accumulator()
  }

  /// Whether a row of this value, which is not known, may be there already.
  func mayHold(_ value: Value) -> Bool { rows.contains { !Unknowns.equal($0.value, value).isFalse } }

  /// Whether rows but the event's own leave the window between two days, of which these are the cutoffs.
  func moves(
    _ plan: MeasurePlan, from first: CalendarDate?, to last: CalendarDate?, on date: CalendarDate, _ span: CalendarDate,
    own serial: Int
  ) -> Bool {
    if case .tumbling(let months) = plan.window {
      return !isEmpty && Self.period(of: date, months: months) != Self.period(of: span, months: months)
    }
    guard let last else { return false }
    return rows.contains { row in
      row.sequence != serial && row.date < last && (first.map { row.date >= $0 } ?? true)
    }
  }

  /// This, with the rows that may belong to several keys at once.
  func joined(_ other: Accumulator, _ aggregate: Aggregate) -> Accumulator {
    if other.isEmpty { return self }
    var result = self
    result.possibleFacts = FactTable.union(possibleFacts, other.possibleFacts)
    if let more = other.possible {
      switch aggregate {
      case .count, .sum: result.possible = possible.map { Unknowns.add($0, more) } ?? more
      case .min, .max, .list: result.possible = possible.map { Unknowns.hull($0, more, facts: []) } ?? more
      case .first:
        result.possibleSequence =
          possible == nil ? other.possibleSequence : min(possibleSequence, other.possibleSequence)
        result.possible = possible.map { Unknowns.or($0, more) } ?? more
      case .last:
        result.possibleSequence =
          possible == nil ? other.possibleSequence : max(possibleSequence, other.possibleSequence)
        result.possible = possible.map { Unknowns.or($0, more) } ?? more
      }
    }
    if !other.rows.isEmpty {
      result.rows = (rows + other.rows).sorted { $0.sequence < $1.sequence }
    }
    return result
  }

  /// What a current measure comes to. `none` is asked for where no row is sure.
  func value(_ plan: MeasurePlan, cutoff: CalendarDate?, none: () -> Value) -> Value {
    if plan.aggregate == .list { return list(cutoff, none) }
    guard Self.keepsRows(plan) else { return total(plan.aggregate, none) }
    var folded = Accumulator()
    for row in rows where cutoff.map({ row.date >= $0 }) ?? true { folded.fold(row, plan.aggregate) }
    return folded.total(plan.aggregate, none)
  }

  private func list(_ cutoff: CalendarDate?, _ none: () -> Value) -> Value {
    let live = rows.filter { row in cutoff.map { row.date >= $0 } ?? true }
    if live.isEmpty { return none() }
    guard live.contains(where: { $0.condition != nil }) else { return .list(live.map(\.value)) }
    return .list(
      ListValue(live.map(\.value), conditions: live.map { $0.condition.map(Value.unknown) ?? .bool(true) }))
  }

  private func total(_ aggregate: Aggregate, _ none: () -> Value) -> Value {
    guard let possible else { return sure ?? none() }
    switch aggregate {
    case .count, .sum:
      if let sure { return Unknowns.add(sure, Self.open(possible, possibleFacts)) }
      return Unknowns.hull(none(), possible, facts: possibleFacts)
    case .max: return extreme(possible, none, Unknowns.max, isMax: true)
    case .min: return extreme(possible, none, Unknowns.min, isMax: false)
    case .first:
      if let sure, sureSequence < possibleSequence { return sure }
      return possible
    case .last, .list:
      if let sure, sureSequence > possibleSequence { return sure }
      return possible
    }
  }

  /// The figure with what decides whether its rows belong, unless that makes no difference.
  private static func open(_ possible: Value, _ facts: [FactID]) -> Value {
    guard case .unknown(let unknown) = possible else { return possible }
    return .unknown(
      Unknown(
        facts: FactTable.union(unknown.facts, facts), least: unknown.least, most: unknown.most,
        spread: facts.first == .probe ? nil : unknown.spread))
  }

  /// Between the extreme of the sure rows and that of all; without a sure row, what there is if none belongs counts too.
  private func extreme(
    _ possible: Value, _ none: () -> Value, _ choose: (Value, Value) -> Value, isMax: Bool
  ) -> Value {
    guard let sure else { return Unknowns.hull(none(), possible, facts: possibleFacts) }
    let reached = choose(sure, possible)
    if case .fault = reached { return reached }
    let facts = FactTable.union(
      FactTable.union(sure.unknown?.facts ?? [], possible.unknown?.facts ?? []), possibleFacts)
    return isMax
      ? Unknowns.between(Unknowns.least(sure), Unknowns.most(reached), facts: facts)
      : Unknowns.between(Unknowns.least(reached), Unknowns.most(sure), facts: facts)
  }

  private static func period(of date: CalendarDate, months: Int) -> Int {
    (date.year * 12 + date.month - 1) / months
  }
}
