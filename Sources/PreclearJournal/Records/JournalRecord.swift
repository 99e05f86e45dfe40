import PreclearEngine

/// One check, as the chain keeps it: when it was made, under which rules and with which verdict, and, under salted hashes, what was
/// asked, on which facts, and the whole answer.
package struct JournalRecord: Hashable, Sendable {
  package static let format = "preclear.journal/1"

  /// What the check was made with. Hashes are those of disclosures.
  package struct Inputs: Hashable, Sendable {
    /// The version of the program.
    package let engine: String
    /// The digest of the rules, as every report has it.
    package let pack: String
    /// Whether cures were looked for, which are part of the report.
    package let findsCures: Bool
    package let deal: Hash256
    package let ledger: Hash256
    package let waivers: Hash256
    package let readings: Hash256
    package let events: [Event]
  }

  /// A proposed event.
  package struct Event: Hashable, Sendable {
    /// A field, and the hash of its disclosure.
    package struct Field: Hashable, Sendable {
      package let name: String
      package let hash: Hash256
    }

    /// In the order of the proposal.
    package let fields: [Field]
    /// Where it stood: the report names the place.
    package let location: Hash256
  }

  /// Its place in the chain, from 0: the index of its leaf.
  package let seq: Int
  /// When it was written, in UTC.
  package let at: String
  /// The ``hash`` of the record before.
  package let prev: Hash256
  package let verdict: String
  package let inputs: Inputs
  /// The whole report.
  package let report: Hash256

  /// Of the canonical record without `hash` itself.
  package let hash: Hash256

  /// A new record.
  init(
    seq: Int, at: String, prev: Hash256, verdict: String, inputs: Inputs, report: Hash256
  ) {
    self.seq = seq
    self.at = at
    self.prev = prev
    self.verdict = verdict
    self.inputs = inputs
    self.report = report
    let content = Self.members(seq, at, prev, verdict, inputs, report)
    hash = Hash256(of: CanonicalJSON.object(content).bytes)
  }

  /// The line of the journal, without its line break.
  package var line: [UInt8] {
    var members = Self.members(seq, at, prev, verdict, inputs, report)
    members["hash"] = .string(hash.hexadecimal)
    return CanonicalJSON.object(members).bytes
  }

  private static func members(
    _ seq: Int, _ at: String, _ prev: Hash256, _ verdict: String, _ inputs: Inputs, _ report: Hash256
  ) -> [String: CanonicalJSON] {
    [
      "format": .string(format), "seq": .integer(seq), "at": .string(at), "prev": .string(prev.hexadecimal),
      "verdict": .string(verdict), "report": .string(report.hexadecimal),
      "inputs": inputs.canonical,
    ]
  }

  /// Every salted hash, of events first.
  package var commitments: [Hash256] {
    inputs.events.flatMap { $0.fields.map(\.hash) + [$0.location] }
      + [inputs.deal, inputs.ledger, inputs.waivers, inputs.readings, report]
  }
}

extension JournalRecord.Inputs {
  private static let packPrefix = "sha256:"

  /// The name of the pack's list of files in the store.
  var packObject: String { String(pack.dropFirst(Self.packPrefix.count)) }

  fileprivate var canonical: CanonicalJSON {
    .object([
      "cures": .bool(findsCures), "deal": .string(deal.hexadecimal), "engine": .string(engine),
      "ledger": .string(ledger.hexadecimal),
      "pack": .string(pack), "readings": .string(readings.hexadecimal), "waivers": .string(waivers.hexadecimal),
      "proposals": .list(events.map(\.canonical)),
    ])
  }
}

extension JournalRecord.Event {
  fileprivate var canonical: CanonicalJSON {
    .object([
      "location": .string(location.hexadecimal),
      "fields": .list(
        fields.map { .object(["name": .string($0.name), "hash": .string($0.hash.hexadecimal)]) }),
    ])
  }
}

/// Why a line is no record.
package enum RecordFault: Error, Hashable, Sendable {
  /// It is no canonical JSON, or it is JSON of another shape.
  case malformed(String)
  /// What it says of its own hash is not what its content has.
  case wrongHash(stated: Hash256, computed: Hash256)
  /// It is whole, and of a format that this program does not know.
  case otherFormat(String)
}

extension JournalRecord {
  /// Reads the line that fills the range. Its hash is right.
  package init(_ bytes: [UInt8], _ range: Range<Int>) throws(RecordFault) {
    let members = try Self.members(bytes, range)
    guard let position = members.firstIndex(where: { $0.key == "hash" }), position + 1 < members.count,
      let stated = members[position].value.text.flatMap({ Hash256(hexadecimal: $0) })
    else { throw .malformed("it states no hash") }
    let place = members[position].range
    let computed = Hash256(of: bytes[range.lowerBound..<place.lowerBound], bytes[place.upperBound..<range.upperBound])
    guard computed == stated else { throw .wrongHash(stated: stated, computed: computed) }
    var object: [String: CanonicalJSON] = [:]
    for member in members { object[member.key] = member.value }
    guard let format = object["format"]?.text else { throw .malformed("it states no format") }
    guard format == Self.format else { throw .otherFormat(format) }
    guard let record = JournalRecord(object, hash: stated) else {
      throw .malformed("it lacks what a record has, or has more")
    }
    self = record
  }

  /// With what every line begins, up to the first hash.
  private static let beginning = Array(#"{"at":""#.utf8)
  private static let afterTime = Array(#"","format":"\#(format)","hash":""#.utf8)

  /// Whether the bytes are the first part of a line, and not all of it: what a writer leaves that dies.
  static func isFirstPart(_ bytes: [UInt8]) -> Bool {
    let time = bytes.dropFirst(beginning.count).prefix(24)
    let rest = bytes.dropFirst(beginning.count + 24)
    guard zip(bytes, beginning).allSatisfy(==), Timestamp.hasShape(time), zip(rest, afterTime).allSatisfy(==) else {
      return false
    }
    return bytes.isEmpty || CanonicalJSONReader.isCutShort(bytes)
  }

  /// Whether some of it says that it was a record once, whatever became of the rest.
  static func isResembled(by line: ArraySlice<UInt8>) -> Bool {
    line.contains(Array(#""prev":""#.utf8)) || line.contains(Array(#""hash":""#.utf8))
  }

  private static func members(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws(RecordFault) -> [CanonicalJSONReader.Member] {
    do throws(CanonicalJSONFault) {
      return try CanonicalJSONReader.readMembers(bytes, range)
    } catch {
      throw .malformed("at byte \(error.offset) of the line, expected \(error.expected)")
    }
  }

  private init?(_ object: [String: CanonicalJSON], hash: Hash256) {
    guard object.count == 8, let seq = object["seq"]?.number, let at = object["at"]?.text, Timestamp(at) != nil,
      let verdict = object["verdict"]?.text, Verdict(rawValue: verdict) != nil, let prev = Self.hash(object["prev"]),
      let report = Self.hash(object["report"]), let inputs = object["inputs"]?.members.flatMap({ Inputs($0) })
    else { return nil }
    self.seq = seq
    self.at = at
    self.prev = prev
    self.verdict = verdict
    self.inputs = inputs
    self.report = report
    self.hash = hash
  }

  fileprivate static func hash(_ value: CanonicalJSON?) -> Hash256? {
    value?.text.flatMap { Hash256(hexadecimal: $0) }
  }
}

extension JournalRecord.Inputs {
  fileprivate init?(_ members: [String: CanonicalJSON]) {
    guard members.count == 8, case .bool(let findsCures) = members["cures"], let engine = members["engine"]?.text,
      let pack = members["pack"]?.text, pack.hasPrefix(Self.packPrefix),
      Hash256(hexadecimal: String(pack.dropFirst(Self.packPrefix.count))) != nil,
      let deal = JournalRecord.hash(members["deal"]), let ledger = JournalRecord.hash(members["ledger"]),
      let waivers = JournalRecord.hash(members["waivers"]), let readings = JournalRecord.hash(members["readings"]),
      let proposals = members["proposals"]?.items
    else { return nil }
    let events = proposals.compactMap { JournalRecord.Event($0) }
    guard events.count == proposals.count else { return nil }
    self.init(
      engine: engine, pack: pack, findsCures: findsCures, deal: deal, ledger: ledger, waivers: waivers,
      readings: readings, events: events)
  }
}

extension JournalRecord.Event {
  fileprivate init?(_ value: CanonicalJSON) {
    guard let members = value.members, members.count == 2, let location = JournalRecord.hash(members["location"]),
      let items = members["fields"]?.items
    else { return nil }
    let fields = items.compactMap { item -> Field? in
      guard let members = item.members, members.count == 2, let name = members["name"]?.text,
        let hash = JournalRecord.hash(members["hash"])
      else { return nil }
      return Field(name: name, hash: hash)
    }
    guard fields.count == items.count else { return nil }
    self.init(fields: fields, location: location)
  }
}
