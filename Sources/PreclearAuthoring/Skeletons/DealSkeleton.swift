import PreclearEngine
import PreclearLanguage

extension Skeleton {
  /// A deal on a pack that is there, and a first proposal of a kind that its rules look at. `reaching` is the pack's folder from the
  /// deal's.
  package static func deal(
    in folder: String, named name: String, pack: Pack, reaching path: String
  ) throws(LoadFailure) -> Skeleton {
    try checkName(name, "a deal")
    let open = pack.needs.filter { $0.filledBy == nil }.map(\.name.text)
    guard open.isEmpty else {
      throw LoadFailure(
        "the pack '\(pack.main.name)' needs \(open.joined(separator: ", ")): no deal rests on it alone",
        code: "unfilled-need",
        help: "begin a pack with 'preclear new pack' that imports it and fills its needs under 'with:'")
    }
    let compiled = try Compiler.compile(pack)
    let sample = SampleEvent(compiled)
    // The kind that most rules look at, the first of equals.
    let most = compiled.layouts.indices.max { compiled.rulesByKind[$0].count < compiled.rulesByKind[$1].count }
    guard let kind = most, !compiled.rulesByKind[kind].isEmpty else {
      throw LoadFailure(
        "no rule of the pack '\(pack.main.name)' looks at any event", code: "no-rule",
        help: "begin with 'preclear new rule'")
    }
    let proposals = FilePath.join(folder, "proposals/first.yaml")
    var deal = """
      deal: \(name)
      pack: \(path)
      ledger: ledger.jsonl
      proposals: ["proposals/*.yaml"]

      """
    if compiled.party != nil {
      deal += """

        # Who takes part: {id, roles, positions, group}. Who is declared without one of these has none; of who is declared nowhere
        # nothing is known.
        parties: []

        """
    }
    deal += """

      # Events that state how things stood at the start, each with an id, a kind and a date.
      opening: []

      """
    return Skeleton(
      files: [
        (FilePath.join(folder, "deal.yaml"), deal), (FilePath.join(folder, "ledger.jsonl"), ""),
        (proposals, sample.block(kind: kind, id: "P-1", date: SampleEvent.day)),
      ],
      next: ["preclear check \(proposals)"])
  }
}
