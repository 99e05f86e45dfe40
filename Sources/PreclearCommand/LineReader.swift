import PreclearEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The lines of standard input, as they come: who asks line by line is answered line by line.
struct LineReader: ~Copyable {
  /// Longer lines are cut off there, so that no input exhausts the memory.
  static let longestLine = 1 << 20

  private var pending: [UInt8] = []
  private var nextLine = 1
  private var isAtEnd = false

  /// The whole lines that can be read at once, without their line breaks; waits for one at least. Nil at the end.
  mutating func next() throws(LoadFailure) -> [SourceFile]? {
    while !isAtEnd {
      let searched = pending.count
      try fill()
      guard let last = pending[searched...].lastIndex(of: 0x0A) else {
        // What is beyond the limit is not kept, but its end is waited for.
        if pending.count > Self.longestLine + 1 { pending.removeSubrange((Self.longestLine + 1)...) }
        continue
      }
      let whole = pending[..<last]
      let rest = Array(pending[(last + 1)...])
      let lines = whole.split(separator: 0x0A, omittingEmptySubsequences: false).map { line(Array($0)) }
      pending = rest
      return lines
    }
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    return [line(pending)]
  }

  private mutating func line(_ bytes: [UInt8]) -> SourceFile {
    defer { nextLine += 1 }
    return SourceFile(path: Files.standardInputName, bytes: bytes, firstLine: nextLine)
  }

  private mutating func fill() throws(LoadFailure) {
    while true {
      var count = 0
      let block = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, used in
        count = unsafe read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        used = max(count, 0)
      }
      if count >= 0 {
        isAtEnd = count == 0
        pending += block
        return
      }
      guard errno == EINTR else { throw Files.unreadable(Files.standardInputName) }
    }
  }
}
