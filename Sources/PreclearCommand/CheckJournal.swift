import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A check with its inputs at hand, so that it can be put on record: the way of every command that takes `--journal`.
package struct CheckJournal {
  let path: String

  package init(path: String) {
    self.path = path
  }

  /// Judges events of a deal. What was read for it comes with the report. `keep` is handed the workspace.
  package func judge(
    _ proposals: [SourceFile], deal: String, ledger: String?, findsCures: Bool, files: some FileAccess,
    keep: (Workspace) -> Void = { _ in }
  ) throws(LoadFailure) -> (report: Report, inputs: CheckInputs) {
    let recorded = RecordedFiles(deal: deal, ledger: ledger, files: files)
    let workspace = try open(recorded)
    keep(workspace)
    let events = try Workspace.events(of: proposals)
    let manifest = PackManifest(workspace.packFiles)
    let report = try workspace.check(events, packDigest: manifest.digest, findsCures: findsCures)
    return (report, try CheckInputs(workspace, recorded, manifest, events: events, findsCures: findsCures))
  }

  /// Judges files of a deal, each as a check of its own; what was read for the deal is read once for all of them.
  func judgeEach(
    _ proposals: [SourceFile], deal: String, files: some FileAccess
  ) throws(LoadFailure) -> [(report: Report, inputs: CheckInputs)] {
    let recorded = RecordedFiles(deal: deal, ledger: nil, files: files)
    let workspace = try open(recorded)
    let manifest = PackManifest(workspace.packFiles)
    return try workspace.checkEach(proposals, packDigest: manifest.digest).map { check throws(LoadFailure) in
      (check.report, try CheckInputs(workspace, recorded, manifest, events: check.events, findsCures: true))
    }
  }

  /// An empty file could be taken for a journal that begins: those of the deal's files that may be empty are kept from that.
  private func open(_ recorded: RecordedFiles) throws(LoadFailure) -> Workspace {
    let workspace = try Workspace.open(deal: recorded.deal, ledger: recorded.ledger, files: recorded)
    try Journal(path).keepApart(
      from: [recorded.deal, workspace.ledgerPath, workspace.waiversPath].map { $0.map(recorded.place) })
    return workspace
  }

  /// Puts a check on record. When this returns, the record is on the disk.
  package func append(_ report: Report, _ inputs: CheckInputs) throws(LoadFailure) -> Journal.Receipt {
    guard let now = Self.now else {
      throw LoadFailure("the clock of this machine shows no year between 1 and 9999", code: "journal-clock")
    }
    let check = JournaledCheck(inputs, report, json: JSONReport.render(report), engine: ProgramVersion.current)
    var salts = SystemRandomNumberGenerator()
    return try Journal(path).append(check, at: now, salts: &salts)
  }

  /// The only look at a clock that is written down.
  private static var now: Timestamp? {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return nil }
    return Timestamp(secondsSince1970: Int(time.tv_sec), milliseconds: Int(time.tv_nsec) / 1_000_000)
  }
}
