import PreclearEngine

/// `EVENT⇥RULE⇥OUTCOME`, a line for each finding, and nothing else. Neither an id nor the name of a rule can hold a control
/// character.
package enum TSVReport {
  /// The lines of an event of a gate. What a reader may take for the end of a line, and what turns the direction of writing, becomes
  /// U+FFFD. A finding that a baseline knows does not count, and its outcome is `known`.
  package static func render(_ result: EventResult) -> [UInt8] {
    var bytes: [UInt8] = []
    let event = Array(TextLayout.printable(result.event).utf8)[...]
    for finding in result.findings {
      write(
        event, TextLayout.printable(finding.rule), finding.isKnown ? "known" : finding.outcome.rawValue, to: &bytes)
    }
    return bytes
  }

  /// Appends the line of one finding.
  package static func write(_ event: ArraySlice<UInt8>, _ rule: String, _ outcome: Outcome, to bytes: inout [UInt8]) {
    write(event, rule, outcome.rawValue, to: &bytes)
  }

  private static func write(_ event: ArraySlice<UInt8>, _ rule: String, _ outcome: String, to bytes: inout [UInt8]) {
    bytes += event
    bytes.append(UInt8(ascii: "\t"))
    bytes += rule.utf8
    bytes.append(UInt8(ascii: "\t"))
    bytes += outcome.utf8
    bytes.append(UInt8(ascii: "\n"))
  }
}
