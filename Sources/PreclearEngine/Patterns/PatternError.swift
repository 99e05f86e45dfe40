/// Why a text is no pattern, and where.
package struct PatternError: Error, Equatable, Sendable {
  package let message: String
  /// Code points from the start of the pattern.
  package let offset: Int
}
