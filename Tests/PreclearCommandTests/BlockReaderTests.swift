import Foundation
import PreclearEngine
import Testing

@testable import PreclearCommand

@Suite struct BlockReaderTests {
  /// The lines of a file with this content, each after its number.
  private func lines(_ bytes: [UInt8]) throws -> [(number: Int, bytes: [UInt8])] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try Data(bytes).write(to: folder.url("log"))
    let reader = try BlockReader(folder.url("log").path)
    var scanner = EventScanner(pack: CompiledPack(), reads: EventReads())
    var batch = LogBatch()
    var lines: [(number: Int, bytes: [UInt8])] = []
    while try reader.next(&batch, &scanner) {
      for number in batch.frames.lines.indices { lines.append((batch.place(number).line, Array(batch.line(number)))) }
    }
    return lines
  }

  @Test(arguments: [
    ("", []), ("a", ["a"]), ("a\n", ["a\n"]), ("\n", ["\n"]), ("a\r\n\nb", ["a\r\n", "\n", "b"]),
  ])
  func linesKeepTheirBreaks(_ text: String, _ expected: [String]) throws {
    let found = try lines(Array(text.utf8))
    #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
    #expect(found.map(\.number) == Array(1..<expected.count + 1))
  }

  @Test func linesOfEveryLengthComeWholeOverTheEdgesOfBlocks() throws {
    // About 3 MB, a dozen blocks; the last lines are longer than a block.
    let lengths = Array(0..<2400) + [300_000, 1, 600_000]
    let expected = lengths.enumerated().map { number, length in
      [UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: length) + [0x0A]
    }
    let found = try lines(expected.flatMap(\.self))
    #expect(found.map(\.bytes) == expected)
    #expect(found.last?.number == lengths.count)
  }

  @Test func lineWithoutAnEndIsRefusedWithItsNumber() throws {
    do {
      _ = try lines([0x0A, 0x0A] + [UInt8](repeating: 0x20, count: 1 << 21))
      Issue.record("it was read")
    } catch let failure as LoadFailure {
      #expect(failure.diagnostics.map(\.range?.start.line) == [3])
      #expect(failure.diagnostics.map(\.code) == ["long-line"])
    }
  }

  @Test func fileThatIsNotThereIsNamed() {
    #expect(throws: LoadFailure.self) { try BlockReader("/nowhere/log.jsonl") }
  }
}
