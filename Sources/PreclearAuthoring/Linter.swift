import PreclearEngine
import PreclearLanguage

/// What a run of the linter found.
package struct LintReport: Sendable {
  /// In the order of files and lines.
  package let diagnostics: [Diagnostic]
  /// A pack, a deal or a test has mistakes that every command refuses.
  package let isBroken: Bool
}

/// Looks through packs, the tests that speak of them, and deals.
package struct Linter<Access: FileAccess> {
  package struct Options: Sendable {
    /// The day for what expires; nil: nothing is said of it.
    package var date: CalendarDate?
    /// Copies of what packs cite; without a name where the packs have one source, which is meant.
    package var sources: [(name: String?, document: SourceDocument)] = []

    package init() {}
  }

  private let files: Access
  private let options: Options

  package init(files: Access, options: Options) {
    self.files = files
    self.options = options
  }

  /// Packs are folders, deals and tests are files.
  package func lint(packs: [String], deals: [String], tests: [String]) -> LintReport {
    var run = LintRun(files: files, options: options)
    run.survey(packs)
    run.readTests(tests)
    run.lintPacks()
    run.lintTests()
    for deal in deals { run.lint(deal: deal) }
    return run.report
  }
}

package enum LintChecks {
  static var families: [any PackLinter.Type] {
    [
      DecidedConditions.self, UnusedDeclarations.self, UnusedFields.self, Parameters.self, UntestedRules.self,
      Citations.self, Thresholds.self, CatalogueSides.self, AcrossShards.self, FieldLimits.self,
    ]
  }

  /// All checks, by code.
  package static let all: [LintCheck] =
    (families.flatMap { $0.checks } + UnlistedFiles.checks + DealWaivers.checks + Allowances.checks).sorted {
      $0.code < $1.code
    }

  /// What is only found with a day or a source at hand.
  static let conditional: Set<String> = ["review-due", "anchor", "waiver-expired", "waiver-not-begun"]
}

private struct LintRun<Access: FileAccess> {
  private let files: Access
  private let options: Linter<Access>.Options
  private var surveys: [(directory: String, survey: PackSurvey)] = []
  private var tests: [(test: RuleTest, packDirectory: String?)] = []
  private var found: [Diagnostic] = []
  private var isBroken = false
  private var told: Set<String> = []

  init(files: Access, options: Linter<Access>.Options) {
    self.files = files
    self.options = options
  }

  var report: LintReport {
    LintReport(diagnostics: found.sorted { Self.precedes($0, $1) }, isBroken: isBroken)
  }

  private static func precedes(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    guard let x = a.range, let y = b.range else { return a.range == nil && b.range != nil }
    if x.file.path != y.file.path { return x.file.path.utf8.lexicographicallyPrecedes(y.file.path.utf8) }
    if x.start != y.start { return x.start < y.start }
    return a.code < b.code
  }

  /// What two packs import is read twice, and told once.
  private mutating func add(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      let place = diagnostic.range.map { "\($0.file.path):\($0.start.line):\($0.start.column)" } ?? ""
      if told.insert("\(place) \(diagnostic.message)").inserted { found.append(diagnostic) }
    }
  }

  private mutating func addMistakes(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    add(diagnostics)
    isBroken = true
  }

  // MARK: Packs and tests

  mutating func survey(_ directories: [String]) {
    surveys = directories.map { ($0, PackSurvey($0, files: files)) }
    for survey in surveys { addMistakes(survey.survey.diagnostics) }
  }

  mutating func readTests(_ paths: [String]) {
    let files = files
    let loaded = Concurrently.map(paths) { path in
      Result { () throws(LoadFailure) in try RuleTest.load(try files.read(path)) }
    }
    var packs: [String: String?] = [:]
    for result in loaded {
      switch result {
      case .failure(let failure): addMistakes(failure.diagnostics)
      case .success(let test):
        guard let named = test.deal?.scalar?.text else {
          tests.append((test, nil))
          continue
        }
        let deal = FilePath.join(FilePath.directory(of: test.file.path), named)
        let pack = packs[deal] ?? packDirectory(ofDeal: deal)
        packs[deal] = pack
        tests.append((test, pack))
      }
    }
  }

  /// Nil where the deal cannot be read: `test` says why.
  private func packDirectory(ofDeal path: String) -> String? {
    do throws(LoadFailure) {
      let pack = try YAMLReader.read(try files.read(path))["pack"]?.scalar?.text
      return pack.map { FilePath.join(FilePath.directory(of: path), $0) }
    } catch {
      return nil
    }
  }

  /// Tests speak of a pack if they lie in its folder, or test in a deal of it, or of a pack that imports it.
  private func cases(of directory: String) -> [RuleTestCase] {
    let importers = surveys.filter { survey in
      survey.survey.pack?.modules.contains { $0.directory == directory } ?? false
    }.map(\.directory)
    return tests.filter { test, pack in
      pack == directory || pack.map(importers.contains) ?? false || test.file.path.hasPrefix(directory + "/")
    }.flatMap(\.test.cases)
  }

  mutating func lintPacks() {
    let checked = surveys.map { $0.survey.isSound ? $0.survey.pack.map(CheckedPack.init) : nil }
    var usage = Usage()
    for pack in checked { if let pack { usage.formUnion(Usage(of: pack)) } }
    let known = checked.compactMap(\.self).flatMap { $0.pack.sources.map(\.name.text) }
    let copies = namedCopies(known, areAllKnown: checked.allSatisfy { $0 != nil })
    let sources = SourceChecker(copies)
    for (pack, (directory, survey)) in zip(checked, surveys) {
      guard let pack else { continue }
      addMistakes(sources.wrongCopies(for: pack.pack).filter { $0.code != "unknown-source" })
      let subject = LintSubject(
        checked: pack, module: survey.module, usage: usage, cases: cases(of: directory), sources: sources,
        date: options.date)
      var findings: [Diagnostic] = []
      for family in LintChecks.families { findings += family.findings(subject) }
      findings += UnlistedFiles.findings(in: directory, survey, files)
      addFindings(findings, of: subject.documents.map(\.range.file))
    }
    // A pack that could not be read may be the one that declares it.
    for source in copies where !known.contains(source.name) && checked.allSatisfy({ $0 != nil }) {
      addMistakes([
        Diagnostic(
          "no pack declares the source '\(source.name)'", code: "unknown-source",
          help: NearestName.hint(source.name, among: known))
      ])
    }
  }

  /// The copies with the names of the sources that they are.
  private mutating func namedCopies(
    _ known: [String], areAllKnown: Bool
  ) -> [(name: String, document: SourceDocument)] {
    var copies: [(name: String, document: SourceDocument)] = []
    for (name, document) in options.sources {
      do throws(LoadFailure) {
        let name = if let name { name } else { try SourceChecker.onlySource(among: known, for: document) }
        copies.append((name, document))
      } catch {
        if areAllKnown { addMistakes(error.diagnostics) }
      }
    }
    return copies
  }

  mutating func lintTests() {
    for (test, pack) in tests {
      // What deal a test is of is known, or whoever runs it says so: then it is one with a pack that has the test's folder.
      if test.deal != nil, pack == nil { continue }
      let spoken = surveys.filter { directory, survey in
        if let pack { return directory == pack }
        return survey.pack?.modules.contains { test.file.path.hasPrefix($0.directory + "/") } ?? false
      }
      guard !spoken.isEmpty, spoken.allSatisfy(\.survey.isSound) else { continue }
      let rules = spoken.flatMap { $0.survey.pack?.rules.map(\.id) ?? [] }
      addFindings(UntestedRules.strangers(in: test, rules: rules), of: [test.file])
    }
  }

  /// Findings but for those that their files allow.
  private mutating func addFindings(_ findings: [Diagnostic], of files: [SourceFile]) {
    let codes = LintChecks.all.map(\.code)
    for file in files {
      var allowances = Allowances(file, codes: codes)
      add(findings.filter { $0.range?.file.path == file.path && !allowances.allow($0) })
      let conditional = options.date == nil || options.sources.isEmpty ? LintChecks.conditional : []
      add(allowances.findings + allowances.unneeded(except: conditional))
    }
  }

  // MARK: Deals

  mutating func lint(deal path: String) {
    do throws(LoadFailure) {
      let node = try YAMLReader.read(try files.read(path))
      let directory = FilePath.directory(of: path)
      guard let name = node["pack"]?.scalar?.text else { return try checkOpening(path) }
      let packDirectory = FilePath.join(directory, name)
      let survey = surveys.first { $0.directory == packDirectory }?.survey ?? PackSurvey(packDirectory, files: files)
      addMistakes(survey.diagnostics)
      guard survey.isSound, let pack = survey.pack else { return }
      try checkOpening(path)
      guard let waivers = node["waivers"]?.scalar.map({ FilePath.join(directory, $0.text) }), files.exists(waivers)
      else {
        return
      }
      let file = try files.read(waivers)
      let findings = DealWaivers.findings(
        try YAMLReader.read(file), rules: pack.rules.map(\.id), events: try events(of: node, directory),
        on: options.date)
      addFindings(findings, of: [file])
    } catch {
      addMistakes(error.diagnostics)
    }
  }

  /// The deal as every command opens it: its parties, opening events and settled readings.
  private func checkOpening(_ path: String) throws(LoadFailure) {
    _ = try Workspace.openForReplay(deal: path, files: files).replay(LogReplayer.Options(), packDigest: "")
  }

  /// The ids of all events that the deal names; nil if it names no proposals.
  private func events(of deal: DocumentNode, _ directory: String) throws(LoadFailure) -> Set<String>? {
    guard let proposals = deal["proposals"] else { return nil }
    var nodes = deal["opening"]?.items ?? []
    if let ledger = deal["ledger"]?.scalar?.text {
      nodes += try JSONReader.readLines(try files.read(FilePath.join(directory, ledger)))
    }
    for pattern in (proposals.items ?? [proposals]).compactMap({ $0.scalar?.text }) {
      for path in paths(matching: FilePath.join(directory, pattern)) {
        let node = try YAMLReader.read(try files.read(path))
        nodes += node.items ?? [node]
      }
    }
    return Set(nodes.compactMap { $0["id"]?.scalar?.text })
  }

  /// `proposals/*.yaml`: one star, in the name of the file.
  private func paths(matching pattern: String) -> [String] {
    let directory = FilePath.directory(of: pattern)
    let name = pattern.split(separator: "/").last.map(String.init) ?? ""
    let ends = name.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else { return files.exists(pattern) ? [pattern] : [] }
    return files.list(directory).filter {
      $0.hasPrefix(ends[0]) && $0.hasSuffix(ends[1]) && $0.utf8.count >= ends[0].utf8.count + ends[1].utf8.count
    }.map { FilePath.join(directory, $0) }
  }
}
