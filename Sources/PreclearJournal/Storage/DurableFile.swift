import PreclearEngine
import PreclearLanguage

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
  /// What ``append(_:)`` could not finish is taken back. False where even that could not be done.
  private(set) var isSound = true

  /// Opens a file for reading. Nobody appends while it is open.
  static func reading(_ path: String) throws(LoadFailure) -> DurableFile {
    do throws(SystemFault) {
      return try locked(path, O_RDONLY, mode: 0, LOCK_SH)
    } catch {
      throw .unreadable(path, error)
    }
  }

  /// Opens a file to append to, and makes it if it is not there. Nobody else has it open, but those who do not lock.
  static func appending(_ path: String, mode: mode_t) throws(LoadFailure) -> DurableFile {
    do throws(SystemFault) {
      return try locked(path, O_RDWR | O_APPEND | O_CREAT, mode: mode, LOCK_EX)
    } catch {
      throw .unwritable(path, error)
    }
  }

  /// Who held the lock before may have taken the file away again: then what is locked has no name any more, and is opened anew.
  private static func locked(
    _ path: String, _ flags: CInt, mode: mode_t, _ operation: CInt
  ) throws(SystemFault) -> DurableFile {
    while true {
      let file = try DurableFile(path, flags, mode: mode)
      try file.lock(operation)
      if file.hasName { return file }
    }
  }

  private init(_ path: String, _ flags: CInt, mode: mode_t) throws(SystemFault) {
    self.path = path
    size = 0
    // A pipe in its place is refused, and not waited for.
    descriptor = unsafe open(path, flags | O_CLOEXEC | O_NONBLOCK, mode)
    // So a pipe says that nobody reads from it.
    guard descriptor >= 0 else { throw errno == ENXIO ? .noFile : .number(errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .number(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw status.st_mode & S_IFMT == S_IFDIR ? .number(EISDIR) : .noFile
    }
  }

  /// The lock goes with the descriptor.
  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  private func lock(_ operation: CInt) throws(SystemFault) {
    var tries = 0
    while flock(descriptor, operation | LOCK_NB) != 0 {
      let error = errno
      guard error == EWOULDBLOCK || error == EINTR else { throw .number(error) }
      tries += 1
      guard tries < Self.lockTries else { throw .locked }
      usleep(1000)
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .number(errno) }
    size = Int(status.st_size)
  }

  private var hasName: Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_nlink > 0
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
      guard result > 0 else { throw .unreadable(path, .number(result < 0 ? errno : EIO)) }
      bytes += piece
    }
    return bytes
  }

  func readAll() throws(LoadFailure) -> [UInt8] { try read(0..<size) }

  /// Adds bytes in one write and waits until they are on the disk; or leaves the file as it was.
  func append(_ bytes: [UInt8]) throws(LoadFailure) {
    do throws(SystemFault) {
      try add(bytes)
      try flush()
    } catch {
      // What was written of it is no record; if even this fails, the next append finds a torn tail.
      isSound = ftruncate(descriptor, off_t(size)) == 0
      throw .unwritable(path, error)
    }
    size += bytes.count
  }

  private func add(_ bytes: [UInt8]) throws(SystemFault) {
    let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw .number(count < 0 ? errno : ENOSPC) }
  }

  private func flush() throws(SystemFault) {
    guard Self.flush(descriptor) else { throw .number(errno) }
  }

  /// Cuts what was never finished.
  func truncate(to newSize: Int) throws(LoadFailure) {
    guard ftruncate(descriptor, off_t(newSize)) == 0 else { throw .unwritable(path, .number(errno)) }
    size = newSize
  }

  /// Cuts what is not needed. If it stays, nobody misses the room but the disk.
  func takeBack(to newSize: Int) {
    if ftruncate(descriptor, off_t(newSize)) == 0 { size = newSize }
  }

  /// Takes a file away that nothing was put into. Who waits for its lock finds that it is gone.
  func removeIfEmpty() {
    if size == 0 { unsafe unlink(path) }
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
  /// Whether something has this name: what a link leads to, or with `links` the link itself. Throws where nobody may look.
  static func exists(_ path: String, links: Bool = false) throws(LoadFailure) -> Bool {
    var status = stat()
    if unsafe fstatat(AT_FDCWD, path, &status, links ? AT_SYMLINK_NOFOLLOW : 0) == 0 { return true }
    let error = SystemFault.number(errno)
    if error.isAbsence { return false }
    throw .unreadable(path, error)
  }

  /// How many bytes a file has; nil if there is no file. Throws where nobody may look.
  static func size(_ path: String) throws(LoadFailure) -> Int? {
    var status = stat()
    guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else {
      let error = SystemFault.number(errno)
      if error.isAbsence { return nil }
      throw .unreadable(path, error)
    }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// Makes a file that holds nothing, if it is not there.
  static func makeEmpty(_ path: String, mode: mode_t) throws(LoadFailure) {
    try doing(path) { () throws(SystemFault) in _ = try DurableFile(path, O_WRONLY | O_CREAT, mode: mode) }
  }

  /// The bytes of a file; nil if there is no file. Throws where there is one that cannot be read.
  static func contents(_ path: String) throws(LoadFailure) -> [UInt8]? {
    let file: DurableFile
    do throws(SystemFault) {
      file = try locked(path, O_RDONLY, mode: 0, LOCK_SH)
    } catch {
      if error.isAbsence { return nil }
      throw .unreadable(path, error)
    }
    return try file.readAll()
  }

  /// Makes files with these bytes, each whole or not at all; others of their names go. All are written before the first is waited for.
  static func replace(_ files: [(path: String, bytes: [UInt8])], mode: mode_t) throws(LoadFailure) {
    let most = 64
    if files.count > most {
      try replace(Array(files[..<most]), mode: mode)
      return try replace(Array(files[most...]), mode: mode)
    }
    let targets = files.map { (path: $0.path, temporary: temporary($0.path), bytes: $0.bytes) }
    defer { for target in targets { unsafe unlink(target.temporary) } }
    var open: [DurableFile] = []
    for target in targets {
      try doing(target.path) { () throws(SystemFault) in
        unsafe unlink(target.temporary)
        let file = try DurableFile(target.temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        try file.add(target.bytes)
        open.append(file)
      }
    }
    for (file, target) in zip(open, targets) { try doing(target.path) { () throws(SystemFault) in try file.flush() } }
    for target in targets { try move(target.temporary, to: target.path) }
  }

  /// The same for one.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(LoadFailure) {
    try replace([(path, bytes)], mode: mode)
  }

  /// A name beside a path, for what is to have that path once it is whole.
  static func temporary(_ path: String) -> String { "\(path).\(getpid()).tmp" }

  static func move(_ path: String, to target: String) throws(LoadFailure) {
    guard unsafe rename(path, target) == 0 else { throw .unwritable(target, .number(errno)) }
  }

  /// Makes a folder, for its owner alone; false if it is there.
  static func makeFolder(_ path: String) throws(LoadFailure) -> Bool {
    if unsafe mkdir(path, 0o700) == 0 { return true }
    guard errno == EEXIST else { throw .unwritable(path, .number(errno)) }
    return false
  }

  /// Removes a file, or a folder with all that lies in it. What cannot be removed stays.
  static func remove(_ path: String) {
    if unsafe unlink(path) == 0 { return }
    do throws(LoadFailure) {
      for name in try names(in: path) { remove("\(path)/\(name)") }
      unsafe rmdir(path)
    } catch {}
  }

  /// What lies in a folder, in no order; nothing where there is no folder. Throws where there is one that cannot be read.
  static func names(in folder: String) throws(LoadFailure) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      let error = SystemFault.number(errno)
      if error.isAbsence { return [] }
      throw .unreadable(folder, error)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Waits until the names in a folder are on the disk.
  static func flushFolder(_ path: String) throws(LoadFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(path, .number(errno)) }
    defer { close(descriptor) }
    guard flush(descriptor) else { throw .unwritable(path, .number(errno)) }
  }

  /// The path behind links in the place of the file, also of one that is not there yet; any other path as it is given.
  static func behindLinks(_ path: String) -> String {
    var path = path
    // As many as the system follows.
    for _ in 0..<40 {
      guard let target = link(at: path) else { break }
      path = target.hasPrefix("/") ? target : "\(FilePath.directory(of: path))/\(target)"
    }
    return path
  }

  /// One name for each file, by whichever path it is reached; also for one that is not there yet.
  static func place(of path: String) -> String {
    let path = behindLinks(path)
    guard let real = unsafe realpath(FilePath.directory(of: path), nil) else { return path }
    defer { unsafe free(real) }
    return FilePath.join(unsafe String(cString: real), String(FilePath.name(of: path)))
  }

  private static func link(at path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  private static func doing(_ path: String, _ work: () throws(SystemFault) -> Void) throws(LoadFailure) {
    do throws(SystemFault) { try work() } catch { throw .unwritable(path, error) }
  }
}

/// Why the system did not do what it was asked.
private enum SystemFault: Error {
  case number(CInt)
  /// A device or a pipe.
  case noFile
  /// Another process would not let go.
  case locked

  /// There is no file, and nothing hides one.
  var isAbsence: Bool {
    switch self {
    case .number(let number): [ENOENT, ENOTDIR, EISDIR].contains(number)
    case .noFile: true
    case .locked: false
    }
  }

  /// Of its own where there is one.
  var code: String? { if case .locked = self { "journal-lock" } else { nil } }

  var reason: String {
    switch self {
    case .number(let number):
      let text = unsafe String(cString: strerror(number))
      return text.prefix(1).lowercased() + text.dropFirst()
    case .noFile: return "it is a device or a pipe, and no file"
    case .locked: return "another process has held it for 30 seconds"
    }
  }

  /// What to do about it.
  var help: String {
    switch self {
    case .number(ENOSPC), .number(EDQUOT), .number(EFBIG): "make room there, and do it again"
    case .number(EACCES), .number(EPERM):
      "a journal may be read by all, and its store by its owner alone: ask who owns them, or take that account"
    case .number(EROFS): "name a file on a disk that can be written to"
    case .number(ENOENT): "name a file that is there, or for a new one a folder that is"
    case .number(EISDIR), .number(ENOTDIR), .noFile:
      "a journal is a file, with a folder FILE.store beside it: name another one"
    case .number(ENAMETOOLONG): "name it shorter"
    case .locked: "try again, or look for a program that hangs"
    case .number: "try again; if it comes again, look after the disk"
    }
  }
}

extension LoadFailure {
  fileprivate static func unreadable(_ path: String, _ fault: SystemFault) -> LoadFailure {
    journal(
      "cannot read '\(path)': \(fault.reason)", code: fault.code ?? "unreadable-file", path: path, help: fault.help)
  }

  fileprivate static func unwritable(_ path: String, _ fault: SystemFault) -> LoadFailure {
    journal(
      "cannot write '\(path)': \(fault.reason)", code: fault.code ?? "unwritable-file", path: path, help: fault.help)
  }
}
