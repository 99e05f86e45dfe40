import PreclearEngine
import PreclearLanguage
import Testing

/// What must hold of every expression, whatever it says.
struct InformationTests {
  /// What was decided while something was unknown stays so, whichever way the unknown turns out; an error, too.
  @Test(arguments: UInt64(1)...6)
  func anAnswerNeverContradictsWhatWasDecidedWithoutIt(_ seed: UInt64) {
    var expressions = RandomExpressions(seed: seed + 100, isMonotone: true)
    var random = RandomBindings(seed: seed + 2_000)
    var settled = 0
    for _ in 0..<700 {
      let text = expressions.expression(depth: Int.random(in: 2...6, using: &expressions.random))
      guard let evaluation = AgreementTests.evaluation(text) else { continue }
      let bindings = random.bindings()
      let before = ReferenceValue(evaluation.value(bindings))
      for _ in 0..<4 {
        var answers = bindings
        for (name, type) in RandomExpressions.names {
          answers[name] = bindings[name].map { random.answered($0, type) }
        }
        let after = ReferenceValue(evaluation.value(answers))
        settled += before.isSettled ? 1 : 0
        if !Self.narrows(before, after) {
          let used = bindings.filter { text.contains($0.key) }
          Issue.record("\(text)\nwith \(used): \(before)\nseed \(seed), answered: \(after)")
        }
      }
    }
    #expect(settled > 700)
  }

  /// The second says no other thing than the first, only more: the same, or a value within the bounds. An answer may
  /// bring an error with it, but mends none.
  private static func narrows(_ before: ReferenceValue, _ after: ReferenceValue) -> Bool {
    switch (before, after) {
    case (.unknown(_, let least, let most), _):
      // An error, or null, may be what an unknown turns out to be; a figure keeps within the bounds.
      if let least, let low = after.least, ReferenceValue.order(least, low) == 1 { return false }
      if let most, let high = after.most, ReferenceValue.order(high, most) == 1 { return false }
      return true
    case (.list(let x), .list(let y)): return x.count == y.count && zip(x, y).allSatisfy(narrows)
    case (.map(let x), .map(let y)): return x.count == y.count && zip(x, y).allSatisfy { narrows($0.value, $1.value) }
    case (.error, _): return after.isError
    default: return after.isError || ReferenceValue.same(before, after)
    }
  }

  /// Not only the value: the facts that are missing, too.
  @Test(arguments: UInt64(1)...4)
  func theOrderOfConditionsChangesNothing(_ seed: UInt64) {
    var expressions = RandomExpressions(seed: seed + 200)
    var random = RandomBindings(seed: seed + 3_000)
    for _ in 0..<150 {
      let parts = (0..<3).map { _ in "(\(expressions.value(.bool, 3)))" }
      let bindings = random.bindings()
      for op in [" && ", " || "] {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        let texts = orders.map { $0.map { parts[$0] }.joined(separator: op) }
        let answers = texts.compactMap { AgreementTests.evaluation($0).map { ReferenceValue($0.value(bindings)) } }
        guard let first = answers.first else { continue }
        #expect(answers.allSatisfy { ReferenceValue.same($0, first) }, "\(texts[0]) with \(bindings): \(answers)")
      }
    }
  }
}

extension ReferenceValue {
  /// It is no unknown.
  fileprivate var isSettled: Bool { if case .unknown = self { false } else { true } }
}
