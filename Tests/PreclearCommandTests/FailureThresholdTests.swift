import PreclearEngine
import Testing

@testable import PreclearCommand

@Suite struct FailureThresholdTests {
  private func report(_ outcomes: [Outcome]) -> Report {
    let results = outcomes.map { outcome in
      EventResult(
        event: "T-1", kind: "sale", date: "2001-11-06", verdict: Verdict([outcome]), counts: OutcomeCounts(), later: 0,
        findings: [Finding(rule: "a/b", outcome: outcome, title: "", message: "")], outcomes: [])
    }
    return Report(deal: "d", packName: "p", packVersion: "1", packDigest: "sha256:", results: results)
  }

  @Test(arguments: [
    ([Outcome](), FailureThreshold.notice, Int32(0)),
    ([.notice], .review, 0),
    ([.notice], .notice, 3),
    ([.waived], .notice, 0),
    ([.trigger], .review, 3),
    ([.indeterminate], .notice, 3),
    ([.indeterminate], .violation, 0),
    ([.trigger, .notice], .violation, 0),
    ([.violation], .violation, 1),
    ([.violation, .indeterminate, .notice], .notice, 1),
  ])
  func exitCodeFollowsTheGravestVerdict(_ outcomes: [Outcome], _ threshold: FailureThreshold, _ expected: Int32) {
    #expect((threshold.exitCode(for: report(outcomes))?.rawValue ?? 0) == expected)
  }
}
