import PreclearEngine

/// What every loader asks of a node. The functions with `diagnostics` report what they did not find, and return nil.
///
/// `what` completes "expected …", as in "the name of a party": it is read by the author of the file, and made only for a mistake.
extension DocumentNode {
  package var scalar: DocumentScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The text of a scalar and its place, for messages that point into it. Where each character stands is worked out here, since few
  /// scalars are asked.
  package var source: SourceText? {
    guard case .scalar(let scalar) = content else { return nil }
    switch scalar.place {
    case .verbatim(let start): return SourceText(scalar.text, file: range.file, verbatimFrom: start)
    case .encoded(let byte):
      let stretches = ScalarPlaces.stretches(of: scalar.text, in: range.file, fromByte: Int(byte), at: range.start)
      return SourceText(scalar.text, file: range.file, start: range.start, stretches: stretches ?? [])
    case .none: return SourceText(scalar.text, file: range.file, start: range.start, stretches: [])
    }
  }

  package var entries: [DocumentEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  package var items: [DocumentNode]? {
    if case .list(let items) = content { items } else { nil }
  }

  package var isNull: Bool {
    if case .scalar(let scalar) = content, case .null = scalar.kind { true } else { false }
  }

  /// The value of this key, or nil if the node is not a mapping or has no such key.
  package subscript(key: String) -> DocumentNode? {
    entries?.first { $0.key == key }?.value
  }

  /// The node in a message: "a mapping", "text 'abc'", "the number 12".
  package var kindName: String {
    switch content {
    case .mapping: return "a mapping"
    case .list: return "a list"
    case .scalar(let scalar):
      switch scalar.kind {
      case .null: return "null"
      case .bool(let value): return "\(value)"
      case .integer, .decimal: return "the number \(DocumentNode.excerpt(scalar.text))"
      case .string: return "text '\(DocumentNode.excerpt(scalar.text))'"
      }
    }
  }

  /// A text, or the digits of a number.
  package func text(_ diagnostics: inout Diagnostics, _ what: @autoclosure () -> String) -> String? {
    guard let scalar else { return unexpected(&diagnostics, what()) }
    switch scalar.kind {
    case .string, .integer, .decimal: return scalar.text
    case .bool: return unexpected(&diagnostics, what(), help: "quote it if it is a text: \"\(scalar.text)\"")
    case .null: return unexpected(&diagnostics, what())
    }
  }

  package func bool(_ diagnostics: inout Diagnostics, _ what: @autoclosure () -> String) -> Bool? {
    guard case .bool(let value) = scalar?.kind else {
      return unexpected(&diagnostics, what(), help: "write true or false, without quotes")
    }
    return value
  }

  package func date(_ diagnostics: inout Diagnostics, _ what: @autoclosure () -> String) -> CalendarDate? {
    guard let scalar, case .string = scalar.kind, let date = CalendarDate(iso: scalar.text) else {
      return unexpected(&diagnostics, what(), help: "write a date as year-month-day: 2001-11-05")
    }
    return date
  }

  package func list(_ diagnostics: inout Diagnostics, _ what: @autoclosure () -> String) -> [DocumentNode]? {
    items ?? unexpected(&diagnostics, what(), help: spaceHelp)
  }

  /// The entries of a mapping. A key that is not allowed is reported and left out.
  package func mapping(_ diagnostics: inout Diagnostics, _ what: @autoclosure () -> String, allowed: [String])
    -> [DocumentEntry]?
  {
    guard let entries else { return unexpected(&diagnostics, what(), help: spaceHelp) }
    if entries.allSatisfy({ allowed.contains($0.key) }) { return entries }
    return entries.filter { entry in
      if allowed.contains(entry.key) { return true }
      let known = allowed.map { "'\($0)'" }.joined(separator: ", ")
      diagnostics.error(
        "unknown key '\(DocumentNode.excerpt(entry.key))' in \(what())", code: "unknown-key", at: entry.keyRange,
        help: NearestName.hint(entry.key, among: allowed) ?? (allowed.isEmpty ? nil : "the keys are \(known)"))
      return false
    }
  }

  /// Reports "expected `what`, found …" here.
  private func unexpected<Value>(_ diagnostics: inout Diagnostics, _ what: String, help: String? = nil) -> Value? {
    diagnostics.error("expected \(what), found \(kindName)", code: "unexpected-value", at: range, help: help)
    return nil
  }

  /// A non-breaking space, which comes along with text pasted from a document, is no space to YAML: `a:<nbsp>b` is one text.
  private var spaceHelp: String? {
    guard let scalar, scalar.text.unicodeScalars.contains("\u{A0}") else { return nil }
    return "the text has a non-breaking space: replace it by an ordinary one"
  }

  /// The start of an author's text for a message: on one line, without characters that a terminal would obey.
  static func excerpt(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(60) {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      result.append(isControl ? " " : scalar)
    }
    if text.unicodeScalars.count > 60 { result.append("…") }
    return String(result)
  }
}
