import PreclearEngine
import PreclearLanguage

/// One `*.test.yaml`: cases that state what the rules of a pack must say of an event.
package struct RuleTest: Sendable {
  package let file: SourceFile
  /// Relative to the test file. Nil where the file leaves it to the caller.
  package let deal: DocumentNode?
  package let cases: [RuleTestCase]

  /// Reads a test file. Everything that is wrong with its shape is reported at once; the events in it are read later,
  /// against the schema of the pack.
  package static func load(_ file: SourceFile) throws(LoadFailure) -> RuleTest {
    let root = try YAMLReader.read(file)
    var reader = RuleTestReader()
    let test = reader.readTest(root, file: file)
    guard let test, !reader.diagnostics.hasErrors else { throw LoadFailure(reader.diagnostics.all) }
    return test
  }
}

/// One case: what happened before, the event that is proposed, and what is expected of it.
package struct RuleTestCase: Sendable {
  package let name: String
  /// Where the case starts, for whoever has to repair it.
  package let line: Int
  package let parties: DocumentNode?
  package let given: DocumentNode?
  package let propose: DocumentNode
  package let readings: DocumentNode?
  package let waivers: DocumentNode?
  package let expectation: RuleTestExpectation
}

package enum RuleTestExpectation: Sendable {
  /// The input is refused with a message that has this part.
  case refusal(String)
  case result(RuleTestResultExpectation)
}

/// What must hold of the result of a case. What is not named is not looked at, unless `isComplete`.
package struct RuleTestResultExpectation: Sendable {
  package struct Part: Sendable {
    package let rule: String
    package let text: String
  }

  package var verdict: Verdict?
  package var outcomes: [(rule: String, outcome: Outcome)] = []
  /// Each text is part of the name of a fact that the rule's finding misses.
  package var missing: [Part] = []
  /// Each text is part of the message of the rule's finding.
  package var message: [Part] = []
  /// Each rule that is named, and where.
  package var named: [(rule: String, range: SourceRange)] = []
  /// No finding stands beside those of `outcomes`.
  package var isComplete = false
}

/// Decodes the document of a test file, and collects what is wrong with it.
private struct RuleTestReader {
  var diagnostics = Diagnostics()

  mutating func readTest(_ root: DocumentNode, file: SourceFile) -> RuleTest? {
    guard root.mapping(&diagnostics, "a rule test", allowed: ["deal", "cases"]) != nil else { return nil }
    if let deal = root["deal"] { _ = deal.text(&diagnostics, "the path of the deal") }
    guard let cases = required("cases", of: root, "a rule test")?.list(&diagnostics, "a list of cases") else {
      return nil
    }
    return RuleTest(file: file, deal: root["deal"], cases: cases.compactMap { readCase($0) })
  }

  private mutating func readCase(_ node: DocumentNode) -> RuleTestCase? {
    let keys = ["name", "parties", "given", "propose", "readings", "waivers", "expect"]
    guard node.mapping(&diagnostics, "a case", allowed: keys) != nil else { return nil }
    let name = required("name", of: node, "a case")?.text(&diagnostics, "the name of a case")
    let propose = required("propose", of: node, "a case")
    if let propose, propose.entries == nil {
      diagnostics.error(
        "expected one event, found \(propose.kindName)", code: "unexpected-value", at: propose.range,
        help: "a case proposes one event; those before it stand under 'given'")
    }
    let expectation = required("expect", of: node, "a case").flatMap { readExpectation($0) }
    guard let name, let propose, let expectation else { return nil }
    return RuleTestCase(
      name: name, line: node.range.start.line, parties: node["parties"], given: node["given"], propose: propose,
      readings: node["readings"], waivers: node["waivers"], expectation: expectation)
  }

  private mutating func readExpectation(_ node: DocumentNode) -> RuleTestExpectation? {
    let keys = ["verdict", "outcomes", "missing", "message", "error", "only"]
    guard let entries = node.mapping(&diagnostics, "'expect'", allowed: keys) else { return nil }
    guard !entries.isEmpty else {
      diagnostics.error(
        "'expect' is empty: the case could not fail", code: "empty-expectation", at: node.range,
        help: "expect a verdict, outcomes or an error")
      return nil
    }
    guard let error = node["error"] else { return .result(readResult(node)) }
    if let other = entries.first(where: { $0.key != "error" }) {
      diagnostics.error(
        "'\(other.key)' stands beside 'error': an input that is refused has no result", code: "error-not-alone",
        at: other.keyRange)
    }
    return error.text(&diagnostics, "part of a message").map { .refusal($0) }
  }

  private mutating func readResult(_ node: DocumentNode) -> RuleTestResultExpectation {
    var result = RuleTestResultExpectation()
    result.verdict = node["verdict"].flatMap { readWord($0, "a verdict", among: [Verdict.clear, .review, .blocked]) }
    for entry in perRule("outcomes", of: node) {
      guard let outcome = readWord(entry.value, "an outcome", among: Outcome.allCases) else { continue }
      result.outcomes.append((entry.key, outcome))
    }
    for entry in perRule("missing", of: node) {
      for item in entry.value.list(&diagnostics, "a list of missing facts") ?? [] {
        guard let text = item.text(&diagnostics, "part of a fact's name") else { continue }
        result.missing.append(.init(rule: entry.key, text: text))
      }
    }
    for entry in perRule("message", of: node) {
      guard let text = entry.value.text(&diagnostics, "part of a message") else { continue }
      result.message.append(.init(rule: entry.key, text: text))
    }
    result.named = ["outcomes", "missing", "message"].flatMap { node[$0]?.entries ?? [] }.map { ($0.key, $0.keyRange) }
    result.isComplete = node["only"]?.bool(&diagnostics, "true or false") ?? false
    return result
  }

  private mutating func required(_ key: String, of node: DocumentNode, _ what: String) -> DocumentNode? {
    if let value = node[key] { return value }
    diagnostics.error("\(what) needs '\(key)'", code: "missing-key", at: node.range)
    return nil
  }

  /// The entries of a mapping from rule ids. Which ids there are is known only with the pack.
  private mutating func perRule(_ key: String, of node: DocumentNode) -> [DocumentEntry] {
    guard let value = node[key] else { return [] }
    guard let entries = value.entries else {
      diagnostics.error(
        "expected rule ids and what is expected of each, found \(value.kindName)", code: "unexpected-value",
        at: value.range)
      return []
    }
    return entries
  }

  private mutating func readWord<Word: RawRepresentable<String>>(
    _ node: DocumentNode, _ what: String, among words: [Word]
  ) -> Word? {
    guard let text = node.text(&diagnostics, what) else { return nil }
    if let word = words.first(where: { $0.rawValue == text }) { return word }
    let known = words.map(\.rawValue)
    diagnostics.error(
      "'\(text)' is not \(what)", code: "unknown-word", at: node.range,
      help: NearestName.hint(text, among: known) ?? "one of \(known.joined(separator: ", "))")
    return nil
  }
}
