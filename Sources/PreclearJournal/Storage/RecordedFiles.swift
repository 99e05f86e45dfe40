import PreclearEngine
import PreclearLanguage
import Synchronization

/// Reads the files of a deal, and remembers what was read, under paths that start at the deal's folder: so that the same check can be
/// made again from what was kept, wherever that lies.
package final class RecordedFiles: FileAccess {
  /// How a ledger is named that was chosen instead of the deal's own.
  private static let chosenLedger = "<ledger>"

  private let files: any FileAccess
  private let folder: String
  private let ledgerPath: String?
  private let contents = Mutex<[String: [UInt8]]>([:])

  /// The deal as it is named here.
  package let deal: String
  /// The ledger as it is named here, where one was chosen.
  package let ledger: String?

  package init(deal: String, ledger: String?, files: any FileAccess) {
    self.files = files
    folder = FilePath.directory(of: deal)
    self.deal = FilePath.relative(deal, to: folder)
    ledgerPath = ledger
    self.ledger = ledger == nil ? nil : Self.chosenLedger
  }

  /// Where a file lies that is named here.
  package func place(_ path: String) -> String {
    if path == Self.chosenLedger, let ledgerPath { return ledgerPath }
    return FilePath.join(folder, path)
  }

  package func read(_ path: String) throws(LoadFailure) -> SourceFile {
    let file = try files.read(place(path))
    contents.withLock { $0[path] = file.bytes }
    return file
  }

  package func exists(_ path: String) -> Bool { files.exists(place(path)) }

  package func list(_ directory: String) -> [String] { files.list(place(directory)) }

  /// What was read under this path; nil if nothing was.
  func bytes(_ path: String) -> [UInt8]? { contents.withLock { $0[path] } }
}
