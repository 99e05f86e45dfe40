import Foundation
import PreclearLanguage

/// As much of JSON Schema, draft-07, as the written schemas use, worked out from its specification. A word that it does not know is
/// a mistake of the schema here.
struct SchemaValidator {
  let root: DocumentNode
  private static let known: Set<String> = [
    "$schema", "$ref", "title", "description", "definitions", "type", "enum", "const", "properties", "required",
    "additionalProperties", "propertyNames", "minProperties", "maxProperties", "dependencies", "items", "minItems",
    "uniqueItems", "pattern", "minLength", "minimum", "maximum", "anyOf", "oneOf", "allOf", "not", "if", "then", "else",
  ]

  /// What is wrong with an instance, each with its path; empty if it is valid.
  func mistakes(_ instance: DocumentNode) -> [String] { mistakes(instance, root, "$") }

  private func mistakes(_ instance: DocumentNode, _ schema: DocumentNode, _ path: String) -> [String] {
    if case .bool(let flag) = schema.scalar?.kind { return flag ? [] : ["\(path): nothing may stand here"] }
    let unknown = (schema.entries ?? []).map(\.key).filter { !Self.known.contains($0) }
    guard schema.entries != nil, unknown.isEmpty else { return ["\(path): the schema has \(unknown)"] }
    if let reference = schema["$ref"]?.scalar?.text {
      let name = String(reference.split(separator: "/").last ?? "")
      guard let target = root["definitions"]?[name] else { return ["\(path): no definition \(name)"] }
      return mistakes(instance, target, path)
    }
    return scalarMistakes(instance, schema, path) + objectMistakes(instance, schema, path)
      + listMistakes(instance, schema, path) + combinationMistakes(instance, schema, path)
  }

  private func scalarMistakes(_ instance: DocumentNode, _ schema: DocumentNode, _ path: String) -> [String] {
    var result: [String] = []
    if let type = schema["type"] {
      let names = type.items?.compactMap { $0.scalar?.text } ?? [type.scalar?.text ?? ""]
      if !names.contains(where: { isOfType(instance, $0) }) { result.append("\(path): is no \(names)") }
    }
    if let values = schema["enum"]?.items, !values.contains(where: { isEqual($0, instance) }) {
      result.append("\(path): is none of the values")
    }
    if let value = schema["const"], !isEqual(value, instance) { result.append("\(path): is not \(value.kindName)") }
    if case .string = instance.scalar?.kind, let text = instance.scalar?.text {
      if let pattern = schema["pattern"]?.scalar?.text, text.range(of: pattern, options: .regularExpression) == nil {
        result.append("\(path): '\(text)' does not fit \(pattern)")
      }
      if let least = number(schema["minLength"]), Double(text.unicodeScalars.count) < least {
        result.append("\(path): is too short")
      }
    }
    if isOfType(instance, "number"), let value = number(instance) {
      if let least = number(schema["minimum"]), value < least { result.append("\(path): is less than \(least)") }
      if let most = number(schema["maximum"]), value > most { result.append("\(path): is more than \(most)") }
    }
    return result
  }

  private func objectMistakes(_ instance: DocumentNode, _ schema: DocumentNode, _ path: String) -> [String] {
    guard let entries = instance.entries else { return [] }
    var result: [String] = []
    for key in schema["required"]?.items?.compactMap({ $0.scalar?.text }) ?? [] where instance[key] == nil {
      result.append("\(path): lacks \(key)")
    }
    if let least = number(schema["minProperties"]), Double(entries.count) < least {
      result.append("\(path): has too few keys")
    }
    if let most = number(schema["maxProperties"]), Double(entries.count) > most {
      result.append("\(path): has too many keys")
    }
    for entry in entries {
      let inner = "\(path).\(entry.key)"
      if let names = schema["propertyNames"] { result += mistakes(text(entry.key, at: entry.value), names, inner) }
      if let own = schema["properties"]?[entry.key] {
        result += mistakes(entry.value, own, inner)
      } else if let other = schema["additionalProperties"] {
        result += mistakes(entry.value, other, inner)
      }
      guard let dependency = schema["dependencies"]?[entry.key] else { continue }
      if let keys = dependency.items {
        for key in keys.compactMap({ $0.scalar?.text }) where instance[key] == nil {
          result.append("\(inner): needs \(key)")
        }
      } else {
        result += mistakes(instance, dependency, path)
      }
    }
    return result
  }

  private func listMistakes(_ instance: DocumentNode, _ schema: DocumentNode, _ path: String) -> [String] {
    guard let items = instance.items else { return [] }
    var result: [String] = []
    if let least = number(schema["minItems"]), Double(items.count) < least { result.append("\(path): is too short") }
    if case .bool(true) = schema["uniqueItems"]?.scalar?.kind {
      for (position, item) in items.enumerated() where items[..<position].contains(where: { isEqual($0, item) }) {
        result.append("\(path): has an item twice")
      }
    }
    if let own = schema["items"] {
      for (position, item) in items.enumerated() { result += mistakes(item, own, "\(path)[\(position)]") }
    }
    return result
  }

  private func combinationMistakes(_ instance: DocumentNode, _ schema: DocumentNode, _ path: String) -> [String] {
    var result: [String] = []
    for part in schema["allOf"]?.items ?? [] { result += mistakes(instance, part, path) }
    if let parts = schema["anyOf"]?.items {
      let all = parts.map { mistakes(instance, $0, path) }
      if !all.contains(where: \.isEmpty) { result.append("\(path): fits nothing: \(all.joined().sorted())") }
    }
    if let parts = schema["oneOf"]?.items, parts.count(where: { mistakes(instance, $0, path).isEmpty }) != 1 {
      result.append("\(path): does not fit exactly one")
    }
    if let part = schema["not"], mistakes(instance, part, path).isEmpty {
      result.append("\(path): fits what it must not")
    }
    if let condition = schema["if"] {
      let branch = mistakes(instance, condition, path).isEmpty ? schema["then"] : schema["else"]
      if let branch { result += mistakes(instance, branch, path) }
    }
    return result
  }

  // MARK: Values

  private func number(_ node: DocumentNode?) -> Double? { (node?.scalar?.text).flatMap { Double($0) } }

  private func text(_ text: String, at node: DocumentNode) -> DocumentNode {
    DocumentNode(.scalar(DocumentScalar(text: text, kind: .string, place: .none)), range: node.range)
  }

  private func isOfType(_ node: DocumentNode, _ name: String) -> Bool {
    switch (node.content, name) {
    case (.list, "array"), (.mapping, "object"): return true
    case (.scalar(let scalar), _):
      switch (scalar.kind, name) {
      case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.integer, "integer"), (.integer, "number"),
        (.decimal, "number"):
        return true
      default: return false
      }
    default: return false
    }
  }

  private func isEqual(_ a: DocumentNode, _ b: DocumentNode) -> Bool {
    switch (a.content, b.content) {
    case (.scalar(let a), .scalar(let b)): a.text == b.text && "\(a.kind)" == "\(b.kind)"
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy(isEqual)
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count
        && a.allSatisfy { entry in b.contains { $0.key == entry.key && isEqual($0.value, entry.value) } }
    default: false
    }
  }
}
