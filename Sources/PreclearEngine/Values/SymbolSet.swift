/// A set of symbols: a bit for each that the table has.
package struct SymbolSet: Sendable {
  private var words: [UInt64] = []

  package init() {}

  /// False if it was there before.
  package mutating func insert(_ symbol: Symbol) -> Bool {
    let number = Int(symbol.number)
    let bit: UInt64 = 1 << UInt64(number % 64)
    while number / 64 >= words.count { words.append(0) }
    let isNew = words[number / 64] & bit == 0
    words[number / 64] |= bit
    return isNew
  }
}
