import PreclearEngine
import PreclearLanguage
import Testing

/// A log judged line by line: what is history, what is refused, and what the whole comes to.
@Suite struct LogReplayerTests {
  private static let pack = """
    enums: {role: [officer, clerk]}
    parties: {declared_by: party, roles: role}
    events:
      party: {fields: {party: {type: party}, roles: {type: list(role)}}}
      grant: {fields: {to: {type: party}, shares: {type: int, minimum: 1}}}
      give_back: {fields: {grant: {type: string}}}
      tick: {}
    registers:
      grants: {key: event.id, on: {grant: {shares: event.shares}}}
    measures:
      total: {on: grant, sum: event.shares}
    rules:
      limit:
        title: No more than 100
        on: grant
        forbid: total > 100
        because: "{total} granted."
        \(Desk.cite)
      known:
        title: A grant that is given back
        on: give_back
        notice: grants[event.grant] == null
        \(Desk.cite)
      asks:
        title: To whom
        on: grant
        forbid: event.to == "nobody"
        \(Desk.cite)

    """

  private let desk = Desk(Self.pack)

  private static func event(_ id: String, _ kind: String, _ date: String, _ fields: String = "") -> String {
    #"{"id": "\#(id)", "kind": "\#(kind)", "date": "\#(date)"\#(fields.isEmpty ? "" : ", " + fields)}"#
  }

  private static func grant(_ id: String, _ date: String, shares: Int, to: String = "ann") -> String {
    event(id, "grant", date, #""to": "\#(to)", "shares": \#(shares)"#)
  }

  /// `EVENT RULE OUTCOME` of each finding, then the first mistake, as `line:column: message | help`.
  private func replay(_ lines: [String], _ options: LogReplayer.Options = .init(), desk: Desk? = nil) throws -> [String]
  {
    let replayer = try (desk ?? self.desk).replay(options)
    var found: [String] = []
    for (number, line) in lines.enumerated() {
      do {
        guard let result = try replayer.judge(Self.line(number + 1, line)) else { continue }
        found += result.findings.map { "\(result.event) \($0.rule) \($0.outcome.rawValue)" }
        if result.findings.isEmpty { found.append("\(result.event) \(result.verdict.rawValue)") }
      } catch {
        return found + Desk.describe(error).map { String($0.dropFirst("log.jsonl:".count)) }
      }
    }
    return found
  }

  private static func line(_ number: Int, _ text: String) -> LogLine {
    LogLine(file: "log.jsonl", number: number, bytes: Array((text + "\n").utf8)[...])
  }

  @Test func eventThatViolatedARuleStillHappened() throws {
    let lines = [
      Self.grant("a", "2024-01-02", shares: 60), Self.grant("b", "2024-01-02", shares: 60),
      Self.grant("c", "2024-01-03", shares: 1),
    ]
    #expect(try replay(lines) == ["b desk/limit violation", "c desk/limit violation"])
  }

  @Test func everyResultIsGivenWhereThatIsWanted() throws {
    let lines = [Self.grant("a", "2024-01-02", shares: 60), Self.grant("b", "2024-01-02", shares: 60)]
    #expect(
      try replay(lines, LogReplayer.Options(givesEveryResult: true)) == ["a clear", "b desk/limit violation"])
  }

  @Test func kindThatNoRuleLooksAtIsNoFinding() throws {
    #expect(try replay([Self.event("a", "tick", "2024-01-02")]) == [])
    #expect(
      try replay([Self.event("a", "tick", "2024-01-02")], LogReplayer.Options(givesEveryResult: true)) == ["a clear"])
  }

  @Test func openingEventsCountFromTheirDayOnAndAreNotJudged() throws {
    var desk = desk
    desk.deal = """
      opening:
        - {id: o1, kind: grant, date: 2024-01-02, to: ann, shares: 200}
        - {id: o2, kind: grant, date: 2024-01-05, to: ann, shares: 1000}

      """
    let replayer = try desk.replay()
    let first = try #require(try replayer.judge(Self.line(1, Self.grant("a", "2024-01-03", shares: 1))))
    #expect(first.findings.map(\.message) == ["201 granted."])
    #expect(first.later == 1)
    let second = try #require(try replayer.judge(Self.line(2, Self.grant("b", "2024-01-05", shares: 1))))
    #expect(second.findings.map(\.message) == ["1,202 granted."])
    #expect(second.later == 0)
    #expect(replayer.summary.events == 2)
  }

  @Test func ledgerOfTheDealIsNotRead() throws {
    var desk = desk
    desk.deal = "ledger: nowhere.jsonl\n"
    #expect(try replay([Self.grant("a", "2024-01-02", shares: 1)], desk: desk) == [])
  }

  @Test func waiverIsApplied() throws {
    var desk = desk
    desk.deal = "waivers: waivers.yaml\n"
    desk.files["../waivers.yaml"] = """
      - {rule: desk/limit, event: b, by: counsel, instrument: letter, because: agreed,
         from: 2024-01-02, until: 2024-01-02}
      """
    let lines = ["a", "b"].map { Self.grant($0, "2024-01-02", shares: 101) }
    #expect(try replay(lines, desk: desk) == ["a desk/limit violation", "b desk/limit waived"])
  }

  @Test func datesMayNotDecrease() throws {
    let lines = [
      Self.grant("a", "2024-01-02", shares: 101), Self.event("b", "tick", "2024-01-02"),
      Self.event("c", "tick", "2024-01-01"), Self.event("d", "tick", "2023-01-01"),
    ]
    #expect(
      try replay(lines) == [
        "a desk/limit violation",
        "3:37: this event is of 2024-01-01, before the one that it follows (2024-01-02) | a log is replayed in the order "
          + "of its dates; --sort sorts it first",
      ])
  }

  @Test func idIsRefusedOnlyWhereStateIsKeptByIt() throws {
    let ticks = [Self.event("a", "tick", "2024-01-02"), Self.event("a", "tick", "2024-01-02")]
    let mixed = [ticks[0], Self.grant("a", "2024-01-02", shares: 1)]
    let grants = [mixed[1], mixed[1]]
    let message = "2:8: the id 'a' is on record already"
    #expect(try replay(ticks) == [])
    #expect(try replay(mixed) == [])
    #expect(try replay(grants) == ["\(message) | the pack keeps state by the id of 'grant'"])
    let all = LogReplayer.Options(checksEveryID: true)
    #expect(try replay(ticks, all) == [message])
    #expect(try replay(mixed, all) == ["\(message) | the pack keeps state by the id of 'grant'"])
  }

  @Test func idOfAnOpeningEventIsOnRecord() throws {
    var desk = desk
    desk.deal = """
      opening:
        - {id: a, kind: grant, date: 2024-01-02, to: ann, shares: 1}
        - {id: t, kind: tick, date: 2024-01-02}

      """
    #expect(
      try replay([Self.grant("a", "2024-01-03", shares: 1)], desk: desk)
        == ["1:8: the id 'a' is on record already | the pack keeps state by the id of 'grant'"])
    let tick = [Self.event("t", "tick", "2024-01-03")]
    #expect(try replay(tick, desk: desk) == [])
    #expect(
      try replay(tick, LogReplayer.Options(checksEveryID: true), desk: desk) == ["1:8: the id 't' is on record already"]
    )
  }

  @Test(arguments: [
    ("measures: {m: {on: tick, count: true, by: 'event.id + \"x\"'}}", true),
    ("measures: {m: {on: tick, count: true, by_each: '[\"x\"].map(x, x + event.id)'}}", true),
    ("measures: {m: {on: tick, count: true, by: event.tag}}", true),
    ("registers: {r: {key: [event.date, event.id], on: {tick: {n: '1'}}}}", true),
    ("measures: {m: {on: tick, list: event.id, unbounded: true}}", false),
    ("registers: {r: {key: event.date, on: {tick: {n: event.id}}}}", false),
    ("registers: {r: {key: event.id, on: {tock: {n: '1'}}}}", false),
  ])
  func stateIsKeptByAnIDThatIsPartOfAKey(_ state: String, _ isKept: Bool) throws {
    let desk = Desk("events: {tick: {fields: {tag: {type: string, derived: event.id}}}, tock: {}}\n\(state)\n")
    let tick = Self.event("a", "tick", "2024-01-02")
    #expect(try replay([tick, tick], desk: desk).isEmpty == !isKept)
  }

  @Test func lineThatIsWrongLeavesNothingBehind() throws {
    let replayer = try desk.replay()
    let good = Self.grant("a", "2024-01-02", shares: 101)
    for wrong in [
      "", "{", "[]", Self.grant("a", "2024-01-03", shares: 0), Self.event("b", "tock", "2024-01-09"), good + good,
    ] {
      #expect(throws: LoadFailure.self) { try replayer.judge(Self.line(1, wrong)) }
    }
    #expect(replayer.summary.events == 0)
    let result = try #require(try replayer.judge(Self.line(2, good)))
    #expect(result.findings.map(\.message) == ["101 granted."])
    #expect(result.findings.map(\.location) == [EventLocation(file: "log.jsonl", line: 2, column: 1)])
    #expect(replayer.summary.events == 1)
  }

  @Test func summaryCountsEventsByVerdictAndRulesByOutcome() throws {
    let replayer = try desk.replay()
    let lines = [
      Self.grant("a", "2024-01-02", shares: 60), Self.grant("b", "2024-01-03", shares: 60),
      Self.event("c", "give_back", "2024-01-03", #""grant": "z""#),
      Self.event("d", "grant", "2024-01-04", #""shares": 1"#), Self.event("e", "tick", "2024-01-05"),
    ]
    for (number, line) in lines.enumerated() { _ = try replayer.judge(Self.line(number + 1, line)) }
    let summary = replayer.summary
    #expect(summary.deal == "desk" && summary.packName == "desk")
    #expect(summary.events == 5)
    #expect(summary.firstDate == "2024-01-02" && summary.lastDate == "2024-01-05")
    // a; c and e are clear, b and d are over 100.
    #expect(summary[.clear as Verdict] == 3 && summary[.review] == 0 && summary[.blocked] == 2)
    #expect(summary.verdict == .blocked)
    #expect(summary.rules.map(\.id) == ["desk/limit", "desk/known", "desk/asks"])
    let columns = [Outcome.clear, .violation, .indeterminate, .notice, .notApplicable]
    #expect(summary.rules[0].counts.map(columns) == [1, 2, 0, 0, 2])
    #expect(summary.rules[1].counts.map(columns) == [0, 0, 0, 1, 4])
    #expect(summary.rules[2].counts.map(columns) == [2, 0, 1, 0, 2])
    #expect(columns.map { summary[$0] } == [3, 2, 1, 1, 8])
  }

  @Test func logWithoutEventsIsClear() throws {
    let summary = try desk.replay().summary
    #expect(summary.verdict == .clear)
    #expect(summary.events == 0 && summary.firstDate == nil)
  }

  @Test func dateOfALineIsReadWithoutRecordingIt() throws {
    let replayer = try desk.replay()
    let line = Self.line(1, Self.grant("a", "2024-01-02", shares: 101))
    #expect(try replayer.date(of: line).description == "2024-01-02")
    #expect(throws: LoadFailure.self) { try replayer.date(of: Self.line(1, "{}")) }
    #expect(replayer.summary.events == 0)
    #expect(try replayer.judge(line)?.findings.map(\.message) == ["101 granted."])
  }

  /// Each damaged line is either read, or refused with a place in that line.
  @Test func damagedLineIsRefusedWithAPlaceOrRead() throws {
    var generator = FixedRandomNumbers(seed: 4)
    let line = Array(Self.grant("é\\u00e9", "2024-01-02", shares: 60).utf8)
    let bytes = Array("{}[]\",:\\0-9eE+ntfu \u{0}\u{7F}é".utf8) + [0xFF, 0xC3]
    let replayer = try desk.replay()
    var refused = 0
    for _ in 0..<1000 {
      var damaged = line
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !damaged.isEmpty {
        let place = Int.random(in: damaged.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: damaged.remove(at: place)
        case 1: damaged.insert(bytes[Int.random(in: bytes.indices, using: &generator)], at: place)
        default: damaged[place] = bytes[Int.random(in: bytes.indices, using: &generator)]
        }
      }
      do {
        _ = try replayer.date(of: LogLine(file: "log.jsonl", number: 9, bytes: damaged[...]))
      } catch {
        refused += 1
        #expect(error.diagnostics.allSatisfy { $0.range?.start.line == 9 && $0.range?.file.path == "log.jsonl" })
        #expect(!error.diagnostics.isEmpty)
      }
    }
    #expect(refused > 500)
  }
}

extension OutcomeCounts {
  fileprivate func map(_ outcomes: [Outcome]) -> [Int] { outcomes.map { self[$0] } }
}
