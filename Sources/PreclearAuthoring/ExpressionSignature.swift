import PreclearEngine
import PreclearLanguage

extension TypedExpression {
  /// A text that two expressions share if they mean the same by the same means, wherever they stand.
  var signature: String {
    switch kind {
    case .constant(let constant): "\(constant)"
    case .local(let slot): Self.local(slot)
    case .eventID: "id"
    case .eventKind: "kind"
    case .eventDate: "date"
    case .eventField(let field): "event.\(field)"
    case .eventHas(let field): "has event.\(field)"
    case .viewField(let view, let field): "view \(view).\(field)"
    case .named(let number): "named \(number)"
    case .field(let target, let field): "\(target.signature).\(field)"
    case .hasField(let target, let field): "has \(target.signature).\(field)"
    case .index(let target, let index): "\(target.signature)[\(index.signature)]"
    case .measure(let number, let key): "measure \(number)[\(key?.signature ?? "")]"
    case .register(let number, let key): "register \(number)[\(key?.signature ?? "")]"
    case .cluster(let number, let key): "cluster \(number)[\(key.signature)]"
    case .crossing(let number, let key): "crossing \(number)[\(key.signature)]"
    case .crossingOf(let number, let person): "crossing \(number).of(\(person.signature))"
    case .crossingList(let number, let list): "crossing \(number).\(list)"
    case .party(let id): "party(\(id.signature))"
    case .parameter(let number): "parameter \(number)"
    case .reading(let number): "reading \(number)"
    case .not(let operand): "!(\(operand.signature))"
    case .negate(let operand): "-(\(operand.signature))"
    case .binary(let op, let a, let b): "(\(a.signature) \(op.rawValue) \(b.signature))"
    case .conditional(let test, let yes, let no): "(\(test.signature) ? \(yes.signature) : \(no.signature))"
    case .list(let items): "[\(items.map(\.signature).joined(separator: ", "))]"
    case .map(let entries): "{\(entries.map { "\($0.key.signature): \($0.value.signature)" }.joined(separator: ", "))}"
    case .record(let fields): "{\(fields.map { "\($0.name): \($0.value.signature)" }.joined(separator: ", "))}"
    case .comprehension(let kind, let range, let variable, let filter, let body):
      Self.comprehension(kind, range.signature, variable, filter?.signature ?? "", body.signature)
    case .call(let function, let arguments):
      "\(function.rawValue)(\(arguments.map(\.signature).joined(separator: ", ")))"
    case .calendar(let number, let function, let arguments):
      "calendar \(number) \(function)(\(arguments.map(\.signature).joined(separator: ", ")))"
    case .before(let inner): "before(\(inner.signature))"
    case .asOf(let day, let inner): "as_of(\(day.signature), \(inner.signature))"
    case .onDay(let day, let measure, let key): "on_day(\(day.signature), \(measure)[\(key?.signature ?? "")])"
    case .boundedByState(let bounds, let items, let field):
      "\(bounds) \(field)(\(items.map(\.signature).joined(separator: ", ")))"
    }
  }

  private static func local(_ slot: Int) -> String { "<local \(slot)>" }

  /// Variables are numbered from the innermost macro outwards, since each macro that is written has slots of its own.
  private static func comprehension(
    _ kind: Comprehension, _ range: String, _ variable: Int, _ filter: String, _ body: String
  ) -> String {
    var depth = 0
    while filter.contains("<item \(depth)>") || body.contains("<item \(depth)>") { depth += 1 }
    let parts = "(\(filter), \(body))".replacing(local(variable), with: "<item \(depth)>")
    return "\(range).\(kind)\(parts)"
  }
}
