import PreclearEngine

/// What tests try of a pack, as its author reads it: a line for each rule and each other declaration with conditions, then what is
/// not reached, place by place.
package struct CoverageTextReport {
  private var layout: TextLayout
  private let palette: Palette

  private init(width: Int, palette: Palette) {
    layout = TextLayout(width: width, palette: palette)
    self.palette = palette
  }

  package static func render(_ coverage: Coverage, width: Int, palette: Palette) -> String {
    var text = CoverageTextReport(width: width, palette: palette)
    text.addTable(coverage)
    text.addOpen(coverage)
    text.addSummary(coverage)
    return text.layout.text
  }

  /// What is counted for one declaration; values of parameters and alternatives of readings are counted for all together.
  private static let columns = [Coverage.Measure.outcomes, .conditions, .exceptions, .boundaries]

  private mutating func addTable(_ coverage: Coverage) {
    var owners: [String] = []
    var points: [String: [Coverage.Point]] = [:]
    for point in coverage.points where Self.columns.contains(point.measure) {
      if points[point.owner] == nil { owners.append(point.owner) }
      points[point.owner, default: []].append(point)
    }
    layout.grid(
      head: ["reached"] + Self.columns.map(\.rawValue),
      rows: owners.map { owner in
        [owner] + Self.columns.map { column in Self.cell(points[owner]?.filter { $0.measure == column } ?? []) }
      },
      indent: 0, mark: palette.heading)
    layout.blankLine()
  }

  /// `7/8`; nothing where nothing is counted.
  private static func cell(_ points: [Coverage.Point]) -> String {
    if points.isEmpty { return "-" }
    let figure = Coverage.Figure(points)
    return "\(figure.reached)/\(figure.possible)"
  }

  private mutating func addOpen(_ coverage: Coverage) {
    let open = coverage.points.filter { $0.goals.contains(where: \.isOpen) }
    if open.isEmpty { return }
    layout.paragraph("Not reached by any case", mark: palette.heading)
    for point in open {
      let place = "\(point.place.file.path):\(point.place.start.line)"
      layout.paragraph("\(place): \(point.owner): \(point.openSentence)", indent: 2, hanging: 2)
    }
    layout.blankLine()
  }

  private mutating func addSummary(_ coverage: Coverage) {
    layout.grid(
      head: ["of \(coverage.cases == 1 ? "1 case" : "\(coverage.cases) cases")", "reached", "", "out of reach"],
      rows: Coverage.Measure.allCases.map { measure in
        let figure = coverage.figure(measure)
        let isCounted = figure.possible > 0
        return [
          measure.rawValue, isCounted ? "\(figure.reached) of \(figure.possible)" : "-",
          isCounted ? figure.percent : "-", figure.exempt == 0 ? "-" : "\(figure.exempt)",
        ]
      },
      indent: 0, mark: palette.heading)
  }
}

extension Coverage.Point {
  /// What nobody tried here: "`a < b` is never unknown".
  package var openSentence: String {
    let open = goals.filter(\.isOpen).map(\.name)
    return sentence(open)
  }

  /// What such a goal means, in words.
  package func sentence(_ goals: [String]) -> String {
    switch measure {
    case .outcomes:
      (subject.isEmpty ? "never " : "clause \(subject) is never ") + Self.or(goals.map(Self.words))
    case .conditions: "`\(subject)` is never " + Self.or(goals)
    case .exceptions: "exception \(subject) is never " + Self.or(goals)
    case .parameters: "\(subject) is never in force for what reads it"
    case .readings: "alternative \(subject) is never tried"
    case .boundaries: "`\(subject)` is never tried " + Self.or(goals.map(Self.side))
    }
  }

  private static func words(_ outcome: String) -> String {
    outcome == Outcome.notApplicable.rawValue ? "not applicable" : outcome
  }

  private static func side(_ goal: String) -> String {
    goal == "at" ? "at its limit" : "one step \(goal) it"
  }

  private static func or(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
