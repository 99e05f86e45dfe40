import PreclearEngine

/// Every message about names and types.
extension PackChecker {
  func unknownName(_ name: String, _ what: String, at range: SourceRange, among known: some Sequence<String>) {
    diagnostics.error(
      "unknown \(what) '\(name)'", code: "unknown-name", at: range, help: NearestName.hint(name, among: known))
  }

  func mismatch(_ found: Type, expected: String, at range: SourceRange, help: String? = nil) {
    diagnostics.error("expected \(expected), found \(found.name)", code: "type", at: range, help: help)
  }

  func mayBeNull(_ expression: TypedExpression, _ text: String) {
    diagnostics.error(
      "'\(text)' may be null, and nothing can be reckoned with null", code: "null-arithmetic", at: expression.range,
      help: "write coalesce(\(text), …), or test it first: \(text) != null && …")
  }

  func figureTwice(_ figure: String, at range: SourceRange) {
    diagnostics.error(
      "'\(figure)' may carry bounds, and stands twice in one comparison", code: "figure-twice", at: range,
      help: "bounds forget that it is one figure: rewrite the comparison so that it stands once")
  }

  func neverDiffers(at range: SourceRange) {
    diagnostics.error(
      "this comparison always has the same answer: what is compared with null is never null", code: "constant",
      at: range)
  }

  func notAValue(_ value: String, of choice: ChoiceType, at range: SourceRange) {
    diagnostics.error(
      "'\(value)' is no value of '\(choice.name)'", code: "unknown-value", at: range,
      help: NearestName.hint(value, among: choice.values) ?? "the values are \(choice.values.joined(separator: ", "))")
  }

  func wrongArguments(_ name: String, _ signature: String, at range: SourceRange) {
    diagnostics.error("'\(name)' takes other arguments", code: "arguments", at: range, help: "write \(signature)")
  }
}
