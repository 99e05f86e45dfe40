import PreclearEngine
import PreclearLanguage

/// A small pack with rules drawn from a list, and histories and proposals for it: what cures are tried on.
struct RandomDeal {
  let pack: CompiledPack
  private let symbols: SymbolTable
  private static let first = 19_723  // 2024-01-01

  /// The rules of one pack: their texts, so that a failure can be read.
  let conditions: [String]

  init(using random: inout SeededGenerator) throws {
    let count = Int.random(in: 2...4, using: &random)
    conditions = (0..<count).map { _ in Self.rule(&random) }
    var text = Self.head
    for (number, rule) in conditions.enumerated() {
      text += "  r\(number):\n    title: Rule \(number)\n    on: trade\n    \(Self.cite)\n\(rule)"
    }
    let files = OneFile(path: "pack/pack.yaml", text: text)
    pack = try Compiler.compile(try PackLoader.load("pack", files: files).pack)
    symbols = pack.symbols
  }

  private static let cite = "cite: {source: book, page: '1', lines: 1-2, anchor: as agreed}"

  private static let head = """
    pack: random
    enums: {desk: [a, b], role: [member]}
    parties: {declared_by: party, roles: role}
    sources: {book: {title: Book}}
    readings: {r: {question: Which?, alternatives: {one: {title: One}, two: {title: Two}}, \(cite)}}
    parameters:
      limit:
        values:
          - {from: 2000-01-01, value: 30, \(cite)}
          - {from: 2024-01-14, value: 45, \(cite)}
          - {from: 2024-01-25, value: 20, \(cite)}
    events:
      party: {fields: {party: {type: party, required: true}, roles: {type: list(role)}, group: {type: string, null: none}}}
      trade:
        fields:
          desk: {type: desk}
          shares: {type: int, minimum: 1, required: true}
          price: {type: decimal, minimum: 0.1, places: 1, required: true}
          flag: {type: bool}
          size: {type: int, null: none, minimum: 0, maximum: 60}
          holder: {type: party, required: true}
      note: {silence: unknown, fields: {fine: {type: bool, required: true}}}
      statement: {silence: unknown, fields: {holder: {type: party, required: true}, shares: {type: int, minimum: 0, required: true}}}
      together: {silence: unknown, fields: {parties: {type: list(party), required: true}, linked: {type: bool, required: true}}}
    measures:
      total: {on: trade, by: event.desk, sum: event.shares}
      value: {on: trade, sum: event.shares * event.price}
      recent: {on: trade, sum: event.shares, window: P5D}
      month: {on: trade, sum: event.shares, per: month}
      last: {on: trade, by: event.desk, max: event.date, none: 'date("-infinity")'}
      days: {on: trade, list: {date: event.date, shares: event.shares}, distinct: true, window: P7D}
      fine: {on: note, last: event.fine, daily: true}
      holders: {over: held, where: it.shares > 12, count: true}
    registers:
      held: {key: event.holder, start: {shares: 0}, daily: true, on: {trade: {shares: it.shares + event.shares}}}
      stated: {key: event.holder, start: {shares: at_least(0)}, asks: "statement({key})", on: {trade: {shares: it.shares + event.shares}, statement: {shares: event.shares}}}
    clusters:
      person:
        of: party
        same: party(key).group
        pairs: {on: together, keys: event.parties, linked: event.linked}
        candidates: held
        possible: "!party(a).declared || !party(b).declared"
        sums: {shares: "held[key].shares"}
        asks: together({a}, {b})
    crossings:
      over:
        cluster: person
        level: person(key).possibly.shares >= 40
        active: {on: trade, keys: "[event.holder]"}
        lapse: it.date + period("P9D")
        keep: {held: person(key).shares}
    rules:

    """

  /// The form of a rule and its condition.
  private static func rule(_ random: inout SeededGenerator) -> String {
    func n(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func day() -> String { "date(\"2024-01-\(n(10...30))\")" }
    let plain: [String] = [
      "total[event.desk] > \(n(10...80))",
      "event.shares * event.price > \(n(20...120)).0",
      "recent > \(n(10...60))",
      "month > \(n(20...90))",
      "before(last[event.desk]) + period(\"P\(n(2...9))D\") >= event.date",
      "event.price != \(n(1...4)).\(n(0...9))",
      "event.shares > \(n(3...9)) && event.shares < \(n(10...30))",
      "days.exists(d, d.date < event.date && d.shares > \(n(3...20)))",
      "event.date <= \(day())",
      "event.date >= \(day()) || event.shares > \(n(10...30))",
      "total[event.desk] > parameter.limit",
      "held[event.holder].shares > \(n(10...60))",
      "event.flag && event.shares > \(n(3...30))",
      "reading[\"r\"] == \"one\" ? event.shares > \(n(5...20)) : event.shares > \(n(10...30))",
      "!fine && event.shares > \(n(3...30))",
      "person(event.holder).shares > \(n(10...60))",
      "person(event.holder).possibly.shares > \(n(10...60))",
      "as_of(event.date - period(\"P3D\"), held[event.holder].shares) > \(n(5...30))",
      "as_of(event.date, held[event.holder].shares) > \(n(10...60))",
      "max(event.shares, recent) > \(n(10...60))",
      "value > \(n(50...300)).0",
      "least(stated[event.holder].shares) > \(n(10...60))",
      "stated[event.holder].shares > \(n(10...60))",
      "known(event.flag) && event.shares > \(n(3...30))",
      "over[event.holder] != null && event.shares > \(n(2...15))",
      "over[event.holder] != null && event.date <= over[event.holder].date + period(\"P\(n(2...12))D\")",
      "size(days) > \(n(1...4))",
      "days.exists(d, d.shares == event.shares && d.date != event.date)",
      "on_day(event.date, fine)",
      "holders > \(n(1...2))",
      "event.shares + stated[event.holder].shares > \(n(10...60))",
    ]
    let indent = "    "
    let open = [
      "event.size != null && event.size > \(n(5...50))", "coalesce(event.size, 9) + event.shares > \(n(20...70))",
      "event.size != \(n(5...50))", "given(event.size) && event.size > \(n(5...50))",
      "event.flag && (event.size == null || event.size < \(n(5...50)))",
      "event.flag || event.shares > \(n(5...20))", "event.desk == \"a\" && event.shares > \(n(5...20))",
    ]
    switch n(0...13) {
    case 5, 6: return "\(indent)forbid: '\(open[n(0...open.count - 1)])'\n"
    case 0: return "\(indent)trigger: 'over.started != []'\n"
    case 1:
      return "\(indent)clauses:\n\(indent)- {id: s, trigger: 'over.started != []'}\n"
        + "\(indent)- {id: u, unclear: 'over.unsettled != []'}\n"
    case 2: return "\(indent)suppose: desk\n\(indent)forbid: 'total[event.desk] > \(n(10...80))'\n"
    case 3: return "\(indent)reads: before\n\(indent)forbid: 'held[event.holder].shares > \(n(5...40))'\n"
    case 4:
      return "\(indent)effective: {from: 2024-01-\(n(10...14)), to: 2024-01-\(n(15...28))}\n"
        + "\(indent)forbid: 'event.shares > \(n(2...25))'\n"
    default:
      let condition = plain[n(0...plain.count - 1)]
      return "\(indent)forbid: >-\n\(indent)  \(condition)\n"
    }
  }

  // MARK: Events

  private func kind(_ name: String) -> Int { pack.layouts.firstIndex { $0.name == name } ?? 0 }

  private func symbol(_ text: String) -> Symbol {
    var table = symbols
    return table.intern(text)
  }

  /// Declares nobody; texts are those of the pack, in the same order for every checker.
  func begin() -> EventChecker {
    let checker = EventChecker(pack: pack, settled: [:])
    for text in Self.texts { _ = checker.machine.symbols.intern(text) }
    return checker
  }

  /// The record at the end of a day.
  func record(_ past: [Event], through date: CalendarDate) -> EventChecker {
    let checker = begin()
    for event in past where event.date <= date { checker.record(event) }
    return checker
  }

  /// The id of an event as a text.
  func name(of event: Event) -> String { begin().machine.symbols.text(event.id) }

  private static let texts =
    ["ann", "bob", "cat", "home", "event", "answer", "plan-1", "plan-2", "plan-3"] + (0..<12).map { "h\($0)" }

  private func text(_ text: String) -> Value {
    var table = symbols
    for known in Self.texts { _ = table.intern(known) }
    return .string(table.intern(text))
  }

  private func id(_ name: String) -> Symbol {
    if case .string(let symbol) = text(name) { return symbol }
    return SymbolTable.empty
  }

  private func event(_ name: String, _ id: String, _ day: Int, _ fields: [String: Value]) throws -> Event {
    let number = kind(name)
    let layout = pack.layouts[number]
    let slots = layout.fields.map { fields[$0.name] }
    guard let date = CalendarDate(dayNumber: Self.first + day) else { throw NoSuchDay() }
    return Event(kind: number, id: self.id(id), date: date, slots: slots, location: nil)
  }

  private struct NoSuchDay: Error {}

  private func trade(
    _ id: String, _ day: Int, most: Int64 = 40, _ random: inout SeededGenerator
  ) throws -> Event {
    func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    var fields: [String: Value] = [
      "shares": .int(Int64.random(in: 1...most, using: &random)),
      "price": .decimal(Decimal(Int.random(in: 1...45, using: &random), scale: 1)),
      "holder": text(["ann", "bob", "cat"][Int.random(in: 0...2, using: &random)]),
    ]
    if chance(85) { fields["desk"] = text(chance(50) ? "a" : "b") }
    if chance(60) { fields["flag"] = .bool(chance(50)) }
    if chance(50) { fields["size"] = .int(Int64.random(in: 0...60, using: &random)) }
    return try event("trade", id, day, fields)
  }

  /// Up to eight events of January, sorted by date.
  func history(using random: inout SeededGenerator) throws -> [Event] {
    let days = (0..<Int.random(in: 0...8, using: &random)).map { _ in Int.random(in: 0...30, using: &random) }.sorted()
    var events: [Event] = []
    for (number, day) in days.enumerated() {
      switch Int.random(in: 0...9, using: &random) {
      case 0: events.append(try event("note", "h\(number)", day, ["fine": .bool(Bool.random(using: &random))]))
      case 2:
        events.append(try together(["ann", "bob"], isLinked: Bool.random(using: &random), on: day, id: "h\(number)"))
      case 3:
        events.append(
          try statement(of: "bob", shares: Int64.random(in: 0...30, using: &random), on: day, id: "h\(number)"))
      case 1:
        let who = ["ann", "bob"][Int.random(in: 0...1, using: &random)]
        events.append(
          try event("party", "h\(number)", day, ["party": text(who), "roles": .list([]), "group": text("home")]))
      default: events.append(try trade("h\(number)", day, &random))
      }
    }
    return events
  }

  /// What somebody has, on a day of the year from 0 on.
  private func statement(of holder: String, shares: Int64, on day: Int, id: String) throws -> Event {
    try event("statement", id, day, ["holder": text(holder), "shares": .int(shares)])
  }

  private func together(_ parties: [String], isLinked: Bool, on day: Int, id: String) throws -> Event {
    try event("together", id, day, ["parties": .list(parties.map(text)), "linked": .bool(isLinked)])
  }

  /// An event that answers a question of this name as of a day; nil for a question of another kind.
  func answer(_ fact: String, _ value: Value, on date: CalendarDate) throws -> Event? {
    let day = Int(date.dayNumber) - Self.first
    let keys = fact.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: ",").map { key in
      String(key.drop { $0 == " " })
    }
    switch (fact.prefix { $0.isLetter }, value) {
    case ("statement", .int(let shares)): return try statement(of: keys[0], shares: shares, on: day, id: "answer")
    case ("together", .bool(let isLinked)): return try together(keys, isLinked: isLinked, on: day, id: "answer")
    case ("note", .bool): return try event("note", "answer", day, ["fine": value])
    default: return nil
    }
  }

  /// A trade of at most so many shares.
  func proposal(
    _ id: String = "event", most: Int64 = 40, using random: inout SeededGenerator
  ) throws -> Event {
    try trade(id, Int.random(in: 3...22, using: &random), most: most, &random)
  }
}

/// A pack in one text.
private struct OneFile: FileAccess {
  let path: String
  let text: String

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard path == self.path else { throw LoadFailure("there is no file '\(path)'", code: "no-file") }
    return SourceFile(path: path, text: text)
  }

  func exists(_ path: String) -> Bool { path == self.path }

  func list(_ directory: String) -> [String] { FilePath.directory(of: path) == directory ? ["pack.yaml"] : [] }
}
