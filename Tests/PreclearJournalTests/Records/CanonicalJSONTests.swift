import Testing

@testable import PreclearJournal

@Suite struct CanonicalJSONTests {
  /// The example of RFC 8785, section 3.2.3: keys by UTF-16 code units.
  @Test func keysAreSortedByTheirCodeUnits() {
    let keys = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
    let members = Dictionary(uniqueKeysWithValues: keys.map { ($0, CanonicalJSON.null) })
    let expected = ["\\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"].map { "\"\($0)\":null" }
    #expect(CanonicalJSON.object(members).bytes == Array("{\(expected.joined(separator: ","))}".utf8))
  }

  /// The text of the example of RFC 8785, section 3.2.2.
  @Test func textHasTheShortestEscapes() {
    let text = "\u{20AC}$\u{0F}\nA'B\"\\\\\"/"
    #expect(CanonicalJSON.string(text).bytes == Array(#""€$\u000f\nA'B\"\\\\\"/""#.utf8))
  }

  @Test(arguments: [
    #"{}"#, #"[]"#, #"{"a":1,"b":[true,false,null],"c":"€"}"#, #""\b\t\n\f\r\u0000\u001f\"\\""#, "0", "-1",
    "9007199254740991", "1.5", "-0.002", "1e+21", "1.25e-7", "{\"\u{1F600}\":1,\"\u{FB33}\":2}",
  ])
  func canonicalTextIsReadAndWrittenAsItIs(_ text: String) throws {
    #expect(try CanonicalJSONReader.read(Array(text.utf8)).bytes == Array(text.utf8))
  }

  @Test(arguments: [
    ("a space", #"{"a": 1}"#), ("a line break after it", "{}\n"), ("keys out of order", #"{"b":1,"a":2}"#),
    ("a key twice", #"{"a":1,"a":1}"#), ("an escape that is not needed", #""\u0041""#), ("an escaped slash", #""\/""#),
    ("digits in upper case", #""\u001F""#), ("a long escape", #""\u000a""#), ("a zero in front", "01"),
    ("a negative zero", "-0"), ("a zero at the end", "1.0"), ("an exponent without a sign", "1e3"), ("no digits", "1."),
    ("a number that some round", "9007199254740992"),
    ("a control character", "\"\u{1}\""), ("a comma at the end", "[1,]"), ("an open text", "\"abc"), ("nothing", ""),
    ("keys by code points", "{\"\u{FB33}\":1,\"\u{1F600}\":2}"), ("a wrong word", "nul"),
    ("deeper than a record is", String(repeating: "[", count: 40)),
  ])
  func otherTextsOfTheSameValueAreRefused(_ name: String, _ text: String) {
    #expect(throws: CanonicalJSONFault.self, "\(name)") { try CanonicalJSONReader.read(Array(text.utf8)) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: CanonicalJSONFault(offset: 1, expected: "a text in UTF-8")) {
      try CanonicalJSONReader.read([0x22, 0xC3, 0x22])
    }
  }
}
