import PreclearAuthoring
import PreclearEngine
import PreclearLanguage

/// A deal of one rule, in text, and the cases that test it.
struct TestedDesk: FileAccess {
  var notes = ""
  var limit = "100"
  var cases: [String]
  var lineEnd = "\n"

  static let ruleFile = "desk/trades.yaml"
  static let testFile = "desk/trades.test.yaml"

  private var texts: [String: String] {
    [
      "deal.yaml": "deal: desk\npack: desk\n",
      "desk/pack.yaml": "pack: desk\n",
      "desk/schema.yaml": """
      enums: {side: [buy, sell]}
      events:
        trade:
          fields:
            side: {type: side}
            shares: {type: int, required: true}
            agreed: {type: bool}
      """,
      "desk/parameters.yaml": """
      parameters:
        most:
          values: [{from: 2000-01-01, value: \(limit), cite: {source: handbook, page: "1", lines: "1", anchor: a hundred}}]
      """,
      Self.ruleFile: """
      rules:
        size:
          title: Nobody buys more than the limit
          on: trade
          where: event.side == "buy"
      \(notes)
          forbid: event.shares > parameter.most
          unless: [{id: agreement, if: event.agreed}]
          cite: {source: handbook, page: "1", lines: "1", anchor: nobody buys}
      """,
      Self.testFile: "deal: ../deal.yaml\ncases:\n" + cases.joined(separator: "\n"),
    ]
  }

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let text = texts[path] else { throw LoadFailure("there is no file '\(path)'", code: "no-file") }
    return SourceFile(path: path, text: text.replacing("\n", with: lineEnd))
  }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  func list(_ directory: String) -> [String] {
    texts.keys.filter { FilePath.directory(of: $0) == directory }.map { String($0.dropFirst(directory.count + 1)) }
      .sorted()
  }

  /// Runs the cases, all of which must pass.
  func observed() throws -> [ObservedDeal] {
    var runner = RuleTestRunner(files: self, deal: nil, observes: true)
    let failures = try runner.run(try read(Self.testFile)).flatMap(\.failures)
    if let failure = failures.first { throw LoadFailure(failure, code: "failed") }
    return runner.observedDeals
  }

  /// A trade, field by field, and what the rule says of it.
  static func trade(_ fields: String, _ outcome: String) -> String {
    """
      - name: \(outcome)
        propose: {id: T-1, kind: trade, date: 2001-01-02, \(fields)}
        expect: {outcomes: {trades/size: \(outcome)}}
    """
  }

  /// Cases that leave nothing open.
  static let thorough = [
    trade("side: buy, shares: 99", "clear"),
    trade("side: buy, shares: 100", "clear"),
    trade("side: buy, shares: 101, agreed: false", "violation"),
    trade("side: buy, shares: 101, agreed: true", "clear"),
    trade("side: buy, shares: 101", "indeterminate"),
    trade("side: sell, shares: 101", "not_applicable"),
    trade("shares: 101, agreed: false", "indeterminate"),
  ]
}
