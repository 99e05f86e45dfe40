import PreclearEngine

/// What each part of a plan comes to on the machine's event.
extension EvaluationPlan {
  /// More items than these are counted, and not shown.
  private static let mostItems = 12

  /// A row of a rule: what decides whether it looks at the event, then its conditions, which have no effect if it does not.
  static func evaluate(_ row: [EvaluationPlan], _ machine: Machine) -> [Evaluation] {
    var shown: Set<String> = []
    var looksAtEvent = true
    return row.map { plan in
      guard looksAtEvent else { return plan.skipped }
      let evaluation = plan.evaluate(machine, &shown)
      if plan.decidesRow, evaluation.result == .no { looksAtEvent = false }
      return evaluation
    }
  }

  /// `shown` holds the texts whose parts were shown already.
  private func evaluate(_ machine: Machine, _ shown: inout Set<String>) -> Evaluation {
    let value = machine.run(program)
    var inner: [Evaluation] = []
    if isShownOnce, label == nil, !parts.isEmpty, !shown.insert(text).inserted {
      // Its parts stand where it was met first.
    } else if let itemSlot, let list = parts.first {
      inner.append(list.evaluate(machine, &shown))
      inner += items(of: machine.run(list.program), slot: itemSlot, machine, &shown)
    } else {
      var before: [Value] = []
      for part in parts {
        inner.append(part.isNeeded(after: before) ? part.evaluate(machine, &shown) : part.skipped)
        before.append(machine.run(part.program))
      }
    }
    return Evaluation(
      label: label, text: text, result: Self.result(value), value: Self.words(value, machine), parts: inner)
  }

  private func isNeeded(after before: [Value]) -> Bool {
    switch need {
    case .always: true
    case .unlessAny(true): !before.contains(where: \.isTrue)
    case .unlessAny(false): !before.contains(where: \.isFalse)
    case .ifFirst(true): !(before.first?.isFalse ?? false)
    case .ifFirst(false): !(before.first?.isTrue ?? false)
    }
  }

  private var skipped: Evaluation {
    Evaluation(label: label, text: text, result: .notNeeded, value: Evaluation.Result.notNeeded.rawValue, parts: [])
  }

  private func items(
    of list: Value, slot: Int, _ machine: Machine, _ shown: inout Set<String>
  ) -> [Evaluation] {
    let items: [Value]
    switch list {
    case .list(let list): items = list.items
    case .map(let map): items = map.keys
    default: return []
    }
    guard let body = parts.dropFirst().first else { return [] }
    var result = items.prefix(Self.mostItems).map { item in
      machine.set(local: slot, to: item)
      let evaluated = body.evaluate(machine, &shown)
      return Evaluation(
        label: "for \(ValueText.plain(item, machine.symbols))", text: evaluated.text, result: evaluated.result,
        value: evaluated.value, parts: evaluated.parts)
    }
    if items.count > Self.mostItems {
      result.append(
        Evaluation(
          label: nil, text: "\(items.count - Self.mostItems) more", result: .value, value: "not shown", parts: []))
    }
    return result
  }

  private static func result(_ value: Value) -> Evaluation.Result {
    switch value {
    case .bool(let flag): flag ? .yes : .no
    case .unknown: .unknown
    case .fault: .error
    case .null, .int, .decimal, .ratio, .date, .period, .string, .list, .map, .record: .value
    }
  }

  private static func words(_ value: Value, _ machine: Machine) -> String {
    switch value {
    case .bool(let flag): return flag ? "true" : "false"
    case .fault(let fault): return "error: \(fault.message)"
    case .unknown(let unknown):
      let names = unknown.facts.map(machine.facts.name).sorted()
      let bounds = ValueText.sentence(value, .plain, machine.symbols)
      return bounds + (names.isEmpty ? "" : ", waits for \(names.joined(separator: ", "))")
    case .list(let list) where list.items.isEmpty: return "[]"
    case .record, .map, .list: return ValueText.plain(value, machine.symbols)
    case .null, .int, .decimal, .ratio, .date, .period, .string:
      return ValueText.sentence(value, .plain, machine.symbols)
    }
  }
}
