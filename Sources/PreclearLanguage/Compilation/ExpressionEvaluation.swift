import PreclearEngine

/// One expression by itself, without pack, event or state: parsed, checked and compiled once, then run with whatever
/// its names stand for. Nothing is said here about meaning: it is the compiler and the machine that every rule runs on.
package struct ExpressionEvaluation: Sendable {
  /// The expression as the checker understood it.
  package let typed: TypedExpression
  private let pack: CompiledPack
  private let program: Program
  /// The local in which each name stands in ``typed``.
  package let slots: [String: Int]

  /// Throws the mistake in the expression's text, or all those in its names and types. A name of type
  /// ``Type/dynamic`` may stand for anything, and is only looked at when the expression runs.
  package init(_ source: SourceText, names: [(name: String, type: Type)] = []) throws(LoadFailure) {
    let expression = try ExpressionParser.parse(source)
    let checker = PackChecker(Self.emptyPack(expression.range))
    var scope = Scope(module: 0)
    scope.defersLiterals = true
    for (name, type) in names { scope.locals[name] = (checker.newSlot(), type) }
    let typed = checker.check(expression, scope)
    if checker.diagnostics.hasErrors { throw LoadFailure(checker.diagnostics.all) }
    let compiler = Compiler(checker, judging: nil)
    program = compiler.program(typed, RowScope())
    pack = compiler.expressionPack
    slots = scope.locals.mapValues(\.slot)
    self.typed = typed
  }

  /// The same for a text that stands in no file.
  package init(_ text: String, names: [(name: String, type: Type)] = []) throws(LoadFailure) {
    let file = SourceFile(path: "expression", text: text)
    try self.init(
      SourceText(text, file: file, verbatimFrom: SourcePosition(line: 1, column: 1)), names: names)
  }

  /// What the expression comes to. A declared name that is given no value is unknown; a value that has no declared
  /// name is not looked at.
  package func value(_ bindings: [String: ExpressionValue] = [:]) -> ExpressionValue {
    let state = LedgerState(pack: pack, openAlternatives: [])
    let machine = Machine(pack: pack, state: state)
    for (name, slot) in slots {
      machine.set(local: slot, to: (bindings[name] ?? .unknown([name])).value(in: machine))
    }
    return ExpressionValue(machine.run(program), in: machine)
  }

  /// A pack that declares nothing: every name must be a binding or a function.
  private static func emptyPack(_ range: SourceRange) -> Pack {
    var pack = Pack()
    pack.modules.append(Pack.Module(name: "", version: "", title: "", directory: "", range: range))
    return pack
  }
}
