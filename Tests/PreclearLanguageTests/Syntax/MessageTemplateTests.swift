import PreclearEngine
import PreclearLanguage
import Testing

struct MessageTemplateTests {
  static func mistake(_ text: String) -> Diagnostic? {
    do {
      _ = try MessageTemplate.parse(SyntaxSamples.source(text))
      return nil
    } catch {
      return error.diagnostics.count == 1 ? error.diagnostics.first : nil
    }
  }

  /// The parts as one line: texts in quotes, values as they are printed, with their format.
  private static func outline(_ template: MessageTemplate) -> String {
    template.parts.map { part in
      switch part {
      case .text(let text): "'\(text)'"
      case .value(let e, format: let format): ExpressionPrinter.text(e) + (format.map { "|\($0.name)" } ?? "")
      }
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("", ""),
    ("Plain text, it's 5% | more.", "'Plain text, it's 5% | more.'"),
    ("{event.method} puts shares", "event.method ' puts shares'"),
    ("sold {gross | money} of {limit|money}.", "'sold ' gross|money ' of ' limit|money '.'"),
    ("{a}{b}", "a b"),
    ("{{a}} is {a}", "'{a} is ' a"),
    ("{a}}}", "a '}'"),
    ("{ {'k': 1}['k'] }", #"{"k": 1}["k"]"#),
    ("{a || b}", "a || b"),
    ("{a || b | date}", "a || b|date"),
    ("{'|' + '}' | percent} é", #""|" + "}"|percent ' é'"#),
    ("{size({'a': {}}) | money}!", #"size({"a": {}})|money '!'"#),
    ("Is {a}? It's \"{b}\" //", "'Is ' a '? It's \"' b '\" //'"),
    ("two\nlines {a}", "'two\nlines ' a"),
  ])
  func textsAndValuesAreToldApart(_ text: String, _ expected: String) throws {
    #expect(try Self.outline(MessageTemplate.parse(SyntaxSamples.source(text))) == expected)
  }

  @Test func expressionsAndFormatsKnowTheirPlaceInTheText() throws {
    let text = "Café {{}} {event.price | money}, {b.c}"
    let template = try MessageTemplate.parse(SyntaxSamples.source(text))
    guard template.parts.count == 4, case .value(let price, let format) = template.parts[1],
      case .value(let field, nil) = template.parts[3]
    else {
      Issue.record("unexpected parts")
      return
    }
    #expect(SyntaxSamples.part(text, price.range) == "event.price")
    #expect(SyntaxSamples.part(text, price.nameRange) == "price")
    #expect(SyntaxSamples.part(text, format?.range) == "money")
    #expect(field.range.start.column == 35)
    #expect(SyntaxSamples.part(text, field.range) == "b.c")
  }

  @Test(arguments: [
    ("a }", 3, "this '}' closes nothing", "write '}}' for a brace in the text"),
    ("a {", 4, "expected an expression, found the end", nil),
    ("é {}", 4, "expected an expression, found '}'", nil),
    ("a {b", 3, "this '{' is never closed", nil),
    ("a {b and more}", 6, "expected an operator, '|' or '}', found 'and'", "write '&&'"),
    ("{a b}", 4, "expected an operator, '|' or '}', found 'b'", nil),
    ("{a |}", 5, "expected the name of a format after '|', found '}'", nil),
    ("{a | 'x'}", 6, "expected the name of a format after '|', found a string", nil),
    ("{a | money", 1, "this '{' is never closed", nil),
    ("{a | money | date}", 12, "expected '}', found '|'", "a value has one format"),
    ("{(a | money)}", 5, "expected ')', found '|'", "write '||'"),
    ("{a = b}", 4, "unexpected '='", "did you mean '=='?"),
    ("{a == 'b}", 7, "this string is never closed", nil),
  ])
  func mistakesAreShownWhereTheyStand(_ text: String, _ column: Int, _ message: String, _ help: String?) throws {
    let mistake = try #require(Self.mistake(text))
    #expect(mistake.message == message)
    #expect(mistake.help == help)
    #expect(mistake.range?.start.column == column)
  }
}
