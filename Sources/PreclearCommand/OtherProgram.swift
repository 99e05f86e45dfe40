import PreclearEngine
import PreclearLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Another program of ours, found beside this one or in `PATH`.
struct OtherProgram {
  private let path: String
  private let name: String

  static func find(_ name: String) throws(LoadFailure) -> OtherProgram {
    let search = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
    let folders = [ownFolder].compactMap { $0 } + search.split(separator: ":").map(String.init)
    for folder in folders {
      let path = FilePath.join(folder, name)
      if Files().exists(path), unsafe access(path, X_OK) == 0 { return OtherProgram(path: path, name: name) }
    }
    throw LoadFailure(
      "the program '\(name)' is neither beside preclear nor in PATH", code: "no-program",
      help: "'make desk' in the sources of preclear builds it, 'make install-desk' puts it where preclear is installed")
  }

  /// Takes the place of this process. Comes back only with the reason why it could not.
  func run(arguments: [String]) -> LoadFailure {
    var pointers = unsafe ([name] + arguments).map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    _ = unsafe execv(path, &pointers)
    return LoadFailure("cannot run '\(path)': \(Files.reason(errno))", code: "no-program")
  }

  /// The folder of this program, links followed; nil where the system does not tell.
  private static var ownFolder: String? {
    #if os(Linux)
      let path = Files.resolved("/proc/self/exe")
    #else
      let path = Files.resolved(CommandLine.arguments[0])
    #endif
    return path.contains("/") && path != "/proc/self/exe" ? FilePath.directory(of: path) : nil
  }
}
