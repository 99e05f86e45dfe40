import PreclearEngine
import PreclearLanguage

/// Files that exist as text only.
struct TextFiles: FileAccess {
  let texts: [String: String]

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let text = texts[path] else { throw LoadFailure("there is no file '\(path)'", code: "no-file") }
    return SourceFile(path: path, text: text)
  }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  func list(_ directory: String) -> [String] {
    texts.keys.filter { FilePath.directory(of: $0) == directory }
      .map { String($0.dropFirst(directory.count + 1)) }.sorted()
  }
}

/// What a condition comes to on an event.
enum Answer: Equatable {
  case yes
  case no
  /// Unknown; the facts that would answer it.
  case open([String])
  case error(String)
}

/// A small deal in text: the pack's sections, what the deal declares, and what happened so far.
///
/// Events are written `DATE KIND field: value, …`, one a line; an `id` is added where none is given.
struct Desk {
  /// The files of the pack by name; `pack.yaml` gets a head if it lacks one.
  var files: [String: String]
  var deal = ""
  var history = ""
  var readings: String?

  init(_ pack: String, deal: String = "", history: String = "", readings: String? = nil) {
    self.init(files: ["pack.yaml": pack], deal: deal, history: history, readings: readings)
  }

  init(files: [String: String], deal: String = "", history: String = "", readings: String? = nil) {
    self.files = files
    self.deal = deal
    self.history = history
    self.readings = readings
  }

  static let dealPath = "deals/desk.yaml"
  static let cite = "cite: {source: handbook, page: '1', lines: 1-2, anchor: staff may not}"

  private var texts: TextFiles {
    var texts: [String: String] = [:]
    for (name, text) in files {
      let isHeadless = name == "pack.yaml" && !text.hasPrefix("pack:")
      texts[FilePath.join("deals/pack", name)] = isHeadless ? "pack: desk\n" + text : text
    }
    texts[Self.dealPath] = "deal: desk\npack: pack\n" + deal
    return TextFiles(texts: texts)
  }

  /// With its pack compiled: throws every mistake in it.
  func open() throws -> Workspace {
    try Workspace.openForTests(deal: Self.dealPath, files: texts)
  }

  // MARK: Events

  static func document(_ text: String) throws -> DocumentNode {
    try YAMLReader.read(SourceFile(path: "events.yaml", text: text))
  }

  /// `2024-03-01 trade shares: 5` as a record.
  static func event(_ line: some StringProtocol, id: String) -> String {
    let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
    let rest = words.count > 2 ? ", " + words[2] : ""
    let own = rest.contains(", id: ") ? "" : "id: \(id), "
    return "{\(own)kind: \(words[1]), date: \(words[0])\(rest)}"
  }

  private static func events(_ lines: String) -> [String] {
    lines.split(separator: "\n").enumerated().map { event($1, id: "h\($0 + 1)") }
  }

  func judge(_ event: String, in workspace: Workspace? = nil, waivers: String? = nil) throws -> EventResult {
    let opened = try workspace ?? open()
    let past = Self.events(history)
    return try opened.judge(
      parties: nil, given: past.isEmpty ? nil : Self.document("[" + past.joined(separator: ",\n") + "]"),
      propose: Self.document(Self.event(event, id: "proposal")), readings: try readings.map(Self.document),
      waivers: try waivers.map(Self.document))
  }

  /// Judges events in order, each on top of the ones before.
  func check(_ lines: String) throws -> [EventResult] {
    let list = lines.split(separator: "\n").enumerated().map { "- " + Self.event($1, id: "p\($0 + 1)") }
    let file = SourceFile(path: "events.yaml", text: list.joined(separator: "\n") + "\n")
    return try Workspace.open(deal: Self.dealPath, ledger: nil, files: texts).check([file], packDigest: "").results
  }

  /// A replay of a log that is handed over line by line.
  func replay(_ options: LogReplayer.Options = LogReplayer.Options()) throws -> LogReplayer {
    try Workspace.openForReplay(deal: Self.dealPath, files: texts).replay(options, packDigest: "")
  }

  // MARK: Conditions

  /// What each condition comes to on the event, judged as rules of the pack.
  func answers(_ conditions: [String], on event: String, rule: String = "") throws -> [Answer] {
    let kind = event.split(separator: " ")[1]
    var text = "rules:\n"
    for (number, condition) in conditions.enumerated() {
      text += "  q\(number):\n    title: Question\n    on: \(kind)\n    \(Self.cite)\n"
      for line in rule.split(separator: "\n") { text += "    \(line)\n" }
      text += "    forbid: >-\n      \(condition)\n"
    }
    var desk = self
    desk.files["questions.yaml"] = text
    let result = try desk.judge(event)
    return conditions.indices.map { number in
      let id = "questions/q\(number)"
      let finding = result.findings.first { $0.rule == id }
      if let error = finding?.error { return .error(error) }
      switch result.outcomes.first(where: { $0.rule == id })?.outcome {
      case .violation: return .yes
      case .indeterminate: return .open(finding?.missing.map(\.fact) ?? [])
      default: return .no
      }
    }
  }

  func answer(_ condition: String, on event: String, rule: String = "") throws -> Answer {
    try answers([condition], on: event, rule: rule)[0]
  }

  // MARK: Mistakes

  /// What is wrong with the deal, each as `file:line:column: message` and the help after a bar.
  func mistakes(_ event: String? = nil) -> [String] {
    do {
      let workspace = try open()
      if let event { _ = try judge(event, in: workspace) }
      return []
    } catch {
      return Self.describe(error)
    }
  }

  static func describe(_ error: any Error) -> [String] {
    guard let failure = error as? LoadFailure else { return ["\(error)"] }
    return failure.diagnostics.map { diagnostic in
      let place = diagnostic.range.map { "\($0.file.path):\($0.start.line):\($0.start.column): " } ?? ""
      let path = place.hasPrefix("deals/pack/") ? String(place.dropFirst("deals/pack/".count)) : place
      return path + diagnostic.message + (diagnostic.help.map { " | \($0)" } ?? "")
    }
  }
}
