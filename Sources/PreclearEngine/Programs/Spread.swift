/// One end of what a figure may be.
enum End {
  case minusInfinity
  case finite(Value)
  case plusInfinity

  func map(_ body: (Value) -> Value) -> End {
    if case .finite(let value) = self { return .finite(body(value)) }
    return self
  }

  /// Whether it lies above another, or on it. What is without end lies beyond everything: where both ends are, that is because one
  /// of them is the end of figures each of which is finite.
  func exceeds(_ other: End, orEqual: Bool) -> Bool {
    switch (self, other) {
    case (.plusInfinity, _), (_, .minusInfinity): true
    case (.minusInfinity, _), (_, .plusInfinity): false
    case (.finite(let a), .finite(let b)): Arithmetic.order(a, b).map { orEqual ? $0 >= 0 : $0 > 0 } ?? false
    }
  }
}

/// How the bounds of a figure move while the range that is tried is gone through (``Machine/probe``).
///
/// For one value of the range the figure lies between two bounds. Over the whole range it lies between the least of the lower ones
/// and the greatest of the upper ones, and these are the bounds of the ``Unknown``. Here are the other two: what is open between
/// them is open whichever value of the range it is, and not for want of knowing it.
final class Spread: Sendable {
  /// No lower bound is greater.
  let greatestLeast: End
  /// No upper bound is less.
  let leastMost: End

  init(_ greatestLeast: End, _ leastMost: End) {
    self.greatestLeast = greatestLeast
    self.leastMost = leastMost
  }

  /// Of a figure which the range itself is made of: it is its own bounds.
  convenience init(from least: Value?, through most: Value?) {
    self.init(most.map(End.finite) ?? .plusInfinity, least.map(End.finite) ?? .minusInfinity)
  }

  /// Of a value; nil where nothing is known of it.
  static func of(_ value: Value) -> Spread? {
    guard case .unknown(let unknown) = value else { return Spread(.finite(value), .finite(value)) }
    if unknown.isProbed { return unknown.spread }
    return Spread(
      unknown.least.map(End.finite) ?? .minusInfinity, unknown.most.map(End.finite) ?? .plusInfinity)
  }

  /// Whether the figure is open whichever value of the range it is.
  static func isOpenThroughout(_ value: Value) -> Bool {
    guard case .unknown(let unknown) = value else { return false }
    guard unknown.isProbed else { return true }
    return unknown.spread.map { $0.leastMost.exceeds($0.greatestLeast, orEqual: false) } ?? false
  }

  // MARK: Arithmetic

  /// Of what rises with a figure.
  func rising(_ body: (Value) -> Value) -> Spread { Spread(greatestLeast.map(body), leastMost.map(body)) }

  /// Of what falls as a figure rises.
  func falling(_ body: (Value) -> Value) -> Spread {
    Spread(Self.turned(leastMost).map(body), Self.turned(greatestLeast).map(body))
  }

  private static func turned(_ end: End) -> End {
    switch end {
    case .minusInfinity: .plusInfinity
    case .finite: end
    case .plusInfinity: .minusInfinity
    }
  }

  /// Of a sum.
  func plus(_ other: Spread) -> Spread {
    Spread(
      Self.lower(greatestLeast, other.greatestLeast, Arithmetic.add),
      Self.upper(leastMost, other.leastMost, Arithmetic.add))
  }

  /// Of a difference.
  func minus(_ other: Spread) -> Spread {
    let turned = other.falling { $0 }
    return Spread(
      Self.lower(greatestLeast, turned.greatestLeast, Arithmetic.subtract),
      Self.upper(leastMost, turned.leastMost, Arithmetic.subtract))
  }

  /// A lower bound made of two is none where one of them is none.
  private static func lower(_ a: End, _ b: End, _ body: (Value, Value) -> Value) -> End {
    switch (a, b) {
    case (.minusInfinity, _), (_, .minusInfinity): .minusInfinity
    case (.plusInfinity, _), (_, .plusInfinity): .plusInfinity
    case (.finite(let x), .finite(let y)): .finite(body(x, y))
    }
  }

  private static func upper(_ a: End, _ b: End, _ body: (Value, Value) -> Value) -> End {
    switch (a, b) {
    case (.plusInfinity, _), (_, .plusInfinity): .plusInfinity
    case (.minusInfinity, _), (_, .minusInfinity): .minusInfinity
    case (.finite(let x), .finite(let y)): .finite(body(x, y))
    }
  }

  /// Of the lesser of two figures.
  func min(_ other: Spread) -> Spread {
    Spread(Self.lesser(greatestLeast, other.greatestLeast), Self.lesser(leastMost, other.leastMost))
  }

  /// Of the greater of two figures.
  func max(_ other: Spread) -> Spread {
    Spread(Self.greater(greatestLeast, other.greatestLeast), Self.greater(leastMost, other.leastMost))
  }

  /// Of a figure that is one of two, nobody knows which.
  func hull(_ other: Spread) -> Spread {
    Spread(Self.lesser(greatestLeast, other.greatestLeast), Self.greater(leastMost, other.leastMost))
  }

  private static func lesser(_ a: End, _ b: End) -> End { a.exceeds(b, orEqual: false) ? b : a }

  private static func greater(_ a: End, _ b: End) -> End { a.exceeds(b, orEqual: true) ? a : b }
}
