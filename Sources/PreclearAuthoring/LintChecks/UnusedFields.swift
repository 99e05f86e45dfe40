import PreclearEngine
import PreclearLanguage

/// Fields of events, views, entries and kept rows that nothing reads.
enum UnusedFields: PackLinter {
  private static let field = LintCheck(
    "unused-field", "a field that nothing reads",
    """
    Nothing reads this field. If people are asked for it all the same, because the record should show it, say so: \
    '# preclear: allow unused-field -- why'. Else a rule that should read it does not, or it is left over. All fields of a \
    kind of event that nothing reads are told as 'unused-event'.
    """)

  static let checks = [field]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    var result: [Diagnostic] = []
    func add(_ name: Name, of owner: String) {
      guard !subject.usage.contains(name) else { return }
      result.append(
        field.finding(
          "nothing reads the field '\(name.text)' of \(owner)", at: name.range, help: "use it, or take it out"))
    }
    for item in pack.common where subject.isOwn(item.name.range) { add(item.name, of: "every event") }
    for kind in pack.kinds where kind.pack == subject.module && subject.usage.contains(kind.name) {
      for item in kind.fields { add(item.name, of: "'\(kind.name.text)'") }
    }
    for view in pack.views where view.pack == subject.module && subject.usage.contains(view.name) {
      // A field is told once, where it stands first.
      var told: Set<String> = []
      for name in view.fields.map(\.name) + view.entries.flatMap({ $0.fields.map(\.name) }) {
        if told.insert(name.text).inserted { add(name, of: "the view '\(view.name.text)'") }
      }
    }
    for register in pack.registers where register.pack == subject.module && subject.usage.contains(register.name) {
      var told: Set<String> = []
      for name in (register.start ?? []).map(\.name) + register.updates.flatMap({ $0.fields.map(\.name) }) {
        if told.insert(name.text).inserted { add(name, of: "the register '\(register.name.text)'") }
      }
    }
    for measure in pack.measures where measure.pack == subject.module && subject.usage.contains(measure.name) {
      if case .record(let fields) = measure.value {
        for item in fields { add(item.name, of: "the rows of '\(measure.name.text)'") }
      }
    }
    for crossing in pack.crossings where crossing.pack == subject.module && subject.usage.contains(crossing.name) {
      for item in crossing.keep { add(item.name, of: "the crossing '\(crossing.name.text)'") }
    }
    for cluster in pack.clusters where cluster.pack == subject.module && subject.usage.contains(cluster.name) {
      for item in cluster.sums { add(item.name, of: "the cluster '\(cluster.name.text)'") }
    }
    return result
  }
}
