/// A regular expression in the syntax of RE2, which CEL's `matches` asks for.
///
/// All states of the automaton are followed side by side, so the time is at most the length of the text times that of the
/// pattern, whatever either says. There are no back references and no looking ahead: RE2 has none.
package struct Pattern: Sendable {
  /// More steps than this are refused; `(a{1000}){1000}` would have a million.
  static let mostSteps = 10_000

  private enum Step: Sendable {
    case one(ScalarSet)
    case assertion(PatternAssertion)
    case split(Int, Int)
    case jump(Int)
    case match
  }

  private var steps: [Step] = []

  package init(_ text: String) throws(PatternError) {
    try add(try PatternParser.parse(text))
    steps.append(.match)
  }

  /// Whether some part of the text matches; `^` and `$` hold the pattern to its ends.
  package func matches(_ text: String) -> Bool {
    var pending: [Int] = []
    var before: Unicode.Scalar?
    var seen = [Int](repeating: -1, count: steps.count)
    var rest = text.unicodeScalars.makeIterator()
    var place = 0
    while true {
      let after = rest.next()
      // A match may begin at every place.
      pending.append(0)
      guard let reached = follow(pending, before, after, &seen, at: place) else { return true }
      guard let after else { return false }
      pending = reached.compactMap { state in
        if case .one(let set) = steps[state], set.contains(after) { state + 1 } else { nil }
      }
      before = after
      place += 1
    }
  }

  /// The states to which these lead without another code point; nil if the end is among them.
  private func follow(
    _ states: [Int], _ before: Unicode.Scalar?, _ after: Unicode.Scalar?, _ seen: inout [Int], at place: Int
  ) -> [Int]? {
    var open = states
    var reached: [Int] = []
    while let state = open.popLast() {
      if seen[state] == place { continue }
      seen[state] = place
      switch steps[state] {
      case .match: return nil
      case .one: reached.append(state)
      case .jump(let target): open.append(target)
      case .split(let first, let second):
        open.append(first)
        open.append(second)
      case .assertion(let assertion): if assertion.holds(before: before, after: after) { open.append(state + 1) }
      }
    }
    return reached
  }

  // MARK: Laying out

  private mutating func add(_ node: PatternNode) throws(PatternError) {
    switch node {
    case .empty: break
    case .one(let set): try append(.one(set))
    case .assertion(let assertion): try append(.assertion(assertion))
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .alternatives(let nodes): try add(alternatives: nodes[...])
    case .repeated(let node, let atLeast, let atMost):
      for _ in 0..<atLeast { try add(node) }
      guard let atMost else { return try addLoop(node) }
      for _ in atLeast..<atMost { try addOption(node) }
    }
  }

  private mutating func append(_ step: Step) throws(PatternError) {
    guard steps.count < Self.mostSteps else {
      throw PatternError(message: "this pattern is too large", offset: 0)
    }
    steps.append(step)
  }

  private mutating func add(alternatives nodes: ArraySlice<PatternNode>) throws(PatternError) {
    var jumps: [Int] = []
    for node in nodes.dropLast() {
      let split = steps.count
      try append(.split(split + 1, 0))
      try add(node)
      jumps.append(steps.count)
      try append(.jump(0))
      steps[split] = .split(split + 1, steps.count)
    }
    if let last = nodes.last { try add(last) }
    for jump in jumps { steps[jump] = .jump(steps.count) }
  }

  private mutating func addLoop(_ node: PatternNode) throws(PatternError) {
    let split = steps.count
    try append(.split(split + 1, 0))
    try add(node)
    try append(.jump(split))
    steps[split] = .split(split + 1, steps.count)
  }

  private mutating func addOption(_ node: PatternNode) throws(PatternError) {
    let split = steps.count
    try append(.split(split + 1, 0))
    try add(node)
    steps[split] = .split(split + 1, steps.count)
  }
}
