/// A number or one of the two infinities: what a bound may be.
enum Extended {
  case minusInfinity
  case finite(ReferenceValue)
  case plusInfinity

  init(low value: ReferenceValue?) { self = value.map(Extended.finite) ?? .minusInfinity }

  init(high value: ReferenceValue?) { self = value.map(Extended.finite) ?? .plusInfinity }

  /// Nil if it is infinite.
  var value: ReferenceValue? { if case .finite(let value) = self { value } else { nil } }

  private var sign: Int {
    switch self {
    case .minusInfinity: -1
    case .plusInfinity: 1
    case .finite(let value): ReferenceValue.order(value, .int(0)) ?? 0
    }
  }

  /// Zero times infinity is zero; nil if the product of two numbers does not fit.
  static func product(_ a: Extended, _ b: Extended) -> Extended? {
    if case .finite(let x) = a, case .finite(let y) = b {
      let product = ReferenceEvaluator.plain(.multiply, x, y)
      return product.isError ? nil : .finite(product)
    }
    switch a.sign * b.sign {
    case 0: return .finite(.int(0))
    case 1: return .plusInfinity
    default: return .minusInfinity
    }
  }

  func isBelow(_ other: Extended) -> Bool {
    switch (self, other) {
    case (.minusInfinity, .minusInfinity), (.plusInfinity, _), (.finite, .minusInfinity): false
    case (.minusInfinity, _), (.finite, .plusInfinity): true
    case (.finite(let x), .finite(let y)): ReferenceValue.order(x, y) == -1
    }
  }
}
