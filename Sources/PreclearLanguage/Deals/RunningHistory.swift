import PreclearEngine

/// How things stand before the first event is judged: what a deal declares, and the events of the past.
struct Opening: Sendable {
  /// Reads the events to be judged, too, so that all mistakes come out together.
  var decoder: EventDecoder
  private var ids = SymbolSet()
  private var settled = SettledReadings()
  private var parties: [PartyDeclaration]
  /// The past, by date; at equal dates in the order given.
  private(set) var history: [Event] = []

  /// A case's parties replace the deal's, and its readings settle or reopen the deal's.
  init(
    _ deal: Deal, _ pack: CompiledPack, history nodes: [DocumentNode] = [], parties: DocumentNode? = nil,
    readings: DocumentNode? = nil
  ) {
    decoder = EventDecoder(pack: pack, symbols: pack.symbols)
    settled.read(deal.readings, pack, &decoder.diagnostics)
    settled.read(readings, pack, &decoder.diagnostics)
    let declared = decoder.parties(deal.parties)
    let replacing = decoder.parties(parties)
    self.parties = declared.filter { own in !replacing.contains { $0.id == own.id } } + replacing
    let opening = deal.opening.map { $0.list(&decoder.diagnostics, "a list of events") ?? [] } ?? []
    history = Self.sorted(events(opening + nodes))
  }

  /// The same by the whole pack, of which it took the schema alone to read the events.
  func adopting(_ pack: CompiledPack) -> Opening {
    var opening = self
    opening.decoder.pack = pack
    return opening
  }

  /// The events of the nodes; an id that is on record already is a mistake.
  mutating func events(_ nodes: [DocumentNode]) -> [Event] {
    var result: [Event] = []
    for node in nodes {
      guard let event = decoder.event(node) else { continue }
      if !ids.insert(event.id) {
        decoder.diagnostics.add(.idOnRecord(decoder.symbols.text(event.id), node))
      }
      result.append(event)
    }
    return result
  }

  /// The events of one file among several that know nothing of each other: its ids are on record for itself alone.
  mutating func separateEvents(_ nodes: [DocumentNode]) -> [Event] {
    let before = ids
    let mistakes = decoder.diagnostics.all.count
    let result = events(nodes)
    ids = before
    if decoder.diagnostics.all.count == mistakes { rejectBackwardDates(result, nodes) }
    return result
  }

  /// One event for each node, in the order in which they are to be judged.
  mutating func rejectBackwardDates(_ events: [Event], _ nodes: [DocumentNode]) {
    for (position, event) in events.enumerated().dropFirst() where event.date < events[position - 1].date {
      decoder.diagnostics.add(
        .dateGoesBack(
          event.date, after: events[position - 1].date, nodes[position],
          help: "proposals are judged in the order given, each on top of the ones before"))
    }
  }

  /// By date; at equal dates in the order given.
  private static func sorted(_ events: [Event]) -> [Event] {
    events.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }.map(\.element)
  }

  /// A checker on which the parties are declared. Throws every mistake that was found so far.
  func begin(waivers: [Waiver], observation: Observation? = nil) throws(LoadFailure) -> RunningHistory {
    if decoder.diagnostics.hasErrors { throw LoadFailure(decoder.diagnostics.all) }
    let begin = checkers(waivers: waivers)
    let checker = begin()
    checker.machine.observation = observation
    return RunningHistory(checker: checker, past: history, begin: begin)
  }

  /// Makes checkers on which the parties are declared, and nothing is recorded.
  func checkers(waivers: [Waiver]) -> () -> EventChecker {
    let (pack, symbols, settled, parties) = (decoder.pack, decoder.symbols, settled.choices, parties)
    return {
      let checker = EventChecker(pack: pack, settled: settled)
      checker.machine.symbols = symbols
      checker.waivers = waivers
      for party in parties {
        checker.state.declare(
          party.id, roles: party.roles, positions: party.positions, group: party.group, machine: checker.machine)
      }
      return checker
    }
  }
}

/// A checker, and the events of the past that are still to be recorded on it.
struct RunningHistory {
  let checker: EventChecker
  /// Sorted by date.
  let past: [Event]
  private var next: Int
  /// What cures are found with.
  private(set) var trail: Trail

  /// On the checker so many events of the past are recorded already.
  init(checker: EventChecker, past: [Event], next: Int = 0, begin: @escaping () -> EventChecker) {
    self.checker = checker
    self.past = past
    self.next = next
    trail = Trail(past: past) {
      let other = begin()
      // Rules may have been compiled since.
      other.adopt(checker.pack)
      return other
    }
  }

  /// Judges an event on the past of its day and before, and records it: what violated a rule still happened.
  mutating func judge(_ event: Event, isHistory: Bool) -> EventResult {
    advance(to: event.date)
    return checker.replay(event, later: past.count - next, isHistory: isHistory)
  }

  /// The same of an event that is proposed, with what would clear it. One that is clear costs no more.
  mutating func judgeWithCures(_ event: Event) -> EventResult {
    advance(to: event.date)
    var result = checker.judgeAndApply(event, later: past.count - next)
    if result.verdict != .clear {
      checker.putBack()
      result = checker.addingCures(to: result, of: event, on: trail)
      checker.record(event)
    }
    trail.note(event, before: next)
    return result
  }

  /// The same, but the state is put back: the next event may be of the same day, not of an earlier one.
  mutating func judgeApart(_ event: Event) -> EventResult {
    advance(to: event.date)
    let result = checker.judgeAndApply(event, later: past.count - next)
    checker.putBack()
    return result.verdict == .clear ? result : checker.addingCures(to: result, of: event, on: trail)
  }

  /// Records a proposal without judging it.
  mutating func record(_ event: Event) {
    advance(to: event.date)
    checker.record(event)
    trail.note(event, before: next)
  }

  /// Records what is of the past on this day.
  mutating func advance(to date: CalendarDate) {
    while next < past.count, past[next].date <= date {
      checker.record(past[next])
      next += 1
    }
  }
}

extension Diagnostic {
  static func idOnRecord(_ id: String, _ node: DocumentNode, help: String? = nil) -> Diagnostic {
    Diagnostic(
      "the id '\(id)' is on record already", code: "duplicate-id", at: (node["id"] ?? node).range, help: help)
  }

  static func dateGoesBack(_ date: CalendarDate, after last: CalendarDate, _ node: DocumentNode, help: String)
    -> Diagnostic
  {
    Diagnostic(
      "this event is of \(date), before the one that it follows (\(last))", code: "order",
      at: (node["date"] ?? node).range, help: help)
  }
}
