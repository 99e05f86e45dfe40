import PreclearEngine

/// Makes an event of a YAML or JSON record, checked against the schema field by field.
package struct EventDecoder: Sendable {
  var pack: CompiledPack
  package var symbols: SymbolTable
  var diagnostics = Diagnostics()
  /// What is read of the events. Other texts are checked and not kept; nil: all of them are kept.
  private let reads: EventReads?
  private var keepsTexts = true

  package init(pack: CompiledPack, symbols: SymbolTable, reads: EventReads? = nil) {
    self.pack = pack
    self.symbols = symbols
    self.reads = reads
  }

  /// The event, or nil after a mistake was reported.
  package mutating func event(_ node: DocumentNode) -> Event? {
    guard let entries = node.entries else {
      diagnostics.error(
        "expected an event (a record with id, kind and date), found \(node.kindName)", code: "event", at: node.range)
      return nil
    }
    let errorsBefore = diagnostics.all.count
    guard let kind = kind(node) else { return nil }
    let layout = pack.layouts[kind]
    var id: String?
    var date: CalendarDate?
    var slots = [Value?](repeating: nil, count: layout.fields.count)
    for entry in entries {
      switch entry.key {
      case "kind": continue
      case "id": id = self.id(entry.value)
      case "date": date = self.date(entry.value, "date")
      default:
        guard let position = layout.position(of: entry.key) else {
          diagnostics.error(
            "unknown field '\(entry.key)' of event '\(layout.name)'", code: "unknown-field", at: entry.keyRange,
            help: NearestName.hint(entry.key, among: layout.fields.map(\.name) + ["id", "kind", "date"])
              ?? "its fields are \((["id", "kind", "date"] + layout.fields.map(\.name)).joined(separator: ", "))")
          continue
        }
        let field = layout.fields[position]
        if field.isDerived {
          diagnostics.error(
            "'\(field.name)' is computed, and cannot be written", code: "derived-field", at: entry.keyRange)
          continue
        }
        keepsTexts = reads?.contains(field: position, ofKind: kind) ?? true
        slots[position] = value(entry.value, field)
        keepsTexts = true
      }
    }
    for required in ["id", "date"] where node[required] == nil {
      diagnostics.error("the event lacks '\(required)'", code: "missing-field", at: node.range)
    }
    for (position, field) in layout.fields.enumerated()
    where field.isRequired && slots[position] == nil && node[field.name] == nil {
      diagnostics.error(
        "the event '\(layout.name)' lacks '\(field.name)'", code: "missing-field", at: node.range,
        help: field.ask)
    }
    guard diagnostics.all.count == errorsBefore, let id, let date else { return nil }
    let start = node.range.start
    let keepsID = reads?.contains(idOfKind: kind) ?? true
    return Event(
      kind: kind, id: keepsID ? symbols.intern(id) : symbols.lend(Array(id.utf8)[...]), date: date, slots: slots,
      location: EventLocation(file: node.range.file.path, line: start.line, column: start.column))
  }

  private mutating func kind(_ node: DocumentNode) -> Int? {
    guard let value = node["kind"] else {
      diagnostics.error("the event lacks 'kind'", code: "missing-field", at: node.range)
      return nil
    }
    guard let text = value.text(&diagnostics, "an event kind") else { return nil }
    guard let kind = pack.layouts.firstIndex(where: { $0.name == text }) else {
      diagnostics.error(
        "unknown event kind '\(text)'", code: "unknown-kind", at: value.range,
        help: NearestName.hint(text, among: pack.layouts.map(\.name)))
      return nil
    }
    return kind
  }

  private mutating func id(_ node: DocumentNode) -> String? {
    guard let text = writtenText(node, "id") else { return nil }
    if text.isEmpty || text.unicodeScalars.contains(where: { $0.isControl }) {
      diagnostics.error(
        "an id is a text without control characters, and not empty", code: "id", at: node.range)
      return nil
    }
    return text
  }

  private mutating func date(_ node: DocumentNode, _ name: String) -> CalendarDate? {
    guard let date = node.date(&diagnostics, "a date for '\(name)'") else { return nil }
    guard date.isFinite else {
      diagnostics.error("'\(name)' needs a day of the calendar", code: "unexpected-value", at: node.range)
      return nil
    }
    return date
  }

  // MARK: Values

  /// The value of a field; nil where it is taken as absent, or wrong (which is reported).
  mutating func value(_ node: DocumentNode, _ field: FieldLayout) -> Value? {
    if node.isNull {
      guard field.allowsNull else {
        diagnostics.error(
          "'\(field.name)' cannot be null", code: "null-field", at: node.range,
          help: "leave it out if it is not known")
        return nil
      }
      return field.nullIsUnknown ? nil : .null
    }
    return value(node, field.type, field)
  }

  private mutating func value(_ node: DocumentNode, _ type: FieldType, _ field: FieldLayout) -> Value? {
    switch type {
    case .list(let item):
      guard let items = node.list(&diagnostics, "a list for '\(field.name)'") else { return nil }
      if items.isEmpty, field.isNonempty {
        diagnostics.error("'\(field.name)' is empty", code: "empty-field", at: node.range)
        return nil
      }
      var values: [Value] = []
      for item in items.map({ ($0, item) }) {
        if item.0.isNull {
          diagnostics.error("an item of '\(field.name)' cannot be null", code: "null-field", at: item.0.range)
          return nil
        }
        guard let value = value(item.0, item.1, field) else { return nil }
        values.append(value)
      }
      return .list(values)
    case .record(let fields): return record(node, fields, field)
    case .bool: return node.bool(&diagnostics, "true or false for '\(field.name)'").map(Value.bool)
    case .date: return date(node, field.name).map(Value.date)
    case .int: return integer(node, field)
    case .decimal: return decimal(node, field)
    case .string, .party, .time, .choice: return text(node, type, field)
    }
  }

  private mutating func record(
    _ node: DocumentNode, _ fields: [(name: String, type: FieldType)], _ field: FieldLayout
  ) -> Value? {
    guard node.mapping(&diagnostics, "a record of '\(field.name)'", allowed: fields.map(\.name)) != nil else {
      return nil
    }
    var values: [Value] = []
    for inner in fields {
      guard let part = node[inner.name] else {
        diagnostics.error("the record of '\(field.name)' lacks '\(inner.name)'", code: "missing-field", at: node.range)
        return nil
      }
      guard let value = value(part, inner.type, field) else { return nil }
      values.append(value)
    }
    let layout = RecordLayout(name: field.name, fields: fields.map(\.name))
    return .record(Record(layout: layout, values: values))
  }

  /// A text that is written as one: a number, or a word that means something else, has to be quoted.
  private mutating func writtenText(_ node: DocumentNode, _ name: String) -> String? {
    guard case .string = node.scalar?.kind, let text = node.scalar?.text else {
      diagnostics.error(
        "expected a text for '\(name)', found \(node.kindName)", code: "unexpected-value", at: node.range,
        help: (node.scalar?.text).map { "quote it: \"\($0)\"" })
      return nil
    }
    return text
  }

  private mutating func text(_ node: DocumentNode, _ type: FieldType, _ field: FieldLayout) -> Value? {
    guard let text = writtenText(node, field.name) else { return nil }
    switch type {
    case .choice(_, let values) where !values.contains(text):
      diagnostics.error(
        "'\(text)' is no value of '\(field.name)'", code: "unknown-value", at: node.range,
        help: NearestName.hint(text, among: values) ?? "it is one of \(values.joined(separator: ", "))")
      return nil
    case .time where !Self.isTime(text):
      diagnostics.error(
        "expected a time such as \"09:30\" for '\(field.name)', found '\(text)'", code: "unexpected-value",
        at: node.range)
      return nil
    case .party where text.isEmpty, .string where text.isEmpty && field.isNonempty:
      diagnostics.error("'\(field.name)' is empty", code: "empty-field", at: node.range)
      return nil
    default: return .string(keepsTexts ? symbols.intern(text) : SymbolTable.empty)
    }
  }

  private static func isTime(_ text: String) -> Bool {
    let digits = Array(text.utf8)
    guard digits.count == 5, digits[2] == UInt8(ascii: ":"), let hour = Int(text.prefix(2)),
      let minute = Int(text.suffix(2))
    else { return false }
    return (0..<24).contains(hour) && (0..<60).contains(minute) && text.prefix(1) != "+" && text.prefix(1) != "-"
      && digits[3] != UInt8(ascii: "+") && digits[3] != UInt8(ascii: "-")
  }

  private mutating func integer(_ node: DocumentNode, _ field: FieldLayout) -> Value? {
    guard let scalar = node.scalar, case .integer = scalar.kind else {
      diagnostics.error(
        "expected a whole number for '\(field.name)', found \(node.kindName)", code: "unexpected-value", at: node.range)
      return nil
    }
    guard let number = Int64(scalar.text) else {
      diagnostics.error("'\(field.name)' is too large to hold exactly", code: "too-large", at: node.range)
      return nil
    }
    return isWithin(Decimal(Int128(number)), places: 0, node, field) ? .int(number) : nil
  }

  private mutating func decimal(_ node: DocumentNode, _ field: FieldLayout) -> Value? {
    func fail(_ message: String, _ code: String, _ help: String? = nil) -> Value? {
      diagnostics.error(message, code: code, at: node.range, help: help)
      return nil
    }
    guard let scalar = node.scalar, scalar.isNumberLike else {
      return fail("expected a number for '\(field.name)', found \(node.kindName)", "unexpected-value")
    }
    do {
      var digits = scalar.text[...]
      var scale = Decimal(1)
      if digits.hasSuffix("%") {
        guard field.allowsPercent else {
          return fail("'\(field.name)' is no percentage", "unexpected-value", "write 0.08 for 8%")
        }
        digits = digits.dropLast()
        scale = Decimal(1, scale: 2)
      }
      let decimal = try Decimal(parsing: digits, allowExponent: field.allowsExponent)
      let whole = digits.drop { $0 == "-" }.prefix { $0.isWholeNumber }
      if whole.count > 1, whole.first == "0" {
        return fail("'\(field.name)' begins with a zero", "leading-zero", "write it without the zero")
      }
      let value = try decimal * scale
      // Zeros count as they are written: 4.00 has two digits after the point.
      let places = digits.drop { $0 != "." }.dropFirst().prefix { $0.isWholeNumber }.count
      return isWithin(value, places: max(Int(value.scale), places), node, field) ? .decimal(value) : nil
    } catch let error as DecimalError {
      switch error {
      case .notANumber: return fail("expected a number for '\(field.name)', found \(node.kindName)", "unexpected-value")
      case .tooLarge: return fail("'\(field.name)' is too large to hold exactly", "too-large")
      case .exponent: return fail("'\(field.name)' has an exponent", "exponent", "write all digits")
      }
    } catch {
      return fail("'\(field.name)' is too large to hold exactly", "too-large")
    }
  }

  /// Whether a number, written with so many digits after the point, keeps to the limits of its field.
  private mutating func isWithin(_ number: Decimal, places: Int, _ node: DocumentNode, _ field: FieldLayout) -> Bool {
    if let minimum = field.minimum, number < minimum {
      diagnostics.error(
        "'\(field.name)' is \(number), and its minimum is \(minimum)", code: "minimum", at: node.range)
      return false
    }
    if let maximum = field.maximum, number > maximum {
      diagnostics.error(
        "'\(field.name)' is \(number), and its maximum is \(maximum)", code: "maximum", at: node.range)
      return false
    }
    if let most = field.places, places > most {
      diagnostics.error(
        "'\(field.name)' has \(places) digits after the point, and \(most) at most are allowed", code: "places",
        at: node.range)
      return false
    }
    let whole = number.description.prefix { $0 != "." }.filter { $0 != "-" }.count
    if let digits = field.digits, whole > digits {
      diagnostics.error(
        "'\(field.name)' has \(whole) digits before the point, and \(digits) at most are allowed", code: "digits",
        at: node.range)
      return false
    }
    return true
  }
}

extension DocumentScalar {
  /// A number, or a text that may be one.
  fileprivate var isNumberLike: Bool {
    switch kind {
    case .integer, .decimal, .string: true
    case .null, .bool: false
    }
  }
}
