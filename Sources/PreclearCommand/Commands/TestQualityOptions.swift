import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearReports

extension TestReportFormat: ExpressibleByArgument {}

/// What `test` says of the tests themselves.
struct TestQualityOptions: ParsableArguments {
  @Flag(help: "Show what the cases try, and what none of them does.")
  var coverage = false

  @Flag(help: "Change the pack in small steps, and show the changes that no case notices. Slow.")
  var mutate = false

  @Option(
    help: ArgumentHelp(
      "Fail if less than this percentage is reached of the outcomes, conditions, exceptions, parameters or readings.",
      valueName: "percent"))
  var threshold: Int?

  @Option(
    help: ArgumentHelp("Changes that need not be noticed, each with its reason.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var survivors: String?

  @Option(help: ArgumentHelp("text, json or html (coverage alone); json and html need --output.", valueName: "format"))
  var format = TestReportFormat.text

  @Option(
    help: ArgumentHelp("Write what was asked for here, all of it or nothing.", valueName: "file"), completion: .file())
  var output: String?

  var isAsked: Bool { coverage || mutate }

  func validate() throws {
    if coverage, mutate { throw ValidationError("--coverage and --mutate are two reports: ask for one at a time.") }
    if threshold != nil, !coverage { throw ValidationError("--threshold goes with --coverage.") }
    if let threshold, !(0...100).contains(threshold) {
      throw ValidationError("--threshold is a percentage from 0 to 100, and not \(threshold).")
    }
    if survivors != nil, !mutate { throw ValidationError("--survivors goes with --mutate.") }
    if format != .text || output != nil, !isAsked {
      throw ValidationError("--format and --output go with --coverage or --mutate.")
    }
    if format == .html, mutate { throw ValidationError("--mutate reports as text or json.") }
    if format != .text, output == nil {
      throw ValidationError("--format \(format.rawValue) needs --output: standard output ends with the count of cases.")
    }
  }

  /// Whether the tests are as good as was asked.
  func report(on deals: [ObservedDeal], _ files: Files, _ palette: Palette) throws(LoadFailure) -> Bool {
    coverage ? try reportCoverage(of: deals, files, palette) : try reportMutation(of: deals, files, palette)
  }

  private func reportCoverage(
    of deals: [ObservedDeal], _ files: Files, _ palette: Palette
  ) throws(LoadFailure) -> Bool {
    let (coverage, mistakes) = CoverageCollector.coverage(of: deals)
    let bytes: [UInt8]
    switch format {
    case .text: bytes = text { CoverageTextReport.render(coverage, width: $0, palette: $1) }(palette)
    case .json: bytes = CoverageJSONReport.render(coverage)
    case .html: bytes = Array(CoverageHTMLReport.render(coverage).utf8)
    }
    try write(bytes, files)
    if !mistakes.isEmpty { throw LoadFailure(mistakes) }
    guard let threshold else { return true }
    let short = Coverage.Measure.allCases.filter { measure in
      measure != .boundaries && coverage.figure(measure).permille < threshold * 10
    }
    for measure in short {
      Console.note("\(measure.rawValue): \(coverage.figure(measure).percent) is less than \(threshold)%")
    }
    return short.isEmpty
  }

  private func reportMutation(
    of deals: [ObservedDeal], _ files: Files, _ palette: Palette
  ) throws(LoadFailure) -> Bool {
    let list = try survivors.map { path throws(LoadFailure) in try SurvivorList(try files.read(path)) }
    var result = try MutationRun.result(of: deals, progress: Self.showProgress)
    let mistakes = list?.explain(&result) ?? []
    let final = result
    switch format {
    case .text, .html: try write(text { MutationTextReport.render(final, width: $0, palette: $1) }(palette), files)
    case .json: try write(MutationJSONReport.render(final), files)
    }
    if !mistakes.isEmpty { throw LoadFailure(mistakes) }
    return !final.mutants.contains(where: \.isOpen)
  }

  /// A line that is drawn anew, for whoever sits before a terminal.
  private static func showProgress(_ done: Int, _ all: Int) {
    guard Terminal.showsProgress else { return }
    Console.draw(done == all ? "\r\u{1B}[K" : "\r\(done) of \(all) changes")
  }

  /// A file is the same bytes wherever it is written.
  private func text(_ render: @escaping (Int, Palette) -> String) -> (Palette) -> [UInt8] {
    { palette in
      output == nil ? Array(render(Terminal.width, palette).utf8) : Array(render(Terminal.defaultWidth, .plain).utf8)
    }
  }

  private func write(_ bytes: [UInt8], _ files: Files) throws(LoadFailure) {
    if let output { try files.replace(output, with: bytes) } else { try Console.print(bytes) }
  }
}
