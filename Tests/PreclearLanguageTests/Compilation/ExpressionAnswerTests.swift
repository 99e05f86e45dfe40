import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct ExpressionAnswerTests {
  private func answer(_ line: String) -> String {
    let json = ExpressionAnswer.json(ExpressionAnswer.answer(toLine: SourceFile(path: "line", text: line)))
    return String(decoding: json.dropLast(), as: UTF8.self)
  }

  /// An expression without bindings.
  private func value(_ expression: String) -> String {
    var json = JSONWriter(style: .compact)
    json.object {
      $0.key("expr")
      $0.string(expression)
    }
    return answer(String(decoding: json.bytes, as: UTF8.self))
  }

  @Test(arguments: [
    ("1 + 1", "2"), ("0.1 + 0.2", #""0.3""#), ("1.0 / 3", #""1/3""#), ("null", "null"), ("1 < 2", "true"),
    ("'a' + \"b\"", #""ab""#),
    ("date(\"2001-11-05\")", #""2001-11-05""#), ("[1, 2]", "[1,2]"), ("{1: 'a', true: 2}", #"{"1":"a","true":2}"#),
    ("{}", "{}"),
    ("-9223372036854775808", "-9223372036854775808"),
  ])
  func valuesAreJSON(_ expression: String, _ expected: String) {
    #expect(value(expression) == "{\"value\":\(expected)}")
  }

  @Test func unknownsNameWhatWouldAnswerThem() {
    #expect(
      answer(#"{"expr": "a && b.c", "bindings": {"a": {"$unknown": true}, "b": {"c": {"$unknown": true}}}}"#)
        == #"{"unknown":["a","b.c"]}"#)
    #expect(
      answer(#"{"expr": "n + 1", "bindings": {"n": {"$unknown": true, "least": 5, "most": 9.5}}}"#)
        == #"{"unknown":["n"],"least":6,"most":"10.5"}"#)
  }

  @Test(arguments: [
    (#"{"expr": "1 +"}"#, "1:4: expected an expression, found the end"),
    (#"{"expr": "shares"}"#, "1:1: unknown name 'shares'"),
    (#"{"expr": "1/0"}"#, "division by zero"), (#"{"expr": 5}"#, "expected a text, found the number 5"),
    (#"{"exp": "1"}"#, "1:2: unknown key 'exp' in an object (did you mean 'expr'?)"),
    ("{}", "a line needs 'expr', the expression"),
    ("[]", "1:1: expected an object, found a list"), ("", "1:1: expected a value, found the end of the file"),
    (
      #"{"expr": "x", "bindings": {"x": {"$unknown": true, "least": 9, "most": 5}}}"#,
      "1:72: nothing lies between these bounds: 'least' is greater than 'most' (write the lesser as 'least')"
    ),
    (
      #"{"expr": "x", "bindings": {"x": {"$unknown": true, "most": 5, "least": 5.01}}}"#,
      "1:72: nothing lies between these bounds: 'least' is greater than 'most' (write the lesser as 'least')"
    ),
    (
      #"{"expr": "x", "bindings": {"x": {"$unknown": true, "least": "2001-11-02", "most": "2001-11-01"}}}"#,
      "1:83: nothing lies between these bounds: 'least' is greater than 'most' (write the lesser as 'least')"
    ),
    (
      #"{"expr": "x", "bindings": {"x": {"$unknown": true, "least": 5, "most": "2001-11-01"}}}"#,
      "1:72: one bound is a date, and the other a number (write both as numbers, or both as dates)"
    ),
    (#"{"expr": "x", "bindings": {"x": {"$unknown": 1}}}"#, "1:46: '$unknown' is true, or not written"),
    (#"{"expr": "a.matches('(')", "bindings": {"a": "b"}}"#, "'(' is no pattern: this '(' is never closed"),
  ])
  func mistakesAreAnswers(_ line: String, _ expected: String) {
    let found = ExpressionAnswer.answer(toLine: SourceFile(path: "line", text: line))
    guard case .error(let message) = found else {
      Issue.record("\(line): \(found)")
      return
    }
    #expect(message == expected)
  }

  /// By the examples that CEL's library of strings gives.
  @Test(arguments: [
    "'hello'.charAt(4) == 'o' && 'hello'.charAt(5) == ''", "'hello mellow'.indexOf('') == 0",
    "'hello mellow'.indexOf('ello') == 1",
    "'hello mellow'.indexOf('jello') == -1", "'hello mellow'.indexOf('', 2) == 2",
    "'hello mellow'.indexOf('ello', 2) == 7",
    "['hello', 'mellow'].join() == 'hellomellow' && ['hello', 'mellow'].join(' ') == 'hello mellow' && [].join('/') == ''",
    "'hello mellow'.lastIndexOf('') == 12", "'hello mellow'.lastIndexOf('ello') == 7",
    "'hello mellow'.lastIndexOf('ello', 6) == 1",
    "'TacoCat'.lowerAscii() == 'tacocat' && 'TacoCÆt Xii'.upperAscii() == 'TACOCÆT XII'",
    "'hello hello'.replace('he', 'we') == 'wello wello'",
    "'hello hello'.replace('he', 'we', -1) == 'wello wello'", "'hello hello'.replace('he', 'we', 1) == 'wello hello'",
    "'hello hello'.replace('he', 'we', 0) == 'hello hello'",
    "'ab'.replace('', '-') == '-a-b-' && 'ab'.replace('', '-', 2) == '-a-b'",
    "'hello hello hello'.split(' ') == ['hello', 'hello', 'hello']", "'hello hello hello'.split(' ', 0) == []",
    "'hello hello hello'.split(' ', 1) == ['hello hello hello']",
    "'hello hello hello'.split(' ', 2) == ['hello', 'hello hello']",
    "'abc'.split('') == ['a', 'b', 'c'] && ''.split('') == [] && ''.split(',') == ['']",
    "'abc'.split('', 2) == ['a', 'bc']",
    "'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco' && 'tacocat'.substring(7) == ''",
    "'  \\ttrim\\n    '.trim() == 'trim' && ' \\u00a0 '.trim() == '' && '\\u200bx'.trim() == '\\u200bx'",
    "'naïve'.reverse() == 'evïan'",
    "matches('abc', 'c$') && 'a'.matches('') && !''.matches('a')", "bool('t') && !bool('FALSE') && bool(true)",
  ])
  func textFunctionsAreThoseOfCEL(_ expression: String) {
    #expect(value(expression) == #"{"value":true}"#)
  }

  @Test(arguments: [
    "'hello'.charAt(-1)", "'hello'.charAt(6)", "'hello mellow'.indexOf('ello', 20)",
    "'hello mellow'.lastIndexOf('ello', -1)",
    "'tacocat'.substring(-1)", "'tacocat'.substring(2, 1)", "'tacocat'.substring(1, 50)",
    "'a'.substring(9223372036854775807)", "bool('yes')",
    "42.charAt(2)", "'a'.split(1)", "[1].join()", "'a'.replace('a')", "'a'.trim(1)", "matches('a')", "'a'.matches('[')",
    "bool(1)",
  ])
  func textFunctionsRefuse(_ expression: String) {
    #expect(value(expression).hasPrefix(#"{"error":"#), "\(value(expression))")
  }
}
