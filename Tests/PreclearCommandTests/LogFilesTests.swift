import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

@testable import PreclearCommand

@Suite struct LogFilesTests {
  private static let scanner = EventScanner(pack: CompiledPack(), reads: EventReads())

  /// `FILE:LINE TEXT` of each line that is handed over, and the first mistake.
  private func lines(_ paths: [String], stopAfter last: Int = .max) throws -> [String] {
    let files = Files()
    let log = try LogFiles(paths, files)
    var found: [String] = []
    do throws(LoadFailure) {
      try log.forEachBatch(Self.scanner, files) { batch throws(LoadFailure) in
        for number in batch.frames.lines.indices {
          let place = batch.place(number)
          let text = String(decoding: batch.line(number), as: UTF8.self).prefix { $0 != "\n" }
          found.append("\(place.file.suffix(1)):\(place.line) \(text)")
          if found.count == last { throw LoadFailure("enough", code: "enough") }
        }
      }
    } catch {
      found += error.diagnostics.map(\.message)
    }
    return found
  }

  /// Long enough for two threads.
  private static func long(_ count: Int) -> [String] {
    (0..<count).map { number in "line \(number) " + String(repeating: "x", count: number % 400) }
  }

  @Test func linesOfALongLogComeInOrderFromTheOtherThread() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let first = Self.long(25_000)
    let second = ["one", "two"]
    try folder.write(first.joined(separator: "\n") + "\n", to: "a")
    try folder.write("", to: "b")
    try folder.write(second.joined(separator: "\n"), to: "c")
    let paths = ["a", "b", "c"].map { folder.url($0).path }
    let expected =
      first.enumerated().map { "a:\($0 + 1) \($1)" } + second.enumerated().map { "c:\($0 + 1) \($1)" }
    #expect(try lines(paths) == expected)
  }

  /// What came before the mistake is handed over first.
  @Test func mistakeOfTheOtherThreadComesBehindItsLines() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let first = Self.long(25_000)
    let tooLong = String(repeating: "x", count: 3 << 20)
    try folder.write(first.joined(separator: "\n") + "\n" + tooLong, to: "a")
    let found = try lines([folder.url("a").path])
    #expect(found.count == first.count + 1)
    #expect(found.last?.hasPrefix("this line has more than") == true)
  }

  @Test func otherThreadEndsWhenNoMoreIsWanted() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write(Self.long(50_000).joined(separator: "\n") + "\n", to: "a")
    #expect(try lines([folder.url("a").path], stopAfter: 3).suffix(1) == ["enough"])
  }

  @Test func sortedLogKeepsTheOrderOfADayAndThePlaces() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("3 a\n1 b\n3 c\n1 d", to: "x")
    try folder.write("2 e\n1 f\n", to: "y")
    let files = Files()
    let log = try LogFiles(["x", "y"].map { folder.url($0).path }, files)
    let sorted = try SortedLog(log, Self.scanner, files) { line throws(LoadFailure) in
      guard let day = line.bytes.first, let date = CalendarDate(dayNumber: Int(day)) else {
        throw LoadFailure("no day", code: "day")
      }
      return date
    }
    var found: [String] = []
    try sorted.forEachBatch { batch throws(LoadFailure) in
      for number in batch.frames.lines.indices {
        let place = batch.place(number)
        let text = String(decoding: batch.line(number), as: UTF8.self)
        found.append("\(place.file.suffix(1)):\(place.line) \(text)")
      }
    }
    #expect(found == ["x:2 1 b\n", "x:4 1 d", "y:2 1 f\n", "y:1 2 e\n", "x:1 3 a\n", "x:3 3 c\n"])
  }
}
