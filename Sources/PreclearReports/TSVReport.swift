import PreclearEngine

/// `EVENT⇥RULE⇥OUTCOME`, a line for each finding, and nothing else. Neither an id nor the name of a rule can hold a control
/// character.
package enum TSVReport {
  /// The lines of an event of a gate. What a reader may take for the end of a line, and what turns the direction of writing, becomes
  /// U+FFFD. That a baseline knows a finding changes nothing of its outcome: the formats that have more room say it.
  package static func render(_ result: EventResult) -> [UInt8] {
    var bytes: [UInt8] = []
    let event = Array(TextLayout.printable(result.event).utf8)[...]
    for finding in result.findings { write(event, TextLayout.printable(finding.rule), finding.outcome, to: &bytes) }
    return bytes
  }

  /// Appends the line of one finding.
  package static func write(_ event: ArraySlice<UInt8>, _ rule: String, _ outcome: Outcome, to bytes: inout [UInt8]) {
    bytes += event
    bytes.append(UInt8(ascii: "\t"))
    bytes += rule.utf8
    bytes.append(UInt8(ascii: "\t"))
    bytes += outcome.rawValue.utf8
    bytes.append(UInt8(ascii: "\n"))
  }
}
