import PreclearEngine
import Testing

@Suite struct ControlCharactersTests {
  @Test func controlCharactersAreThoseOfTheTablesOfUnicode() {
    let all = (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
    #expect(all.filter(\.isControl).elementsEqual(all.filter { $0.properties.generalCategory == .control }))
    #expect(all.count(where: \.isControl) == 65)
  }
}
