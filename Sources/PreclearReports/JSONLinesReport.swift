import PreclearEngine

/// JSON Lines: the result of an event as it stands in ``JSONReport``, on one line; at the end one object with the summary.
package enum JSONLinesReport {
  package static let summaryFormat = "preclear.replay/1"

  package static func render(_ result: EventResult) -> [UInt8] {
    var json = JSONWriter(style: .compact)
    json.result(result)
    json.endLine()
    return json.bytes
  }

  /// A line for each result of a gate, with its place, and one with what all of them come to.
  package static func render(_ gate: GateReport) -> [UInt8] {
    var json = JSONWriter(style: .compact)
    for result in gate.results {
      json.placedResult(result)
      json.endLine()
    }
    json.object {
      $0.key("summary")
      $0.object {
        $0.member("format", JSONReport.gateFormat)
        $0.memberOrNull("verdict", gate.results.isEmpty ? nil : gate.verdict.rawValue)
        $0.member("summary", gate.summary)
        $0.members("deals", gate.reports) { json, report in
          json.object {
            $0.member("deal", report.deal)
            $0.pack(name: report.packName, version: report.packVersion, digest: report.packDigest)
            $0.key("events")
            $0.integer(report.results.count)
          }
        }
        $0.members("remarks", gate.remarks) { $0.diagnostic($1) }
      }
    }
    json.endLine()
    return json.bytes
  }

  /// The counts of each rule add up to the number of events; those of all rules are the sums of theirs.
  package static func render(_ summary: ReplaySummary) -> [UInt8] {
    var json = JSONWriter(style: .compact)
    json.object {
      $0.key("summary")
      $0.object {
        $0.member("format", summaryFormat)
        $0.member("deal", summary.deal)
        $0.pack(name: summary.packName, version: summary.packVersion, digest: summary.packDigest)
        $0.member("verdict", summary.verdict.rawValue)
        $0.key("events")
        $0.integer(summary.events)
        $0.member("first", ifAny: summary.firstDate)
        $0.member("last", ifAny: summary.lastDate)
        $0.key("verdicts")
        $0.object {
          for verdict in [Verdict.blocked, .review, .clear] {
            $0.key(verdict.rawValue)
            $0.integer(summary[verdict])
          }
        }
        $0.counts { summary[$0] }
        $0.members("rules", summary.rules) { json, rule in
          json.object {
            $0.member("rule", rule.id)
            $0.counts { rule.counts[$0] }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }
}
