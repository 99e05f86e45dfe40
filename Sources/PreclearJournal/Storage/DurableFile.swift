import PreclearEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is only ever appended to, locked while it is open. The one place of the journal that touches the file system.
///
/// What ``append(_:)`` returned from is on the disk.
final class DurableFile {
  /// Tries of a lock that another process holds, one a millisecond: 30 seconds, longer than any append takes.
  private static let lockTries = 30_000

  let path: String
  private let descriptor: CInt
  private(set) var size: Int

  /// Opens a file for reading. Nobody appends while it is open.
  static func reading(_ path: String) throws(LoadFailure) -> DurableFile {
    let file = try DurableFile(path, O_RDONLY, mode: 0) { .unreadable(path, $0) }
    try file.lock(LOCK_SH)
    return file
  }

  /// Opens a file to append to, and makes it if it is not there. Nobody else has it open, but those who do not lock.
  static func appending(_ path: String, mode: mode_t) throws(LoadFailure) -> DurableFile {
    let file = try DurableFile(path, O_RDWR | O_APPEND | O_CREAT, mode: mode) { .unwritable(path, $0) }
    try file.lock(LOCK_EX)
    return file
  }

  private init(
    _ path: String, _ flags: CInt, mode: mode_t, failure: (CInt) -> LoadFailure
  ) throws(LoadFailure) {
    self.path = path
    size = 0
    // A pipe in its place is refused, and not waited for.
    descriptor = unsafe open(path, flags | O_CLOEXEC | O_NONBLOCK, mode)
    guard descriptor >= 0 else { throw failure(errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw failure(status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
  }

  /// The lock goes with the descriptor.
  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  private func lock(_ operation: CInt) throws(LoadFailure) {
    var tries = 0
    while flock(descriptor, operation | LOCK_NB) != 0 {
      let error = errno
      guard error == EWOULDBLOCK || error == EINTR else {
        throw .journal("cannot lock '\(path)': \(reason(error))", code: "journal-lock", path: path)
      }
      tries += 1
      guard tries < Self.lockTries else {
        throw .journal(
          "another process has held '\(path)' for 30 seconds", code: "journal-lock", path: path,
          help: "try again, or look for a program that hangs")
      }
      usleep(1000)
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path, errno) }
    size = Int(status.st_size)
  }

  /// The bytes of a range, which lies within the size.
  func read(_ range: Range<Int>) throws(LoadFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    while bytes.count < range.count {
      var result = 0
      let rest = range.count - bytes.count
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: min(rest, 1 << 24)) { buffer, count in
        result = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(range.lowerBound + bytes.count))
        count = max(result, 0)
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { throw .unreadable(path, result < 0 ? errno : EIO) }
      bytes += piece
    }
    return bytes
  }

  func readAll() throws(LoadFailure) -> [UInt8] { try read(0..<size) }

  /// Adds bytes in one write and waits until they are on the disk; or leaves the file as it was.
  func append(_ bytes: [UInt8]) throws(LoadFailure) {
    let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    let error = count < 0 ? errno : ENOSPC
    guard count == bytes.count, Self.flush(descriptor) else {
      let error = count == bytes.count ? errno : error
      // What was written of it is no record; if even this fails, the next append finds a torn tail.
      _ = ftruncate(descriptor, off_t(size))
      throw .unwritable(path, error)
    }
    size += count
  }

  /// Cuts what was never finished.
  func truncate(to newSize: Int) throws(LoadFailure) {
    guard ftruncate(descriptor, off_t(newSize)) == 0 else { throw .unwritable(path, errno) }
    size = newSize
  }

  private static func flush(_ descriptor: CInt) -> Bool {
    #if canImport(Darwin)
      // There fsync leaves the bytes in the disk's own memory.
      return fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0
    #else
      return fsync(descriptor) == 0
    #endif
  }
}

/// Whole files and folders beside the journal.
extension DurableFile {
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// The bytes of a file; nil if it is not there.
  static func contents(_ path: String) throws(LoadFailure) -> [UInt8]? {
    guard exists(path) else { return nil }
    return try reading(path).readAll()
  }

  /// Makes a file with these bytes, whole or not at all; another one of its name goes.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(LoadFailure) {
    let temporary = "\(path).\(getpid()).tmp"
    unsafe unlink(temporary)
    do throws(LoadFailure) {
      try appending(temporary, mode: mode).append(bytes)
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, path) == 0 else {
      let error = errno
      unsafe unlink(temporary)
      throw .unwritable(path, error)
    }
  }

  /// Makes a folder, for its owner alone, if it is not there.
  static func makeFolder(_ path: String) throws(LoadFailure) {
    guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
    throw .unwritable(path, errno)
  }

  /// Waits until the names in a folder are on the disk.
  static func flushFolder(_ path: String) throws(LoadFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    defer { close(descriptor) }
    guard flush(descriptor) else { throw .unwritable(path, errno) }
  }
}

extension LoadFailure {
  fileprivate static func unreadable(_ path: String, _ error: CInt) -> LoadFailure {
    journal("cannot read '\(path)': \(reason(error))", code: "unreadable-file", path: path)
  }

  fileprivate static func unwritable(_ path: String, _ error: CInt) -> LoadFailure {
    journal("cannot write '\(path)': \(reason(error))", code: "unwritable-file", path: path)
  }
}

private func reason(_ error: CInt) -> String {
  let text = unsafe String(cString: strerror(error))
  return text.prefix(1).lowercased() + text.dropFirst()
}
