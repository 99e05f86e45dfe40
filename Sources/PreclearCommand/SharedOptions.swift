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

/// The gravity from which on an exit code is not 0.
enum FailureThreshold: String, CaseIterable, ExpressibleByArgument {
  case violation
  case review
  case notice

  /// Nil where the report passes.
  func exitCode(for report: Report) -> ExitCode? {
    let hasNotice = report.results.contains { $0.findings.contains { $0.outcome == .notice } }
    return exitCode(for: report.verdict, hasNotice: hasNotice)
  }

  /// Nil where the gate passes: what a baseline knows does not count.
  func exitCode(for gate: GateReport) -> ExitCode? {
    exitCode(for: gate.verdict, hasNotice: gate.hasNotice)
  }

  /// Nil where the replay passes.
  func exitCode(for summary: ReplaySummary) -> ExitCode? {
    exitCode(for: summary.verdict, hasNotice: summary[.notice] > 0)
  }

  private func exitCode(for verdict: Verdict, hasNotice: Bool) -> ExitCode? {
    switch verdict {
    case .blocked: ExitStatus.blocked
    case .review: self == .violation ? nil : ExitStatus.review
    case .clear: self == .notice && hasNotice ? ExitStatus.review : nil
    }
  }
}

/// What every command takes that judges events.
struct JudgingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The deal to judge in.", valueName: "file"), completion: .file(extensions: ["yaml"]))
  var deal: String?

  @Option(
    help: ArgumentHelp("Write the report here instead of to standard output, all of it or nothing.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("What is not let through: violation, review or notice.", valueName: "outcome"))
  var failOn = FailureThreshold.review

  var choices: JudgingChoices { JudgingChoices(deal: deal, output: output, failOn: failOn) }
}

/// What ``JudgingOptions`` came to.
struct JudgingChoices: Equatable {
  var deal: String?
  var output: String?
  var failOn = FailureThreshold.review

  /// The deal that is named, or the one that the files belong to.
  func deal(for paths: [String], _ files: Files) throws(LoadFailure) -> String {
    if let deal { return deal }
    return try DealDiscovery(files: files).deal(for: paths)
  }

  /// The file to write to; nil for standard output.
  var outputFile: String? { output == "-" ? nil : output }

  /// A file is the same bytes wherever it is written.
  var width: Int { outputFile == nil ? Terminal.width : Terminal.defaultWidth }

  func palette(_ choice: ColourChoice) -> Palette {
    guard outputFile == nil else { return choice == .always ? Terminal.palette(.always) : Terminal.palette(.never) }
    return Terminal.palette(choice)
  }
}

/// What every command takes.
struct SharedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Diagnostics on standard error: text, or json, one object a line.", valueName: "format"))
  var errorFormat = DiagnosticFormat.text

  @Option(help: ArgumentHelp("Colour: auto, always or never. auto honours NO_COLOR.", valueName: "when"))
  var color = ColourChoice.auto

  func reporting<Result>(_ work: () throws(LoadFailure) -> Result) throws -> Result {
    try errorFormat.reporting(work)
  }
}

extension DiagnosticFormat {
  /// Runs a command's work. A failure to load or to write ends in exit code 2, after its diagnostics.
  func reporting<Result>(_ work: () throws(LoadFailure) -> Result) throws(ExitCode) -> Result {
    do throws(LoadFailure) {
      return try work()
    } catch {
      Console.report(error.diagnostics, as: self)
      throw ExitStatus.failure
    }
  }
}
