import ArgumentParser
import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

/// A check that was asked for, however its arguments were read.
struct Check: Equatable {
  var proposals: [String] = []
  var judging = JudgingChoices()
  var ledger: String?
  var noCures = false
  var isPlan = false
  var format = ReportFormat.text
  var errorFormat = DiagnosticFormat.text
  var color = ColourChoice.auto

  /// Prints the report. Throws the exit code where it is not 0.
  func run() throws(ExitCode) {
    if isPlan { return try runPlan() }
    let report = try errorFormat.reporting { () throws(LoadFailure) in
      let report = try check()
      try write(report)
      return report
    }
    if let exitCode = judging.failOn.exitCode(for: report) { throw exitCode }
  }

  private func check() throws(LoadFailure) -> Report {
    let files = Files()
    let sources = try read(files)
    let workspace = try Workspace.open(
      deal: try judging.deal(for: proposals, files), ledger: ledger, files: files)
    // The process ends with the report: to take a pack apart, piece by piece, would be a good part of a check's time.
    _ = unsafe Unmanaged.passRetained(workspace)
    return try workspace.check(sources, packDigest: ContentDigest.pack(workspace.packFiles), findsCures: !noCures)
  }

  func read(_ files: Files) throws(LoadFailure) -> [SourceFile] {
    var sources: [SourceFile] = []
    for proposal in proposals {
      sources.append(proposal == "-" ? try files.readStandardInput() : try files.read(proposal))
    }
    return sources
  }

  private func write(_ report: Report) throws(LoadFailure) {
    try write(format.render(report, width: judging.width, palette: judging.palette(color)), Files())
  }

  func write(_ bytes: [UInt8], _ files: Files) throws(LoadFailure) {
    if let path = judging.outputFile {
      try files.replace(path, with: bytes)
    } else {
      try Console.print(bytes)
    }
  }
}

extension Check {
  /// Reads the plain forms of the arguments: files, and options with a value after them. The parser's look at its own types takes
  /// longer than half a check; whatever is not plain (help, a mistake, `--format=json`) is nil here, and left to it.
  init?(plain arguments: [String]) {
    guard arguments.first == CheckCommand.configuration.commandName else { return nil }
    self.init()
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        proposals.append(argument)
        continue
      }
      if argument == "--no-cures" {
        noCures = true
        continue
      }
      guard let value = rest.popFirst(), value == "-" || !value.hasPrefix("-"), set(argument, value) else { return nil }
    }
    if proposals.isEmpty || proposals.count(where: { $0 == "-" }) > 1 { return nil }
  }

  /// False where there is no such option, or no such value of it.
  private mutating func set(_ option: String, _ value: String) -> Bool {
    func choose<Choice: RawRepresentable<String>>(_ choice: inout Choice) -> Bool {
      guard let chosen = Choice(rawValue: value) else { return false }
      choice = chosen
      return true
    }
    switch option {
    case "--deal": judging.deal = value
    case "--output": judging.output = value
    case "--ledger": ledger = value
    case "--fail-on": return choose(&judging.failOn)
    case "--format": return choose(&format)
    case "--error-format": return choose(&errorFormat)
    case "--color": return choose(&color)
    default: return false
    }
    return true
  }
}
