/// The room of the whole deal, on the record as it stands.
extension EventChecker {
  /// Works out every line that the pack declares, as of a day.
  package func dealRoom(on date: CalendarDate) -> DealRoom {
    machine.stand(on: date)
    var lines: [DealRoom.Line] = []
    for plan in pack.rooms { for key in keys(of: plan) { lines += self.lines(plan, key) } }
    return DealRoom(date: date, lines: lines)
  }

  /// A line's figures under one combination of readings.
  private struct Figures {
    let keys: [String]
    let used: Fact
    let line: Fact
    let room: Fact
    let error: String?
  }

  private func keys(of plan: RoomPlan) -> [Value] {
    if let over = plan.over { return state.keysOnRecord(register: over, machine: machine).map(\.value) }
    guard let each = plan.each else { return [.null] }
    if case .list(let list) = machine.run(each) { return list.items }
    return []
  }

  /// One line, or one for each combination of readings where they differ. None for a key that counts as one with an earlier.
  private func lines(_ plan: RoomPlan, _ key: Value) -> [DealRoom.Line] {
    let saved = machine.alternatives
    defer { machine.alternatives = saved }
    let combinations = state.combinations(of: plan.readings)
    var figures: [(figures: Figures, combination: [Int])] = []
    for combination in combinations {
      machine.alternatives = combination
      if let found = self.figures(plan, key) { figures.append((found, combination)) }
    }
    var shown: [(figures: Figures, combinations: [[Int]])] = []
    for (own, combination) in figures {
      if let same = shown.firstIndex(where: {
        $0.figures.used == own.used && $0.figures.line == own.line && $0.figures.room == own.room
          && $0.figures.keys == own.keys
      }) {
        shown[same].combinations.append(combination)
      } else {
        shown.append((own, [combination]))
      }
    }
    return shown.map { own, among in
      DealRoom.Line(
        name: plan.name, title: plan.title, keys: own.keys,
        readings: shown.count == 1 ? [] : readings(plan, among), used: own.used, line: own.line, room: own.room,
        unit: plan.unit, error: own.error, citations: plan.citations)
    }
  }

  /// The readings that are the same in all of these combinations, of those that are open.
  private func readings(_ plan: RoomPlan, _ among: [[Int]]) -> [(reading: String, alternative: String)] {
    plan.readings.compactMap { reading in
      let own = Set(among.map { $0[reading] })
      guard state.openAlternatives[reading].count > 1, own.count == 1, let alternative = own.first else { return nil }
      return (pack.readings[reading].name, pack.readings[reading].alternatives[alternative].name)
    }
  }

  /// Nil for a key that stands in the line of another.
  private func figures(_ plan: RoomPlan, _ key: Value) -> Figures? {
    var members = [key]
    if let same = plan.same {
      if case .list(let list) = machine.run(same, local: plan.keyLocal, key) { members = list.items }
      let onRecord = keys(of: plan)
      let first = onRecord.first { other in members.contains { Arithmetic.equal($0, other) } }
      if let first, !Arithmetic.equal(first, key) { return nil }
    }
    let used = machine.run(plan.used, local: plan.keyLocal, key)
    let line = machine.run(plan.line, local: plan.keyLocal, key)
    let room = left(plan, Unknowns.subtract(line, used))
    let faults = [used, line].compactMap { $0.fault?.message }
    return Figures(
      keys: key.isNull ? [] : members.map { ValueText.plain($0, machine.symbols) }, used: fact("used", used),
      line: fact("line", line), room: fact("room", room), error: faults.first)
  }

  /// What is left in whole units, where it is counted so: the greatest number that keeps to the line.
  private func left(_ plan: RoomPlan, _ room: Value) -> Value {
    guard plan.isWhole else { return room }
    return Unknowns.monotone(room) { figure in
      var whole = Arithmetic.round(figure, places: 0)
      let order = Arithmetic.order(whole, figure) ?? 0
      if order > 0 || (order == 0 && plan.isUnder) { whole = Arithmetic.subtract(whole, .int(1)) }
      return whole
    }
  }

  private func fact(_ name: String, _ value: Value) -> Fact {
    switch value {
    case .unknown(let unknown):
      Fact(
        name: name, value: nil, least: unknown.least.map { ValueText.plain($0, machine.symbols) },
        most: unknown.most.map { ValueText.plain($0, machine.symbols) })
    case .fault: Fact(name: name, value: nil)
    default: Fact(name: name, value: ValueText.plain(value, machine.symbols))
    }
  }
}
