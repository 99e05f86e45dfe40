import PreclearEngine
import PreclearLanguage

/// One case, and what it tried.
package struct ObservedCase {
  package let path: String
  package let testCase: RuleTestCase
  package let observation: Observation
  package let hasPassed: Bool
}

/// A deal whose pack is compiled to be observed, and the cases that were run on it.
package final class ObservedDeal {
  package let workspace: Workspace
  package let observed: ObservedPack
  /// In the order in which they were run.
  package private(set) var cases: [ObservedCase] = []
  /// What all of them tried together.
  package let total: Observation

  init(_ workspace: Workspace) throws(LoadFailure) {
    self.workspace = workspace
    observed = try ObservedPack(workspace.pack)
    total = Observation(sites: observed.sites.sites.count)
  }

  /// What came of the case under a pack: that of the deal, or one that differs from it.
  func judge(_ testCase: RuleTestCase, by pack: CompiledPack, _ observation: Observation? = nil) -> RuleTestComparison {
    var comparison = RuleTestComparison(ruleIDs: workspace.ruleIDs)
    do throws(LoadFailure) {
      let result = try workspace.judge(
        parties: testCase.parties, given: testCase.given, propose: testCase.propose, readings: testCase.readings,
        waivers: testCase.waivers, observed: (pack, observation))
      comparison.compare(testCase.expectation, with: result)
    } catch {
      comparison.compare(testCase.expectation, with: error)
    }
    return comparison
  }

  /// Judges the case and keeps what it tried.
  func run(_ testCase: RuleTestCase, of path: String) -> RuleTestComparison {
    let observation = Observation(sites: observed.sites.sites.count)
    let comparison = judge(testCase, by: observed.pack, observation)
    total.add(observation)
    cases.append(
      ObservedCase(
        path: path, testCase: testCase, observation: observation, hasPassed: comparison.failures.isEmpty))
    return comparison
  }
}
