import PreclearEngine
import PreclearLanguage

/// A citation as it stands in a pack, wherever that is: a rule, a clause, a parameter's value, a reading.
package struct PlacedCitation: Sendable {
  package let citation: Citation
  /// The number of the pack whose file it stands in.
  package let module: Int
  package let sourceRange: SourceRange
  package let pageRange: SourceRange
  package let linesRange: SourceRange
  package let anchorRange: SourceRange

  /// All citations of a pack and of what it imports, in pack order.
  package static func all(in pack: Pack) -> [PlacedCitation] {
    var found: [PlacedCitation] = []
    for (module, node) in pack.documents { collect(node, module, into: &found) }
    return found
  }

  private static func collect(_ node: DocumentNode, _ module: Int, into found: inout [PlacedCitation]) {
    switch node.content {
    case .scalar: return
    case .list(let items): for item in items { collect(item, module, into: &found) }
    case .mapping(let entries):
      for entry in entries {
        guard entry.key == "cite" else {
          collect(entry.value, module, into: &found)
          continue
        }
        found += (entry.value.items ?? [entry.value]).compactMap { PlacedCitation($0, module) }
      }
    }
  }

  private init?(_ node: DocumentNode, _ module: Int) {
    guard let source = node["source"], let page = node["page"], let lines = node["lines"], let anchor = node["anchor"],
      let sourceText = source.scalar?.text, let pageText = page.scalar?.text, let linesText = lines.scalar?.text,
      let anchorText = anchor.scalar?.text
    else { return nil }
    citation = Citation(source: sourceText, page: pageText, lines: linesText, anchor: anchorText)
    self.module = module
    sourceRange = source.range
    pageRange = page.range
    linesRange = lines.range
    anchorRange = anchor.range
  }

  /// The place of what a mismatch is about.
  package func range(of mismatch: SourceDocument.Mismatch) -> SourceRange {
    switch mismatch {
    case .unreadableLines, .linesPastEnd, .otherPage: linesRange
    case .unknownPage: pageRange
    case .anchorMissing: anchorRange
    }
  }
}
