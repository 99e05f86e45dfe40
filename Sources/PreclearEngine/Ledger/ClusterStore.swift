/// Which keys count as one under one combination of readings.
///
/// Two keys are linked if the latest event that names the pair says so; without one, if they share a group. A cluster is a key with all
/// that it is linked to, transitively: found by walking the links, which costs the cluster and not the holders.
final class ClusterStore {
  let plan: ClusterPlan
  /// Number of the cluster in its pack.
  private let number: Int
  /// What a key shares with others, and who shares it.
  private var groups: [Key: Versioned<Key?>] = [:]
  private var groupMembers: [Key: Versioned<[Key]>] = [:]
  /// For each key, the keys with which an event named it, and whether it linked them.
  private var pairs: [Key: Versioned<[(other: Key, linked: Bool)]>] = [:]
  /// Number of the event whose changes are noted here.
  private var stamp = -1
  private var touchedGroups: [Key] = []
  private var touchedGroupMembers: [Key] = []
  private var touchedPairs: [Key] = []

  /// What a candidate adds where it may belong: its class, and the known part of each sum.
  fileprivate struct Share {
    var isDeclared: Bool
    var known: [Value]
  }

  private var shares: [Key: Versioned<Share?>] = [:]
  /// The shares of all candidates together: the undeclared ones first, then the declared.
  private var totals: [Versioned<[Value]>]
  private var touchedShares: [Key] = []
  /// Those of them whose known part differs over the range that is tried.
  private var probedShares: [Key] = []
  private var probedBefore = 0
  /// What was asked since the state last moved, and the event that moved it.
  private var answers: [PossibleMembers: Value] = [:]
  private var answersSerial = -1
  private var answersNameFacts = true
  /// Whether `possible` holds of a pair of which the one and the other is declared or not: worked out when it is first asked for.
  private var links: [Bool?] = [nil, nil, nil, nil]

  init(plan: ClusterPlan, number: Int) {
    self.plan = plan
    self.number = number
    totals = [Versioned([Value](repeating: .int(0), count: plan.sums.count))]
    totals.append(totals[0])
  }

  /// Begins the changes of an event.
  private func begin(_ serial: Int) {
    answersSerial = -1
    guard stamp != serial else { return }
    stamp = serial
    forget()
    probedBefore = probedShares.count
  }

  /// Forgets what was asked since the state last moved.
  func forgetAnswers() { answersSerial = -1 }

  private func forget() {
    touchedShares.removeAll(keepingCapacity: true)
    touchedGroups.removeAll(keepingCapacity: true)
    touchedGroupMembers.removeAll(keepingCapacity: true)
    touchedPairs.removeAll(keepingCapacity: true)
  }

  func undo(serial: Int) {
    answersSerial = -1
    guard stamp == serial else { return }
    for key in touchedGroups { groups[key]?.undo(serial: serial) }
    for key in touchedGroupMembers { groupMembers[key]?.undo(serial: serial) }
    for key in touchedPairs { pairs[key]?.undo(serial: serial) }
    for key in touchedShares { shares[key]?.undo(serial: serial) }
    for position in totals.indices { totals[position].undo(serial: serial) }
    probedShares.removeLast(probedShares.count - probedBefore)
    stamp = -1
    forget()
  }

  /// What an event changed, by what it touched.
  struct Held {
    fileprivate let groups: [(key: Key, cell: Versioned<Key?>?)]
    fileprivate let groupMembers: [(key: Key, cell: Versioned<[Key]>?)]
    fileprivate let pairs: [(key: Key, cell: Versioned<[(other: Key, linked: Bool)]>?)]
    fileprivate let shares: [(key: Key, cell: Versioned<Share?>?)]
    fileprivate let totals: [Versioned<[Value]>]
    fileprivate let probedBefore: Int
  }

  /// Takes what the event changed; nil if that is nothing.
  func hold(serial: Int) -> Held? {
    guard stamp == serial else { return nil }
    return Held(
      groups: touchedGroups.map { ($0, groups[$0]) }, groupMembers: touchedGroupMembers.map { ($0, groupMembers[$0]) },
      pairs: touchedPairs.map { ($0, pairs[$0]) }, shares: touchedShares.map { ($0, shares[$0]) }, totals: totals,
      probedBefore: probedBefore)
  }

  /// Puts it back, once whatever came on top of it is undone.
  func resume(_ held: Held, serial: Int) {
    stamp = serial
    for (key, cell) in held.groups { groups[key] = cell }
    for (key, cell) in held.groupMembers { groupMembers[key] = cell }
    for (key, cell) in held.pairs { pairs[key] = cell }
    for (key, cell) in held.shares { shares[key] = cell }
    touchedGroups = held.groups.map(\.key)
    touchedGroupMembers = held.groupMembers.map(\.key)
    touchedPairs = held.pairs.map(\.key)
    touchedShares = held.shares.map(\.key)
    totals = held.totals
    probedBefore = held.probedBefore
  }

  func apply(machine: Machine, serial: Int) {
    begin(serial)
    if let same = plan.same {
      for party in machine.state.changedParties {
        let key = Key.string(party)
        setGroup(key, Key(machine.run(same, local: plan.keyLocal, key.value)), serial)
      }
    }
    guard let rows = plan.pairs, rows.kind == machine.kind else { return }
    guard case .list(let list) = machine.run(rows.keys) else { return }
    let linked = machine.run(rows.linked)
    machine.note(probed: linked)
    let isLinked = linked.isTrue
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
      cluster: ClusterHandle(cluster: number, key: key, moment: machine.moment))
  }

  /// The members, or one of the sums.
  func field(_ name: String, of key: Key, machine: Machine, serial: Int) -> Value {
    let members = members(of: key, machine.moment, serial: serial)
    if let sum = plan.sums.first(where: { $0.name == name }) { return self.sum(sum.value, of: members, machine) }
    return .list(members.map(\.value))
  }

  private func sums(of members: [Key], _ machine: Machine) -> [Value] {
    plan.sums.map { sum($0.value, of: members, machine) }
  }

  private func sum(_ value: Program, of members: [Key], _ machine: Machine) -> Value {
    members.reduce(Value.int(0)) { total, member in
      Unknowns.add(total, machine.run(value, local: plan.keyLocal, member.value))
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
    let sums = plan.sums.indices.map { possibly($0, of: key, machine: machine, serial: serial) }
    return Record(layout: plan.sumsLayout, values: sums)
  }

  /// One of these sums. It is asked for under every combination of readings, and is the same for many.
  func possibly(_ sum: Int, of key: Key, machine: Machine, serial: Int) -> Value {
    let question = PossibleMembers(cluster: number, key: key, sum: sum, moment: machine.moment)
    if answersSerial == serial, answersNameFacts == machine.namesFacts, let known = answers[question] { return known }
    let value = freshPossibly(question, machine: machine, serial: serial)
    if answersSerial != serial || answersNameFacts != machine.namesFacts {
      answers.removeAll(keepingCapacity: true)
      answersSerial = serial
      answersNameFacts = machine.namesFacts
    }
    answers[question] = value
    return value
  }

  private func freshPossibly(_ question: PossibleMembers, machine: Machine, serial: Int) -> Value {
    let (sum, key) = (question.sum, question.key)
    let members = members(of: key, machine.moment, serial: serial)
    let known = self.sum(plan.sums[sum].value, of: members, machine)
    let raise = raise(sum, members, key, machine, serial)
    guard Self.isPositive(raise) else { return known }
    let fact = machine.facts.intern(question)
    return Unknowns.add(known, .unknown(Unknown(facts: [fact], least: .int(0), most: raise)))
  }

  /// The questions that a fact of ``possibly(of:machine:serial:)`` stands for.
  func questions(_ members: PossibleMembers, machine: Machine, serial: Int) -> [FactID] {
    possible(of: members.key, machine: machine, serial: serial).compactMap { pair in
      let share = machine.run(plan.sums[members.sum].value, local: plan.keyLocal, pair.other.value)
      guard Self.isPositive(Self.knownPart(share)) else { return nil }
      return machine.fact(plan.asks, keys: [pair.member, pair.other], field: nil)
    }
  }

  /// What the possible members are known to have. With totals kept, it costs the pairs named in the cluster; else all candidates.
  private func raise(_ sum: Int, _ members: [Key], _ key: Key, _ machine: Machine, _ serial: Int) -> Value {
    guard plan.possibleByDeclaration, plan.candidates != nil else {
      return possible(of: key, machine: machine, serial: serial).reduce(.int(0)) { total, pair in
        let share = machine.run(plan.sums[sum].value, local: plan.keyLocal, pair.other.value)
        machine.note(probed: share)
        return Arithmetic.add(total, Self.knownPart(share))
      }
    }
    let named = members.map { pairs[$0]?.content(machine.moment, serial: serial) ?? [] }
    // A member's own share is left out again below; another's stands in the totals with its least.
    if !probedShares.allSatisfy(members.contains) { machine.isProbeSpent = true }
    var result = Value.int(0)
    for isDeclared in [false, true] {
      let open = zip(members, named).filter {
        mayLink(machine.state.isDeclared($0.0, machine: machine), isDeclared, $0.0, machine)
      }
      guard !open.isEmpty else { continue }
      result = Arithmetic.add(result, totals[isDeclared ? 1 : 0].content(machine.moment, serial: serial)[sum])
      // Members are no possible members, and no more are those that an event names with each member that might be linked to them.
      func leaveOut(_ key: Key) {
        guard let share = shares[key]?.content(machine.moment, serial: serial) ?? nil, share.isDeclared == isDeclared
        else { return }
        result = Arithmetic.subtract(result, share.known[sum])
      }
      for member in members { leaveOut(member) }
      guard let first = open.first else { continue }
      for pair in first.1 where !members.contains(pair.other) {
        if open.allSatisfy({ $0.1.contains { $0.other == pair.other } }) { leaveOut(pair.other) }
      }
    }
    return result
  }

  /// Whether `possible` holds of a member and some other of which only this is known: whether it is declared.
  private func mayLink(_ isMemberDeclared: Bool, _ isDeclared: Bool, _ member: Key, _ machine: Machine) -> Bool {
    let position = (isMemberDeclared ? 2 : 0) + (isDeclared ? 1 : 0)
    if let known = links[position] { return known }
    guard let possible = plan.possible,
      let example = machine.state.exampleParty(isDeclared: isDeclared, machine: machine)
    else { return false }
    let holds = machine.withLocals([(plan.pairLocals.a, member.value), (plan.pairLocals.b, .string(example))]) {
      machine.run(possible)
    }
    links[position] = !holds.isFalse
    return !holds.isFalse
  }

  // MARK: Totals

  /// Moves the totals on by the shares that the event changed, once what the sums read is up to date.
  func applyTotals(machine: Machine, serial: Int) {
    begin(serial)
    guard plan.possibleByDeclaration, let candidates = plan.candidates else { return }
    let state = machine.state
    let keys = state.changedKeys(
      of: plan.sumReads + [.register(candidates)], ownKeyOnly: plan.sumsReadOwnKeyOnly, machine: machine)
    // An event costs the keys that it changed, and not the holders.
    let changed =
      keys.map { $0 + state.changedParties.map(Key.string) }
      ?? state.keysOnRecord(register: candidates, machine: machine)
    var seen: Set<Key> = []
    for key in changed
    where state.isOnRecord(key, register: candidates, machine: machine) && seen.insert(key).inserted {
      applyShare(key, machine, serial)
    }
  }

  private func applyShare(_ key: Key, _ machine: Machine, _ serial: Int) {
    let old = shares[key]?.now ?? nil
    let sums = plan.sums.map { machine.run($0.value, local: plan.keyLocal, key.value) }
    if sums.contains(where: machine.isProbed) { probedShares.append(key) }
    let known = sums.map(Self.knownPart)
    let share = Share(isDeclared: machine.state.isDeclared(key, machine: machine), known: known)
    if shares[key, default: Versioned(nil)].set(share, serial: serial) { touchedShares.append(key) }
    if let old {
      let position = old.isDeclared ? 1 : 0
      _ = totals[position].set(zip(totals[position].now, old.known).map(Arithmetic.subtract), serial: serial)
    }
    let position = share.isDeclared ? 1 : 0
    _ = totals[position].set(add(totals[position].now, known), serial: serial)
  }

  private func add(_ a: [Value], _ b: [Value]) -> [Value] { zip(a, b).map(Arithmetic.add) }

  private static func isPositive(_ value: Value) -> Bool { Arithmetic.order(value, .int(0)) ?? 0 > 0 }

  /// The least that a share is known to be; nothing, where nothing is known.
  private static func knownPart(_ share: Value) -> Value {
    guard let least = Unknowns.least(share), isPositive(least) else { return .int(0) }
    return least
  }
}
