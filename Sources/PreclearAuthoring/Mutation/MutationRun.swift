import PreclearEngine
import PreclearLanguage

/// Changes packs one small step at a time, and looks whether a case notices.
package enum MutationRun {
  /// Every change to the packs of the deals, in the order of their files. All cases have passed.
  package static func result(
    of deals: [ObservedDeal], progress: (_ done: Int, _ all: Int) -> Void
  ) throws(LoadFailure) -> MutationResult {
    let work = deals.flatMap { deal in PackChanges.all(of: deal).map { (deal, $0) } }
    var mutants: [MutationResult.Mutant] = []
    for (number, (deal, change)) in work.enumerated() {
      progress(number, work.count)
      mutants.append(
        MutationResult.Mutant(
          owner: change.owner, change: change.text, place: change.place, fate: try fate(of: change, deal)))
    }
    progress(work.count, work.count)
    return MutationResult(mutants: mutants)
  }

  private static func fate(of change: PackChange, _ deal: ObservedDeal) throws(LoadFailure) -> MutationResult.Fate {
    let cases = deal.cases.filter { change.concerns($0.observation) }
    if cases.isEmpty { return .survived(cases: 0) }
    let pack = try change.applied(to: deal)
    for item in cases where !deal.judge(item.testCase, by: pack).failures.isEmpty {
      return .noticed(by: "\(item.path):\(item.testCase.line)")
    }
    return .survived(cases: cases.count)
  }
}
