/// Reads a pattern: RE2's grammar, by recursive descent over code points.
struct PatternParser {
  /// As RE2 has it: `a{1001}` is refused.
  private static let mostRepetitions = 1_000
  private static let deepestNesting = 100

  /// What `(?…)` turns on and off.
  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotIsAny = false
  }

  private let scalars: [Unicode.Scalar]
  private var offset = 0
  private var flags = Flags()
  private var names: [String] = []
  private var nesting = 0

  static func parse(_ text: String) throws(PatternError) -> PatternNode {
    var parser = PatternParser(scalars: Array(text.unicodeScalars))
    let node = try parser.alternatives()
    guard parser.isAtEnd else { throw parser.failure("this ')' closes nothing", at: parser.offset) }
    return node
  }

  private init(scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  private var isAtEnd: Bool { offset == scalars.count }

  private var peek: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

  private func failure(_ message: String, at offset: Int) -> PatternError {
    PatternError(message: message, offset: offset)
  }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[offset...].starts(with: wanted) else { return false }
    offset += wanted.count
    return true
  }

  // MARK: Sequences

  private mutating func alternatives() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let next = peek, next != "|", next != ")" {
      if take("\\Q") {
        parts += try quotation()
        continue
      }
      // A group of flags alone is no part, and nothing to repeat.
      guard let part = try atom() else { continue }
      parts.append(try repetition(of: part))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// The letters up to `\E`; what repeats after it repeats the last of them.
  private mutating func quotation() throws(PatternError) -> [PatternNode] {
    var parts: [PatternNode] = []
    while !isAtEnd, !take("\\E") {
      parts.append(literal(scalars[offset]))
      offset += 1
    }
    guard let last = parts.popLast() else { return [] }
    return parts + [try repetition(of: last)]
  }

  private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
    var set = ScalarSet.single(scalar)
    set.ignoresCase = flags.ignoresCase
    return .one(set)
  }

  private mutating func atom() throws(PatternError) -> PatternNode? {
    let start = offset
    let scalar = scalars[offset]
    offset += 1
    switch scalar {
    case ".": return .one(.any(withLineFeed: flags.dotIsAny))
    case "^": return .assertion(flags.isMultiline ? .startOfLine : .startOfText)
    case "$": return .assertion(flags.isMultiline ? .endOfLine : .endOfText)
    case "(": return try group(from: start)
    case "[": return .one(try bracket(from: start))
    case "*", "+", "?": throw failure("nothing stands before '\(scalar)' to be repeated", at: start)
    case "{":
      offset = start
      if try count() != nil { throw failure("nothing stands before '{' to be repeated", at: start) }
      offset = start + 1
      return literal(scalar)
    case "\\": return try escape(from: start)
    default: return literal(scalar)
    }
  }

  // MARK: Repetition

  private mutating func repetition(of node: PatternNode) throws(PatternError) -> PatternNode {
    guard let (atLeast, atMost) = try bounds() else { return node }
    // The sign of preferring less never changes whether a text matches.
    _ = take("?")
    let place = offset
    if try bounds() != nil { throw failure("what repeats cannot be repeated: put it in parentheses", at: place) }
    return .repeated(node, atLeast: atLeast, atMost: atMost)
  }

  /// `*`, `+`, `?` or `{2,3}`, if one of them stands here.
  private mutating func bounds() throws(PatternError) -> (atLeast: Int, atMost: Int?)? {
    switch peek {
    case "*":
      offset += 1
      return (0, nil)
    case "+":
      offset += 1
      return (1, nil)
    case "?":
      offset += 1
      return (0, 1)
    case "{": return try count()
    default: return nil
    }
  }

  /// `{2}`, `{2,}` or `{2,3}`; anything else is no repetition, and its brace a letter.
  private mutating func count() throws(PatternError) -> (atLeast: Int, atMost: Int?)? {
    let start = offset
    offset += 1
    guard let first = number() else {
      offset = start
      return nil
    }
    var last: Int? = first
    if take(",") { last = number() }
    let hasLast = last != nil || scalars[offset - 1] == ","
    guard hasLast, take("}") else {
      offset = start
      return nil
    }
    guard first <= Self.mostRepetitions, (last ?? first) <= Self.mostRepetitions else {
      throw failure("more than \(Self.mostRepetitions) repetitions", at: start)
    }
    if let last, last < first { throw failure("the lesser number of repetitions stands first", at: start) }
    return (first, last)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      // More digits than matter: the limit refuses them.
      value = min((value ?? 0) * 10 + Int(scalar.value) - 48, 100_000)
      offset += 1
    }
    return value
  }

  // MARK: Groups

  /// What stands after `(`; nil for a group that only sets flags.
  private mutating func group(from start: Int) throws(PatternError) -> PatternNode? {
    let outer = flags
    if take("?") {
      if take("P<") || take("<") {
        try groupName(from: start)
      } else if try setFlags(from: start) {
        return nil
      }
    }
    guard nesting < Self.deepestNesting else {
      throw failure("groups are nested more than \(Self.deepestNesting) deep", at: start)
    }
    nesting += 1
    let node = try alternatives()
    nesting -= 1
    guard take(")") else { throw failure("this '(' is never closed", at: start) }
    flags = outer
    return node
  }

  private mutating func groupName(from start: Int) throws(PatternError) {
    var name = ""
    while let scalar = peek, scalar.isWord {
      name.unicodeScalars.append(scalar)
      offset += 1
    }
    guard !name.isEmpty, take(">") else { throw failure("a group's name is letters, digits and '_'", at: start) }
    if names.contains(name) { throw failure("two groups are named '\(name)'", at: start) }
    names.append(name)
  }

  /// `i`, `m`, `s`, `U`, and after `-` those to be turned off; true if the group ends there.
  private mutating func setFlags(from start: Int) throws(PatternError) -> Bool {
    var isOn = true
    var hasFlag = false
    while let scalar = peek {
      offset += 1
      switch scalar {
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotIsAny = isOn
      // It swaps which of more and less is preferred, and so never whether a text matches.
      case "U": break
      case "-" where isOn:
        isOn = false
        hasFlag = false
        continue
      case ":" where isOn || hasFlag: return false
      case ")" where hasFlag: return true
      default: throw failure("this group is none of RE2's", at: start)
      }
      hasFlag = true
    }
    throw failure("this '(' is never closed", at: start)
  }

  // MARK: Escapes

  private mutating func escape(from start: Int) throws(PatternError) -> PatternNode {
    switch peek {
    case "A":
      offset += 1
      return .assertion(.startOfText)
    case "z":
      offset += 1
      return .assertion(.endOfText)
    case "b":
      offset += 1
      return .assertion(.wordBoundary)
    case "B":
      offset += 1
      return .assertion(.notWordBoundary)
    default:
      if var set = try escapedSet(from: start) {
        set.ignoresCase = flags.ignoresCase
        return .one(set)
      }
      return literal(try escapedScalar(from: start))
    }
  }

  /// `\d`, `\pL`, `\p{Lu}` and their like, after the backslash.
  private mutating func escapedSet(from start: Int) throws(PatternError) -> ScalarSet? {
    guard let letter = peek else { return nil }
    if let set = ScalarSet.perl(letter) {
      offset += 1
      return set
    }
    guard letter == "p" || letter == "P" else { return nil }
    offset += 1
    var isNegated = letter == "P"
    var name = ""
    if take("{") {
      if take("^") { isNegated.toggle() }
      while let scalar = peek, scalar != "}" {
        name.unicodeScalars.append(scalar)
        offset += 1
      }
      guard take("}") else { throw failure("'\\p{' is never closed", at: start) }
    } else if let scalar = peek {
      name.unicodeScalars.append(scalar)
      offset += 1
    }
    guard let members = ScalarSet.unicode(name) else {
      throw failure("'\(name)' is no general category of Unicode, such as L or Nd", at: start)
    }
    return ScalarSet(members: members, isNegated: isNegated)
  }

  private mutating func escapedScalar(from start: Int) throws(PatternError) -> Unicode.Scalar {
    guard let letter = peek else { throw failure("a '\\' ends the pattern", at: start) }
    offset += 1
    switch letter {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "x": return try hexadecimal(from: start)
    case "0": return try octal(UInt32(0))
    case "1"..."7":
      // Alone it would refer back to a group.
      if let next = peek, ("0"..."7").contains(next) { return try octal(letter.value - 48) }
    default:
      if letter.isASCII, !letter.isWord || letter == "_" { return letter }
    }
    throw failure("'\\\(letter)' means nothing", at: start)
  }

  private mutating func octal(_ first: UInt32) throws(PatternError) -> Unicode.Scalar {
    var value = first
    for _ in 0..<2 {
      guard let next = peek, ("0"..."7").contains(next) else { break }
      value = value * 8 + next.value - 48
      offset += 1
    }
    guard let scalar = Unicode.Scalar(value) else { throw failure("no character has this number", at: offset) }
    return scalar
  }

  private mutating func hexadecimal(from start: Int) throws(PatternError) -> Unicode.Scalar {
    var digits = ""
    if take("{") {
      while let scalar = peek, scalar != "}" {
        digits.unicodeScalars.append(scalar)
        offset += 1
      }
      guard take("}") else { throw failure("'\\x{' is never closed", at: start) }
    } else {
      while digits.utf8.count < 2, let scalar = peek {
        digits.unicodeScalars.append(scalar)
        offset += 1
      }
      if digits.utf8.count != 2 { throw failure("'\\x' needs two hexadecimal digits", at: start) }
    }
    guard digits.unicodeScalars.allSatisfy({ $0.properties.isASCIIHexDigit }), let value = UInt32(digits, radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw failure("'\(digits)' is the number of no character", at: start) }
    return scalar
  }

  // MARK: Classes

  /// What stands after `[`.
  private mutating func bracket(from start: Int) throws(PatternError) -> ScalarSet {
    var set = ScalarSet(isNegated: take("^"), ignoresCase: flags.ignoresCase)
    var isFirst = true
    while isFirst || peek != "]" {
      isFirst = false
      guard let next = peek else { throw failure("this '[' is never closed", at: start) }
      let place = offset
      if next == "[", let members = try posixMembers() {
        set.members += members
        continue
      }
      if next == "\\" {
        offset += 1
        if let inner = try escapedSet(from: place) {
          set.members += inner.isNegated ? [.complement(ScalarSet(members: inner.members))] : inner.members
          continue
        }
        offset = place
      }
      let first = try bracketScalar()
      guard peek == "-", offset + 1 < scalars.count, scalars[offset + 1] != "]" else {
        set.members.append(.range(first.value...first.value))
        continue
      }
      offset += 1
      let last = try bracketScalar()
      guard first <= last else { throw failure("the range '\(first)-\(last)' runs backwards", at: place) }
      set.members.append(.range(first.value...last.value))
    }
    offset += 1
    return set
  }

  private mutating func bracketScalar() throws(PatternError) -> Unicode.Scalar {
    let start = offset
    guard let scalar = peek else { throw failure("a range is never ended", at: start) }
    offset += 1
    return scalar == "\\" ? try escapedScalar(from: start) : scalar
  }

  /// `[:alpha:]` or `[:^alpha:]`, if that stands here.
  private mutating func posixMembers() throws(PatternError) -> [ScalarSet.Member]? {
    let start = offset
    guard take("[:") else { return nil }
    var name = ""
    while let scalar = peek, scalar != ":", scalar != "]" {
      name.unicodeScalars.append(scalar)
      offset += 1
    }
    guard take(":]") else {
      offset = start
      return nil
    }
    let isNegated = name.hasPrefix("^")
    guard let members = ScalarSet.posix(isNegated ? String(name.dropFirst()) : name) else {
      throw failure("'[:\(name):]' is no class", at: start)
    }
    return isNegated ? [.complement(ScalarSet(members: members))] : members
  }
}

extension Unicode.Scalar {
  /// An ASCII letter, a digit or `_`.
  fileprivate var isWord: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}
