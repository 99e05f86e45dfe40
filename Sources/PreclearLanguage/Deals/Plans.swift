import PreclearEngine

/// Plans: several proposals whose days are free within windows.
extension Workspace {
  /// The earliest days on which the events of the files are all clear, in whichever order. A date is a day, or `{from, to}`.
  package func schedule(_ files: [SourceFile]) throws(LoadFailure) -> Schedule {
    var diagnostics = Diagnostics()
    var planned: [(node: DocumentNode, from: CalendarDate, to: CalendarDate)] = []
    for node in try Self.events(of: files) {
      if let window = Self.window(of: node, &diagnostics) { planned.append(window) }
    }
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    // Read in the order of their first days, so that none of them goes back; what comes first is for the search to say.
    let order = planned.indices.sorted { (planned[$0].from, $0) < (planned[$1].from, $1) }
    let (history, events, _) = try prepare(order.map { planned[$0].node })
    keep(history)
    let inPlan = zip(order, events).sorted { $0.0 < $1.0 }
    var search = PlanSearch(
      inPlan.map { PlannedEvent(event: $1, from: planned[$0].from, to: planned[$0].to) }, on: history.trail)
    return search.run()
  }

  /// The record with its first day as its date, and the days that it may have.
  private static func window(
    of node: DocumentNode, _ diagnostics: inout Diagnostics
  ) -> (node: DocumentNode, from: CalendarDate, to: CalendarDate)? {
    guard let date = node["date"], date.entries != nil else {
      // A day of its own, or nothing that is one: the reader of events says what is wrong with it.
      var unheard = Diagnostics()
      let day = node["date"]?.date(&unheard, "a date") ?? .negativeInfinity
      return (node, day, day)
    }
    guard date.mapping(&diagnostics, "the days of an event", allowed: ["from", "to"]) != nil else { return nil }
    for key in ["from", "to"] where date[key] == nil {
      diagnostics.error("the days of an event need '\(key)'", code: "missing-key", at: date.range)
    }
    guard let first = date["from"], let from = first.date(&diagnostics, "the first day"),
      let to = date["to"]?.date(&diagnostics, "the last day")
    else { return nil }
    for (day, key) in [(from, "from"), (to, "to")] where !day.isFinite {
      diagnostics.error(
        "the days of an event have an end, and '\(key)' has none", code: "date", at: date[key]?.range,
        help: "write a day")
    }
    guard from.isFinite, to.isFinite else { return nil }
    if to < from {
      diagnostics.error("the last day, \(to), lies before the first, \(from)", code: "order", at: date["to"]?.range)
      return nil
    }
    return (node.replacing("date", with: first), from, to)
  }
}

extension DocumentNode {
  /// The record with another value under a key.
  fileprivate func replacing(_ key: String, with value: DocumentNode) -> DocumentNode {
    guard let entries else { return self }
    return DocumentNode(
      .mapping(
        entries.map { $0.key == key ? DocumentEntry(key: $0.key, keyRange: $0.keyRange, value: value) : $0 }),
      range: range)
  }
}
