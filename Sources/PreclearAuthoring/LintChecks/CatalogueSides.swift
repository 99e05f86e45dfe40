import PreclearEngine
import PreclearLanguage

/// The scope list: each id of the catalogue stands on one side of it, covered by a rule or with a reason why none is needed.
enum CatalogueSides: PackLinter {
  private static let both = LintCheck(
    "both-sides", "a catalogue id that a rule covers and 'no_rule' excuses",
    """
    A rule says that it covers this id, and 'no_rule' gives a reason why no rule is needed. One of the two is out of date. (An \
    id on neither side is a mistake that no command accepts: 'uncovered'.)
    """)

  static let checks = [both]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    return pack.noRule.filter { subject.isOwn($0.range) }.compactMap { entry -> Diagnostic? in
      guard let rule = pack.rules.first(where: { $0.covers.contains { $0.text == entry.id } }) else { return nil }
      return both.finding(
        "'\(entry.id)' needs no rule by this, and '\(rule.id)' covers it", at: entry.range,
        help: "take it out here, or from the rule's 'covers'")
    }
  }
}
