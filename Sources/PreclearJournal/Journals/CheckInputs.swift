import PreclearEngine
import PreclearLanguage

/// Everything that a check was made with, and from which it can be made again.
package struct CheckInputs: Sendable {
  /// A file by its path from the deal's folder.
  struct File: Sendable {
    let path: String
    let bytes: [UInt8]
  }

  let deal: File
  /// Path of its folder, and its files by their paths from there.
  let packFolder: String
  let packFiles: [(path: String, bytes: [UInt8])]
  let manifest: PackManifest
  let ledger: File?
  let waivers: File?
  let readings: DocumentNode?
  let events: [DocumentNode]
  let findsCures: Bool

  /// The inputs of a workspace that was opened with these files and whose pack has this manifest, and the events that it judged.
  /// Fails where something was read from a place that could not be found again.
  package init(
    _ workspace: Workspace, _ files: RecordedFiles, _ manifest: PackManifest, events: [DocumentNode], findsCures: Bool
  ) throws(LoadFailure) {
    func file(_ path: String?) -> File? {
      guard let path, let bytes = files.bytes(path) else { return nil }
      return File(path: path, bytes: bytes)
    }
    guard let deal = file(files.deal) else {
      throw LoadFailure("the deal was not read", code: "journal-input")
    }
    self.deal = deal
    packFolder = workspace.packDirectory
    packFiles = workspace.packFiles
    self.manifest = manifest
    ledger = file(files.ledger ?? workspace.ledgerPath)
    waivers = file(workspace.waiversPath)
    readings = workspace.readings
    self.events = events
    self.findsCures = findsCures
    for file in packFiles where files.bytes(FilePath.join(packFolder, file.path)) == nil {
      throw LoadFailure(
        "'\(file.path)' of the pack in '\(packFolder)' was read from a path that a journal cannot keep",
        code: "journal-input", help: "name packs and calendars by paths relative to the file that names them")
    }
  }
}

/// A check to be put on record.
package struct JournaledCheck: Sendable {
  let inputs: CheckInputs
  let verdict: Verdict
  let packDigest: String
  /// The report in JSON.
  let report: [UInt8]
  /// The version of the program.
  let engine: String

  package init(_ inputs: CheckInputs, _ report: Report, json: [UInt8], engine: String) {
    self.inputs = inputs
    verdict = report.verdict
    packDigest = report.packDigest
    self.report = json
    self.engine = engine
  }
}
