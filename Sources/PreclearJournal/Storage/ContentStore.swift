import PreclearEngine
import PreclearLanguage

/// What the records of a journal name, kept by content in a folder beside it.
///
/// - `objects/SHA-256`: files of packs, the lists of them, deals, waivers.
/// - `ledgers/N.jsonl`: ledgers, which grow: of one that only grew the new lines are added, and every earlier state is a prefix.
/// - `disclosures.jsonl`: values and salts, a line each, under which the chain's hashes are found.
/// - `unflushed`: there while names or ledgers are added that are not surely on the disk yet. Where a writer died over it, the next one
///   flushes all of them before it adds a record that may name them.
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
  private var markPath: String { path("unflushed") }

  // MARK: Writing

  /// Throws where the store of a journal that has records is gone.
  func expectFolder() throws(LoadFailure) {
    if try DurableFile.exists(folder) { return }
    throw .journal(
      "'\(folder)' is not there, which holds what the records of the journal name", code: "journal-store", path: folder,
      help: "put it back beside the journal: from these files alone can its checks be judged again")
  }

  /// Makes the folders that are not there, and finishes what a writer that died began. True if there was no store.
  func open() throws(LoadFailure) -> Bool {
    let isNew = try DurableFile.makeFolder(folder)
    if !isNew, try DurableFile.exists(path("objects")), try DurableFile.exists(path("ledgers")),
      try !DurableFile.exists(markPath)
    {
      return false
    }
    try durably { () throws(LoadFailure) in
      for name in ["objects", "ledgers"] { _ = try DurableFile.makeFolder(path(name)) }
      var number = 0
      while try DurableFile.exists(path(ofLedger: number)) {
        try DurableFile.appending(path(ofLedger: number), mode: Self.mode).append([])
        number += 1
      }
      for folder in [path("objects"), path("ledgers"), folder, FilePath.directory(of: folder)] {
        try DurableFile.flushFolder(folder)
      }
    }
    return isNew
  }

  /// Makes a change that is on the disk when this returns, and leaves a mark where it does not return. What is seen after the machine
  /// itself died is on the disk: the mark, which may be lost then, needs no flush.
  private func durably(_ change: () throws(LoadFailure) -> Void) throws(LoadFailure) {
    try DurableFile.makeEmpty(markPath, mode: Self.mode)
    try change()
    DurableFile.remove(markPath)
  }

  /// Keeps contents under their hashes. One that is there already, with its length, is not read: ``damagedObject()`` looks for what
  /// was changed, and a replay finds it.
  func keep(_ contents: [(hash: String, bytes: [UInt8])]) throws(LoadFailure) {
    var missing: [String: [UInt8]] = [:]
    for (hash, bytes) in contents {
      let path = path(ofObject: hash)
      if try DurableFile.size(path) != bytes.count { missing[path] = bytes }
    }
    if missing.isEmpty { return }
    try durably { () throws(LoadFailure) in
      try DurableFile.replace(missing.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, mode: Self.mode)
      try DurableFile.flushFolder(path("objects"))
    }
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
    try durably { () throws(LoadFailure) in
      try DurableFile.replace(path(ofLedger: number), with: bytes, mode: Self.mode)
      try DurableFile.flushFolder(path("ledgers"))
    }
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
    if bytes.count > file.size {
      try durably { () throws(LoadFailure) in try file.append(Array(bytes[file.size...])) }
    }
    return true
  }

  /// Keeps values with their salts. Gives back the file with its size before, so that they can be taken back where no record follows.
  func keep(_ disclosures: [Disclosure]) throws(LoadFailure) -> (file: DurableFile, former: Int) {
    if try !DurableFile.exists(disclosuresPath) {
      try durably { () throws(LoadFailure) in
        try DurableFile.makeEmpty(disclosuresPath, mode: Self.mode)
        try DurableFile.flushFolder(folder)
      }
    }
    let file = try DurableFile.appending(disclosuresPath, mode: Self.mode)
    try file.cutTornLine()
    let former = file.size
    try file.append(disclosures.flatMap { $0.bytes + [0x0A] })
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

  /// The first file under a hash, by name, whose content no longer has it; nil where there is none. What is not there is not looked
  /// for: whoever needs it says so.
  package func damagedObject() throws(LoadFailure) -> String? {
    for name in try DurableFile.names(in: path("objects")).sorted() where Hash256(hexadecimal: name) != nil {
      if try object(name) == nil { return path(ofObject: name) }
    }
    return nil
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
