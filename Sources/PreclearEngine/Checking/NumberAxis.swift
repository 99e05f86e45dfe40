/// The values that a figure may take, as whole numbers: each stands for `number / 10^places`, or for a day.
struct NumberAxis: Sendable {
  enum Kind: Sendable {
    case whole
    case decimal(places: Int)
    case day
  }

  /// The field of the event.
  let field: Int
  let kind: Kind
  /// Between these all values are tried.
  let least: Int128
  let most: Int128
  /// Whether the field has no greatest value, so that ``most`` is only the greatest that is tried by itself.
  let isOpen: Bool

  /// Cents, where a field does not say how finely it is written: what is written more finely says so itself.
  private static let usualPlaces = 2
  /// The greatest size that is looked for where a field has no limit of its own.
  private static let greatest: Int128 = 1_000_000_000_000_000

  /// Nil for a field that holds no number. `written` is the value that the event has now, if it has one.
  init?(field: Int, of layout: EventLayout, written: Value?) {
    let declared = layout.fields[field]
    if declared.isDerived { return nil }
    self.field = field
    switch declared.type {
    case .int: kind = .whole
    case .decimal:
      var places = declared.places ?? Self.usualPlaces
      if declared.places == nil, case .decimal(let decimal)? = written { places = max(places, Int(decimal.scale)) }
      kind = .decimal(places: min(places, 18))
    case .string, .bool, .date, .time, .party, .choice, .list, .record: return nil
    }
    let scale = Self.scale(of: kind)
    // A size of nothing is no size: without a minimum of its own a figure is at least one step.
    least = declared.minimum.map { Self.number($0, scale, roundingUp: true) } ?? 1
    var limits = [declared.maximum.map { Self.number($0, scale, roundingUp: false) }].compactMap(\.self)
    if let digits = declared.digits, digits < 19 { limits.append(Self.power(digits) * scale - 1) }
    isOpen = limits.isEmpty
    most = limits.min() ?? Self.greatest * scale
  }

  /// The days of a year each way.
  init?(dayField field: Int, of layout: EventLayout, around date: CalendarDate) {
    guard case .date = layout.fields[field].type, !layout.fields[field].isDerived, date.isFinite else { return nil }
    self.field = field
    kind = .day
    least = Int128(date.dayNumber) - 366
    most = Int128(date.dayNumber) + 366
    isOpen = true
  }

  private static func power(_ exponent: Int) -> Int128 { (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 } }

  private static func scale(of kind: Kind) -> Int128 {
    switch kind {
    case .whole, .day: 1
    case .decimal(let places): power(places)
    }
  }

  private static func number(_ decimal: Decimal, _ scale: Int128, roundingUp: Bool) -> Int128 {
    let (product, overflow) = decimal.coefficient.multipliedReportingOverflow(by: scale)
    if overflow { return decimal.coefficient < 0 ? -greatest * scale : greatest * scale }
    let divisor = power(Int(decimal.scale))
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    if remainder == 0 { return quotient }
    return quotient + (roundingUp ? (product > 0 ? 1 : 0) : (product < 0 ? -1 : 0))
  }

  /// The greatest number whose value is not above this one; nil where it is no figure.
  func number(of value: Value?) -> Int128? {
    switch (kind, value) {
    case (.whole, .int(let number)?): Int128(number)
    case (.decimal, .decimal(let decimal)?): Self.number(decimal, Self.scale(of: kind), roundingUp: false)
    case (.day, .date(let date)?): Int128(date.dayNumber)
    default: nil
    }
  }

  /// The value that a number stands for.
  func value(_ number: Int128) -> Value {
    switch kind {
    case .whole: .int(Int64(clamping: number))
    case .decimal(let places): .decimal(Decimal(number, scale: places))
    case .day: .date(CalendarDate(dayNumber: Int(clamping: number)) ?? .infinity)
    }
  }

  /// An unknown that stands for every number of a range; without an upper end, for every one from its first on.
  func probe(_ first: Int128, _ last: Int128?, _ fact: FactID) -> Value {
    if first == last { return value(first) }
    return .unknown(Unknown(facts: [fact], least: value(first), most: last.map(value)))
  }
}

/// What holds of a range of numbers, found out without trying each of them: a range of which the answer is not the same
/// everywhere is split.
struct RangeSearch<Answer: Equatable> {
  /// What holds of all of a range; nil where it has to be split. Of a single number it is never nil.
  let ask: (Int128, Int128) -> Answer?
  /// How often it may still be asked.
  var budget: Int

  enum Result: Equatable {
    case found(Int128)
    case none
    /// The budget was spent first.
    case cannotTell
  }

  /// The greatest number in a range of which the answer is this one.
  mutating func greatest(_ answer: Answer, in first: Int128, _ last: Int128) -> Result {
    if first > last { return .none }
    guard budget > 0 else { return .cannotTell }
    budget -= 1
    if let known = ask(first, last) { return known == answer ? .found(last) : .none }
    precondition(first < last, "a single number has an answer")
    let middle = first + (last - first) / 2
    let upper = greatest(answer, in: middle + 1, last)
    return upper == .none ? greatest(answer, in: first, middle) : upper
  }

  /// The range cut into stretches of one answer; nil if the budget was spent, or there are more than so many.
  mutating func stretches(
    in first: Int128, _ last: Int128, atMost limit: Int
  ) -> [(first: Int128, last: Int128, answer: Answer)]? {
    var result: [(first: Int128, last: Int128, answer: Answer)] = []
    var open = [(first, last)]
    while let (low, high) = open.popLast() {
      guard budget > 0 else { return nil }
      budget -= 1
      guard let known = ask(low, high) else {
        precondition(low < high, "a single number has an answer")
        let middle = low + (high - low) / 2
        open.append((middle + 1, high))
        open.append((low, middle))
        continue
      }
      if let end = result.last, end.answer == known {
        result[result.count - 1].last = high
      } else {
        guard result.count < limit else { return nil }
        result.append((low, high, known))
      }
    }
    return result
  }
}
