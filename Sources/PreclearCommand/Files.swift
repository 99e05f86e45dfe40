import PreclearEngine
import PreclearLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file system, and what is read or written at once.
package struct Files: FileAccess {
  package init() {}

  /// How a proposal on standard input is named in messages.
  package static let standardInputName = "<stdin>"

  package func read(_ path: String) throws(LoadFailure) -> SourceFile {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { close(descriptor) }
    return try Self.readAll(descriptor, named: path)
  }

  func readStandardInput() throws(LoadFailure) -> SourceFile {
    try Self.readAll(STDIN_FILENO, named: Self.standardInputName)
  }

  /// Throws if a file cannot be opened for reading, without opening it: a pipe is opened but once.
  func checkReadable(_ path: String) throws(LoadFailure) {
    guard unsafe access(path, R_OK) == 0 else { throw Self.unreadable(path) }
    guard !isFolder(path) else { throw Self.unreadable(path, EISDIR) }
  }

  /// A file, or what reads like one, such as a pipe.
  package func exists(_ path: String) -> Bool {
    switch kind(of: path) {
    case .file, .other: true
    case .folder, .link, nil: false
    }
  }

  package func isFolder(_ path: String) -> Bool {
    kind(of: path) == .folder
  }

  /// Whether two paths lead to the same file or folder.
  package func areSame(_ a: String, _ b: String) -> Bool {
    guard let a = status(of: a), let b = status(of: b) else { return false }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  package func list(_ directory: String) -> [String] {
    names(in: directory).filter { kind(of: FilePath.join(directory, $0)) == .file }
  }

  /// The paths of the files under a folder whose name ends so, sorted by their bytes. Hidden folders (a build's, git's)
  /// are left out, and so are links to folders, which could lead in a circle.
  func files(under folder: String, endingIn suffix: String = "") -> [String] {
    var found: [String] = []
    var pending = [folder]
    while let current = pending.popLast() {
      for name in names(in: current) where name.utf8.first != UInt8(ascii: ".") {
        let path = FilePath.join(current, name)
        switch kind(of: path, followingLinks: false) {
        case .folder: pending.append(path)
        case .file, .link: if FilePath.hasSuffix(name, suffix), kind(of: path) == .file { found.append(path) }
        case .other, nil: break
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Bytes of a regular file; nil for what has no length of its own, such as a pipe, or is not there.
  func size(of path: String) -> Int? {
    guard let status = status(of: path), status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Permissions; nil if it is not there.
  func mode(of path: String) -> mode_t? {
    status(of: path).map { $0.st_mode & 0o777 }
  }

  /// What tells one state of a file from another; nil if it is not there.
  package func stamp(of path: String) -> FileStamp? {
    guard let status = status(of: path) else { return nil }
    #if canImport(Darwin)
      let changed = (status.st_mtimespec, status.st_ctimespec)
    #else
      let changed = (status.st_mtim, status.st_ctim)
    #endif
    return FileStamp(
      file: UInt64(status.st_ino), size: Int(status.st_size),
      changed: [changed.0, changed.1].flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] })
  }

  enum Kind {
    case file
    case folder
    case link
    case other
  }

  func kind(of path: String, followingLinks: Bool = true) -> Kind? {
    guard let status = status(of: path, followingLinks: followingLinks) else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  private func status(of path: String, followingLinks: Bool = true) -> stat? {
    var status = stat()
    let result = unsafe fstatat(AT_FDCWD, path, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
    return result == 0 ? status : nil
  }

  private func names(in directory: String) -> [String] {
    do throws(LoadFailure) { return try entries(of: directory).map(\.name) } catch { return [] }
  }

  /// What lies in a folder, sorted by bytes; nothing where there is no such folder. What cannot be listed is an error.
  func entries(of directory: String) throws(LoadFailure) -> [FolderEntry] {
    guard let stream = unsafe opendir(directory) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw Self.unreadable(directory)
    }
    defer { unsafe closedir(stream) }
    var entries: [FolderEntry] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          unsafe Self.entry($0, in: dirfd(stream))
        }
      }
      if let found { entries.append(found) }
      errno = 0
    }
    guard errno == 0 else { throw Self.unreadable(directory) }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func entry(_ name: UnsafePointer<CChar>, in folder: CInt) -> FolderEntry? {
    let bytes = unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name))).map { UInt8(bitPattern: $0) }
    if bytes == [UInt8(ascii: ".")] || bytes == [UInt8](repeating: UInt8(ascii: "."), count: 2) { return nil }
    var status = stat()
    let isThere = unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
    let isLink = isThere && status.st_mode & S_IFMT == S_IFLNK
    let leadsOn = isLink ? unsafe fstatat(folder, name, &status, 0) == 0 : isThere
    let kind: FolderEntry.Kind =
      switch status.st_mode & S_IFMT {
      case _ where !leadsOn: .file
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return FolderEntry(
      String(decoding: bytes, as: UTF8.self), isText: String(validating: bytes, as: UTF8.self) != nil, kind: kind,
      isLink: isLink)
  }

  /// Where a link leads to, as it is written; nil where there is no link.
  func linkTarget(_ path: String) throws(LoadFailure) -> String? {
    var length = 0
    let target = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = 0
      guard let start = buffer.baseAddress else { return }
      length = unsafe readlink(path, start, buffer.count)
      count = max(length, 0)
    }
    if length >= 0 { return String(decoding: target, as: UTF8.self) }
    // No link, or nothing there; of what cannot be looked at it is not known.
    if [EINVAL, ENOENT, ENOTDIR].contains(errno) { return nil }
    throw Self.unreadable(path)
  }

  private static func readAll(_ descriptor: CInt, named path: String) throws(LoadFailure) -> SourceFile {
    guard let bytes = readToEnd(descriptor) else { throw unreadable(path) }
    return SourceFile(path: path, bytes: bytes)
  }

  static func unreadable(_ path: String, _ error: CInt = errno) -> LoadFailure {
    failure("cannot read '\(path)': \(reason(error))", code: "unreadable-file", path: path)
  }

  /// A message about a file as a whole points to its start, so that it has a place as every other has.
  static func failure(
    _ message: String, code: String, path: String, line: Int = 1, help: String? = nil
  ) -> LoadFailure {
    LoadFailure([diagnostic(message, code: code, path: path, line: line, help: help)])
  }

  static func diagnostic(
    _ message: String, code: String, path: String, line: Int = 1, help: String? = nil,
    severity: Diagnostic.Severity = .error
  ) -> Diagnostic {
    let start = SourcePosition(line: line, column: 1)
    let range = SourceRange(file: SourceFile(path: path, bytes: []), start: start, end: start)
    return Diagnostic(Diagnostic.printable(message), code: code, at: range, help: help, severity: severity)
  }

  static func reason(_ error: CInt) -> String {
    let text = unsafe String(cString: strerror(error))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

/// The state of a file at a moment: whoever writes to it or replaces it changes this.
package struct FileStamp: Equatable, Sendable {
  let file: UInt64
  let size: Int
  let changed: [Int]
}

/// What is written at once.
extension Files {
  /// Writes to a stream. A reader that has gone away is no fault of ours: the rest is dropped, and the exit code still
  /// gives the verdict.
  package static func write(_ bytes: [UInt8], toDescriptor descriptor: CInt) throws(LoadFailure) {
    let (_, error) = writeToEnd(bytes, descriptor)
    guard error == 0 || error == EPIPE else {
      throw LoadFailure("cannot write the output: \(reason(error))", code: "unwritable-output")
    }
  }

  package static func end(with status: Int32) -> Never { exit(status) }

  /// Without this the first write to a closed pipe, or past the size that a file may have, ends the process, and its exit code
  /// is no verdict.
  package static func ignoreSignalsOfWriting() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Replaces a file by one with these bytes, whole or not at all. A device or a pipe cannot be replaced, and is written to.
  package func replace(_ path: String, with bytes: [UInt8]) throws(LoadFailure) {
    let output = try OutputStream(path, files: self)
    try output.write(bytes)
    try output.finish()
  }

  /// Makes a file that must not be there yet, with permissions from its first moment on.
  func create(_ path: String, with bytes: [UInt8], mode: mode_t) throws(LoadFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
    var (_, error) = Self.writeToEnd(bytes, descriptor)
    if error == 0, fsync(descriptor) != 0 { error = errno }
    close(descriptor)
    if error != 0 {
      unsafe unlink(path)
      throw Self.unwritable(path, error)
    }
  }

  /// Where relative paths begin, as an absolute path without links.
  var workingFolder: String { Self.resolved(".") }

  /// The path behind a link, so that the link stays one.
  static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  static func unwritable(_ path: String, _ error: CInt) -> LoadFailure {
    failure("cannot write '\(path)': \(reason(error))", code: "unwritable-file", path: path)
  }

  /// How many bytes were written, and the number of the error that stopped it; 0 once every byte is written.
  static func writeToEnd(_ bytes: [UInt8], _ descriptor: CInt) -> (written: Int, error: CInt) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = writeOnce(rest, descriptor)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return (rest.startIndex, errno)
      }
    }
    return (bytes.count, 0)
  }
}

private func writeOnce(_ bytes: ArraySlice<UInt8>, _ descriptor: CInt) -> Int {
  unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
}

/// Everything up to the end, or nil with the reason in `errno`.
private func readToEnd(_ descriptor: CInt) -> [UInt8]? {
  var bytes: [UInt8] = []
  var status = stat()
  // One byte more than a file has, so that one reading takes all of it.
  let size = unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) + 1 : 0
  while true {
    var result = 0
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: min(max(size, 1 << 12), 1 << 20)) { buffer, count in
      result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      count = max(result, 0)
    }
    if result == 0 { return bytes }
    if result > 0 {
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    } else if errno != EINTR {
      return nil
    }
  }
}
