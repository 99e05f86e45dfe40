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

  /// The empty text is there from the start: it is the name of nobody.
  package init() {
    _ = intern("")
  }

  package static let empty = Symbol(0)

  package mutating func intern(_ text: String) -> Symbol {
    if let number = numbers[text] { return Symbol(number) }
    let number = Int32(texts.count)
    texts.append(text)
    numbers[text] = number
    return Symbol(number)
  }

  package func symbol(of text: String) -> Symbol? { numbers[text].map(Symbol.init) }

  package func text(_ symbol: Symbol) -> String { texts[Int(symbol.number)] }
}
