/// How a record came about, so that it can be made once more: with something else on it, or up to another day.
///
/// State keeps one event's way back. What lies deeper is not undone but recorded anew, on a checker of its own.
package struct Trail {
  /// A checker on which the parties are declared, and nothing is recorded.
  private let begin: () -> EventChecker
  /// The history, sorted by date, whichever of it has been recorded.
  package let past: [Event]
  /// What was proposed and recorded so far, and how many events of the history lay before each.
  private(set) var proposed: [(before: Int, event: Event)] = []

  package init(past: [Event], begin: @escaping () -> EventChecker) {
    self.past = past
    self.begin = begin
  }

  /// Notes a proposal that was recorded, with this many events of the history before it.
  package mutating func note(_ event: Event, before: Int) { proposed.append((before, event)) }

  /// How many events lie on the record by the end of a day.
  func count(through date: CalendarDate) -> Int { past.count { $0.date <= date } + proposed.count }

  /// A record that was made once more.
  struct Course {
    let checker: EventChecker
    private let past: [Event]
    private var next: Int

    fileprivate init(checker: EventChecker, past: [Event], next: Int) {
      self.checker = checker
      self.past = past
      self.next = next
    }

    /// Records what the history holds up to the end of a day.
    mutating func advance(to date: CalendarDate) {
      while next < past.count, past[next].date <= date {
        checker.record(past[next])
        next += 1
      }
    }

    /// The day of the event of the history that comes next.
    var nextDate: CalendarDate? { next < past.count ? past[next].date : nil }

    /// Records an event that is not of the history.
    func record(_ event: Event) { checker.record(event) }
  }

  /// The record at the end of a day. An event of the history may be recorded otherwise than it stands there.
  func course(
    through date: CalendarDate, recording record: (Event, EventChecker) -> Void = { $1.record($0) }
  ) -> Course {
    let checker = begin()
    var next = 0
    func advance(_ isDue: (Int) -> Bool) {
      while next < past.count, isDue(next) {
        record(past[next], checker)
        next += 1
      }
    }
    for (before, event) in proposed {
      advance { $0 < before }
      checker.record(event)
    }
    advance { past[$0].date <= date }
    return Course(checker: checker, past: past, next: next)
  }

  /// Whether the history holds an event of a later day.
  func hasEvents(after date: CalendarDate) -> Bool { past.last.map { $0.date > date } ?? false }
}
