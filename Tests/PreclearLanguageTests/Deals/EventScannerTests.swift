import PreclearEngine
import PreclearLanguage
import Testing

/// The scanner takes what is plainly right, and what it takes is what the reader that explains makes of it.
@Suite struct EventScannerTests {
  private let log: ScannedLog

  init() throws {
    log = try ScannedLog()
  }

  /// A trade with these fields beside those that it needs.
  private static func trade(_ fields: String) -> String {
    #"{"id":"t","kind":"trade","date":"2024-02-29","desk":"d","side":"buy","# + fields + "}"
  }

  /// What the scanner makes of one field of a trade; nil where it leaves the line.
  private func field(_ name: String, _ value: String) throws -> String? {
    let shares = name == "shares" ? "" : #""shares":1,"#
    let line = Self.trade("\(shares)\"\(name)\":\(value)")
    let scanned = log.scan([Array(line.utf8)])
    #expect(scanned.count == 1)
    let layout = log.compiled.layouts[0]
    let position = try #require(layout.position(of: name))
    return scanned[0].map { $0[4 + position] }
  }

  /// Values worked out by hand, at the edges of what the schema of the pack allows.
  @Test(arguments: [
    ("shares", "1", "int 1"), ("shares", "0", nil), ("shares", "-1", nil),
    ("shares", "999999999999", "int 999999999999"),
    ("shares", "1000000000000", nil), ("shares", "1.0", nil), ("shares", "1e2", nil), ("shares", "01", nil),
    ("shares", "\"1\"", nil), ("shares", "null", nil), ("shares", "true", nil), ("shares", "", nil),
    ("shares", "-", nil),
    ("price", "0", "decimal 0 0"), ("price", "0.0000", "decimal 0 0"), ("price", "-0.5", "decimal -5 1"),
    ("price", "-0.5000", "decimal -5 1"), ("price", "-0.5001", nil), ("price", "1000000.25", "decimal 100000025 2"),
    ("price", "1000000.2501", nil), ("price", "1000000.2500", "decimal 100000025 2"), ("price", "4.00001", nil),
    ("price", "4.00000", "decimal 4 0"), ("price", "\"4.0400\"", "decimal 404 2"), ("price", "\"-0\"", "decimal 0 0"),
    ("price", "4.", nil), ("price", ".5", nil), ("price", "\".5\"", nil), ("price", "\"\"", nil),
    ("price", "\"4 \"", nil),
    ("price", "4e0", nil), ("price", "+4", nil), ("price", "\"four\"", nil), ("price", "{}", nil),
    ("price", "[1]", nil),
    ("cap", "null", "null"), ("cap", "999999999999.999999", "decimal 999999999999999999 6"),
    ("cap", "1000000000000", nil), ("cap", "-999999999999", "decimal -999999999999 0"),
    ("cap", "0.00000000000000001", "decimal 1 17"), ("cap", "100000000000", "decimal 100000000000 0"),
    ("guess", "null", "absent"), ("guess", "123456789012345678", "decimal 123456789012345678 0"),
    ("guess", "-123456789012345678", "decimal -123456789012345678 0"), ("guess", "1234567890123456789", nil),
    ("at", "\"23:59\"", "text 50 51 58 53 57"), ("at", "\"24:00\"", nil), ("at", "\"12:60\"", nil),
    ("at", "\"1:30\"", nil),
    ("until", "\"2024-02-29\"", "2024-02-29"), ("until", "\"2023-02-29\"", nil),
    ("until", "\"0001-01-01\"", "0001-01-01"),
    ("until", "\"9999-12-31\"", "9999-12-31"), ("until", "\"0000-01-01\"", nil), ("until", "\"infinity\"", nil),
    ("until", "\"2024-2-29\"", nil), ("until", "\"2024-02-29T\"", nil), ("until", "\"2024/02/29\"", nil),
    ("final", "true", "true"), ("final", "false", "false"), ("final", "\"true\"", nil), ("final", "tru", nil),
    ("final", "truer", nil), ("final", "nul", nil), ("final", "falsy", nil),
    ("person", "\"\"", nil), ("comment", "\"\"", "text "), ("comment", #""\u00e9\/\n""#, "text 233 47 10"),
    ("comment", #""\ud83d\ude00\u0000""#, "text 128512 0"), ("comment", #""\ud83d""#, nil),
    ("comment", #""\ude00""#, nil),
    ("comment", #""\ud83d\ud83d""#, nil), ("comment", #""\q""#, nil), ("comment", #""\u00g0""#, nil),
    ("comment", "\"a\tb\"", nil), ("comment", "\"é😀\"", "text 233 128512"), ("comment", "\"\\\"\\\\\"", "text 34 92"),
    ("side", "\"sell\"", nil), ("doubled", "2", nil), ("a_name_that_is_longer_than_two_words", "7", "int 7"),
  ])
  func valueIsTakenOrLeft(_ name: String, _ value: String, _ expected: String?) throws {
    #expect(try field(name, value) == expected)
  }

  @Test(arguments: [
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d"}"#,
    "{\"date\":\"2024-02-29\",\"desk\":\"d\",\"id\":\"t\",\"kind\":\"closed\"}\r",
    " \t{ \"id\" : \"t\" ,\t\"kind\": \"closed\", \"date\":\"2024-02-29\" , \"desk\":\"d\" } ",
    #"{"id":"\u00e9\"","kind":"closed","date":"2024-02-29","desk":"\u0064","note":"é\ud83d\ude00"}"#,
  ])
  func wellFormedLineIsTaken(_ line: String) throws {
    let scanned = try #require(log.scan([Array(line.utf8)])[0])
    #expect(scanned == log.read(Array(line.utf8), number: 1))
    #expect(scanned[0] == "closed")
  }

  /// Each of them is a mistake, or something for which speed does not matter.
  @Test(arguments: [
    "", " ", "{}", "[]", "{", "}", "nothing",
    #"{"id":"t","kind":"closed","date":"2024-02-29"}"#,
    #"{"id":"t","kind":"closed","desk":"d"}"#,
    #"{"kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","kind":"close","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","kind":"closed","kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","id":"t","kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d","desk":"d"}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d","shares":1}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d","other":1}"#,
    #"{"id":"","kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":1,"kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":null,"kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"a\tb","kind":"closed","date":"2024-02-29","desk":"d"}"#,
    "{\"id\":\"a\u{85}b\",\"kind\":\"closed\",\"date\":\"2024-02-29\",\"desk\":\"d\"}",
    "{\"id\":\"a\u{7F}\",\"kind\":\"closed\",\"date\":\"2024-02-29\",\"desk\":\"d\"}",
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":""}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d",}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d"} x"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d"}{}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d""#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","desk":"d"#,
    #"{"id":"t" "kind":"closed","date":"2024-02-29","desk":"d"}"#,
    #"{"id":"t","kind":"closed","date":"2024-02-29","a name without an end, and longer than two words"#,
    #"{"id":"t","kind":"basket","date":"2024-02-29","desk":"d","items":["a"]}"#,
    #"{"id":"t","\u006bind":"closed","date":"2024-02-29","desk":"d"}"#,
  ])
  func otherLineIsLeft(_ line: String) {
    let whole = #"{"id":"n","kind":"closed","date":"2024-03-01","desk":"d"}"#
    let scanned = log.scan([Array(line.utf8), Array(whole.utf8)])
    #expect(scanned.map { $0 == nil } == [true, false])
    #expect(scanned[1] == log.read(Array(whole.utf8), number: 2))
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80],
      [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xF0, 0x28, 0x8C, 0xBC],
    ] as [[UInt8]])
  func bytesThatAreNotUTF8AreLeft(_ bytes: [UInt8]) {
    for before in 0..<9 {
      let text = [UInt8](repeating: 0x61, count: before) + bytes
      let line = Array(Self.trade(#""shares":1,"note":""#).utf8.dropLast()) + text + Array("\"}".utf8)
      #expect(log.scan([line]) == [nil])
    }
  }

  @Test func longestNumbersOfCharactersAreTaken() {
    let texts = ["\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}"]
    let lines = texts.map { Array(Self.trade("\"shares\":1,\"comment\":\"\($0)\"").utf8) }
    #expect(log.scan(lines) == lines.enumerated().map { log.read($1, number: $0 + 1) })
    #expect(!log.scan(lines).contains(nil))
  }

  // MARK: Against the reader that explains

  @Test(arguments: 0..<4 as Range<UInt64>)
  func scannerAgreesOnRandomLines(seed: UInt64) {
    var random = RandomLine(seed: seed)
    let lines = (0..<250).map { _ in random.line() }
    for (number, scanned) in log.scan(lines.map(\.bytes)).enumerated() {
      let text = String(decoding: lines[number].bytes, as: UTF8.self)
      #expect(scanned == log.read(lines[number].bytes, number: number + 1) || scanned == nil, "\(text)")
      #expect((scanned != nil) == lines[number].isPlain, "\(text)")
    }
  }

  /// What is damaged is left, or means the same to both; nothing crashes.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func scannerAgreesOnDamagedLines(seed: UInt64) {
    var random = RandomLine(seed: seed &+ 100)
    let lines = (0..<1000).map { _ in random.damagedLine() }
    for (number, scanned) in log.scan(lines).enumerated() {
      guard let scanned else { continue }
      #expect(
        scanned == log.read(lines[number], number: number + 1), "\(String(decoding: lines[number], as: UTF8.self))")
    }
  }

  /// Wherever a line is cut off, nothing behind its line break is taken for a part of it.
  @Test func lineThatIsCutOffIsLeft() throws {
    let line = Array(Self.trade(#""shares":1,"comment":"\ud83d\ude00é","guess":-1.5,"final":false,"at":"09:30""#).utf8)
    for count in 0..<line.count {
      let cut = Array(line[..<count])
      #expect(log.scan([cut]) == [nil], "\(String(decoding: cut, as: UTF8.self))")
    }
    #expect(log.scan([line]) == [log.read(line, number: 1)])
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func scannerAgreesOnALastLineThatIsDamaged(seed: UInt64) {
    var random = RandomLine(seed: seed &+ 200)
    for _ in 0..<500 {
      let line = random.damagedLine()
      guard let scanned = log.scan([line])[0] else { continue }
      #expect(scanned == log.read(line, number: 1), "\(String(decoding: line, as: UTF8.self))")
    }
  }
}
