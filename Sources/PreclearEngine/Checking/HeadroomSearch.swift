/// How much room rules leave an event, on the state that it would be judged on.
extension EventChecker {
  /// The field whose room is asked for where nobody names one: the first whole number, else the first decimal.
  package func usualField(of event: Event) -> Int? {
    let fields = pack.layouts[event.kind].fields
    func first(_ isSought: (FieldType) -> Bool) -> Int? { fields.firstIndex { !$0.isDerived && isSought($0.type) } }
    return first { if case .int = $0 { true } else { false } }
      ?? first { if case .decimal = $0 { true } else { false } }
  }

  /// The greatest value of a field that each rule lets pass; nil for a field that holds no number.
  package func headroom(
    of event: Event, field: Int, on trail: Trail, limits: CureLimits = CureLimits()
  ) -> Headroom? {
    let layout = pack.layouts[event.kind]
    guard let axis = NumberAxis(field: field, of: layout, written: event.slots[field]) else { return nil }
    let finder = CureFinder(self, event, trail, objecting: [], limits)
    let looking = pack.rulesByKind[event.kind].filter { number in
      RuleReads(pack.rules[number], kind: event.kind, on: event.date, pack: pack).fields.contains(field)
    }
    let rooms = looking.map { finder.room(axis, rule: $0).room }
    let (whole, most) = finder.room(axis, rule: nil)
    var binding = zip(looking, rooms).filter { $0.1 == .none || $0.1.isSameEnd(as: whole) }.map { pack.rules[$0.0].id }
    // None by itself, where each passes again further on: those that object to the next value.
    if binding.isEmpty, case .upTo = whole, let most, most < axis.most {
      let next = outcomes(of: event.with(axis.field, axis.value(most + 1)))
      binding = next.filter { !Self.passes($0.outcome) }.map { pack.rules[$0.rule].id }
    }
    // What objects whatever the figure is.
    if whole == .none {
      let objecting = outcomes(of: event).filter { !Self.passes($0.outcome) && !looking.contains($0.rule) }
      binding += objecting.map { pack.rules[$0.rule].id }
    }
    return Headroom(
      event: machine.symbols.text(event.id), kind: layout.name, date: "\(event.date)", field: layout.fields[field].name,
      now: event.slots[field].map(finder.text),
      limits: zip(looking, rooms).map { number, room in
        let rule = pack.rules[number]
        return Headroom.Limit(rule: rule.id, title: rule.title, room: room, citations: rule.citations)
      }, room: whole, binding: whole == .unlimited ? [] : binding)
  }

  /// The days from the event's own on, cut into windows in which the same rules object.
  package func dateRoom(of event: Event, on trail: Trail, limits: CureLimits = CureLimits()) -> DateRoom {
    let finder = CureFinder(self, event, trail, objecting: [], limits)
    var windows: [DateRoom.Window] = []
    var firstClear: CalendarDate?
    let start = Int(event.date.dayNumber)
    let end = min(start + limits.days, CalendarDate.finiteDayNumbers.upperBound)
    var reached = start - 1
    func add(_ stretch: (first: Int128, last: Int128, answer: [RuleOutcome])) {
      guard let from = CalendarDate(dayNumber: Int(stretch.first)), let to = CalendarDate(dayNumber: Int(stretch.last))
      else { return }
      reached = Int(stretch.last)
      let objections = stretch.answer.filter { !Self.passes($0.outcome) }
        .map { DateRoom.Window.Objection(rule: pack.rules[$0.rule].id, outcome: $0.outcome) }
      if objections.isEmpty, firstClear == nil { firstClear = from }
      if let last = windows.last, last.objections == objections {
        windows[windows.count - 1] = DateRoom.Window(
          from: last.from, to: to, verdict: last.verdict, objections: objections)
      } else {
        windows.append(
          DateRoom.Window(from: from, to: to, verdict: Verdict(objections.map(\.outcome)), objections: objections))
      }
    }
    if !pack.rulesByKind[event.kind].isEmpty {
      for stretch in finder.stretches(of: event, self, start, start) ?? [] { add(stretch) }
      finder.forEachStretch(finder.original, from: start + 1, through: end) { checker, first, last in
        guard let stretches = finder.stretches(of: event, checker, Int(first), Int(last)) else { return false }
        for stretch in stretches { add(stretch) }
        return true
      }
    }
    return DateRoom(
      event: machine.symbols.text(event.id), kind: pack.layouts[event.kind].name, date: event.date,
      through: CalendarDate(dayNumber: max(reached, start)) ?? event.date, firstClear: firstClear, windows: windows,
      isCutShort: reached < end)
  }
}

extension CureFinder {
  /// The greatest value that a rule, or without one every rule, lets pass; with its number on the axis, where there is one.
  fileprivate func room(_ axis: NumberAxis, rule: Int?) -> (room: Headroom.Room, number: Int128?) {
    switch greatest(original, axis, rule: rule, in: axis.least, axis.most) {
    case .none: return (.none, nil)
    case .cannotTell: return (.unknown, nil)
    case .found(let number):
      if number == axis.most, axis.isOpen { return (.unlimited, number) }
      let gap = greatest(original, axis, rule: rule, in: axis.least, number, passing: false)
      return (.upTo(text(axis.value(number)), isWhole: gap == .none), number)
    }
  }

  /// Days cut into stretches of which the rules that object say the same; nil if the work is spent first.
  fileprivate func stretches(
    of event: Event, _ checker: EventChecker, _ first: Int, _ last: Int
  ) -> [(first: Int128, last: Int128, answer: [RuleOutcome])]? {
    var search = RangeSearch<[RuleOutcome]>(
      ask: { first, last in
        let said = Self.outcomes(of: event, checker, nil, first, last)
        let known = said.compactMap { one in one.outcome.map { RuleOutcome(rule: one.rule, outcome: $0) } }
        return known.count == said.count ? known.filter { !EventChecker.passes($0.outcome) } : nil
      }, budget: dayJudgementsLeft)
    defer { dayJudgementsLeft = search.budget }
    return search.stretches(in: Int128(first), Int128(last), atMost: Self.mostWindows)
  }

  /// More windows than these nobody reads.
  private static let mostWindows = 400
}

extension Headroom.Room {
  /// Whether it ends where another does.
  fileprivate func isSameEnd(as other: Headroom.Room) -> Bool {
    if case .upTo(let a, _) = self, case .upTo(let b, _) = other { return a == b }
    return false
  }
}
