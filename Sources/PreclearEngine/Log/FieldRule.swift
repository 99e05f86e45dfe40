/// What the scanner asks of a field's value: its layout, made ready.
struct FieldRule: Sendable {
  enum Form: UInt8, Sendable {
    case string
    case choice
    case time
    case date
    case bool
    case int
    case decimal
    /// Left to the reader that explains.
    case other
  }

  /// A bound, `coefficient / 10^scale`.
  private struct Bound: Sendable {
    var coefficient: Int64
    var scale: Int
  }

  var form: Form
  let allowsNull: Bool
  let nullIsUnknown: Bool
  let isNonempty: Bool
  /// Some program asks for the value.
  let isRead: Bool
  /// Of a choice: which of the tables has its values.
  var table = 0
  private var minimum: Bound?
  private var maximum: Bound?
  private let places: Int
  /// The most digits before the point.
  private let digits: Int

  init(_ field: FieldLayout, isRead: Bool) {
    self.isRead = isRead
    allowsNull = field.allowsNull
    nullIsUnknown = field.nullIsUnknown
    places = field.places ?? LineEntries.mostDigits
    digits = field.digits ?? LineEntries.mostDigits
    switch field.type {
    case .string: (form, isNonempty) = (.string, field.isNonempty)
    case .party: (form, isNonempty) = (.string, true)
    case .choice: (form, isNonempty) = (.choice, false)
    case .time: (form, isNonempty) = (.time, false)
    case .date: (form, isNonempty) = (.date, false)
    case .bool: (form, isNonempty) = (.bool, false)
    case .int: (form, isNonempty) = (.int, false)
    case .decimal: (form, isNonempty) = (.decimal, false)
    case .list, .record: (form, isNonempty) = (.other, false)
    }
    minimum = field.minimum.flatMap(Self.bound)
    maximum = field.maximum.flatMap(Self.bound)
    let isBeyondWords = field.minimum != nil && minimum == nil || field.maximum != nil && maximum == nil
    if isBeyondWords || field.isDerived || digits < 1 { form = .other }
  }

  private static func bound(_ decimal: Decimal) -> Bound? {
    guard let coefficient = Int64(exactly: decimal.coefficient), decimal.scale <= LineEntries.mostDigits else {
      return nil
    }
    return Bound(coefficient: coefficient, scale: Int(decimal.scale))
  }

  /// Whether the field may hold `coefficient / 10^scale`, a number of at most ``LineEntries/mostDigits`` digits that has no
  /// zeros at the end of those after the point.
  @inline(__always)
  func allows(_ coefficient: Int64, _ scale: Int) -> Bool {
    if let minimum, Self.isLess(coefficient, scale, minimum.coefficient, minimum.scale) { return false }
    if let maximum, Self.isLess(maximum.coefficient, maximum.scale, coefficient, scale) { return false }
    return scale <= places
      && (digits &+ scale >= LineEntries.mostDigits || Int128(coefficient.magnitude) < PowersOfTen[digits &+ scale])
  }

  @inline(__always)
  private static func isLess(_ a: Int64, _ aScale: Int, _ b: Int64, _ bScale: Int) -> Bool {
    // Zero and numbers of one scale: by far the most.
    if aScale == bScale || b == 0 || a == 0 { return a < b }
    return Int128(a) * PowersOfTen[bScale] < Int128(b) * PowersOfTen[aScale]
  }
}
