import PreclearEngine
import PreclearLanguage

/// One canonical layout of YAML, with its comments. It never changes meaning: what it makes is read again, and must be the same.
package enum RuleFormatter {
  /// The file laid out anew. Throws what is wrong with it as YAML, or that it cannot be laid out without a change.
  package static func format(_ file: SourceFile) throws(LoadFailure) -> [UInt8] {
    if let comments = YAMLLayout.text(ofCommentsAlone: file) { return Array(comments.utf8) }
    let root = try YAMLReader.read(file)
    var text = YAMLLayout.text(of: root)
    // A comment in an odd place may come to stand elsewhere, and be laid out anew there.
    for _ in 1...mostPasses {
      let made = try read(text, root)
      let next = YAMLLayout.text(of: made)
      if next == text { return try checked(text, made, root) }
      text = next
    }
    throw changed(root)
  }

  private static let mostPasses = 8

  private static func read(_ text: String, _ root: DocumentNode) throws(LoadFailure) -> DocumentNode {
    do throws(LoadFailure) {
      return try YAMLReader.read(SourceFile(path: root.range.file.path, text: text))
    } catch {
      throw changed(root)
    }
  }

  private static func checked(
    _ text: String, _ made: DocumentNode, _ root: DocumentNode
  ) throws(LoadFailure) -> [UInt8] {
    guard isSame(root, made), comments(of: root) == comments(of: made) else { throw changed(root) }
    return Array(text.utf8)
  }

  private static func changed(_ root: DocumentNode) -> LoadFailure {
    LoadFailure([
      Diagnostic(
        "the file cannot be laid out without changing what it says, and is left as it is", code: "format",
        at: SourceRange(file: root.range.file, start: root.range.start, end: root.range.start),
        help: "use plain mappings and lists, and no line breaks but those of lines")
    ])
  }

  /// Whether two documents say the same, wherever their parts stand.
  package static func isSame(_ a: DocumentNode, _ b: DocumentNode) -> Bool {
    switch (a.content, b.content) {
    case (.scalar(let a), .scalar(let b)): a.text == b.text && isSame(a.kind, b.kind)
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy(isSame)
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
    case (.scalar, _), (.list, _), (.mapping, _): false
    }
  }

  private static func isSame(_ a: DocumentScalar.Kind, _ b: DocumentScalar.Kind) -> Bool {
    switch (a, b) {
    case (.null, .null), (.integer, .integer), (.decimal, .decimal), (.string, .string): true
    case (.bool(let a), .bool(let b)): a == b
    case (.null, _), (.integer, _), (.decimal, _), (.string, _), (.bool, _): false
    }
  }

  private static func comments(of root: DocumentNode) -> [String] {
    SourceLines(of: root).comments.map(\.text).sorted()
  }
}
