import ArgumentParser
import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

/// A gate that was asked for, however its arguments were read.
struct GateRun: Equatable {
  var paths: [String] = []
  var staged = false
  var since: String?
  var judging = JudgingChoices()
  var formats: [ReportRequest] = []
  var baseline: String?
  var writesBaseline = false
  var journal: String?
  var errorFormat = DiagnosticFormat.text
  var color = ColourChoice.auto

  /// What is wrong with the arguments together; nil if nothing is.
  var mistake: String? {
    if since != nil, staged || !paths.isEmpty {
      return "--since goes neither with --staged nor with files."
    }
    if writesBaseline, baseline == nil { return "--write-baseline needs --baseline, the file to write." }
    let known = baseline.map { ReportOutputs.OtherFile(what: "the baseline", path: $0) }
    let record = journal.map { ReportOutputs.OtherFile(what: "the journal", path: $0) }
    return ReportOutputs.mistake(in: formats, judging, beside: [known, record].compactMap(\.self))
  }

  /// Prints the reports. Throws the exit code where it is not 0.
  func run() throws(ExitCode) {
    let outputs = ReportOutputs(formats, judging, color)
    let (gate, failures) = try errorFormat.reporting { () throws(LoadFailure) in
      if let journal {
        try Journal(journal).keepApart(from: [judging.outputFile, baseline] + formats.map(\.path) + paths)
      }
      let judgement = try judge()
      let gate = judgement.report
      try outputs.write(
        { $0.render(gate, width: $1, palette: $2) },
        summary: { MarkdownReport.render(gate, limit: MarkdownReport.summaryLimit) }, other: judgement.baseline)
      return (gate, judgement.failures)
    }
    // A format for programs has no word for it, or none that is seen.
    if gate.results.isEmpty, !outputs.tellsPeople {
      Console.report([Diagnostic("nothing to check", code: "nothing-to-check", severity: .note)], as: errorFormat)
    }
    Console.report(failures, as: errorFormat)
    if !failures.isEmpty { throw ExitStatus.failure }
    if let exitCode = judging.failOn.exitCode(for: gate) { throw exitCode }
  }

  /// What the proposals come to, why they could not all be put on record, and a baseline that is to be written.
  private typealias Judgement = (
    report: GateReport, failures: [Diagnostic], baseline: (path: String, bytes: [UInt8])?
  )

  private func judge() throws(LoadFailure) -> Judgement {
    if staged {
      let (changes, index) = try Git.staged()
      for path in paths where !index.exists(path) {
        throw Files.failure(
          "cannot read '\(path)': no such file or directory", code: "unreadable-file", path: path)
      }
      var judgement = try judge(index) { gate throws(LoadFailure) in try gate.judge(changes, named: paths) }
      judgement.report.remarks += index.untrackedReads.map { path in
        Files.diagnostic(
          "git does not track this file: it was read from the working tree", code: "untracked-input", path: path,
          severity: .note)
      }
      return judgement
    }
    if let since {
      let (changes, deals, top) = try Git.since(since)
      return try judge(WorkingTree(top: top, searched: top, known: deals)) { gate throws(LoadFailure) in
        try gate.judge(changes)
      }
    }
    let tree = WorkingTree(top: "/")
    if paths.isEmpty { return try judge(tree) { gate throws(LoadFailure) in try gate.judgeAll() } }
    for path in paths { try tree.checkReadable(path) }
    return try judge(tree) { gate throws(LoadFailure) in try gate.judge([], named: paths) }
  }

  private func judge<Tree: ProposalTree>(
    _ tree: Tree, _ body: (inout Gate<Tree>) throws(LoadFailure) -> GateReport
  ) throws(LoadFailure) -> Judgement {
    var gate = Gate(tree, deal: judging.deal, digest: ContentDigest.pack)
    var report = try body(&gate)
    let known = try compareWithBaseline(&report, tree)
    return (report, record(gate.judged, tree), known)
  }

  /// Puts each proposal on record, as a check of its own: from what lies beside the journal it can be judged again alone. Nothing
  /// that goes wrong here keeps the answer back.
  private func record(_ judged: [(deal: String, proposals: [String])], _ tree: some ProposalTree) -> [Diagnostic] {
    guard let journal = journal.map(CheckJournal.init) else { return [] }
    var failures: [Diagnostic] = []
    var told: Set<String> = []
    func attempt(_ work: () throws(LoadFailure) -> Void) {
      do throws(LoadFailure) { try work() } catch {
        // What is wrong with the journal is wrong for each of them.
        failures += error.diagnostics.filter { told.insert($0.rendered).inserted }
      }
    }
    for (deal, proposals) in judged where !proposals.isEmpty {
      attempt { () throws(LoadFailure) in
        var files: [SourceFile] = []
        for proposal in proposals { files.append(try tree.read(proposal)) }
        for (report, inputs) in try journal.judgeEach(files, deal: deal, files: tree) {
          attempt { () throws(LoadFailure) in try journal.append(report, inputs, errorFormat: errorFormat) }
        }
      }
    }
    return failures
  }

  /// Marks what is known; gives the baseline as it is to be written, if it is.
  private func compareWithBaseline(
    _ gate: inout GateReport, _ tree: some ProposalTree
  ) throws(LoadFailure) -> (path: String, bytes: [UInt8])? {
    guard let path = baseline else { return nil }
    guard writesBaseline else {
      // What is about to be committed is held against the baseline that is about to be committed.
      try Baseline(reading: try tree.read(path)).apply(to: &gate, tree)
      return nil
    }
    let files = Files()
    var known = Baseline(path: path)
    if files.exists(path) { known = try Baseline(reading: try files.read(path)) }
    known.update(with: gate, tree)
    known.apply(to: &gate, tree)
    return (path, known.render())
  }
}

extension GateRun: PlainRequest {
  static var name: String { GateCommand.configuration.commandName ?? "" }

  var isWhole: Bool { mistake == nil }

  mutating func set(flag: String) -> Bool {
    switch flag {
    case "--staged": staged = true
    case "--write-baseline": writesBaseline = true
    default: return false
    }
    return true
  }

  mutating func set(option: String, to value: String) -> Bool {
    switch option {
    case "--since": since = value
    case "--baseline": baseline = value
    default: return false
    }
    return true
  }
}
