import PreclearEngine
import Testing

@Suite struct JSONWriterTests {
  private func written(_ style: JSONWriter.Style, _ write: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter(style: style)
    write(&json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    Escape("a quote and a backslash", "say \"a\\b\"", #""say \"a\\b\"""#),
    Escape("line breaks and tabs", "a\nb\r\tc", #""a\nb\r\tc""#),
    Escape("an escape sequence", "\u{1B}[31mred\u{7}", #""\u001b[31mred\u0007""#),
    Escape("null, and the last control character of ASCII", "\u{0}\u{7F}", #""\u0000\u007f""#),
    Escape("the control characters of Latin 1", "\u{9B}2J", #""\u009b2J""#),
    Escape("line separators, which end a script's line", "\u{2028}\u{2029}", #""\u2028\u2029""#),
    Escape("marks of text direction", "\u{202E}\u{2066}", #""\u202e\u2066""#),
    Escape("letters beyond ASCII, and beyond 16 bits, stand as they are", "é日😀", "\"é日😀\""),
    Escape("a slash needs no escape", "</script>", "\"</script>\""),
    Escape("nothing", "", "\"\""),
  ])
  fileprivate func stringIsEscaped(_ escape: Escape) {
    #expect(written(.compact) { $0.string(escape.text) } == escape.expected)
  }

  @Test func keysStandInTheOrderGiven() {
    let text = written(.compact) {
      $0.object {
        $0.key("z")
        $0.integer(-1)
        $0.key("a")
        $0.bool(true)
        $0.key("m")
        $0.null()
      }
    }
    #expect(text == #"{"z":-1,"a":true,"m":null}"#)
  }

  @Test func nestedListsAndObjectsAreSeparated() {
    let text = written(.compact) {
      $0.list {
        $0.object { _ in }
        $0.list { $0.bool(false) }
        $0.object {
          $0.key("a")
          $0.list { _ in }
          $0.key("b")
          $0.string("c")
        }
      }
    }
    #expect(text == #"[{},[false],{"a":[],"b":"c"}]"#)
  }

  @Test func prettyTextIndentsByTwoSpaces() {
    let text = written(.pretty) {
      $0.object {
        $0.key("empty")
        $0.list { _ in }
        $0.key("list")
        $0.list {
          $0.integer(1)
          $0.object {
            $0.key("a")
            $0.integer(2)
          }
        }
      }
      $0.endLine()
    }
    #expect(
      text == """
        {
          "empty": [],
          "list": [
            1,
            {
              "a": 2
            }
          ]
        }

        """)
  }

  @Test func linesOfJSONLinesAreNotSeparatedByCommas() {
    let text = written(.compact) {
      for number in 1...2 {
        $0.object { object in
          object.key("n")
          object.integer(number)
        }
        $0.endLine()
      }
    }
    #expect(text == "{\"n\":1}\n{\"n\":2}\n")
  }
}

/// Named in the log by its description: its text is what a terminal must not see.
private struct Escape: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let expected: String

  init(_ testDescription: String, _ text: String, _ expected: String) {
    self.testDescription = testDescription
    self.text = text
    self.expected = expected
  }
}
