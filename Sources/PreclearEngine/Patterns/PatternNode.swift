/// What a pattern is made of. Whether a repetition prefers more or less is not kept: it never changes whether a text matches.
indirect enum PatternNode: Sendable {
  case empty
  case one(ScalarSet)
  case assertion(PatternAssertion)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  /// From so many times to so many; nil: without end.
  case repeated(PatternNode, atLeast: Int, atMost: Int?)
}

/// What must hold between two code points.
enum PatternAssertion: Sendable {
  case startOfText
  case endOfText
  case startOfLine
  case endOfLine
  case wordBoundary
  case notWordBoundary

  func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
    switch self {
    case .startOfText: before == nil
    case .endOfText: after == nil
    case .startOfLine: before == nil || before == "\n"
    case .endOfLine: after == nil || after == "\n"
    case .wordBoundary: Self.isWord(before) != Self.isWord(after)
    case .notWordBoundary: Self.isWord(before) == Self.isWord(after)
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
    switch scalar {
    case ("a"..."z")?, ("A"..."Z")?, ("0"..."9")?, "_"?: true
    default: false
    }
  }
}
