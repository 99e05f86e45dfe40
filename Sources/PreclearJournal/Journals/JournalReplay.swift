import PreclearEngine
import PreclearLanguage

/// Judges checks again from what a journal kept, and compares the answers byte for byte.
package struct JournalReplay {
  /// What the second judgement came to.
  package enum Answer: Sendable {
    case same
    /// Other bytes, or no answer, from the same rules and facts: the program is another one.
    case engineChanged(String)
    /// The rules that were kept are no longer those that the record names.
    case rulesChanged(String)
    /// The same of deal, ledger, waivers or proposal.
    case factsChanged(String)
    /// What it would take was left out: these.
    case withheld([String])
  }

  /// A folder of rules to judge by instead, and access to it.
  package struct OtherRules: Sendable {
    let folder: String
    let files: any FileAccess

    /// Throws where they are no rules that hold together: that is said once, and not of every check.
    package init(folder: String, files: any FileAccess) throws(LoadFailure) {
      self.folder = folder
      self.files = files
      _ = try Compiler.compile(try PackLoader.load(folder, files: files).pack)
    }
  }

  private let store: ContentStore
  private let disclosures: Disclosures
  private let engine: String
  private let render: (Report) -> [UInt8]
  private let otherRules: OtherRules?
  /// The workspaces of the record before: most records share them.
  private var kept: (files: KeptFiles, workspace: Workspace)?
  private var other: (files: KeptFiles, workspace: Workspace)?
  /// What the other rules say of the checks so far.
  package private(set) var comparison = RulesComparison()

  /// `render` writes a report as it was written for the journal.
  package init(
    _ store: ContentStore, engine: String, otherRules: OtherRules? = nil, render: @escaping (Report) -> [UInt8]
  ) throws(LoadFailure) {
    self.store = store
    self.engine = engine
    self.render = render
    self.otherRules = otherRules
    disclosures = try store.disclosures()
  }

  /// Throws where the store is there and cannot be read.
  package mutating func judge(_ record: JournalRecord) throws(LoadFailure) -> Answer {
    let check: KeptCheck
    do throws(KeptFault) {
      check = try KeptCheck(record, store, disclosures)
    } catch {
      switch error {
      case .withheld(let names): return .withheld(names)
      case .rulesChanged(let what): return .rulesChanged(what)
      case .factsChanged(let what): return .factsChanged(what)
      case .unreadable(let failure): throw failure
      }
    }
    let report: Report
    do throws(LoadFailure) {
      report = try judge(check)
      if let otherRules { compare(report, check, otherRules) }
    } catch {
      return .engineChanged("\(versions(record)): it refuses what was judged then: \(Self.message(error))")
    }
    if render(report) == Array(check.report.utf8) { return .same }
    let verdict = report.verdict.rawValue
    let answer =
      verdict == record.verdict ? "the same verdict, and another report" : "\(verdict) instead of \(record.verdict)"
    return .engineChanged("\(versions(record)): \(answer)")
  }

  private func versions(_ record: JournalRecord) -> String {
    record.inputs.engine == engine
      ? "version \(engine), then and now" : "version \(record.inputs.engine) then, \(engine) now"
  }

  private mutating func judge(_ check: KeptCheck) throws(LoadFailure) -> Report {
    if kept?.files != check.files {
      kept = (check.files, try Workspace.open(deal: check.deal, ledger: check.ledger, files: check.files))
    }
    guard let workspace = kept?.workspace else { throw LoadFailure("there is no deal", code: "no-deal") }
    return try workspace.check(
      check.events, packDigest: ContentDigest.pack(workspace.packFiles), findsCures: check.findsCures)
  }

  private mutating func compare(_ report: Report, _ check: KeptCheck, _ rules: OtherRules) {
    do throws(LoadFailure) {
      if other?.files != check.files {
        let workspace = try Workspace.open(
          deal: check.deal, ledger: check.ledger, files: check.files, rules: rules.folder, rules.files)
        other = (check.files, workspace)
      }
      guard let workspace = other?.workspace else { return }
      comparison.add(
        was: report, now: try workspace.check(check.events, packDigest: report.packDigest, findsCures: false))
    } catch {
      comparison.addRefusal(error.diagnostics.first?.placed ?? "")
    }
  }

  private static func message(_ failure: LoadFailure) -> String { failure.diagnostics.first?.message ?? "" }
}

extension Diagnostic {
  /// On one line, with its place.
  fileprivate var placed: String {
    range.map { "\($0.file.path):\($0.start.line):\($0.start.column): \(message)" } ?? message
  }
}
