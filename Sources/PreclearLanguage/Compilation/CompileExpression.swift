import PreclearEngine

/// Turns typed expressions into flat programs. No decision about meaning is left here.
struct ProgramBuilder {
  private var code: [Instruction] = []
  private var constants: [Value] = []
  private var programs: [Program] = []
  private var comprehensions: [ComprehensionPlan] = []
  private var layouts: [RecordLayout] = []
  private var leaves: [(any FactName)?] = []
  private let compiler: Compiler
  /// Inside `before(…)` and `as_of(…)`: a named expression is worked out there anew, since its value is that of the rule's own moment.
  private let isShifted: Bool

  private init(_ compiler: Compiler, isShifted: Bool = false) {
    self.compiler = compiler
    self.isShifted = isShifted
  }

  static func program(
    _ expression: TypedExpression, _ scope: RowScope, _ compiler: Compiler, isShifted: Bool = false
  ) -> Program {
    var builder = ProgramBuilder(compiler, isShifted: isShifted)
    builder.compile(expression, scope)
    return builder.finished
  }

  /// A conjunction of conditions; nil if there is none.
  static func conjunction(_ parts: [(TypedExpression, RowScope)], _ compiler: Compiler) -> Program? {
    guard let first = parts.first else { return nil }
    var builder = ProgramBuilder(compiler)
    builder.compile(first.0, first.1)
    for part in parts.dropFirst() {
      let jump = builder.emit(.jumpIfFalse(0))
      builder.compile(part.0, part.1)
      builder.emit(.and)
      builder.code[jump] = .jumpIfFalse(builder.code.count)
    }
    return builder.finished
  }

  private var finished: Program {
    Program(
      code: code, constants: constants, programs: programs, comprehensions: comprehensions,
      layouts: layouts, leaves: leaves)
  }

  @discardableResult
  private mutating func emit(_ instruction: Instruction) -> Int {
    code.append(instruction)
    leaves.append(nil)
    return code.count - 1
  }

  private mutating func emitConstant(_ value: Value) {
    emit(.constant(constants.count))
    constants.append(value)
  }

  private mutating func constantNumber(_ text: String) -> Int {
    constants.append(.string(compiler.intern(text)))
    return constants.count - 1
  }

  private mutating func compile(_ expression: TypedExpression, _ scope: RowScope) {
    compileKind(expression, scope)
    if let name = expression.name { leaves[code.count - 1] = name }
    if let site = compiler.checker.sites?.number(of: expression) { emit(.observe(site)) }
  }

  private mutating func compileKind(_ expression: TypedExpression, _ scope: RowScope) {
    switch expression.kind {
    case .constant(let constant): emitConstant(compiler.value(constant))
    case .local(let slot): emit(.local(slot))
    case .eventID:
      compiler.noteReadOfID(scope)
      emit(.eventID)
    case .eventKind: emit(.eventKind)
    case .eventDate: emit(.eventDate)
    case .eventField(let field):
      if let kind = scope.kind, let position = compiler.layout(kind).position(of: field) {
        compiler.noteRead(position, kind)
        emit(.eventField(position))
      } else {
        emitConstant(.null)
      }
    case .eventHas(let field):
      if let kind = scope.kind, let position = compiler.layout(kind).position(of: field) {
        compiler.noteRead(position, kind)
        emit(.eventHas(position))
      } else {
        emitConstant(.bool(false))
      }
    case .viewField(let view, let field):
      if let row = scope.rows[view], let value = row.fields[field] {
        compile(value, row.scope)
      } else {
        emitConstant(.null)
      }
    case .named(let number):
      if isShifted { compile(compiler.named[number], scope) } else { emit(.named(number)) }
    case .field(let target, let field):
      if case .field(let cluster, "possibly") = target.kind, case .cluster(let number, let key) = cluster.kind,
        let sum = compiler.pack.clusters[number].sums.firstIndex(where: { $0.name.text == field })
      {
        compile(key, scope)
        emit(.clusterPossibly(number, sum: sum))
        return
      }
      if case .cluster(let number, let key) = target.kind {
        compile(key, scope)
        emit(.clusterField(number, constantNumber(field)))
        return
      }
      compile(target, scope)
      emit(.field(constantNumber(field)))
    case .hasField(let target, let field):
      compile(target, scope)
      emit(.hasField(constantNumber(field)))
    case .index(let target, let index):
      if case .parameter(let number) = target.kind, compiler.checker.sites != nil {
        // The entry that is looked up is observed, not the whole table.
        emit(.parameter(number))
        compile(index, scope)
        emit(.observeEntry(number))
      } else {
        compile(target, scope)
        compile(index, scope)
      }
      emit(.index)
    case .measure(let number, let key): compileKeyed(key, scope, .measure(number), .measureWhole(number))
    case .register(let number, let key): compileKeyed(key, scope, .register(number), .registerWhole(number))
    case .cluster(let number, let key): compileKeyed(key, scope, .cluster(number), .cluster(number))
    case .crossing(let number, let key): compileKeyed(key, scope, .crossing(number), .crossing(number))
    case .crossingOf(let number, let person): compileKeyed(person, scope, .crossingOf(number), .crossingOf(number))
    case .crossingList(let number, let list): emit(.crossingList(number, list))
    case .party(let id):
      compile(id, scope)
      emit(.party)
    case .parameter(let number):
      emit(.parameter(number))
      if compiler.checker.sites != nil { emit(.observeParameter(number)) }
    case .reading(let number):
      emit(.reading(number))
      if compiler.checker.sites != nil { emit(.observeReading(number)) }
    case .not(let operand):
      compile(operand, scope)
      emit(.not)
    case .negate(let operand):
      compile(operand, scope)
      promote(operand)
      emit(.negate)
    case .binary(let op, let left, let right):
      let change = compiler.checker.sites?.change(of: expression)
      compileBinary(change?.op ?? op, left, right, scope, compiler.checker.sites?.sidesNumber(of: expression))
      if change?.isNegated == true { emit(.not) }
    case .conditional(let condition, let yes, let no): compileConditional(condition, yes, no, scope)
    case .list(let items):
      for item in items { compile(item, scope) }
      emit(.list(items.count))
    case .map(let entries):
      for entry in entries {
        compile(entry.key, scope)
        compile(entry.value, scope)
      }
      emit(.map(entries.count))
    case .record(let fields):
      for field in fields { compile(field.value, scope) }
      layouts.append(RecordLayout(name: "row", fields: fields.map(\.name)))
      emit(.record(layouts.count - 1))
    case .comprehension(let kind, let range, let variable, let filter, let body):
      compile(range, scope)
      comprehensions.append(
        ComprehensionPlan(
          kind: Self.kind(kind), variable: variable,
          filter: filter.map { ProgramBuilder.program($0, scope, compiler, isShifted: isShifted) },
          body: ProgramBuilder.program(body, scope, compiler, isShifted: isShifted)))
      emit(.comprehension(comprehensions.count - 1))
    case .call(let function, let arguments):
      for argument in arguments { compile(argument, scope) }
      emit(.call(function, arguments.count))
    case .calendar(let number, let function, let arguments):
      for argument in arguments { compile(argument, scope) }
      emit(.calendar(number, function))
    case .before(let inner): emit(.before(subprogram(inner, scope)))
    case .asOf(let day, let inner):
      compile(day, scope)
      emit(.asOf(subprogram(inner, scope)))
    case .onDay(let day, let measure, let key):
      if let key { compile(key, scope) }
      compile(day, scope)
      emit(.onDay(measure, whole: key == nil))
    case .boundedByState(let bounds, let arguments, let field):
      for argument in arguments { compile(argument, scope) }
      emit(.boundedByState(bounds, field: field))
    }
  }

  private mutating func compileKeyed(
    _ key: TypedExpression?, _ scope: RowScope, _ keyed: Instruction, _ whole: Instruction
  ) {
    if let key {
      compile(key, scope)
      emit(keyed)
    } else {
      emit(whole)
    }
  }

  private mutating func subprogram(_ expression: TypedExpression, _ scope: RowScope) -> Int {
    programs.append(ProgramBuilder.program(expression, scope, compiler, isShifted: true))
    return programs.count - 1
  }

  private mutating func compileBinary(
    _ op: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression, _ scope: RowScope, _ sides: Int?
  ) {
    compile(left, scope)
    switch op {
    case .add, .subtract, .multiply, .divide:
      // One decimal is enough: the other operand follows it.
      let isPromoted = Self.isDecimal(left) || Self.isDecimal(right) || promote(left)
      compile(right, scope)
      if !isPromoted { promote(right) }
      emit(Self.instruction(op))
    case .and, .or:
      let jump = emit(op == .and ? .jumpIfFalse(0) : .jumpIfTrue(0))
      compile(right, scope)
      emit(op == .and ? .and : .or)
      code[jump] = op == .and ? .jumpIfFalse(code.count) : .jumpIfTrue(code.count)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in, .remainder:
      compile(right, scope)
      if let sides { emit(.observeSides(sides)) }
      emit(Self.instruction(op))
    }
  }

  /// What is a decimal by its type may still be a whole number when it runs: `min(7, 9.5)` is 7.
  @discardableResult
  private mutating func promote(_ operand: TypedExpression) -> Bool {
    guard case .decimal = operand.type.withoutNull else { return false }
    if !Self.isDecimal(operand) { emit(.promote) }
    return true
  }

  /// It is written as a decimal.
  private static func isDecimal(_ operand: TypedExpression) -> Bool {
    if case .constant(.decimal) = operand.kind { return true }
    return false
  }

  private static func instruction(_ op: BinaryOperator) -> Instruction {
    switch op {
    case .or: .or
    case .and: .and
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .in: .isIn
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .remainder: .remainder
    }
  }

  private mutating func compileConditional(
    _ condition: TypedExpression, _ yes: TypedExpression, _ no: TypedExpression, _ scope: RowScope
  ) {
    compile(condition, scope)
    let branch = emit(.branch(otherwise: 0, end: 0))
    compile(yes, scope)
    let jump = emit(.jump(0))
    let otherwise = code.count
    compile(no, scope)
    code[branch] = .branch(otherwise: otherwise, end: code.count)
    code[jump] = .jump(code.count)
  }

  private static func kind(_ kind: Comprehension) -> ComprehensionPlan.Kind {
    switch kind {
    case .all: .all
    case .exists: .exists
    case .existsOne: .existsOne
    case .filter: .filter
    case .map: .map
    }
  }
}
