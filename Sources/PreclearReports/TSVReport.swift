import PreclearEngine

/// `EVENT⇥RULE⇥OUTCOME`, a line for each finding, and nothing else. Nothing is escaped: neither an id nor the name of a rule
/// can hold a control character.
package enum TSVReport {
  package static func render(_ result: EventResult) -> [UInt8] {
    var bytes: [UInt8] = []
    for finding in result.findings {
      write(Array(result.event.utf8)[...], finding.rule, finding.outcome, to: &bytes)
    }
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
