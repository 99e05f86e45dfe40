/// The page's scripts as one: a file stays a module, with its names to itself, as the body of a function.
enum JoinedScript {
  static var text: String {
    let bodies = modules.map { module(named: $0.name, String(decoding: $0.text, as: UTF8.self)) }
    return "\"use strict\";\nconst modules = {};\n" + bodies.joined()
  }

  /// Each after those that it imports.
  static let modules: [(name: String, text: [UInt8])] = [
    ("dom.js", PackageResources.dom_js), ("state.js", PackageResources.state_js),
    ("draft.js", PackageResources.draft_js), ("server.js", PackageResources.server_js),
    ("trouble.js", PackageResources.trouble_js), ("form.js", PackageResources.form_js),
    ("findings.js", PackageResources.findings_js), ("ask.js", PackageResources.ask_js),
    ("ledger.js", PackageResources.ledger_js), ("sources.js", PackageResources.sources_js),
    ("memo.js", PackageResources.memo_js), ("room.js", PackageResources.room_js),
    ("rules.js", PackageResources.rules_js), ("evaluation.js", PackageResources.evaluation_js),
    ("lines.js", PackageResources.lines_js), ("check.js", PackageResources.check_js),
    ("desk.js", PackageResources.desk_js),
  ]

  /// Imports and exports stand at the beginning of a line, one line each; that is all of the language that is read here.
  private static func module(named name: String, _ text: String) -> String {
    var exports: [Substring] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("import ") { return imported(line.dropFirst("import ".count)) }
      guard line.hasPrefix("export ") else { return String(line) }
      let declaration = line.dropFirst("export ".count)
      exports.append(declaredName(declaration))
      return String(declaration)
    }
    return "modules[\"\(name)\"] = (() => {\n\(lines.joined(separator: "\n"))"
      + "return { \(exports.joined(separator: ", ")) };\n})();\n"
  }

  /// `{ a, b } from "./dom.js";` or `* as dom from "./dom.js";`
  private static func imported(_ clause: Substring) -> String {
    let parts = clause.split(separator: " from \"./")
    guard parts.count == 2 else { return String(clause) }
    let names = parts[0].hasPrefix("* as ") ? parts[0].dropFirst("* as ".count) : parts[0]
    return "const \(names) = modules[\"\(parts[1].prefix { $0 != "\"" })\"];"
  }

  /// `async function show(`: `show`.
  private static func declaredName(_ declaration: Substring) -> Substring {
    let words = declaration.split(separator: " ")
    let name = words.first { !["async", "function", "const", "class"].contains($0) } ?? ""
    return name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
