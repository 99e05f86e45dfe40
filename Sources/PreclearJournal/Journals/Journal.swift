import PreclearEngine
import PreclearLanguage

/// The journal in one file, with what its records name in a folder beside it.
package struct Journal: Sendable {
  package let path: String
  package let store: ContentStore

  /// By any of its names: a link to a journal has the journal's store.
  package init(_ path: String) {
    self.path = path
    store = ContentStore(journal: DurableFile.behindLinks(path))
  }

  /// What an append came to.
  package struct Receipt: Sendable {
    package let seq: Int
    /// Bytes of a record that was never finished, which were cut off.
    package let cut: Int
    /// The record before lacked its line break, which was added.
    package let endedLine: Bool
  }

  /// Puts a check on record. When this returns, the record and all that it names are on the disk; where it throws, the journal is
  /// what it was.
  package func append(
    _ check: JournaledCheck, at time: Timestamp, salts: inout some RandomNumberGenerator
  ) throws(LoadFailure) -> Receipt {
    let isNew = try !DurableFile.exists(path)
    let file = try DurableFile.appending(path, mode: 0o644)
    let end = try JournalEnd(file)
    var isNewStore = false
    do throws(LoadFailure) {
      if end.next > 0 { try store.expectFolder() }
      isNewStore = try store.open()
      let (record, disclosures) = try record(of: check, after: end, at: time, salts: &salts)
      let values = try store.keep(disclosures)
      do throws(LoadFailure) {
        if isNew { try DurableFile.flushFolder(FilePath.directory(of: path)) }
        if end.torn > 0 { try file.truncate(to: file.size - end.torn) }
        try file.append((end.lacksLineBreak ? [0x0A] : []) + record.line + [0x0A])
      } catch {
        // Values of a record that is not there would fill the disk, try by try.
        if file.isSound { values.file.takeBack(to: values.former) }
        throw error
      }
      return Receipt(seq: record.seq, cut: end.torn, endedLine: end.lacksLineBreak)
    } catch {
      if isNewStore, end.next == 0, file.isSound { store.remove() }
      if isNew, file.isSound { file.removeIfEmpty() }
      throw error
    }
  }

  /// The next record, with the values under its hashes; what it names beside them is in the store.
  private func record(
    of check: JournaledCheck, after end: JournalEnd, at time: Timestamp, salts: inout some RandomNumberGenerator
  ) throws(LoadFailure) -> (record: JournalRecord, disclosures: [Disclosure]) {
    var disclosures: [Disclosure] = []
    func hide(_ name: String, _ value: CanonicalJSON) -> Hash256 {
      let disclosure = Disclosure(name, value, salts: &salts)
      disclosures.append(disclosure)
      return disclosure.hash
    }
    let inputs = check.inputs
    let ledger = try inputs.ledger.map { ledger throws(LoadFailure) in
      CanonicalJSON.ledger(path: ledger.path, ledger.bytes, number: try store.keepLedger(ledger.bytes))
    }
    let events = inputs.events.map { node in
      JournalRecord.Event(
        fields: (node.entries ?? []).map { .init(name: $0.key, hash: hide($0.key, CanonicalJSON($0.value))) },
        location: hide("location", .location(node.range)))
    }
    let deal = hide("deal", .file(path: inputs.deal.path, inputs.deal.bytes, pack: inputs.packFolder))
    let recorded = JournalRecord.Inputs(
      engine: check.engine, pack: check.packDigest, findsCures: inputs.findsCures, deal: deal,
      ledger: hide("ledger", ledger ?? .null),
      waivers: hide("waivers", inputs.waivers.map { .file(path: $0.path, $0.bytes) } ?? .null),
      readings: hide("readings", inputs.readings.map { CanonicalJSON($0) } ?? .null), events: events)
    let record = JournalRecord(
      seq: end.next, at: time.description, prev: end.hash, verdict: check.verdict.rawValue, inputs: recorded,
      report: hide("report", .string(String(decoding: check.report, as: UTF8.self))))
    let pack = zip(inputs.manifest.hashes, inputs.packFiles).map { (hash: $0, bytes: $1.bytes) }
    let others = [inputs.deal, inputs.waivers].compactMap(\.self)
    try store.keep(
      pack + [(inputs.manifest.hash, inputs.manifest.bytes)] + others.map { (ContentDigest.sha256($0.bytes), $0.bytes) }
    )
    return (record, disclosures)
  }

  /// Whether a path leads to the journal, or into its store: nothing else may be written there.
  package func holds(_ path: String) -> Bool {
    let place = DurableFile.place(of: path)
    let folder = DurableFile.place(of: store.folder)
    return place == DurableFile.place(of: self.path) || place == folder || place.hasPrefix(folder + "/")
  }

  /// All of the journal.
  package func read() throws(LoadFailure) -> JournalText {
    JournalText(path: path, bytes: try DurableFile.reading(path).readAll())
  }
}

/// Inputs as disclosures give them.
extension CanonicalJSON {
  fileprivate static func file(path: String, _ bytes: [UInt8], pack: String? = nil) -> CanonicalJSON {
    var members: [String: CanonicalJSON] = [
      "path": .string(path), "sha256": .string(ContentDigest.sha256(bytes)),
    ]
    if let pack { members["pack"] = .string(pack) }
    return .object(members)
  }

  /// A ledger is the first bytes of a file of the store.
  fileprivate static func ledger(path: String, _ bytes: [UInt8], number: Int) -> CanonicalJSON {
    .object([
      "path": .string(path), "sha256": .string(ContentDigest.sha256(bytes)), "bytes": .integer(bytes.count),
      "file": .integer(number),
    ])
  }

  fileprivate static func location(_ range: SourceRange) -> CanonicalJSON {
    .object([
      "file": .string(range.file.path), "line": .integer(range.start.line), "column": .integer(range.start.column),
    ])
  }
}
