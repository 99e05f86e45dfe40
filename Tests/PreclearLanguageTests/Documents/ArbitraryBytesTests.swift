import PreclearEngine
import Testing

@testable import PreclearLanguage

/// Whatever the bytes, reading ends with a node or with mistakes that have a place in the file.
struct ArbitraryBytesTests {
  private static let documents = [
    "a: 1\nb:\n  - x\n  - {y: 'it''s', z: \"q\\n\"}\n\n# c\nc: |\n  hello\nd: >-\n  a\n  b\n? k\n: v\n",
    "rule:\n  when: event.kind == \"sale\" && event.shares > 10\n  on: [deed, page, 12]\n  é: \"日本語 😀\"\n",
    "%YAML 1.2\n---\na: &x !!str b\nc: *x\n<<: *x\n...\n---\nd: ~\n",
    "{\"a\": [1, -2.5e3, true, null, \"\\ud83d\\ude00\\n\"], \"b\": {}}\n{\"c\": \"é\"}\r\n[]\n",
  ]
  /// Characters that mean something to either grammar, and halves of characters.
  private static let spice =
    Array("-?:,[]{}#&*!|>'\"%@`~<= \n\r\t\\0x.:e_\u{85}\u{2028}\u{FEFF}".utf8) + [0, 0xC3, 0xFF]

  @Test(arguments: 0..<8 as Range<UInt64>)
  func noBytesCrashAReader(seed: UInt64) {
    var random = FixedRandomNumbers(seed: seed)
    for _ in 0..<500 {
      let bytes = Self.randomBytes(&random)
      let file = SourceFile(path: "test", bytes: bytes)
      check(file) { file throws(LoadFailure) in [try YAMLReader.read(file)] }
      check(file) { file throws(LoadFailure) in [try JSONReader.read(file)] }
      check(file) { file throws(LoadFailure) in try JSONReader.readLines(file) }
    }
  }

  private static func randomBytes(_ random: inout FixedRandomNumbers) -> [UInt8] {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      return (0..<Int.random(in: 0..<60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1:
      return (0..<Int.random(in: 0..<60, using: &random)).map { _ in
        spice[Int.random(in: 0..<spice.count, using: &random)]
      }
    default:
      var bytes = Array(documents[Int.random(in: 0..<documents.count, using: &random)].utf8)
      for _ in 0..<Int.random(in: 1..<8, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = spice[Int.random(in: 0..<spice.count, using: &random)]
        case 1: bytes.insert(spice[Int.random(in: 0..<spice.count, using: &random)], at: place)
        case 2 where bytes.count > 1: bytes.remove(at: place)
        default:
          let end = Int.random(in: place..<bytes.count, using: &random)
          bytes.insert(contentsOf: bytes[place...end], at: Int.random(in: 0..<bytes.count, using: &random))
        }
      }
      return bytes
    }
  }

  private func check(_ file: SourceFile, _ read: (SourceFile) throws(LoadFailure) -> [DocumentNode]) {
    let lineCount = file.bytes.count { $0 == 0x0A } + 1
    do {
      for node in try read(file) { checkRanges(node, lineCount, file) }
    } catch {
      #expect(!error.diagnostics.isEmpty, "\(file.bytes)")
      for diagnostic in error.diagnostics {
        guard let range = diagnostic.range else {
          Issue.record("no place: \(file.bytes)")
          return
        }
        #expect(isInside(range, lineCount), "\(diagnostic.rendered): \(file.bytes)")
      }
    }
  }

  private func checkRanges(_ node: DocumentNode, _ lineCount: Int, _ file: SourceFile) {
    #expect(isInside(node.range, lineCount), "\(file.bytes)")
    for entry in node.entries ?? [] {
      #expect(isInside(entry.keyRange, lineCount), "\(file.bytes)")
      checkRanges(entry.value, lineCount, file)
    }
    for item in node.items ?? [] { checkRanges(item, lineCount, file) }
    #expect(ScalarPlaces.misplaced(in: node) == [], "\(file.bytes)")
  }

  private func isInside(_ range: SourceRange, _ lineCount: Int) -> Bool {
    guard range.start.line >= 1, range.start.column >= 1, range.start <= range.end, range.end.line <= lineCount + 1
    else {
      return false
    }
    return range.start.line > lineCount
      || range.start.column <= range.file.line(range.start.line).unicodeScalars.count + 2
  }
}
