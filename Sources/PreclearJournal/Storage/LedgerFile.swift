import PreclearEngine

/// A deal's ledger while an event is added to it. As long as this is held nobody else adds one, so that what was judged on the
/// ledger is still true when the event is written.
package final class LedgerFile {
  private let file: DurableFile

  /// Waits for whoever has it. A ledger that is not there yet is made.
  package init(_ path: String) throws(LoadFailure) {
    file = try DurableFile.appending(path, mode: 0o644)
  }

  /// Adds one event on a line of its own. When this returns, it is on the disk; where it throws, the ledger is what it was.
  package func append(_ event: [UInt8]) throws(LoadFailure) {
    let last = try file.read(max(0, file.size - 1)..<file.size)
    try file.append((last.isEmpty || last == [0x0A] ? [] : [0x0A]) + event + [0x0A])
  }
}
