import PreclearEngine
import PreclearLanguage

/// What came of one case.
package struct RuleTestCaseResult: Sendable {
  package let path: String
  package let line: Int
  package let name: String
  /// What was expected and did not come, one sentence each. Empty: the case passed.
  package let failures: [String]
  /// What the result rests on, for whoever looks for the cause. Only of a case that failed.
  package let evidence: [String]

  package var hasPassed: Bool { failures.isEmpty }

  /// The failed case as its author reads it.
  package var description: String {
    (["FAIL \(path):\(line): \(name)"] + failures.map { "  \($0)" } + evidence.map { "    \($0)" })
      .joined(separator: "\n")
  }
}

/// How many cases of all files came out how.
package struct RuleTestCount: Sendable {
  package private(set) var passed = 0
  package private(set) var failed = 0

  package init() {}

  package mutating func add(_ results: [RuleTestCaseResult]) {
    for result in results {
      if result.hasPassed { passed += 1 } else { failed += 1 }
    }
  }
}

/// Judges the cases of rule tests. A deal is loaded once, however many files test it.
package struct RuleTestRunner<Files: FileAccess> {
  private let files: Files
  private let deal: String?
  private let observes: Bool
  /// The deals that cases were run on, in order, where it was asked to observe.
  package private(set) var observedDeals: [ObservedDeal] = []
  private var observedPositions: [String: Int] = [:]
  private var workspaces: [String: Result<Workspace, LoadFailure>] = [:]

  /// With a deal, the one that a test file names is never opened. Observing keeps what each case tried.
  package init(files: Files, deal: String?, observes: Bool = false) {
    self.files = files
    self.deal = deal
    self.observes = observes
  }

  /// The cases of one file, in its order. Throws if the file, or its deal, cannot be loaded; a deal that several files
  /// share throws the same failure for each.
  package mutating func run(_ file: SourceFile) throws(LoadFailure) -> [RuleTestCaseResult] {
    let test = try RuleTest.load(file)
    let path = try dealPath(for: test)
    let workspace = try workspace(path)
    if observes {
      let deal = try observedDeal(workspace, path)
      return test.cases.map { result(of: $0, in: file, deal.run($0, of: file.path)) }
    }
    return test.cases.map { run($0, of: file, in: workspace) }
  }

  private mutating func observedDeal(_ workspace: Workspace, _ path: String) throws(LoadFailure) -> ObservedDeal {
    if let known = observedPositions[path] { return observedDeals[known] }
    let deal = try ObservedDeal(workspace)
    observedPositions[path] = observedDeals.count
    observedDeals.append(deal)
    return deal
  }

  private mutating func workspace(_ path: String) throws(LoadFailure) -> Workspace {
    if let known = workspaces[path] { return try known.get() }
    let loaded: Result<Workspace, LoadFailure>
    do throws(LoadFailure) {
      loaded = .success(try Workspace.openForTests(deal: path, files: files))
    } catch {
      loaded = .failure(error)
    }
    workspaces[path] = loaded
    return try loaded.get()
  }

  private func dealPath(for test: RuleTest) throws(LoadFailure) -> String {
    if let deal { return deal }
    guard let named = test.deal?.scalar?.text else {
      throw LoadFailure(
        "'\(test.file.path)' names no deal to test the rules in", code: "no-deal", help: "add 'deal:' or pass --deal")
    }
    return FilePath.join(FilePath.directory(of: test.file.path), named)
  }

  private func run(_ testCase: RuleTestCase, of file: SourceFile, in workspace: Workspace) -> RuleTestCaseResult {
    var comparison = RuleTestComparison(ruleIDs: workspace.ruleIDs)
    do throws(LoadFailure) {
      let result = try workspace.judge(
        parties: testCase.parties, given: testCase.given, propose: testCase.propose, readings: testCase.readings,
        waivers: testCase.waivers)
      comparison.compare(testCase.expectation, with: result)
    } catch {
      comparison.compare(testCase.expectation, with: error)
    }
    return result(of: testCase, in: file, comparison)
  }

  private func result(
    of testCase: RuleTestCase, in file: SourceFile, _ comparison: RuleTestComparison
  ) -> RuleTestCaseResult {
    RuleTestCaseResult(
      path: file.path, line: testCase.line, name: testCase.name, failures: comparison.failures,
      evidence: comparison.failures.isEmpty ? [] : comparison.evidence)
  }
}
