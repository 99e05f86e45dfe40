import PreclearEngine
import PreclearLanguage

/// Numbers, days, periods and the values of parameters, in words.
extension ConditionWords {
  /// The ends of time are days that are never reached.
  static func day(_ text: String) -> String {
    switch text {
    case "infinity": "a day that never comes"
    case "-infinity": "a day before all others"
    default: text
    }
  }

  static func digits(_ value: Value) -> String { ValueText.sentence(value, .plain, SymbolTable()) }

  /// `P1Y6M` as `1 year and 6 months`.
  static func period(_ text: String) -> String {
    guard let period = Period(iso: text) else { return text }
    let parts = [(period.years, "year"), (period.months, "month"), (period.days, "day")].filter { $0.0 != 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return parts.isEmpty ? "0 days" : parts.joined(separator: " and ")
  }

  /// `5 (lock up days)`; of a table the name alone.
  mutating func parameterPhrase(_ name: String, _ scope: Scope) -> String {
    guard let number = checker.parameter(name, scope.module) else { return Self.words(name) }
    note(parameter: number)
    let words = Self.words(name)
    guard let step = step(of: number) else {
      return "“\(words)” (without a value on \(date.map { "\($0)" } ?? "any day"))"
    }
    guard step.value.entries == nil, step.value.items == nil else { return "the “\(words)”" }
    return "\(Self.value(step.value)) (\(words))"
  }

  /// The value of a parameter that is named: that of the date, else the last.
  func step(of parameter: Int) -> ParameterDeclaration.Step? {
    let steps = pack.parameters[parameter].steps
    guard let date else { return steps.last }
    return steps.last { $0.from <= date }
  }

  /// A parameter's value as it is written, with its digits in groups.
  static func value(_ node: DocumentNode) -> String {
    switch node.content {
    case .scalar(let scalar):
      switch scalar.kind {
      case .integer, .decimal: return number(scalar.text)
      case .null: return "none"
      case .bool, .string: return period(scalar.text)
      }
    case .list(let items): return items.map(value).joined(separator: "; ")
    case .mapping(let entries):
      if entries.count == 1, let only = entries.first {
        if only.key == "at_least" { return "at least \(value(only.value))" }
        if only.key == "between", let ends = only.value.items, ends.count == 2 {
          return "between \(value(ends[0])) and \(value(ends[1]))"
        }
      }
      return entries.map { entry in
        let text = value(entry.value)
        return "\(words(entry.key)): \(text)"
      }.joined(separator: ", ")
    }
  }

  private static func number(_ text: String) -> String {
    do {
      return digits(.decimal(try Decimal(parsing: text)))
    } catch {
      return text
    }
  }
}
