import PreclearEngine

/// A function of the language: its name, how it is written, and what it means. Its arguments are checked in ``TypeChecker``.
package struct Function: Sendable {
  package let name: String
  package let builtin: Builtin
  /// How many arguments it takes.
  package let arity: ClosedRange<Int>
  /// `target.name(…)` instead of `name(target, …)`.
  package let isMethod: Bool
  package let signature: String
  package let sentence: String
  /// An expression that is true, and shows it.
  package let example: String

  init(
    _ builtin: Builtin, _ arity: ClosedRange<Int>, isMethod: Bool = false, _ signature: String, _ sentence: String,
    _ example: String
  ) {
    self.name = builtin.rawValue
    self.builtin = builtin
    self.arity = arity
    self.isMethod = isMethod
    self.signature = signature
    self.sentence = sentence
    self.example = example
  }
}

/// The functions of the language that are no operator, macro or calendar.
package enum FunctionLibrary {
  package static let all: [Function] = [
    Function(.date, 1...1, "date(text)", "The day that a text names.", #"date("2001-11-05") < date("infinity")"#),
    Function(
      .period, 1...1, "period(text)", "The period that a text names.",
      #"date("2000-02-29") + period("P1Y") == date("2001-03-01")"#),
    Function(
      .quarter, 1...1, "quarter(date)", "The quarter of the year, 1 to 4.", #"quarter(date("2001-11-05")) == 4"#),
    Function(
      .sum, 1...1, "sum(list)", "The sum of a list; null is skipped, and nothing sums to 0.", "sum([1, null, 2]) == 3"),
    Function(
      .min, 1...2, "min(list), min(a, b)", "The least of a list (null of none), or the lesser of two.",
      "min([3, 1, 2]) == 1 && min(4, 5) == 4"),
    Function(
      .max, 1...2, "max(list), max(a, b)", "The greatest of a list (null of none), or the greater of two.",
      "max([]) == null && max(4, 5) == 5"),
    Function(.average, 1...1, "average(list)", "The exact mean of a list; null of none.", "average([1, 2]) == 1.5"),
    Function(.lowest, 2...2, "lowest(list, n)", "The n lowest of a list, ascending.", "lowest([3, 1, 2], 2) == [1, 2]"),
    Function(.round, 2...2, "round(x, places)", "To so many places, half up.", "round(4.00005, 4) == 4.0001"),
    Function(
      .tiered, 2...2, "tiered(x, brackets)", "Marginal brackets {upto, rate}, the last without upto.",
      #"tiered(150.0, [{"upto": 100.0, "rate": 0.04}, {"rate": 0.03}]) == 5.5"#),
    Function(
      .coalesce, 2...2, "coalesce(x, y)", "x, or y where x is null; unknown where x is.", "coalesce(null, 0) == 0"),
    Function(
      .given, 1...1, "given(x)", "Whether x is known and not null; never unknown.", #"!given(unknown("a price"))"#),
    Function(
      .unknown, 1...1, "unknown(fact)", "An unknown, and the fact that would answer it.", #"!known(unknown("consent"))"#
    ),
    Function(
      .atLeast, 1...2, "at_least(a, fact)", "An unknown figure that is no less than a.", #"at_least(5, "shares") > 4"#),
    Function(
      .between, 2...3, "between(a, b, fact)", "An unknown figure from a to b.", #"between(5, 9, "shares") < 10"#),
    Function(
      .least, 1...1, "least(x)", "The least that x may be: its known part.", #"least(at_least(5, "shares")) == 5"#),
    Function(.most, 1...1, "most(x)", "The most that x may be.", #"most(between(5, 9, "shares")) == 9"#),
    Function(.known, 1...1, "known(x)", "Whether x is known.", "known(null)"),
    Function(
      .either, 3...3, "either(c, a, b)", "c ? a : b, or where c is unknown a figure between the two.",
      #"either(unknown("confidential"), 0, 5) <= 5"#),
    Function(
      .size, 1...1, "size(x)", "The items of a list, the entries of a map, the code points of a text.",
      #"size("naïve") == 5"#),
    Function(
      .contains, 1...1, isMethod: true, "text.contains(part)", "Whether a text holds another.",
      #""market_maker".contains("maker")"#),
    Function(
      .startsWith, 1...1, isMethod: true, "text.startsWith(part)", "Whether a text begins with another.",
      #""market_maker".startsWith("market")"#),
    Function(
      .endsWith, 1...1, isMethod: true, "text.endsWith(part)", "Whether a text ends with another.",
      #""market_maker".endsWith("maker")"#),
    Function(
      .matches, 1...1, isMethod: true, "text.matches(pattern)",
      "Whether a part of a text matches a regular expression (RE2); `^` and `$` stand for its ends.",
      #""S-11".matches(r"^S-[0-9]+$") && !"S-11".matches("^[a-z]")"#),
    Function(
      .lowerAscii, 0...0, isMethod: true, "text.lowerAscii()", "A to Z in lower case.",
      #""Gros-Œuvre".lowerAscii() == "gros-Œuvre""#),
    Function(
      .upperAscii, 0...0, isMethod: true, "text.upperAscii()", "a to z in upper case.",
      #""naïve".upperAscii() == "NAïVE""#),
    Function(
      .trim, 0...0, isMethod: true, "text.trim()", "Without white space at both ends.", #""  a b\n".trim() == "a b""#),
    Function(
      .reverse, 0...0, isMethod: true, "text.reverse()", "Its code points in the opposite order.",
      #""abc".reverse() == "cba""#),
    Function(
      .charAt, 1...1, isMethod: true, "text.charAt(i)", "The code point at a place, counted from 0; at the end none.",
      #""naïve".charAt(2) == "ï" && "a".charAt(1) == """#),
    Function(
      .substring, 1...2, isMethod: true, "text.substring(from), text.substring(from, end)",
      "From a place on, up to and without another.",
      #""tender".substring(3) == "der" && "tender".substring(0, 3) == "ten""#),
    Function(
      .indexOf, 1...2, isMethod: true, "text.indexOf(part), text.indexOf(part, from)",
      "Where a part first stands, -1 if nowhere.", #""a-b-c".indexOf("-") == 1 && "a-b-c".indexOf("-", 2) == 3"#),
    Function(
      .lastIndexOf, 1...2, isMethod: true, "text.lastIndexOf(part), text.lastIndexOf(part, upto)",
      "Where a part last stands, -1 if nowhere.",
      #""a-b-c".lastIndexOf("-") == 3 && "a-b-c".lastIndexOf("-", 2) == 1"#),
    Function(
      .replace, 2...3, isMethod: true, "text.replace(part, other), text.replace(part, other, n)",
      "Each part replaced, or the first n.", #""a-b-c".replace("-", "+") == "a+b+c""#),
    Function(
      .split, 1...2, isMethod: true, "text.split(separator), text.split(separator, n)",
      "The parts between separators, at most n.", #""a, b, c".split(", ") == ["a", "b", "c"]"#),
    Function(
      .join, 0...1, isMethod: true, "list.join(), list.join(separator)", "The texts of a list as one.",
      #"["a", "b"].join("-") == "a-b""#),
    Function(
      .bool, 1...1, "bool(x)", "Whether a text says true (true, True, TRUE, t, 1) or false.", #"bool("true")"#),
    Function(.int, 1...1, "int(x)", "A whole number; what lies beyond the point is cut off.", #"int("12") == 12"#),
    Function(.decimal, 1...1, "decimal(x)", "An exact decimal.", #"decimal("0.10") == 0.1"#),
    Function(.string, 1...1, "string(x)", "The text of a value.", #"string(12) == "12""#),
  ]

  package static func named(_ name: String) -> Function? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
