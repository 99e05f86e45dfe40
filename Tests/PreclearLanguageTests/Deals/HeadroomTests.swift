import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct HeadroomTests {
  private static let pack = """
    enums: {book: [a, b]}
    sources: {handbook: {title: Handbook}}
    events:
      trade: {fields: {book: {type: book}, shares: {type: int, minimum: 1, required: true}, price: {type: decimal, places: 2}}}
    measures:
      total: {on: trade, by: event.book, sum: event.shares}
      last: {on: trade, max: event.date, none: 'date("-infinity")'}
    rules:
      limit: {title: Limit, on: trade, forbid: "total[event.book] > 100", \(Desk.cite)}
      pause: {title: Pause, on: trade, forbid: 'event.date <= before(last) + period("P3D")', \(Desk.cite)}
      odd: {title: Odd, on: trade, forbid: "event.price == 2.5", \(Desk.cite)}

    """

  private static let room = """
    headroom:
      book: {title: Each book, each: enums.book, used: "total[key]", line: "100", \(Desk.cite)}
      under: {title: Under, used: 'total["a"]', line: "99.5", whole: true, under: true, \(Desk.cite)}

    """

  private func files(_ pack: String) -> TextFiles {
    let ledger = """
      {"id": "1", "kind": "trade", "date": "2024-01-02", "book": "a", "shares": 60}
      {"id": "2", "kind": "trade", "date": "2024-01-20", "book": "b", "shares": 5}

      """
    return TextFiles(texts: [
      "deal.yaml": "deal: d\npack: pack\nledger: ledger.jsonl\n", "pack/pack.yaml": "pack: d\n" + pack,
      "ledger.jsonl": ledger,
    ])
  }

  private func workspace(_ pack: String = pack) throws -> Workspace {
    try Workspace.open(deal: "deal.yaml", ledger: nil, files: files(pack))
  }

  private func proposal(_ line: String) -> SourceFile {
    SourceFile(path: "p.yaml", text: Desk.event(line, id: "p") + "\n")
  }

  @Test func eachRuleGivesTheGreatestValueThatPasses() throws {
    let workspace = try workspace()
    let proposal = try workspace.propose([proposal("2024-01-10 trade book: a, shares: 7, price: 1.00")])
    let shares = try proposal.headroom(field: nil)
    #expect(shares.field == "shares" && shares.now == "7")
    #expect(shares.limits.map(\.room) == [.upTo("40", isWhole: true)])
    #expect(shares.binding == ["d/limit"])
    let price = try proposal.headroom(field: "price")
    #expect(price.limits.map(\.rule) == ["d/odd"])
    #expect(price.room == .unlimited)
    #expect(throws: LoadFailure.self) { try proposal.headroom(field: "book") }
    #expect(throws: LoadFailure.self) { try proposal.headroom(field: "prise") }
  }

  @Test func whatObjectsWhateverTheFigureIsBinds() throws {
    let proposal = try workspace().propose([proposal("2024-01-04 trade book: a, shares: 7, price: 1.00")])
    let shares = try proposal.headroom(field: "shares")
    #expect(shares.room == .none)
    #expect(shares.binding == ["d/pause"])
  }

  /// No figure beyond a quadrillion is tried by itself: a line that lies there is not known.
  @Test func whereTheSearchEndsIsNoBound() throws {
    let pack = Self.pack.replacing("> 100", with: "> 3000000000000000")
    let proposal = try workspace(pack).propose([proposal("2024-01-10 trade book: a, shares: 7, price: 1.00")])
    #expect(try proposal.headroom(field: "shares").room == .unknown)
  }

  /// The trade of the 20th counts from that day on.
  @Test func daysAheadAreCutWhereTheHistoryMoves() throws {
    let workspace = try workspace()
    let room = try workspace.propose([proposal("2024-01-04 trade book: a, shares: 7")]).dateRoom()
    #expect(room.firstClear?.description == nil)
    let stated = try workspace.propose([proposal("2024-01-04 trade book: a, shares: 7, price: 1.00")]).dateRoom()
    #expect(stated.firstClear?.description == "2024-01-06")
    let windows = stated.windows.map { "\($0.from) \($0.to) \($0.verdict) \($0.objections.map(\.rule))" }
    #expect(
      Array(windows.prefix(4)) == [
        "2024-01-04 2024-01-05 blocked [\"d/pause\"]", "2024-01-06 2024-01-19 clear []",
        "2024-01-20 2024-01-23 blocked [\"d/pause\"]", "2024-01-24 \(stated.through) clear []",
      ])
  }

  @Test func linesOfTheDealAreThoseOfTheDay() throws {
    let workspace = try workspace(Self.pack + Self.room)
    func lines(_ date: String?) throws -> [String] {
      try workspace.dealRoom(asOf: date.flatMap(CalendarDate.init(iso:))).lines.map {
        "\($0.name) \($0.keys) \($0.room.valueText)"
      }
    }
    // 99.5 - 60 = 39.5: thirty-nine more stay under it.
    #expect(try lines(nil) == ["book [\"a\"] 40", "book [\"b\"] 95", "under [] 39"])
    #expect(try lines("2024-01-01") == ["book [\"a\"] 100", "book [\"b\"] 100", "under [] 99"])
    #expect(throws: LoadFailure.self) { try self.workspace().dealRoom(asOf: nil) }
  }

  @Test(arguments: [
    ("used: event.shares, line: '1'", "there is no event here"),
    ("used: '1', line: '\"x\"'", "a number"),
    ("over: totals, used: '1', line: '2'", "unknown register 'totals'"),
    ("each: '5', used: '1', line: '2'", "a list"),
    ("used: '1'", "needs 'line'"),
  ])
  func mistakesAreTold(_ room: String, _ message: String) {
    let text = "headroom:\n  r: {title: T, \(room), \(Desk.cite)}\n"
    let mistakes = Desk(Self.pack + text).mistakes()
    #expect(mistakes.contains { $0.contains(message) }, "\(mistakes)")
  }
}
