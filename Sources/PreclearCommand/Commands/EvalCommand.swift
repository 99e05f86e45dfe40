import ArgumentParser
import PreclearEngine
import PreclearLanguage

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluates one expression, as a rule would.",
    discussion: """
      The expression is CEL with exact decimals, dates and unknowns (docs/language.md). It stands alone: without pack, event or \
      ledger, its names are those that the bindings give, a JSON object. {"$unknown": true} stands for a fact that nobody \
      supplied, and may have bounds, "least" and "most".

      The answer is one JSON object on one line: {"value": …}, or {"unknown": […]} with the names that would answer it. \
      Decimals are strings, so that no reader rounds them.

      With --lines, each line of standard input is an object with "expr" and "bindings", and gets one line of answer; a mistake \
      is answered by {"error": "…"}, and the next line follows.

      Examples:
        preclear eval '0.1 + 0.2 == 0.3'
        preclear eval 'date("2001-11-05") + period("P90D")'
        preclear eval 'shares * price > 1000.0' --bindings facts.json
        preclear eval -- '-1 + 2'        an expression that begins with a dash
        echo '{"expr": "n > 3", "bindings": {"n": {"$unknown": true, "least": 5}}}' | preclear eval --lines

      Exit codes: 0 if there is an answer, 2 if the expression or its bindings are wrong, or it comes to an error. With --lines, \
      0 whatever the answers are.
      """)

  @Argument(help: "The expression.")
  var expression: String?

  @Option(
    help: ArgumentHelp("What the names stand for: a JSON file, or - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var bindings: String?

  @Flag(help: "Answer each line of standard input.")
  var lines = false

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if lines, expression != nil || bindings != nil {
      throw ValidationError("With --lines, expressions and bindings come from standard input.")
    }
    if !lines, expression == nil { throw ValidationError("Missing expected argument '<expression>'") }
  }

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      guard let expression else { return try answerLines() }
      let node = try bindings.map { path throws(LoadFailure) in try read(path) }
      let value = try ExpressionAnswer.value(expression, bindings: node)
      if case .error(let message) = value { throw LoadFailure(message, code: "evaluation") }
      try Console.print(ExpressionAnswer.json(value))
    }
  }

  private func read(_ path: String) throws(LoadFailure) -> DocumentNode {
    let files = Files()
    return try JSONReader.read(path == "-" ? files.readStandardInput() : files.read(path))
  }

  private func answerLines() throws(LoadFailure) {
    var reader = LineReader()
    while let lines = try reader.next() {
      var answers: [UInt8] = []
      for line in lines { answers += ExpressionAnswer.json(Self.answer(line)) }
      try Console.print(answers)
    }
  }

  private static func answer(_ line: SourceFile) -> ExpressionValue {
    guard line.bytes.count <= LineReader.longestLine else {
      return .error("this line has more than \(LineReader.longestLine) bytes")
    }
    return ExpressionAnswer.answer(toLine: line)
  }
}
