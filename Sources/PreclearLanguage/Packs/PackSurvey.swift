import PreclearEngine

/// A pack looked at for its mistakes: all of them, where ``Workspace`` stops at the first kind that hides the others.
package struct PackSurvey {
  /// With holes filled, so that a pack that has needs is checked by itself. Nil where a file of it cannot be read at all.
  package let pack: Pack?
  /// The number of the pack that was asked for; the others are what it imports.
  package let module: Int
  package let diagnostics: [Diagnostic]
  package let files: [SourceFile]

  package var isSound: Bool { pack != nil && diagnostics.isEmpty }

  package init(_ directory: String, files access: some FileAccess) {
    let survey = PackLoader.survey(directory, files: access)
    files = survey.files.map(\.file)
    module = (survey.pack?.modules.count ?? 1) - 1
    guard let loaded = survey.pack else {
      pack = nil
      diagnostics = survey.diagnostics.all
      return
    }
    var found = survey.diagnostics
    var complete = loaded.withNeedsFilled()
    let declared = found.hasErrors ? Self.declaredNames(loaded) : []
    func addMistakes(of pack: Pack) {
      for mistake in Self.mistakes(of: pack) where !Self.follows(mistake, from: declared) { found.add(mistake) }
    }
    addMistakes(of: complete)
    // A need that is filled wrongly hides what its pack's rules mean: they are checked as if nobody filled it.
    let open = loaded.withoutFillings(at: found.all.compactMap(\.range))
    if let open {
      complete = open.withNeedsFilled()
      addMistakes(of: complete)
    }
    pack = complete
    diagnostics = found.all
  }

  private static func mistakes(of pack: Pack) -> [Diagnostic] {
    do throws(LoadFailure) {
      _ = try Compiler.compile(pack)
      return []
    } catch {
      return error.diagnostics
    }
  }

  /// Every name that a file declares, whether the declaration could be read or not.
  private static func declaredNames(_ pack: Pack) -> Set<String> {
    let sections = pack.documents.flatMap { $0.node.entries ?? [] }
    return Set(sections.flatMap { $0.value.entries?.map(\.key) ?? [] })
  }

  /// A name that is unknown only because its declaration is wrong, which is told already.
  private static func follows(_ mistake: Diagnostic, from declared: Set<String>) -> Bool {
    guard mistake.code == "unknown-name" else { return false }
    let quoted = mistake.message.split(separator: "'", omittingEmptySubsequences: false)
    // "unknown field of event 'trade': 'share'" is about the last.
    guard quoted.count > 2 else { return false }
    let name = String(quoted[quoted.count - 2])
    // `market_day` is a name that the calendar 'market' brings.
    let calendars = ["_day", "_days"].compactMap { name.hasSuffix($0) ? String(name.dropLast($0.count)) : nil }
    return declared.contains(name)
      || calendars.contains { declared.contains($0.hasPrefix("is_") ? String($0.dropFirst(3)) : $0) }
  }
}

extension Pack {
  /// The same without the fillings in which something is wrong; nil if there are none.
  fileprivate func withoutFillings(at mistakes: [SourceRange]) -> Pack? {
    var pack = self
    var hasAny = false
    for (number, need) in needs.enumerated() {
      guard let range = need.expression?.range ?? need.target?.range else { continue }
      let isWrong = mistakes.contains {
        $0.file === range.file && $0.start >= range.start && $0.start <= range.end
      }
      guard isWrong else { continue }
      pack.needs[number].filledBy = nil
      pack.needs[number].expression = nil
      pack.needs[number].target = nil
      hasAny = true
    }
    return hasAny ? pack : nil
  }
}
