import PreclearEngine
import PreclearLanguage
import Testing

/// The compiled program and the definition, read literally, come to the same.
struct AgreementTests {
  private static let count = 2_100

  /// How often something may occur before the generator no longer tests what it should.
  struct Tally {
    var rejected = 0
    var values = 0
    var unknowns = 0
    var bounded = 0
    var errors = 0

    mutating func note(_ value: ReferenceValue) {
      switch value {
      case .unknown:
        unknowns += 1
        if value.hasBounds { bounded += 1 }
      case .error: errors += 1
      default: values += 1
      }
    }
  }

  @Test(arguments: UInt64(1)...10)
  func machineAndDefinitionComeToTheSame(_ seed: UInt64) {
    var expressions = RandomExpressions(seed: seed)
    var random = RandomBindings(seed: seed + 1_000)
    var tally = Tally()
    for _ in 0..<Self.count {
      let text = expressions.expression(depth: Int.random(in: 1...6, using: &expressions.random))
      guard let evaluation = Self.evaluation(text) else {
        tally.rejected += 1
        continue
      }
      let bindings = random.bindings()
      var locals: [Int: ReferenceValue] = [:]
      for (name, slot) in evaluation.slots { locals[slot] = bindings[name].map(ReferenceValue.init) }
      let expected = ReferenceEvaluator(locals: locals).evaluate(evaluation.typed)
      let found = evaluation.value(bindings)
      tally.note(expected)
      if !ReferenceValue.same(ReferenceValue(found), expected) {
        let used = bindings.filter { text.contains($0.key) }
        Issue.record("\(text)\nwith \(used)\nmachine: \(found)\ndefinition: \(expected)")
      }
    }
    // Of each kind enough to have met every rule.
    #expect(tally.rejected * 10 < Self.count, "\(tally)")
    #expect(tally.values * 10 > Self.count, "\(tally)")
    #expect(tally.unknowns * 10 > Self.count, "\(tally)")
    #expect(tally.bounded * 100 > Self.count, "\(tally)")
    #expect(tally.errors * 20 > Self.count, "\(tally)")
  }

  /// Nil if the checker rejects it: a figure that stands twice, a comparison that decides nothing.
  static func evaluation(_ text: String) -> ExpressionEvaluation? {
    do {
      return try ExpressionEvaluation(text, names: RandomExpressions.names)
    } catch {
      return nil
    }
  }
}
