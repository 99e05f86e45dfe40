/// Two changes that clear an event together, where none does by itself.
extension CureFinder {
  /// Takes each change that clears some rule, and looks for a second one that clears the rest. Two lesser figures are not tried
  /// together: for each of the one there is another of the other.
  func addCombinations(_ waits: Waits, _ board: inout CureBoard) {
    var firsts = board.partial
    for day in Set(waits.byRule.values).sorted() {
      firsts.append(
        CureBoard.PartialCure(step: .wait(until: day), particulars: nil, event: event.moved(to: day), added: nil))
    }
    var found: [Cure] = []
    for first in firsts {
      let cures = onRecord(first.added, on: first.event.date) { checker in
        seconds(after: first, Trial(checker: checker, event: first.event, added: first.added), board.partial)
      }
      guard let cures else { break }
      for cure in cures where !found.contains(where: { $0.isSame(as: cure) }) { found.append(cure) }
    }
    guard let rule = objecting.first else { return }
    for cure in found.prefix(limits.combinations) { board.add(cure, to: rule) }
    if found.count > limits.combinations {
      board.note("\(found.count - limits.combinations) more combinations of two changes clear the event.", on: rule)
    }
  }

  private func seconds(
    after first: CureBoard.PartialCure, _ trial: Trial, _ others: [CureBoard.PartialCure]
  ) -> [Cure] {
    var cures: [Cure] = []
    func add(_ step: Cure.Step, _ particulars: String? = nil) {
      let texts = [first.particulars, particulars].compactMap(\.self)
      cures.append(
        Cure([first.step, step], clears: .event, particulars: texts.isEmpty ? nil : texts.joined(separator: "; ")))
    }
    for other in others where other.step != first.step {
      guard let both = joined(first.event, other.event) else { continue }
      if let added = other.added {
        // Two answers are not tried together.
        guard first.added == nil else { continue }
        let isClear = onRecord(added, on: both.date) { judge(Trial(checker: $0, event: both)).isEventClear }
        if isClear ?? false { add(other.step, other.particulars) }
      } else if judge(Trial(checker: trial.checker, event: both)).isEventClear {
        add(other.step, other.particulars)
      }
    }
    for axis in axes(of: trial.event) {
      guard case .found(let number) = reduction(trial, axis, rule: nil) else { continue }
      let value = axis.value(number)
      guard judge(Trial(checker: trial.checker, event: trial.event.with(axis.field, value))).isEventClear else {
        continue
      }
      add(.reduce(field: name(axis.field), to: text(value)))
    }
    if trial.event.date == event.date {
      let left = trial.checker.outcomes(of: trial.event).filter { !EventChecker.passes($0.outcome) }.map(\.rule)
      if let day = self.waits(trial, rules: left).event { add(.wait(until: day)) }
    }
    return cures
  }

  /// Both changes of the event; nil where both change the same.
  private func joined(_ first: Event, _ second: Event) -> Event? {
    var result = first
    for field in event.slots.indices {
      let isChanged = second.slots[field].map { !$0.isSame(as: event.slots[field]) } ?? (event.slots[field] != nil)
      if !isChanged { continue }
      let isTaken = first.slots[field].map { !$0.isSame(as: event.slots[field]) } ?? (event.slots[field] != nil)
      if isTaken { return nil }
      result.slots[field] = second.slots[field]
    }
    return result
  }
}

extension Cure {
  /// The same changes, in whichever order.
  fileprivate func isSame(as other: Cure) -> Bool { Set(steps) == Set(other.steps) }
}
