import PreclearEngine
import PreclearLanguage

/// A copy of a journal for somebody who may not see all of it. The chain is the same bytes: it verifies as before.
package struct JournalExport: Sendable {
  private let journal: Journal
  private let text: JournalText
  private let records: [JournalRecord]
  private let redacted: Set<String>

  /// Fails where no record has a field of a name that is to be withheld: a slip of the pen would show what was to be hidden.
  package init(_ journal: Journal, redacting fields: [String]) throws(LoadFailure) {
    self.journal = journal
    text = try journal.read()
    var records: [JournalRecord] = []
    for number in text.lines.indices { records.append(try text.record(number)) }
    self.records = records
    redacted = Set(fields)
    try Redaction.check(fields, in: records, path: journal.path)
  }

  /// Writes the journal and its store under another path, where nothing may be.
  ///
  /// With fields withheld, the deal, its ledger and its waivers stay behind, and so do the reports and the names of the proposals'
  /// files: they could say the same again.
  package func write(to path: String) throws(LoadFailure) {
    try journal.store.expectFolder()
    let target = Journal(path)
    for taken in [path, target.store.folder] where try DurableFile.exists(taken, links: true) {
      throw .journal(
        "'\(taken)' is there already", code: "export-target", path: taken, help: "name a path where nothing is")
    }
    let store = ContentStore(folder: DurableFile.temporary(target.store.folder))
    store.remove()
    defer { store.remove() }
    _ = try store.open()
    let disclosures = try journal.store.disclosures()
    try keepObjects(disclosures, in: store)
    try store.keepLines(lines(of: disclosures))
    try DurableFile.move(store.folder, to: target.store.folder)
    do throws(LoadFailure) {
      try DurableFile.replace(path, with: Array(text.bytes[..<text.tail.lowerBound]), mode: 0o644)
      try DurableFile.flushFolder(FilePath.directory(of: path))
    } catch {
      target.store.remove()
      throw error
    }
  }

  /// What the store says of each hash of the chain, in its order. Of what it has lost it says nothing, and nor does the copy.
  private func lines(of disclosures: Disclosures) -> [UInt8] {
    var lines: [UInt8] = []
    for record in records {
      let hidden = hidden(in: record)
      for hash in record.commitments {
        let disclosure = disclosures.disclosure(hash)
        if let disclosure, !hidden.contains(hash) {
          lines += disclosure.bytes + [0x0A]
        } else if disclosure != nil || disclosures.isWithheld(hash) {
          lines += Disclosures.withheldLine(hash) + [0x0A]
        }
      }
    }
    return lines
  }

  private func hidden(in record: JournalRecord) -> Set<Hash256> {
    if redacted.isEmpty { return [] }
    let inputs = record.inputs
    let fields = inputs.events.flatMap(\.fields).filter { redacted.contains($0.name) }.map(\.hash)
    let places = inputs.events.map(\.location)
    return Set(fields + places + [inputs.deal, inputs.ledger, inputs.waivers, inputs.readings, record.report])
  }

  /// The rules; and where nothing is withheld, deals, ledgers and waivers.
  private func keepObjects(_ disclosures: Disclosures, in store: ContentStore) throws(LoadFailure) {
    var kept: Set<String> = []
    var ledgers: [Int: Int] = [:]
    for record in records {
      try keepPack(record.inputs.packObject, &kept, in: store)
      if !redacted.isEmpty { continue }
      for (hash, name) in [(record.inputs.deal, "deal"), (record.inputs.waivers, "waivers")] {
        if case .known(let value) = disclosures.value(hash, name), let object = value.members?["sha256"]?.text {
          try keep(object, &kept, in: store)
        }
      }
      if case .known(let value) = disclosures.value(record.inputs.ledger, "ledger"),
        let number = value.members?["file"]?.number, let count = value.members?["bytes"]?.number
      {
        ledgers[number] = max(ledgers[number] ?? 0, count)
      }
    }
    for (number, count) in ledgers.sorted(by: { $0.key < $1.key }) {
      if let bytes = try journal.store.ledger(number, count: count) { try store.keepLedger(bytes, as: number) }
    }
  }

  private func keepPack(_ digest: String, _ kept: inout Set<String>, in store: ContentStore) throws(LoadFailure) {
    if kept.contains(digest) { return }
    try keep(digest, &kept, in: store)
    guard let list = try journal.store.object(digest) else { return }
    for file in ContentDigest.files(ofManifest: list) { try keep(file.hash, &kept, in: store) }
  }

  /// What the journal itself has lost is not there in the copy either.
  private func keep(_ hash: String, _ kept: inout Set<String>, in store: ContentStore) throws(LoadFailure) {
    guard kept.insert(hash).inserted, let bytes = try journal.store.object(hash) else { return }
    try store.keep([(hash, bytes)])
  }
}

/// Fields that are not to be seen.
package enum Redaction {
  /// Throws where no record has a field of this name.
  package static func check(_ fields: [String], in records: [JournalRecord], path: String) throws(LoadFailure) {
    if fields.isEmpty { return }
    var names: Set<String> = []
    for record in records { for event in record.inputs.events { names.formUnion(event.fields.map(\.name)) } }
    let known = names.sorted()
    for field in fields where !names.contains(field) {
      throw .journal(
        "no record has a field '\(field)' that could be withheld", code: "unknown-field", path: path,
        help: NearestName.hint(field, among: known) ?? "the fields are \(known.joined(separator: ", "))")
    }
  }
}
