import PreclearEngine

/// What the readers of all sections share: mistakes are collected, and reading goes on.
struct SectionReader {
  let pack: Int
  var diagnostics = Diagnostics()

  init(pack: Int) {
    self.pack = pack
  }

  /// The expression in a scalar: a condition, or a plain number, date or null taken as one.
  mutating func expression(_ node: DocumentNode) -> Expression? {
    guard let source = node.source else {
      diagnostics.error(
        "expected an expression, found \(node.kindName)", code: "unexpected-value", at: node.range,
        help: "quote an expression that begins with '[' or '{', or that holds ': ' or ' #'")
      return nil
    }
    if node.isNull { return Expression(.null, range: node.range) }
    do {
      return try ExpressionParser.parse(source)
    } catch {
      for diagnostic in error.diagnostics { diagnostics.add(diagnostic) }
      return nil
    }
  }

  mutating func message(_ node: DocumentNode) -> MessageTemplate? {
    guard let source = node.source else {
      diagnostics.error("expected a text, found \(node.kindName)", code: "unexpected-value", at: node.range)
      return nil
    }
    do {
      return try MessageTemplate.parse(source)
    } catch {
      for diagnostic in error.diagnostics { diagnostics.add(diagnostic) }
      return nil
    }
  }

  mutating func name(_ node: DocumentNode, _ what: @autoclosure () -> String) -> Name? {
    node.text(&diagnostics, what()).map { Name($0, node.range) }
  }

  /// One name, or a list of names.
  mutating func names(_ node: DocumentNode?, _ what: @autoclosure () -> String) -> [Name] {
    guard let node else { return [] }
    guard let items = node.items else { return name(node, what()).map { [$0] } ?? [] }
    return items.compactMap { name($0, what()) }
  }

  /// One expression, or a list of them.
  mutating func expressions(_ node: DocumentNode?) -> [Expression] {
    guard let node else { return [] }
    guard let items = node.items else { return expression(node).map { [$0] } ?? [] }
    return items.compactMap { expression($0) }
  }

  mutating func optionalExpression(_ node: DocumentNode?) -> Expression? {
    node.flatMap { expression($0) }
  }

  mutating func namedExpressions(_ node: DocumentNode?, _ what: @autoclosure () -> String) -> [(
    name: Name, value: Expression
  )] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      diagnostics.error("expected \(what()), found \(node.kindName)", code: "unexpected-value", at: node.range)
      return []
    }
    return entries.compactMap { entry in
      expression(entry.value).map { (Name(entry.key, entry.keyRange), $0) }
    }
  }

  mutating func flag(_ node: DocumentNode?) -> Bool {
    node.flatMap { $0.bool(&diagnostics, "true or false") } ?? false
  }

  mutating func integer(_ node: DocumentNode?, _ what: @autoclosure () -> String) -> Int? {
    guard let node else { return nil }
    guard let text = node.text(&diagnostics, what()) else { return nil }
    guard let number = Int(text) else {
      diagnostics.error("expected \(what()), found \(node.kindName)", code: "unexpected-value", at: node.range)
      return nil
    }
    return number
  }

  mutating func decimal(_ node: DocumentNode?, _ what: @autoclosure () -> String) -> Decimal? {
    guard let node else { return nil }
    guard let text = node.text(&diagnostics, what()) else { return nil }
    do {
      return try Decimal(parsing: text)
    } catch {
      diagnostics.error("expected \(what()), found \(node.kindName)", code: "unexpected-value", at: node.range)
      return nil
    }
  }

  /// Every entry of a section, each with its name.
  mutating func declarations(_ node: DocumentNode, _ what: @autoclosure () -> String) -> [DocumentEntry] {
    guard let entries = node.entries else {
      diagnostics.error("expected \(what()) by name, found \(node.kindName)", code: "unexpected-value", at: node.range)
      return []
    }
    return entries
  }

  /// The fact that a construct asks for: `asks:` gives its name, `ask:` its question.
  mutating func fact(_ node: DocumentNode, default name: String? = nil) -> FactText? {
    let question = node["ask"].flatMap { $0.text(&diagnostics, "a question") }
    guard let asks = node["asks"] else {
      guard let name, question != nil else { return nil }
      return FactText(name: name, question: question, range: node.range)
    }
    return asks.text(&diagnostics, "the name of a fact").map {
      FactText(name: $0, question: question, range: asks.range)
    }
  }

  mutating func citations(_ node: DocumentNode?) -> [Citation] {
    guard let node else { return [] }
    return (node.items ?? [node]).compactMap { citation($0) }
  }

  mutating func citation(_ node: DocumentNode) -> Citation? {
    guard
      node.mapping(&diagnostics, "a citation", allowed: ["source", "page", "lines", "anchor"]) != nil
    else { return nil }
    func part(_ key: String) -> String? {
      guard let value = node[key] else {
        diagnostics.error("a citation needs '\(key)'", code: "missing-key", at: node.range)
        return nil
      }
      return value.text(&diagnostics, key)
    }
    guard let source = part("source"), let page = part("page"), let lines = part("lines"), let anchor = part("anchor")
    else { return nil }
    if anchor.utf8.count(where: { $0 == UInt8(ascii: " ") }) >= 8, anchor.split(separator: " ").count > 8 {
      diagnostics.error("an anchor has at most eight words", code: "anchor", at: node["anchor"]?.range)
    }
    return Citation(source: source, page: page, lines: lines, anchor: anchor)
  }
}
