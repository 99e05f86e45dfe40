import PreclearEngine

/// One condition as it was written: an untyped tree with the place of each part. CEL, without `uint`, `bytes` and messages.
package final class Expression: Sendable {
  package enum Kind: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case decimal(Decimal)
    case string(String)
    case identifier(String)
    case select(Expression, field: String)
    /// The macro `has(e.f)`.
    case has(Expression, field: String)
    case index(Expression, Expression)
    /// `name(…)`.
    case call(String, [Expression])
    /// `target.name(…)`.
    case method(Expression, String, [Expression])
    case not(Expression)
    case negate(Expression)
    case binary(BinaryOperator, Expression, Expression)
    case conditional(Expression, Expression, Expression)
    case list([Expression])
    case map([MapEntry])
    /// `range.all(variable, body)` and its like; `map` may have a filter before its body.
    case comprehension(Comprehension, range: Expression, variable: String, filter: Expression?, body: Expression)
  }

  package struct MapEntry: Sendable {
    package let key: Expression
    package let value: Expression

    package init(key: Expression, value: Expression) {
      self.key = key
      self.value = value
    }
  }

  package let kind: Kind
  package let range: SourceRange
  /// Where the name of a `select`, `has` or `method` stands; elsewhere the whole range.
  package let nameRange: SourceRange

  package init(_ kind: Kind, range: SourceRange, nameRange: SourceRange? = nil) {
    self.kind = kind
    self.range = range
    self.nameRange = nameRange ?? range
  }

  /// Visits what it is directly made of.
  package func forEachChild(_ body: (Expression) -> Void) {
    switch kind {
    case .null, .bool, .int, .decimal, .string, .identifier: return
    case .select(let target, _), .has(let target, _), .not(let target), .negate(let target): body(target)
    case .index(let a, let b), .binary(_, let a, let b):
      body(a)
      body(b)
    case .call(_, let items), .list(let items):
      for item in items { body(item) }
    case .method(let target, _, let arguments):
      body(target)
      for argument in arguments { body(argument) }
    case .conditional(let a, let b, let c):
      body(a)
      body(b)
      body(c)
    case .map(let entries):
      for entry in entries {
        body(entry.key)
        body(entry.value)
      }
    case .comprehension(_, let range, _, let filter, let inner):
      body(range)
      if let filter { body(filter) }
      body(inner)
    }
  }
}

package enum BinaryOperator: String, Sendable {
  case or = "||"
  case and = "&&"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in` = "in"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

package enum Comprehension: String, Sendable {
  case all
  case exists
  case existsOne = "exists_one"
  case filter
  case map
}

extension Expression {
  /// The parts that an operation joins, from left to right, however they are grouped: `a`, `b`, `c` of `a && (b && c)`.
  package func operands(of operation: BinaryOperator) -> [Expression] {
    guard case .binary(operation, let left, let right) = kind else { return [self] }
    return left.operands(of: operation) + right.operands(of: operation)
  }
}
