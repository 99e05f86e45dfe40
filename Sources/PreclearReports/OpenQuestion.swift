import PreclearEngine

/// A missing fact of one event, with every rule that waits for it.
struct OpenQuestion {
  let fact: String
  let text: String
  var rules: [String]
  /// For each rule, what the answers give.
  private var answered: [[FactAnswer]]
  /// How many findings some answer decides.
  private let settles: Int

  /// Those first whose answer decides most; else in the order in which the findings first name them.
  static func collect(from findings: [Finding]) -> [OpenQuestion] {
    var questions: [OpenQuestion] = []
    for finding in findings {
      for missing in finding.missing {
        let index = questions.firstIndex { $0.fact == missing.fact && $0.text == missing.question }
        if let index {
          if questions[index].rules.contains(finding.rule) { continue }
          questions[index].rules.append(finding.rule)
          questions[index].answered.append(missing.answers)
        } else {
          questions.append(
            OpenQuestion(
              fact: missing.fact, text: missing.question, rules: [finding.rule], answered: [missing.answers],
              settles: missing.settles))
        }
      }
    }
    return questions.enumerated().sorted { a, b in
      a.element.settles == b.element.settles ? a.offset < b.offset : a.element.settles > b.element.settles
    }.map(\.element)
  }

  /// `If true: violation; if false: clear.` A line for all rules that an answer does the same to, else one a rule.
  var answers: [String] {
    let lines = answered.map(Self.line)
    if Set(lines).count == 1 { return lines.first.map { $0.isEmpty ? [] : [$0] } ?? [] }
    return zip(rules, lines).filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
  }

  private static func line(_ answers: [FactAnswer]) -> String {
    var parts: [(outcome: Outcome, words: [String])] = []
    for answer in answers {
      if let known = parts.firstIndex(where: { $0.outcome == answer.outcome }) {
        parts[known].words.append(answer.words)
      } else {
        parts.append((answer.outcome, [answer.words]))
      }
    }
    let text = parts.map { "if \($0.words.joined(separator: ", or ")): \($0.outcome.words)" }.joined(separator: "; ")
    return text.isEmpty ? "" : text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}
