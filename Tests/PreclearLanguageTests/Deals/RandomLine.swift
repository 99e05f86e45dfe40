/// Lines of a log for the pack of ``ScannedLog``: in any order, with any spaces and escapes, right or damaged.
struct RandomLine: RandomNumberGenerator {
  private var numbers: FixedRandomNumbers

  init(seed: UInt64) {
    numbers = FixedRandomNumbers(seed: seed)
  }

  mutating func next() -> UInt64 { numbers.next() }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  private mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: items.indices, using: &self)] }

  /// A line that is right, and whether the scanner takes it.
  mutating func line() -> (bytes: [UInt8], isPlain: Bool) {
    let kind = pick(["trade", "trade", "trade", "basket", "closed"])
    var isPlain = true
    var fields = [
      ("id", string(pick(["t1", "é-2", "三井", "a name of more than sixteen bytes", "x\"y"]))), ("kind", "\"\(kind)\""),
      ("date", date()), ("desk", string(text())),
    ]
    if chance(50) { fields.append(("note", string(text()))) }
    if kind == "trade" {
      fields.append(("side", "\"" + pick(["buy", "sell", "a side with a long name", "sïde"]) + "\""))
      fields.append(("shares", "\(Int64.random(in: 1...pick([9, 10_000, 999_999_999_999]), using: &self))"))
      if chance(50) { fields.append(("person", string(text()))) }
      if chance(60) {
        fields.append(("price", pick(["0", "-0.5", "12.3400", "999999.9999", "\"17.25\"", "\"-0.0\""])))
      }
      if chance(40) { fields.append(("cap", pick(["null", "1.5", "\"999999999999\"", "-3.000001"]))) }
      if chance(40) { fields.append(("guess", pick(["null", "0.000000000000000001", "123456789.123456789"]))) }
      if chance(40) { fields.append(("at", pick(["\"00:00\"", "\"23:59\"", "\"09:30\""]))) }
      if chance(40) { fields.append(("until", date())) }
      if chance(40) { fields.append(("final", pick(["true", "false"]))) }
      if chance(40) { fields.append(("comment", string(pick(["", text()])))) }
      if chance(30) { fields.append(("a_name_that_is_longer_than_two_words", pick(["0", "-5", "-0"]))) }
      if fields.contains(where: { $0.1 == "0.000000000000000001" }) { isPlain = false }
    }
    if kind == "basket" {
      if chance(50) {
        fields.append(("items", pick(["[]", "[\"a\", \"b\"]"])))
        isPlain = false
      }
      if chance(50) { fields.append(("total", "3")) }
    }
    fields.shuffle(using: &self)
    var result = space() + "{" + space()
    for (number, (key, value)) in fields.enumerated() {
      if number > 0 { result += "," + space() }
      result += "\"\(key)\"" + space() + ":" + space() + value + space()
    }
    return (Array((result + "}" + space() + pick(["", "", "\r"])).utf8), isPlain)
  }

  /// A line with a few bytes changed, taken away or put in.
  mutating func damagedLine() -> [UInt8] {
    var bytes = line().bytes
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[place] = pick(Array("{}[]\",:\\ 0123456789.-+eEu\t".utf8))
      case 2: bytes.insert(pick(Array("{}[]\",:\\ 0123456789.-+eEu\t".utf8)), at: place)
      case 3 where bytes.count > 1: bytes.remove(at: place)
      default:
        let end = Int.random(in: place..<bytes.count, using: &self)
        let part = Array(bytes[place...end])
        if chance(50) {
          bytes.replaceSubrange(place...end, with: [])
        } else {
          bytes.insert(contentsOf: part, at: place)
        }
      }
      if bytes.isEmpty { bytes = [0x20] }
    }
    return bytes.map { $0 == 0x0A ? 0x20 : $0 }
  }

  private mutating func space() -> String {
    chance(85) ? "" : pick([" ", "  ", "\t", " \t "])
  }

  private mutating func date() -> String {
    pick(["\"2024-02-29\"", "\"2024-03-01\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2000-12-31\""])
  }

  private mutating func text() -> String {
    let parts = [
      "a", "bc", "é", "e\u{301}", "三井", "😀", "\"", "\\", "/", "\n", "\u{1}", " ", "a longer part of a text, ",
    ]
    return (0..<Int.random(in: 1...6, using: &self)).map { _ in pick(parts) }.joined()
  }

  /// As JSON: what need not be an escape is one now and then.
  private mutating func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "/" where chance(50): result += "\\/"
      case _ where scalar.value < 0x20 || chance(10):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: chance(50))
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
