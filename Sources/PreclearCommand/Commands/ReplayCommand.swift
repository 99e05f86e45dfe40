import ArgumentParser
import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

extension ReplayFormat: ExpressibleByArgument {}

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges the events of a log, each as of its day.",
    discussion: """
      A log is JSON Lines, one event a line, in the order of the dates. Each event is judged on the deal's opening events and \
      on the log before it, and then recorded: what violated a rule still happened. The deal's own ledger is not read.

      text shows what was found with each event, and at the end how often each rule came out how. jsonl gives one object a \
      line for each event with findings, then one with a summary. tsv gives event, rule and outcome of each finding.

      At a line that is wrong the replay stops with exit code 2. What was found before it is on standard output, in whole \
      lines, without the summary; a file named with --output stays what it was.

      Examples:
        preclear replay ledger.jsonl
        preclear replay 2000.jsonl 2001.jsonl --deal deals/one/deal.yaml --format jsonl --output found.jsonl
        zcat log.jsonl.gz | preclear replay - --format tsv --exit-zero | sort | uniq

      Exit codes: 0 clear, 1 blocked, 3 for review, 2 if the work could not be done or was interrupted. --fail-on violation \
      makes review exit 0 as well; --fail-on notice makes a notice exit 3 too; --exit-zero makes all of them exit 0, but \
      never 2.
      """)

  @Argument(help: "Files that hold the events, one after the other; - is standard input.")
  var logs: [String]

  @OptionGroup var judging: JudgingOptions

  @Option(help: ArgumentHelp("text, jsonl or tsv.", valueName: "format"))
  var format = ReplayFormat.text

  @Flag(help: "Show every event, not only those with findings (text, jsonl).")
  var all = false

  @Flag(help: "Sort the log by date first, in memory; events of one day stay as they stand.")
  var sort = false

  @Flag(help: "Refuse every id that occurs twice, not only where the pack keeps state by it.")
  var checkIds = false

  @Flag(help: "Exit with 0 whatever was found.")
  var exitZero = false

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if logs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    if all, format == .tsv {
      throw ValidationError("--all does not go with --format tsv, which has a line for each finding and nothing else.")
    }
  }

  func run() throws {
    let summary = try shared.reporting { () throws(LoadFailure) in try replay() }
    if !exitZero, let exitCode = judging.choices.failOn.exitCode(for: summary) { throw exitCode }
  }

  private func replay() throws(LoadFailure) -> ReplaySummary {
    let files = Files()
    let log = try LogFiles(logs, files)
    let workspace = try Workspace.openForReplay(deal: try judging.choices.deal(for: logs, files), files: files)
    let replayer = try workspace.replay(
      LogReplayer.Options(checksEveryID: checkIds, givesEveryResult: all, explains: format.explains),
      packDigest: ContentDigest.pack(workspace.packFiles))
    Interruption.watch()
    let output = try judging.choices.outputFile.map { path throws(LoadFailure) in try OutputStream(path, files: files) }
    let run = ReplayRun(
      replayer: replayer, output: output ?? OutputStream(), format: format, width: judging.choices.width,
      palette: judging.choices.palette(shared.color),
      progress: Terminal.showsProgress ? .onTerminal(total: log.size(files)) : nil)
    if sort {
      try run.judge { body throws(LoadFailure) in
        try SortedLog(log, replayer.scanner, files, dateOf: replayer.date(of:)).forEachBatch(body)
      }
    } else {
      try run.judge { body throws(LoadFailure) in try log.forEachBatch(replayer.scanner, files, body) }
    }
    return replayer.summary
  }
}

/// Lines in, findings out.
private final class ReplayRun {
  typealias BatchBody = (inout LogBatch) throws(LoadFailure) -> Void

  private let replayer: LogReplayer
  private let output: OutputStream
  private let format: ReplayFormat
  private let width: Int
  private let palette: Palette
  private var progress: ProgressBar?

  init(
    replayer: LogReplayer, output: OutputStream, format: ReplayFormat, width: Int, palette: Palette,
    progress: ProgressBar?
  ) {
    self.replayer = replayer
    self.output = output
    self.format = format
    self.width = width
    self.palette = palette
    self.progress = progress
  }

  /// Judges every line. Whatever stops it, what was found up to there is written.
  func judge(_ forEachBatch: (BatchBody) throws(LoadFailure) -> Void) throws(LoadFailure) {
    do throws(LoadFailure) {
      try forEachBatch(judge(batch:))
      try output.write(format.render(replayer.summary, width: width, palette: palette))
      try output.finish()
      progress?.clear()
    } catch {
      progress?.clear()
      try flush(after: error)
      throw error
    }
  }

  private func judge(batch: inout LogBatch) throws(LoadFailure) {
    replayer.begin(&batch)
    let batch = batch
    if format.explains {
      try replayer.judge(
        batch, before: { number throws(LoadFailure) in try step(to: number, of: batch) },
        found: { result throws(LoadFailure) in
          try output.write(format.render(result, width: width, palette: palette))
        })
    } else {
      try replayer.judgeOutcomes(
        batch, before: { number throws(LoadFailure) in try step(to: number, of: batch) },
        found: { event, rule, outcome throws(LoadFailure) in
          try output.write { TSVReport.write(event, rule, outcome, to: &$0) }
        })
    }
    try checkReader(batch.frames.lines.count, of: batch)
  }

  /// Throws where the work has to stop before a line.
  private func step(to number: Int, of batch: LogBatch) throws(LoadFailure) {
    try checkReader(number, of: batch)
    try Interruption.check(batch.place(number))
    let line = batch.frames.lines[number]
    progress?.advance(bytes: line.end + 1 - line.start)
  }

  /// The verdict of a whole log is given even if nobody read to the end; but a long log is not judged for nobody.
  private func checkReader(_ next: Int, of batch: LogBatch) throws(LoadFailure) {
    guard output.isAbandoned else { return }
    let place = batch.place(next - 1)
    throw Files.failure(
      "nobody reads the output any more: after this line nothing was judged", code: "closed-output",
      path: place.file, line: place.line)
  }

  private func flush(after failure: LoadFailure) throws(LoadFailure) {
    do throws(LoadFailure) {
      try output.flush()
    } catch {
      throw LoadFailure(failure.diagnostics + error.diagnostics)
    }
  }
}

extension ProgressBar {
  fileprivate static func onTerminal(total: Int?) -> ProgressBar {
    ProgressBar(total: total, clock: { Terminal.seconds }, draw: Console.draw)
  }
}
