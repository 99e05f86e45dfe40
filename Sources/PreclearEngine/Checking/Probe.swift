/// A probe gives a field a range instead of a value, so that one judgement tells what holds for every value in it: for the engine
/// it is an unknown with bounds, and what an unknown leaves decided is decided for all (`docs/language.md`, section 3).
///
/// Some of the language asks of a figure whether it is known, or has a memory that only what is sure moves. What that gives holds
/// for no range: it is noted here, and the range has to be split.
extension Machine {
  /// Whether a value, or a part of it, differs over the range that is tried.
  func isProbed(_ value: Value) -> Bool {
    guard let probe else { return false }
    switch value {
    case .unknown(let unknown): return unknown.facts.contains(probe)
    case .list(let list):
      return list.items.contains(where: isProbed) || (list.conditions ?? []).contains(where: isProbed)
    case .record(let record): return record.values.contains(where: isProbed)
    case .map(let map): return map.values.contains(where: isProbed)
    case .null, .bool, .int, .decimal, .ratio, .date, .period, .string, .fault: return false
    }
  }

  /// Whether a value is a figure in the range that is tried: whichever it is, it is a figure, and not none.
  func isProbedFigure(_ value: Value) -> Bool {
    guard let probe, case .unknown(let unknown) = value, unknown.least != nil || unknown.most != nil else {
      return false
    }
    return unknown.facts == [probe]
  }

  /// Notes that a value was used as if it were one, where it may stand for a range.
  func note(probed value: Value) {
    if probe != nil, isProbed(value) { isProbeSpent = true }
  }

  /// The day of the event, where several are tried at once: one of them.
  func spannedDate() -> Cell {
    guard let span, let probe else { return .date(date) }
    let unknown = Unknown(facts: [probe], least: .date(date), most: .date(span))
    spanned = unknown
    return cell(.unknown(unknown))
  }

  /// The day of the event as a value.
  var dateValue: Value { value(dateCell) }

  /// Notes that an answer holds before a day and not from it on, or the other way round.
  func note(turningOn day: CalendarDate) {
    if let span, date < day, day <= span { isProbeSpent = true }
  }

  /// What a function that asks whether a figure is known, or for its bounds, says of a range: of each value in it.
  func answer(_ function: Builtin, ofProbed value: Value) -> Value? {
    guard case .unknown(let unknown) = value, isProbed(value) else { return nil }
    switch function {
    case .known, .given, .least, .most:
      // With nothing else open, each value in the range is known, and is its own bound.
      if unknown.facts.count == 1, function != .given || unknown.least != nil || unknown.most != nil {
        return function == .known || function == .given ? .bool(true) : value
      }
      isProbeSpent = true
      return nil
    case .date, .period, .quarter, .sum, .min, .max, .average, .lowest, .round, .tiered, .coalesce, .unknown, .atLeast,
      .between, .either, .size, .contains, .startsWith, .endsWith, .matches, .lowerAscii, .upperAscii, .trim, .reverse,
      .charAt, .substring, .indexOf, .lastIndexOf, .replace, .split, .join, .bool, .int, .decimal, .string:
      return nil
    }
  }
}
