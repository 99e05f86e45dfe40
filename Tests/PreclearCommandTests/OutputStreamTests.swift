import Foundation
import PreclearEngine
import Testing

@testable import PreclearCommand

@Suite struct OutputStreamTests {
  private let block = [UInt8](repeating: 0x61, count: 300_000) + [0x0A]

  @Test func fileTakesItsNameWhenAllOfItIsThere() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("old", to: "report")
    let output = try OutputStream(folder.url("report").path, files: Files())
    try output.write(block)
    try output.write(Array("b\n".utf8))
    #expect(try folder.read("report") == "old")
    try output.finish()
    #expect(try folder.read("report").utf8.elementsEqual(block + Array("b\n".utf8)))
    #expect(try folder.names() == ["report"])
  }

  @Test func fileThatWasNotFinishedStaysWhatItWas() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("old", to: "report")
    do {
      let output = try OutputStream(folder.url("report").path, files: Files())
      try output.write(block)
      try output.flush()
    }
    #expect(try folder.read("report") == "old")
    #expect(try folder.names() == ["report"])
  }

  @Test func deviceThatIsFullIsAnError() throws {
    let output = try OutputStream("/dev/full", files: Files())
    do {
      try output.write(block)
      Issue.record("it was written")
    } catch {
      #expect(error.diagnostics.map(\.message) == ["cannot write '/dev/full': no space left on device"])
    }
  }
}
