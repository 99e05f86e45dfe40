import PreclearEngine
import Testing

@Suite struct PatternTests {
  /// Expected by RE2's page of its syntax.
  @Test(arguments: [
    ("", "", true), ("", "abc", true), ("b", "abc", true), ("^b", "abc", false), ("^abc$", "abc", true),
    ("^abc$", "abcd", false), ("a|b", "xbx", true), ("^(a|b)*$", "abba", true), ("^(a|b)*$", "abca", false),
    ("a.c", "abc", true), ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("^b", "a\nb", false),
    ("(?m)^b", "a\nb", true), ("(?m)a$", "a\nb", true), ("a$", "a\n", false), ("\\Ab", "a\nb", false),
    ("b\\z", "ab", true),
    ("a{2}", "caat", true), ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaa", true), ("^a{1,2}$", "aaa", false),
    ("^a{0}b$", "b", true), ("a{,2}", "a{,2}", true), ("x{", "x{", true), ("a{2", "a{2", true), ("^a+?$", "aaa", true),
    ("^a??b$", "b", true), ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("[]a]", "]", true), ("[^]a]", "]", false),
    ("[a-]", "-", true), ("[-a]", "-", true), ("[\\d-]", "-", true), ("^[[:alpha:]]+$", "Word", true),
    ("[[:^alpha:]]", "word", false), ("[[:word:]]", "_", true), ("\\d\\D", "1a", true), ("^\\w+$", "a_9", true),
    ("\\w", "é", false), ("\\s", "\u{0B}", false), ("\\s", "\u{0C}", true), ("\\S", " ", false),
    ("\\bcat\\b", "a cat.", true),
    ("\\bcat\\b", "concat", false), ("\\Bcat", "concat", true), ("(?i)STRASSE", "strasse", true),
    ("(?i)straße", "STRASSE", false),
    ("(?i)é", "É", true), ("(?i)k", "\u{212A}", true), ("(?i)\u{212A}", "k", true), ("(?i)[k]", "\u{212A}", true),
    ("(?i)[^a]", "A", false), ("a(?i)b", "aB", true), ("a(?i)b", "AB", false), ("(?i:a)b", "Ab", true),
    ("(?i:a)b", "AB", false),
    ("(?i)a(?-i)b", "AB", false), ("(?P<year>\\d{4})", "in 2001", true), ("(?<year>\\d{4})", "in 2001", true),
    ("\\x41\\x{1F600}", "A😀", true), ("\\101", "A", true), ("\\0", "\u{0}", true),
    ("\\t\\n\\r\\f\\v\\a", "\t\n\r\u{0C}\u{0B}\u{07}", true),
    ("\\Qa.b\\E+", "a.bbb", true), ("^\\Qa.b\\E$", "axb", false), ("\\Q*", "*", true), ("\\Q\\E", "", true),
    ("\\.", "a", false), ("\\_", "_", true),
    ("\\pL", "é", true), ("\\PL", "é", false), ("\\p{Lu}", "é", false), ("\\p{^Lu}", "é", true),
    ("\\p{Nd}+", "٣", true),
    ("\\p{Any}", "\n", true), ("[\\pL\\d]", "7", true), ("[^\\PL]", "é", true), ("[^\\D5]", "7", true),
    ("[^\\D5]", "5", false),
    ("^.$", "😀", true), ("^..$", "e\u{301}", true), ("(a*)*b", "aaac", false), ("(|a)+", "aaa", true),
    ("(a|b|)c", "c", true),
    ("^*a", "ba", true), ("(?:)", "", true), ("()", "", true), ("a||b", "", true), ("((((a))))", "a", true),
  ])
  func matchesAsRE2Says(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try Pattern(pattern).matches(text) == expected)
  }

  @Test(arguments: [
    ("(", 0), ("a)", 1), ("a(b", 1), ("[a", 0), ("[b-a]", 1), ("*a", 0), ("a|*", 2), ("a**", 2), ("a+*", 2),
    ("a{2}{3}", 4), ("a*{2}", 2),
    ("a{3,2}", 1), ("a{1001}", 1), ("a{1,1001}", 1), ("a{99999999999999999999}", 1), ("\\", 0), ("\\1", 0),
    ("(a)\\1", 3), ("\\8", 0),
    ("\\y", 0), ("\\Z", 0), ("\\C", 0), ("\\é", 0), ("(?=a)", 0), ("(?!a)", 0), ("(?<=a)b", 0), ("(?P=a)", 0),
    ("(?P<>a)", 0),
    ("(?P<a>x)(?P<a>y)", 8), ("(?z)", 0), ("(?)", 0), ("(?i-)", 0), ("(?i", 0), ("(?i)*", 4), ("[[:foo:]]", 1),
    ("\\p{Greek}", 0), ("\\p{", 0),
    ("\\p", 0), ("\\x4", 0), ("\\x{110000}", 0), ("\\x{}", 0), ("\\xg0", 0), ("[\\1]", 1), ("[a-\\d]", 3),
  ])
  func aMistakeIsToldAtItsPlace(_ pattern: String, _ offset: Int) {
    do {
      _ = try Pattern(pattern)
      Issue.record("'\(pattern)' was accepted")
    } catch {
      #expect(error.offset == offset, "\(pattern): \(error.message)")
    }
  }

  @Test func aPatternThatGrowsWithoutEndIsRefused() {
    #expect(throws: PatternError.self) { try Pattern("(a{1000}){1000}") }
    #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
    #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 100_000)) }
    #expect(throws: PatternError.self) {
      try Pattern(String(repeating: "(", count: 101) + String(repeating: ")", count: 101))
    }
  }

  /// An engine that tries alternatives one after the other takes 2^28 steps here; this one takes 28 times 60.
  @Test func timeIsLinear() throws {
    let pattern = try Pattern("^" + String(repeating: "a?", count: 28) + String(repeating: "a", count: 28) + "$")
    #expect(pattern.matches(String(repeating: "a", count: 28)))
    #expect(!pattern.matches(String(repeating: "a", count: 27)))
    #expect(!(try Pattern("^(a+)+$").matches(String(repeating: "a", count: 10_000) + "b")))
  }
}
