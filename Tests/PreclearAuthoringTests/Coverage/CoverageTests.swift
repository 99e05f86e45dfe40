import PreclearAuthoring
import PreclearEngine
import Testing

@Suite struct CoverageTests {
  /// What is open, as `MEASURE SUBJECT: GOAL, GOAL`.
  private func open(_ coverage: Coverage) -> [String] {
    coverage.points.compactMap { point in
      let goals = point.goals.filter(\.isOpen).map(\.name)
      return goals.isEmpty ? nil : "\(point.measure.rawValue) \(point.subject): \(goals.joined(separator: ", "))"
    }
  }

  private func coverage(_ desk: TestedDesk) throws -> Coverage {
    let (coverage, mistakes) = CoverageCollector.coverage(of: try desk.observed())
    #expect(mistakes.map(\.message) == [])
    return coverage
  }

  private func mistakes(_ note: String, _ cases: [String] = TestedDesk.thorough) throws -> [String] {
    let desk = TestedDesk(notes: "    # unreachable: " + note, cases: cases)
    return CoverageCollector.coverage(of: try desk.observed()).mistakes.map {
      "\($0.range?.start.line ?? 0): \($0.message)"
    }
  }

  @Test func oneCaseLeavesTheRestOpen() throws {
    let coverage = try coverage(TestedDesk(cases: [TestedDesk.trade("side: buy, shares: 100", "clear")]))
    #expect(
      open(coverage) == [
        "outcomes : violation, indeterminate, not_applicable",
        "conditions event.side == \"buy\": false, unknown",
        "conditions event.shares > parameter.most: true",
        "boundaries event.shares > parameter.most: below, above",
        "exceptions agreement: true, false, unknown",
        "conditions event.agreed: true, false, unknown",
      ])
    #expect(coverage.figure(.outcomes).reached == 1)
    #expect(coverage.figure(.outcomes).possible == 4)
    #expect(coverage.figure(.parameters).reached == 1)
  }

  @Test func thoroughCasesLeaveNothingOpen() throws {
    let coverage = try coverage(TestedDesk(cases: TestedDesk.thorough))
    #expect(open(coverage) == [])
    #expect(Coverage.Measure.allCases.allSatisfy { coverage.figure($0).permille == 1000 })
  }

  @Test func twoStepsFromALimitAreNotBesideIt() throws {
    let cases = [TestedDesk.trade("side: buy, shares: 98", "clear")]
    let coverage = try coverage(TestedDesk(cases: cases))
    #expect(open(coverage).contains("boundaries event.shares > parameter.most: below, at, above"))
  }

  @Test func aShareOfAlmostAllIsNotAll() {
    let goals = (0..<3000).map { Coverage.Goal("\($0)", isReached: $0 > 0) }
    let place = SourceRange(
      file: SourceFile(path: "a", text: ""), start: SourcePosition(line: 1, column: 1),
      end: SourcePosition(line: 1, column: 1))
    let figure = Coverage.Figure([Coverage.Point(.conditions, owner: "", subject: "", place: place, goals: goals)])
    #expect(figure.permille == 999)
    #expect(figure.percent == "99.9%")
  }

  @Test func aNoteTakesWhatIsOutOfReachOutOfTheCount() throws {
    let cases = TestedDesk.thorough.filter { !$0.contains("agreed: true") }
    let note = "    # unreachable: true of `agreement`, for want of paper: nobody ever agrees"
    let broken = TestedDesk(notes: note, cases: cases)
    #expect(CoverageCollector.coverage(of: try broken.observed()).mistakes.count == 1)
    let notes = """
          # unreachable: true of `agreement`: nobody ever agrees
          # unreachable: true of `event.agreed`: nobody ever agrees
      """
    let coverage = try coverage(TestedDesk(notes: notes, cases: cases))
    #expect(open(coverage) == [])
    #expect(coverage.figure(.exceptions).exempt == 1)
    #expect(coverage.figure(.exceptions).possible == 2)
    #expect(
      coverage.points.flatMap(\.goals).compactMap(\.exemption) == ["nobody ever agrees", "nobody ever agrees"])
  }

  @Test func aNoteCountsWhereLinesEndAsOnWindows() throws {
    let cases = TestedDesk.thorough.filter { !$0.contains("agreed: true") }
    let notes = """
          # unreachable: true of `agreement`: nobody ever agrees
          # unreachable: true of `event.agreed`: nobody ever agrees
      """
    let desk = TestedDesk(notes: notes, cases: cases, lineEnd: "\r\n")
    #expect(
      try coverage(desk).points.flatMap(\.goals).compactMap(\.exemption).allSatisfy { $0 == "nobody ever agrees" })
    #expect(try open(coverage(desk)) == [])
  }

  @Test(arguments: [
    ("true of `event.agreed`: never", "6: a test reaches what this note calls unreachable: 'true'"),
    ("true of `event.agread`: never", "6: nothing below is 'event.agread', with 'true', to be reached"),
    ("violation: never", "6: nothing below is a rule or clause that may be 'violation' to be reached"),
    ("true of `event.agreed`", "6: this note does not say what is unreachable, and why"),
    ("true of `event.agreed`:", "6: this note does not say what is unreachable, and why"),
    ("true of `event.agreed", "6: this note does not say what is unreachable, and why"),
    ("", "6: this note does not say what is unreachable, and why"),
  ])
  func aNoteThatIsWrongIsAMistake(_ note: String, _ message: String) throws {
    #expect(try mistakes(note) == [message])
  }
}
