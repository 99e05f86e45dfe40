import ArgumentParser
import PreclearEngine
import PreclearReports

/// The meaning of the exit codes, which no flag changes.
enum ExitStatus {
  /// A proposal is blocked; of rule tests, that one failed.
  static let blocked = ExitCode(1)
  /// The tool could not do its work.
  static let failure = ExitCode(2)
  /// Nothing is blocked, and somebody must look at it.
  static let review = ExitCode(3)
}

extension ReportFormat: ExpressibleByArgument {}

/// The gravity from which on an exit code is not 0.
enum FailureThreshold: String, CaseIterable, ExpressibleByArgument {
  case violation
  case review
  case notice

  /// Nil where the report passes.
  func exitCode(for report: Report) -> ExitCode? {
    switch report.verdict {
    case .blocked: return ExitStatus.blocked
    case .review: return self == .violation ? nil : ExitStatus.review
    case .clear:
      let hasNotice = report.results.contains { $0.findings.contains { $0.outcome == .notice } }
      return self == .notice && hasNotice ? ExitStatus.review : nil
    }
  }
}

/// What every command takes.
struct SharedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Diagnostics on standard error: text, or json, one object a line.", valueName: "format"))
  var errorFormat = DiagnosticFormat.text

  @Option(help: ArgumentHelp("Colour: auto, always or never. auto honours NO_COLOR.", valueName: "when"))
  var color = ColourChoice.auto

  /// Runs a command's work. A failure to load or to write ends in exit code 2, after its diagnostics.
  func reporting<Result>(_ work: () throws(LoadFailure) -> Result) throws -> Result {
    do throws(LoadFailure) {
      return try work()
    } catch {
      Console.report(error.diagnostics, as: errorFormat)
      throw ExitStatus.failure
    }
  }
}
