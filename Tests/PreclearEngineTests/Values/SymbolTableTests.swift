import Testing

@testable import PreclearEngine

@Suite struct SymbolTableTests {
  @Test func textIsKeptOnceAndFoundAgain() {
    var table = SymbolTable()
    let first = table.intern("alpha")
    #expect(table.intern("beta") != first)
    #expect(table.intern("alpha") == first)
    #expect(table.symbol(of: "alpha") == first)
    #expect(table.symbol(of: "gamma") == nil)
    #expect(table.text(first) == "alpha")
    #expect(table.count == 3)
  }

  @Test func emptyTextIsThereFromTheStart() {
    var table = SymbolTable()
    #expect(table.symbol(of: "") == SymbolTable.empty)
    #expect(table.intern("") == SymbolTable.empty)
    #expect(table.text(SymbolTable.empty).isEmpty)
  }

  @Test func textsOfDifferentCodePointsAreTwo() {
    var table = SymbolTable()
    let one = table.intern("\u{E9}")
    let two = table.intern("e\u{301}")
    #expect(one != two)
    #expect(table.symbol(of: "e\u{301}") == two)
    #expect(table.symbol(of: "\u{E9}") == one)
    #expect(Array(table.text(one).unicodeScalars) == ["\u{E9}"])
  }

  @Test func textsOfAllLengthsStayApart() {
    var table = SymbolTable()
    // Prefixes of one text, texts that differ in one byte, and texts with zero bytes: what hashes and words could mix up.
    var texts = (0..<80).map { String(repeating: "a", count: $0) }
    texts += (1..<80).map { String(repeating: "a", count: $0 - 1) + "b" }
    texts += (1..<80).map { "b" + String(repeating: "a", count: $0) }
    texts += (1..<20).map { String(repeating: "\0", count: $0) }
    let symbols = texts.map { table.intern($0) }
    #expect(Set(symbols).count == texts.count)
    #expect(texts.map { table.symbol(of: $0) } == symbols)
    #expect(symbols.map { table.text($0) } == texts)
  }

  @Test func tableGrowsWithoutLosingAny() {
    var table = SymbolTable()
    let symbols = (0..<20_000).map { table.intern("name-\($0)") }
    #expect(Set(symbols).count == 20_000)
    for number in stride(from: 0, to: 20_000, by: 37) {
      #expect(table.symbol(of: "name-\(number)") == symbols[number])
      #expect(table.text(symbols[number]) == "name-\(number)")
    }
    #expect(table.symbol(of: "name-20000") == nil)
  }

  @Test func copyGoesItsOwnWay() {
    var table = SymbolTable()
    let shared = table.intern("shared")
    var copy = table
    let own = copy.intern("own")
    #expect(table.symbol(of: "own") == nil)
    #expect(table.intern("other") == own)
    #expect(copy.text(own) == "own")
    #expect(copy.text(shared) == "shared")
  }

  @Test func textThatIsLentIsNotKept() {
    var table = SymbolTable()
    let count = table.count
    let lent = table.lend(Array("one".utf8)[...])
    #expect(table.text(lent) == "one")
    let next = table.lend(Array("two".utf8)[...])
    #expect(table.text(next) == "two")
    #expect(table.count == count)
    #expect(table.symbol(of: "two") == nil)
  }

  @Test func setTellsWhatIsNew() {
    var set = SymbolSet()
    var seen: [Int32] = []
    for number: Int32 in [0, 63, 64, 5, 63, 0, 1000, 64, 1000, 1] where set.insert(Symbol(number)) {
      seen.append(number)
    }
    #expect(seen == [0, 63, 64, 5, 1000, 1])
  }
}
