/// How state is kept: what the compiler makes of measures, registers, clusters and crossings (`language.md`, section 4).
/// Rows are listed by event kind, so that an event costs only what looks at it.

/// A construct of the state, by its number among its like.
package enum StateReference: Hashable, Sendable {
  case measure(Int)
  case register(Int)
  case cluster(Int)
  case crossing(Int)
}

/// The text of a fact's name, with places for keys: `holding({key})`.
package struct FactTemplate: Sendable {
  package enum Part: Sendable {
    case text(String)
    /// `{key}`, or `{a}` and `{b}` of a pair.
    case key(Int)
  }

  /// Number of the template in its pack.
  package let number: Int
  package let parts: [Part]
  /// The question, with the same places; nil: the schema's.
  package let question: [Part]?

  package init(number: Int, parts: [Part], question: [Part]?) {
    self.number = number
    self.parts = parts
    self.question = question
  }
}

package enum Aggregate: Sendable {
  case count
  case sum
  case min
  case max
  case first
  case last
  case list
}

/// Which rows still count.
package enum Window: Sendable {
  case days(Int, calendar: Int)
  case period(Period)
  /// Reset when the calendar month (3: quarter, 12: year) turns.
  case tumbling(months: Int)
}

package struct MeasureRow: Sendable {
  /// Nil: always belongs.
  package let when: Program?
  /// Nil: the measure has no key.
  package let key: Program?
  /// The key's program gives a list, and the row counts under each.
  package let keyIsList: Bool
  package let within: Program?
  /// Nil for a count.
  package let value: Program?

  package init(when: Program?, key: Program?, keyIsList: Bool, within: Program?, value: Program?) {
    self.when = when
    self.key = key
    self.keyIsList = keyIsList
    self.within = within
    self.value = value
  }
}

package struct MeasurePlan: Sendable {
  package let name: String
  package let aggregate: Aggregate
  package let rows: [Int: [MeasureRow]]
  /// The register whose entries are the rows, and the row of an entry.
  package let over: Int?
  package let overRow: MeasureRow?
  /// What the row of an entry reads beside the entry itself: if every look-up is by the entry's own key, only that row moves.
  package let overReads: [StateReference]
  package let overReadsOwnKeyOnly: Bool
  /// The row of an entry reads declared parties: all rows move when one is declared anew.
  package let overReadsParties: Bool
  package let keyLocal: Int
  package let itLocal: Int
  /// What a key's rows lie within, to be compared with a row's own `within`.
  package let of: Program?
  package let none: Program?
  package let window: Window?
  package let isDaily: Bool
  package let isDistinct: Bool
  /// The fact that a silent kind, or a bound without a name, asks for; nil: silence is none.
  package let asks: FactTemplate?
  package let silenceIsUnknown: Bool
  /// The readings that it depends on, itself or through what it reads.
  package let readings: [Int]

  package init(
    name: String, aggregate: Aggregate, rows: [Int: [MeasureRow]], over: Int?, overRow: MeasureRow?,
    overReads: [StateReference], overReadsOwnKeyOnly: Bool, overReadsParties: Bool, keyLocal: Int, itLocal: Int,
    of: Program?, none: Program?, window: Window?, isDaily: Bool, isDistinct: Bool, asks: FactTemplate?,
    silenceIsUnknown: Bool, readings: [Int]
  ) {
    self.name = name
    self.aggregate = aggregate
    self.rows = rows
    self.over = over
    self.overRow = overRow
    self.overReads = overReads
    self.overReadsOwnKeyOnly = overReadsOwnKeyOnly
    self.overReadsParties = overReadsParties
    self.keyLocal = keyLocal
    self.itLocal = itLocal
    self.of = of
    self.none = none
    self.window = window
    self.isDaily = isDaily
    self.isDistinct = isDistinct
    self.asks = asks
    self.silenceIsUnknown = silenceIsUnknown
    self.readings = readings
  }
}

package struct RegisterRow: Sendable {
  package let when: Program?
  package let key: Program?
  package let updates: [(field: Int, value: Program)]

  package init(when: Program?, key: Program?, updates: [(field: Int, value: Program)]) {
    self.when = when
    self.key = key
    self.updates = updates
  }
}

package struct RegisterPlan: Sendable {
  package enum Missing: Sendable {
    case none
    case unknown
    case start
  }

  package let name: String
  package let layout: RecordLayout
  package let rows: [Int: [RegisterRow]]
  package let keyLocal: Int
  package let itLocal: Int
  /// One program a field; nil fields begin as `null`.
  package let start: [Program?]?
  package let missing: Missing
  /// What an unknown field of an entry asks for; nil: what its update asks for.
  package let asks: FactTemplate?
  /// What an entry that is not on record asks for.
  package let missingAsks: FactTemplate
  package let isDaily: Bool
  package let readings: [Int]

  package init(
    name: String, layout: RecordLayout, rows: [Int: [RegisterRow]], keyLocal: Int, itLocal: Int, start: [Program?]?,
    missing: Missing, asks: FactTemplate?, missingAsks: FactTemplate, isDaily: Bool, readings: [Int]
  ) {
    self.name = name
    self.layout = layout
    self.rows = rows
    self.keyLocal = keyLocal
    self.itLocal = itLocal
    self.start = start
    self.missing = missing
    self.asks = asks
    self.missingAsks = missingAsks
    self.isDaily = isDaily
    self.readings = readings
  }
}

package struct ClusterPlan: Sendable {
  package struct Pairs: Sendable {
    package let kind: Int
    package let keys: Program
    package let linked: Program

    package init(kind: Int, keys: Program, linked: Program) {
      self.kind = kind
      self.keys = keys
      self.linked = linked
    }
  }

  package let name: String
  package let keyLocal: Int
  package let same: Program?
  package let pairs: Pairs?
  package let candidates: Int?
  package let possible: Program?
  package let pairLocals: (a: Int, b: Int)
  package let sums: [(name: String, value: Program)]
  /// What the sums read; if every look-up is by the key itself, only the key's own share moves with it.
  package let sumReads: [StateReference]
  package let sumsReadOwnKeyOnly: Bool
  /// `possible` looks at nothing of a pair but whether each of the two is declared: then the candidates fall into two classes, of
  /// which totals are kept.
  package let possibleByDeclaration: Bool
  package let asks: FactTemplate
  /// `members`, then the sums. `possible` and `possibly` are asked of the store.
  package let layout: RecordLayout
  package let sumsLayout: RecordLayout
  /// Kinds of event that can do nothing but link and cut.
  package let linkKinds: Set<Int>
  package let readings: [Int]

  package init(
    name: String, keyLocal: Int, same: Program?, pairs: Pairs?, candidates: Int?, possible: Program?,
    pairLocals: (a: Int, b: Int), sums: [(name: String, value: Program)], sumReads: [StateReference],
    sumsReadOwnKeyOnly: Bool, possibleByDeclaration: Bool, asks: FactTemplate, layout: RecordLayout,
    sumsLayout: RecordLayout, linkKinds: Set<Int>, readings: [Int]
  ) {
    self.name = name
    self.keyLocal = keyLocal
    self.same = same
    self.pairs = pairs
    self.candidates = candidates
    self.possible = possible
    self.pairLocals = pairLocals
    self.sums = sums
    self.sumReads = sumReads
    self.sumsReadOwnKeyOnly = sumsReadOwnKeyOnly
    self.possibleByDeclaration = possibleByDeclaration
    self.asks = asks
    self.layout = layout
    self.sumsLayout = sumsLayout
    self.linkKinds = linkKinds
    self.readings = readings
  }
}

package struct CrossingPlan: Sendable {
  package struct ActiveRow: Sendable {
    package let when: Program?
    package let keys: Program

    package init(when: Program?, keys: Program) {
      self.when = when
      self.keys = keys
    }
  }

  package let name: String
  package let cluster: Int?
  /// The register whose keys may cross.
  package let register: Int?
  package let keyLocal: Int
  package let itLocal: Int
  package let level: Program
  package let active: [Int: [ActiveRow]]
  /// For each kind, the conditions under which it is a passive event (nil: always).
  package let passive: [Int: [Program?]]
  package let confirm: Program?
  package let lapse: Program?
  package let keep: [Program]
  /// `date`, `time`, then what is kept.
  package let layout: RecordLayout
  package let readings: [Int]

  package init(
    name: String, cluster: Int?, register: Int?, keyLocal: Int, itLocal: Int, level: Program,
    active: [Int: [ActiveRow]], passive: [Int: [Program?]], confirm: Program?, lapse: Program?, keep: [Program],
    layout: RecordLayout, readings: [Int]
  ) {
    self.name = name
    self.cluster = cluster
    self.register = register
    self.keyLocal = keyLocal
    self.itLocal = itLocal
    self.level = level
    self.active = active
    self.passive = passive
    self.confirm = confirm
    self.lapse = lapse
    self.keep = keep
    self.layout = layout
    self.readings = readings
  }
}
