/// Diagnostics as they are found. Reading goes on after a mistake, so that one run shows all of them.
package struct Diagnostics: Sendable {
  /// More than this many errors help nobody.
  package static let limit = 100

  package private(set) var all: [Diagnostic] = []

  package init() {}

  package var hasErrors: Bool { all.contains { $0.severity == .error } }

  package mutating func add(_ diagnostic: Diagnostic) {
    // One mistake may be met from several sides: a name that is wrong in a view is wrong for whoever looks at the view.
    let isKnown = all.contains {
      $0.message == diagnostic.message && $0.range?.start == diagnostic.range?.start
        && $0.range?.file === diagnostic.range?.file
    }
    if !isKnown, all.count < Self.limit { all.append(diagnostic) }
  }

  package mutating func error(_ message: String, code: String, at range: SourceRange?, help: String? = nil) {
    add(Diagnostic(message, code: code, at: range, help: help))
  }
}

/// A text could not be used; the diagnostics say why. Never empty.
package struct LoadFailure: Error, Sendable {
  package let diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  package init(_ message: String, code: String, help: String? = nil) {
    self.diagnostics = [Diagnostic(message, code: code, help: help)]
  }
}
