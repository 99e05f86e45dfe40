import PreclearEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C, and the polite request to end: long work stops at the next line. A second request ends the process at once.
enum Interruption {
  /// Written by the handler alone, which may do little more than that.
  private nonisolated(unsafe) static var wasRequested: sig_atomic_t = 0
  /// A pipe into which the handler writes, so that a wait for input ends whenever the request comes, and on whatever thread.
  private nonisolated(unsafe) static var wakeUp: (read: CInt, write: CInt) = (-1, -1)

  static var isRequested: Bool { unsafe wasRequested != 0 }

  /// What to throw where work stops: the first line that was not judged.
  static func failure(at path: String, line: Int) -> LoadFailure {
    Files.failure("interrupted: from here on nothing was judged", code: "interrupted", path: path, line: line)
  }

  /// Waits until something can be read here, or somebody wants to stop; then false.
  static func wait(toRead descriptor: CInt) -> Bool {
    let end = unsafe wakeUp.read
    var ends = [descriptor, end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while unsafe poll(&ends, nfds_t(ends.count), -1) < 0, errno == EINTR {}
    return !isRequested
  }

  static func watch() {
    unsafe wasRequested = 0
    if unsafe wakeUp.read < 0 {
      var ends: [CInt] = [-1, -1]
      if unsafe pipe(&ends) == 0 { unsafe wakeUp = (ends[0], ends[1]) }
      for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    for number in [SIGINT, SIGTERM] {
      let former = signal(number) { _ in
        unsafe Interruption.wasRequested = 1
        _ = unsafe write(Interruption.wakeUp.write, "!", 1)
      }
      // Where it is ignored, as in a background job of a script, it is not meant for us.
      if unsafe unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        _ = signal(number, SIG_IGN)
        continue
      }
      // A write that waits returns, and the second request meets the system's own handler.
      var action = sigaction()
      unsafe sigaction(number, nil, &action)
      action.sa_flags = (action.sa_flags & ~SA_RESTART) | CInt(bitPattern: UInt32(SA_RESETHAND))
      unsafe sigaction(number, &action, nil)
    }
  }
}
