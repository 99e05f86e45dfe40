import PreclearEngine
import PreclearLanguage

/// An event with plain values in the fields that must be written.
struct SampleEvent {
  /// A Monday.
  static let day = "2026-03-02"
  static let dayBefore = "2026-03-01"

  private let pack: CompiledPack

  init(_ pack: CompiledPack) {
    self.pack = pack
  }

  private func fields(_ kind: Int, _ id: String, _ date: String) -> [(name: String, value: String)] {
    let layout = pack.layouts[kind]
    return [("id", id), ("kind", layout.name), ("date", date)]
      + layout.fields.filter { $0.isRequired && !$0.isDerived }.map { ($0.name, value($0.type, $0)) }
  }

  /// `{id: P-1, kind: sale, …}`.
  func flow(kind: Int, id: String, date: String) -> String {
    "{" + fields(kind, id, date).map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
  }

  /// One field a line.
  func block(kind: Int, id: String, date: String) -> String {
    fields(kind, id, date).map { "\($0.name): \($0.value)\n" }.joined()
  }

  private func value(_ type: FieldType, _ field: FieldLayout) -> String {
    switch type {
    case .bool: "true"
    case .int, .decimal: number(field)
    case .date: Self.day
    case .time: "\"10:00\""
    case .party: "somebody"
    case .string: "\"1\""
    case .choice(_, let values): values.first.map(Self.quoted) ?? "\"\""
    case .list(let item): field.isNonempty ? "[\(value(item, field))]" : "[]"
    case .record(let fields):
      "{" + fields.map { "\($0.name): \(value($0.type, field))" }.joined(separator: ", ") + "}"
    }
  }

  private func number(_ field: FieldLayout) -> String {
    if let minimum = field.minimum, minimum > Decimal(0) { return minimum.description }
    if let maximum = field.maximum, maximum < Decimal(1) { return maximum.description }
    return "1"
  }

  /// A word of an enum: quoted, since YAML takes some words for something else.
  private static func quoted(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
    let hasOtherMeaning = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text)
    return isWord && !hasOtherMeaning && text.utf8.first != UInt8(ascii: "-") ? text : "\"\(text)\""
  }
}
