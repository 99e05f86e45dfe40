import PreclearEngine
import PreclearLanguage

/// A working tree of strings.
struct TextTree: ProposalTree {
  var texts: [String: String]
  /// Where links lead to, by their paths.
  var links: [String: String] = [:]
  var readsSubmodules = true
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
    guard let text = texts[real(path)] else { throw LoadFailure("no \(path)", code: "unreadable-file") }
    return SourceFile(path: path, text: text)
  }

  func exists(_ path: String) -> Bool { texts[real(path)] != nil }
  func holds(_ path: String) -> Bool { exists(path) }

  func list(_ directory: String) -> [String] {
    entries(of: directory).filter { $0.kind == .file }.map(\.name)
  }

  func entries(of folder: String) -> [FolderEntry] {
    let below = real(folder) == "." ? "" : real(folder) + "/"
    let names = (Array(texts.keys) + Array(links.keys)).filter { $0.hasPrefix(below) }.map { $0.dropFirst(below.count) }
    let next = Set(names.compactMap { $0.split(separator: "/").first.map(String.init) })
    return next.sorted().map { name in
      let path = real(below + name)
      return FolderEntry(
        name, kind: texts.keys.contains { $0.hasPrefix(path + "/") } ? .folder : .file,
        isLink: links[below + name] != nil)
    }
  }

  func linkTarget(_ path: String) -> String? { links[FilePath.relative(path, to: workingFolder)] }

  func deals() throws(LoadFailure) -> [String] {
    try files(under: ".").filter { FilePath.name(of: $0) == "deal.yaml" }
  }

  private func real(_ path: String) -> String {
    do {
      return fromWorkingFolder(try trail(of: path).last?.text ?? path)
    } catch {
      return path
    }
  }

  func gate(
    _ changes: [String], deleted: [String] = [], repositories: [String] = [], deal: String? = nil
  ) throws -> GateReport {
    var gate = Gate(self, deal: deal) { _ in "sha256:" }
    return try gate.judge(
      changes.map { ChangedFile($0) } + deleted.map { ChangedFile($0, isDeleted: true) }
        + repositories.map { ChangedFile($0, isRepository: true) })
  }
}

extension String {
  /// A date is no text: it stands without quotes.
  fileprivate var replacingDateQuotes: String {
    replacing(/"(\d{4}-\d{2}-\d{2})"/) { "\($0.1)" }
  }
}
