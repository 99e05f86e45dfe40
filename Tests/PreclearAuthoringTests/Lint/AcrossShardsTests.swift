import Testing

/// A log of orders of several issuers, split by issuer.
@Suite struct AcrossShardsTests {
  private static let pack = """
    pack: orders
    version: 1.0.0
    title: Orders of several issuers
    shard: {by: issuer, names: [order, id]}
    common:
      issuer: {type: string, required: true}
    events:
      order: {fields: {order: {type: string, required: true}, shares: {type: int, minimum: 1, required: true}}}
      fill: {fields: {order: {type: string, required: true}, shares: {type: int, minimum: 1, required: true}}}
    views:
      filled: {from: {fill: {house: event.issuer, size: event.shares}}}
    measures:
      by_issuer: {on: filled, by: filled.house, sum: filled.size}
      by_order: {on: fill, by: [event.issuer, event.order], sum: event.shares}
      last_fill: {over: orders, by: it.house, max: "filled_on[key]", none: 'date("-infinity")'}
      filled_on: {on: fill, by: event.order, max: event.date, none: 'date("-infinity")'}
    registers:
      orders: {key: event.order, missing: unknown, on: {order: {house: event.issuer, shares: event.shares, day: event.date}}}
    sources: {code: {title: Code}}
    rules:
      fills:
        title: No more is filled than was ordered
        on: fill
        let: {house: "orders[event.order].house"}
        forbid: >-
          by_issuer[event.issuer] > orders[event.order].shares || by_order[[event.issuer, event.order]] > by_issuer[house]
          || last_fill[event.issuer] < orders[event.order].day
        because: Too much is filled.
        cite: {source: code, page: "1", lines: 1-2, anchor: no more than}
    """
  private static let tests = """
    cases:
      - name: A fill
        propose: {id: F-1, kind: fill, date: 2020-01-02, issuer: acme, order: O-1, shares: 5}
        expect: {outcomes: {pack/fills: violation, orders/fills: clear}}
      - name: Too large a fill
        propose: {id: F-1, kind: fill, date: 2020-01-02, issuer: acme, order: O-1, shares: 5}
        expect: {outcomes: {orders/fills: violation}}
    """

  private func findings(_ old: String = "", _ new: String = "") -> [String] {
    let text = old.isEmpty ? Self.pack : Self.pack.replacing(old, with: new)
    let desk = LintDesk(texts: ["pack/pack.yaml": text, "pack/pack.test.yaml": Self.tests])
    return desk.report().diagnostics.filter {
      $0.code.hasSuffix("shards") || $0.code == "shard-key" || desk.report().isBroken
    }
    .map { "\($0.range?.start.line ?? 0): \($0.code): \($0.message)" }
  }

  @Test func whatIsKeptAndReadUnderTheKeyOrANameIsFine() {
    #expect(findings() == [])
  }

  @Test(arguments: [
    (
      "a measure over all", "by: filled.house, sum: filled.size}", "sum: filled.size}",
      "the measure 'by_issuer' is kept for all of 'issuer' together"
    ),
    (
      "a look-up under another's key", "by_order[[event.issuer, event.order]]", "by_order[[event.order, event.issuer]]",
      "'by_order' is looked up under a key that may be another's"
    ),
    (
      "a view that gives another field", "house: event.issuer, size", "house: event.order + \"x\", size",
      "the measure 'by_issuer' is kept for all of 'issuer' together"
    ),
    (
      "an entry that keeps another field", "{house: event.issuer, shares", "{house: event.id + \"x\", shares",
      "'by_issuer' is looked up under a key that may be another's"
    ),
    (
      "a name that is not listed", "names: [order, id]", "names: [id]",
      "the register 'orders' is kept for all of 'issuer' together"
    ),
  ])
  func whatReachesOverIsFound(_ name: String, _ old: String, _ new: String, _ message: String) {
    let text = Self.pack.replacing(old, with: new)
    let edited =
      name == "a measure over all"
      ? text.replacing("by_issuer[event.issuer]", with: "by_issuer")
        .replacing("by_issuer[house]", with: "by_issuer") : text
    let desk = LintDesk(texts: ["pack/pack.yaml": edited, "pack/pack.test.yaml": Self.tests])
    let report = desk.report()
    #expect(!report.isBroken, "\(report.diagnostics.map(\.message))")
    #expect(report.diagnostics.filter { $0.code == "across-shards" }.map(\.message).contains(message), "\(name)")
  }

  @Test(arguments: [
    (
      "a field that may be absent", "issuer: {type: string, required: true}", "issuer: {type: string}",
      "'issuer' may be absent"
    ),
    ("a field of some events", "by: issuer,", "by: order,", "'order' is no field of every event"),
    ("a name of no field", "names: [order, id]", "names: [order, id, lot]", "no event has a field 'lot'"),
  ])
  func aKeyThatSplitsNothingIsFound(_ name: String, _ old: String, _ new: String, _ message: String) {
    let desk = LintDesk(
      texts: ["pack/pack.yaml": Self.pack.replacing(old, with: new), "pack/pack.test.yaml": Self.tests])
    let report = desk.report()
    #expect(!report.isBroken, "\(report.diagnostics.map(\.message))")
    #expect(report.diagnostics.filter { $0.code == "shard-key" }.map(\.message) == [message], "\(name)")
  }
}
