import Foundation

/// An expected output, byte for byte, in `Golden/` beside the test that names it.
///
/// With `UPDATE_GOLDEN` set, `make golden` writes what came instead: the difference is then reviewed like code.
package struct GoldenFile {
  private let url: URL

  package init(_ name: String, besideTest test: String = #filePath) {
    url = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
  }

  /// The expected text; what came, where golden files are being rewritten.
  package func expected(insteadOf actual: String) throws -> String {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try actual.write(to: url, atomically: true, encoding: .utf8)
    }
    return try String(contentsOf: url, encoding: .utf8)
  }
}
