import PreclearEngine

/// A pack as it is written, with the packs that it imports: declarations, not yet checked against each other.
///
/// Declarations of all packs stand in one list of each kind; `pack` says whose they are, and decides who sees them.
package struct Pack: Sendable {
  /// One `pack.yaml` and its folder.
  package struct Module: Sendable {
    package let name: String
    package let version: String
    package let title: String
    package let directory: String
    package let range: SourceRange
    /// How a log of it may be split.
    package var shard: ShardDeclaration?
    /// Numbers of the packs that it imports, directly or through others.
    package var imports: [Int] = []
    /// Stands in for whoever will import the pack that is looked at by itself (``Pack/withNeedsFilled()``): it has no folder.
    package var isStandIn: Bool { directory.isEmpty }
  }

  package var modules: [Module] = []
  package var enums: [EnumDeclaration] = []
  package var common: [FieldDeclaration] = []
  package var kinds: [KindDeclaration] = []
  package var parties: PartiesDeclaration?
  package var views: [ViewDeclaration] = []
  package var parameters: [ParameterDeclaration] = []
  package var terms: [TermDeclaration] = []
  package var measures: [MeasureDeclaration] = []
  package var registers: [RegisterDeclaration] = []
  package var clusters: [ClusterDeclaration] = []
  package var crossings: [CrossingDeclaration] = []
  package var readings: [ReadingDeclaration] = []
  package var needs: [NeedDeclaration] = []
  package var calendars: [CalendarDeclaration] = []
  package var sources: [SourceDeclaration] = []
  package var rules: [RuleDeclaration] = []
  package var rooms: [RoomDeclaration] = []
  package var catalogue: [(id: String, range: SourceRange)] = []
  package var noRule: [(id: String, reason: String, range: SourceRange)] = []
  /// The files as they are written, in pack order, each with the number of its pack.
  package var documents: [(module: Int, node: DocumentNode)] = []

  package init() {}

  /// Adds what another file declares.
  mutating func append(_ other: Pack) {
    modules += other.modules
    enums += other.enums
    common += other.common
    kinds += other.kinds
    parties = other.parties ?? parties
    views += other.views
    parameters += other.parameters
    terms += other.terms
    measures += other.measures
    registers += other.registers
    clusters += other.clusters
    crossings += other.crossings
    readings += other.readings
    needs += other.needs
    calendars += other.calendars
    sources += other.sources
    rules += other.rules
    rooms += other.rooms
    catalogue += other.catalogue
    noRule += other.noRule
  }

  /// The module that everything else was imported by.
  package var main: Module { modules[modules.count - 1] }

  /// Whether a declaration of one module is visible in another.
  package func isVisible(_ owner: Int, in module: Int) -> Bool {
    owner == module || modules[module].imports.contains(owner)
  }
}

/// `shard`: the field by which a log may be split, such that no finding depends on events of another value.
package struct ShardDeclaration: Sendable {
  /// A field of every event.
  package let by: Name
  /// Fields that name a thing which keeps to one value of it for good.
  package let names: [Name]
}

/// A name as an author wrote it, and where.
package struct Name: Sendable {
  package let text: String
  package let range: SourceRange

  package init(_ text: String, _ range: SourceRange) {
    self.text = text
    self.range = range
  }
}

package struct EnumDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let type: ChoiceType
}

package struct FieldDeclaration: Sendable {
  package let name: Name
  package let type: TypeText
  package let isRequired: Bool
  /// What a null means; nil: null may not stand.
  package let null: String?
  package let minimum: Decimal?
  package let maximum: Decimal?
  package let places: Int?
  package let digits: Int?
  package let isNonempty: Bool
  package let allowsExponent: Bool
  package let allowsPercent: Bool
  package let absent: Expression?
  package let derived: Expression?
  package let ask: String?
  package let unit: String?
}

package struct KindDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let fields: [FieldDeclaration]
  package let silenceIsUnknown: Bool
  package let ask: String?
}

package struct PartiesDeclaration: Sendable {
  package let declaredBy: Name
  package let roles: Name?
  package let positions: Name?
  package let pack: Int
}

package struct ViewDeclaration: Sendable {
  package struct Entry: Sendable {
    package let source: Name
    package let when: Expression?
    package let fields: [(name: Name, value: Expression)]
  }

  package let name: Name
  package let pack: Int
  package let fields: [(name: Name, type: TypeText)]
  package let entries: [Entry]
}

package struct TermDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let parameters: [Name]
  package let body: Expression
}

package struct MeasureDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let on: [Name]
  package let over: Name?
  package let `where`: Expression?
  /// The key; several make a composite one.
  package let by: [Expression]
  package let byEach: Expression?
  package let aggregate: Aggregate
  package let value: MeasuredValue
  package let within: Expression?
  package let of: Expression?
  package let none: Expression?
  package let window: WindowText?
  package let isDaily: Bool
  package let isDistinct: Bool
  package let isUnbounded: Bool
  package let asks: FactText?

  package enum MeasuredValue: Sendable {
    case nothing
    case expression(Expression)
    case record([(name: Name, value: Expression)])
  }
}

package enum WindowText: Sendable {
  case days(Int, calendar: Name)
  case period(Period)
  case tumbling(months: Int)
}

package struct RegisterDeclaration: Sendable {
  package struct Update: Sendable {
    package let on: Name
    package let key: [Expression]
    package let when: Expression?
    package let fields: [(name: Name, value: Expression)]
  }

  package let name: Name
  package let pack: Int
  package let key: [Expression]
  package let start: [(name: Name, value: Expression)]?
  package let missingIsUnknown: Bool
  package let asks: FactText?
  package let updates: [Update]
  package let isDaily: Bool
}

package struct ClusterDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let of: TypeText
  package let same: Expression?
  package let pairs: (on: Name, keys: Expression, linked: Expression)?
  package let candidates: Name?
  package let possible: Expression?
  package let sums: [(name: Name, value: Expression)]
  package let asks: FactText?
}

package struct CrossingDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let cluster: Name?
  package let register: Name?
  package let level: Expression
  package let active: (on: [Name], keys: Expression)?
  package let passive: [Name]
  package let confirm: Expression?
  package let lapse: Expression?
  package let keep: [(name: Name, value: Expression)]
}

package struct ReadingDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let question: String
  package let alternatives: [(name: Name, title: String)]
  package let type: ChoiceType
  package let citation: Citation?
}

/// What a pack leaves to its importer, and what the importer fills it with.
package struct NeedDeclaration: Sendable {
  package enum Kind: Sendable {
    case figure(TypeText)
    case keyed(of: TypeText, TypeText)
    case view([(name: Name, type: TypeText)])
    /// What its keys are, and what is summed over it; nil and none where the need does not say.
    case cluster(of: TypeText?, sums: [(name: Name, type: TypeText)])
    case measure
    case register
    case reading
    case calendar
    case parameter
    case choice
  }

  package let name: Name
  package let pack: Int
  package let kind: Kind
  package let isDaily: Bool
  package var filledBy: Int?
  /// The expression (of a figure), or the name of a construct.
  package var expression: Expression?
  package var target: Name?
}

package struct ParameterDeclaration: Sendable {
  package struct Step: Sendable {
    package let from: CalendarDate
    package let value: DocumentNode
    package let reviewBy: ReviewDate?
    package let range: SourceRange
  }

  package let name: Name
  package let pack: Int
  package let type: TypeText?
  package let steps: [Step]
  package let reviewBy: ReviewDate?
  package let asks: FactText?
}

/// `review_by`: the day by which somebody meant to look whether a value still holds.
package struct ReviewDate: Sendable {
  package let date: CalendarDate
  package let range: SourceRange
}

package struct CalendarDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let calendar: Calendar
}

package struct SourceDeclaration: Sendable {
  package let name: Name
  package let pack: Int
  package let title: String
  package let sha256: String?
}

package struct RuleDeclaration: Sendable {
  package struct Exception: Sendable {
    package let id: Name
    package let condition: Expression
    package let because: MessageTemplate?
  }

  package struct Clause: Sendable {
    package let id: Name?
    package let on: [Name]
    package let form: ClausePlan.Form
    package let condition: Expression
    package let `where`: Expression?
    package let exceptions: [Exception]
    package let because: MessageTemplate?
    package let citations: [Citation]
    package let cures: [CureDeclaration]
    package let range: SourceRange
  }

  package let id: String
  package let name: Name
  package let pack: Int
  package let title: String
  package let on: [Name]
  package let `where`: Expression?
  package let effectiveFrom: CalendarDate
  package let effectiveTo: CalendarDate
  package let lets: [(name: Name, value: Expression)]
  package let clauses: [Clause]
  package let readsBefore: Bool
  package let suppose: (field: Name, gravestDecides: Bool)?
  package let covers: [Name]
  package let citations: [Citation]
  package let cures: [CureDeclaration]
  package let replaces: Bool

  /// Visits every expression in it, those of messages too.
  package func forEachExpression(_ body: (Expression) -> Void) {
    func visit(_ message: MessageTemplate?) {
      for case .value(let expression, _) in message?.parts ?? [] { body(expression) }
    }
    if let condition = `where` { body(condition) }
    for item in lets { body(item.value) }
    for clause in clauses {
      body(clause.condition)
      if let condition = clause.where { body(condition) }
      visit(clause.because)
      for exception in clause.exceptions {
        body(exception.condition)
        visit(exception.because)
      }
    }
  }
}

/// A change that an author declares to clear a rule: parsed and checked here.
package enum CureDeclaration: Sendable {
  /// Set a field to a value.
  case change([(field: Name, value: DocumentNode)])
  case wait(SourceRange)
  case reduce(Name)
  case obtain(Name)
}

/// A fact's name and question, with `{key}` (or `{a}`, `{b}`) in them.
package struct FactText: Sendable {
  package let name: String
  package let question: String?
  package let range: SourceRange
}
