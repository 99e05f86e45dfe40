import ArgumentParser
import PreclearReports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never
}

/// What standard output is, and what the environment asks of it.
enum Terminal {
  /// For what is no terminal, so that the same report is the same bytes wherever it is written.
  static let defaultWidth = 100
  /// Longer lines are hard to read, however wide the window.
  private static let greatestWidth = 120

  /// Columns of standard output.
  static var width: Int {
    guard isTerminal else { return defaultWidth }
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return defaultWidth }
    return min(Int(size.ws_col), greatestWidth)
  }

  /// Whether standard error is a terminal on which a line can be drawn anew.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" }

  /// Seconds on a clock that only runs forward.
  static var seconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The option decides, then `NO_COLOR` and `CLICOLOR_FORCE`, then whether somebody is looking.
  static func palette(_ choice: ColourChoice) -> Palette {
    switch choice {
    case .always: .colour
    case .never: .plain
    case .auto: wantsColour ? .colour : .plain
    }
  }

  private static var wantsColour: Bool {
    if isSet("NO_COLOR") { return false }
    if isSet("CLICOLOR_FORCE") { return true }
    return isTerminal && variable("TERM") != "dumb"
  }

  private static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  private static func isSet(_ name: String) -> Bool {
    variable(name).map { !$0.isEmpty } ?? false
  }

  static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
