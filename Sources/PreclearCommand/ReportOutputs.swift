import ArgumentParser
import PreclearEngine
import PreclearLanguage
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

/// What a run writes: reports in several formats, and a file beside them. All of it is made before the first is written, and whatever
/// can be refused is refused before standard output has a word.
struct ReportOutputs {
  /// A file that a run reads or writes beside its reports.
  struct OtherFile {
    let what: String
    let path: String
  }

  private let requests: [ReportRequest]
  private let judging: JudgingChoices
  private let color: ColourChoice

  init(_ requests: [ReportRequest], _ judging: JudgingChoices, _ color: ColourChoice) {
    self.requests = Self.effective(requests)
    self.judging = judging
    self.color = color
  }

  private static func effective(_ requests: [ReportRequest]) -> [ReportRequest] {
    requests.isEmpty ? [ReportRequest(.text)] : requests
  }

  /// What is wrong with where everything goes; nil if nothing is.
  static func mistake(in requests: [ReportRequest], _ judging: JudgingChoices, beside others: [OtherFile] = [])
    -> String?
  {
    let requests = effective(requests)
    if judging.output != nil, requests.allSatisfy({ $0.path != nil }) {
      return "--output is for a format without a file of its own, and every format has one."
    }
    let paths = requests.map { outputFile($0, judging) }
    if paths.count(where: { $0 == nil }) > 1 || requests.count(where: { $0.path == nil }) > 1 {
      return "Only one format can go to standard output or --output; give the others files: --format sarif=out.sarif."
    }
    let places = paths.map { $0 ?? standardOutput }
    for (number, place) in places.enumerated() {
      if places[..<number].contains(where: { areSame($0, place) }) { return "Two formats cannot go to the same file." }
      if let other = others.first(where: { areSame($0.path, place) }) {
        return "A report cannot go to '\(place)', which is \(other.what)."
      }
    }
    return nil
  }

  private static let standardOutput = "/dev/stdout"

  /// Whether two paths are for the same file, which need not be there yet.
  private static func areSame(_ a: String, _ b: String) -> Bool {
    Files().areSame(a, b) || Path(place(of: a)) == Path(place(of: b))
  }

  private static func place(of path: String) -> String {
    let path = Files.resolved(path)
    return FilePath.join(Files.resolved(FilePath.directory(of: path)), String(FilePath.name(of: path)))
  }

  /// Nil for standard output.
  private static func outputFile(_ request: ReportRequest, _ judging: JudgingChoices) -> String? {
    var choices = judging
    if let path = request.path { choices.output = path }
    return choices.outputFile
  }

  /// Whether standard output has words for people.
  var tellsPeople: Bool { requests.contains { $0.format == .text && Self.outputFile($0, judging) == nil } }

  /// `summary` is the Markdown that a job on GitHub shows beside its annotations; `other` a file that is written with the reports.
  func write(
    _ render: (ReportFormat, _ width: Int, Palette) -> [UInt8], summary: () -> String,
    other: (path: String, bytes: [UInt8])? = nil
  ) throws(LoadFailure) {
    let files = Files()
    var waiting: [OutputStream] = []
    if let other {
      waiting.append(try OutputStream(other.path, files: files, number: waiting.count))
      try waiting[0].write(other.bytes)
    }
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
    var appended: OutputStream?
    if requests.contains(where: { $0.format == .github }), let path = Terminal.variable("GITHUB_STEP_SUMMARY"),
      !path.isEmpty
    {
      appended = try OutputStream(appendingTo: path)
      try appended?.write(Array(summary().utf8))
    }
    // What takes the name of a file can be given up to the end; what a stream took cannot.
    for stream in waiting where stream.replacesFile { try stream.prepare() }
    for stream in waiting where !stream.replacesFile { try stream.finish() }
    try appended?.finish()
    for stream in waiting where stream.replacesFile { try stream.finish() }
  }
}
