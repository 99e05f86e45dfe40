/// When the events of a plan can take place, each on its own day, so that every one of them is clear.
package struct Schedule: Sendable {
  package struct Step: Sendable {
    package let event: String
    package let kind: String
    package let date: CalendarDate
  }

  /// An event that found no day, and what objects to it on the days that it may have.
  package struct Obstacle: Sendable {
    package let event: String
    package let kind: String
    package let from: CalendarDate
    package let to: CalendarDate
    package let objections: [DateRoom.Window.Objection]
  }

  package enum Outcome: Sendable {
    /// In the order in which they take place. Not proved: an earlier end was not ruled out within the work allowed.
    case found([Step], isEarliest: Bool)
    /// How far it goes at best, and what stands in the way of the rest. Not proved: the work ended before all was tried.
    case none(placed: [Step], obstacles: [Obstacle], isProved: Bool)
  }

  package let outcome: Outcome
  /// How many days of events were judged.
  package let judgements: Int
}
