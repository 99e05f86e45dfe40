/// Lays a program out in a machine's code: absolute jumps, constants as cells, and one instruction for several where they are
/// often together. What is traced is laid out as it was compiled, since each of its parts may be a fact.
struct Linker {
  /// What a program is run for.
  enum Purpose: Hashable {
    case plain
    /// With the names of its facts.
    case traced
    /// Gives the parts of a key, and not a list of them.
    case key
    /// Updates a register, whose entry is `it`.
    case update(register: Int)
  }

  private let program: Program
  private let purpose: Purpose
  private let machine: Machine
  private var output: [Instruction] = []
  /// Where each instruction of the program came to lie, from the start.
  private var places: [Int] = []
  private var isTarget: [Bool]

  private init(_ program: Program, _ purpose: Purpose, _ machine: Machine) {
    self.program = program
    self.purpose = purpose
    self.machine = machine
    isTarget = [Bool](repeating: false, count: program.code.count + 1)
    for instruction in program.code {
      switch instruction {
      case .jump(let target), .jumpIfFalse(let target), .jumpIfTrue(let target): isTarget[target] = true
      case .branch(let otherwise, let end):
        isTarget[otherwise] = true
        isTarget[end] = true
      default: break
      }
    }
  }

  /// Where the program begins in the machine's code.
  static func link(_ program: Program, _ purpose: Purpose, _ machine: Machine) -> Int {
    var linker = Linker(program, purpose, machine)
    linker.layOut()
    return linker.finish()
  }

  private mutating func layOut() {
    var next = 0
    while next < program.code.count {
      places.append(output.count)
      let count = emit(at: next)
      // Nothing jumps between instructions that became one.
      for _ in 1..<count { places.append(output.count) }
      next += count
    }
    places.append(output.count)
    guard case .key = purpose else {
      output.append(.end)
      return
    }
    if !isTarget[program.code.count], case .list(let count)? = output.last,
      (2...PackedKey.maximumParts).contains(count)
    {
      output[output.count - 1] = .endKey(parts: count)
    } else {
      output.append(.endKey(parts: 1))
    }
  }

  private func finish() -> Int {
    let start = machine.code.count
    for instruction in output {
      switch instruction {
      case .jump(let target): machine.code.append(.jump(start + places[target]))
      case .jumpIfFalse(let target): machine.code.append(.jumpIfFalse(start + places[target]))
      case .jumpIfTrue(let target): machine.code.append(.jumpIfTrue(start + places[target]))
      case .branch(let otherwise, let end):
        machine.code.append(.branch(otherwise: start + places[otherwise], end: start + places[end]))
      default: machine.code.append(instruction)
      }
    }
    return start
  }

  /// Puts out the instruction, and tells of how many it took the place.
  private mutating func emit(at position: Int) -> Int {
    if purpose == .traced {
      output.append(plain(program.code[position]))
      if let leaf = program.leaves[position] {
        output.append(.trace(machine.leaves.count))
        machine.leaves.append(leaf)
      }
      return 1
    }
    if let (instruction, count) = fused(at: position) {
      output.append(instruction)
      return count
    }
    output.append(plain(program.code[position]))
    return 1
  }

  /// The instruction with the machine's numbers for what it names.
  private func plain(_ instruction: Instruction) -> Instruction {
    switch instruction {
    case .constant(let number): .value(machine.constant(program.constants[number]))
    case .field(let name): .field(machine.site(program.constants[name]))
    case .hasField(let name): .hasField(machine.site(program.constants[name]))
    case .clusterField(let cluster, let name): .clusterField(cluster, machine.site(program.constants[name]))
    case .record(let layout): .record(machine.layout(program.layouts[layout]))
    case .before(let inner): .before(machine.link(program.programs[inner], innerPurpose))
    case .asOf(let inner): .asOf(machine.link(program.programs[inner], innerPurpose))
    case .comprehension(let number): .comprehension(machine.comprehension(program.comprehensions[number], innerPurpose))
    case .local(let slot) where isEntry(slot): .entry
    default: instruction
    }
  }

  private func isEntry(_ local: Int) -> Bool {
    if case .update(let register) = purpose { machine.pack.registers[register].itLocal == local } else { false }
  }

  private var innerPurpose: Purpose { purpose == .key ? .plain : purpose }

  private func next(_ position: Int) -> Instruction? {
    position < program.code.count && !isTarget[position] ? program.code[position] : nil
  }

  private func fused(at position: Int) -> (Instruction, Int)? {
    switch program.code[position] {
    case .local(let slot) where isEntry(slot): fusedEntry(position)
    case .list(let parts) where (2...PackedKey.maximumParts).contains(parts): fusedKey(position, parts)
    case .register(let number): fusedField(position, number, parts: 1)
    case .eventField(let field): fusedComparison(position, field)
    case .parameter(let number):
      if case .call(.tiered, _)? = next(position + 1) { (.tieredByParameter(number), 2) } else { nil }
    case .constant(let number): fusedConstant(position, program.constants[number])
    default: nil
    }
  }

  /// `event.field == constant`, `event.field != constant`.
  private func fusedComparison(_ position: Int, _ field: Int) -> (Instruction, Int)? {
    guard case .constant(let number)? = next(position + 1) else { return nil }
    let isEqual: Bool
    switch next(position + 2) {
    case .equal: isEqual = true
    case .notEqual: isEqual = false
    default: return nil
    }
    let constant = Int32(truncatingIfNeeded: machine.constant(program.constants[number]))
    return (.fieldEquals(Int32(truncatingIfNeeded: field), value: constant, isEqual), 3)
  }

  /// `it.field`, `it == null` and `it != null`.
  private func fusedEntry(_ position: Int) -> (Instruction, Int)? {
    guard case .update(let register) = purpose else { return nil }
    switch (next(position + 1), next(position + 2)) {
    case (.field(let name)?, _): return field(register, program.constants[name]).map { (.entryField($0), 2) }
    case (.constant(let number)?, .equal?) where program.constants[number].isNull: return (.entryIsNull(true), 3)
    case (.constant(let number)?, .notEqual?) where program.constants[number].isNull: return (.entryIsNull(false), 3)
    default: return nil
    }
  }

  private func fusedKey(_ position: Int, _ parts: Int) -> (Instruction, Int)? {
    switch next(position + 1) {
    case .measure(let number): (.keyedMeasure(number, parts: parts), 2)
    case .register(let number):
      fusedField(position + 1, number, parts: parts).map { ($0.0, 3) } ?? (.keyedRegister(number, parts: parts), 2)
    default: nil
    }
  }

  private func fusedField(_ position: Int, _ register: Int, parts: Int) -> (Instruction, Int)? {
    guard case .field(let name)? = next(position + 1), let field = field(register, program.constants[name]) else {
      return nil
    }
    return (
      .registerField(
        Int32(truncatingIfNeeded: register), field: Int32(truncatingIfNeeded: field),
        parts: Int32(truncatingIfNeeded: parts)), 2
    )
  }

  private func field(_ register: Int, _ name: Value) -> Int? {
    guard case .string(let symbol) = name else { return nil }
    return machine.pack.registers[register].layout.position(of: machine.symbols.text(symbol))
  }

  /// `date("…")`, `x in ["…", "…"]`.
  private func fusedConstant(_ position: Int, _ constant: Value) -> (Instruction, Int)? {
    if case .call(let function, 1)? = next(position + 1), function == .date || function == .period {
      let value = machine.call(function, [constant])
      return value.isKnown ? (.value(machine.constant(value)), 2) : nil
    }
    var constants: [Value] = []
    var end = position
    while case .constant(let number)? = end == position ? program.code[position] : next(end) {
      constants.append(program.constants[number])
      end += 1
    }
    guard case .list(let count)? = next(end), count == constants.count, case .isIn? = next(end + 1),
      constants.allSatisfy({ Cell($0) != nil })
    else { return nil }
    let first = machine.constant(constants[0])
    for constant in constants.dropFirst() { _ = machine.constant(constant) }
    return (.isAny(first: first, count: count), end + 2 - position)
  }
}
