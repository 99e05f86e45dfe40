import PreclearEngine
import PreclearLanguage

/// The functions on texts, which are lists of code points.
enum ReferenceTexts {
  /// All values are known.
  static func call(_ function: Builtin, _ values: [ReferenceValue]) -> ReferenceValue {
    if case .list(let items) = values[0] { return function == .join ? join(items, values) : .error }
    guard case .string(let whole) = values[0] else { return .error }
    let text = points(whole)
    switch function {
    case .lowerAscii: return made(text.map { 65...90 ~= $0 ? $0 + 32 : $0 })
    case .upperAscii: return made(text.map { 97...122 ~= $0 ? $0 - 32 : $0 })
    case .trim:
      let head = text.drop(while: isSpace)
      return made(head.reversed().drop(while: isSpace).reversed())
    case .reverse: return made(text.reversed())
    case .charAt:
      guard case .int(let place) = values[1], 0...Int64(text.count) ~= place else { return .error }
      return made(text.enumerated().filter { $0.offset == Int(place) }.map(\.element))
    case .substring: return substring(text, values)
    case .indexOf, .lastIndexOf: return place(function, text, values)
    case .replace: return replaced(text, values)
    case .split: return split(text, values)
    case .matches: return matches(whole, values[1])
    default: return .error
    }
  }

  private static func points(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  private static func string(_ points: [UInt32]) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: points.compactMap(Unicode.Scalar.init))
    return String(text)
  }

  private static func made(_ points: [UInt32]) -> ReferenceValue { .string(string(points)) }

  private static func isSpace(_ point: UInt32) -> Bool { Unicode.Scalar(point)?.properties.isWhitespace == true }

  private static func substring(_ text: [UInt32], _ values: [ReferenceValue]) -> ReferenceValue {
    guard case .int(let start) = values[1] else { return .error }
    var end = Int64(text.count)
    if values.count > 2 {
      guard case .int(let last) = values[2] else { return .error }
      end = last
    }
    guard 0 <= start, start <= end, end <= Int64(text.count) else { return .error }
    return made(Array(text[Int(start)..<Int(end)]))
  }

  /// Every place at which a part stands, its empty self at each.
  private static func places(of part: [UInt32], in text: [UInt32]) -> [Int] {
    (0...text.count).filter { $0 + part.count <= text.count && Array(text[$0..<$0 + part.count]) == part }
  }

  private static func place(_ function: Builtin, _ text: [UInt32], _ values: [ReferenceValue]) -> ReferenceValue {
    guard case .string(let part) = values[1] else { return .error }
    var bound = function == .indexOf ? 0 : Int64(text.count)
    if values.count > 2 {
      guard case .int(let place) = values[2], 0...Int64(text.count) ~= place else { return .error }
      bound = place
    }
    let all = places(of: points(part), in: text)
    let found = function == .indexOf ? all.first { Int64($0) >= bound } : all.last { Int64($0) <= bound }
    return .int(Int64(found ?? -1))
  }

  /// The limit, nil for none; -1 is none too.
  private static func limit(_ values: [ReferenceValue], _ position: Int) -> Int64? {
    guard position < values.count, case .int(let limit) = values[position], limit >= 0 else { return nil }
    return limit
  }

  private static func replaced(_ text: [UInt32], _ values: [ReferenceValue]) -> ReferenceValue {
    guard case .string(let part) = values[1], case .string(let other) = values[2] else { return .error }
    let (old, new) = (points(part), points(other))
    var rest = limit(values, 3) ?? .max
    var result: [UInt32] = []
    var place = 0
    while place <= text.count {
      let stands = place + old.count <= text.count && Array(text[place..<place + old.count]) == old
      if stands, rest > 0 {
        result += new
        rest -= 1
        if !old.isEmpty {
          place += old.count
          continue
        }
      }
      if place < text.count { result.append(text[place]) }
      place += 1
    }
    return made(result)
  }

  private static func split(_ text: [UInt32], _ values: [ReferenceValue]) -> ReferenceValue {
    guard case .string(let separator) = values[1] else { return .error }
    let most = limit(values, 2) ?? .max
    if most == 0 { return .list([]) }
    let sign = points(separator)
    if sign.isEmpty {
      guard !text.isEmpty else { return .list([]) }
      let count = Int(min(most, Int64(text.count)))
      return .list(text.prefix(count - 1).map { made([$0]) } + [made(Array(text[(count - 1)...]))])
    }
    var parts: [[UInt32]] = [[]]
    var place = 0
    while place < text.count {
      if Int64(parts.count) < most, places(of: sign, in: text).contains(place) {
        parts.append([])
        place += sign.count
      } else {
        parts[parts.count - 1].append(text[place])
        place += 1
      }
    }
    return .list(parts.map(made))
  }

  private static func join(_ items: [ReferenceValue], _ values: [ReferenceValue]) -> ReferenceValue {
    var separator: [UInt32] = []
    if values.count > 1 {
      guard case .string(let text) = values[1] else { return .error }
      separator = points(text)
    }
    var result: [UInt32] = []
    for (number, item) in items.enumerated() {
      guard case .string(let text) = item else { return .error }
      result += (number > 0 ? separator : []) + points(text)
    }
    return made(result)
  }

  /// Swift's own engine, by code points.
  private static func matches(_ text: String, _ pattern: ReferenceValue) -> ReferenceValue {
    guard case .string(let pattern) = pattern else { return .error }
    do {
      let regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
      return .bool(try regex.firstMatch(in: text) != nil)
    } catch {
      return .error
    }
  }
}
