import PreclearEngine

/// Writes an expression on one line, with the fewest parentheses. Equal texts are equal expressions, whatever spaces,
/// quotes, parentheses and comments their authors wrote; the text can be read again.
package enum ExpressionPrinter {
  package static func text(_ e: Expression) -> String {
    var result = ""
    write(e, binding: .conditional, to: &result)
    return result
  }

  /// How tight an expression binds; one that binds less than its place asks for stands in parentheses.
  private enum Binding: Int {
    case conditional
    case or
    case and
    case relation
    case sum
    case product
    case unary
    case member

    var tighter: Binding { Binding(rawValue: rawValue + 1) ?? .member }
  }

  private static func write(_ e: Expression, binding least: Binding, to result: inout String) {
    let needsParentheses = binding(of: e).rawValue < least.rawValue
    if needsParentheses { result += "(" }
    write(e, to: &result)
    if needsParentheses { result += ")" }
  }

  private static func write(_ e: Expression, to result: inout String) {
    switch e.kind {
    case .null: result += "null"
    case .bool(let value): result += value ? "true" : "false"
    case .int(let value): result += "\(value)"
    case .decimal(let value): result += digits(of: value)
    case .string(let value): writeString(value, to: &result)
    case .identifier(let name): result += name
    case .select(let target, let field):
      write(target, binding: .member, to: &result)
      writeField(field, to: &result)
    case .has(let target, let field):
      result += "has("
      write(target, binding: .member, to: &result)
      writeField(field, to: &result)
      result += ")"
    case .index(let target, let index):
      write(target, binding: .member, to: &result)
      writeList("[", [index], "]", to: &result)
    case .call(let name, let arguments):
      result += name
      writeList("(", arguments, ")", to: &result)
    case .method(let target, let name, let arguments):
      write(target, binding: .member, to: &result)
      result += ".\(name)"
      writeList("(", arguments, ")", to: &result)
    case .not(let operand):
      result += "!"
      write(operand, binding: .unary, to: &result)
    case .negate(let operand): writeNegated(operand, to: &result)
    case .binary(let operation, let left, let right):
      let binding = binding(of: operation)
      write(left, binding: binding, to: &result)
      result += " \(operation.rawValue) "
      // `a && (b && c)` is `a && b && c`; every other operator groups from the left.
      write(right, binding: operation == .and || operation == .or ? binding : binding.tighter, to: &result)
    case .conditional(let condition, let then, let otherwise):
      write(condition, binding: .or, to: &result)
      result += " ? "
      write(then, binding: .or, to: &result)
      result += " : "
      write(otherwise, binding: .conditional, to: &result)
    case .list(let elements): writeList("[", elements, "]", to: &result)
    case .map(let entries): writeMap(entries, to: &result)
    case .comprehension(let macro, let range, let variable, let filter, let body):
      write(range, binding: .member, to: &result)
      result += ".\(macro.rawValue)(\(variable), "
      if let filter {
        write(filter, binding: .conditional, to: &result)
        result += ", "
      }
      write(body, binding: .conditional, to: &result)
      result += ")"
    }
  }

  private static func binding(of e: Expression) -> Binding {
    switch e.kind {
    case .conditional: .conditional
    case .binary(let operation, _, _): binding(of: operation)
    case .not, .negate: .unary
    case .null, .bool, .int, .decimal, .string, .identifier, .select, .has, .index, .call, .method, .list, .map,
      .comprehension:
      .member
    }
  }

  private static func binding(of operation: BinaryOperator) -> Binding {
    switch operation {
    case .or: .or
    case .and: .and
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: .relation
    case .add, .subtract: .sum
    case .multiply, .divide, .remainder: .product
    }
  }

  /// `-(5)` keeps its parentheses: `-5` is a literal.
  private static func writeNegated(_ operand: Expression, to result: inout String) {
    var text = ""
    write(operand, binding: .unary, to: &text)
    let beginsWithDigit = text.utf8.first.map { $0.isDigit } ?? false
    result += beginsWithDigit ? "-(\(text))" : "-\(text)"
  }

  private static func writeList(_ open: String, _ elements: [Expression], _ close: String, to result: inout String) {
    result += open
    for (index, element) in elements.enumerated() {
      if index > 0 { result += ", " }
      write(element, binding: .conditional, to: &result)
    }
    result += close
  }

  private static func writeMap(_ entries: [Expression.MapEntry], to result: inout String) {
    result += "{"
    for (index, entry) in entries.enumerated() {
      if index > 0 { result += ", " }
      write(entry.key, binding: .conditional, to: &result)
      result += ": "
      write(entry.value, binding: .conditional, to: &result)
    }
    result += "}"
  }

  /// A decimal keeps its point, since without one it would be an int.
  private static func digits(of value: Decimal) -> String {
    let text = value.description
    return text.utf8.contains(UInt8(ascii: ".")) ? text : text + ".0"
  }

  private static func writeField(_ field: String, to result: inout String) {
    let isPlain = field.utf8.allSatisfy(\.isWordByte) && !(field.utf8.first?.isDigit ?? true)
    switch field {
    case "in", "true", "false", "null": result += ".`\(field)`"
    default: result += isPlain ? ".\(field)" : ".`\(field)`"
    }
  }

  private static func writeString(_ value: String, to result: inout String) {
    result += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || [0x2028, 0x2029].contains(scalar.value) {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    result += "\""
  }
}

extension Expression: FactName {
  package var text: String { ExpressionPrinter.text(self) }
}
