/// What a rule comes to once a missing fact is known: to be one value, or to lie in a range.
package struct FactAnswer: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// `true`, `negotiated`, `none`; or what would be on record, such as `holder acme, written true`.
    case value(String)
    /// From the one to the other, both included; nil is without end.
    case range(from: String?, to: String?)
  }

  package let content: Content
  package let outcome: Outcome

  package init(_ content: Content, _ outcome: Outcome) {
    self.content = content
    self.outcome = outcome
  }

  /// `185000 or more`: an answer, as part of a sentence.
  package var words: String {
    switch content {
    case .value(let value): value
    case .range(let first?, let last?): first == last ? first : "\(first) to \(last)"
    case .range(let first?, nil): "\(first) or more"
    case .range(nil, let last?): "\(last) or less"
    case .range(nil, nil): "any"
    }
  }
}
