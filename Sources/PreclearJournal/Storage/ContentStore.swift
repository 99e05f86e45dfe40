import PreclearEngine
import PreclearLanguage

/// What the records of a journal name, kept by content in a folder beside it.
///
/// - `objects/SHA-256`: files of packs, the lists of them, deals, waivers.
/// - `ledgers/N.jsonl`: ledgers, which grow: of one that only grew the new lines are added, and every earlier state is a prefix.
/// - `disclosures.jsonl`: values and salts, a line each, under which the chain's hashes are found.
///
/// Whoever writes holds the lock of the journal, so that there is one writer.
package struct ContentStore: Sendable {
  /// Values of the deal's parties: for the owner alone.
  private static let mode: UInt32 = 0o600

  package let folder: String

  package init(journal path: String) {
    folder = path + ".store"
  }

  private func path(_ name: String) -> String { FilePath.join(folder, name) }
  private func path(ofObject hash: String) -> String { path("objects/\(hash)") }
  private func path(ofLedger number: Int) -> String { path("ledgers/\(number).jsonl") }
  var disclosuresPath: String { path("disclosures.jsonl") }

  // MARK: Writing

  /// Makes the folders, if they are not there.
  func open() throws(LoadFailure) {
    if DurableFile.exists(path("ledgers")) { return }
    for name in ["", "objects", "ledgers"] { try DurableFile.makeFolder(name.isEmpty ? folder : path(name)) }
    try DurableFile.flushFolder(folder)
    try DurableFile.flushFolder(FilePath.directory(of: folder))
  }

  /// Keeps contents under their hashes. One that is there already is compared, and made again if it was damaged.
  func keep(_ contents: [[UInt8]]) throws(LoadFailure) {
    for bytes in contents {
      let path = path(ofObject: ContentDigest.sha256(bytes))
      if try DurableFile.contents(path) != bytes { try DurableFile.replace(path, with: bytes, mode: Self.mode) }
    }
    // Also where all was there: whoever made it may have died before this.
    try DurableFile.flushFolder(path("objects"))
  }

  /// Keeps a ledger, and gives the number of the file of which it is a prefix.
  func keepLedger(_ bytes: [UInt8]) throws(LoadFailure) -> Int {
    var number = 0
    while DurableFile.exists(path(ofLedger: number)) {
      if try grow(ledger: number, to: bytes) { return number }
      number += 1
    }
    try keepLedger(bytes, as: number)
    return number
  }

  /// Keeps a ledger under a number that it has elsewhere.
  func keepLedger(_ bytes: [UInt8], as number: Int) throws(LoadFailure) {
    try DurableFile.replace(path(ofLedger: number), with: bytes, mode: Self.mode)
    try DurableFile.flushFolder(path("ledgers"))
  }

  /// Adds what a ledger has more than the file; false if it is not the same ledger.
  private func grow(ledger number: Int, to bytes: [UInt8]) throws(LoadFailure) -> Bool {
    let file = try DurableFile.appending(path(ofLedger: number), mode: Self.mode)
    let common = min(file.size, bytes.count)
    var start = 0
    // Most that differ do so soon.
    while start < common {
      let end = min(common, max(start * 2, 1 << 12))
      guard try file.read(start..<end).elementsEqual(bytes[start..<end]) else { return false }
      start = end
    }
    if bytes.count > file.size { try file.append(Array(bytes[file.size...])) }
    return true
  }

  /// Keeps values with their salts.
  func keep(_ disclosures: [Disclosure]) throws(LoadFailure) {
    let isNew = !DurableFile.exists(disclosuresPath)
    let file = try DurableFile.appending(disclosuresPath, mode: Self.mode)
    try file.cutTornLine()
    try file.append(disclosures.flatMap { $0.bytes + [0x0A] })
    if isNew { try DurableFile.flushFolder(folder) }
  }

  // MARK: Reading

  /// The content with this hash; nil if it is not there, or is not what it was.
  func object(_ hash: String) throws(LoadFailure) -> [UInt8]? {
    guard Hash256(hexadecimal: hash) != nil, let bytes = try DurableFile.contents(path(ofObject: hash)),
      ContentDigest.sha256(bytes) == hash
    else { return nil }
    return bytes
  }

  /// The first bytes of a ledger; nil where they are not there.
  func ledger(_ number: Int, count: Int) throws(LoadFailure) -> [UInt8]? {
    guard let bytes = try DurableFile.contents(path(ofLedger: number)), bytes.count >= count, count >= 0 else {
      return nil
    }
    return Array(bytes.prefix(count))
  }

  package func disclosures() throws(LoadFailure) -> Disclosures {
    Disclosures(try DurableFile.contents(disclosuresPath) ?? [])
  }
}

extension DurableFile {
  /// What a writer that died left of a line.
  fileprivate func cutTornLine() throws(LoadFailure) {
    var start = size
    while start > 0 {
      let block = max(0, start - 1 << 12)..<start
      let bytes = try read(block)
      if let lineFeed = bytes.lastIndex(of: 0x0A) {
        if block.lowerBound + lineFeed + 1 < size { try truncate(to: block.lowerBound + lineFeed + 1) }
        return
      }
      start = block.lowerBound
    }
    if size > 0 { try truncate(to: 0) }
  }
}
