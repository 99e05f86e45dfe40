import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearJournal
import PreclearLanguage
import PreclearReports

/// What a run of the linter is written as.
enum LintFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  case sarif
  case github
}

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Looks for mistakes in packs and deals: type errors first, then what a check would not notice.",
    discussion: """
      A path is a pack (a folder with a pack.yaml), a deal.yaml, or a folder that is searched for both, and for rule tests. A \
      pack that has needs is checked by itself. Each finding has a place, a code and what to do; --explain tells more of a code.

      A finding that is meant so is allowed where it stands, with a reason: '# preclear: allow CODE -- reason', at the end of its \
      line or on the line before what it speaks of. An allowance that nothing needs is a finding itself.

      Nothing depends on today: --on gives the day for what expires. Anchors are looked up with --source, in your own copy.

      Examples:
        preclear lint
        preclear lint Rules Examples --on 2026-03-05
        preclear lint Rules/delaware-203 --source prospectus=424b5.txt
        preclear lint Rules --format sarif --output lint.sarif
        preclear lint --explain always-false

      Exit codes: 0 nothing found; 1 an error; 3 warnings only; 2 the rules have mistakes that every command refuses, or a file \
      cannot be read.
      """)

  @Argument(help: "Packs, deals, or folders to search for them.", completion: .file())
  var paths: [String] = ["."]

  @Option(help: ArgumentHelp("The day by which something has expired, as 2026-03-05.", valueName: "date"))
  var on: String?

  @Option(
    help: ArgumentHelp(
      "Your copy of what a pack cites: the name of the source, '=', a text file. The name may be left out where the packs have one source.",
      valueName: "name=file"),
    completion: .file())
  var source: [String] = []

  @Option(help: ArgumentHelp("text, json, sarif or github.", valueName: "format"))
  var format = LintFormat.text

  @Option(
    help: ArgumentHelp("Write the report here instead of to standard output, all of it or nothing.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("Tell what a code means and what to do about it, and end.", valueName: "code"))
  var explain: String?

  @Flag(help: "List all checks, and end.")
  var list = false

  @OptionGroup var shared: SharedOptions

  func run() throws {
    let report = try shared.reporting { () throws(LoadFailure) -> LintReport? in
      if let explain {
        try Console.print(LintText.explanation(of: explain))
        return nil
      }
      if list {
        try Console.print(LintText.list)
        return nil
      }
      let files = Files()
      let options = try options(files)
      let targets = try LintTargets(paths, files)
      let report = Linter(files: files, options: options)
        .lint(packs: targets.packs, deals: targets.deals, tests: targets.tests)
      try write(report.diagnostics, files)
      return report
    }
    guard let report else { return }
    if report.isBroken {
      let first = report.diagnostics.first { $0.severity == .error && $0.range != nil }
      let note = "lint: the rules have mistakes that every command refuses; until they are mended, less is looked for"
      if format != .text || output != nil, let first { Console.report([first], as: shared.errorFormat) }
      if shared.errorFormat == .text { Console.note(note) }
      throw ExitStatus.failure
    }
    if report.diagnostics.contains(where: { $0.severity == .error }) { throw ExitStatus.blocked }
    if report.diagnostics.contains(where: { $0.severity == .warning }) { throw ExitStatus.review }
  }

  private func options(_ files: Files) throws(LoadFailure) -> Linter<Files>.Options {
    var options = Linter<Files>.Options()
    if let on {
      guard let date = CalendarDate(iso: on), date.isFinite else {
        throw LoadFailure("'\(on)' is no date", code: "usage", help: "write --on 2026-03-05")
      }
      options.date = date
    }
    for text in source {
      let copy = SourceCopy(text)
      let file = try files.read(copy.path)
      options.sources.append((copy.name, SourceDocument(file, digest: ContentDigest.sha256(file.bytes))))
    }
    return options
  }

  private func write(_ diagnostics: [Diagnostic], _ files: Files) throws(LoadFailure) {
    let bytes: [UInt8]
    switch format {
    case .text: bytes = LintText.report(diagnostics)
    case .json: bytes = DiagnosticReport.json(diagnostics)
    case .sarif:
      bytes = DiagnosticReport.sarif(diagnostics) { code in
        LintText.check(code).map { DiagnosticReport.Explanation(title: $0.title, text: $0.explanation) }
      }
    case .github: bytes = DiagnosticReport.github(diagnostics)
    }
    if let output, output != "-" {
      try files.replace(output, with: bytes)
    } else {
      try Console.print(bytes)
    }
  }
}

/// What the paths come to.
struct LintTargets {
  private(set) var packs: [String] = []
  private(set) var deals: [String] = []
  private(set) var tests: [String] = []

  init(_ paths: [String], _ files: Files) throws(LoadFailure) {
    for path in paths {
      if files.isFolder(path) {
        try add(folder: path, files)
      } else if path == "pack.yaml" || path.hasSuffix("/pack.yaml") {
        try files.checkReadable(path)
        try add(folder: FilePath.directory(of: path), files)
      } else {
        try files.checkReadable(path)
        deals.append(FilePath.join(".", path))
      }
    }
    packs = Self.distinct(packs)
    deals = Self.distinct(deals)
    tests = Self.distinct(tests)
  }

  private mutating func add(folder: String, _ files: Files) throws(LoadFailure) {
    let folder = FilePath.join(".", folder)
    let found = files.files(under: folder, endingIn: ".yaml")
    let inside = found.filter { $0.hasSuffix("/pack.yaml") || $0 == "pack.yaml" }.map(FilePath.directory)
    let own = found.filter { $0.hasSuffix("/\(Deal.fileName)") || $0 == Deal.fileName }
    if inside.isEmpty, own.isEmpty {
      throw LoadFailure(
        "there is neither a pack.yaml nor a deal.yaml in '\(folder)' or below it", code: "no-pack",
        help: "name a folder with rules or a deal")
    }
    packs += inside
    deals += own
    tests += found.filter { $0.hasSuffix(".test.yaml") }
  }

  private static func distinct(_ paths: [String]) -> [String] {
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }
}

/// What the linter says to people.
enum LintText {
  static func report(_ diagnostics: [Diagnostic]) -> [UInt8] {
    var text = diagnostics.map { "\($0.rendered) [\($0.code)]\n" }.joined()
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count { $0.severity == .warning }
    text += "\(errors) \(errors == 1 ? "error" : "errors"), \(warnings) \(warnings == 1 ? "warning" : "warnings")\n"
    return Array(TextLayout.printable(text).utf8)
  }

  static var list: String {
    let width = LintChecks.all.map(\.code.count).max() ?? 0
    return LintChecks.all.map { check in
      check.code + String(repeating: " ", count: width - check.code.count + 2) + check.title
    }.joined(separator: "\n")
  }

  private static let known = LintChecks.all + RuleMistakes.all

  static func check(_ code: String) -> LintCheck? { known.first { $0.code == code } }

  static func explanation(of code: String) throws(LoadFailure) -> String {
    guard let check = check(code) else {
      throw LoadFailure(
        "there is no check '\(code)'", code: "unknown-check",
        help: NearestName.hint(code, among: known.map(\.code)) ?? "preclear lint --list shows them")
    }
    return "\(check.code) (\(check.severity.rawValue)): \(check.title)\n\n\(check.explanation)"
  }
}
