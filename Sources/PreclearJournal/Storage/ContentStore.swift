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

  /// Of a journal by its own name, and not by that of a link to it.
  init(journal path: String) {
    folder = path + ".store"
  }

  init(folder: String) {
    self.folder = folder
  }

  private func path(_ name: String) -> String { FilePath.join(folder, name) }
  private func path(ofObject hash: String) -> String { path("objects/\(hash)") }
  private func path(ofLedger number: Int) -> String { path("ledgers/\(number).jsonl") }
  private var disclosuresPath: String { path("disclosures.jsonl") }

  // MARK: Writing

  /// Throws where the store of a journal that has records is gone.
  func expectFolder() throws(LoadFailure) {
    if try DurableFile.exists(folder) { return }
    throw .journal(
      "'\(folder)' is not there, which holds what the records of the journal name", code: "journal-store", path: folder,
      help: "put it back beside the journal: from these files alone can its checks be judged again")
  }

  /// Makes the folders that are not there. True if there was none.
  func open() throws(LoadFailure) -> Bool {
    let isNew = try DurableFile.makeFolder(folder)
    var isMade = isNew
    for name in ["objects", "ledgers"] { isMade = try DurableFile.makeFolder(path(name)) || isMade }
    if isMade {
      try DurableFile.flushFolder(folder)
      try DurableFile.flushFolder(FilePath.directory(of: folder))
    }
    return isNew
  }

  /// Keeps contents under their hashes. One that is there already is compared, and made again if it was damaged.
  func keep(_ contents: [[UInt8]]) throws(LoadFailure) {
    var missing: [String: [UInt8]] = [:]
    for bytes in contents {
      let path = path(ofObject: ContentDigest.sha256(bytes))
      if try DurableFile.contents(path) != bytes { missing[path] = bytes }
    }
    try DurableFile.replace(missing.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, mode: Self.mode)
    // Also where all was there: whoever made it may have died before this.
    try DurableFile.flushFolder(path("objects"))
  }

  /// Keeps a ledger, and gives the number of the file of which it is a prefix.
  func keepLedger(_ bytes: [UInt8]) throws(LoadFailure) -> Int {
    var number = 0
    while try DurableFile.exists(path(ofLedger: number)) {
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

  /// Keeps values with their salts. Gives back the file with its size before, so that they can be taken back where no record follows.
  func keep(_ disclosures: [Disclosure]) throws(LoadFailure) -> (file: DurableFile, former: Int) {
    let isNew = try !DurableFile.exists(disclosuresPath)
    let file = try DurableFile.appending(disclosuresPath, mode: Self.mode)
    try file.cutTornLine()
    let former = file.size
    try file.append(disclosures.flatMap { $0.bytes + [0x0A] })
    if isNew { try DurableFile.flushFolder(folder) }
    return (file, former)
  }

  /// Keeps these lines of values, of another store.
  func keepLines(_ lines: [UInt8]) throws(LoadFailure) {
    try DurableFile.replace(disclosuresPath, with: lines, mode: Self.mode)
    try DurableFile.flushFolder(folder)
  }

  /// Takes a store away that no record needs.
  func remove() { DurableFile.remove(folder) }

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
