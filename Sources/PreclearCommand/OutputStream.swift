import PreclearEngine
import PreclearLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a report goes, in large blocks of whole lines.
///
/// A file is replaced when all of it is there: at every moment its path holds the old content or the new one. Standard output,
/// a device or a pipe is written to, and what stands there is whole lines at every end, a full disk included.
final class OutputStream {
  private static let blockSize = 1 << 18

  /// What takes the name of a file in the end.
  private struct Replacement {
    let temporary: String
    let target: String
    let mode: mode_t?
  }

  /// For messages; nil for standard output.
  private let path: String?
  private let descriptor: CInt
  private let replacement: Replacement?
  private var isOpen = true
  private var isPrepared = false
  private var block: [UInt8] = []
  /// The reader has gone away: what is written is dropped.
  private(set) var isAbandoned = false

  /// Standard output.
  init() {
    path = nil
    descriptor = STDOUT_FILENO
    replacement = nil
  }

  /// A file to be replaced, or a device or pipe to be written to.
  /// Where several are open at once, each has a number of its own.
  init(_ path: String, files: Files, number: Int = 0) throws(LoadFailure) {
    self.path = path
    let target = Files.resolved(path)
    switch files.kind(of: target) {
    case .folder: throw Files.unwritable(path, EISDIR)
    case .other:
      replacement = nil
      descriptor = unsafe open(target, O_WRONLY | O_CLOEXEC)
    case .file, .link, nil:
      let temporary = FilePath.join(FilePath.directory(of: target), ".preclear-\(getpid())-\(number).tmp")
      replacement = Replacement(temporary: temporary, target: target, mode: files.mode(of: target))
      descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else {
      isOpen = false
      throw Files.unwritable(path, errno)
    }
  }

  /// A file that is added to, made if it is not there.
  init(appendingTo path: String) throws(LoadFailure) {
    self.path = path
    replacement = nil
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      isOpen = false
      throw Files.unwritable(path, errno)
    }
  }

  /// Whether nothing is seen of it before the end.
  var replacesFile: Bool { replacement != nil }

  /// A file that was not finished stays what it was.
  deinit {
    guard isOpen, path != nil else { return }
    close(descriptor)
    if let replacement { unsafe unlink(replacement.temporary) }
  }

  /// Adds whole lines. They are there after ``flush()`` or ``finish()``.
  func write(_ lines: [UInt8]) throws(LoadFailure) {
    try write { $0 += lines }
  }

  /// The same for lines that are made where they are kept.
  func write(_ append: (inout [UInt8]) -> Void) throws(LoadFailure) {
    append(&block)
    if block.count >= Self.blockSize { try flush() }
  }

  /// Writes what is waiting.
  func flush() throws(LoadFailure) {
    defer { block.removeAll(keepingCapacity: true) }
    guard !isAbandoned else { return }
    let (written, error) = Files.writeToEnd(block, descriptor)
    if error == 0 { return }
    removeTornLine(block[..<written])
    guard error == EPIPE else { throw failure(error) }
    isAbandoned = true
  }

  /// Writes what is waiting; a file takes its name.
  func finish() throws(LoadFailure) {
    try prepare()
    guard let replacement else { return }
    isOpen = false
    var error: CInt = 0
    if close(descriptor) != 0 { error = errno }
    if error == 0, unsafe rename(replacement.temporary, replacement.target) != 0 { error = errno }
    guard error == 0 else {
      unsafe unlink(replacement.temporary)
      throw failure(error)
    }
  }

  /// Writes what is waiting; a file is on the disk, and lacks nothing but its name.
  func prepare() throws(LoadFailure) {
    if isPrepared { return }
    try flush()
    isPrepared = true
    guard let replacement else { return }
    if let mode = replacement.mode, fchmod(descriptor, mode) != 0 { throw failure(errno) }
    if fsync(descriptor) != 0 { throw failure(errno) }
  }

  /// A full disk may take half a line. It is cut off again, if it is what a file ends with.
  private func removeTornLine(_ written: ArraySlice<UInt8>) {
    let lineEnd = written.lastIndex(of: 0x0A).map { $0 + 1 } ?? written.startIndex
    let torn = off_t(written.endIndex - lineEnd)
    var status = stat()
    guard torn > 0, unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      lseek(descriptor, 0, SEEK_CUR) == status.st_size
    else { return }
    if ftruncate(descriptor, status.st_size - torn) == 0 { lseek(descriptor, -torn, SEEK_CUR) }
  }

  private func failure(_ error: CInt) -> LoadFailure {
    if let path { return Files.unwritable(path, error) }
    return LoadFailure("cannot write the output: \(Files.reason(error))", code: "unwritable-output")
  }
}
