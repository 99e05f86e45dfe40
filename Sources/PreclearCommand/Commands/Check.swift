import ArgumentParser
import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

/// A check that was asked for, however its arguments were read.
struct Check: Equatable {
  var paths: [String] = []
  var judging = JudgingChoices()
  var ledger: String?
  var journal: String?
  var noCures = false
  var isPlan = false
  var formats: [ReportRequest] = []
  var errorFormat = DiagnosticFormat.text
  var color = ColourChoice.auto

  /// What is wrong with the arguments together; nil if nothing is.
  var mistake: String? {
    if let mistakeInPlan { return mistakeInPlan }
    let record = journal.map { ReportOutputs.OtherFile(what: "the journal", path: $0) }
    return ReportOutputs.mistake(in: formats, judging, beside: [record].compactMap(\.self))
  }

  /// Prints the report. Throws the exit code where it is not 0.
  func run() throws(ExitCode) {
    if isPlan { return try runPlan() }
    let report: Report
    if let journal {
      report = try record(in: CheckJournal(path: journal))
    } else {
      report = try errorFormat.reporting { () throws(LoadFailure) in
        let report = try check()
        try write(report)
        return report
      }
    }
    if let exitCode = judging.failOn.exitCode(for: report) { throw exitCode }
  }

  private func check() throws(LoadFailure) -> Report {
    let files = Files()
    let sources = try sources(files)
    let workspace = try Workspace.open(
      deal: try judging.deal(for: paths, files), ledger: ledger, files: files)
    Self.keepToTheEnd(workspace)
    return try workspace.check(sources, packDigest: ContentDigest.pack(workspace.packFiles), findsCures: !noCures)
  }

  /// The process ends with the report: to take a pack apart, piece by piece, would be a good part of a check's time.
  private static func keepToTheEnd(_ workspace: Workspace) { _ = unsafe Unmanaged.passRetained(workspace) }

  /// Puts the check on record, and only then prints the report; which is printed, too, where there can be no record.
  private func record(in journal: CheckJournal) throws(ExitCode) -> Report {
    let (report, inputs) = try errorFormat.reporting { () throws(LoadFailure) in
      try Journal(journal.path).keepApart(from: [judging.outputFile, ledger] + formats.map(\.path) + paths)
      let files = Files()
      return try journal.judge(
        try sources(files), deal: try judging.deal(for: paths, files), ledger: ledger, findsCures: !noCures,
        files: files, keep: Self.keepToTheEnd)
    }
    var failures: [Diagnostic] = []
    do throws(LoadFailure) { try journal.append(report, inputs, errorFormat: errorFormat) } catch {
      failures += error.diagnostics
    }
    do throws(LoadFailure) { try write(report) } catch { failures += error.diagnostics }
    Console.report(failures, as: errorFormat)
    if !failures.isEmpty { throw ExitStatus.failure }
    return report
  }

  func sources(_ files: Files) throws(LoadFailure) -> [SourceFile] {
    var sources: [SourceFile] = []
    for path in paths {
      sources.append(path == "-" ? try files.readStandardInput() : try files.read(path))
    }
    return sources
  }

  private func write(_ report: Report) throws(LoadFailure) {
    try ReportOutputs(formats, judging, color).write {
      $0.render(report, width: $1, palette: $2)
    } summary: {
      MarkdownReport.render(GateReport(reports: [report]), limit: MarkdownReport.summaryLimit)
    }
  }
}

extension Check: PlainRequest {
  static var name: String { CheckCommand.configuration.commandName ?? "" }

  var isWhole: Bool { !paths.isEmpty && paths.count(where: { $0 == "-" }) <= 1 && mistake == nil }

  mutating func set(flag: String) -> Bool {
    guard flag == "--no-cures" else { return false }
    noCures = true
    return true
  }

  mutating func set(option: String, to value: String) -> Bool {
    guard option == "--ledger" else { return false }
    ledger = value
    return true
  }
}
