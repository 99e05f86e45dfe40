import PreclearEngine

/// The report as one JSON object, `preclear.report/1`: a contract, in which keys are only ever added.
///
/// A key without content is left out, except those that a reader counts on: the counts, and the lists of findings,
/// missing facts, cures and citations. Every figure of the deal is a string, so that no reader rounds it.
package enum JSONReport {
  package static let format = "preclear.report/1"

  package static func render(_ report: Report) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.report(report) { $0.result($1) }
    json.endLine()
    return json.bytes
  }

  package static let gateFormat = "preclear.gate/1"

  /// The reports of a gate, each as above, with the place of each result; then the remarks.
  package static func render(_ gate: GateReport) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.member("format", gateFormat)
      // Silence is no clearance: where nothing was judged there is no verdict.
      $0.memberOrNull("verdict", gate.results.isEmpty ? nil : gate.verdict.rawValue)
      $0.member("summary", gate.summary)
      $0.members("reports", gate.reports) { $0.report($1) { $0.placedResult($1) } }
      $0.members("remarks", gate.remarks) { $0.diagnostic($1) }
    }
    json.endLine()
    return json.bytes
  }
}

/// What the reports in JSON share.
extension JSONWriter {
  fileprivate mutating func report(_ report: Report, _ result: (inout JSONWriter, EventResult) -> Void) {
    object {
      $0.member("format", JSONReport.format)
      $0.member("deal", report.deal)
      $0.pack(name: report.packName, version: report.packVersion, digest: report.packDigest)
      $0.member("verdict", report.verdict.rawValue)
      $0.members("results", report.results, result)
    }
  }

  package mutating func pack(name: String, version: String, digest: String) {
    key("pack")
    object {
      $0.member("name", name)
      $0.member("version", version)
      $0.member("digest", digest)
    }
  }

  /// How often each outcome came.
  mutating func counts(_ count: (Outcome) -> Int) {
    key("counts")
    object {
      for outcome in Outcome.allCases {
        $0.key(outcome.rawValue)
        $0.integer(count(outcome))
      }
    }
  }

  package mutating func result(_ result: EventResult) {
    object { $0.resultMembers(result) }
  }

  /// With the place of the event, which of many files it came from.
  mutating func placedResult(_ result: EventResult) {
    object {
      $0.resultMembers(result)
      if let location = result.location { $0.location(location) }
    }
  }

  private mutating func resultMembers(_ result: EventResult) {
    member("event", result.event)
    member("kind", result.kind)
    member("date", result.date)
    member("verdict", result.verdict.rawValue)
    counts { result.counts[$0] }
    key("later")
    integer(result.later)
    members("findings", result.findings) { $0.finding($1) }
  }

  fileprivate mutating func finding(_ finding: Finding) {
    object {
      $0.member("rule", finding.rule)
      $0.member("outcome", finding.outcome.rawValue)
      $0.member("was", ifAny: finding.was?.rawValue)
      $0.member("clause", ifAny: finding.clause)
      $0.member("title", finding.title)
      $0.member("message", finding.message)
      if !finding.facts.isEmpty { $0.members("facts", finding.facts) { $0.fact($1) } }
      if !finding.readings.isEmpty { $0.members("readings", finding.readings) { $0.reading($1) } }
      if !finding.worlds.isEmpty { $0.members("worlds", finding.worlds) { $0.world($1) } }
      $0.members("missing", finding.missing) { json, missing in
        json.object {
          $0.member("fact", missing.fact)
          $0.member("question", missing.question)
          if !missing.answers.isEmpty { $0.members("answers", missing.answers) { $0.answer($1) } }
          if missing.settles > 0 {
            $0.key("settles")
            $0.integer(missing.settles)
          }
        }
      }
      $0.member("error", ifAny: finding.error)
      if let waiver = finding.waiver { $0.waiver(waiver) }
      if !finding.settled.isEmpty { $0.members("settled", finding.settled) { $0.settled($1) } }
      $0.member("exception", ifAny: finding.exception)
      $0.members("cures", finding.cures) { $0.cure($1) }
      if !finding.cureNotes.isEmpty { $0.members("cure_notes", finding.cureNotes) { $0.string($1) } }
      $0.members("citations", finding.citations) { $0.citation($1) }
      if let location = finding.location { $0.location(location) }
      if finding.isKnown {
        $0.key("known")
        $0.bool(true)
      }
    }
  }

  /// A known fact has a value; one that is not has its bounds, where null is without bound.
  fileprivate mutating func fact(_ fact: Fact) {
    object {
      $0.member("name", fact.name)
      if let value = fact.value {
        $0.member("value", value)
      } else {
        $0.memberOrNull("least", fact.least)
        $0.memberOrNull("most", fact.most)
      }
    }
  }

  fileprivate mutating func reading(_ split: ReadingSplit) {
    object {
      $0.member("reading", split.reading)
      $0.key("alternatives")
      $0.object {
        for alternative in split.alternatives { $0.member(alternative.name, alternative.outcome.rawValue) }
      }
    }
  }

  fileprivate mutating func world(_ world: WorldOutcome) {
    object {
      $0.member("field", world.field)
      $0.member("value", world.value)
      $0.member("outcome", world.outcome.rawValue)
    }
  }

  fileprivate mutating func waiver(_ waiver: Waiver) {
    key("waiver")
    object {
      $0.member("by", waiver.by)
      $0.member("instrument", waiver.instrument)
      $0.member("from", "\(waiver.from)")
      $0.member("until", "\(waiver.until)")
      $0.member("because", waiver.because)
    }
  }

  fileprivate mutating func settled(_ settled: SettledReading) {
    object {
      $0.member("reading", settled.reading)
      $0.member("choose", settled.choose)
      $0.member("by", ifAny: settled.by)
      $0.member("on", ifAny: settled.on)
      $0.member("because", ifAny: settled.because)
    }
  }

  /// One value, or a range, of which an end that is left out is without bound.
  fileprivate mutating func answer(_ answer: FactAnswer) {
    object {
      switch answer.content {
      case .value(let value): $0.member("answer", value)
      case .range(let first, let last):
        $0.member("from", ifAny: first)
        $0.member("to", ifAny: last)
      }
      $0.member("outcome", answer.outcome.rawValue)
    }
  }

  /// A cure of several steps has kind `combine`, and its steps in order.
  fileprivate mutating func cure(_ cure: Cure) {
    object {
      if cure.steps.count == 1 {
        $0.step(cure.steps[0])
      } else {
        $0.member("kind", "combine")
        $0.members("steps", cure.steps) { json, step in json.object { $0.step(step) } }
      }
      $0.member("particulars", ifAny: cure.particulars)
      $0.member("clears", cure.clears.rawValue)
    }
  }

  private mutating func step(_ step: Cure.Step) {
    switch step {
    case .wait(let date):
      member("kind", "wait")
      member("date", "\(date)")
    case .reduce(let field, let value):
      member("kind", "reduce")
      member("field", field)
      member("to", value)
    case .change(let field, let value):
      member("kind", "change")
      member("field", field)
      member("to", value)
    case .obtain(let fact):
      member("kind", "obtain")
      member("fact", fact)
    }
  }

  package mutating func citation(_ citation: Citation) {
    object {
      $0.member("source", citation.source)
      $0.member("page", ifAny: citation.page)
      $0.member("lines", ifAny: citation.lines)
      $0.member("anchor", ifAny: citation.anchor)
    }
  }

  fileprivate mutating func location(_ location: EventLocation) {
    key("location")
    object {
      $0.member("file", location.file)
      $0.key("line")
      $0.integer(location.line)
      $0.key("column")
      $0.integer(location.column)
    }
  }

  package mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  package mutating func member(_ name: String, ifAny text: String?) {
    guard let text, !text.isEmpty else { return }
    member(name, text)
  }

  package mutating func memberOrNull(_ name: String, _ text: String?) {
    key(name)
    if let text { string(text) } else { null() }
  }

  package mutating func members<Item>(
    _ name: String, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void
  ) {
    key(name)
    list { json in
      for item in items { write(&json, item) }
    }
  }
}
