/// One event: its kind, its day, and one slot a field.
package struct Event: Sendable {
  /// Number of its kind in the pack.
  package let kind: Int
  package let id: Symbol
  package let date: CalendarDate
  /// What was written; nil where the field is absent.
  package var slots: [Value?]
  package let location: EventLocation?

  package init(kind: Int, id: Symbol, date: CalendarDate, slots: [Value?], location: EventLocation?) {
    self.kind = kind
    self.id = id
    self.date = date
    self.slots = slots
    self.location = location
  }

  /// The same event on another day.
  package func moved(to date: CalendarDate) -> Event {
    Event(kind: kind, id: id, date: date, slots: slots, location: location)
  }

  /// The same event with another value in a field; nil leaves it absent.
  package func with(_ field: Int, _ value: Value?) -> Event {
    var event = self
    event.slots[field] = value
    return event
  }
}
