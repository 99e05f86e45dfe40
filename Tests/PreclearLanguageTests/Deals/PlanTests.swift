import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct PlanTests {
  private static let pack = """
    pack: p
    sources: {handbook: {title: Handbook}}
    events: {open: {}, close: {}, sell: {fields: {shares: {type: int}}}}
    measures:
      opened: {on: open, max: event.date, none: 'date("infinity")'}
      closed: {on: close, max: event.date, none: 'date("infinity")'}
      sold: {on: sell, max: event.date, none: 'date("infinity")'}
    rules:
      first-open: {title: First open, on: close, forbid: "event.date <= opened", \(Desk.cite)}
      after-close: {title: After, on: sell, forbid: 'event.date <= closed + period("P2D")', \(Desk.cite)}
      not-after-sale: {title: Not after a sale, on: open, forbid: "sold <= event.date", \(Desk.cite)}

    """

  private func schedule(_ plan: String) throws -> Schedule {
    let files = TextFiles(texts: ["deal.yaml": "deal: d\npack: pack\n", "pack/pack.yaml": Self.pack])
    let workspace = try Workspace.open(deal: "deal.yaml", ledger: nil, files: files)
    return try workspace.schedule([SourceFile(path: "plan.yaml", text: plan)])
  }

  @Test func theScheduleThatEndsEarliestIsFoundWhateverTheOrderOfTheFile() throws {
    let found = try schedule(
      """
      - {id: s, kind: sell, date: {from: 2024-01-01, to: 2024-01-31}, shares: 1}
      - {id: c, kind: close, date: {from: 2024-01-01, to: 2024-01-31}}
      - {id: o, kind: open, date: {from: 2024-01-03, to: 2024-01-31}}
      """)
    guard case .found(let steps, isEarliest: true) = found.outcome else {
      Issue.record("\(found)")
      return
    }
    // Closed the day after it was opened; sold the third day after that.
    #expect(steps.map { "\($0.event) \($0.date)" } == ["o 2024-01-03", "c 2024-01-04", "s 2024-01-07"])
  }

  @Test func whyThereIsNoneIsSaid() throws {
    let none = try schedule(
      """
      - {id: o, kind: open, date: 2024-01-03}
      - {id: c, kind: close, date: {from: 2024-01-01, to: 2024-01-05}}
      - {id: s, kind: sell, date: {from: 2024-01-01, to: 2024-01-06}, shares: 1}
      """)
    guard case .none(let placed, let obstacles, isProved: true) = none.outcome else {
      Issue.record("\(none)")
      return
    }
    #expect(placed.map(\.event) == ["o", "c"])
    #expect(obstacles.map(\.event) == ["s"])
    #expect(obstacles.first?.objections.map(\.rule) == ["p/after-close"])
  }

  @Test(arguments: [
    ("{from: 2024-01-05, to: 2024-01-01}", "lies before the first"), ("{from: 2024-01-05}", "need 'to'"),
    ("{from: soon, to: 2024-01-05}", "the first day"), ("{from: 2024-01-05, until: 2024-01-06}", "until"),
    ("{from: 2024-01-05, to: infinity}", "'to' has none"),
  ])
  func mistakesInTheDaysAreTold(_ date: String, _ part: String) {
    do {
      _ = try schedule("- {id: o, kind: open, date: \(date)}\n")
      Issue.record("nothing is wrong")
    } catch {
      #expect(Desk.describe(error).contains { $0.contains(part) }, "\(Desk.describe(error))")
    }
  }
}
