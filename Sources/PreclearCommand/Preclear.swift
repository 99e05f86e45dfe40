import ArgumentParser
import PreclearEngine

/// The program: its commands, and how what they throw becomes an exit code.
@main
struct Preclear: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preclear",
    abstract: "Checks proposed securities transactions against a deal's constraints.",
    discussion: """
      The constraints are rules in YAML, each with its source. A check says what blocks a transaction, what is missing \
      to judge it, and what it sets off.

      Exit codes, the same for every command:
        0  nothing that fails
        1  blocked: a rule is violated (test: a case failed)
        2  the work could not be done: bad usage, unreadable or invalid input
        3  not blocked, but for review
      """,
    version: ProgramVersion.current,
    subcommands: [
      CheckCommand.self, GateCommand.self, HeadroomCommand.self, ReplayCommand.self, JournalCommand.self,
      TestCommand.self, LintCommand.self,
      ExplainCommand.self, SourcesCommand.self, SchemaCommand.self, EvalCommand.self, NewCommand.self, FmtCommand.self,
      ServeCommand.self,
    ])

  func run() throws {
    throw ValidationError("Missing expected command, such as 'check'.")
  }

  /// The parser's own code for bad usage is 64, which means nothing to those who call us.
  static func main() {
    Files.ignoreSignalsOfWriting()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if let check = Check(plain: arguments) {
        try check.run()
        return
      }
      if let gate = GateRun(plain: arguments) {
        try gate.run()
        return
      }
      if let expression = expressionReadAsOption(arguments) {
        throw ValidationError(
          "Unknown option '\(expression)'. An expression that begins with a dash stands after '--': preclear eval -- '\(expression)'"
        )
      }
      if let name = fileReadAsWish(arguments) {
        throw ValidationError("Unknown option '\(name)'. A file whose name begins with a dash stands after '--'.")
      }
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let code as ExitCode {
      Files.end(with: code.rawValue)
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      switch diagnosticFormat(in: arguments) {
      case .text: Console.note(fullMessage(for: error))
      case .json: Console.report([Diagnostic(message(for: error), code: "usage")], as: .json)
      }
      exit(withError: ExitStatus.failure)
    }
  }

  /// An argument that the parser would take for a wish that is granted with exit code 0, and that is the name of a file: one dash and
  /// several letters (`-h.yaml`), or a flag with a value (`--help=.yaml`).
  private static func fileReadAsWish(_ arguments: [String]) -> String? {
    arguments.prefix { $0 != "--" }.first { argument in
      let bytes = Array(argument.utf8)
      guard bytes.count > 2, bytes[0] == dash else { return false }
      return bytes[1] != dash || wishes.contains { bytes.starts(with: Array("--\($0)=".utf8)) }
    }
  }

  /// An expression such as `-1` where the parser would look for an option: `eval` has none of one dash but `-h`.
  private static func expressionReadAsOption(_ arguments: [String]) -> String? {
    guard arguments.first == EvalCommand.configuration.commandName else { return nil }
    return arguments.prefix { $0 != "--" }.first { argument in
      argument.hasPrefix("-") && !argument.hasPrefix("--") && argument != "-" && argument != "-h"
    }
  }

  private static let dash = UInt8(ascii: "-")
  private static let wishes = [
    "help", "help-hidden", "version", "experimental-dump-help", "generate-completion-script",
  ]

  /// What was asked for, read without the parser, because it could not make sense of the arguments.
  private static func diagnosticFormat(in arguments: [String]) -> DiagnosticFormat {
    let isJSON =
      arguments.contains("--error-format=json")
      || zip(arguments, arguments.dropFirst()).contains { $0 == "--error-format" && $1 == "json" }
    return isJSON ? .json : .text
  }
}
