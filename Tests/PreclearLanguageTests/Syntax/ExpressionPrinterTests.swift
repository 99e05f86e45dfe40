import PreclearEngine
import PreclearLanguage
import Testing

struct ExpressionPrinterTests {
  @Test(arguments: [
    ("gross [ event . agreement ]", "gross[event.agreement]"),
    ("reading['share-count']", #"reading["share-count"]"#),
    ("((a)) + ((b) * (c))", "a + b * c"),
    ("(a + b) * c", "(a + b) * c"),
    ("a - (b - c)", "a - (b - c)"),
    ("(a - b) - c", "a - b - c"),
    ("a * (b / c)", "a * (b / c)"),
    ("a && (b && c)", "a && b && c"),
    ("(a || b) && c", "(a || b) && c"),
    ("(a && b) || c", "a && b || c"),
    ("(a < b) == c", "a < b == c"),
    ("a < (b == c)", "a < (b == c)"),
    ("!(a && b)", "!(a && b)"),
    ("!(a)", "!a"),
    ("(!a).b", "(!a).b"),
    ("(-5).f()", "-5.f()"),
    ("-(5)", "-(5)"),
    ("-(5.f())", "-(5.f())"),
    ("-(-5)", "--5"),
    ("-(a.b)", "-a.b"),
    ("(a ? b : c) ? (d ? e : f) : (g ? h : i)", "(a ? b : c) ? (d ? e : f) : g ? h : i"),
    ("(a ? b : c).d", "(a ? b : c).d"),
    ("[a ? b : c, (d)]", "[a ? b : c, d]"),
    ("{'a' : 1, b: {}}", #"{"a": 1, b: {}}"#),
    ("1.50 + 2.0 + 1e2", "1.5 + 2.0 + 100.0"),
    ("0x10", "16"),
    ("null == true", "null == true"),
    ("(a + b).exists_one(x, (x))", "(a + b).exists_one(x, x)"),
    ("a.`b`", "a.b"),
    ("a.`in`", "a.`in`"),
    ("a.`9`", "a.`9`"),
    ("has(a.`b-c`)", "has(a.`b-c`)"),
    (#"'say "hi"\n\t\\ \x01 é'"#, #""say \"hi\"\n\t\\ \u0001 é""#),
    (#"'\u2028\x7f'"#, #""\u2028\u007F""#),
  ])
  func printsOneLineWithTheFewestParentheses(_ text: String, _ expected: String) throws {
    let printed = try SyntaxSamples.canonical(text)
    #expect(printed == expected)
    #expect(try SyntaxSamples.canonical(printed) == printed)
  }

  @Test func whatIsPrintedReadsAsTheSameExpression() throws {
    var random = FixedRandomNumbers(seed: 2001)
    for _ in 0..<3_000 {
      let text = Self.randomExpression(depth: 4, &random)
      let printed = try SyntaxSamples.canonical(text)
      #expect(try SyntaxSamples.canonical(printed) == printed, "\(text)")
      #expect(!printed.contains("\n"))
      // Parentheses around everything change nothing.
      #expect(try SyntaxSamples.canonical("((\(text)))") == printed)
    }
  }

  /// A random text that is an expression, with more parentheses and spaces than it needs.
  private static func randomExpression(depth: Int, _ random: inout FixedRandomNumbers) -> String {
    func operand() -> String {
      let inner = randomExpression(depth: depth - 1, &random)
      return Bool.random(using: &random) ? "(\(inner))" : "( \(inner) )"
    }
    if depth == 0 {
      let leaves = ["a", "event", "7", "-3", "0x1f", "2.50", "-1e2", "'it'", "\"a\\\"b\"", "true", "null", "[]", "{}"]
      return leaves.randomElement(using: &random) ?? "a"
    }
    let signs = ["||", "&&", "==", "!=", "<", "<=", ">", ">=", " in ", "+", "-", "*", "/", "%"]
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2, 3: return operand() + (signs.randomElement(using: &random) ?? "+") + operand()
    case 4: return "!" + operand()
    case 5: return "-" + operand()
    case 6: return operand() + "?" + operand() + ":" + randomExpression(depth: depth - 1, &random)
    case 7: return operand() + ".field"
    case 8: return operand() + "[" + randomExpression(depth: depth - 1, &random) + "]"
    case 9: return "f(" + operand() + "," + operand() + ")"
    case 10: return operand() + ".map(x," + operand() + "," + operand() + ")"
    default: return "{" + operand() + ":[" + operand() + "," + operand() + ",]}"
    }
  }
}
