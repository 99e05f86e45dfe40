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

  var form: Form
  let allowsNull: Bool
  let nullIsUnknown: Bool
  let isNonempty: Bool
  /// Some program asks for the value.
  let isRead: Bool
  /// The most digits of a number before the point, and behind it.
  private let digits: UInt8
  private let places: UInt8
  /// The bounds are `minimum / 10^minimumScale` and so on; the scale is negative where there is none.
  private var minimumScale = Int8(-1)
  private var maximumScale = Int8(-1)
  private var minimum = Int64(0)
  private var maximum = Int64(0)
  /// Of a choice: which of the tables has its values.
  var table = Int32(0)

  init(_ field: FieldLayout, isRead: Bool) {
    self.isRead = isRead
    allowsNull = field.allowsNull
    nullIsUnknown = field.nullIsUnknown
    places = Self.limit(field.places)
    digits = Self.limit(field.digits)
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
    let bounds = [field.minimum, field.maximum].map { $0.flatMap(Self.bound) }
    if let bound = bounds[0] { (minimum, minimumScale) = bound }
    if let bound = bounds[1] { (maximum, maximumScale) = bound }
    let isBeyondWords = (field.minimum != nil && bounds[0] == nil) || (field.maximum != nil && bounds[1] == nil)
    if isBeyondWords || field.isDerived { form = .other }
  }

  private static func limit(_ digits: Int?) -> UInt8 { UInt8(max(0, min(digits ?? 99, LineEntries.mostDigits))) }

  private static func bound(_ decimal: Decimal) -> (Int64, Int8)? {
    guard let coefficient = Int64(exactly: decimal.coefficient), decimal.scale <= LineEntries.mostDigits else {
      return nil
    }
    return (coefficient, Int8(decimal.scale))
  }

  /// Whether the field may hold `coefficient / 10^scale`, which has so many digits before the point, and no zeros at the end of
  /// those behind it.
  @inline(__always)
  func allows(_ coefficient: Int64, _ scale: Int, digits: UInt8) -> Bool {
    if minimumScale >= 0, Self.isLess(coefficient, scale, minimum, Int(minimumScale)) { return false }
    if maximumScale >= 0, Self.isLess(maximum, Int(maximumScale), coefficient, scale) { return false }
    return scale <= Int(places) && digits <= self.digits
  }

  @inline(__always)
  private static func isLess(_ a: Int64, _ aScale: Int, _ b: Int64, _ bScale: Int) -> Bool {
    // Zero and numbers of one scale: by far the most.
    if aScale == bScale || b == 0 || a == 0 { return a < b }
    return Int128(a) * PowersOfTen[bScale] < Int128(b) * PowersOfTen[aScale]
  }
}
