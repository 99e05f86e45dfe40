import PreclearEngine

/// Reads a pack with all that it imports. Touches files only through the access that it is given.
package struct PackLoader {
  /// Every file that was read, by its path relative to the main pack's folder: what the pack's digest is made of.
  package private(set) var files: [(path: String, file: SourceFile)] = []
  package private(set) var diagnostics = Diagnostics()
  private var pack = Pack()
  private let access: any FileAccess
  private let root: String
  /// Folders of packs that were read, and of those whose imports are being read.
  private var modules: [String: Int] = [:]
  private var open: [String] = []
  private var relativeFolders: [String: String] = [:]

  private init(root: String, access: any FileAccess) {
    self.root = root
    self.access = access
  }

  /// The pack in a folder; the diagnostics say what is wrong with its text, apart from names and types.
  package static func load(_ directory: String, files: any FileAccess) throws(LoadFailure) -> (
    pack: Pack, files: [(path: String, file: SourceFile)]
  ) {
    var loader = PackLoader(root: FilePath.join(".", directory), access: files)
    _ = try loader.loadModule(FilePath.join(".", directory), from: nil)
    if loader.diagnostics.hasErrors { throw LoadFailure(loader.diagnostics.all) }
    return (loader.pack, loader.files)
  }

  private static let moduleKeys = ["pack", "version", "title", "files", "imports"]
  private static let sectionKeys = [
    "enums", "parties", "common", "events", "views", "parameters", "terms", "measures", "registers", "clusters",
    "crossings", "readings", "needs", "calendars", "sources", "rules", "catalogue", "no_rule",
  ]

  private mutating func read(_ name: String, in directory: String) throws(LoadFailure) -> DocumentNode {
    let file = try access.read(FilePath.join(directory, name))
    // Relative to the main pack, so that the digest is the same wherever the packs lie.
    let folder = relativeFolders[directory] ?? FilePath.relative(directory, to: root)
    relativeFolders[directory] = folder
    files.append((FilePath.join(folder.isEmpty ? "." : folder, name), file))
    return try YAMLReader.read(file)
  }

  /// Reads the pack in a folder, after all that it imports; gives its number.
  private mutating func loadModule(_ directory: String, from range: SourceRange?) throws(LoadFailure) -> Int {
    if let known = modules[directory] { return known }
    if open.contains(directory) {
      throw LoadFailure([
        Diagnostic("the pack '\(directory)' imports itself", code: "import-cycle", at: range)
      ])
    }
    open.append(directory)
    defer { open.removeLast() }
    let node = try read("pack.yaml", in: directory)
    var reader = SectionReader(pack: 0)
    _ = node.mapping(&reader.diagnostics, "a pack", allowed: Self.moduleKeys + Self.sectionKeys)
    let fills = try loadImports(node, directory, &reader)

    let number = pack.modules.count
    modules[directory] = number
    var module = Pack.Module(
      name: node["pack"].flatMap { $0.text(&reader.diagnostics, "the pack's name") } ?? "",
      version: node["version"].flatMap { $0.text(&reader.diagnostics, "a version") } ?? "",
      title: node["title"].flatMap { $0.text(&reader.diagnostics, "a title") } ?? "", directory: directory,
      range: node.range)
    for fill in fills {
      module.imports.append(fill.module)
      module.imports += pack.modules[fill.module].imports
    }
    if module.name.isEmpty {
      reader.diagnostics.error("a pack needs 'pack', its name", code: "missing-key", at: node.range)
    }
    pack.modules.append(module)
    for fill in fills { try self.fill(fill.node, of: fill.module, by: number, &reader) }
    diagnostics.add(all: reader.diagnostics)

    try readSections(node, directory, subject: module.name, number)
    for name in fileNames(node, directory) {
      let file = try read(name, in: directory)
      var reader = SectionReader(pack: number)
      _ = file.mapping(&reader.diagnostics, "a file of a pack", allowed: Self.sectionKeys)
      diagnostics.add(all: reader.diagnostics)
      try readSections(file, directory, subject: String(name.dropLast(".yaml".count)), number)
    }
    return number
  }

  private mutating func fileNames(_ node: DocumentNode, _ directory: String) -> [String] {
    if let items = node["files"]?.items { return items.compactMap { $0.scalar?.text } }
    return access.list(directory).filter {
      $0.hasSuffix(".yaml") && !$0.hasSuffix(".test.yaml") && $0 != "pack.yaml"
    }
  }

  private mutating func loadImports(
    _ node: DocumentNode, _ directory: String, _ reader: inout SectionReader
  ) throws(LoadFailure) -> [(module: Int, node: DocumentNode)] {
    var fills: [(module: Int, node: DocumentNode)] = []
    for item in node["imports"].flatMap({ $0.list(&reader.diagnostics, "a list of imports") }) ?? [] {
      guard item.mapping(&reader.diagnostics, "an import", allowed: ["pack", "with"]) != nil,
        let path = item["pack"], let text = path.text(&reader.diagnostics, "the folder of a pack")
      else { continue }
      let target = FilePath.join(directory, text)
      guard access.exists(FilePath.join(target, "pack.yaml")) else {
        reader.diagnostics.error(
          "there is no pack in '\(text)'", code: "no-file", at: path.range, help: "a pack is a folder with a pack.yaml")
        continue
      }
      fills.append((try loadModule(target, from: path.range), item))
    }
    return fills
  }

  /// Gives the needs of an import what `with:` says.
  private mutating func fill(
    _ node: DocumentNode, of module: Int, by importer: Int, _ reader: inout SectionReader
  ) throws(LoadFailure) {
    let needed = pack.needs.indices.filter { pack.needs[$0].pack == module }
    for entry in node["with"]?.entries ?? [] {
      guard let need = needed.first(where: { pack.needs[$0].name.text == entry.key }) else {
        reader.diagnostics.error(
          "the pack '\(pack.modules[module].name)' does not need '\(entry.key)'", code: "unknown-need",
          at: entry.keyRange, help: NearestName.hint(entry.key, among: needed.map { pack.needs[$0].name.text }))
        continue
      }
      // A pack that two others import is loaded once: its first importer fills it.
      if pack.needs[need].filledBy != nil { continue }
      pack.needs[need].filledBy = importer
      switch pack.needs[need].kind {
      case .figure, .keyed: pack.needs[need].expression = reader.expression(entry.value)
      case .view, .cluster, .measure, .register, .reading, .calendar, .parameter, .choice:
        pack.needs[need].target = reader.name(entry.value, "a name")
      }
    }
    for need in needed where pack.needs[need].filledBy == nil {
      reader.diagnostics.error(
        "the pack '\(pack.modules[module].name)' needs '\(pack.needs[need].name.text)'", code: "unfilled-need",
        at: node.range, help: "say under 'with:' what it is here")
    }
  }

  private mutating func readSections(
    _ node: DocumentNode, _ directory: String, subject: String, _ number: Int
  ) throws(LoadFailure) {
    var reader = SectionReader(pack: number)
    for entry in node.entries ?? [] {
      switch entry.key {
      case "enums": reader.enums(entry.value, into: &pack)
      case "parties": reader.parties(entry.value, into: &pack)
      case "common": reader.common(entry.value, into: &pack)
      case "events": reader.events(entry.value, into: &pack)
      case "views": reader.views(entry.value, into: &pack)
      case "parameters": reader.parameters(entry.value, into: &pack)
      case "terms": reader.terms(entry.value, into: &pack)
      case "measures": reader.measures(entry.value, into: &pack)
      case "registers": reader.registers(entry.value, into: &pack)
      case "clusters": reader.clusters(entry.value, into: &pack)
      case "crossings": reader.crossings(entry.value, into: &pack)
      case "readings": reader.readings(entry.value, into: &pack)
      case "needs": reader.needs(entry.value, into: &pack)
      case "sources": reader.sources(entry.value, into: &pack)
      case "rules": reader.rules(entry.value, subject: subject, into: &pack)
      case "catalogue":
        for id in entry.value.list(&reader.diagnostics, "a list of ids") ?? [] {
          if let name = reader.name(id, "a catalogue id") { pack.catalogue.append((name.text, name.range)) }
        }
      case "no_rule":
        for reason in reader.declarations(entry.value, "reasons by catalogue id") {
          if let text = reason.value.text(&reader.diagnostics, "a reason") {
            pack.noRule.append((reason.key, text, reason.keyRange))
          }
        }
      case "calendars": try readCalendars(entry.value, directory, number, &reader)
      default: continue
      }
    }
    diagnostics.add(all: reader.diagnostics)
  }

  private mutating func readCalendars(
    _ node: DocumentNode, _ directory: String, _ number: Int, _ reader: inout SectionReader
  ) throws(LoadFailure) {
    for entry in reader.declarations(node, "calendars") {
      let name = Name(entry.key, entry.keyRange)
      let calendar: Calendar?
      if let path = entry.value.scalar?.text {
        let target = FilePath.join(directory, path)
        guard access.exists(target) else {
          reader.diagnostics.error("there is no calendar '\(path)'", code: "no-file", at: entry.value.range)
          continue
        }
        calendar = reader.calendar(try read(path, in: directory), named: entry.key)
      } else {
        calendar = composite(entry.value, name, number, &reader)
      }
      if let calendar {
        pack.calendars.append(CalendarDeclaration(name: name, pack: number, calendar: calendar))
      }
    }
  }

  private func composite(
    _ node: DocumentNode, _ name: Name, _ number: Int, _ reader: inout SectionReader
  ) -> Calendar? {
    guard node.mapping(&reader.diagnostics, "a calendar", allowed: ["open_in", "doubtful"]) != nil else { return nil }
    var parts: [Calendar] = []
    for part in reader.names(node["open_in"], "a calendar") {
      guard let known = pack.calendars.first(where: { $0.pack == number && $0.name.text == part.text }) else {
        reader.diagnostics.error(
          "there is no calendar '\(part.text)' before this one", code: "unknown-name", at: part.range,
          help: NearestName.hint(part.text, among: pack.calendars.map(\.name.text)))
        continue
      }
      parts.append(known.calendar)
    }
    return Calendar(name: name.text, openIn: parts, doubtful: reader.dates(node["doubtful"]))
  }
}

extension Diagnostics {
  package mutating func add(all other: Diagnostics) {
    for diagnostic in other.all { add(diagnostic) }
  }
}
