/// Why a calculation has no answer. Becomes an error of the clause that asked, with ``message`` in the finding.
package enum ArithmeticError: Error, Equatable, Sendable {
  /// The result needs more digits than a number holds.
  case overflow
  case divisionByZero
  /// The date would lie outside the years 1 to 9999.
  case outOfRange

  package var message: String {
    switch self {
    case .overflow: "overflow"
    case .divisionByZero: "division by zero"
    case .outOfRange: "date out of range"
    }
  }
}
