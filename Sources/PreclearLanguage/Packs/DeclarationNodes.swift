import PreclearEngine

/// What a pack's files say beside what rules are made of: titles, notes, the citations of values.
extension Pack {
  /// A declaration as it is written in its section.
  package func node(_ section: String, _ name: Name) -> DocumentNode? {
    for (_, document) in documents where document.range.file.path == name.range.file.path {
      if let entry = document[section]?.entries?.first(where: { $0.keyRange.start == name.range.start }) {
        return entry.value
      }
    }
    return nil
  }

  package func title(_ section: String, _ name: Name) -> String? { node(section, name)?["title"]?.scalar?.text }

  /// Rules in pack order, those of importers in the place of what they replace.
  package var activeRules: [RuleDeclaration] {
    var result: [RuleDeclaration] = []
    for rule in rules {
      if rule.replaces, let position = result.firstIndex(where: { $0.id == rule.id }) {
        result[position] = rule
      } else {
        result.append(rule)
      }
    }
    return result
  }
}

extension DocumentNode {
  /// The citations under `cite:`, of a pack that has been loaded.
  package var citations: [Citation] {
    var reader = SectionReader(pack: 0)
    return reader.citations(self["cite"])
  }
}
