/// A set of code points, as a class of a pattern names it: `[a-z\d]`, `\pL`, `.`.
struct ScalarSet: Sendable {
  enum Member: Sendable {
    case range(ClosedRange<UInt32>)
    case category(Set<Unicode.GeneralCategory>)
    /// What the set inside does not hold: `\D` within a class.
    indirect case complement(ScalarSet)
  }

  var members: [Member] = []
  var isNegated = false
  /// Letters stand for their other case too.
  var ignoresCase = false

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isMember = ignoresCase ? Self.variants(of: scalar).contains(where: holds) : holds(scalar)
    return isMember != isNegated
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    members.contains { member in
      switch member {
      case .range(let range): range.contains(scalar.value)
      case .category(let categories): categories.contains(scalar.properties.generalCategory)
      case .complement(let set): !set.contains(scalar)
      }
    }
  }

  /// The code points that are the same letter in another case. Mappings to several code points are none, as in RE2.
  private static func variants(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    var found = [scalar]
    func add(_ mapping: String) {
      let scalars = mapping.unicodeScalars
      if let only = scalars.first, scalars.count == 1, !found.contains(only) { found.append(only) }
    }
    add(scalar.properties.uppercaseMapping)
    add(scalar.properties.lowercaseMapping)
    // The lower case of an upper case: the long s is an s, the sign of Kelvin a k.
    for other in found { add(other.properties.lowercaseMapping) }
    if found.contains("k") { found.append("\u{212A}") }
    if found.contains("s") { found.append("\u{17F}") }
    return found
  }
}

extension ScalarSet {
  static func single(_ scalar: Unicode.Scalar) -> ScalarSet {
    ScalarSet(members: [.range(scalar.value...scalar.value)])
  }

  /// `.`: without `(?s)` all but the line feed.
  static func any(withLineFeed: Bool) -> ScalarSet {
    withLineFeed
      ? ScalarSet(members: [.range(0...0x10FFFF)]) : ScalarSet(members: [.range(0...9), .range(11...0x10FFFF)])
  }

  /// `\d`, `\s`, `\w` and their opposites: ASCII alone, as in RE2. Nil for another letter.
  static func perl(_ letter: Unicode.Scalar) -> ScalarSet? {
    switch letter {
    case "d", "D": ScalarSet(members: [.ascii("0", "9")], isNegated: letter == "D")
    case "s", "S": ScalarSet(members: [.range(9...10), .range(12...13), .range(32...32)], isNegated: letter == "S")
    case "w", "W":
      ScalarSet(
        members: [.ascii("0", "9"), .ascii("A", "Z"), .ascii("a", "z"), .ascii("_", "_")], isNegated: letter == "W")
    default: nil
    }
  }

  /// The classes that POSIX names, for ASCII: `[[:alpha:]]`.
  static func posix(_ name: String) -> [Member]? {
    switch name {
    case "alnum": [.ascii("0", "9"), .ascii("A", "Z"), .ascii("a", "z")]
    case "alpha": [.ascii("A", "Z"), .ascii("a", "z")]
    case "ascii": [.range(0...0x7F)]
    case "blank": [.range(9...9), .range(32...32)]
    case "cntrl": [.range(0...0x1F), .range(0x7F...0x7F)]
    case "digit": [.ascii("0", "9")]
    case "graph": [.range(0x21...0x7E)]
    case "lower": [.ascii("a", "z")]
    case "print": [.range(0x20...0x7E)]
    case "punct": [.range(0x21...0x2F), .range(0x3A...0x40), .range(0x5B...0x60), .range(0x7B...0x7E)]
    case "space": [.range(9...13), .range(32...32)]
    case "upper": [.ascii("A", "Z")]
    case "word": [.ascii("0", "9"), .ascii("A", "Z"), .ascii("a", "z"), .ascii("_", "_")]
    case "xdigit": [.ascii("0", "9"), .ascii("A", "F"), .ascii("a", "f")]
    default: nil
    }
  }

  /// The general categories of Unicode, by one letter or two. Nil for another name, such as that of a script.
  static func unicode(_ name: String) -> [Member]? {
    if name == "Any" { return [.range(0...0x10FFFF)] }
    let known = categories.filter { $0.name.hasPrefix(name) }.map(\.category)
    return name.isEmpty || known.isEmpty ? nil : [.category(Set(known))]
  }

  private static let categories: [(name: String, category: Unicode.GeneralCategory)] = [
    ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
    ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
    ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
    ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
    ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
    ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
    ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse),
  ]
}

extension ScalarSet.Member {
  static func ascii(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> ScalarSet.Member {
    .range(first.value...last.value)
  }
}
