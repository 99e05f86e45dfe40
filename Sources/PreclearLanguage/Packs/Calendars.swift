import PreclearEngine

/// A calendar file, and the `calendars:` of a pack.
extension SectionReader {
  /// A file of closed days, as `Rules/calendars/nasdaq.yaml` describes it.
  mutating func calendar(_ node: DocumentNode, named name: String) -> Calendar? {
    guard
      node.mapping(&diagnostics, "a calendar", allowed: ["calendar", "title", "weekend", "closed", "doubtful"]) != nil
    else { return nil }
    let weekend = names(node["weekend"], "a weekday").compactMap { weekday($0) }
    let rules = (node["closed"].flatMap { $0.list(&diagnostics, "a list of holidays") } ?? [])
      .flatMap { holiday($0) }
    return Calendar(
      name: name, weekend: Set(weekend), rules: rules.compactMap { $0.rule }, closed: rules.flatMap(\.dates),
      doubtful: dates(node["doubtful"]))
  }

  mutating func dates(_ node: DocumentNode?) -> [CalendarDate] {
    guard let node else { return [] }
    return (node.list(&diagnostics, "a list of dates") ?? []).compactMap { $0.date(&diagnostics, "a date") }
  }

  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  private mutating func weekday(_ name: Name) -> Int? {
    guard let position = Self.weekdays.firstIndex(of: name.text) else {
      diagnostics.error(
        "'\(name.text)' is no weekday", code: "weekday", at: name.range,
        help: NearestName.hint(name.text, among: Self.weekdays))
      return nil
    }
    return position + 1
  }

  private static let holidayKeys = [
    "name", "month", "day", "on_saturday", "on_sunday", "nth", "weekday", "easter", "dates", "from", "until",
  ]

  private mutating func holiday(_ node: DocumentNode) -> [(rule: HolidayRule?, dates: [CalendarDate])] {
    guard node.mapping(&diagnostics, "a holiday", allowed: Self.holidayKeys) != nil else { return [] }
    if node["dates"] != nil { return [(nil, dates(node["dates"]))] }
    guard let day = holidayDay(node) else {
      diagnostics.error(
        "a holiday needs month and day, month with nth and weekday, easter, or dates", code: "holiday", at: node.range)
      return []
    }
    let name = node["name"].flatMap { $0.text(&diagnostics, "a name") } ?? ""
    return [
      (
        HolidayRule(
          name: name, day: day, from: bound(node["from"], isStart: true), until: bound(node["until"], isStart: false)),
        []
      )
    ]
  }

  private mutating func holidayDay(_ node: DocumentNode) -> HolidayRule.Day? {
    if let offset = integer(node["easter"], "a number of days") { return .easter(offset: offset) }
    guard let month = integer(node["month"], "a month") else { return nil }
    if !(1...12).contains(month) { impossible("there is no month \(month)", node["month"], "write 1 to 12") }
    if let day = integer(node["day"], "a day") {
      // A leap year has every day that any year has.
      if (1...12).contains(month), CalendarDate(year: 2000, month: month, day: day) == nil {
        impossible("month \(month) has no day \(day)", node["day"], "write a day that it has, at least in leap years")
      }
      return .fixed(
        month: month, day: day, onSaturday: observance(node["on_saturday"]), onSunday: observance(node["on_sunday"]))
    }
    guard let nth = node["nth"]?.scalar?.text, let name = node["weekday"].flatMap({ name($0, "a weekday") }),
      let weekday = weekday(name)
    else { return nil }
    if nth == "last" { return .lastWeekday(weekday, month: month) }
    guard let number = Int(nth) else { return nil }
    if !(1...5).contains(number) {
      impossible("no month has a weekday \(number) times", node["nth"], "write 1 to 5, or last")
    }
    return .weekday(weekday, nth: number, month: month)
  }

  /// A day that no year has would close nothing, and nobody would notice.
  private mutating func impossible(_ message: String, _ node: DocumentNode?, _ help: String) {
    diagnostics.error(message, code: "holiday", at: node?.range, help: help)
  }

  private mutating func observance(_ node: DocumentNode?) -> HolidayRule.Observance {
    guard let node else { return .none }
    guard let text = node.text(&diagnostics, "a weekday"), let observance = HolidayRule.Observance(rawValue: text)
    else {
      diagnostics.error("expected friday or monday, found \(node.kindName)", code: "weekday", at: node.range)
      return .none
    }
    return observance
  }

  /// A year, or a date.
  private mutating func bound(_ node: DocumentNode?, isStart: Bool) -> CalendarDate {
    let open: CalendarDate = isStart ? .negativeInfinity : .infinity
    guard let node else { return open }
    if case .integer = node.scalar?.kind, let year = integer(node, "a year") {
      return CalendarDate(year: year, month: isStart ? 1 : 12, day: isStart ? 1 : 31) ?? open
    }
    return node.date(&diagnostics, "a year or a date") ?? open
  }
}
