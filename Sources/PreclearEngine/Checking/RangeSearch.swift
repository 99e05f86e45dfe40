/// What holds of a range of numbers, found out without trying each of them: a range of which the answer is not the same
/// everywhere is split.
struct RangeSearch<Answer: Equatable> {
  /// What holds of all of a range; nil where it has to be split. Of a single number it is never nil.
  let ask: (Int128, Int128) -> Answer?
  /// How often it may still be asked.
  var budget: Int

  enum Result: Equatable {
    case found(Int128)
    case none
    /// The budget was spent first.
    case cannotTell
  }

  /// Where a range is split: in half, and one that spans many magnitudes in half of these, since lines are drawn at figures of any.
  private static func middle(_ first: Int128, _ last: Int128) -> Int128 {
    if first < 0, last > 0 { return 0 }
    if last <= 0, first < last { return -middle(-last, -first) - 1 }
    let (low, high) = (magnitude(first), magnitude(last))
    return high - low > 16 ? 1 << Int128((low + high) / 2) : first + (last - first) / 2
  }

  private static func magnitude(_ number: Int128) -> Int { Int128.bitWidth - number.leadingZeroBitCount }

  /// The greatest number in a range of which the answer is this one.
  mutating func greatest(_ answer: Answer, in first: Int128, _ last: Int128) -> Result {
    if first > last { return .none }
    guard budget > 0 else { return .cannotTell }
    budget -= 1
    if let known = ask(first, last) { return known == answer ? .found(last) : .none }
    precondition(first < last, "a single number has an answer")
    let middle = Self.middle(first, last)
    let upper = greatest(answer, in: middle + 1, last)
    return upper == .none ? greatest(answer, in: first, middle) : upper
  }

  /// The least number in a range of which the answer is this one.
  mutating func least(_ answer: Answer, in first: Int128, _ last: Int128) -> Result {
    if first > last { return .none }
    guard budget > 0 else { return .cannotTell }
    budget -= 1
    if let known = ask(first, last) { return known == answer ? .found(first) : .none }
    precondition(first < last, "a single number has an answer")
    let middle = Self.middle(first, last)
    let lower = least(answer, in: first, middle)
    return lower == .none ? least(answer, in: middle + 1, last) : lower
  }

  /// The range cut into stretches of one answer; nil if the budget was spent, or there are more than so many.
  mutating func stretches(
    in first: Int128, _ last: Int128, atMost limit: Int
  ) -> [(first: Int128, last: Int128, answer: Answer)]? {
    var result: [(first: Int128, last: Int128, answer: Answer)] = []
    var open = [(first, last)]
    while let (low, high) = open.popLast() {
      guard budget > 0 else { return nil }
      budget -= 1
      guard let known = ask(low, high) else {
        precondition(low < high, "a single number has an answer")
        let middle = Self.middle(low, high)
        open.append((middle + 1, high))
        open.append((low, middle))
        continue
      }
      if let end = result.last, end.answer == known {
        result[result.count - 1].last = high
      } else {
        guard result.count < limit else { return nil }
        result.append((low, high, known))
      }
    }
    return result
  }
}
