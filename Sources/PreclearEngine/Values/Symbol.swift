/// A string that is kept once and compared by number.
package struct Symbol: Hashable, Sendable {
  package let number: Int32

  package init(_ number: Int32) {
    self.number = number
  }
}

/// The strings of a run. A pack brings those of its text; a run adds those of its events.
package struct SymbolTable: Sendable {
  private var texts: [String] = []
  private var numbers: [String: Int32] = [:]
  /// Texts that Swift takes for an earlier one though their code points differ, such as é written as one and as two.
  private var variants: [[UInt8]: Int32] = [:]

  /// The empty text is there from the start: it is the name of nobody.
  package init() {
    _ = intern("")
  }

  package static let empty = Symbol(0)

  package mutating func intern(_ text: String) -> Symbol {
    if let known = symbol(of: text) { return known }
    let number = Int32(texts.count)
    texts.append(text)
    if numbers[text] == nil {
      numbers[text] = number
    } else {
      variants[Array(text.utf8)] = number
    }
    return Symbol(number)
  }

  package func symbol(of text: String) -> Symbol? {
    guard let number = numbers[text] else { return nil }
    if texts[Int(number)].utf8.elementsEqual(text.utf8) { return Symbol(number) }
    return variants[Array(text.utf8)].map(Symbol.init)
  }

  package func text(_ symbol: Symbol) -> String { texts[Int(symbol.number)] }
}
