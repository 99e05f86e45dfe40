/// One step of a compiled expression. Operands come from a stack of values, results go back to it:
///
///     gross[event.agreement] > 5        eventField(0)  measure(3)  constant(0)  greater
///     a && b                            … a …  jumpIfFalse(→)  … b …  and  →
///
/// Three-valued logic is in the operators (``Unknowns``): no instruction branches on an unknown except `branch`.
package enum Instruction: Sendable, BitwiseCopyable {
  case constant(Int)
  case local(Int)
  case eventField(Int)
  case eventHas(Int)
  case eventID
  case eventKind
  case eventDate
  /// A named expression of the rule, evaluated once when it is first used.
  case named(Int)
  /// The field of the record, map or party on top; the name is a constant.
  case field(Int)
  case hasField(Int)
  case index
  /// State by its number; the key is on top, except for `…Whole`.
  case measure(Int)
  case measureWhole(Int)
  case register(Int)
  case registerWhole(Int)
  case cluster(Int)
  /// One field of a cluster's record, without the others; the key is on top, the name is a constant.
  case clusterField(Int, Int)
  /// One sum of a cluster's `possibly`; the key is on top.
  case clusterPossibly(Int, sum: Int)
  case crossing(Int)
  case crossingOf(Int)
  case crossingList(Int, CrossingList)
  case party
  case parameter(Int)
  case reading(Int)
  case not
  case negate
  /// Makes a decimal of a whole number that stands where its type is decimal: `min(7, 9.5) / 2` is 3.5, not 3.
  case promote
  case and
  case or
  case add
  case subtract
  case multiply
  case divide
  case remainder
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case equal
  case notEqual
  case isIn
  /// If the top is `false` (`true`), leaves it and goes on at the target.
  case jumpIfFalse(Int)
  case jumpIfTrue(Int)
  case jump(Int)
  /// Pops a condition: true goes on, false goes on at `otherwise`; what is neither stays as the result, and goes on at `end`.
  case branch(otherwise: Int, end: Int)
  case list(Int)
  case map(Int)
  /// Makes a record of the values on top; its fields may be unknown one by one.
  case record(Int)
  case call(Builtin, Int)
  /// A calendar's function; its arguments are on top.
  case calendar(Int, CalendarFunction)
  /// Runs another program for each item of the list on top.
  case comprehension(Int)
  /// Runs another program on the state before the event.
  case before(Int)
  /// Pops a day, and runs another program on the state at its end.
  case asOf(Int)
  /// Pops a day (and below it a key, unless whole): the measure over the rows of that day alone.
  case onDay(Int, whole: Bool)
  /// `at_least(x)` and the like inside state, where the construct names the fact.
  case boundedByState(StateBounds, field: Int)
  /// Tells an ``Observation``, if there is one, what the top came to, where the two on top lie, which value of a parameter is in force
  /// (of a table, under the key on top) or how a reading is read. Only in programs that are compiled to be observed.
  case observe(Int)
  case observeSides(Int)
  case observeParameter(Int)
  case observeEntry(Int)
  case observeReading(Int)

  // What follows no compiler emits: a ``Linker`` puts it in the place of several of the above.

  /// Ends a program; its result is on top.
  case end
  /// Shows the top to the tracer, under the name with this number.
  case trace(Int)
  /// A constant of the machine.
  case value(Int)
  /// Whether a field of the event equals a constant of the machine, or (with false) does not.
  case fieldEquals(Int32, value: Int32, Bool)
  /// State by its number; the parts of the key are on top.
  case keyedMeasure(Int, parts: Int)
  case keyedRegister(Int, parts: Int)
  /// One field of a register's entry, without the others.
  case registerField(Int32, field: Int32, parts: Int32)
  /// Takes the parts of a key from the top, and ends a program that gives a key.
  case endKey(parts: Int)
  /// Whether what is on top is one of so many constants of the machine.
  case isAny(first: Int, count: Int)
  /// `tiered` by the brackets that are a parameter.
  case tieredByParameter(Int)
  /// The entry of a register that is being updated: `it`, one of its fields, and whether there is none
  /// (or, with false, one).
  case entry
  case entryField(Int)
  case entryIsNull(Bool)
}

package enum CrossingList: Sendable, BitwiseCopyable {
  case standing
  case started
  case passive
  case unsettled
}

package enum CalendarFunction: Sendable, BitwiseCopyable {
  case day
  case days
  case isOpen
}

package enum StateBounds: Sendable, BitwiseCopyable {
  case atLeast
  case between
}

/// The functions that the machine knows; their signatures and sentences are the language's.
package enum Builtin: String, Sendable, CaseIterable, BitwiseCopyable {
  case date
  case period
  case quarter
  case sum
  case min
  case max
  case average
  case lowest
  case round
  case tiered
  case coalesce
  case given
  case unknown
  case atLeast = "at_least"
  case between
  case least
  case most
  case known
  case either
  case size
  case contains
  case startsWith
  case endsWith
  case matches
  case lowerAscii
  case upperAscii
  case trim
  case reverse
  case charAt
  case substring
  case indexOf
  case lastIndexOf
  case replace
  case split
  case join
  case bool
  case int
  case decimal
  case string
}

/// A comprehension's parts.
package struct ComprehensionPlan: Sendable {
  package enum Kind: Sendable {
    case all
    case exists
    case existsOne
    case filter
    case map
  }

  package let kind: Kind
  /// The local that holds the item.
  package let variable: Int
  package let filter: Program?
  package let body: Program

  package init(kind: Kind, variable: Int, filter: Program?, body: Program) {
    self.kind = kind
    self.variable = variable
    self.filter = filter
    self.body = body
  }
}

/// The name of a fact, made only when it is shown.
package protocol FactName: Sendable {
  var text: String { get }
}

/// A compiled expression: flat code and its tables. Immutable, so that any number of machines may run it.
package final class Program: Sendable {
  package let code: [Instruction]
  package let constants: [Value]
  package let programs: [Program]
  package let comprehensions: [ComprehensionPlan]
  package let layouts: [RecordLayout]
  /// The names under which a trace shows the results of instructions: facts that counsel can look up. Nil: not shown.
  package let leaves: [(any FactName)?]

  package init(
    code: [Instruction], constants: [Value], programs: [Program], comprehensions: [ComprehensionPlan],
    layouts: [RecordLayout], leaves: [(any FactName)?]
  ) {
    self.code = code
    self.constants = constants
    self.programs = programs
    self.comprehensions = comprehensions
    self.layouts = layouts
    self.leaves = leaves
  }
}

extension Instruction {
  /// A bound that asks for what the construct says.
  var namesBounds: Bool {
    if case .boundedByState = self { true } else { false }
  }
}

extension Program {
  /// Whether an instruction is of some kind, here or in the programs inside.
  func contains(_ test: (Instruction) -> Bool) -> Bool {
    code.contains(where: test) || programs.contains { $0.contains(test) }
      || comprehensions.contains { $0.body.contains(test) || $0.filter?.contains(test) ?? false }
  }

  func uses(local: Int) -> Bool {
    contains { if case .local(local) = $0 { true } else { false } }
  }
}
