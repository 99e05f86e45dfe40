import PreclearEngine
import PreclearLanguage

/// Short ways to read a text in the tests of this folder.
enum SyntaxSamples {
  /// The text as line 1 of a file.
  static func source(_ text: String) -> SourceText {
    SourceText(
      text, file: SourceFile(path: "rules.yaml", text: text), verbatimFrom: SourcePosition(line: 1, column: 1))
  }

  static func parse(_ text: String) throws(LoadFailure) -> Expression {
    try ExpressionParser.parse(source(text))
  }

  /// The text as the printer writes it.
  static func canonical(_ text: String) throws(LoadFailure) -> String {
    ExpressionPrinter.text(try parse(text))
  }

  /// The one diagnostic that reading the text gives, or nil if it can be read.
  static func mistake(_ text: String) -> Diagnostic? {
    do {
      _ = try parse(text)
      return nil
    } catch {
      return error.diagnostics.count == 1 ? error.diagnostics.first : nil
    }
  }

  /// The part of a text of one line that a range covers.
  static func part(_ text: String, _ range: SourceRange?) -> String? {
    guard let range, range.start.line == 1, range.end.line == 1 else { return nil }
    let scalars = Array(text.unicodeScalars)
    guard range.start.column >= 1, range.start <= range.end, range.end.column <= scalars.count + 1 else { return nil }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range.start.column - 1..<range.end.column - 1])
    return String(view)
  }
}

/// Numbers that look random and are the same in every run (the SplitMix64 sequence).
struct FixedRandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
