import PreclearEngine

#if canImport(Glibc)
  // The environment is a variable of C's, which nobody changes while a program is started.
  @unsafe @preconcurrency import Glibc
#elseif canImport(Musl)
  @unsafe @preconcurrency import Musl
#else
  @unsafe @preconcurrency import Darwin
#endif

/// Another program, started without a shell: no argument is ever read as anything but itself.
final class Subprocess {
  struct End {
    let output: [UInt8]
    let errors: String
    /// 0 is success; a signal counts as failure.
    let status: Int32
  }

  /// Where it reads from and writes to, from our side; -1 once closed.
  private var input: CInt = -1
  private(set) var output: CInt = -1
  private var errors: CInt = -1
  private var process: pid_t = 0

  /// Starts a program that is looked up in PATH. Its errors go where ours go, if it is to be talked to, and else are kept.
  init(_ arguments: [String], isTalkedTo: Bool = false) throws(LoadFailure) {
    var given: (ours: CInt, theirs: CInt) = (-1, -1)
    let name = arguments[0]
    if isTalkedTo { given = try Self.pipe(name, readsHere: false) }
    let made = try Self.pipe(name, readsHere: true)
    let told = isTalkedTo ? (ours: -1, theirs: -1) : try Self.pipe(name, readsHere: true)
    (input, output, errors) = (given.ours, made.ours, told.ours)
    let failure = Self.spawn(
      arguments, ends: [(given.theirs, STDIN_FILENO), (made.theirs, STDOUT_FILENO), (told.theirs, STDERR_FILENO)],
      &process)
    for end in [given.theirs, made.theirs, told.theirs] where end >= 0 { close(end) }
    guard failure == 0 else {
      process = 0
      throw LoadFailure("cannot start '\(name)': \(Files.reason(failure))", code: "no-program")
    }
  }

  deinit {
    for end in [input, output, errors] where end >= 0 { close(end) }
    if process > 0 { _ = wait() }
  }

  /// Everything it has to say.
  func end() -> End {
    var texts: [CInt: [UInt8]] = [output: [], errors: []]
    var open = [output, errors].filter { $0 >= 0 }
    // Both are read as they come: a program that cannot write its errors would wait for ever.
    while !open.isEmpty {
      var ends = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard unsafe poll(&ends, nfds_t(ends.count), -1) > 0 else { continue }
      for end in ends where end.revents != 0 {
        let piece = Self.readOnce(end.fd)
        if piece.isEmpty { open.removeAll { $0 == end.fd } } else { texts[end.fd, default: []] += piece }
      }
    }
    let status = wait()
    return End(
      output: texts[output] ?? [], errors: String(decoding: texts[errors] ?? [], as: UTF8.self), status: status)
  }

  /// False if it does not listen any more.
  func send(_ text: String) -> Bool {
    Files.writeToEnd(Array(text.utf8), input).error == 0
  }

  /// What comes next; empty at the end.
  func receive() -> [UInt8] { Self.readOnce(output) }

  private func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    process = 0
    // The low seven bits are the signal that ended it, the next eight its exit code.
    return status & 0x7F != 0 ? -1 : (status >> 8) & 0xFF
  }

  private static func readOnce(_ descriptor: CInt) -> [UInt8] {
    while true {
      var result = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
        count = max(result, 0)
      }
      if result >= 0 || errno != EINTR { return piece }
    }
  }

  private static func pipe(_ name: String, readsHere: Bool) throws(LoadFailure) -> (ours: CInt, theirs: CInt) {
    var ends: [CInt] = [-1, -1]
    guard Self.makePipe(&ends) == 0 else {
      throw LoadFailure("cannot start '\(name)': \(Files.reason(errno))", code: "no-program")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return readsHere ? (ends[0], ends[1]) : (ends[1], ends[0])
  }

  private static func makePipe(_ ends: inout [CInt]) -> CInt {
    #if canImport(Glibc)
      unsafe Glibc.pipe(&ends)
    #elseif canImport(Musl)
      unsafe Musl.pipe(&ends)
    #else
      unsafe Darwin.pipe(&ends)
    #endif
  }

  /// The number of the error; 0 once the program runs.
  private static func spawn(_ arguments: [String], ends: [(CInt, CInt)], _ process: inout pid_t) -> CInt {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (end, number) in ends where end >= 0 { unsafe posix_spawn_file_actions_adddup2(&actions, end, number) }
    var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { for number in arguments.indices { unsafe free(words[number]) } }
    #if canImport(Darwin)
      let environment = unsafe _NSGetEnviron().pointee
    #else
      let environment = unsafe environ
    #endif
    return unsafe posix_spawnp(&process, arguments[0], &actions, nil, words, environment)
  }
}
