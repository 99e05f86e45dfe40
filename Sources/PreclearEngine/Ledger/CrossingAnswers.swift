/// What the copies of a crossing ask alike while one event is applied: a copy is kept for each combination of the readings that
/// anything of the crossing depends on, and most of it depends on few of them.
final class CrossingAnswers {
  private struct Level: BitwiseCopyable {
    var serial = -1
    var answer = Truth.open
  }

  enum Truth: BitwiseCopyable {
    case yes
    case no
    case open
  }

  private let levelReadings: [Int]
  private let levelCombinations: Int
  private var keys = KeyTable()
  /// For each key, before and with the event, one under each combination of the readings that the level depends on.
  private var levels = Column<Level>()
  /// For each kind of event, the readings that its active keys depend on.
  private var activeReadings: [Int: [Int]] = [:]
  private var active: [Int: [Key]] = [:]
  private var activeSerial = -1

  init(_ plan: CrossingPlan, _ pack: CompiledPack, openAlternatives: [[Int]]) {
    levelReadings = pack.readings(in: plan.level, kind: nil).sorted()
    levelCombinations = levelReadings.reduce(1) { $0 * openAlternatives[$1].count }
  }

  /// Whether a key is over the line, worked out once for all copies that agree on what decides it.
  func level(_ key: Key, _ moment: Moment, machine: Machine, serial: Int, _ body: () -> Value) -> Truth {
    let known = keys.find(key)
    let number = known < 0 ? keys.insert(key) : known
    let width = 2 * levelCombinations
    levels.extend(to: keys.count * width, with: Level())
    let combination = machine.state.instance(levelReadings, machine.alternatives)
    let position = number * width + 2 * combination + (moment == .now ? 1 : 0)
    if levels[position].serial == serial { return levels[position].answer }
    let value = body()
    machine.note(probed: value)
    let answer = value.isTrue ? Truth.yes : (value.isFalse ? .no : .open)
    levels[position] = Level(serial: serial, answer: answer)
    return answer
  }

  /// The keys that the event touches, likewise.
  func activeKeys(
    _ rows: [CrossingPlan.ActiveRow], _ plan: CrossingPlan, machine: Machine, serial: Int, _ body: () -> [Key]
  ) -> [Key] {
    if activeSerial != serial {
      active.removeAll(keepingCapacity: true)
      activeSerial = serial
    }
    let readings = activeReadings[machine.kind] ?? self.readings(of: rows, plan, machine)
    let combination = machine.state.instance(readings, machine.alternatives)
    if let known = active[combination] { return known }
    let keys = body()
    active[combination] = keys
    return keys
  }

  private func readings(of rows: [CrossingPlan.ActiveRow], _ plan: CrossingPlan, _ machine: Machine) -> [Int] {
    var result = Set(plan.cluster.map { machine.pack.clusters[$0].readings } ?? [])
    for program in rows.flatMap({ [$0.when, $0.keys] }) {
      if let program { result.formUnion(machine.pack.readings(in: program, kind: machine.kind)) }
    }
    activeReadings[machine.kind] = result.sorted()
    return result.sorted()
  }
}

extension CompiledPack {
  /// The readings that a program's result may depend on, itself or through the state that it reads, for an event of a kind.
  func readings(in program: Program, kind: Int?) -> Set<Int> {
    var result: Set<Int> = []
    for instruction in program.code {
      switch instruction {
      case .reading(let number): result.insert(number)
      case .measure(let number), .measureWhole(let number), .onDay(let number, _):
        result.formUnion(measures[number].readings)
      case .register(let number), .registerWhole(let number): result.formUnion(registers[number].readings)
      case .cluster(let number), .clusterField(let number, _), .clusterPossibly(let number, _):
        result.formUnion(clusters[number].readings)
      case .crossing(let number), .crossingOf(let number), .crossingList(let number, _):
        result.formUnion(crossings[number].readings)
      case .eventField(let field):
        guard let kind else { return Set(readings.indices) }
        if let absent = absent[kind][field].program { result.formUnion(readings(in: absent, kind: kind)) }
      default: break
      }
    }
    for inner in program.programs { result.formUnion(readings(in: inner, kind: kind)) }
    for inner in program.comprehensions {
      result.formUnion(readings(in: inner.body, kind: kind))
      if let filter = inner.filter { result.formUnion(readings(in: filter, kind: kind)) }
    }
    return result
  }
}
