import ArgumentParser
import PreclearEngine
import PreclearReports

enum DiagnosticFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
}

/// Standard output carries what was asked for, and nothing else; standard error everything else.
enum Console {
  private static let output: CInt = 1
  private static let errors: CInt = 2

  static func print(_ bytes: [UInt8]) throws(LoadFailure) {
    try Files.write(bytes, toDescriptor: output)
  }

  static func print(_ text: String) throws(LoadFailure) {
    try print(Array((TextLayout.printable(text) + "\n").utf8))
  }

  /// Text that is laid out already, with its last line break, and with marks for a terminal.
  static func write(_ text: String) throws(LoadFailure) {
    try print(Array(text.utf8))
  }

  /// A message to the person at the keyboard. If even standard error is closed there is nobody left to tell.
  static func note(_ text: String) {
    do throws(LoadFailure) {
      try Files.write(Array((TextLayout.printable(text) + "\n").utf8), toDescriptor: errors)
    } catch {}
  }

  /// Puts a text on the terminal of standard error as it is; where that cannot be done nobody misses it.
  static func draw(_ text: String) {
    _ = Files.writeToEnd(Array(text.utf8), errors)
  }

  static func report(_ diagnostics: [Diagnostic], as format: DiagnosticFormat) {
    for diagnostic in diagnostics {
      switch format {
      case .text: note(diagnostic.rendered)
      case .json: note(String(decoding: DiagnosticReport.jsonLine(diagnostic), as: UTF8.self))
      }
    }
  }
}
