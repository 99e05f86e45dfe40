import PreclearEngine
import PreclearFiles
import PreclearJournal
import PreclearLanguage
import PreclearReports

/// Adds an event to the ledger, after its check is in the journal. An act of a person: the event's id and the verdict that was seen are
/// said once more.
struct RecordAnswer {
  let choice: DealChoice
  let ledgerPath: String?
  let confirmedID: String
  let seenVerdict: String

  init(_ target: RequestTarget, _ choice: DealChoice, ledgerPath: String?) throws(Problem) {
    guard let id = try target.value("confirm"), let verdict = try target.value("verdict") else {
      throw .badRequest("to record an event, give its id as 'confirm' and the verdict that was seen as 'verdict'")
    }
    self.choice = choice
    self.ledgerPath = choice.ledger ?? ledgerPath
    confirmedID = id
    seenVerdict = verdict
  }

  /// The report of the check, once both are on the disk.
  func record(_ request: DeskRequest) throws(Problem) -> [UInt8] {
    guard let journal = choice.journal else {
      throw .conflict("no-journal", "the desk was started without a journal: start it with --journal FILE")
    }
    guard let ledgerPath else {
      throw .conflict(
        "no-ledger", "the deal names no ledger: give it the key 'ledger', or start the desk with --ledger FILE")
    }
    let (proposal, event) = try event(request)
    guard event["id"]?.scalar?.text == confirmedID else {
      throw .conflict("confirm", "'confirm' is not the id of the event that was sent")
    }
    return try Self.told { () throws(LoadFailure) in
      let ledger = try LedgerFile(ledgerPath)
      let record = CheckJournal(path: journal)
      let (report, inputs) = try record.judge(
        [proposal], deal: choice.deal, ledger: choice.ledger, findsCures: true, files: Files())
      guard report.verdict.rawValue == seenVerdict else { return .otherVerdict(report.verdict) }
      _ = try record.append(report, inputs)
      try ledger.append(LedgerLine.render(event))
      return .recorded(JSONReport.render(report))
    }
  }

  private enum Outcome {
    case recorded([UInt8])
    /// Another verdict than the one that was seen.
    case otherVerdict(Verdict)
  }

  /// One event, in JSON alone: what is written is what was sent.
  private func event(_ request: DeskRequest) throws(Problem) -> (proposal: SourceFile, event: DocumentNode) {
    let proposal = SourceFile(path: "event", bytes: request.body)
    do throws(LoadFailure) {
      let node = try JSONReader.read(proposal)
      guard node.entries != nil else {
        throw LoadFailure([
          Diagnostic("expected one event, found \(node.kindName)", code: "event", at: node.range)
        ])
      }
      return (proposal, node)
    } catch {
      throw .invalidInput(error)
    }
  }

  /// Runs the work, and makes a problem of what stopped it.
  private static func told(_ work: () throws(LoadFailure) -> Outcome) throws(Problem) -> [UInt8] {
    let outcome: Outcome
    do throws(LoadFailure) {
      outcome = try work()
    } catch {
      switch error.diagnostics[0].code {
      case "unwritable-file", "journal-lock": throw .conflict("unwritable", error.diagnostics[0].message)
      default: throw .invalidInput(error)
      }
    }
    switch outcome {
    case .recorded(let report): return report
    case .otherVerdict(let verdict): throw .conflict("verdict", "the verdict is now: \(verdict.rawValue)")
    }
  }
}
