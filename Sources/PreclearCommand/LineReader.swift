import PreclearEngine
import PreclearLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The lines of a file, or of standard input, one after the other. Holds a block of it, or a line that is longer.
final class LineReader {
  private static let blockSize = 1 << 18
  /// No event is longer, and no file can exhaust the memory.
  private static let longestLine = 1 << 20

  private let name: String
  private let descriptor: CInt
  private var buffer: [UInt8] = []
  /// What is read and was not handed out.
  private var unread = 0..<0
  private var isAtEnd = false
  private var lineNumber = 0

  /// Opens a file; `-` is standard input.
  init(_ path: String) throws(LoadFailure) {
    name = path == "-" ? Files.standardInputName : path
    descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Files.unreadable(path) }
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// The next line with its line break; nil at the end. A line should be let go before the next one is asked for: else the
  /// block that it lies in is copied.
  func next() throws(LoadFailure) -> LogLine? {
    var searched = unread.lowerBound
    while true {
      if let lineFeed = buffer[searched..<unread.upperBound].firstIndex(of: 0x0A) { return take(upTo: lineFeed + 1) }
      if isAtEnd { return unread.isEmpty ? nil : take(upTo: unread.upperBound) }
      let count = unread.count
      try fill()
      searched = unread.lowerBound + count
    }
  }

  private func take(upTo end: Int) -> LogLine {
    let line = buffer[unread.lowerBound..<end]
    unread = end..<unread.upperBound
    lineNumber += 1
    return LogLine(file: name, number: lineNumber, bytes: line)
  }

  /// Reads on behind what was not handed out, which moves to the front.
  private func fill() throws(LoadFailure) {
    for (to, from) in unread.enumerated() { buffer[to] = buffer[from] }
    unread = 0..<unread.count
    if unread.count == buffer.count {
      guard buffer.count < Self.longestLine else {
        throw Files.failure(
          "this line has more than \(Self.longestLine) bytes, and no event has", code: "long-line", path: name,
          line: lineNumber + 1)
      }
      buffer += [UInt8](repeating: 0, count: max(Self.blockSize, buffer.count))
    }
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[unread.upperBound...])
        return unsafe read(descriptor, free.baseAddress, free.count)
      }
      if count >= 0 {
        isAtEnd = count == 0
        unread = 0..<unread.upperBound + count
        return
      }
      guard errno == EINTR else { throw Files.unreadable(name) }
      if Interruption.isRequested { throw Interruption.failure(at: name, line: lineNumber + 1) }
    }
  }
}
