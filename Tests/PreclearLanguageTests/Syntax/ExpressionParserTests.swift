import PreclearEngine
import PreclearLanguage
import Testing

struct ExpressionParserTests {
  /// The tree with every operation in parentheses, so that a test shows the grouping.
  private static func grouped(_ e: Expression) -> String {
    switch e.kind {
    case .binary(let operation, let left, let right): "(\(grouped(left)) \(operation.rawValue) \(grouped(right)))"
    case .not(let operand): "(!\(grouped(operand)))"
    case .negate(let operand): "(-\(grouped(operand)))"
    case .conditional(let c, let a, let b): "(\(grouped(c)) ? \(grouped(a)) : \(grouped(b)))"
    case .select(let target, let field): "(\(grouped(target)).\(field))"
    case .index(let target, let index): "(\(grouped(target))[\(grouped(index))])"
    default: ExpressionPrinter.text(e)
    }
  }

  @Test(arguments: [
    ("a || b && c", "(a || (b && c))"),
    ("a && b || c && d", "((a && b) || (c && d))"),
    ("a && b == c", "(a && (b == c))"),
    ("a == b < c", "((a == b) < c)"),
    ("a in b == c", "((a in b) == c)"),
    ("a < b + c", "(a < (b + c))"),
    ("a - b - c", "((a - b) - c)"),
    ("a + b * c - d", "((a + (b * c)) - d)"),
    ("a / b / c % d * e", "((((a / b) / c) % d) * e)"),
    ("-a * b", "((-a) * b)"),
    ("!a && b", "((!a) && b)"),
    ("!a.b", "(!(a.b))"),
    ("-a[b].c", "(-((a[b]).c))"),
    ("!!a", "(!(!a))"),
    ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
    ("a || b ? c && d : e", "((a || b) ? (c && d) : e)"),
    ("(a + b) * (c - d)", "((a + b) * (c - d))"),
    ("a - -1", "(a - -1)"),
    ("a -1", "(a - 1)"),
    ("a && b && c", "((a && b) && c)"),
    ("a || b || c || d", "((a || b) || (c || d))"),
  ])
  func operatorsGroupAsInCEL(_ text: String, _ expected: String) throws {
    #expect(try Self.grouped(SyntaxSamples.parse(text)) == expected)
  }

  @Test(arguments: [
    ("0", 0), ("42", 42), ("-7", -7), ("- 7", -7), ("0x1F", 31), ("0XfF", 255), ("-0x10", -16),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("0x7fffffffffffffff", Int64.max),
    ("-0x8000000000000000", Int64.min), ("007", 7),
  ])
  func wholeNumbersHave64Bits(_ text: String, _ expected: Int64) throws {
    guard case .int(let value) = try SyntaxSamples.parse(text).kind else {
      Issue.record("'\(text)' is no int")
      return
    }
    #expect(value == expected)
  }

  @Test(arguments: [
    ("1.0", "1"), ("0.08", "0.08"), (".5", "0.5"), ("-.5", "-0.5"), ("1e3", "1000"), ("1.5E-2", "0.015"),
    ("2e+1", "20"), ("12345678901234567890.12", "12345678901234567890.12"),
  ])
  func numbersWithPointOrExponentAreExactDecimals(_ text: String, _ expected: String) throws {
    guard case .decimal(let value) = try SyntaxSamples.parse(text).kind else {
      Issue.record("'\(text)' is no decimal")
      return
    }
    #expect(try value == Decimal(parsing: expected, allowExponent: false))
  }

  @Test(arguments: [
    (#"'it is'"#, "it is"), (#""it's""#, "it's"), (#"'"'"#, "\""), ("''", ""),
    ("''''''", ""), ("'''a'b''c'''", "a'b''c"),
    (#""""a "quote" b""""#, #"a "quote" b"#), ("'''two\nlines'''", "two\nlines"),
    (#"'\a\b\f\n\r\t\v'"#, "\u{7}\u{8}\u{C}\n\r\t\u{B}"), (#"'\\\'\"\`\?'"#, "\\'\"`?"),
    (#"'\x41\X42\u0043\U00000044\105'"#, "ABCDE"), (#"'\U0001F600'"#, "\u{1F600}"), (#"'\377'"#, "\u{FF}"),
    (#"r'\d+\'"#, #"\d+\"#), (#"R"\n""#, #"\n"#), (#"r'''\'x'''"#, #"\'x"#), ("'caf\u{E9}'", "caf\u{E9}"),
    (#"'é\té'"#, "é\té"),
  ])
  func stringsKeepTheirCharacters(_ text: String, _ expected: String) throws {
    guard case .string(let value) = try SyntaxSamples.parse(text).kind else {
      Issue.record("'\(text)' is no string")
      return
    }
    #expect(Array(value.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test(arguments: [
    ("a.for", "a.for"), ("a.const(1)", "a.const(1)"), ("has(a.b.c)", "has(a.b.c)"), ("has((a.b))", "has(a.b)"),
    ("a.`sales-agreement`", "a.`sales-agreement`"), ("[1, 2,]", "[1, 2]"), ("{'a': 1,}", #"{"a": 1}"#),
    ("f()", "f()"), ("a.all(x, x > 0)", "a.all(x, x > 0)"), ("a.map(x, x > 0, x * 2)", "a.map(x, x > 0, x * 2)"),
    ("a // the rest is a comment", "a"), ("a // é\n + b", "a + b"), ("a.exists", "a.exists"), ("all(a)", "all(a)"),
    ("cel.bind(x, 1, x)", "cel.bind(x, 1, x)"), ("1.size()", "1.size()"),
  ])
  func theseAreRead(_ text: String, _ expected: String) throws {
    #expect(try SyntaxSamples.canonical(text) == expected)
  }

  @Test func macrosAreRecognised() throws {
    guard
      case .comprehension(let macro, let range, let variable, let filter, let body) = try SyntaxSamples.parse(
        "lots.map(lot, lot.open, lot.shares)"
      ).kind
    else {
      Issue.record("'map' with a filter is no comprehension")
      return
    }
    #expect(macro == .map)
    #expect(ExpressionPrinter.text(range) == "lots")
    #expect(variable == "lot")
    #expect(filter.map(ExpressionPrinter.text) == "lot.open")
    #expect(ExpressionPrinter.text(body) == "lot.shares")
  }

  @Test func everyPartKnowsItsPlace() throws {
    let text = #"("é" == a.b) || has(e.f) && x.all(y, y.z(1) > -2)"#
    let e = try SyntaxSamples.parse(text)
    #expect(SyntaxSamples.part(text, e.range) == text)
    guard case .binary(.or, let left, let right) = e.kind, case .binary(.equal, let string, let field) = left.kind,
      case .binary(.and, let presence, let all) = right.kind,
      case .comprehension(.all, let range, _, _, let body) = all.kind,
      case .binary(.greater, let method, let two) = body.kind
    else {
      Issue.record("unexpected tree")
      return
    }
    #expect(SyntaxSamples.part(text, left.range) == #""é" == a.b"#)
    #expect(SyntaxSamples.part(text, string.range) == #""é""#)
    #expect(SyntaxSamples.part(text, field.range) == "a.b")
    #expect(SyntaxSamples.part(text, field.nameRange) == "b")
    #expect(SyntaxSamples.part(text, presence.range) == "has(e.f)")
    #expect(SyntaxSamples.part(text, presence.nameRange) == "f")
    #expect(SyntaxSamples.part(text, all.range) == "x.all(y, y.z(1) > -2)")
    #expect(SyntaxSamples.part(text, range.range) == "x")
    #expect(SyntaxSamples.part(text, method.range) == "y.z(1)")
    #expect(SyntaxSamples.part(text, method.nameRange) == "z")
    #expect(SyntaxSamples.part(text, two.range) == "-2")
  }

  @Test func parenthesesBelongToTheOperationAroundThem() throws {
    let text = "(a) + (b)"
    #expect(try SyntaxSamples.part(text, SyntaxSamples.parse(text).range) == text)
    let chain = "(a) && b && (c) && d"
    guard case .binary(.and, let left, let right) = try SyntaxSamples.parse(chain).kind else {
      Issue.record("unexpected tree")
      return
    }
    #expect(SyntaxSamples.part(chain, left.range) == "(a) && b")
    #expect(SyntaxSamples.part(chain, right.range) == "(c) && d")
  }

  @Test func placesCountFromTheStartOfTheText() throws {
    let file = SourceFile(path: "rules.yaml", text: "\n\n    forbid: a == \n")
    let source = SourceText("a == ", file: file, verbatimFrom: SourcePosition(line: 3, column: 13))
    #expect {
      try ExpressionParser.parse(source)
    } throws: { error in
      let range = (error as? LoadFailure)?.diagnostics.first?.range
      return range?.start == SourcePosition(line: 3, column: 17)
    }
  }

  @Test(arguments: ["&&", "||"])
  func chainsOfConditionsMayHaveThousandsOfLinks(_ sign: String) throws {
    let text = Array(repeating: "a", count: 10_000).joined(separator: " \(sign) ")
    #expect(try SyntaxSamples.canonical(text) == text)
  }

  @Test func treesHaveABoundedDepth() throws {
    let deepest = ExpressionParser.deepestTree
    for link in [".f", " + a", "[0]"] {
      let longest = "a" + String(repeating: link, count: deepest - 1)
      #expect(try SyntaxSamples.canonical(longest) == longest)
      let mistake = SyntaxSamples.mistake(longest + link)
      #expect(mistake?.message == "this expression is more than 1000 operations deep")
      #expect(mistake?.help == "split it into terms")
    }
  }

  @Test(arguments: [
    ("(", ")"), ("!", ""), ("-", ""), ("[", "]"), ("f(", ")"), ("a[", "]"), ("{1: ", "}"), ("a ? b : ", ""),
    ("a.all(x, ", ")"), ("a || a && a == a + a * (", ")"),
  ])
  func nestingIsBounded(_ open: String, _ close: String) throws {
    // The expression itself is the first level, but for signs of its own, which stand in it.
    let levels = ExpressionParser.deepestNesting - 1
    let inner = String(repeating: open, count: levels) + "a" + String(repeating: close, count: levels)
    _ = try SyntaxSamples.parse(inner)
    let mistake = SyntaxSamples.mistake(open + inner + close)
    #expect(mistake?.message == "this expression is nested more than 50 levels deep")
    let unclosed = SyntaxSamples.mistake(String(repeating: open, count: 2_000))
    #expect(unclosed?.message == "this expression is nested more than 50 levels deep")
  }

  @Test func textsHaveABoundedSize() throws {
    let fits = "a" + String(repeating: " ", count: 65_535)
    #expect(try SyntaxSamples.canonical(fits) == "a")
    #expect(SyntaxSamples.mistake(fits + " ")?.message == "this text is longer than 64 KiB")
  }
}
