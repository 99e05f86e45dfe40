import PreclearEngine

/// The results as a run of tests, for what shows those: a suite for each deal, a case for each finding and for each event without one.
///
/// A case fails that blocks or has to be reviewed. A notice, a waived finding and one that a baseline knows have no word of their
/// own in JUnit: they pass, or are skipped, and say why.
package struct JUnitReport {
  private var text = ""

  package static func render(_ gate: GateReport) -> String {
    var report = JUnitReport()
    let cases = gate.reports.map { $0.results.flatMap { Self.cases($0) } } + [gate.remarks.map { Case($0) }]
    let names = gate.reports.map { "deal \($0.deal)" } + ["remarks"]
    report.text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    report.open("testsuites", [("name", "preclear")] + counts(cases.flatMap(\.self)))
    if gate.results.isEmpty {
      // A suite without cases: what was not judged has not passed.
      report.open("testsuite", [("name", gate.summary)] + counts([]))
      report.text += "</testsuite>\n"
    }
    for (name, cases) in zip(names, cases) where !cases.isEmpty {
      report.open("testsuite", [("name", name)] + counts(cases))
      for testCase in cases { report.add(testCase) }
      report.text += "</testsuite>\n"
    }
    report.text += "</testsuites>\n"
    return report.text
  }

  fileprivate enum Ending {
    case passed
    case skipped(String)
    case failed(type: String, String)
  }

  fileprivate struct Case {
    let name: String
    let className: String
    let place: FilePlace?
    let outcome: String
    let ending: Ending
    var output: [String] = []
  }

  private static func cases(_ result: EventResult) -> [Case] {
    let place = result.location.map { FilePlace($0) }
    guard !result.findings.isEmpty else {
      return [Case(name: result.heading, className: result.event, place: place, outcome: "clear", ending: .passed)]
    }
    return result.findings.map { finding in
      let heading = "\(TextReport.heading(of: finding)): \(finding.title)"
      let ending: Ending
      switch finding.outcome {
      case _ where finding.isKnown: ending = .skipped("known: \(heading)")
      case .violation, .indeterminate, .trigger: ending = .failed(type: finding.outcome.rawValue, heading)
      case .notice, .waived, .clear, .notApplicable: ending = .passed
      }
      return Case(
        name: finding.rule, className: result.event, place: finding.location.map { FilePlace($0) } ?? place,
        outcome: finding.outcome.rawValue, ending: ending, output: finding.lines)
    }
  }

  private static func counts(_ cases: [Case]) -> [(String, String)] {
    var failures = 0
    var skipped = 0
    for testCase in cases {
      switch testCase.ending {
      case .passed: break
      case .skipped: skipped += 1
      case .failed: failures += 1
      }
    }
    return [("tests", "\(cases.count)"), ("failures", "\(failures)"), ("errors", "0"), ("skipped", "\(skipped)")]
  }

  private mutating func add(_ testCase: Case) {
    var attributes = [("classname", testCase.className), ("name", testCase.name)]
    if let place = testCase.place { attributes += [("file", place.file), ("line", "\(place.line)")] }
    open("testcase", attributes)
    text += "<properties><property name=\"outcome\" value=\"\(Self.attribute(testCase.outcome))\"/></properties>\n"
    let output = testCase.output.joined(separator: "\n")
    switch testCase.ending {
    case .passed: if !output.isEmpty { text += "<system-out>\(Self.escape(output))</system-out>\n" }
    case .skipped(let why):
      text += "<skipped message=\"\(Self.attribute(why))\"/>\n<system-out>\(Self.escape(output))</system-out>\n"
    case .failed(let type, let why):
      text += "<failure type=\"\(type)\" message=\"\(Self.attribute(why))\">\(Self.escape(output))</failure>\n"
    }
    text += "</testcase>\n"
  }

  private mutating func open(_ element: String, _ attributes: [(String, String)]) {
    text += "<\(element)" + attributes.map { " \($0.0)=\"\(Self.attribute($0.1))\"" }.joined() + ">\n"
  }

  /// XML has no way to write most control characters, nor the last two code points of the first plane.
  private static func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in HTMLPage.escape(text).unicodeScalars {
      result.append(scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }

  /// A reader makes a space of a line break in an attribute, unless it is written as a reference.
  private static func attribute(_ text: String) -> String {
    var result = ""
    for scalar in escape(text).unicodeScalars {
      switch scalar {
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension JUnitReport.Case {
  fileprivate init(_ remark: Diagnostic) {
    self.init(
      name: remark.message, className: "preclear/\(remark.code)", place: remark.range.map { FilePlace($0) },
      outcome: remark.severity.rawValue, ending: .passed, output: [remark.sentences])
  }
}
