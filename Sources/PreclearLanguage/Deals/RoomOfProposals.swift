import PreclearEngine

/// How much room a proposal has: in size, and in time.
extension Workspace {
  /// A proposal that waits to be asked about, on the record as of its day.
  package struct Proposal {
    let checker: EventChecker
    let event: Event
    let trail: Trail
    let node: DocumentNode
  }

  /// The last event of the files; those before it are recorded first.
  package func propose(_ files: [SourceFile]) throws(LoadFailure) -> Proposal {
    let nodes = try Self.events(of: files)
    var (history, events, _) = try prepare(nodes)
    guard let event = events.last, let node = nodes.last else {
      throw LoadFailure("no proposal to look at", code: "no-proposal")
    }
    for earlier in events.dropLast() { history.record(earlier) }
    history.advance(to: event.date)
    keep(history)
    return Proposal(checker: history.checker, event: event, trail: history.trail, node: node)
  }

  /// The room of the whole deal, as of a day; without one, of the last day on record.
  package func dealRoom(asOf date: CalendarDate?) throws(LoadFailure) -> DealRoom {
    var history = try Opening(deal, try complete(), history: ledger).begin(waivers: [])
    let room = try history.dealRoom(asOf: date)
    keep(history)
    return room
  }

  package var dealName: String { deal.name }
}

extension Workspace.Proposal {
  /// How far each rule lets a field go. Without a field, the first whole number that the event has, else its first decimal.
  package func headroom(field name: String?) throws(LoadFailure) -> Headroom {
    let layout = checker.pack.layouts[event.kind]
    var field = checker.usualField(of: event)
    if let name {
      field = layout.position(of: name)
      if field == nil {
        throw LoadFailure([
          Diagnostic(
            "unknown field '\(name)' of event '\(layout.name)'", code: "unknown-field", at: node.range,
            help: NearestName.hint(name, among: layout.fields.map(\.name)))
        ])
      }
    }
    guard let field, let room = checker.headroom(of: event, field: field, on: trail) else {
      throw LoadFailure([
        Diagnostic(
          name.map { "'\($0)' holds no number" } ?? "an event '\(layout.name)' has no field that holds a number",
          code: "no-number", at: node.range, help: "ask for its days instead: --by date")
      ])
    }
    return room
  }

  /// The days ahead on which the proposal passes, and those on which it does not.
  package func dateRoom() -> DateRoom { checker.dateRoom(of: event, on: trail) }
}

extension RunningHistory {
  /// What is left to each line of the deal at the end of a day; without one, of the last day on record.
  mutating func dealRoom(asOf date: CalendarDate?) throws(LoadFailure) -> DealRoom {
    let pack = checker.pack
    if pack.rooms.isEmpty {
      throw LoadFailure(
        "the pack '\(pack.name)' declares no lines of the deal", code: "no-headroom",
        help: "give it a 'headroom' section, or name a proposal")
    }
    guard let day = date ?? past.last?.date else {
      throw LoadFailure("the record is empty: name a day with --as-of", code: "no-day")
    }
    advance(to: day)
    return checker.dealRoom(on: day)
  }
}
