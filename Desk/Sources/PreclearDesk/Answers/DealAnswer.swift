import PreclearEngine
import PreclearLanguage
import PreclearReports

/// The deal in short: what the page shows at its head, and the names that it can suggest.
enum DealAnswer {
  static func render(_ deal: StandingDeal, _ choice: DealChoice) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.member("deal", deal.name)
      $0.member("title", deal.pack.main.title)
      $0.pack(name: deal.compiled.name, version: deal.compiled.version, digest: deal.packDigest)
      $0.member("ledger", choice.ledger ?? deal.ledgerPath ?? "")
      $0.member("journal", choice.journal != nil)
      $0.key("first")
      $0.object { $0.first(of: deal) }
      $0.members("parties", deal.parties) { $0.node($1) }
      $0.members("readings", deal.compiled.readings) { json, reading in
        json.object {
          $0.member("reading", reading.name)
          $0.member("question", reading.question)
          $0.members("alternatives", reading.alternatives) { json, alternative in
            json.object {
              $0.member("name", alternative.name)
              $0.member("title", alternative.title)
            }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }
}

extension JSONWriter {
  /// What a first draft begins with.
  fileprivate mutating func first(of deal: StandingDeal) {
    let events = deal.record
    let ids = Set(events.map(\.id))
    member("id", (1...).lazy.map { "P-\($0)" }.first { !ids.contains($0) } ?? "")
    var counts: [String: Int] = [:]
    for event in events { counts[event.kind, default: 0] += 1 }
    // Of several that are equally frequent the one that comes first on record: a dictionary has no order.
    let most = counts.values.max()
    member("kind", ifAny: events.first { counts[$0.kind] == most }?.kind)
    member("date", ifAny: events.map(\.date).max().map { "\($0)" })
  }

  /// A part of a document as it is written. Numbers keep their digits, as text: JSON's readers would round them.
  mutating func node(_ node: DocumentNode) {
    switch node.content {
    case .list(let items):
      list { json in
        for item in items { json.node(item) }
      }
    case .mapping(let entries):
      object { json in
        for entry in entries {
          json.key(entry.key)
          json.node(entry.value)
        }
      }
    case .scalar(let scalar):
      switch scalar.kind {
      case .null: null()
      case .bool(let value): bool(value)
      case .integer, .decimal, .string: string(scalar.text)
      }
    }
  }
}
