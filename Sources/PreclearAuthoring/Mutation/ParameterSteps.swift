import PreclearEngine
import PreclearLanguage

/// A parameter's value with one of its figures one step up or down: a day, or one unit in the last place that is written.
struct ParameterSteps {
  let symbols: SymbolTable

  struct Change {
    /// `[sales]: 8400001 for 8400000`.
    let text: String
    /// The entry of a table that was changed; nil where it is no table.
    let entry: Int?
    let value: ParameterValue
  }

  /// Of a value and the node that it was read from: only there `8.00` is more than 8.
  func changes(of value: ParameterValue, writtenAs node: DocumentNode?) -> [Change] {
    switch value {
    case .value(.map(let map)):
      return map.values.indices.flatMap { entry in
        steps(of: map.values[entry], node?.part(entry)).map { step in
          Change(
            text: name(map.keys[entry]) + step.text, entry: entry, value: .value(.map(map.with(step.value, at: entry))))
        }
      }
    case .value(let value):
      return steps(of: value, node).map { Change(text: $0.text, entry: nil, value: .value($0.value)) }
    case .bounds(let least, let most):
      let ends = node?.part(0)
      let lower = least.map { steps(of: $0, ends?.items == nil ? ends : ends?.part(0)) } ?? []
      let upper = most.map { steps(of: $0, ends?.part(1)) } ?? []
      return lower.map { Change(text: "least " + $0.text, entry: nil, value: .bounds(least: $0.value, most: most)) }
        + upper.map { Change(text: "most " + $0.text, entry: nil, value: .bounds(least: least, most: $0.value)) }
    case .table(let entries):
      return entries.indices.flatMap { entry in
        changes(of: entries[entry].value, writtenAs: node?.part(entry)).map { change in
          var changed = entries
          changed[entry].value = change.value
          return Change(text: name(entries[entry].key) + change.text, entry: entry, value: .table(changed))
        }
      }
    }
  }

  private func name(_ key: Value) -> String { "[\(ValueText.plain(key, symbols))]: " }

  private typealias Step = (text: String, value: Value)

  private func steps(of value: Value, _ node: DocumentNode?) -> [Step] {
    switch value {
    case .int, .decimal, .date, .period:
      return [1, -1].compactMap { direction in
        Self.stepped(value, direction, places: node?.scalar?.places ?? 0).map {
          ("\(ValueText.plain($0, symbols)) for \(ValueText.plain(value, symbols))", $0)
        }
      }
    case .list(let list):
      return list.items.indices.flatMap { position in
        steps(of: list.items[position], node?.part(position)).map { step in
          var items = list.items
          items[position] = step.value
          return ("[\(position)]: \(step.text)", .list(items))
        }
      }
    case .map(let map):
      return map.values.indices.flatMap { entry in
        steps(of: map.values[entry], node?.part(entry)).map { step in
          (name(map.keys[entry]) + step.text, .map(map.with(step.value, at: entry)))
        }
      }
    case .null, .bool, .ratio, .string, .record, .unknown, .fault: return []
    }
  }

  /// Nil where there is no next value.
  private static func stepped(_ value: Value, _ direction: Int, places: Int) -> Value? {
    let result: Value
    switch value {
    case .int: result = Arithmetic.add(value, .int(Int64(direction)))
    case .decimal(let number):
      let scale = min(max(places, Int(number.scale)), Decimal.maximumScale)
      result = Arithmetic.add(value, .decimal(Decimal(direction, scale: scale)))
    case .date: result = Arithmetic.add(value, .period(Period(days: Int32(direction))))
    case .period(let period):
      let (days, overflow) = period.days.addingReportingOverflow(Int32(direction))
      if overflow || days == .min { return nil }
      return .period(Period(years: period.years, months: period.months, days: days))
    case .null, .bool, .ratio, .string, .list, .map, .record, .unknown, .fault: return nil
    }
    return result.isKnown ? result : nil
  }
}

extension MapValue {
  fileprivate func with(_ value: Value, at position: Int) -> MapValue {
    var values = values
    values[position] = value
    return MapValue(keys: keys, values: values)
  }
}

extension DocumentNode {
  /// What stands at this position of a list or a mapping.
  fileprivate func part(_ position: Int) -> DocumentNode? {
    let parts = items ?? entries?.map(\.value) ?? []
    return position < parts.count ? parts[position] : nil
  }
}

extension DocumentScalar {
  /// The decimal places with which a figure is written: two in `8.00`, in `80%` and in `0.80`.
  fileprivate var places: Int {
    let isPercent = text.hasSuffix("%")
    let digits = text.prefix { $0 != "%" && $0 != "e" && $0 != "E" }
    let fraction = digits.firstIndex(of: ".").map { digits[$0...].dropFirst().count } ?? 0
    return isPercent ? fraction + 2 : fraction
  }
}
