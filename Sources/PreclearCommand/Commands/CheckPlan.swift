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
      let sources = try read(files)
      let workspace = try Workspace.open(deal: try judging.deal(for: proposals, files), ledger: ledger, files: files)
      let schedule = try workspace.schedule(sources)
      switch format {
      case .text:
        let text = ScheduleReport.text(schedule, width: judging.width, palette: judging.palette(color))
        try write(Array(text.utf8), files)
      case .json: try write(ScheduleReport.json(schedule, deal: workspace.dealName), files)
      }
      return schedule
    }
    switch schedule.outcome {
    case .found: return
    case .none(_, _, isProved: true): throw ExitStatus.blocked
    case .none: throw ExitStatus.review
    }
  }
}
