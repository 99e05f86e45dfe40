import PreclearEngine

/// A finding in sentences, the same in every format that people read.
extension Finding {
  /// What is said below the message and its figures, a sentence each.
  var notes: [String] {
    var notes: [String] = []
    for split in readings {
      let alternatives = split.alternatives.map { "\($0.name) gives \(TextReport.word(for: $0.outcome))" }
      notes.append("Two readings, \(split.reading): \(alternatives.joined(separator: "; "))")
    }
    for world in worlds { notes.append("If \(world.field) is \(world.value): \(TextReport.word(for: world.outcome))") }
    if let error { notes.append("Could not be computed: \(error)") }
    if let exception { notes.append("Exception looked at: \(exception)") }
    notes += settled.map(\.sentence)
    if let waiver { notes.append(waiver.sentence) }
    notes += cures.map { "Cure: \($0.sentence)" } + cureNotes
    return notes
  }

  /// All of it as lines, for formats without structure of their own.
  var lines: [String] {
    [title] + message.split(separator: "\n").map(String.init)
      + facts.map { "\($0.name): \($0.valueText)" }
      + missing.map { "? \($0.question) (\($0.fact))" }
      + notes + citations.map(\.sentence)
  }
}

extension SettledReading {
  var sentence: String {
    let who = [by, on].compactMap { $0 }.joined(separator: ", ")
    return "Settled reading, \(reading): \(choose)" + (who.isEmpty ? "" : " (\(who))")
      + (because.map { ": \($0)" } ?? "")
  }
}

extension Waiver {
  var sentence: String { "Waived by \(by), \(instrument), from \(from) until \(until): \(because)" }
}

extension Citation {
  var sentence: String {
    var text = source.prefix(1).uppercased() + source.dropFirst()
    if !page.isEmpty { text += " \(page)" }
    if !lines.isEmpty { text += ", \(lines.contains("-") ? "lines" : "line") \(lines)" }
    if !anchor.isEmpty { text += ": “\(anchor)”" }
    return text
  }
}

extension EventResult {
  /// `PR-01: sale of 2001-12-03`.
  var heading: String { "\(event): \(kind) of \(date)" }
}

extension EventLocation {
  /// `proposals/sale.yaml:3`.
  var text: String { "\(file):\(line)" }
}

extension GateReport {
  /// `3 events: 1 blocked, 2 clear; 1 finding is known and does not count`.
  var summary: String {
    let results = results
    guard !results.isEmpty else { return "nothing to check" }
    let parts = [Verdict.blocked, .review, .clear].compactMap { verdict -> String? in
      let count = results.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    var text = "\(results.count) \(results.count == 1 ? "event" : "events"): \(parts.joined(separator: ", "))"
    switch knownCount {
    case 0: break
    case 1: text += "; 1 finding is known and does not count"
    case let count: text += "; \(count) findings are known and do not count"
    }
    return text
  }
}

extension Report {
  /// What it was judged with.
  var colophon: String { "Deal \(deal), pack \(packName) \(packVersion), \(packDigest)" }
}
