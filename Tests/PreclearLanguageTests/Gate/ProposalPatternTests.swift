import PreclearLanguage
import Testing

@Suite struct ProposalPatternTests {
  @Test(arguments: [
    ("proposals/*.yaml", "proposals/sale.yaml", true),
    ("proposals/*.yaml", "proposals/.yaml", false),
    ("proposals/*.yaml", "proposals/old/sale.yaml", false),
    ("proposals/*.yaml", "proposals/sale.yml", false),
    ("proposals/*.yaml", "sale.yaml", false),
    ("./proposals/*.yaml", "proposals/sale.yaml", true),
    ("*.yaml", ".hidden.yaml", false),
    (".*.yaml", ".hidden.yaml", true),
    ("**/*.yaml", "sale.yaml", true),
    ("**/*.yaml", "a/b/sale.yaml", true),
    ("**/*.yaml", "a/.b/sale.yaml", false),
    ("proposals/**", "proposals/a/b", true),
    ("a/**/b", "a/b", true),
    ("a/**/b", "a/x/y/b", true),
    ("a/**/b", "a/x/y/c", false),
    ("sale-?.yaml", "sale-1.yaml", true),
    ("sale-?.yaml", "sale-12.yaml", false),
    ("*a*b*", "xxaxxbxx", true),
    ("*a*b*", "xxbxxaxx", false),
    ("-rf", "-rf", true),
    ("new\nline", "new\nline", true),
  ])
  func patternIsForWholeNames(_ pattern: String, _ path: String, _ isMatch: Bool) throws {
    #expect(try #require(ProposalPattern(pattern)).matches(path) == isMatch)
  }

  @Test(arguments: ["../other/*.yaml", "/etc/*.yaml", "a/../../b", "", "a//b"])
  func patternThatLeadsOutIsNone(_ pattern: String) {
    #expect(ProposalPattern(pattern) == nil)
  }

  @Test func manyStarsTakeNoTimeToSpeakOf() throws {
    let pattern = try #require(ProposalPattern(String(repeating: "*a", count: 200) + "b"))
    #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
  }
}
