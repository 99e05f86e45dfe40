import PreclearEngine
import PreclearLanguage

/// Limits of fields that no value keeps.
enum FieldLimits: PackLinter {
  private static let limits = LintCheck(
    "field-limits", .error, "a field whose least value is greater than its greatest",
    """
    No value is at least 'minimum' and at most 'maximum': every event that writes the field is refused. Exchange the two, or \
    correct the one that is wrong.
    """)

  static let checks = [limits]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    let fields =
      pack.common.filter { subject.isOwn($0.name.range) }
      + pack.kinds.filter { $0.pack == subject.module }.flatMap(\.fields)
    return fields.compactMap { field in
      guard let minimum = field.minimum, let maximum = field.maximum, minimum > maximum else { return nil }
      return limits.finding(
        "'\(field.name.text)' is at least \(minimum) and at most \(maximum)", at: field.name.range,
        help: "exchange the two, or correct one of them")
    }
  }
}
