/// Everything that earlier events left behind: parties, clusters, registers, measures and crossings, each kept once for every
/// combination of the open readings that it depends on.
///
/// State moves by ``apply(machine:)`` and ``undo()``, never by copying: "what if" is apply, ask, undo. One event's way back is kept;
/// what it takes to go back two is held by whoever wants to (``hold(machine:)``).
package final class LedgerState {
  private let pack: CompiledPack
  /// For each reading, the alternatives that are open (one, where it is settled).
  package let openAlternatives: [[Int]]
  private let parties = PartyStore()
  private let measures: ObjectList<MeasureStore>
  private let registers: ObjectList<RegisterStore>
  /// Where the copies of each measure and register stand, one for each combination of its readings.
  private var measureCopies = Column<Copies>()
  private var registerCopies = Column<Copies>()
  private let clusters: [[ClusterStore]]
  private let crossings: [[CrossingStore]]
  /// Every combination of the open readings that a construct depends on, by its number among its like.
  private let assignments: (measures: [[[Int]]], registers: [[[Int]]], clusters: [[[Int]]], crossings: [[[Int]]])
  /// The constructs that an event may change, in the order of what they read, and for each kind where its own stand among them.
  private var visits = Column<Visit>()
  private var kindVisits: [Range<Int>?]
  /// The copies of a construct: from a number on, one for each combination of the readings that it depends on, if any.
  private struct Copies: BitwiseCopyable {
    let first: Int
    let count: Int
    let dependsOnReadings: Bool

    init(first: Int, readings: [Int], count: Int) {
      self.first = first
      self.count = count
      dependsOnReadings = !readings.isEmpty
    }
  }

  /// A construct that events of a kind may change.
  private enum Visit: BitwiseCopyable {
    /// The one copy of a measure or a register that depends on no reading.
    case oneMeasure(Int)
    case oneRegister(Int)
    case measure(Int)
    case measureOverRegister(Int)
    case register(Int)
    case cluster(Int)
    case crossing(Int)
  }

  /// Number of the event that is applied last.
  package private(set) var serial = 0

  package init(pack: CompiledPack, openAlternatives: [[Int]]) {
    self.pack = pack
    self.openAlternatives = openAlternatives
    func instances(_ readings: [Int]) -> Int { readings.reduce(1) { $0 * openAlternatives[$1].count } }
    var measureStores: [MeasureStore] = []
    for plan in pack.measures {
      let copies = Copies(first: measureStores.count, readings: plan.readings, count: instances(plan.readings))
      measureCopies.append(copies)
      for _ in 0..<copies.count { measureStores.append(MeasureStore(plan: plan)) }
    }
    measures = ObjectList(measureStores)
    var registerStores: [RegisterStore] = []
    for (number, plan) in pack.registers.enumerated() {
      let copies = Copies(first: registerStores.count, readings: plan.readings, count: instances(plan.readings))
      registerCopies.append(copies)
      for _ in 0..<copies.count { registerStores.append(RegisterStore(plan: plan, number: number)) }
    }
    registers = ObjectList(registerStores)
    clusters = pack.clusters.enumerated().map { number, plan in
      (0..<instances(plan.readings)).map { _ in ClusterStore(plan: plan, number: number) }
    }
    crossings = pack.crossings.map { plan in
      let answers = CrossingAnswers(plan, pack, openAlternatives: openAlternatives)
      return (0..<instances(plan.readings)).map { _ in CrossingStore(plan: plan, answers: answers) }
    }
    kindVisits = [Range<Int>?](repeating: nil, count: pack.layouts.count)
    func combinations(_ readings: [Int]) -> [[Int]] { Self.combinations(of: readings, openAlternatives) }
    assignments = (
      pack.measures.map { combinations($0.readings) }, pack.registers.map { combinations($0.readings) },
      pack.clusters.map { combinations($0.readings) }, pack.crossings.map { combinations($0.readings) }
    )
  }

  // MARK: Moving

  /// Every combination of the open alternatives of these readings, as assignments to all readings.
  package func combinations(of readings: [Int]) -> [[Int]] { Self.combinations(of: readings, openAlternatives) }

  private static func combinations(of readings: [Int], _ openAlternatives: [[Int]]) -> [[Int]] {
    var result = [openAlternatives.map { $0.first ?? 0 }]
    for reading in readings {
      result = result.flatMap { assignment in
        openAlternatives[reading].map { alternative in
          var next = assignment
          next[reading] = alternative
          return next
        }
      }
    }
    return result
  }

  /// Declares a party as the deal does, before any event.
  package func declare(_ id: Symbol, roles: Value, positions: Value, group: Value, machine: Machine) {
    serial += 1
    parties.begin()
    parties.declare(id, roles: roles, positions: positions, group: group, serial: serial)
    applyClusters(machine)
  }

  /// Moves the state on by the machine's event.
  package func apply(machine: Machine) {
    serial += 1
    let hasReadings = !pack.readings.isEmpty
    let savedAlternatives = hasReadings ? machine.alternatives : []
    machine.isRecording = true
    machine.moment = .now
    parties.begin()
    if machine.kind == pack.party?.kind { parties.apply(machine: machine, serial: serial) }
    if !clusters.isEmpty { applyClusters(machine) }
    for position in visits(of: machine.kind) { apply(visits[position], machine) }
    machine.isRecording = false
    if hasReadings { machine.alternatives = savedAlternatives }
  }

  @inline(__always)
  private func apply(_ visit: Visit, _ machine: Machine) {
    switch visit {
    case .oneMeasure(let position): measures.with(position) { $0.apply(machine: machine, serial: serial) }
    case .oneRegister(let position): registers.with(position) { $0.apply(machine: machine, serial: serial) }
    case .measure(let number):
      let copies = measureCopies[number]
      for copy in 0..<copies.count {
        machine.alternatives = assignments.measures[number][copy]
        measures.with(copies.first + copy) { $0.apply(machine: machine, serial: serial) }
      }
    case .register(let number):
      let copies = registerCopies[number]
      for copy in 0..<copies.count {
        machine.alternatives = assignments.registers[number][copy]
        registers.with(copies.first + copy) { $0.apply(machine: machine, serial: serial) }
      }
    case .measureOverRegister(let number):
      let copies = measureCopies[number]
      for copy in 0..<copies.count {
        machine.alternatives = assignments.measures[number][copy]
        applyOverRegister(measures[copies.first + copy], machine)
      }
    case .crossing(let number):
      apply(crossings[number], assignments.crossings[number], machine) {
        $0.apply(machine: machine, serial: self.serial)
      }
    case .cluster(let number):
      apply(clusters[number], assignments.clusters[number], machine) {
        $0.applyTotals(machine: machine, serial: self.serial)
      }
    }
  }

  @inline(__always)
  private func visits(of kind: Int) -> Range<Int> { kindVisits[kind] ?? linkVisits(of: kind) }

  /// What an event of a kind may change: what has rows of the kind, and what is made of that.
  private func linkVisits(of kind: Int) -> Range<Int> {
    var changed: Set<StateReference> = []
    let declares = kind == pack.party?.kind
    let first = visits.count
    for construct in pack.stateOrder {
      let visit: Visit
      let mayChange: Bool
      switch construct {
      case .register(let number):
        let copies = registerCopies[number]
        visit = copies.dependsOnReadings ? .register(number) : .oneRegister(copies.first)
        mayChange = pack.registers[number].rows[kind] != nil
      case .measure(let number):
        let plan = pack.measures[number]
        let copies = measureCopies[number]
        visit =
          plan.over != nil
          ? .measureOverRegister(number) : (copies.dependsOnReadings ? .measure(number) : .oneMeasure(copies.first))
        mayChange =
          plan.rows[kind] != nil || plan.over.map { changed.contains(.register($0)) } ?? false
          || plan.over != nil && (Self.moves(plan.overReads, changed) || plan.overReadsParties && declares)
      case .cluster(let number):
        let plan = pack.clusters[number]
        visit = .cluster(number)
        mayChange =
          declares || Self.moves(plan.sumReads, changed)
          || plan.candidates.map { changed.contains(.register($0)) } ?? false
      case .crossing(let number):
        visit = .crossing(number)
        mayChange = pack.crossings[number].active[kind] != nil || pack.crossings[number].passive[kind] != nil
      }
      guard mayChange else { continue }
      changed.insert(construct)
      visits.append(visit)
    }
    kindVisits[kind] = first..<visits.count
    return first..<visits.count
  }

  /// Whether what is read may have changed: of clusters and crossings nobody keeps which keys did.
  private static func moves(_ reads: [StateReference], _ changed: Set<StateReference>) -> Bool {
    reads.contains { read in
      switch read {
      case .measure, .register: changed.contains(read)
      case .cluster, .crossing: true
      }
    }
  }

  /// Puts everything back to what it was before the event that was applied last.
  package func undo(machine: Machine) {
    parties.undo(serial: serial)
    for stores in clusters { for store in stores { store.undo(serial: serial) } }
    for position in visits(of: machine.kind) {
      switch visits[position] {
      case .oneMeasure(let position): measures[position].undo(serial: serial)
      case .oneRegister(let position): registers[position].undo(serial: serial)
      case .register(let number):
        let copies = registerCopies[number]
        for copy in 0..<copies.count { registers[copies.first + copy].undo(serial: serial) }
      case .measure(let number), .measureOverRegister(let number):
        let copies = measureCopies[number]
        for copy in 0..<copies.count { measures[copies.first + copy].undo(serial: serial) }
      case .crossing(let number): for store in crossings[number] { store.undo(serial: serial) }
      case .cluster: break
      }
    }
  }

  // MARK: Going back two events

  /// The way back from an event, held while others are applied on top of it and undone.
  struct Held {
    fileprivate let serial: Int
    fileprivate let parties: PartyStore.Held
    fileprivate var clusters: [(store: ClusterStore, held: ClusterStore.Held)] = []
    fileprivate var measures: [(store: MeasureStore, held: MeasureStore.Held)] = []
    fileprivate var registers: [(store: RegisterStore, held: RegisterStore.Held)] = []
    fileprivate var crossings: [(store: CrossingStore, held: CrossingStore.Held)] = []
  }

  /// Takes the way back from the machine's event, which was applied last.
  func hold(machine: Machine) -> Held {
    var result = Held(serial: serial, parties: parties.hold())
    for store in clusters.joined() {
      if let held = store.hold(serial: serial) { result.clusters.append((store, held)) }
    }
    func take(_ store: MeasureStore) { result.measures.append((store, store.hold(serial: serial))) }
    func take(_ store: RegisterStore) {
      if let held = store.hold(serial: serial) { result.registers.append((store, held)) }
    }
    for position in visits(of: machine.kind) {
      switch visits[position] {
      case .oneMeasure(let position): take(measures[position])
      case .oneRegister(let position): take(registers[position])
      case .register(let number):
        let copies = registerCopies[number]
        for copy in 0..<copies.count { take(registers[copies.first + copy]) }
      case .measure(let number), .measureOverRegister(let number):
        let copies = measureCopies[number]
        for copy in 0..<copies.count { take(measures[copies.first + copy]) }
      case .crossing(let number):
        for store in crossings[number] {
          if let held = store.hold(serial: serial) { result.crossings.append((store, held)) }
        }
      case .cluster: break
      }
    }
    return result
  }

  /// Puts everything back to what it was before that event, which the machine has loaded again. Whatever was applied on top of it
  /// has been undone.
  func undo(_ held: Held, machine: Machine) {
    // No number is given twice: what was asked is kept by it.
    let last = serial
    serial = held.serial
    parties.resume(held.parties)
    for (store, held) in held.clusters { store.resume(held, serial: serial) }
    for (store, held) in held.measures { store.resume(held, serial: serial) }
    for (store, held) in held.registers { store.resume(held, serial: serial) }
    for (store, held) in held.crossings { store.resume(held, serial: serial) }
    undo(machine: machine)
    serial = last
  }

  /// Forgets answers that were kept for whoever asks again: the facts that they name are about to be forgotten.
  func forgetAnswers() {
    parties.forgetUndeclared()
    for stores in clusters { for store in stores { store.forgetAnswers() } }
  }

  private func applyClusters(_ machine: Machine) {
    for (number, stores) in clusters.enumerated()
    where !parties.changed.isEmpty || pack.clusters[number].pairs?.kind == machine.kind {
      apply(stores, assignments.clusters[number], machine) { $0.apply(machine: machine, serial: self.serial) }
    }
  }

  /// Each copy of a construct under its readings: copies stand in the order of the combinations.
  private func apply<Store>(_ stores: [Store], _ combinations: [[Int]], _ machine: Machine, _ body: (Store) -> Void) {
    for (store, assignment) in zip(stores, combinations) {
      if !assignment.isEmpty { machine.alternatives = assignment }
      body(store)
    }
  }

  private func applyOverRegister(_ store: MeasureStore, _ machine: Machine) {
    guard let over = store.plan.over else { return }
    let register = self.register(over, machine)
    var changed = changedKeys(
      of: store.plan.overReads, ownKeyOnly: store.plan.overReadsOwnKeyOnly, machine: machine)
    if store.plan.overReadsParties, !parties.changed.isEmpty { changed = nil }
    let entries =
      changed.map { register.changedKeys(serial: serial) + $0 } ?? register.keysOnRecord(.now, serial: serial)
    var seen: Set<Key> = []
    for key in entries where register.isOnRecord(key) && seen.insert(key).inserted {
      store.update(entry: key, machine: machine, serial: serial)
    }
  }

  // MARK: Finding the store for the readings in force

  /// The number of the combination of these readings that the alternatives are.
  func instance(_ readings: [Int], _ alternatives: [Int]) -> Int {
    var number = 0
    for reading in readings {
      let open = openAlternatives[reading]
      number = number * open.count + (open.firstIndex(of: alternatives[reading]) ?? 0)
    }
    return number
  }

  @inline(__always)
  private func measurePosition(_ number: Int, _ machine: Machine) -> Int {
    let copies = measureCopies[number]
    if !copies.dependsOnReadings { return copies.first }
    return copies.first + instance(pack.measures[number].readings, machine.alternatives)
  }

  @inline(__always)
  private func registerPosition(_ number: Int, _ machine: Machine) -> Int {
    let copies = registerCopies[number]
    if !copies.dependsOnReadings { return copies.first }
    return copies.first + instance(pack.registers[number].readings, machine.alternatives)
  }

  private func measure(_ number: Int, _ machine: Machine) -> MeasureStore {
    measures[measurePosition(number, machine)]
  }

  private func register(_ number: Int, _ machine: Machine) -> RegisterStore {
    registers[registerPosition(number, machine)]
  }

  func cluster(_ number: Int, machine: Machine) -> ClusterStore {
    clusters[number][instance(pack.clusters[number].readings, machine.alternatives)]
  }

  private func crossing(_ number: Int, _ machine: Machine) -> CrossingStore {
    crossings[number][instance(pack.crossings[number].readings, machine.alternatives)]
  }

  // MARK: Asking

  var changedParties: [Symbol] { parties.changed }

  var declaredParties: [Symbol] { parties.declared }

  /// Keys of what a construct reads that the current event changed; nil if any may have.
  func changedKeys(of reads: [StateReference], ownKeyOnly: Bool, machine: Machine) -> [Key]? {
    var result: [Key] = []
    for read in reads {
      switch read {
      case .measure(let number):
        let source = measure(number, machine)
        if source.changedOpenRows(serial: serial) { return nil }
        if !ownKeyOnly, source.isChanged(serial: serial) { return nil }
        result += source.changedKeys(serial: serial)
      case .register(let number):
        let source = register(number, machine)
        if !ownKeyOnly, source.isChanged(serial: serial) { return nil }
        result += source.changedKeys(serial: serial)
      case .cluster, .crossing: return nil
      }
    }
    return result
  }

  func keysOnRecord(register number: Int, machine: Machine) -> [Key] {
    register(number, machine).keysOnRecord(machine.moment, serial: serial)
  }

  func isOnRecord(_ key: Key, register number: Int, machine: Machine) -> Bool {
    register(number, machine).isOnRecord(key)
  }

  /// Looks up by a key: a fault stays, an unknown key gives an unknown, `null` (or a null in a composite key) what there is
  /// without a row.
  private func lookUp(_ key: Value, null: () -> Value, _ body: (Key) -> Value) -> Value {
    if let known = Key(key) { return body(known) }
    switch key {
    case .list(let list) where list.items.contains(where: \.isNull): return null()
    case .fault: return key
    case .null: return null()
    case .unknown(let unknown): return .unknown(unknown.withoutBounds)
    default: return .fault(Arithmetic.noOverload)
    }
  }

  func measure(_ number: Int, key: Value, machine: Machine) -> Value {
    let store = measure(number, machine)
    if case .list(let list) = key, let open = machine.strict(list.items) { return open }
    return lookUp(key, null: { store.none(.whole, machine) }) {
      store.value($0, machine: machine, serial: serial)
    }
  }

  /// The same for a key of plain parts, or none, as a cell.
  func measure(_ number: Int, _ key: PackedKey, machine: Machine) -> Cell {
    measures.with(measurePosition(number, machine)) { $0.value(key, machine: machine, serial: serial) }
  }

  func measure(_ number: Int, key: Value, isWhole: Bool, onDay day: Value, machine: Machine) -> Value {
    guard case .date(let date) = day else { return machine.strict([day]) ?? .fault(Arithmetic.noOverload) }
    machine.note(turningOn: date)
    if date == machine.date, machine.span != nil { machine.isProbeSpent = true }
    let store = measure(number, machine)
    if isWhole { return store.value(.whole, onDay: date, machine: machine, serial: serial) }
    return lookUp(key, null: { store.none(.whole, machine) }) {
      store.value($0, onDay: date, machine: machine, serial: serial)
    }
  }

  func register(_ number: Int, key: Value, machine: Machine) -> Value {
    if case .list(let list) = key, let open = machine.strict(list.items) { return open }
    return lookUp(key, null: { .null }) {
      register(number, machine).value($0, machine: machine, serial: serial)
    }
  }

  /// One field of the entry of a key of plain parts, as a cell.
  func register(_ number: Int, _ field: Int, _ key: PackedKey, machine: Machine) -> Cell {
    registers.with(registerPosition(number, machine)) { $0.field(field, key, machine: machine, serial: serial) }
  }

  func register(_ number: Int, machine: Machine) -> Value {
    register(number, machine).value(.whole, machine: machine, serial: serial)
  }

  func cluster(_ number: Int, key: Value, machine: Machine) -> Value {
    lookUp(key, null: { .null }) {
      .record(cluster(number, machine: machine).record(of: $0, machine: machine, serial: serial))
    }
  }

  /// One field of the record of a key's cluster.
  func cluster(_ number: Int, key: Value, field: String, machine: Machine) -> Value {
    lookUp(key, null: { .fault(Fault("'\(field)' of nothing: there is no record")) }) {
      let store = cluster(number, machine: machine)
      let handle = ClusterHandle(cluster: number, key: $0, moment: machine.moment)
      return clusterField(handle, field, machine: machine)
        ?? store.field(field, of: $0, machine: machine, serial: serial)
    }
  }

  /// One sum of `possibly` of a key's cluster.
  func cluster(_ number: Int, key: Value, possibly sum: Int, machine: Machine) -> Value {
    lookUp(key, null: { .fault(Fault("'possibly' of nothing: there is no record")) }) {
      cluster(number, machine: machine).possibly(sum, of: $0, machine: machine, serial: serial)
    }
  }

  /// `possible` and `possibly` of a cluster's record, at the moment at which the record was taken.
  func clusterField(_ handle: ClusterHandle, _ field: String, machine: Machine) -> Value? {
    let saved = machine.moment
    machine.moment = handle.moment
    defer { machine.moment = saved }
    let store = cluster(handle.cluster, machine: machine)
    switch field {
    case "possible":
      return .list(store.possible(of: handle.key, machine: machine, serial: serial).map(\.other.value))
    case "possibly": return .record(store.possibly(of: handle.key, machine: machine, serial: serial))
    default: return nil
    }
  }

  func crossing(_ number: Int, key: Value, machine: Machine) -> Value {
    lookUp(key, null: { .null }) { crossing(number, machine).value($0, machine: machine, serial: serial) }
  }

  func crossing(_ number: Int, of person: Value, machine: Machine) -> Value {
    switch person {
    case .record(let record):
      guard case .list(let members) = record.values.first else { return .fault(Arithmetic.noOverload) }
      return crossing(number, machine).value(
        of: members.items.compactMap(Key.init), machine: machine, serial: serial)
    case .null: return .null
    default: return machine.strict([person]) ?? .fault(Arithmetic.noOverload)
    }
  }

  func crossingList(_ number: Int, _ list: CrossingList, machine: Machine) -> Value {
    crossing(number, machine).list(list, machine: machine, serial: serial)
  }

  func isDeclared(_ key: Key, machine: Machine) -> Bool {
    guard case .string(let symbol) = key else { return false }
    return parties.isDeclared(symbol, machine.moment, serial: serial)
  }

  /// Some party that is declared, or one that is not: no party has an empty name.
  func exampleParty(isDeclared: Bool, machine: Machine) -> Symbol? {
    isDeclared ? parties.anyDeclared(machine.moment, serial: serial) : SymbolTable.empty
  }

  /// The questions that a fact stands for: itself, but for one that stands for all who may belong to a cluster.
  func questions(_ fact: FactID, machine: Machine) -> [FactID] {
    guard let members = machine.facts.possibleMembers(fact) else { return [fact] }
    let saved = machine.moment
    machine.moment = members.moment
    defer { machine.moment = saved }
    return cluster(members.cluster, machine: machine).questions(members, machine: machine, serial: serial)
  }

  func party(_ id: Value, machine: Machine) -> Value {
    switch id {
    case .string(let symbol): parties.value(symbol, machine: machine, serial: serial)
    case .null: .null
    case .unknown(let unknown): .unknown(unknown.withoutBounds)
    case .fault: id
    default: .fault(Arithmetic.noOverload)
    }
  }
}
