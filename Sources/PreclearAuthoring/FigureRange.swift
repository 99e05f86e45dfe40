import PreclearEngine
import PreclearLanguage

/// Between what ends a figure lies whatever is recorded, by the limits of the fields that it is made of.
struct FigureRange {
  struct Ends {
    var low: Ratio?
    var high: Ratio?
  }

  private static let zero = Ratio(Decimal(0))
  private static let open = Ends(low: nil, high: nil)

  private let kinds: [Int]
  private let checked: CheckedPack
  /// How many declarations were looked through on the way here: state may be made of its own past.
  private let depth: Int

  private static let deepest = 8

  /// `event` is of one of these kinds.
  init(_ kinds: [Int], _ checked: CheckedPack, depth: Int = 0) {
    self.kinds = kinds
    self.checked = checked
    self.depth = depth
  }

  func range(of typed: TypedExpression) -> Ends {
    guard depth < Self.deepest else { return Self.open }
    switch typed.kind {
    case .constant(.int(let number)): return Self.exactly(Ratio(Decimal(number)))
    case .constant(.decimal(let number)): return Self.exactly(Ratio(number))
    case .eventField(let field): return range(ofField: field)
    case .viewField(let view, let field): return range(ofField: field, view: view)
    case .measure(let number, _): return range(ofMeasure: number)
    case .call(.size, _): return Ends(low: Self.zero)
    case .call(.min, let items) where items.count == 2:
      let (a, b) = (range(of: items[0]), range(of: items[1]))
      return Ends(low: Self.both(a.low, b.low) { min($0, $1) }, high: Self.either(a.high, b.high) { min($0, $1) })
    case .call(.max, let items) where items.count == 2:
      let (a, b) = (range(of: items[0]), range(of: items[1]))
      return Ends(low: Self.either(a.low, b.low) { max($0, $1) }, high: Self.both(a.high, b.high) { max($0, $1) })
    case .call(.coalesce, let items): return Self.joined(items.map(range))
    case .conditional(_, let yes, let no): return Self.joined([range(of: yes), range(of: no)])
    case .binary(.add, let a, let b):
      let (a, b) = (range(of: a), range(of: b))
      return Ends(low: Self.both(a.low, b.low) { try? $0 + $1 }, high: Self.both(a.high, b.high) { try? $0 + $1 })
    case .binary(.multiply, let a, let b):
      let (a, b) = (range(of: a), range(of: b))
      guard let x = a.low, let y = b.low, x >= Self.zero, y >= Self.zero else { return Self.open }
      return Ends(low: try? x * y, high: Self.both(a.high, b.high) { try? $0 * $1 })
    case .before(let inner), .asOf(_, let inner): return range(of: inner)
    default: return Self.open
    }
  }

  /// A kind that lacks the field has null, which is in no order.
  private func range(ofField field: String) -> Ends {
    Self.joined(
      kinds.map { kind in
        let declared = checked.field(field, ofKind: kind)
        // What is reckoned is not held to the limits of what is written.
        guard declared?.derived == nil, declared?.absent == nil else { return Self.open }
        return Ends(low: declared?.minimum.map { Ratio($0) }, high: declared?.maximum.map { Ratio($0) })
      })
  }

  private func range(ofField field: String, view: Int) -> Ends {
    let declared = checked.pack.views[view]
    let entries = checked.entries(ofView: view)
    return Self.joined(
      zip(declared.entries, entries).compactMap { entry, fields in
        // An entry that leaves the field out has null.
        guard let made = fields[field] else { return nil }
        return FigureRange(checked.kinds(of: entry.source, declared.pack), checked, depth: depth + 1).range(of: made)
      })
  }

  /// A count is never less than nothing, nor is a sum of what never is.
  private func range(ofMeasure number: Int) -> Ends {
    let measure = checked.pack.measures[number]
    // What stands for no rows may be anything.
    guard measure.none == nil else { return Self.open }
    switch measure.aggregate {
    case .count: return Ends(low: Self.zero)
    case .sum:
      guard measure.over == nil, let value = checked.values(ofMeasure: number).first else { return Self.open }
      let kinds = measure.on.flatMap { checked.kinds(of: $0, measure.pack) }
      let low = FigureRange(kinds, checked, depth: depth + 1).range(of: value).low
      return low.map { $0 >= Self.zero } == true ? Ends(low: Self.zero) : Self.open
    case .min, .max, .first, .last, .list: return Self.open
    }
  }

  // MARK: Ends

  private static func exactly(_ number: Ratio) -> Ends { Ends(low: number, high: number) }

  private static func joined(_ ranges: [Ends]) -> Ends {
    guard let first = ranges.first else { return open }
    return ranges.dropFirst().reduce(first) {
      Ends(low: both($0.low, $1.low) { min($0, $1) }, high: both($0.high, $1.high) { max($0, $1) })
    }
  }

  private static func both(_ a: Ratio?, _ b: Ratio?, _ combine: (Ratio, Ratio) -> Ratio?) -> Ratio? {
    guard let a, let b else { return nil }
    return combine(a, b)
  }

  private static func either(_ a: Ratio?, _ b: Ratio?, _ choose: (Ratio, Ratio) -> Ratio) -> Ratio? {
    guard let a, let b else { return a ?? b }
    return choose(a, b)
  }
}
