/// A figure or word that a rule used, as counsel would write it down to redo the sum.
package struct Fact: Hashable, Sendable {
  package let name: String
  /// The value, if it is known.
  package let value: String?
  /// The bounds of a figure that is only partly known; nil is without bound.
  package let least: String?
  package let most: String?

  package init(name: String, value: String?, least: String? = nil, most: String? = nil) {
    self.name = name
    self.value = value
    self.least = least
    self.most = most
  }
}

/// A fact that nobody supplied and that the outcome waits for.
package struct MissingFact: Hashable, Sendable {
  /// Such as `event.buyer`, `consent.expires` or `holding(acme).shares`.
  package let fact: String
  /// What to ask, in words that counsel understands.
  package let question: String
  /// What the rule comes to with each kind of answer, where that can be worked out.
  package var answers: [FactAnswer] = []
  /// How many of the event's open findings some answer to it decides.
  package var settles = 0

  package init(fact: String, question: String) {
    self.fact = fact
    self.question = question
  }

  /// The question for a fact of which the pack asks nothing: a field of an event, or an event that is not on record.
  package static func usualQuestion(_ fact: String) -> String {
    func words(_ name: Substring) -> String { String(name.map { $0 == "_" ? " " : $0 }) }
    let about = fact.firstIndex(of: "(").map { " \(fact[$0...].prefix { $0 != "." })" } ?? ""
    let kind = words(fact.prefix { $0 != "(" && $0 != "." })
    guard let dot = fact.lastIndex(of: ".") else { return "Which \(kind) event is not on record\(about)?" }
    return "What is the \(words(fact[fact.index(after: dot)...])) of the \(kind)\(about)?"
  }
}

/// Where a rule or a figure stands in a source document.
package struct Citation: Hashable, Sendable {
  package let source: String
  package let page: String
  package let lines: String
  /// At most eight words that occur there.
  package let anchor: String

  package init(source: String, page: String, lines: String, anchor: String) {
    self.source = source
    self.page = page
    self.lines = lines
    self.anchor = anchor
  }
}

/// A provision that reads two ways, and what each alternative gives.
package struct ReadingSplit: Hashable, Sendable {
  package struct Alternative: Hashable, Sendable {
    package let name: String
    package let outcome: Outcome

    package init(name: String, outcome: Outcome) {
      self.name = name
      self.outcome = outcome
    }
  }

  package let reading: String
  package let alternatives: [Alternative]

  package init(reading: String, alternatives: [Alternative]) {
    self.reading = reading
    self.alternatives = alternatives
  }
}

/// What an event comes to if an absent field had this value.
package struct WorldOutcome: Hashable, Sendable {
  package let field: String
  package let value: String
  package let outcome: Outcome

  package init(field: String, value: String, outcome: Outcome) {
    self.field = field
    self.value = value
    self.outcome = outcome
  }
}

/// An ambiguity that counsel settled, and that this finding rests on.
package struct SettledReading: Hashable, Sendable {
  package let reading: String
  package let choose: String
  package let by: String?
  package let on: String?
  package let because: String?

  package init(reading: String, choose: String, by: String?, on: String?, because: String?) {
    self.reading = reading
    self.choose = choose
    self.by = by
    self.on = on
    self.because = because
  }
}

/// An act of a person who may lift a constraint, for one rule and one event.
package struct Waiver: Hashable, Sendable {
  package let rule: String
  package let event: String
  package let by: String
  package let instrument: String
  package let because: String
  /// First and last day on which it holds, both included.
  package let from: CalendarDate
  package let until: CalendarDate

  package init(
    rule: String, event: String, by: String, instrument: String, because: String, from: CalendarDate,
    until: CalendarDate
  ) {
    self.rule = rule
    self.event = event
    self.by = by
    self.instrument = instrument
    self.because = because
    self.from = from
    self.until = until
  }
}

/// Where the event that was judged stands in its file.
package struct EventLocation: Hashable, Sendable {
  package let file: String
  package let line: Int
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// What one rule says of one event, where that is neither `clear` nor `not_applicable`.
package struct Finding: Sendable {
  package var rule: String
  package var outcome: Outcome
  /// What a waived finding was before.
  package var was: Outcome?
  /// The clause that decided, where the rule has several.
  package var clause: String?
  package var title: String
  package var message: String
  package var facts: [Fact] = []
  package var readings: [ReadingSplit] = []
  package var worlds: [WorldOutcome] = []
  package var missing: [MissingFact] = []
  /// The fault of arithmetic or of data that kept the rule from an answer.
  package var error: String?
  /// The exception that was looked at and decided.
  package var exception: String?
  package var settled: [SettledReading] = []
  package var waiver: Waiver?
  /// What would clear it, the simplest first.
  package var cures: [Cure] = []
  /// What is to be known of cures that were looked for, each a sentence: what a day waits for, where the search ended.
  package var cureNotes: [String] = []
  package var citations: [Citation] = []
  package var location: EventLocation?
  /// It stood in a baseline, and does not count.
  package var isKnown = false

  package init(rule: String, outcome: Outcome, title: String, message: String) {
    self.rule = rule
    self.outcome = outcome
    self.title = title
    self.message = message
  }
}

/// What all rules say of one event.
package struct EventResult: Sendable {
  package var event: String
  package var kind: String
  package var date: String
  package var verdict: Verdict
  package var counts: OutcomeCounts
  /// How many events of the history lie after the event's date and were left out.
  package var later: Int
  package var findings: [Finding]
  /// The outcome of every active rule, in pack order: what rule tests compare.
  package var outcomes: [(rule: String, outcome: Outcome)]
  /// Where a proposal stands; nil for an event of a log.
  package var location: EventLocation?

  package init(
    event: String, kind: String, date: String, verdict: Verdict, counts: OutcomeCounts, later: Int,
    findings: [Finding], outcomes: [(rule: String, outcome: Outcome)]
  ) {
    self.event = event
    self.kind = kind
    self.date = date
    self.verdict = verdict
    self.counts = counts
    self.later = later
    self.findings = findings
    self.outcomes = outcomes
  }
}

/// What a check comes to: the gravest verdict and the result of each event, in order.
package struct Report: Sendable {
  package var deal: String
  package var packName: String
  package var packVersion: String
  /// `sha256:…` over every file that was loaded.
  package var packDigest: String
  package var results: [EventResult]

  package var verdict: Verdict { results.map(\.verdict).max() ?? .clear }

  package init(deal: String, packName: String, packVersion: String, packDigest: String, results: [EventResult]) {
    self.deal = deal
    self.packName = packName
    self.packVersion = packVersion
    self.packDigest = packDigest
    self.results = results
  }
}
