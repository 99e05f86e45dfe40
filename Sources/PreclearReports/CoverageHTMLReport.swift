import PreclearEngine

/// What tests try of a pack, on a page that shows its YAML: each line with a mark, and under it what is not reached.
package struct CoverageHTMLReport {
  private var page: HTMLPage

  package static func render(_ coverage: Coverage) -> String {
    var report = CoverageHTMLReport(page: HTMLPage(title: "What the tests try", style: style))
    report.page.add("<h1>What the tests try</h1>")
    report.addFigures(coverage)
    report.addContents(coverage)
    for (number, file) in coverage.files.enumerated() { report.add(file, number, coverage) }
    return report.page.text
  }

  private mutating func addFigures(_ coverage: Coverage) {
    page.add("<table><tr><th>Of \(coverage.cases) cases</th><th>reached</th><th></th><th>out of reach</th></tr>")
    for measure in Coverage.Measure.allCases {
      let figure = coverage.figure(measure)
      let reached =
        figure.possible == 0
        ? "<td>–</td><td>–</td>"
        : "<td>\(figure.reached) of \(figure.possible)</td><td class=\"\(Self.class(of: figure))\">\(figure.percent)</td>"
      page.add(
        "<tr><td>\(measure.rawValue)</td>\(reached)<td>\(figure.exempt == 0 ? "–" : "\(figure.exempt)")</td></tr>")
    }
    page.add("</table>")
    page.add(
      "<p><span class=\"clear\">✓</span> all of it is reached by some case, <span class=\"blocked\">✗</span> some is not, "
        + "<span class=\"faint\">–</span> what is not reached cannot be, for the reason that is given. Boundaries are told "
        + "with <span class=\"review\">±</span>: one step below, at, one step above.</p>")
  }

  private static func `class`(of figure: Coverage.Figure) -> String { figure.permille == 1000 ? "clear" : "blocked" }

  private mutating func addContents(_ coverage: Coverage) {
    page.add("<table><tr><th>File</th><th>reached</th><th></th></tr>")
    for (number, file) in coverage.files.enumerated() {
      let figure = Coverage.Figure(
        coverage.points.filter { $0.place.file.path == file.path && $0.measure != .boundaries })
      page.add(
        "<tr><td><a href=\"#file-\(number)\">\(HTMLPage.escape(file.path))</a></td>"
          + "<td>\(figure.reached) of \(figure.possible)</td>"
          + "<td class=\"\(Self.class(of: figure))\">\(figure.percent)</td></tr>")
    }
    page.add("</table>")
  }

  private mutating func add(_ file: SourceFile, _ number: Int, _ coverage: Coverage) {
    var points: [Int: [Coverage.Point]] = [:]
    for point in coverage.points where point.place.file.path == file.path {
      points[point.place.start.line, default: []].append(point)
    }
    page.add("<h2 id=\"file-\(number)\">\(HTMLPage.escape(file.path))</h2>")
    page.add("<div class=\"source\">")
    var lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, bytes) in lines.enumerated() {
      // A line may end as on Windows.
      let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
      add(line, index + 1, points[index + 1] ?? [])
    }
    page.add("</div>")
  }

  private mutating func add(_ line: String, _ number: Int, _ points: [Coverage.Point]) {
    let mark = Self.mark(points)
    page.add(
      "<div class=\"line\(mark.shade)\"><span class=\"number\">\(number)</span>"
        + "<span class=\"mark \(mark.colour)\">\(mark.sign)</span><code>\(HTMLPage.escape(line))</code></div>")
    for point in points {
      let open = point.goals.filter(\.isOpen).map(\.name)
      if !open.isEmpty {
        let colour = point.measure == .boundaries ? "review" : "blocked"
        page.add("<div class=\"note \(colour)\">\(HTMLPage.escape(point.sentence(open)))</div>")
      }
      for goal in point.goals {
        guard let reason = goal.exemption else { continue }
        let sentence = "\(point.sentence([goal.name])): \(reason)"
        page.add("<div class=\"note faint\">\(HTMLPage.escape(sentence))</div>")
      }
    }
  }

  private static func mark(_ points: [Coverage.Point]) -> (sign: String, colour: String, shade: String) {
    let inner = points.filter { $0.measure != .boundaries }
    if inner.contains(where: { $0.goals.contains(where: \.isOpen) }) { return ("✗", "blocked", " open") }
    if points.contains(where: { $0.goals.contains(where: \.isOpen) }) { return ("±", "review", "") }
    if points.contains(where: { $0.goals.contains { $0.exemption != nil } }) { return ("–", "faint", "") }
    return points.isEmpty ? ("", "faint", "") : ("✓", "clear", "")
  }

  private static let style = """
    main { max-width: 72rem; }
    .source { border: 1px solid var(--line); padding: .5rem 0; }
    .line { display: flex; white-space: pre-wrap; }
    .line.open { background: var(--shade); }
    .line code { flex: 1; min-width: 0; }
    .number { flex: 0 0 3.5rem; text-align: right; padding-right: .75rem; color: var(--faint); font: .75rem/1.75 monospace; }
    .mark { flex: 0 0 1.5rem; }
    .note { margin-left: 5.5rem; font-size: .875rem; }
    """
}
