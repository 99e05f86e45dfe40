/// How much of a pack its tests try: what the reports on it read.
package struct Coverage: Sendable {
  /// What is counted.
  package enum Measure: String, CaseIterable, Sendable {
    /// What a rule, and each of its clauses, may come to.
    case outcomes
    /// What each atomic condition may come to: true, false and, where a fact may be missing, unknown.
    case conditions
    /// The same of each exception of a clause, where the clause holds or might hold.
    case exceptions
    /// The values of parameters.
    case parameters
    /// The alternatives of readings.
    case readings
    /// Of each comparison of numbers or dates: one step below, at, one step above.
    case boundaries
  }

  /// Something that a test may reach.
  package struct Goal: Sendable {
    package let name: String
    package let isReached: Bool
    /// Why no test can reach it, as its author says.
    package var exemption: String?

    package init(_ name: String, isReached: Bool) {
      self.name = name
      self.isReached = isReached
    }
  }

  /// A place in a pack, and what tests may reach there.
  package struct Point: Sendable {
    package let measure: Measure
    /// The rule, or what else is declared, that it belongs to.
    package let owner: String
    /// What it is: a condition as it is written, the name of a clause or an exception; empty for a whole rule.
    package let subject: String
    package let place: SourceRange
    package var goals: [Goal]

    package init(_ measure: Measure, owner: String, subject: String, place: SourceRange, goals: [Goal]) {
      self.measure = measure
      self.owner = owner
      self.subject = subject
      self.place = place
      self.goals = goals
    }
  }

  /// So many goals reached of those that can be.
  package struct Figure: Sendable {
    package private(set) var reached = 0
    package private(set) var possible = 0
    /// Those that nobody can reach, with a reason.
    package private(set) var exempt = 0

    package init(_ points: some Sequence<Point>) {
      for goal in points.lazy.flatMap(\.goals) {
        if goal.exemption != nil {
          exempt += 1
        } else {
          possible += 1
          if goal.isReached { reached += 1 }
        }
      }
    }

    /// In tenths, rounded down: only what is whole is a thousand.
    package var permille: Int { possible == 0 ? 1000 : reached * 1000 / possible }

    /// `99.9%`.
    package var percent: String {
      permille % 10 == 0 ? "\(permille / 10)%" : "\(permille / 10).\(permille % 10)%"
    }
  }

  /// In the order of the packs, and there of files and lines.
  package let points: [Point]
  /// The files that the points stand in, in the same order.
  package let files: [SourceFile]
  /// How many cases were run.
  package let cases: Int

  package init(points: [Point], files: [SourceFile], cases: Int) {
    self.points = points
    self.files = files
    self.cases = cases
  }

  package func figure(_ measure: Measure) -> Figure { Figure(points.filter { $0.measure == measure }) }
}

extension Coverage.Goal {
  /// Neither reached nor out of reach.
  package var isOpen: Bool { !isReached && exemption == nil }
}
