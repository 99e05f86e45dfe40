import PreclearEngine

/// `EVENT⇥RULE⇥OUTCOME`, a line for each finding, and nothing else. Nothing is escaped: neither an id nor the name of a rule
/// can hold a control character.
package enum TSVReport {
  package static func render(_ result: EventResult) -> [UInt8] {
    var bytes: [UInt8] = []
    for finding in result.findings {
      bytes += result.event.utf8
      bytes.append(UInt8(ascii: "\t"))
      bytes += finding.rule.utf8
      bytes.append(UInt8(ascii: "\t"))
      bytes += finding.outcome.rawValue.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}
