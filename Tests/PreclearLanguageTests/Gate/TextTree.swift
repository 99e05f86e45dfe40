import PreclearEngine
import PreclearLanguage

/// A working tree of strings.
struct TextTree: ProposalTree {
  var texts: [String: String]
  let workingFolder = "/desk"
  let top = "/desk"

  /// A deal in `deal/` with one rule, which no sale over 100 shares passes, and two events on record.
  init(_ more: [String: String] = [:]) {
    texts = [
      "deal/deal.yaml": """
      deal: harbor
      pack: ../rules
      ledger: ledger.jsonl
      waivers: waivers.yaml
      proposals: ["proposals/*.yaml"]
      """,
      "deal/ledger.jsonl": """
      {"id": "L-1", "kind": "sale", "date": "2024-01-02", "shares": 10}
      {"id": "L-2", "kind": "sale", "date": "2024-01-10", "shares": 20}
      """,
      "deal/waivers.yaml": "waivers: []\n",
      "rules/pack.yaml": "pack: harbor\n",
      "rules/sales.yaml": """
      events: {sale: {fields: {shares: {type: int}}}, talk: {}}
      measures: {sold: {on: sale, sum: event.shares}}
      rules:
        limit:
          title: At most a hundred
          on: sale
          forbid: "sold > 100"
          because: "{sold} are sold."
          cite: {source: book, page: "1", lines: "1", anchor: a}
        large:
          title: A large sale
          on: sale
          notice: "event.shares > 60"
          because: It is large.
          cite: {source: book, page: "1", lines: "2", anchor: b}
      """,
    ]
    for (path, text) in more { texts[path] = text }
  }

  static func sale(_ id: String, _ date: String, shares: Int) -> String {
    "{id: \(id), kind: sale, date: \(date), shares: \(shares)}\n"
  }

  static func waiver(_ changes: [String: String] = [:]) -> String {
    var fields = [
      "rule": "sales/limit", "event": "P-1", "by": "The Agent", "instrument": "letter", "because": "agreed",
      "from": "2024-01-01", "until": "2024-01-31",
    ]
    for (key, text) in changes { fields[key] = text }
    return "waivers: [{"
      + fields.keys.sorted().map { "\($0): \"\(fields[$0, default: ""])\"" }.joined(separator: ", ")
      .replacingDateQuotes + "}]\n"
  }

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let text = texts[path] else { throw LoadFailure("no \(path)", code: "unreadable-file") }
    return SourceFile(path: path, text: text)
  }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  func list(_ directory: String) -> [String] {
    files(under: directory).map { String($0.dropFirst(directory.count + 1)) }.filter { !$0.contains("/") }
  }

  func files(under folder: String) -> [String] {
    texts.keys.filter { folder == "." || $0.hasPrefix(folder + "/") }.sorted()
  }

  func gate(_ changes: [String], deleted: [String] = [], deal: String? = nil) throws -> GateReport {
    var gate = Gate(self, deal: deal) { _ in "sha256:" }
    return try gate.judge(changes.map { ChangedFile($0) } + deleted.map { ChangedFile($0, isDeleted: true) })
  }
}

extension String {
  /// A date is no text: it stands without quotes.
  fileprivate var replacingDateQuotes: String {
    replacing(/"(\d{4}-\d{2}-\d{2})"/) { "\($0.1)" }
  }
}
