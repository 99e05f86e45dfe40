import PreclearEngine
import PreclearLanguage
import PreclearReports

/// What an event may hold, kind by kind: what a form is made of.
enum SchemaAnswer {
  static func render(_ deal: StandingDeal) -> [UInt8] {
    let written = WrittenSchema(deal.pack)
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.members("kinds", Array(deal.compiled.layouts.enumerated())) { json, kind in
        json.object {
          $0.member("kind", kind.element.name)
          $0.member("title", written.title(ofKind: kind.element.name))
          $0.member("about", ifAny: written.about(kind: kind.element.name))
          $0.member("ask", ifAny: kind.element.ask)
          $0.member("rules", rules(for: kind.offset, deal.compiled))
          $0.members("fields", kind.element.fields.filter { !$0.isDerived }) { json, field in
            json.object { $0.field(field, written.field(field.name, ofKind: kind.element.name)) }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  /// How many rules look at the kind: none says that nothing can be cleared.
  private static func rules(for kind: Int, _ pack: CompiledPack) -> Int {
    pack.rulesByKind.indices.contains(kind) ? pack.rulesByKind[kind].count : 0
  }
}

/// What people wrote beside the types: titles and hints, which no rule reads.
private struct WrittenSchema {
  private let pack: Pack
  private let kinds: [DocumentEntry]
  private let common: [DocumentEntry]

  init(_ pack: Pack) {
    self.pack = pack
    kinds = pack.documents.flatMap { $0.node["events"]?.entries ?? [] }
    common = pack.documents.flatMap { $0.node["common"]?.entries ?? [] }
  }

  struct Field {
    let title: String
    /// A field of every event, whatever its kind.
    let isCommon: Bool
    let hint: String?
    let unit: String?
    /// What a null means, in words; nil where null may not stand.
    let null: String?
    /// The expression that stands in for an absent value.
    let absent: String?
  }

  func title(ofKind kind: String) -> String {
    entry(kind)?["title"]?.scalar?.text ?? Self.words(kind)
  }

  func about(kind: String) -> String? {
    entry(kind)?["about"]?.scalar?.text
  }

  func field(_ name: String, ofKind kind: String) -> Field {
    let own = pack.kinds.first { $0.name.text == kind }?.fields.first { $0.name.text == name }
    let declaration = own ?? pack.common.first { $0.name.text == name }
    let node = entry(kind)?["fields"]?[name] ?? common.first { $0.key == name }?.value
    return Field(
      title: node?["title"]?.scalar?.text ?? Self.words(name), isCommon: own == nil, hint: node?["hint"]?.scalar?.text,
      unit: declaration?.unit, null: declaration?.null, absent: declaration?.absent.map(ExpressionPrinter.text))
  }

  private func entry(_ kind: String) -> DocumentNode? {
    kinds.first { $0.key == kind }?.value
  }

  /// `floor_price`: `Floor price`.
  private static func words(_ name: String) -> String {
    let words = name.map { $0 == "_" || $0 == "-" ? " " : String($0) }.joined()
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

extension JSONWriter {
  fileprivate mutating func field(_ field: FieldLayout, _ written: WrittenSchema.Field) {
    member("field", field.name)
    member("title", written.title)
    key("type")
    object { $0.type(field.type) }
    member("required", field.isRequired)
    if written.isCommon { member("common", true) }
    member("null", ifAny: field.nullIsUnknown ? nil : written.null)
    member("minimum", ifAny: field.minimum?.description)
    member("maximum", ifAny: field.maximum?.description)
    if let places = field.places { member("places", places) }
    if field.allowsPercent { member("percent", true) }
    member("unit", ifAny: written.unit)
    member("hint", ifAny: written.hint)
    member("ask", ifAny: field.ask)
    member("absent", ifAny: written.absent)
  }

  fileprivate mutating func type(_ type: FieldType) {
    switch type {
    case .string: member("name", "string")
    case .int: member("name", "int")
    case .decimal: member("name", "decimal")
    case .bool: member("name", "bool")
    case .date: member("name", "date")
    case .time: member("name", "time")
    case .party: member("name", "party")
    case .choice(_, let values):
      member("name", "choice")
      members("values", values) { $0.string($1) }
    case .list(let item):
      member("name", "list")
      key("of")
      object { $0.type(item) }
    case .record(let fields):
      member("name", "record")
      members("fields", fields) { json, field in
        json.object {
          $0.member("field", field.name)
          $0.key("type")
          $0.object { $0.type(field.type) }
        }
      }
    }
  }
}
