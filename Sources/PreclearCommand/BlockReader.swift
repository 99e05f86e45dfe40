import PreclearEngine
import PreclearLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The lines of a file, or of standard input, a block at a time.
final class BlockReader {
  private static let blockSize = 1 << 18
  /// No event is longer, and no file can exhaust the memory.
  private static let longestLine = 1 << 20

  private let name: String
  private let descriptor: CInt
  /// What was read of the line with which the next block begins.
  private var rest: [UInt8] = []
  private var isAtEnd = false
  /// The number of that line.
  private var nextLine = 1

  /// Opens a file; `-` is standard input.
  init(_ path: String) throws(LoadFailure) {
    name = path == "-" ? Files.standardInputName : path
    descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Files.unreadable(path) }
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Puts the next whole lines into the batch and has them scanned; false at the end. What can be read at once is enough: a pipe
  /// is not waited for until a block is full.
  func next(_ batch: inout LogBatch, _ scanner: inout EventScanner) throws(LoadFailure) -> Bool {
    guard try fill(&batch) else { return false }
    batch.places = .running(file: name, first: nextLine)
    scanner.scan(&batch)
    nextLine += batch.frames.lines.count
    return true
  }

  private func fill(_ batch: inout LogBatch) throws(LoadFailure) -> Bool {
    batch.isCutOff = false
    reserve(Self.blockSize, &batch.bytes)
    var filled = rest.count
    for (offset, byte) in rest.enumerated() { batch.bytes[offset] = byte }
    while !isAtEnd {
      let end = batch.bytes.count - LogBatch.padding
      if filled == end {
        guard filled <= Self.longestLine else {
          throw Files.failure(
            "this line has more than \(Self.longestLine) bytes, and no event has", code: "long-line", path: name,
            line: nextLine)
        }
        reserve(filled * 2, &batch.bytes)
        continue
      }
      let count = try read(&batch.bytes, filled..<end)
      isAtEnd = count == 0
      let lineFeed = batch.bytes[filled..<filled + count].lastIndex(of: 0x0A)
      filled += count
      if let lineFeed {
        batch.end = lineFeed + 1
        rest.removeAll(keepingCapacity: true)
        rest += batch.bytes[batch.end..<filled]
        return true
      }
    }
    rest.removeAll()
    guard filled > 0 else { return false }
    reserve(filled + 1, &batch.bytes)
    batch.bytes[filled] = 0x0A
    batch.end = filled + 1
    batch.isCutOff = true
    return true
  }

  /// Room for so many bytes and the padding.
  private func reserve(_ count: Int, _ bytes: inout [UInt8]) {
    let missing = count + LogBatch.padding - bytes.count
    if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
  }

  /// How many bytes came; none at the end.
  private func read(_ bytes: inout [UInt8], _ range: Range<Int>) throws(LoadFailure) -> Int {
    while true {
      guard Interruption.wait(toRead: descriptor) else { throw Interruption.failure(at: name, line: nextLine) }
      let count = unsafe bytes.withUnsafeMutableBytes { bytes in
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
        return unsafe Self.read(descriptor, free)
      }
      if count >= 0 { return count }
      guard errno == EINTR else { throw Files.unreadable(name) }
    }
  }

  private static func read(_ descriptor: CInt, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      unsafe Musl.read(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.read(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }
}
