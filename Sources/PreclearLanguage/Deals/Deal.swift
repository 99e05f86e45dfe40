import PreclearEngine

/// A deal as its file gives it: who takes part, how things stood at the start, and what counsel has settled.
package struct Deal: Sendable {
  package static let fileName = "deal.yaml"

  let name: String
  let directory: String
  let packDirectory: String
  let ledger: String?
  let waivers: String?
  /// Patterns of the files that hold proposals, read by who looks for those.
  let proposals: DocumentNode?
  let parties: DocumentNode?
  let opening: DocumentNode?
  let readings: DocumentNode?

  private static let keys = [
    "deal", "pack", "ledger", "proposals", "waivers", "parties", "opening", "readings", "title",
  ]

  static func load(_ path: String, files: some FileAccess) throws(LoadFailure) -> Deal {
    let node = try YAMLReader.read(try files.read(path))
    var diagnostics = Diagnostics()
    _ = node.mapping(&diagnostics, "a deal", allowed: keys)
    let directory = FilePath.directory(of: path)
    let pack = node["pack"].flatMap { $0.text(&diagnostics, "the folder of a pack") }
    if node["pack"] == nil {
      diagnostics.error("a deal needs 'pack', the folder of its rules", code: "missing-key", at: node.range)
    } else if let pack, !files.exists(FilePath.join(directory, pack + "/pack.yaml")) {
      diagnostics.error(
        "there is no pack in '\(pack)'", code: "no-file", at: node["pack"]?.range,
        help: "a pack is a folder with a pack.yaml")
    }
    let name = node["deal"].flatMap { $0.text(&diagnostics, "the deal's name") }
    if node["deal"] == nil {
      diagnostics.error("a deal needs 'deal', its name", code: "missing-key", at: node.range)
    }
    let deal = Deal(
      name: name ?? "", directory: directory, packDirectory: FilePath.join(directory, pack ?? "."),
      ledger: node["ledger"].flatMap { $0.text(&diagnostics, "the path of a ledger") }.map {
        FilePath.join(directory, $0)
      },
      waivers: node["waivers"].flatMap { $0.text(&diagnostics, "the path of the waivers") }.map {
        FilePath.join(directory, $0)
      },
      proposals: node["proposals"], parties: node["parties"], opening: node["opening"], readings: node["readings"])
    if diagnostics.hasErrors { throw LoadFailure(diagnostics.all) }
    return deal
  }
}

extension Deal {
  /// The folder of a deal's pack.
  package static func packDirectory(of path: String, files: some FileAccess) throws(LoadFailure) -> String {
    try load(path, files: files).packDirectory
  }
}

/// A party as a deal or a test case declares it.
struct PartyDeclaration: Sendable {
  let id: Symbol
  let roles: Value
  let positions: Value
  let group: Value
}

extension EventDecoder {
  /// Parties under `parties:`. One that is declared without roles, positions or group has none.
  mutating func parties(_ node: DocumentNode?) -> [PartyDeclaration] {
    guard let node, let items = node.list(&diagnostics, "a list of parties") else { return [] }
    guard let plan = pack.party else {
      if !items.isEmpty { diagnostics.error("the pack knows no parties", code: "parties", at: node.range) }
      return []
    }
    let fields = pack.layouts[plan.kind].fields
    var result: [PartyDeclaration] = []
    for item in items {
      guard item.mapping(&diagnostics, "a party", allowed: ["id", "roles", "positions", "group", "note"]) != nil,
        let id = item["id"]
      else {
        if item["id"] == nil { diagnostics.error("a party needs 'id'", code: "missing-key", at: item.range) }
        continue
      }
      guard let text = id.text(&diagnostics, "the name of a party") else { continue }
      func field(_ key: String, _ position: Int?, _ absent: Value) -> Value {
        guard let position, let value = item[key] else { return absent }
        return self.value(value, fields[position]) ?? absent
      }
      let symbol = symbols.intern(text)
      if result.contains(where: { $0.id == symbol }) {
        diagnostics.error("the party '\(text)' stands twice", code: "duplicate", at: id.range)
      }
      result.append(
        PartyDeclaration(
          id: symbol, roles: field("roles", plan.rolesField, .list([])),
          positions: field("positions", plan.positionsField, .list([])), group: field("group", plan.groupField, .null)))
    }
    return result
  }
}
