import Testing

/// Totals are kept of who may belong to a cluster where nothing decides but who is declared; elsewhere every candidate is asked.
/// Both come to the same on any history, undone events and what was before included.
@Suite struct ClusterTotalsTests {
  /// The same condition, in words that totals cannot be kept for.
  private static let asked = ClusterTests.pack.replacing(
    "!party(a).declared || !party(b).declared", with: "(!party(a).declared || !party(b).declared) && a != b")
  private static let deal = "parties: [{id: ann, group: home}, {id: bob, group: home}, {id: eve}]\n"
  private static let names = ["ann", "bob", "eve", "fox", "gus", "hal"]

  private static func history(_ random: inout SmallRandom) -> String {
    (1...14).map { day in
      let date = day < 10 ? "2024-01-0\(day)" : "2024-01-\(day)"
      let one = random.pick(names)
      let other = random.pick(names)
      switch random.below(6) {
      case 0: return "\(date) family members: [\(one), \(other)], together: \(random.below(2) == 0)"
      case 1: return "\(date) party party: \(one), group: \(random.pick(["home", "den"]))"
      default: return "\(date) grant to: \(one), shares: \(random.below(9) + 1)"
      }
    }.joined(separator: "\n")
  }

  @Test(arguments: UInt64(1)...25)
  func totalsAndAskingEachComeToTheSame(_ seed: UInt64) throws {
    var random = SmallRandom(state: seed)
    let history = Self.history(&random)
    let conditions = Self.names.flatMap { name in
      [3, 9, 18, 30].flatMap { limit in
        [
          "household('\(name)').possibly.given > \(limit)",
          "before(household('\(name)').possibly.given > \(limit))",
          "household('\(name)').possibly.shares > \(limit)",
        ]
      }
    }
    for event in ["2024-02-01 tick", "2024-02-01 grant to: fox, shares: 7", "2024-02-01 party party: gus, group: den"] {
      let kept = try Desk(ClusterTests.pack, deal: Self.deal, history: history).answers(conditions, on: event)
      let asked = try Desk(Self.asked, deal: Self.deal, history: history).answers(conditions, on: event)
      #expect(kept == asked, "\(event) after\n\(history)")
      let errors = kept.filter { if case .error = $0 { true } else { false } }
      #expect(errors.isEmpty)
    }
  }
}

/// A generator that gives the same numbers on every machine (the high bits of a linear congruence).
private struct SmallRandom {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  mutating func pick(_ items: [String]) -> String { items[below(items.count)] }
}
