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
}
