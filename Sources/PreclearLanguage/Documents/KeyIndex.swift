import PreclearEngine

/// Finds a key among those of one mapping. Few keys are compared one by one; many, as an attack may have, are hashed.
struct KeyIndex {
  private static let fewKeys = 16
  private var places: [String: Int] = [:]

  func firstPlace(of key: String, in entries: [DocumentEntry]) -> Int? {
    entries.count <= Self.fewKeys ? entries.firstIndex { $0.key == key } : places[key]
  }

  /// Call after `key` has become the last of the entries.
  mutating func append(_ key: String, in entries: [DocumentEntry]) {
    if entries.count == Self.fewKeys + 1 {
      for (place, entry) in entries.enumerated() { places[entry.key] = place }
    } else if entries.count > Self.fewKeys {
      places[key] = entries.count - 1
    }
  }
}

extension Diagnostic {
  static func duplicateKey(_ key: String, at range: SourceRange, first: SourceRange, code: String) -> Diagnostic {
    let place = "line \(first.start.line), column \(first.start.column)"
    return Diagnostic(
      "duplicate key '\(DocumentNode.excerpt(key))': it is already at \(place)", code: code, at: range,
      help: "remove one of the two, or rename it")
  }
}
