import ArgumentParser
import PreclearEngine
import PreclearReports

/// A format that was asked for, and the file for it, if it has one of its own: `text`, `sarif=out.sarif`.
struct ReportRequest: Equatable, ExpressibleByArgument {
  let format: ReportFormat
  let path: String?

  init(_ format: ReportFormat, path: String? = nil) {
    self.format = format
    self.path = path
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let format = ReportFormat(rawValue: String(parts[0])) else { return nil }
    if parts.count == 2, parts[1].isEmpty { return nil }
    self.init(format, path: parts.count == 2 ? String(parts[1]) : nil)
  }

  static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }
}

/// Reports in several formats at once: all of them are made before the first is written.
struct ReportOutputs {
  private let requests: [ReportRequest]
  private let judging: JudgingChoices
  private let color: ColourChoice

  init(_ requests: [ReportRequest], _ judging: JudgingChoices, _ color: ColourChoice) {
    self.requests = requests.isEmpty ? [ReportRequest(.text)] : requests
    self.judging = judging
    self.color = color
  }

  /// What is wrong with the choice of formats; nil if nothing is.
  static func mistake(in requests: [ReportRequest]) -> String? {
    if requests.count(where: { $0.path == nil }) > 1 {
      return "Only one format can go to standard output or --output; give the others files: --format sarif=out.sarif."
    }
    let paths = requests.compactMap(\.path)
    return Set(paths).count < paths.count ? "Two formats cannot go to the same file." : nil
  }

  /// `summary` is the Markdown that a job on GitHub shows beside its annotations.
  func write(
    _ render: (ReportFormat, _ width: Int, Palette) -> [UInt8], summary: () -> String
  ) throws(LoadFailure) {
    let files = Files()
    var waiting: [OutputStream] = []
    for request in requests {
      var choices = judging
      if let path = request.path { choices.output = path }
      let bytes = render(request.format, choices.width, choices.palette(color))
      let output = try choices.outputFile.map { path throws(LoadFailure) in
        try OutputStream(path, files: files, number: waiting.count)
      }
      let stream = output ?? OutputStream()
      try stream.write { $0 += bytes }
      waiting.append(stream)
    }
    for stream in waiting { try stream.finish() }
    if requests.contains(where: { $0.format == .github }), let path = Terminal.variable("GITHUB_STEP_SUMMARY"),
      !path.isEmpty
    {
      try files.append(Array(summary().utf8), to: path)
    }
  }
}
