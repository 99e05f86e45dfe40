/// Which keys count as one under one combination of readings.
///
/// Two keys are linked if the latest event that names the pair says so; without one, if they share a group. A cluster is a key with all
/// that it is linked to, transitively: found by walking the links, which costs the cluster and not the holders.
final class ClusterStore {
  let plan: ClusterPlan
  /// What a key shares with others, and who shares it.
  private var groups: [Key: Versioned<Key?>] = [:]
  private var groupMembers: [Key: Versioned<[Key]>] = [:]
  /// For each key, the keys with which an event named it, and whether it linked them.
  private var pairs: [Key: Versioned<[(other: Key, linked: Bool)]>] = [:]
  private var touchedGroups: [Key] = []
  private var touchedGroupMembers: [Key] = []
  private var touchedPairs: [Key] = []

  init(plan: ClusterPlan) {
    self.plan = plan
  }

  func begin() {
    touchedGroups.removeAll(keepingCapacity: true)
    touchedGroupMembers.removeAll(keepingCapacity: true)
    touchedPairs.removeAll(keepingCapacity: true)
  }

  /// True if the current event linked or cut anything.
  var isChanged: Bool { !touchedGroups.isEmpty || !touchedPairs.isEmpty }

  func undo(serial: Int) {
    for key in touchedGroups { groups[key]?.undo(serial: serial) }
    for key in touchedGroupMembers { groupMembers[key]?.undo(serial: serial) }
    for key in touchedPairs { pairs[key]?.undo(serial: serial) }
    begin()
  }

  func apply(machine: Machine, serial: Int) {
    if let same = plan.same {
      for party in machine.state.changedParties {
        let key = Key.string(party)
        setGroup(key, Key(machine.run(same, local: plan.keyLocal, key.value)), serial)
      }
    }
    guard let rows = plan.pairs, rows.kind == machine.event.kind else { return }
    guard case .list(let list) = machine.run(rows.keys) else { return }
    let isLinked = machine.run(rows.linked).isTrue
    let keys = list.items.compactMap(Key.init)
    for (position, a) in keys.enumerated() {
      for b in keys[(position + 1)...] where a != b {
        setPair(a, b, isLinked, serial)
        setPair(b, a, isLinked, serial)
      }
    }
  }

  private func setGroup(_ key: Key, _ group: Key?, _ serial: Int) {
    let old = groups[key]?.now ?? nil
    if old == group { return }
    if groups[key, default: Versioned(nil)].set(group, serial: serial) { touchedGroups.append(key) }
    if let old { changeMembers(of: old, serial) { $0.removeAll { $0 == key } } }
    if let group { changeMembers(of: group, serial) { $0.append(key) } }
  }

  private func changeMembers(of group: Key, _ serial: Int, _ body: (inout [Key]) -> Void) {
    var members = groupMembers[group]?.now ?? []
    body(&members)
    if groupMembers[group, default: Versioned([])].set(members, serial: serial) { touchedGroupMembers.append(group) }
  }

  private func setPair(_ a: Key, _ b: Key, _ isLinked: Bool, _ serial: Int) {
    var named = pairs[a]?.now ?? []
    if let position = named.firstIndex(where: { $0.other == b }) {
      named[position].linked = isLinked
    } else {
      named.append((b, isLinked))
    }
    if pairs[a, default: Versioned([])].set(named, serial: serial) { touchedPairs.append(a) }
  }

  // MARK: Asking

  /// The key and all that it is linked to, in the order in which the links lead to them.
  func members(of key: Key, _ moment: Moment, serial: Int) -> [Key] {
    var members = [key]
    var seen: Set<Key> = [key]
    var next = 0
    while next < members.count {
      let current = members[next]
      next += 1
      let named = pairs[current]?.content(moment, serial: serial) ?? []
      for pair in named where pair.linked && seen.insert(pair.other).inserted { members.append(pair.other) }
      guard let group = groups[current]?.content(moment, serial: serial) ?? nil else { continue }
      for other in groupMembers[group]?.content(moment, serial: serial) ?? [] where !seen.contains(other) {
        if named.contains(where: { $0.other == other }) { continue }
        seen.insert(other)
        members.append(other)
      }
    }
    return members
  }

  /// The cluster's record: members and sums.
  func record(of key: Key, machine: Machine, serial: Int) -> Record {
    let members = members(of: key, machine.moment, serial: serial)
    let sums = sums(of: members, machine)
    return Record(
      layout: plan.layout, values: [.list(members.map(\.value))] + sums,
      cluster: ClusterHandle(cluster: machine.state.number(of: self), key: key, moment: machine.moment))
  }

  private func sums(of members: [Key], _ machine: Machine) -> [Value] {
    plan.sums.map { sum in
      members.reduce(Value.int(0)) { total, member in
        Unknowns.add(total, machine.run(sum.value, local: plan.keyLocal, member.value))
      }
    }
  }

  /// Keys on record that may be linked to a member: in a pair of which `possible` holds, and that no event names.
  func possible(of key: Key, machine: Machine, serial: Int) -> [(member: Key, other: Key)] {
    guard let candidates = plan.candidates, let possible = plan.possible else { return [] }
    let members = members(of: key, machine.moment, serial: serial)
    let isMember = Set(members)
    let named = members.map { member in
      Set((pairs[member]?.content(machine.moment, serial: serial) ?? []).map(\.other))
    }
    var result: [(member: Key, other: Key)] = []
    for other in machine.state.keysOnRecord(register: candidates, machine: machine) where !isMember.contains(other) {
      for (member, known) in zip(members, named) where !known.contains(other) {
        let holds = machine.withLocals([(plan.pairLocals.a, member.value), (plan.pairLocals.b, other.value)]) {
          machine.run(possible)
        }
        if !holds.isFalse {
          result.append((member, other))
          break
        }
      }
    }
    return result
  }

  /// The sums, each with its upper bound raised by the known part of each possible member: a comparison that only they decide is unknown.
  func possibly(of key: Key, machine: Machine, serial: Int) -> Record {
    let members = members(of: key, machine.moment, serial: serial)
    let others = possible(of: key, machine: machine, serial: serial)
    let sums = zip(plan.sums, sums(of: members, machine)).map { sum, known in
      others.reduce(known) { total, pair in
        let share = machine.run(sum.value, local: plan.keyLocal, pair.other.value)
        guard let least = Unknowns.least(share), Arithmetic.order(least, .int(0)) ?? 0 > 0 else { return total }
        let fact = machine.fact(plan.asks, keys: [pair.member, pair.other], field: nil)
        return Unknowns.add(total, .unknown(Unknown(facts: [fact], least: .int(0), most: least)))
      }
    }
    return Record(layout: plan.sumsLayout, values: sums)
  }
}
