import PreclearEngine
import PreclearLanguage
import Testing

/// Every mistake in an expression: where it is shown, what is said, and what is advised.
struct SyntaxMistakeTests {
  struct Mistake: CustomTestStringConvertible, Sendable {
    let text: String
    /// The column of the first character, and the characters that are marked.
    let column: Int
    let marked: String
    let message: String
    let help: String?

    init(_ text: String, _ column: Int, _ marked: String, _ message: String, _ help: String? = nil) {
      self.text = text
      self.column = column
      self.marked = marked
      self.message = message
      self.help = help
    }

    var testDescription: String { text }
  }

  @Test(arguments: [
    Mistake("", 1, "", "expected an expression, found the end"),
    Mistake("  // only words", 1, "", "expected an expression, found the end"),
    Mistake("a +", 4, "", "expected an expression, found the end"),
    Mistake("a +  // more", 4, "", "expected an expression, found the end"),
    Mistake("a + )", 5, ")", "expected an expression, found ')'"),
    Mistake("* a", 1, "*", "expected an expression, found '*'"),
    Mistake("[1,,2]", 4, ",", "expected an expression, found ','"),
    Mistake("[,]", 2, ",", "expected an expression, found ','"),
    Mistake("f(a,)", 5, ")", "expected an expression, found ')'"),
    Mistake("()", 2, ")", "expected an expression, found ')'"),
    Mistake(
      "a > 15%", 8, "", "expected an expression, found the end",
      "a percentage is written as a decimal, such as 0.15"),
    Mistake("a b", 3, "b", "expected an operator, found 'b'"),
    Mistake("a 12", 3, "12", "expected an operator, found '12'"),
    Mistake("a 'é'", 3, "'é'", "expected an operator, found a string"),
    Mistake("'é' b", 5, "b", "expected an operator, found 'b'"),
    Mistake("a.5", 2, ".5", "expected an operator, found '.5'"),
    Mistake("a)", 2, ")", "this ')' closes nothing"),
    Mistake("a]", 2, "]", "this ']' closes nothing"),
    Mistake("a + b}", 6, "}", "this '}' closes nothing"),
    Mistake("(a", 1, "(", "this '(' is never closed"),
    Mistake("f(a, b", 2, "(", "this '(' is never closed"),
    Mistake("a[1", 2, "[", "this '[' is never closed"),
    Mistake("[1, 2", 1, "[", "this '[' is never closed"),
    Mistake("{1: 2", 1, "{", "this '{' is never closed"),
    Mistake("(a]", 3, "]", "expected ')', found ']'"),
    Mistake("f(a b)", 5, "b", "expected ',' or ')', found 'b'"),
    Mistake("[1 2]", 4, "2", "expected ',' or ']', found '2'"),
    Mistake("a[1, 2]", 4, ",", "expected ']', found ','"),
    Mistake("{1, 2}", 3, ",", "expected ':' after the key, found ','"),
    Mistake("{1: 2 3: 4}", 7, "3", "expected ',' or '}', found '3'"),
    Mistake("a ? b", 6, "", "expected ':' of this condition, found the end"),
    Mistake(
      "a ? b ? c : d : e", 7, "?", "expected ':' of this condition, found '?'",
      "put the condition between '?' and ':' in parentheses"),
  ])
  func whatIsMissingIsSaid(_ mistake: Mistake) throws { try check(mistake) }

  @Test(arguments: [
    Mistake("a = b", 3, "=", "unexpected '='", "did you mean '=='?"),
    Mistake("a === b", 5, "=", "unexpected '='", "did you mean '=='?"),
    Mistake("a => b", 3, "=>", "unexpected '=>'", "did you mean '>='?"),
    Mistake("a =< b", 3, "=<", "unexpected '=<'", "did you mean '<='?"),
    Mistake("a <> b", 3, "<>", "unexpected '<>'", "write '!='"),
    Mistake("a & b", 3, "&", "unexpected '&'", "write '&&'"),
    Mistake("a | b", 3, "|", "expected an operator, found '|'", "write '||'"),
    Mistake("a and b", 3, "and", "expected an operator, found 'and'", "write '&&'"),
    Mistake("(a or b)", 4, "or", "expected ')', found 'or'", "write '||'"),
    Mistake("a is b", 3, "is", "expected an operator, found 'is'", "write '=='"),
    Mistake("not a", 1, "not", "unexpected 'not'", "write '!'"),
    Mistake("f(a && not b)", 8, "not", "unexpected 'not'", "write '!'"),
    Mistake("not (a)", 1, "not", "'not' is no function", "write '!'"),
    Mistake("a not in b", 3, "not", "expected an operator, found 'not'", "write '!'; 'x not in y' is !(x in y)"),
    Mistake("a \u{2265} b", 3, "\u{2265}", "unexpected '\u{2265}'", "write '>='"),
    Mistake("a \u{2013} b", 3, "\u{2013}", "unexpected '\u{2013}'", "write '-'"),
    Mistake("a == \u{201C}b\u{201D}", 6, "\u{201C}", "unexpected '\u{201C}'", "use straight quotes"),
    Mistake("a\u{A0}== b", 2, "\u{A0}", "unexpected U+00A0", "write an ordinary space"),
    Mistake("a # b", 3, "#", "unexpected '#'", "a comment begins with '//'"),
    Mistake("a; b", 2, ";", "unexpected ';'"),
    Mistake("a + \u{1}", 5, "\u{1}", "unexpected U+0001"),
    Mistake("a + \0", 5, "\0", "unexpected U+0000"),
    Mistake("\u{1F600}", 1, "\u{1F600}", "unexpected '\u{1F600}'"),
    Mistake("na\u{EF}ve", 3, "\u{EF}", "unexpected '\u{EF}'", "a name is made of the letters a to z, digits and '_'"),
    Mistake("for", 1, "for", "'for' is a reserved word and cannot be a name"),
    Mistake("a.all(if, true)", 7, "if", "'if' is a reserved word and cannot be a name"),
    Mistake("namespace(a)", 1, "namespace", "'namespace' is a reserved word and cannot be a name"),
    Mistake("a.in", 3, "in", "'in' is a word of the language and cannot follow '.'", "write [\"in\"]"),
    Mistake("a.", 3, "", "expected a field's name after '.', found the end"),
    Mistake("a.?b", 3, "?", "expected a field's name after '.', found '?'"),
    Mistake("a + .b", 5, ".", "a name cannot begin with '.'"),
    Mistake("a.`b", 3, "`b", "this name in backticks is never closed"),
  ])
  func habitsOfOtherLanguagesGetAdvice(_ mistake: Mistake) throws { try check(mistake) }

  @Test(arguments: [
    Mistake(
      "9223372036854775808", 1, "9223372036854775808", "'9223372036854775808' does not fit in 64 bits",
      "write '9223372036854775808.0' for a decimal"),
    Mistake(
      "1 - -9223372036854775809", 5, "-9223372036854775809", "'-9223372036854775809' does not fit in 64 bits",
      "write '-9223372036854775809.0' for a decimal"),
    Mistake("0x8000000000000000", 1, "0x8000000000000000", "'0x8000000000000000' does not fit in 64 bits"),
    Mistake("a == 1u", 6, "1u", "Preclear has no unsigned numbers", "write '1'"),
    Mistake("0xFFu", 1, "0xFFu", "Preclear has no unsigned numbers", "write '0xFF'"),
    Mistake("1abc", 1, "1abc", "'1abc' is neither a number nor a name"),
    Mistake("1_000", 1, "1_000", "'1_000' is neither a number nor a name"),
    Mistake("1e", 1, "1e", "'1e' is neither a number nor a name"),
    Mistake("0x", 1, "0x", "'0x' is neither a number nor a name"),
    Mistake(
      "1.", 3, "", "expected a field's name after '.', found the end", "write a digit after the point, such as 1.0"),
    Mistake("1e999", 1, "1e999", "'1e999' has too many digits for a decimal"),
    Mistake("b'x'", 1, "b", "Preclear has no bytes", "write a string, without 'b'"),
    Mistake("a + Rb\"x\"", 5, "Rb", "Preclear has no bytes", "write a string, without 'Rb'"),
    Mistake("'abc", 1, "'abc", "this string is never closed"),
    Mistake("a == \"é\\\"", 6, "\"é\\\"", "this string is never closed"),
    Mistake("'''abc''", 1, "'''abc''", "this string is never closed"),
    Mistake("r'ab", 1, "r'ab", "this string is never closed"),
    Mistake(
      #"'é\d'"#, 3, #"\d"#, #"'\' before 'd' means nothing"#,
      #"write '\\' for a backslash, or a raw string such as r"\d""#),
    Mistake(#"'\x4'"#, 2, #"\x4"#, #"'\x' needs 2 hexadecimal digits"#),
    Mistake(#"'\u12g4'"#, 2, #"\u12"#, #"'\u' needs 4 hexadecimal digits"#),
    Mistake(#"'\18'"#, 2, #"\18"#, #"'\' needs 3 octal digits"#),
    Mistake(#"'\ud800'"#, 2, #"\ud800"#, #"'\ud800' is no character"#),
    Mistake(#"'\U00110000'"#, 2, #"\U00110000"#, #"'\U00110000' is no character"#),
    Mistake(
      "'two\nlines'", 1, "'two", "this string is not closed on its line",
      "a string of several lines stands between ''' and '''"),
  ])
  func literalsAreCheckedWhereTheyStand(_ mistake: Mistake) throws { try check(mistake) }

  @Test(arguments: [
    Mistake("has(a)", 5, "a", "'has' takes a field, such as has(event.price)"),
    Mistake("has(a[\"b\"])", 5, "a[\"b\"]", "'has' takes a field, such as has(event.price)"),
    Mistake("has()", 1, "has", "'has' takes one field, such as has(event.price), found 0 arguments"),
    Mistake("has(a.b, c.d)", 1, "has", "'has' takes one field, such as has(event.price), found 2 arguments"),
    Mistake("a.all(x)", 3, "all", "'all' takes a variable and a condition, found 1 argument"),
    Mistake("a.exists(i, x, i > x)", 3, "exists", "'exists' takes a variable and a condition, found 3 arguments"),
    Mistake("a.exists_one()", 3, "exists_one", "'exists_one' takes a variable and a condition, found 0 arguments"),
    Mistake("a.filter(x, 1, 2)", 3, "filter", "'filter' takes a variable and a condition, found 3 arguments"),
    Mistake(
      "a.map(x)", 3, "map", "'map' takes a variable, perhaps a condition, and an expression, found 1 argument"),
    Mistake("a.all(x.y, true)", 7, "x.y", "'all' takes the name of a variable first"),
    Mistake("a.map(1, true)", 7, "1", "'map' takes the name of a variable first"),
    Mistake(
      "Trade{shares: 1}", 6, "{", "Preclear has no messages: '{' cannot follow a name",
      "write a map, such as {\"shares\": 100}"),
    Mistake(
      "a.b.Trade{}", 10, "{", "Preclear has no messages: '{' cannot follow a name",
      "write a map, such as {\"shares\": 100}"),
  ])
  func macrosAndMessagesAreCheckedWhereTheyStand(_ mistake: Mistake) throws { try check(mistake) }

  private func check(_ expected: Mistake) throws {
    let found = try #require(SyntaxSamples.mistake(expected.text))
    #expect(found.message == expected.message)
    #expect(found.help == expected.help)
    #expect(found.code == "expression-syntax")
    #expect(found.severity == .error)
    #expect(found.range?.start.column == expected.column)
    #expect(SyntaxSamples.part(expected.text, found.range) == expected.marked)
  }

  @Test func garbageNeverCrashesAndIsPlacedInsideItsText() {
    var random = FixedRandomNumbers(seed: 7)
    let pieces = [
      "a", "in", "not", "1", ".5", "0x", "e3", "u", "'", "\"", "'''", "r'", "b\"", "\\", "\\u00", "\\U0011", "(", ")",
      "[", "]", "{", "}", ",", ":", "?", ".", "`", "|", "||", "&", "&&", "!", "=", "<", ">", "+", "-", "/", "//", "%",
      " ", "\n", "\0", "é", "\u{1F600}", "\u{201C}", "{{", "has(", ".all(", "x, ", "9223372036854775808",
    ]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      let length = text.unicodeScalars.count
      for range in [SyntaxSamples.mistake(text)?.range, MessageTemplateTests.mistake(text)?.range] {
        guard let range else { continue }
        #expect(range.start.column >= 1 && range.start <= range.end && range.end.column <= length + 1, "\(text)")
      }
    }
  }
}
