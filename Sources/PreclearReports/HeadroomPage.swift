import PreclearEngine

/// The room of an event as a page that stands alone.
enum HeadroomPage {
  private static let style = """
    svg { width: 100%; height: auto; }
    svg text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: var(--ink); }
    .day-blocked { fill: var(--blocked); } .day-review { fill: var(--review); } .day-clear { fill: var(--clear); }
    """

  static func render(_ room: Headroom, deal: String) -> String {
    var page = HTMLPage(title: "Room of \(room.event)", style: style)
    page.add("<h1>\(HTMLPage.escape(room.event)): \(HTMLPage.escape(room.kind)) of \(room.date)</h1>")
    page.add("<p class=\"faint\">Deal \(HTMLPage.escape(deal))</p>")
    page.add(
      "<p>Greatest \(HTMLPage.escape(room.field)) that passes: <strong>\(HTMLPage.escape(room.room.words))</strong>")
    page.add("(now: \(HTMLPage.escape(room.now ?? "not stated"))).</p>")
    page.add("<table><tr><th>Rule</th><th>Greatest \(HTMLPage.escape(room.field))</th></tr>")
    for limit in room.limits {
      let mark = room.binding.contains(limit.rule) ? " <strong>binds first</strong>" : ""
      page.add(
        "<tr><td>\(HTMLPage.escape(limit.title))<br><code>\(HTMLPage.escape(limit.rule))</code>\(mark)</td>"
          + "<td>\(HTMLPage.escape(limit.room.words))</td></tr>")
    }
    page.add("</table>")
    return page.text
  }

  static func render(_ room: DateRoom, deal: String) -> String {
    var page = HTMLPage(title: "Days of \(room.event)", style: style)
    page.add("<h1>\(HTMLPage.escape(room.event)): \(HTMLPage.escape(room.kind)) of \(room.date)</h1>")
    page.add("<p class=\"faint\">Deal \(HTMLPage.escape(deal))</p>")
    let first = room.firstClear.map { "\($0)" } ?? "none through \(room.through)"
    page.add("<p>First clear day: <strong>\(first)</strong></p>")
    page.add(WindowCalendar(room).svg)
    page.add("<table><tr><th>Days</th><th>Verdict</th><th>Rules that object</th></tr>")
    for window in room.windows {
      let rules = window.objections.map {
        "<code>\(HTMLPage.escape($0.rule))</code> (\($0.outcome.words))"
      }.joined(separator: "<br>")
      page.add(
        "<tr><td>\(HeadroomText.days(of: window, in: room))</td>"
          + "<td class=\"\(window.verdict.rawValue)\">\(window.verdict.rawValue)</td><td>\(rules)</td></tr>")
    }
    page.add("</table>")
    return page.text
  }
}

/// A picture of days: one row a month, one square a day, coloured by the verdict of its window.
struct WindowCalendar {
  private static let side = 14
  private static let left = 70
  /// More months than these are not drawn: the table has them.
  private static let mostMonths = 36

  private let room: DateRoom

  init(_ room: DateRoom) {
    self.room = room
  }

  var svg: String {
    let last = lastDay
    let months = Self.months(from: room.date, to: last)
    let height = months.count * Self.side + 24
    let width = Self.left + 31 * Self.side
    var lines = [
      "<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"Days from \(room.date) to \(last)\">"
    ]
    for day in [1, 10, 20, 30] {
      lines.append("<text x=\"\(Self.left + (day - 1) * Self.side)\" y=\"12\">\(day)</text>")
    }
    for (row, month) in months.enumerated() {
      let top = 20 + row * Self.side
      lines.append("<text x=\"0\" y=\"\(top + 11)\">\(month)</text>")
    }
    for window in room.windows {
      var day = Int(window.from.dayNumber)
      while day <= min(Int(window.to.dayNumber), Int(last.dayNumber)), let date = CalendarDate(dayNumber: day) {
        lines.append(square(date, window.verdict, months))
        day += 1
      }
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  /// Up to the end of the month in which the last change comes, and a month more.
  private var lastDay: CalendarDate {
    let change = room.windows.last.map { Int($0.from.dayNumber) } ?? Int(room.date.dayNumber)
    let wanted = max(change + 31, Int(room.date.dayNumber) + 62)
    let most = Int(room.date.dayNumber) + Self.mostMonths * 30
    return CalendarDate(dayNumber: min(wanted, most, Int(room.through.dayNumber))) ?? room.through
  }

  private func square(_ date: CalendarDate, _ verdict: Verdict, _ months: [String]) -> String {
    let row = months.firstIndex(of: Self.month(date)) ?? 0
    let x = Self.left + (date.day - 1) * Self.side
    return "<rect class=\"day-\(verdict.rawValue)\" x=\"\(x)\" y=\"\(20 + row * Self.side)\" "
      + "width=\"\(Self.side - 2)\" height=\"\(Self.side - 2)\"><title>\(date): \(verdict.rawValue)</title></rect>"
  }

  private static func month(_ date: CalendarDate) -> String { String("\(date)".prefix(7)) }

  private static func months(from first: CalendarDate, to last: CalendarDate) -> [String] {
    var months: [String] = []
    for day in Int(first.dayNumber)...max(Int(first.dayNumber), Int(last.dayNumber)) {
      guard let date = CalendarDate(dayNumber: day) else { break }
      let month = month(date)
      if months.last != month { months.append(month) }
    }
    return months
  }
}
