/// Who went over a line, when, and how, under one combination of readings (`language.md`, section 4).
final class CrossingStore {
  /// What is remembered of a key.
  fileprivate struct Memory {
    /// The entry of its latest active crossing.
    var entry: Record?
    /// Number of the event of that crossing: of equal dates the earlier stands longer.
    var sequence = 0
    /// Lifted over the line by nobody's act, and not confirmed since.
    var isPending = false
  }

  let plan: CrossingPlan
  private let answers: CrossingAnswers
  private var memories: [Key: Versioned<Memory>] = [:]
  private var order: [Key] = []
  private var touched: [Key] = []
  private var orderBefore = 0
  private var stamp = -1
  private var started: [Key] = []
  private var passive: [Key] = []
  private var unsettled: [Key] = []

  init(plan: CrossingPlan, answers: CrossingAnswers) {
    self.plan = plan
    self.answers = answers
  }

  func undo(serial: Int) {
    guard stamp == serial else { return }
    for key in touched { memories[key]?.undo(serial: serial) }
    for key in order[orderBefore...] { memories[key] = nil }
    order.removeLast(order.count - orderBefore)
    stamp = -1
  }

  /// What an event changed.
  struct Held {
    fileprivate let memories: [(key: Key, cell: Versioned<Memory>?)]
    fileprivate let orderBefore: Int
  }

  /// Takes what the event changed; nil if that is nothing.
  func hold(serial: Int) -> Held? {
    guard stamp == serial else { return nil }
    return Held(memories: touched.map { ($0, memories[$0]) }, orderBefore: orderBefore)
  }

  /// Puts it back, once whatever came on top of it is undone.
  func resume(_ held: Held, serial: Int) {
    stamp = serial
    for (key, cell) in held.memories { memories[key] = cell }
    touched = held.memories.map(\.key)
    orderBefore = held.orderBefore
  }

  // MARK: Applying

  func apply(machine: Machine, serial: Int) {
    stamp = serial
    touched.removeAll(keepingCapacity: true)
    orderBefore = order.count
    started = []
    passive = []
    unsettled = []
    if let rows = plan.active[machine.kind] {
      let keys = answers.activeKeys(rows, plan, machine: machine, serial: serial) { activeKeys(rows, machine, serial) }
      for key in keys { applyActive(key, machine, serial) }
    }
    if let conditions = plan.passive[machine.kind],
      conditions.contains(where: { $0.map { !machine.run($0).isFalse } ?? true })
    {
      for key in allKeys(machine, serial) { applyPassive(key, machine, serial) }
    }
  }

  /// The members, as they are with the event, of the clusters of the keys that the event touches.
  private func activeKeys(_ rows: [CrossingPlan.ActiveRow], _ machine: Machine, _ serial: Int) -> [Key] {
    var result: [Key] = []
    var seen: Set<Key> = []
    for row in rows {
      if let when = row.when {
        let belongs = machine.run(when)
        machine.note(probed: belongs)
        if belongs.isFalse { continue }
      }
      let keys: [Key]
      switch machine.run(row.keys) {
      case .list(let list): keys = list.items.compactMap(Key.init)
      case let single:
        machine.note(probed: single)
        keys = Key(single).map { [$0] } ?? []
      }
      for key in keys {
        for member in touchedMembers(of: key, machine, serial) where seen.insert(member).inserted {
          result.append(member)
        }
      }
    }
    return result
  }

  private func touchedMembers(of key: Key, _ machine: Machine, _ serial: Int) -> [Key] {
    guard let cluster = plan.cluster else { return [key] }
    let store = machine.state.cluster(cluster, machine: machine)
    let members = store.members(of: key, .now, serial: serial)
    // An event that can only link or cut touches a key only where it brought somebody new to it.
    if store.plan.linkKinds.contains(machine.kind) {
      let before = Set(store.members(of: key, .before, serial: serial))
      if members.allSatisfy(before.contains) { return [] }
    }
    return members
  }

  private func allKeys(_ machine: Machine, _ serial: Int) -> [Key] {
    var result: [Key] = []
    var seen: Set<Key> = []
    let register = plan.register ?? plan.cluster.flatMap { machine.pack.clusters[$0].candidates }
    for key in register.map({ machine.state.keysOnRecord(register: $0, machine: machine) }) ?? [] {
      let members =
        plan.cluster.map { machine.state.cluster($0, machine: machine).members(of: key, .now, serial: serial) } ?? [key]
      for member in members where seen.insert(member).inserted { result.append(member) }
    }
    return result
  }

  private func level(_ key: Key, _ moment: Moment, _ machine: Machine) -> Value {
    let saved = machine.moment
    machine.moment = moment
    defer { machine.moment = saved }
    return machine.run(plan.level, local: plan.keyLocal, key.value)
  }

  private func applyActive(_ key: Key, _ machine: Machine, _ serial: Int) {
    func truth(_ moment: Moment) -> CrossingAnswers.Truth {
      answers.level(key, moment, machine: machine, serial: serial) { level(key, moment, machine) }
    }
    let now = truth(.now)
    // Under the line with the event, a key has crossed nothing, wherever it was before.
    if now == .no { return }
    let isOverBefore = truth(.before) == .yes
    guard now == .yes else {
      if !isOverBefore { unsettled.append(key) }
      return
    }
    let isPending = memories[key]?.now.isPending ?? false
    let isConfirmed =
      isPending
      && (plan.confirm.map { isTrue($0, of: key, machine) } ?? true)
    guard !isOverBefore || isConfirmed else { return }
    started.append(key)
    set(key, Memory(entry: entry(key, machine), sequence: serial, isPending: false), serial)
  }

  private func isTrue(_ condition: Program, of key: Key, _ machine: Machine) -> Bool {
    let value = machine.run(condition, local: plan.keyLocal, key.value)
    machine.note(probed: value)
    return value.isTrue
  }

  private func applyPassive(_ key: Key, _ machine: Machine, _ serial: Int) {
    func isOver(_ moment: Moment) -> Bool {
      answers.level(key, moment, machine: machine, serial: serial) { level(key, moment, machine) } == .yes
    }
    guard isOver(.now), !isOver(.before) else { return }
    passive.append(key)
    // One that stands already is no more than that.
    guard !stood(key, machine, serial) else { return }
    // What an earlier crossing left behind has lapsed: being lifted over the line does not revive it.
    set(key, Memory(isPending: true), serial)
  }

  private func stood(_ key: Key, _ machine: Machine, _ serial: Int) -> Bool {
    let saved = machine.moment
    machine.moment = .before
    defer { machine.moment = saved }
    if case .stands = standing(key, machine, serial) { return true }
    return false
  }

  private func set(_ key: Key, _ memory: Memory, _ serial: Int) {
    if memories[key] == nil { order.append(key) }
    if memories[key, default: Versioned(Memory())].set(memory, serial: serial) { touched.append(key) }
  }

  private func entry(_ key: Key, _ machine: Machine) -> Record {
    let time = machine.pack.timeFields[machine.kind].map(machine.eventField) ?? .null
    let kept = plan.keep.map { machine.frozen(machine.run($0, local: plan.keyLocal, key.value)) }
    return Record(layout: plan.layout, values: [machine.dateValue, time] + kept)
  }

  // MARK: Asking

  /// Whether a key stands on the day of the event.
  private enum Standing {
    case stands(Memory)
    case lapsed
    /// Nobody knows until when it stands.
    case open(Unknown)
  }

  /// A key stands while it is over the line, and until its crossing has lapsed.
  private func standing(_ key: Key, _ machine: Machine, _ serial: Int) -> Standing {
    guard let memory = memories[key]?.content(machine.moment, serial: serial), let entry = memory.entry else {
      return .lapsed
    }
    var open: Unknown?
    if let lapse = plan.lapse {
      let until = machine.withLocals([(plan.itLocal, .record(entry)), (plan.keyLocal, key.value)]) {
        machine.run(lapse)
      }
      let lasts = Unknowns.less(machine.dateValue, until, orEqual: true)
      machine.note(probed: lasts)
      if lasts.isTrue { return .stands(memory) }
      open = lasts.unknown
    }
    if isTrue(plan.level, of: key, machine) { return .stands(memory) }
    return open.map(Standing.open) ?? .lapsed
  }

  func value(_ key: Key, machine: Machine, serial: Int) -> Value {
    value(of: [key], machine: machine, serial: serial)
  }

  /// The entry of the member that stands longest.
  func value(of members: [Key], machine: Machine, serial: Int) -> Value {
    var best: Memory?
    var open: Unknown?
    for member in members {
      switch standing(member, machine, serial) {
      case .lapsed: continue
      case .open(let unknown): open = open.map { $0.joined(unknown) } ?? unknown
      case .stands(let memory):
        // Of two members that stand, one since the event: which stands longer depends on its day.
        if best != nil, let first = memory.entry?.values.first { machine.note(probed: first) }
        if let current = best, Self.isEarlier(current, memory) { continue }
        best = memory
      }
    }
    if let entry = best?.entry { return .record(entry) }
    return open.map { .unknown($0.withoutBounds) } ?? .null
  }

  private static func isEarlier(_ a: Memory, _ b: Memory) -> Bool {
    guard case .date(let x) = a.entry?.values.first, case .date(let y) = b.entry?.values.first else { return true }
    return x != y ? x < y : a.sequence <= b.sequence
  }

  func list(_ list: CrossingList, machine: Machine, serial: Int) -> Value {
    let keys: [Key]
    switch list {
    case .standing: return standingKeys(machine, serial)
    case .started, .passive, .unsettled:
      // What the event brought; the record without the event has none of it.
      guard machine.moment == .now, stamp == serial else { return .list([]) }
      if list == .unsettled {
        // Each belongs to the list only if its level holds: whoever asks whether there are any is told what that waits for.
        return .list(
          ListValue(unsettled.map(\.value), conditions: unsettled.map { level($0, .now, machine) }))
      }
      keys = list == .started ? started : passive
    }
    return .list(keys.map(\.value))
  }

  /// The keys that stand; one of which that is open only may belong to them.
  private func standingKeys(_ machine: Machine, _ serial: Int) -> Value {
    var items: [Value] = []
    var conditions: [Value] = []
    for key in order {
      switch standing(key, machine, serial) {
      case .lapsed: continue
      case .open(let unknown): conditions.append(.unknown(unknown))
      case .stands: conditions.append(.bool(true))
      }
      items.append(key.value)
    }
    return .list(ListValue(items, conditions: conditions.contains { !$0.isTrue } ? conditions : nil))
  }
}
