import PreclearEngine
import PreclearLanguage
import Testing

/// The core schema of YAML 1.2.2, section 10.3.2, and the plain scalars on which YAML 1.1 disagrees with it.
struct ScalarResolutionTests {
  @Test(arguments: [
    ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"),
    ("true", "true"), ("True", "true"), ("TRUE", "true"),
    ("false", "false"), ("False", "false"), ("FALSE", "false"),
    ("0", "integer 0"), ("-7", "integer -7"), ("+7", "integer +7"),
    ("123456789012345678901234567890", "integer 123456789012345678901234567890"),
    ("0x1F", "integer 31"), ("0o17", "integer 15"),
    ("0.50", "decimal 0.50"), ("-12.5e-3", "decimal -12.5e-3"), ("1e3", "decimal 1e3"), (".5", "decimal .5"),
    ("5.", "decimal 5."),
    ("2001-11-05", "text '2001-11-05'"), ("2001-11-05T10:00:00Z", "text '2001-11-05T10:00:00Z'"),
    ("10%", "text '10%'"), ("1,000", "text '1,000'"), ("1.2.3", "text '1.2.3'"), ("-", "text '-'"), ("1e", "text '1e'"),
    ("+", "text '+'"), (".", "text '.'"), ("-.", "text '-.'"), ("...x", "text '...x'"), ("0xG", "text '0xG'"),
    ("10:15 am", "text '10:15 am'"), ("17:", "text '17:'"), ("yess", "text 'yess'"), ("none", "text 'none'"),
    ("a_1", "text 'a_1'"), ("event.kind == 'sale'", "text 'event.kind == 'sale''"),
  ])
  func plainScalarFollowsTheCoreSchema(_ text: String, _ expected: String) {
    // In a flow list a lone '-' and a final ':' would be punctuation.
    let isPunctuation = text == "-" || text.hasSuffix(":")
    #expect(readYAML(isPunctuation ? "a: '\(text)'" : "a: \(text)\n") == ["{a: \(expected)}"])
  }

  @Test(arguments: [
    "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N", "tRUE", "fALSE",
  ])
  func truthValueOfYAML11IsRefused(_ text: String) {
    #expect(
      readYAML("a: \(text)\n") == [
        "1:4 yaml-ambiguous: '\(text)' is a truth value to some YAML readers and a text to others "
          + "(write true or false, or quote it: \"\(text)\")"
      ])
    #expect(readYAML("a: '\(text)'\n") == ["{a: text '\(text)'}"])
  }

  @Test(arguments: [
    (
      "012",
      "'012' begins with a zero, which makes it octal to some YAML readers (write it without the zero, or quote it "
        + "if it is a text: \"012\")"
    ),
    (
      "-00.5",
      "'-00.5' begins with a zero, which makes it octal to some YAML readers (write it without the zero, or quote "
        + "it if it is a text: \"-00.5\")"
    ),
    (
      "1_000",
      "'1_000' is a number to some YAML readers and a text to others (write it without '_', or quote it if it is "
        + "a text: \"1_000\")"
    ),
    (
      "1_000.5",
      "'1_000.5' is a number to some YAML readers and a text to others (write it without '_', or quote it if it "
        + "is a text: \"1_000.5\")"
    ),
    ("12:30:45", "'12:30:45' is a number in base 60 to some YAML readers (quote it: \"12:30:45\")"),
    ("10:00", "'10:00' is a number in base 60 to some YAML readers (quote it: \"10:00\")"),
    (
      "0b101",
      "'0b101' is a number to some YAML readers and a text to others (write it in decimal digits, or quote it if "
        + "it is a text: \"0b101\")"
    ),
    (
      "-0x1F",
      "'-0x1F' is a number to some YAML readers and a text to others (write it in decimal digits, or quote it if "
        + "it is a text: \"-0x1F\")"
    ),
    ("0x1FFFFFFFFFFFFFFFF", "'0x1FFFFFFFFFFFFFFFF' is too large (write it in decimal digits)"),
    (".inf", "'.inf' is not a number that can be used here (write a finite number)"),
    ("-.INF", "'-.INF' is not a number that can be used here (write a finite number)"),
    (".NaN", "'.NaN' is not a number that can be used here (write a finite number)"),
    ("nULL", "'nULL' is null to some YAML readers and a text to others (write null, or quote it: \"nULL\")"),
  ])
  func numberThatReadersDisagreeAboutIsRefused(_ text: String, _ expected: String) {
    #expect(readYAML("a: \(text)\n") == ["1:4 yaml-ambiguous: \(expected)"])
  }
}
