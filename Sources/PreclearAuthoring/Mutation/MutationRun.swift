import PreclearEngine
import PreclearLanguage

/// Changes packs one small step at a time, and looks whether a case notices.
package enum MutationRun {
  /// Every change to the packs of the deals, in the order of their files. All cases have passed. Two threads share the work: each
  /// change is judged on packs and state of its own, and the order of the result is that of the changes.
  package static func result(
    of deals: [ObservedDeal], progress: (_ done: Int, _ all: Int) -> Void
  ) throws(LoadFailure) -> MutationResult {
    let work = deals.flatMap { deal in PackChanges.all(of: deal).map { (deal, $0) } }
    let (even, odd) = Concurrently.both {
      fates(of: work, from: 0) { progress($0, work.count) }
    } _: {
      fates(of: work, from: 1) { _ in }
    }
    progress(work.count, work.count)
    var mutants: [MutationResult.Mutant] = []
    for (number, (_, change)) in work.enumerated() {
      let fate = try (number % 2 == 0 ? even : odd)[number / 2].get()
      mutants.append(
        MutationResult.Mutant(owner: change.owner, change: change.text, place: change.place, fate: fate))
    }
    return MutationResult(mutants: mutants)
  }

  private typealias Fates = [Result<MutationResult.Fate, LoadFailure>]

  /// Every second one, from a number on.
  private static func fates(
    of work: [(ObservedDeal, PackChange)], from first: Int, progress: (Int) -> Void
  ) -> Fates {
    stride(from: first, to: work.count, by: 2).map { number in
      progress(number)
      return Result { () throws(LoadFailure) in try fate(of: work[number].1, work[number].0) }
    }
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
