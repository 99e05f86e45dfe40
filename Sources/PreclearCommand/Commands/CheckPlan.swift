import ArgumentParser
import PreclearEngine
import PreclearLanguage
import PreclearReports

/// `check --plan`: when all of the proposals can take place.
extension Check {
  /// Prints the schedule. Throws the exit code where there is none.
  func runPlan() throws(ExitCode) {
    let schedule = try errorFormat.reporting { () throws(LoadFailure) in
      let files = Files()
      let sources = try sources(files)
      let workspace = try Workspace.open(deal: try judging.deal(for: paths, files), ledger: ledger, files: files)
      let schedule = try workspace.schedule(sources)
      try write(schedule, of: workspace.dealName, files)
      return schedule
    }
    switch schedule.outcome {
    case .found: return
    case .none(_, _, isProved: true): throw ExitStatus.blocked
    case .none: throw ExitStatus.review
    }
  }
  /// What does not go with a plan; nil if all does.
  var mistakeInPlan: String? {
    guard isPlan else { return nil }
    if journal != nil { return "--plan and --journal do not go together: a plan is no check of what is proposed." }
    if formats.count > 1 || formats.contains(where: { $0.path != nil || ($0.format != .text && $0.format != .json) }) {
      return "--plan is written as text or json, in one format, with --output to a file."
    }
    return nil
  }

  private func write(_ schedule: Schedule, of deal: String, _ files: Files) throws(LoadFailure) {
    let bytes =
      formats.first?.format == .json
      ? ScheduleReport.json(schedule, deal: deal)
      : Array(ScheduleReport.text(schedule, width: judging.width, palette: judging.palette(color)).utf8)
    if let path = judging.outputFile {
      try files.replace(path, with: bytes)
    } else {
      try Console.print(bytes)
    }
  }
}
