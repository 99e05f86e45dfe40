import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearReports

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs rule tests: cases that state what the rules must say of an event.",
    discussion: """
      A rule test is a file whose name ends in .test.yaml. A folder is searched with all the folders in it. A case that \
      fails is shown with what was expected, what came instead, and the figures behind it.

      --coverage shows what the cases try: which outcomes of each rule and clause, which conditions were true, false and \
      unknown, which exceptions, parameters and readings, and how close they come to each limit. --mutate changes the pack \
      one small step at a time, and shows the changes that no case notices: a comparison turned, a clause or an exception \
      dropped, a parameter one step up or down.

      Examples:
        preclear test
        preclear test Rules Examples
        preclear test sales.test.yaml --deal deals/one/deal.yaml
        preclear test Rules --coverage --threshold 100
        preclear test Rules --coverage --format html --output coverage.html
        preclear test Rules --mutate --survivors Rules/survivors.yaml

      Exit codes: 0 if no case failed, 1 if one did, 2 if a file could not be loaded. With --threshold, 1 also where less \
      is reached; with --mutate, 1 also where a change survives without a reason. The last line of standard output is \
      always "N passed, M failed".
      """)

  @Argument(help: "Rule tests, or folders to search for them.", completion: .file(extensions: ["yaml"]))
  var paths: [String] = ["."]

  @Option(
    help: ArgumentHelp("The deal to test in, instead of the one that each file names.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var deal: String?

  @OptionGroup var quality: TestQualityOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    let files = Files()
    var runner = RuleTestRunner(files: files, deal: deal, observes: quality.isAsked)
    var count = RuleTestCount()
    var failure = FailureLog(format: shared.errorFormat)
    for path in paths {
      for test in testFiles(at: path, files) {
        do throws(LoadFailure) {
          let results = try runner.run(try files.read(test))
          count.add(results)
          for result in results where !result.hasPassed { try Console.print(result.description) }
        } catch {
          failure.add(error)
        }
      }
    }
    let total = count
    var isGoodEnough = true
    if quality.isAsked, !failure.hasAny, total.failed == 0 {
      do throws(LoadFailure) {
        isGoodEnough = try quality.report(on: runner.observedDeals, files, Terminal.palette(shared.color))
      } catch {
        failure.add(error)
      }
    }
    try shared.reporting { () throws(LoadFailure) in
      try Console.print("\(total.passed) passed, \(total.failed) failed")
    }
    if failure.hasAny { throw ExitStatus.failure }
    if total.failed > 0 || !isGoodEnough { throw ExitStatus.blocked }
  }

  private func testFiles(at path: String, _ files: Files) -> [String] {
    guard files.isFolder(path) else { return [path] }
    let found = files.files(under: path, endingIn: ".test.yaml")
    if found.isEmpty {
      let note = Diagnostic("no *.test.yaml under '\(path)'", code: "no-tests", severity: .note)
      Console.report([note], as: shared.errorFormat)
    }
    return found
  }
}

/// What could not be loaded. A broken deal is told once, not for each file that tests it.
private struct FailureLog {
  let format: DiagnosticFormat
  private var told: Set<String> = []

  init(format: DiagnosticFormat) {
    self.format = format
  }

  var hasAny: Bool { !told.isEmpty }

  mutating func add(_ failure: LoadFailure) {
    let new = failure.diagnostics.filter { told.insert($0.rendered).inserted }
    Console.report(new, as: format)
  }
}
