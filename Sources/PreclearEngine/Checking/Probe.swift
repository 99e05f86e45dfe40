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
    guard let span, probe != nil else { return .date(date) }
    let unknown = Value.probe(from: .date(date), through: .date(span))
    spanned = unknown.unknown
    return cell(unknown)
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
      switch function {
      case .least: if let bound = Unknowns.leastOfEach(unknown) { return bound }
      case .most: if let bound = Unknowns.mostOfEach(unknown) { return bound }
      default: if Spread.isOpenThroughout(value) { return .bool(false) }
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

extension Value {
  /// Stands for every figure of a range; without an end, for all there are on that side.
  static func probe(from least: Value?, through most: Value?) -> Value {
    .unknown(Unknown(facts: [.probe], least: least, most: most, spread: Spread(from: least, through: most)))
  }
}

extension Unknowns {
  /// What `least` says of a figure for each value of the range that is tried; nil where that cannot be told.
  static func leastOfEach(_ unknown: Unknown) -> Value? {
    guard let spread = unknown.spread else { return nil }
    switch spread.greatestLeast {
    case .minusInfinity: return unbounded(unknown, .negativeInfinity)
    case .finite(let greatest): return figure(from: unknown.least, through: greatest)
    case .plusInfinity: return figure(from: unknown.least, through: nil)
    }
  }

  /// The same of `most`.
  static func mostOfEach(_ unknown: Unknown) -> Value? {
    guard let spread = unknown.spread else { return nil }
    switch spread.leastMost {
    case .minusInfinity: return figure(from: nil, through: unknown.most)
    case .finite(let least): return figure(from: least, through: unknown.most)
    case .plusInfinity: return unbounded(unknown, .infinity)
    }
  }

  /// How the bounds move of what is known to be at least a figure.
  static func spread(atLeast least: Value) -> Spread? {
    Spread.of(least).map { Spread($0.greatestLeast, .plusInfinity) }
  }

  /// How the bounds move of what is known to lie between two figures.
  static func spread(between least: Value, _ most: Value) -> Spread? {
    guard let low = Spread.of(least), let high = Spread.of(most) else { return nil }
    return Spread(low.greatestLeast, high.leastMost)
  }

  /// A day without bound is infinite; a number has no such value.
  private static func unbounded(_ unknown: Unknown, _ infinite: CalendarDate) -> Value {
    if case .date = unknown.least ?? unknown.most { return .date(infinite) }
    return .unknown(unknown.withoutProbe)
  }

  private static func figure(from least: Value?, through most: Value?) -> Value? {
    if least == nil, most == nil { return nil }
    return between(least, most, facts: [.probe], spread: Spread(from: least, through: most))
  }
}
