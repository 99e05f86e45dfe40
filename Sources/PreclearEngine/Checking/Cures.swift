/// What would clear an event, and what the answers to open questions would do (`docs/cures.md`).
extension EventChecker {
  /// The result with cures and answers in its findings. The event was judged on this state, and is not on record yet.
  package func addingCures(
    to result: EventResult, of event: Event, on trail: Trail, limits: CureLimits = CureLimits()
  ) -> EventResult {
    let numbers = result.findings.map { finding in pack.rules.firstIndex { $0.id == finding.rule } }
    var objecting: [Int] = []
    for (finding, number) in zip(result.findings, numbers) where !Self.passes(finding.outcome) {
      // A finding that no rule makes: the kind is one that nobody looks at, and nothing clears that.
      guard let number else { return result }
      objecting.append(number)
    }
    if objecting.isEmpty { return result }
    let finder = CureFinder(self, event, trail, objecting: objecting, limits)
    var result = result
    var board = CureBoard(objecting)
    let answers = finder.answers(to: result.findings, numbers, &board)
    finder.addChanges(result.findings, numbers, &board)
    let waits = finder.addWaits(&board)
    finder.addReductions(&board)
    if !board.clearsEvent { finder.addCombinations(waits, &board) }
    for (position, number) in numbers.enumerated() {
      guard let number, !Self.passes(result.findings[position].outcome) else { continue }
      result.findings[position].cures = board.cures(of: number)
      result.findings[position].cureNotes =
        finder.notes(on: result.findings[position], number, waits) + (board.notes[number] ?? [])
      for (index, missing) in result.findings[position].missing.enumerated() {
        guard let known = answers[missing.fact] else { continue }
        result.findings[position].missing[index].answers = known.byRule[number] ?? []
        result.findings[position].missing[index].settles = known.settles
      }
    }
    return result
  }
}

/// The cures that were found, for each rule that objects.
struct CureBoard {
  private let objecting: [Int]
  private var found: [(rule: Int, cure: Cure, order: [Int])] = []
  private(set) var notes: [Int: [String]] = [:]
  /// Changes of which each clears some rule but not the event: what combinations are made of.
  private(set) var partial: [PartialCure] = []

  init(_ objecting: [Int]) {
    self.objecting = objecting
  }

  /// A change that clears some rule.
  struct PartialCure {
    let step: Cure.Step
    let particulars: String?
    /// The event as changed; it is judged with what was added to the record, if anything.
    let event: Event
    let added: Event?
  }

  var clearsEvent: Bool { found.contains { $0.cure.clears == .event } }

  /// Changes first, then lesser figures, what is to be obtained, and days; of each the one that is found first.
  private static func order(_ step: Cure.Step) -> Int {
    switch step {
    case .change: 0
    case .reduce: 1
    case .wait: 2
    case .obtain: 3
    }
  }

  mutating func add(_ cure: Cure, to rule: Int) {
    if found.contains(where: { $0.rule == rule && $0.cure == cure }) { return }
    let order = [cure.steps.count, cure.clears == .event ? 0 : 1] + cure.steps.map(Self.order)
    found.append((rule, cure, order))
  }

  /// A step, and the rules that pass once it is taken. It clears the event if all do.
  mutating func add(_ step: Cure.Step, particulars: String? = nil, clearing rules: [Int], isEventClear: Bool) {
    for rule in objecting where rules.contains(rule) {
      add(Cure([step], clears: isEventClear ? .event : .rule, particulars: particulars), to: rule)
    }
  }

  mutating func addPartial(_ partial: PartialCure) { self.partial.append(partial) }

  mutating func note(_ sentence: String, on rule: Int) { notes[rule, default: []].append(sentence) }

  /// Those that clear the event before those that clear only the rule, single changes before combinations.
  func cures(of rule: Int) -> [Cure] {
    found.enumerated().filter { $0.element.rule == rule }
      .sorted { a, b in
        a.element.order == b.element.order
          ? a.offset < b.offset : a.element.order.lexicographicallyPrecedes(b.element.order)
      }.map(\.element.cure)
  }
}

extension CureFinder {
  /// Judges an event as changed, and gives the objecting rules that pass then, and whether every rule does.
  func judge(_ trial: Trial) -> (clearing: [Int], isEventClear: Bool) {
    judgementsLeft -= 1
    let said = trial.checker.outcomes(of: trial.event)
    let clearing = said.filter { EventChecker.passes($0.outcome) }.map(\.rule)
    return (clearing, clearing.count == said.count)
  }

  // MARK: One change

  /// What rules declare.
  func addChanges(_ findings: [Finding], _ numbers: [Int?], _ board: inout CureBoard) {
    for (finding, number) in zip(findings, numbers) {
      guard let number, objecting.contains(number) else { continue }
      for case .change(let changes) in declaredCures(of: finding, number) {
        guard let changed = changed(event, changes) else { continue }
        let (clearing, isEventClear) = judge(Trial(checker: checker, event: changed))
        guard clearing.contains(number) else { continue }
        let steps = changes.map { Cure.Step.change(field: $0.field, to: text($0.value)) }
        board.add(Cure(steps, clears: isEventClear ? .event : .rule), to: number)
        if !isEventClear, let step = steps.first, steps.count == 1 {
          board.addPartial(CureBoard.PartialCure(step: step, particulars: nil, event: changed, added: nil))
        }
      }
    }
  }

  func declaredCures(of finding: Finding, _ number: Int) -> [DeclaredCure] {
    let plan = checker.pack.rules[number]
    let clauses = (plan.rows[event.kind] ?? []).flatMap(\.clauses)
    // Rows repeat their clauses: each declaration counts once.
    let own = clauses.first { $0.id == finding.clause && !$0.cures.isEmpty }?.cures ?? []
    return own + plan.cures
  }

  func addWaits(_ board: inout CureBoard) -> Waits {
    let waits = waits(original, rules: objecting)
    for rule in objecting {
      if let day = waits.byRule[rule], day != waits.event {
        board.add(Cure([.wait(until: day)], clears: .rule), to: rule)
      }
      if let day = waits.event { board.add(Cure([.wait(until: day)], clears: .event), to: rule) }
    }
    return waits
  }

  func addReductions(_ board: inout CureBoard) {
    let reads = objecting.map {
      RuleReads(checker.pack.rules[$0], kind: event.kind, on: event.date, pack: checker.pack)
    }
    for axis in axes(of: event) {
      var found: [(number: Int128, clearsEvent: Bool)] = []
      for (rule, reads) in zip(objecting, reads) where reads.fields.contains(axis.field) {
        switch reduction(original, axis, rule: rule) {
        case .none: continue
        case .cannotTell:
          board.note("Whether a smaller \(name(axis.field)) clears it cannot be told.", on: rule)
        case .found(let number):
          found.append((number, addReduction(axis, number, rule: rule, &board)))
        }
      }
      // The event passes only where each of these does, and no rule objects that had nothing against it before.
      guard found.count == objecting.count, let most = found.min(by: { $0.number < $1.number }) else { continue }
      var clear = most.number
      if !most.clearsEvent {
        guard case .found(let number) = greatest(original, axis, rule: nil, in: axis.least, clear) else { continue }
        clear = number
      }
      for rule in objecting { addReduction(axis, clear, rule: rule, &board) }
    }
  }

  /// Shows a lesser figure with which a rule passes. Gives whether the event does.
  @discardableResult
  private func addReduction(_ axis: NumberAxis, _ number: Int128, rule: Int, _ board: inout CureBoard) -> Bool {
    let value = axis.value(number)
    let (clearing, isEventClear) = judge(Trial(checker: checker, event: event.with(axis.field, value)))
    guard clearing.contains(rule) else { return false }
    board.add(
      Cure([.reduce(field: name(axis.field), to: text(value))], clears: isEventClear ? .event : .rule), to: rule)
    return isEventClear
  }

  // MARK: Notes

  /// What is to be known of days, where no day clears the rule.
  func notes(on finding: Finding, _ rule: Int, _ waits: Waits) -> [String] {
    var notes: [String] = []
    if finding.outcome == .violation || finding.outcome == .indeterminate, waits.byRule[rule] == nil {
      let reads = RuleReads(checker.pack.rules[rule], kind: event.kind, on: event.date, pack: checker.pack)
      let endless = finding.facts.first { $0.value == "\(CalendarDate.infinity)" }
      let ending = reads.endingKinds { checker.machine.run($0).isEndless }
      if let endless, !ending.isEmpty {
        let kinds = ending.map { "'\(checker.pack.layouts[$0].name)'" }.joined(separator: " or ")
        notes.append(
          "No later date clears it as the record stands: \(endless.name) has no end until a \(kinds) event gives it one."
        )
      } else if finding.outcome == .violation, reads.hasDates, !waits.isCutShort,
        let last = CalendarDate(dayNumber: Int(event.date.dayNumber) + limits.days)
      {
        notes.append("No later date through \(last) clears it.")
      }
    }
    if rule == objecting.first, hasHitBound || waits.isCutShort || judgementsLeft <= 0 {
      notes.append("The search for cures ended at its bound; there may be more.")
    }
    return notes
  }
}

extension Value {
  fileprivate var isEndless: Bool {
    if case .date(.infinity) = self { return true }
    return false
  }
}
