import PreclearEngine
import PreclearLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that were not there.
extension Files {
  /// Writes a new file, with the folders above it. One that is there is never touched.
  func create(_ path: String, with bytes: [UInt8]) throws(LoadFailure) {
    try createFolder(FilePath.directory(of: path))
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Files.unwritable(path, errno) }
    let (_, error) = Files.writeToEnd(bytes, descriptor)
    guard close(descriptor) == 0, error == 0 else {
      remove(path)
      throw Files.unwritable(path, error == 0 ? errno : error)
    }
  }

  /// Takes back a file that was created.
  func remove(_ path: String) { unsafe unlink(path) }

  private func createFolder(_ path: String) throws(LoadFailure) {
    if path.isEmpty || path == "." || path == "/" || isFolder(path) { return }
    try createFolder(FilePath.directory(of: path))
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Files.unwritable(path, errno) }
  }
}
