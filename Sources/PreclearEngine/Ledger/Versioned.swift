/// A piece of state and what it was before the event that is being judged.
///
/// Every event has a serial number. What the event with the current serial changed still knows what it was: `before(…)` reads that,
/// and undoing puts it back. One level is enough: an event is undone before another is tried in its place.
struct Versioned<Content> {
  private(set) var now: Content
  private var old: Content
  private var stamp = -1

  init(_ content: Content) {
    now = content
    old = content
  }

  func content(_ moment: Moment, serial: Int) -> Content {
    moment == .before && stamp == serial ? old : now
  }

  /// Changes the content. True if this event had not changed it before.
  mutating func set(_ content: Content, serial: Int) -> Bool {
    let isFirst = stamp != serial
    if isFirst {
      old = now
      stamp = serial
    }
    now = content
    return isFirst
  }

  mutating func undo(serial: Int) {
    guard stamp == serial else { return }
    now = old
    stamp = -1
  }
}

/// The content at the end of each day that changed it.
struct DailyValues<Content> {
  private var days: [(date: CalendarDate, content: Content)] = []
  private var stamp = -1
  private var oldCount = 0
  private var oldLast: Content?

  /// The content at the end of a day; nil if nothing had happened by then.
  func content(on day: CalendarDate, _ moment: Moment, serial: Int) -> Content? {
    index(upTo: day, moment, serial).map { content(at: $0, moment, serial) }
  }

  /// The content that this very day brought; nil if the day changed nothing.
  func contentChanged(on day: CalendarDate, _ moment: Moment, serial: Int) -> Content? {
    guard let index = index(upTo: day, moment, serial), days[index].date == day else { return nil }
    return content(at: index, moment, serial)
  }

  mutating func set(_ content: Content, on day: CalendarDate, serial: Int) {
    if stamp != serial {
      stamp = serial
      oldCount = days.count
      oldLast = days.last?.content
    }
    if let last = days.last, last.date == day {
      days[days.count - 1].content = content
    } else {
      days.append((day, content))
    }
  }

  mutating func undo(serial: Int) {
    guard stamp == serial else { return }
    stamp = -1
    if days.count > oldCount { days.removeLast(days.count - oldCount) }
    if let oldLast, !days.isEmpty { days[days.count - 1].content = oldLast }
  }

  private func content(at index: Int, _ moment: Moment, _ serial: Int) -> Content {
    if moment == .before, stamp == serial, index == oldCount - 1, let oldLast { return oldLast }
    return days[index].content
  }

  private func index(upTo day: CalendarDate, _ moment: Moment, _ serial: Int) -> Int? {
    var low = 0
    var high = moment == .before && stamp == serial ? min(oldCount, days.count) : days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle].date <= day { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}
