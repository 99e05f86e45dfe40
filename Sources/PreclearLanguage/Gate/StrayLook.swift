import PreclearEngine

/// What a file looks like that is no proposal by its name: whether it holds events, as a proposal does.
enum StrayLook {
  case nothing
  /// The kinds of its records that have what an event has.
  case events([String])
  /// It cannot be read, and has an event's keys in it: whether it is one nobody knows.
  case unreadable(LoadFailure)

  /// Of a log the first part tells.
  private static let lookedAt = 1 << 16

  init(_ file: SourceFile) {
    do throws(LoadFailure) {
      let kinds = try Self.records(file).compactMap(Self.kind)
      self = kinds.isEmpty ? .nothing : .events(kinds)
    } catch {
      let text = Array(file.bytes.prefix(Self.lookedAt))
      self = Self.hasKey("id", text) && Self.hasKey("kind", text) ? .unreadable(error) : .nothing
    }
  }

  private static func records(_ file: SourceFile) throws(LoadFailure) -> [DocumentNode] {
    guard FilePath.hasSuffix(file.path.lowercased(), ".jsonl") else {
      let node = try YAMLReader.read(file)
      return node.items ?? [node]
    }
    var bytes = file.bytes
    if bytes.count > lookedAt {
      bytes = Array(bytes.prefix(lookedAt))
      if let end = bytes.lastIndex(of: UInt8(ascii: "\n")) { bytes.removeSubrange((end + 1)...) }
    }
    return try JSONReader.readLines(SourceFile(path: file.path, bytes: bytes))
  }

  private static func kind(_ node: DocumentNode) -> String? {
    guard node["id"] != nil || node["date"] != nil else { return nil }
    return node["kind"]?.scalar?.text
  }

  /// Whether a name stands in the text as a key does: `id:`, `"id" :`.
  private static func hasKey(_ name: String, _ text: [UInt8]) -> Bool {
    let name = Array(name.utf8)
    let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""), UInt8(ascii: "'")]
    let before = blanks.union([UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "{"), UInt8(ascii: ",")])
    return text.indices.contains { start in
      guard text[start...].starts(with: name), start == 0 || before.contains(text[start - 1]) else { return false }
      return text[(start + name.count)...].first { !blanks.contains($0) } == UInt8(ascii: ":")
    }
  }
}
