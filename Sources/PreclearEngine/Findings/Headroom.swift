/// How far a figure of an event may go before a rule objects.
package struct Headroom: Sendable {
  package enum Room: Hashable, Sendable {
    /// No value is too large.
    case unlimited
    /// The greatest value that passes. Not whole: some lesser one does not.
    case upTo(String, isWhole: Bool)
    /// No value passes.
    case none
    /// The work was spent before it could be told.
    case unknown
  }

  package struct Limit: Sendable {
    package let rule: String
    package let title: String
    package let room: Room
    package let citations: [Citation]
  }

  package let event: String
  package let kind: String
  package let date: String
  package let field: String
  /// What the event has now; nil where the field is absent.
  package let now: String?
  /// One for each rule that looks at the event and at the field, in pack order.
  package let limits: [Limit]
  /// What all rules leave together.
  package let room: Room
  /// The rules that bind first.
  package let binding: [String]
}

/// The days on which an event passes, and those on which it does not.
package struct DateRoom: Sendable {
  /// Days in a row on which the same rules object in the same way.
  package struct Window: Sendable {
    package struct Objection: Hashable, Sendable {
      package let rule: String
      package let outcome: Outcome
    }

    package let from: CalendarDate
    package let to: CalendarDate
    package let verdict: Verdict
    package let objections: [Objection]
  }

  package let event: String
  package let kind: String
  package let date: CalendarDate
  /// The last day that was looked at.
  package let through: CalendarDate
  package let firstClear: CalendarDate?
  /// In order; the last may go on beyond what was looked at.
  package let windows: [Window]
  /// The work was spent before all days were looked at.
  package let isCutShort: Bool
}
