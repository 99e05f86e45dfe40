/// A parameter: its value on each day, from the first day on which it holds.
package struct ParameterPlan: Sendable {
  package struct Step: Sendable {
    package let from: CalendarDate
    package let value: ParameterValue

    package init(from: CalendarDate, value: ParameterValue) {
      self.from = from
      self.value = value
    }
  }

  package let name: String
  package let steps: [Step]
  package let asks: FactTemplate

  package init(name: String, steps: [Step], asks: FactTemplate) {
    self.name = name
    self.steps = steps
    self.asks = asks
  }
}

/// A figure, a table of figures, or bounds between which the figure lies.
package indirect enum ParameterValue: Sendable {
  case value(Value)
  case bounds(least: Value?, most: Value?)
  case table([(key: Value, value: ParameterValue)])
}

/// A provision that reads two ways.
package struct ReadingPlan: Sendable {
  package struct Alternative: Sendable {
    package let name: String
    package let symbol: Symbol
    package let title: String

    package init(name: String, symbol: Symbol, title: String) {
      self.name = name
      self.symbol = symbol
      self.title = title
    }
  }

  package let name: String
  package let question: String
  package let alternatives: [Alternative]

  package init(name: String, question: String, alternatives: [Alternative]) {
    self.name = name
    self.question = question
    self.alternatives = alternatives
  }
}

/// A text with figures in it.
package struct MessagePlan: Sendable {
  package enum Part: Sendable {
    case text(String)
    case value(Program, format: ValueFormat)
  }

  package let parts: [Part]

  package init(parts: [Part]) {
    self.parts = parts
  }
}

package enum ValueFormat: String, Sendable, CaseIterable {
  case plain
  case money
  case percent
  case date
}

/// A cure that an author declares; what needs no declaration the engine finds by itself.
package enum DeclaredCure: Sendable {
  case change([(field: String, value: Value)])
  case obtain(fact: String)
}

/// One clause of a rule for one kind of event.
package struct ClausePlan: Sendable {
  package enum Form: String, Sendable, CaseIterable, BitwiseCopyable {
    case forbid
    case require
    case trigger
    case notice
    case unclear

    /// What the clause comes to when it holds.
    package var outcome: Outcome {
      switch self {
      case .forbid, .require: .violation
      case .trigger: .trigger
      case .notice: .notice
      case .unclear: .indeterminate
      }
    }
  }

  package struct Exception: Sendable {
    package let id: String
    package let condition: Program
    package let because: MessagePlan?

    package init(id: String, condition: Program, because: MessagePlan?) {
      self.id = id
      self.condition = condition
      self.because = because
    }
  }

  package let id: String?
  package let form: Form
  /// The clause's own `where`, and the `when` of the view that it looks at.
  package let when: Program?
  package let condition: Program
  package let exceptions: [Exception]
  package let because: MessagePlan?
  package let citations: [Citation]
  package let cures: [DeclaredCure]

  package init(
    id: String?, form: Form, when: Program?, condition: Program, exceptions: [Exception],
    because: MessagePlan?, citations: [Citation], cures: [DeclaredCure]
  ) {
    self.id = id
    self.form = form
    self.when = when
    self.condition = condition
    self.exceptions = exceptions
    self.because = because
    self.citations = citations
    self.cures = cures
  }
}

/// What a rule makes of one row of an event: named expressions and clauses.
package struct RuleRow: Sendable {
  package let applies: Program?
  package let named: [(name: String, program: Program)]
  package let clauses: [ClausePlan]

  package init(applies: Program?, named: [(name: String, program: Program)], clauses: [ClausePlan]) {
    self.applies = applies
    self.named = named
    self.clauses = clauses
  }
}

package struct RulePlan: Sendable {
  package struct Supposition: Sendable {
    package let field: String
    /// The gravest world decides; else worlds that differ leave the rule open.
    package let gravestDecides: Bool

    package init(field: String, gravestDecides: Bool) {
      self.field = field
      self.gravestDecides = gravestDecides
    }
  }

  package let id: String
  package let title: String
  package let rows: [Int: [RuleRow]]
  package let effectiveFrom: CalendarDate
  package let effectiveTo: CalendarDate
  package let readsBefore: Bool
  package let suppose: Supposition?
  package let citations: [Citation]
  /// Those of the whole rule, whichever clause decides.
  package let cures: [DeclaredCure]
  package let readings: [Int]

  package init(
    id: String, title: String, rows: [Int: [RuleRow]], effectiveFrom: CalendarDate, effectiveTo: CalendarDate,
    readsBefore: Bool, suppose: Supposition?, citations: [Citation], cures: [DeclaredCure], readings: [Int]
  ) {
    self.id = id
    self.title = title
    self.rows = rows
    self.effectiveFrom = effectiveFrom
    self.effectiveTo = effectiveTo
    self.readsBefore = readsBefore
    self.suppose = suppose
    self.citations = citations
    self.cures = cures
    self.readings = readings
  }
}

/// A line of the deal, and what is used of it.
package struct RoomPlan: Sendable {
  package let name: String
  package let title: String
  /// The register whose keys it goes over, or a list of keys; neither: it stands once.
  package let over: Int?
  package let each: Program?
  /// Keys of which this is the same count as one.
  package let same: Program?
  package let keyLocal: Int
  package let used: Program
  package let line: Program
  /// What is used has to stay under the line; else it may reach it.
  package let isUnder: Bool
  /// It is counted in whole units.
  package let isWhole: Bool
  package let unit: String?
  package let citations: [Citation]
  package let readings: [Int]

  package init(
    name: String, title: String, over: Int?, each: Program?, same: Program?, keyLocal: Int, used: Program,
    line: Program, isUnder: Bool, isWhole: Bool, unit: String?, citations: [Citation], readings: [Int]
  ) {
    self.name = name
    self.title = title
    self.over = over
    self.each = each
    self.same = same
    self.keyLocal = keyLocal
    self.used = used
    self.line = line
    self.isUnder = isUnder
    self.isWhole = isWhole
    self.unit = unit
    self.citations = citations
    self.readings = readings
  }
}

/// How parties are declared: the kind of event that replaces a declaration.
package struct PartyPlan: Sendable {
  package let kind: Int
  package let idField: Int
  package let rolesField: Int?
  package let positionsField: Int?
  package let groupField: Int?

  package init(kind: Int, idField: Int, rolesField: Int?, positionsField: Int?, groupField: Int?) {
    self.kind = kind
    self.idField = idField
    self.rolesField = rolesField
    self.positionsField = positionsField
    self.groupField = groupField
  }
}

/// A field of an event as the machine reads it where it is absent.
package struct AbsentField: Sendable {
  /// What absence stands for, or how the field is computed.
  package let program: Program?
  package let least: Value?
  package let most: Value?

  package init(program: Program?, least: Value?, most: Value?) {
    self.program = program
    self.least = least
    self.most = most
  }
}

/// A pack as the machine runs it: flat programs and tables, immutable.
package struct CompiledPack: Sendable {
  package var name = ""
  package var version = ""
  package var symbols = SymbolTable()
  package var layouts: [EventLayout] = []
  package var kindSymbols: [Symbol] = []
  /// For each kind, one an entry of its layout.
  package var absent: [[AbsentField]] = []
  package var calendars: [Calendar] = []
  package var parameters: [ParameterPlan] = []
  package var readings: [ReadingPlan] = []
  package var measures: [MeasurePlan] = []
  package var registers: [RegisterPlan] = []
  package var clusters: [ClusterPlan] = []
  package var crossings: [CrossingPlan] = []
  /// Measures, registers, clusters (their totals) and crossings in the order of what they read.
  package var stateOrder: [StateReference] = []
  package var party: PartyPlan?
  package var rules: [RulePlan] = []
  package var rooms: [RoomPlan] = []
  /// For each kind, the rules that look at it, in pack order.
  package var rulesByKind: [[Int]] = []
  /// The kinds whose events the rules were compiled for.
  package var judgedKinds: Set<Int> = []
  /// How many locals the largest expression needs.
  package var localCount = 0
  /// Position of the field `time` that every event has, by kind; nil where the pack declares none.
  package var timeFields: [Int?] = []
  /// What the programs ask of an event.
  package var reads = EventReads()

  package init() {}
}
