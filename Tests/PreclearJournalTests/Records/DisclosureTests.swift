import PreclearEngine
import PreclearLanguage
import Testing

@testable import PreclearJournal

@Suite struct DisclosureTests {
  /// `printf '["01000000000000000200000000000000","shares","10"]' | sha256sum`.
  @Test func hashIsThatOfTheLine() {
    var salts = CountingGenerator()
    let disclosure = Disclosure("shares", .string("10"), salts: &salts)
    #expect(
      String(decoding: disclosure.bytes, as: UTF8.self) == #"["01000000000000000200000000000000","shares","10"]"#)
    #expect(
      disclosure.hash.hexadecimal == "46b33f9b7fa851bbd10326a51a9873fceef64da86daccdcf8dee917c82aec2d3")
  }

  @Test func sameValueHasAnotherHashEachTime() {
    var salts = CountingGenerator()
    let hashes = (0..<100).map { _ in Disclosure("method", .string("ecn"), salts: &salts).hash }
    #expect(Set(hashes).count == 100)
  }

  /// A number keeps its digits, and a text that looks like a number stays a text.
  @Test(arguments: [
    ("4.00", #"{"decimal":"4.00"}"#), ("10000", #"{"integer":"10000"}"#), ("\"10000\"", #""10000""#),
    ("[null]", "[null]"),
    ("[a, true]", #"["a",true]"#), ("{b: 1, a: x}", #"{"record":{"a":"x","b":{"integer":"1"}}}"#),
    ("12%", #""12%""#),
    ("170141183460469231731687303715884105727", #"{"integer":"170141183460469231731687303715884105727"}"#),
  ])
  func valueOfADocumentIsKeptWithoutLoss(_ yaml: String, _ expected: String) throws {
    let node = try YAMLReader.read(SourceFile(path: "a.yaml", text: yaml))
    let value = CanonicalJSON(node)
    #expect(String(decoding: value.bytes, as: UTF8.self) == expected)
    let again = try #require(value.node(at: node.range))
    #expect(CanonicalJSON(again) == value)
  }

  @Test(arguments: [#"{"number":"1"}"#, #"{"integer":1}"#, "1", #"{"integer":"1","record":{}}"#])
  func whatIsNoValueOfADocumentGivesNoNode(_ json: String) throws {
    let range = SourceRange(
      file: SourceFile(path: "a", text: ""), start: SourcePosition(line: 1, column: 1),
      end: SourcePosition(line: 1, column: 1))
    #expect(try CanonicalJSONReader.read(Array(json.utf8)).node(at: range) == nil)
  }
}

/// 1, 2, 3 and so on.
struct CountingGenerator: RandomNumberGenerator {
  private var number: UInt64 = 0

  mutating func next() -> UInt64 {
    number += 1
    return number
  }
}
