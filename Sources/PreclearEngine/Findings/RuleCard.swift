/// A rule as a lawyer reads it: what it says in words, what the words mean, where it comes from.
package struct RuleCard: Sendable {
  /// One thing that can happen: a form of the rule, and when it holds.
  package struct Clause: Sendable {
    package var id: String?
    package var outcome: Outcome
    /// A `require`: the condition must hold.
    package var isRequirement: Bool
    /// Of which events, where the clause looks at fewer than the rule.
    package var looksAt: [String]
    package var when: Statement?
    package var condition: Statement
    package var exceptions: [(id: String, condition: Statement)]
    /// What the finding says, with the names of its figures in braces.
    package var message: String?
    package var cures: [String]
    package var citations: [Citation]

    package init(
      id: String?, outcome: Outcome, isRequirement: Bool, looksAt: [String], when: Statement?, condition: Statement,
      exceptions: [(id: String, condition: Statement)], message: String?, cures: [String], citations: [Citation]
    ) {
      self.id = id
      self.outcome = outcome
      self.isRequirement = isRequirement
      self.looksAt = looksAt
      self.when = when
      self.condition = condition
      self.exceptions = exceptions
      self.message = message
      self.cures = cures
      self.citations = citations
    }
  }

  /// What a word in quotes means.
  package struct Definition: Sendable {
    package var name: String
    package var title: String?
    package var statement: Statement

    package init(name: String, title: String?, statement: Statement) {
      self.name = name
      self.title = title
      self.statement = statement
    }
  }

  package struct Parameter: Sendable {
    package struct Value: Sendable {
      package var from: CalendarDate
      /// The last day on which it holds; nil while no other follows.
      package var until: CalendarDate?
      package var text: String
      package var isInForce: Bool
      package var citations: [Citation]

      package init(from: CalendarDate, until: CalendarDate?, text: String, isInForce: Bool, citations: [Citation]) {
        self.from = from
        self.until = until
        self.text = text
        self.isInForce = isInForce
        self.citations = citations
      }
    }

    package var name: String
    package var title: String?
    package var values: [Value]

    package init(name: String, title: String?, values: [Value]) {
      self.name = name
      self.title = title
      self.values = values
    }
  }

  package struct Reading: Sendable {
    package var name: String
    package var question: String
    package var alternatives: [(name: String, title: String)]
    package var citations: [Citation]

    package init(
      name: String, question: String, alternatives: [(name: String, title: String)], citations: [Citation]
    ) {
      self.name = name
      self.question = question
      self.alternatives = alternatives
      self.citations = citations
    }
  }

  /// A case of a rule test that says what this rule must give.
  package struct Example: Sendable {
    package var name: String
    package var outcome: Outcome
    package var file: String
    package var line: Int

    package init(name: String, outcome: Outcome, file: String, line: Int) {
      self.name = name
      self.outcome = outcome
      self.file = file
      self.line = line
    }
  }

  package var id: String
  package var title: String
  package var pack: String
  /// The names of the kinds of event.
  package var looksAt: [String]
  package var when: Statement?
  package var effective: (from: CalendarDate, to: CalendarDate)
  package var readsBefore: Bool
  /// A field whose values are supposed one by one where it is absent.
  package var supposes: String?
  package var clauses: [Clause]
  package var definitions: [Definition]
  package var parameters: [Parameter]
  package var readings: [Reading]
  /// What nobody may leave open, and what is asked where it is.
  package var facts: [MissingFact]
  package var covers: [String]
  package var citations: [Citation]
  package var examples: [Example]
  /// Where the rule is written.
  package var location: EventLocation

  package init(id: String, title: String, pack: String, location: EventLocation) {
    self.id = id
    self.title = title
    self.pack = pack
    self.location = location
    looksAt = []
    effective = (.negativeInfinity, .infinity)
    readsBefore = false
    clauses = []
    definitions = []
    parameters = []
    readings = []
    facts = []
    covers = []
    citations = []
    examples = []
  }

  /// All that it cites, its parameters and readings too.
  package var everyCitation: [Citation] {
    allCitations + parameters.flatMap { $0.values.flatMap(\.citations) } + readings.flatMap(\.citations)
  }

  /// The citations of the rule and of its clauses, each once.
  package var allCitations: [Citation] {
    var result = citations
    for citation in clauses.flatMap(\.citations) where !result.contains(citation) { result.append(citation) }
    return result
  }
}

/// A condition in words: a sentence, or the head of a list of statements (`all of these hold:`).
package struct Statement: Hashable, Sendable {
  package let text: String
  package let parts: [Statement]

  package init(_ text: String, _ parts: [Statement] = []) {
    self.text = text
    self.parts = parts
  }
}
