import PreclearEngine
import PreclearLanguage

/// A file of changes to a pack that no test needs to notice, each with the reason.
package struct SurvivorList {
  private struct Entry {
    let owner: String
    let change: String
    let reason: String
    let range: SourceRange
  }

  private var entries: [Entry] = []

  package init(_ file: SourceFile) throws(LoadFailure) {
    let root = try YAMLReader.read(file)
    var diagnostics = Diagnostics()
    guard root.mapping(&diagnostics, "a list of survivors", allowed: ["survivors"]) != nil else {
      throw LoadFailure(diagnostics.all)
    }
    guard let list = root["survivors"] else {
      diagnostics.error("the file needs 'survivors'", code: "missing-key", at: root.range)
      throw LoadFailure(diagnostics.all)
    }
    for item in list.list(&diagnostics, "a list of changes that no test notices") ?? [] {
      guard item.mapping(&diagnostics, "a survivor", allowed: ["in", "change", "because"]) != nil else { continue }
      func text(_ key: String) -> String? {
        guard let node = item[key] else {
          diagnostics.error("a survivor needs '\(key)'", code: "missing-key", at: item.range)
          return nil
        }
        return node.text(&diagnostics, "a text")
      }
      guard let owner = text("in"), let change = text("change"), let reason = text("because") else { continue }
      if entries.contains(where: { $0.owner == owner && $0.change == change }) {
        diagnostics.error("this survivor stands twice", code: "duplicate", at: item.range)
      }
      entries.append(Entry(owner: owner, change: change, reason: reason, range: item.range))
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
  }

  /// Gives each survivor its reason. An entry that names no change, or one that a test notices, is a mistake.
  package func explain(_ result: inout MutationResult) -> [Diagnostic] {
    var mistakes: [Diagnostic] = []
    for entry in entries {
      let named = result.mutants.indices.filter {
        result.mutants[$0].owner == entry.owner && result.mutants[$0].change == entry.change
      }
      if named.isEmpty {
        let own = result.mutants.filter { $0.owner == entry.owner }.map(\.change)
        mistakes.append(
          Diagnostic(
            "no change of '\(entry.owner)' is called '\(entry.change)'", code: "survivor", at: entry.range,
            help: NearestName.hint(entry.change, among: own)
              ?? "delete the entry, or write the change as the report does"))
      } else if named.allSatisfy({ result.mutants[$0].isNoticed }) {
        mistakes.append(
          Diagnostic("a test notices this change", code: "survivor", at: entry.range, help: "delete the entry"))
      }
      for number in named where !result.mutants[number].isNoticed { result.mutants[number].reason = entry.reason }
    }
    return mistakes
  }
}
