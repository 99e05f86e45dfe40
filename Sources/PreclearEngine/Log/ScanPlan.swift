/// The schema as the scanner looks at it: names as numbers, rules side by side.
final class ScanPlan: Sendable {
  struct KindRule: Sendable {
    /// Where the rules of its fields begin.
    var firstRule: Int
    var fields: Int
    /// A bit for each field that may not lack, and two behind them for the id and the date.
    var required: UInt64
    var keepsID: Bool
    /// A kind with more fields than a word has bits is not scanned.
    var isScanned: Bool
  }

  static let idKey = 0
  static let kindKey = 1
  static let dateKey = 2
  static let mostFields = 61

  let keys: NameTable
  let kinds: NameTable
  let kindRules: ContiguousArray<KindRule>
  let rules: ContiguousArray<FieldRule>
  let choices: ContiguousArray<NameTable>
  private let keyCount: Int
  private let positions: ContiguousArray<Int16>
  private let choiceSymbols: ContiguousArray<ContiguousArray<Symbol>>

  init(layouts: [EventLayout], reads: EventReads, symbols: SymbolTable) {
    var names = ["id", "kind", "date"]
    for field in layouts.flatMap(\.fields) where !names.contains(field.name) { names.append(field.name) }
    var kindRules: ContiguousArray<KindRule> = []
    var positions: ContiguousArray<Int16> = []
    var rules: ContiguousArray<FieldRule> = []
    var choices: ContiguousArray<NameTable> = []
    var choiceSymbols: ContiguousArray<ContiguousArray<Symbol>> = []
    for (kind, layout) in layouts.enumerated() {
      let isScanned = layout.fields.count <= Self.mostFields
      let fields = isScanned ? layout.fields : []
      var required: UInt64 = 3 << UInt64(fields.count)
      let firstRule = rules.count
      for (position, field) in fields.enumerated() {
        if field.isRequired { required |= 1 << UInt64(position) }
        var rule = FieldRule(field, isRead: reads.contains(field: position, ofKind: kind))
        if case .choice(_, let values) = field.type {
          let known = values.compactMap { symbols.symbol(of: $0) }
          if known.count < values.count { rule.form = .other }
          rule.table = Int32(choices.count)
          choices.append(NameTable(values))
          choiceSymbols.append(ContiguousArray(known))
        }
        rules.append(rule)
      }
      positions += names.map { name in fields.firstIndex { $0.name == name }.map(Int16.init) ?? -1 }
      kindRules.append(
        KindRule(
          firstRule: firstRule, fields: fields.count, required: required, keepsID: reads.contains(idOfKind: kind),
          isScanned: isScanned))
    }
    keys = NameTable(names)
    keyCount = names.count
    kinds = NameTable(layouts.map(\.name))
    self.kindRules = kindRules
    self.positions = positions
    self.rules = rules
    self.choices = choices
    self.choiceSymbols = choiceSymbols
  }

  /// Where the kind has the field of this key; negative where it has none.
  @inline(__always)
  func position(ofKey key: Int, _ kind: Int) -> Int { Int(positions[kind &* keyCount &+ key]) }

  /// The symbol of a value of an enum; nil if the enum has no such value.
  @inline(__always)
  func choice(_ table: Int, _ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Symbol? {
    let number = choices[table].find(bytes, start, length)
    return number < 0 ? nil : choiceSymbols[table][number]
  }
}
