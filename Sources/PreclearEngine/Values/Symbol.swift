/// A string that is kept once and compared by number.
package struct Symbol: Hashable, Sendable {
  package let number: Int32

  package init(_ number: Int32) {
    self.number = number
  }
}
