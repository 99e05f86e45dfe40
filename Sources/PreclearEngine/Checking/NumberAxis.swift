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
  /// Whether the field has no least value of its own.
  let isOpenBelow: Bool
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
    isOpenBelow = declared.minimum == nil
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
    isOpenBelow = true
    isOpen = true
  }

  /// The least that is tried as an answer: below nothing, where the field has no minimum.
  var leastAnswer: Int128 {
    switch kind {
    case .day: least
    case .whole, .decimal: isOpenBelow ? -Self.greatest * Self.scale(of: kind) : least
    }
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
  func probe(_ first: Int128, _ last: Int128?) -> Value {
    if first == last { return value(first) }
    return .probe(from: value(first), through: last.map(value))
  }
}
