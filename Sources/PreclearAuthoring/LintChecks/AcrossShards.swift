import PreclearEngine
import PreclearLanguage

/// Of a pack that says how a log of it may be split: what a rule reads is kept, and looked up, under the key of the split.
enum AcrossShards: PackLinter {
  private static let key = LintCheck(
    "shard-key", .error, "a log cannot be split by this field",
    """
    'shard' names the field by which a log may be split over several processes. Every event must have it, so it stands under \
    'common' with 'required: true'; 'names' are fields of events whose values keep to one shard, such as the name of an order.
    """)
  private static let read = LintCheck(
    "across-shards", .error, "a rule, or what it reads, looks across shards",
    """
    The pack says under 'shard' that a log of it may be split. Then no finding may depend on events of another shard: each \
    measure and register that is read has the shard's field, or one of its names, in its key, and is looked up with the event's \
    own. Clusters and crossings are kept over all shards. Put the field into the key, or take 'shard' out: such a log is \
    replayed as a whole.
    """)

  static let checks = [key, read]

  static func findings(_ subject: LintSubject) -> [Diagnostic] {
    guard let shard = subject.pack.modules[subject.module].shard else { return [] }
    return keyFindings(shard, subject)
      + ShardReader(subject.checked, shard).findings.map {
        read.finding($0.message, at: $0.range, help: $0.help)
      }
  }

  private static func keyFindings(_ shard: ShardDeclaration, _ subject: LintSubject) -> [Diagnostic] {
    let pack = subject.pack
    var result: [Diagnostic] = []
    if let field = pack.common.first(where: { $0.name.text == shard.by.text }) {
      if !field.isRequired {
        result.append(
          key.finding(
            "'\(shard.by.text)' may be absent", at: shard.by.range,
            help: "an event without it belongs to no shard: give the field 'required: true'"))
      }
    } else {
      result.append(
        key.finding(
          "'\(shard.by.text)' is no field of every event", at: shard.by.range,
          help: NearestName.hint(shard.by.text, among: pack.common.map(\.name.text)) ?? "declare it under 'common'"))
    }
    let known = pack.kinds.flatMap { $0.fields.map(\.name.text) } + ["id"]
    for name in shard.names where !known.contains(name.text) {
      result.append(
        key.finding(
          "no event has a field '\(name.text)'", at: name.range,
          help: NearestName.hint(name.text, among: known) ?? "name a field whose values keep to one shard"))
    }
    return result
  }
}

/// Follows what rules and state read.
private struct ShardReader {
  struct Finding {
    let message: String
    let range: SourceRange
    let help: String
  }

  /// What a part of a key is.
  private enum Part {
    case shard
    case name
    case other
  }

  private(set) var findings: [Finding] = []
  private let checked: CheckedPack
  private let by: String
  private let names: Set<String>
  private var told: Set<String> = []

  init(_ checked: CheckedPack, _ shard: ShardDeclaration) {
    self.checked = checked
    by = shard.by.text
    names = Set(shard.names.map(\.text))
    for site in checked.sites { read(site.typed, site) }
  }

  // MARK: Keys

  private func part(_ typed: TypedExpression, _ owner: CheckedPack.Owner, depth: Int = 0) -> Part {
    // What is made of itself is told elsewhere; here it ends the search.
    guard depth < 20 else { return .other }
    switch typed.kind {
    case .eventField(let field): return field == by ? .shard : (names.contains(field) ? .name : .other)
    case .eventID: return names.contains("id") ? .name : .other
    case .viewField(let view, let field):
      return common(
        checked.entries(ofView: view).compactMap { $0[field] }.map { part($0, .view(view), depth: depth + 1) })
    case .named(let number):
      let named = checked.sites.first { $0.owner == owner && $0.role == .named(number) }
      return named.map { part($0.typed, owner, depth: depth + 1) } ?? .other
    case .field(let target, let field):
      guard let register = register(of: target, owner) else { return .other }
      return kept(field, in: register, depth: depth + 1)
    case .before(let inner): return part(inner, owner, depth: depth + 1)
    default: return .other
    }
  }

  private func common(_ parts: [Part]) -> Part {
    guard let first = parts.first, parts.allSatisfy({ $0 == first }) else { return .other }
    return first
  }

  /// The register of which an expression is an entry.
  private func register(of typed: TypedExpression, _ owner: CheckedPack.Owner) -> Int? {
    switch (typed.kind, owner) {
    case (.register(let number, _), _): return number
    case (.local, .register(let number)): return number
    case (.local, .measure(let number)):
      let measure = checked.pack.measures[number]
      return measure.over.flatMap { checked.checker.find(.register, $0.text, measure.pack) }
    default: return nil
    }
  }

  /// What a field of an entry holds: of whatever stands in it, all.
  private func kept(_ field: String, in register: Int, depth: Int) -> Part {
    let declared = checked.pack.registers[register]
    var parts: [Part] = []
    for (number, update) in declared.updates.enumerated() {
      let sites = checked.sites.filter {
        $0.owner == .register(register) && $0.part == number && $0.role == .value
      }
      for (item, site) in zip(update.fields, sites) where item.name.text == field {
        parts.append(part(site.typed, .register(register), depth: depth))
      }
    }
    return common(parts)
  }

  /// What a construct is kept by, part by part; for each way in which its rows give the key.
  private func keys(of owner: CheckedPack.Owner) -> [[Part]] {
    let sites = checked.sites.filter { $0.owner == owner && $0.role == .key }
    let groups = Dictionary(grouping: sites) { $0.part ?? -1 }
    return groups.keys.sorted().map { group in (groups[group] ?? []).flatMap { parts($0.typed, owner) } }
  }

  private func parts(_ key: TypedExpression, _ owner: CheckedPack.Owner) -> [Part] {
    // A measure over a register may keep the register's own key.
    if case .local(checked.keySlot) = key.kind, case .measure(let number) = owner {
      let measure = checked.pack.measures[number]
      if let over = measure.over, let register = checked.checker.find(.register, over.text, measure.pack) {
        return keys(of: .register(register)).first ?? []
      }
    }
    if case .list(let items) = key.kind { return items.map { part($0, owner) } }
    return [part(key, owner)]
  }

  private func isKept(_ keys: [[Part]]) -> Bool {
    !keys.isEmpty && keys.allSatisfy { parts in parts.contains { $0 != .other } }
  }

  // MARK: Reads

  private mutating func read(_ typed: TypedExpression, _ site: CheckedPack.Site) {
    let pack = checked.pack
    switch typed.kind {
    case .measure(let number, let key), .onDay(_, let number, let key):
      read(.measure(number), "measure", pack.measures[number].name.text, key, typed, site)
    case .register(let number, let key):
      read(.register(number), "register", pack.registers[number].name.text, key, typed, site)
    case .cluster(let number, _): tellWhole("cluster", pack.clusters[number].name.text, typed)
    case .crossing(let number, _), .crossingOf(let number, _), .crossingList(let number, _):
      tellWhole("crossing", pack.crossings[number].name.text, typed)
    default: break
    }
    typed.forEachChild { read($0, site) }
  }

  private mutating func read(
    _ owner: CheckedPack.Owner, _ what: String, _ name: String, _ key: TypedExpression?, _ typed: TypedExpression,
    _ site: CheckedPack.Site
  ) {
    let kept = keys(of: owner)
    guard isKept(kept), let key else {
      tell(
        "the \(what) '\(name)' is kept for all of '\(by)' together", typed.range,
        "put event.\(by) into its key, or take 'shard' out")
      return
    }
    if case .local(checked.keySlot) = key.kind, isKept(keys(of: site.owner)) { return }
    let asked = parts(key, site.owner)
    let isOwn = kept.allSatisfy { parts in
      let known = Array(zip(parts, asked))
      if known.contains(where: { $0.0 == .shard }) { return known.contains { $0.0 == .shard && $0.1 == .shard } }
      return known.contains { $0.0 == .name && $0.1 == .name }
    }
    if !isOwn {
      tell(
        "'\(name)' is looked up under a key that may be another's", typed.range,
        "look it up with event.\(by), or with a name that 'shard' lists")
    }
  }

  private mutating func tellWhole(_ what: String, _ name: String, _ typed: TypedExpression) {
    tell(
      "the \(what) '\(name)' is kept for all of '\(by)' together", typed.range,
      "a log of this pack cannot be split: take 'shard' out")
  }

  private mutating func tell(_ message: String, _ range: SourceRange, _ help: String) {
    guard told.insert("\(range.file.path):\(range.start.line):\(range.start.column) \(message)").inserted else {
      return
    }
    findings.append(Finding(message: message, range: range, help: help))
  }
}
