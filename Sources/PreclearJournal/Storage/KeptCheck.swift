import PreclearEngine
import PreclearLanguage

/// A check as the store gives it back: what it takes to judge it again, and what was answered.
struct KeptCheck {
  let files: KeptFiles
  let deal: String
  let ledger: String?
  let events: [DocumentNode]
  let findsCures: Bool
  /// In JSON.
  let report: String
}

/// Why a check cannot be judged again.
enum KeptFault: Error {
  /// The names of what was left out.
  case withheld([String])
  case rulesChanged(String)
  case factsChanged(String)
  /// The store is there, and this account may not read it, or the disk does not give it.
  case unreadable(LoadFailure)
}

/// Files by their paths from the deal's folder, out of the store.
struct KeptFiles: FileAccess, Hashable {
  var contents: [String: [UInt8]] = [:]

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let bytes = contents[path] else {
      throw .journal("the journal keeps no '\(path)'", code: "unreadable-file", path: path)
    }
    return SourceFile(path: path, bytes: bytes)
  }

  func exists(_ path: String) -> Bool { contents[path] != nil }

  func list(_ directory: String) -> [String] {
    contents.keys.filter { FilePath.directory(of: $0) == directory }
      .map { String($0.split(separator: "/").last ?? "") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension KeptCheck {
  /// Gathers what a record names. Everything is held against the hashes of the chain.
  init(_ record: JournalRecord, _ store: ContentStore, _ disclosures: Disclosures) throws(KeptFault) {
    let values = try DisclosedValues(record, disclosures)
    var files = KeptFiles()
    guard let deal = values.deal, let dealPath = deal["path"]?.text, let pack = deal["pack"]?.text else {
      throw .factsChanged("what is kept of the deal is not what a record names")
    }
    try files.addPack(record.inputs.packObject, in: pack, store)
    try files.add(deal, "the deal", store)
    if let waivers = values.waivers { try files.add(waivers, "the waivers", store) }
    if let ledger = values.ledger { try files.addLedger(ledger, store) }
    self.files = files
    self.deal = dealPath
    ledger = values.ledger?["path"]?.text
    events = values.events
    findsCures = record.inputs.findsCures
    report = values.report
  }
}

/// The values under the hashes of a record.
private struct DisclosedValues {
  let deal: [String: CanonicalJSON]?
  let ledger: [String: CanonicalJSON]?
  let waivers: [String: CanonicalJSON]?
  let events: [DocumentNode]
  let report: String

  init(_ record: JournalRecord, _ disclosures: Disclosures) throws(KeptFault) {
    var withheld: [String] = []
    var missing: [String] = []
    func value(_ name: String, _ hash: Hash256) -> CanonicalJSON {
      switch disclosures.value(hash, name) {
      case .known(let value): return value
      case .withheld: if !withheld.contains(name) { withheld.append(name) }
      case .missing: if !missing.contains(name) { missing.append(name) }
      }
      return .null
    }
    let inputs = record.inputs
    let events = inputs.events.map { event in
      (event.fields.map { (name: $0.name, value: value($0.name, $0.hash)) }, value("location", event.location))
    }
    deal = value("deal", inputs.deal).members
    ledger = value("ledger", inputs.ledger).members
    waivers = value("waivers", inputs.waivers).members
    // Read again from the deal; but what a record names has to be there.
    _ = value("readings", inputs.readings)
    let report = value("report", record.report)
    if !missing.isEmpty {
      throw .factsChanged("the store no longer has, as it was: \(missing.joined(separator: ", "))")
    }
    if !withheld.isEmpty { throw .withheld(withheld) }
    let nodes = events.compactMap { fields, location in Self.node(fields, at: location) }
    guard nodes.count == events.count, let text = report.text else {
      throw .factsChanged("what is kept of the proposal is no event")
    }
    self.events = nodes
    self.report = text
  }

  private static func node(_ fields: [(name: String, value: CanonicalJSON)], at location: CanonicalJSON)
    -> DocumentNode?
  {
    guard let place = location.members, let path = place["file"]?.text, let line = place["line"]?.number,
      let column = place["column"]?.number
    else { return nil }
    let start = SourcePosition(line: line, column: column)
    let range = SourceRange(file: SourceFile(path: path, bytes: []), start: start, end: start)
    let entries = fields.compactMap { field in
      field.value.node(at: range).map { DocumentEntry(key: field.name, keyRange: range, value: $0) }
    }
    return entries.count == fields.count ? DocumentNode(.mapping(entries), range: range) : nil
  }
}

extension KeptFiles {
  fileprivate mutating func add(
    _ file: [String: CanonicalJSON], _ what: String, _ store: ContentStore
  ) throws(KeptFault) {
    guard let path = file["path"]?.text, let hash = file["sha256"]?.text, let bytes = try Self.object(hash, store)
    else {
      throw .factsChanged("\(what) is not kept as it was")
    }
    contents[path] = bytes
  }

  fileprivate mutating func addLedger(_ file: [String: CanonicalJSON], _ store: ContentStore) throws(KeptFault) {
    guard let path = file["path"]?.text, let hash = file["sha256"]?.text, let count = file["bytes"]?.number,
      let number = file["file"]?.number, let bytes = try Self.ledger(number, count, store),
      ContentDigest.sha256(bytes) == hash
    else { throw .factsChanged("the ledger is not kept as it was") }
    contents[path] = bytes
  }

  /// The files of a pack, by the list whose hash is the digest of the pack.
  fileprivate mutating func addPack(_ digest: String, in folder: String, _ store: ContentStore) throws(KeptFault) {
    guard let list = try Self.object(digest, store) else {
      throw .rulesChanged("the list of the pack's files is not kept as it was")
    }
    for file in ContentDigest.files(ofManifest: list) {
      guard let bytes = try Self.object(file.hash, store) else {
        throw .rulesChanged("'\(file.path)' of the pack is not kept as it was")
      }
      contents[FilePath.join(folder, file.path)] = bytes
    }
  }

  private static func object(_ hash: String, _ store: ContentStore) throws(KeptFault) -> [UInt8]? {
    do throws(LoadFailure) { return try store.object(hash) } catch { throw .unreadable(error) }
  }

  private static func ledger(_ number: Int, _ count: Int, _ store: ContentStore) throws(KeptFault) -> [UInt8]? {
    do throws(LoadFailure) { return try store.ledger(number, count: count) } catch { throw .unreadable(error) }
  }
}
