/// The functions on texts, by code points: an accent that combines does not hide the letter before it.
extension Machine {
  /// The arguments are known, and the first is the text, or for `join` the list.
  func textCall(_ function: Builtin, _ arguments: [Value]) -> Value {
    if function == .join { return join(arguments) }
    guard case .string(let symbol) = arguments[0] else { return .fault(Arithmetic.noOverload) }
    let text = Array(symbols.text(symbol).unicodeScalars)
    switch (function, arguments.dropFirst().first) {
    case (.lowerAscii, nil): return made(text.map { ("A"..."Z").contains($0) ? Self.shifted($0, 32) : $0 })
    case (.upperAscii, nil): return made(text.map { ("a"..."z").contains($0) ? Self.shifted($0, -32) : $0 })
    case (.trim, nil): return made(Self.trimmed(text[...]))
    case (.reverse, nil): return made(text.reversed())
    case (.charAt, .int(let place)?):
      guard let index = Self.index(place, in: text) else { return outside(place, text) }
      return made(text[index...].prefix(1))
    case (.substring, .int(let from)?): return substring(text, from, arguments)
    case (_, .string(let part)?):
      return search(function, symbol, text, part, Array(symbols.text(part).unicodeScalars), arguments)
    default: return .fault(Arithmetic.noOverload)
    }
  }

  private func search(
    _ function: Builtin, _ symbol: Symbol, _ text: [Unicode.Scalar], _ partSymbol: Symbol, _ part: [Unicode.Scalar],
    _ arguments: [Value]
  ) -> Value {
    switch function {
    case .contains: return .bool(Self.first(part, in: text, from: 0) != nil)
    case .startsWith: return .bool(text.starts(with: part))
    case .endsWith: return .bool(text.suffix(part.count).elementsEqual(part))
    case .matches: return matches(symbols.text(symbol), partSymbol)
    case .indexOf, .lastIndexOf:
      guard arguments.count == 3 else { return found(function, part, text, nil) }
      guard case .int(let place) = arguments[2] else { return .fault(Arithmetic.noOverload) }
      return found(function, part, text, place)
    case .split: return split(text, part, arguments)
    case .replace:
      guard arguments.count >= 3, case .string(let other) = arguments[2] else { return .fault(Arithmetic.noOverload) }
      guard let limit = limit(arguments, at: 3) else { return .fault(Arithmetic.noOverload) }
      return made(Self.replaced(text, part, by: Array(symbols.text(other).unicodeScalars), limit))
    default: return .fault(Arithmetic.noOverload)
    }
  }

  // MARK: Patterns

  private func matches(_ text: String, _ symbol: Symbol) -> Value {
    let pattern: Result<Pattern, PatternError>
    if let known = patterns[symbol] {
      pattern = known
    } else {
      let expression = symbols.text(symbol)
      pattern = Result { () throws(PatternError) in try Pattern(expression) }
      patterns[symbol] = pattern
    }
    switch pattern {
    case .success(let pattern): return .bool(pattern.matches(text))
    case .failure(let error): return .fault(Fault("'\(symbols.text(symbol))' is no pattern: \(error.message)"))
    }
  }

  // MARK: Places

  /// A place in a text, its end included.
  private static func index(_ place: Int64, in text: [Unicode.Scalar]) -> Int? {
    Int(exactly: place).flatMap { (0...text.count).contains($0) ? $0 : nil }
  }

  private func outside(_ place: Int64, _ text: [Unicode.Scalar]) -> Value {
    .fault(Fault("\(place) is no place in a text of \(text.count) characters"))
  }

  private func substring(_ text: [Unicode.Scalar], _ from: Int64, _ arguments: [Value]) -> Value {
    var last = Int64(text.count)
    if arguments.count == 3 {
      guard case .int(let end) = arguments[2] else { return .fault(Arithmetic.noOverload) }
      last = end
    }
    guard let start = Self.index(from, in: text) else { return outside(from, text) }
    guard let end = Self.index(last, in: text) else { return outside(last, text) }
    guard start <= end else { return .fault(Fault("a part from \(start) cannot end at \(end)")) }
    return made(text[start..<end])
  }

  private func found(
    _ function: Builtin, _ part: [Unicode.Scalar], _ text: [Unicode.Scalar], _ place: Int64?
  ) -> Value {
    let isFirst = function == .indexOf
    guard let index = Self.index(place ?? (isFirst ? 0 : Int64(text.count)), in: text) else {
      return outside(place ?? 0, text)
    }
    let found = isFirst ? Self.first(part, in: text, from: index) : Self.last(part, in: text, upto: index)
    return .int(Int64(found ?? -1))
  }

  private static func first(_ part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int) -> Int? {
    guard part.count <= text.count - start else { return nil }
    return (start...text.count - part.count).first { text[$0...].starts(with: part) }
  }

  private static func last(_ part: [Unicode.Scalar], in text: [Unicode.Scalar], upto end: Int) -> Int? {
    guard part.count <= text.count else { return nil }
    return (0...min(end, text.count - part.count)).last { text[$0...].starts(with: part) }
  }

  // MARK: Parts

  private func made(_ scalars: some Sequence<Unicode.Scalar>) -> Value {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return .string(symbols.intern(String(view)))
  }

  private static func shifted(_ scalar: Unicode.Scalar, _ distance: Int32) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(Int32(scalar.value) + distance)) ?? scalar
  }

  private static func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    let rest = text.drop { $0.properties.isWhitespace }
    let end = rest.lastIndex { !$0.properties.isWhitespace }
    return end.map { rest[...$0] } ?? []
  }

  /// How often at most; less than nothing, or nothing said, is without limit. Nil: no whole number.
  private func limit(_ arguments: [Value], at position: Int) -> Int? {
    guard position < arguments.count else { return Int.max }
    guard case .int(let limit) = arguments[position] else { return nil }
    return limit < 0 ? Int.max : Int(clamping: limit)
  }

  /// The stretches between separators; between all code points if the separator is empty.
  private static func pieces(
    _ text: [Unicode.Scalar], _ separator: [Unicode.Scalar], atMost count: Int
  ) -> [ArraySlice<Unicode.Scalar>] {
    var pieces: [ArraySlice<Unicode.Scalar>] = []
    var start = 0
    if separator.isEmpty {
      while pieces.count + 1 < count, start + 1 < text.count {
        pieces.append(text[start...start])
        start += 1
      }
      return text.isEmpty ? [] : pieces + [text[start...]]
    }
    while pieces.count + 1 < count, let next = first(separator, in: text, from: start) {
      pieces.append(text[start..<next])
      start = next + separator.count
    }
    return pieces + [text[start...]]
  }

  private func split(_ text: [Unicode.Scalar], _ separator: [Unicode.Scalar], _ arguments: [Value]) -> Value {
    guard let limit = limit(arguments, at: 2) else { return .fault(Arithmetic.noOverload) }
    if limit == 0 { return .list([]) }
    return .list(Self.pieces(text, separator, atMost: limit).map { made($0) })
  }

  /// An empty part stands before every code point and at the end.
  private static func replaced(
    _ text: [Unicode.Scalar], _ part: [Unicode.Scalar], by other: [Unicode.Scalar], _ limit: Int
  ) -> [Unicode.Scalar] {
    guard !part.isEmpty else {
      let count = min(limit, text.count + 1)
      let head = text.prefix(count).flatMap { other + [$0] }
      return head + (count > text.count ? other : Array(text[count...]))
    }
    let pieces = pieces(text, part, atMost: limit == Int.max ? limit : limit + 1)
    return Array(pieces.joined(separator: other))
  }

  private func join(_ arguments: [Value]) -> Value {
    guard case .list(let list) = arguments[0] else { return .fault(Arithmetic.noOverload) }
    if let open = openConditions(list) { return open }
    var separator = ""
    if arguments.count == 2 {
      guard case .string(let symbol) = arguments[1] else { return .fault(Arithmetic.noOverload) }
      separator = symbols.text(symbol)
    }
    var texts: [String] = []
    for item in list.items {
      guard case .string(let symbol) = item else { return .fault(Arithmetic.noOverload) }
      texts.append(symbols.text(symbol))
    }
    return .string(symbols.intern(texts.joined(separator: separator)))
  }
}
