import PreclearEngine

/// Reads a pack with all that it imports. Touches files only through the access that it is given.
///
/// First each `pack.yaml` is read, imports before importers. Then all other files are read, each for itself and several at a time,
/// since that is most of the work of a check. Last, their declarations are put together in pack order.
package struct PackLoader {
  /// Every file that was read, by its path relative to the main pack's folder: what the pack's digest is made of.
  package private(set) var files: [(path: String, file: SourceFile)] = []
  package private(set) var diagnostics = Diagnostics()
  private var pack = Pack()
  private let access: any FileAccess
  private let root: String
  private var outlines: [Outline] = []
  private var relativeFolders: [String: String] = [:]
  /// No file was left out because it cannot be read.
  private var isWhole = true
  /// Folders of packs whose imports are being read.
  private var open: [String] = []

  /// A pack of which only the `pack.yaml` was read; its number is its place among all.
  private struct Outline {
    let directory: String
    let node: DocumentNode
    /// What it imports: the number of the pack, and the entry that says so.
    let imports: [(module: Int, node: DocumentNode)]
    let fileNames: [String]
  }

  /// A file that is to be read, or for a `pack.yaml` was read.
  private struct Job: Sendable {
    let path: String
    let directory: String
    let subject: String
    let number: Int
    var node: DocumentNode?
  }

  /// What one file declares.
  private struct Part: Sendable {
    var file: SourceFile?
    var pack = Pack()
    var node: DocumentNode?
    /// The files of its calendars that could be read, by the paths that it gives.
    var calendars: [(path: String, file: SourceFile, node: DocumentNode)] = []
    var diagnostics = Diagnostics()
  }

  private init(root: String, access: any FileAccess) {
    self.root = root
    self.access = access
  }

  /// The pack in a folder; the diagnostics say what is wrong with its text, apart from names and types.
  package static func load(_ directory: String, files: any FileAccess) throws(LoadFailure) -> (
    pack: Pack, files: [(path: String, file: SourceFile)]
  ) {
    var loader = PackLoader(root: FilePath.join(".", directory), access: files)
    _ = try loader.outline(FilePath.join(".", directory), from: nil)
    try loader.readParts()
    if loader.diagnostics.hasErrors { throw LoadFailure(loader.diagnostics.all) }
    return (loader.pack, loader.files)
  }

  /// What can be read of a pack, and all that is wrong with its text. No pack where a file cannot be read at all.
  static func survey(_ directory: String, files: any FileAccess) -> (
    pack: Pack?, files: [(path: String, file: SourceFile)], diagnostics: Diagnostics
  ) {
    var loader = PackLoader(root: FilePath.join(".", directory), access: files)
    do throws(LoadFailure) {
      _ = try loader.outline(FilePath.join(".", directory), from: nil)
      try loader.readParts()
    } catch {
      for diagnostic in error.diagnostics { loader.diagnostics.add(diagnostic) }
      return (nil, loader.files, loader.diagnostics)
    }
    return (loader.isWhole ? loader.pack : nil, loader.files, loader.diagnostics)
  }

  private static let moduleKeys = ["pack", "version", "title", "files", "imports", "shard"]
  private static let sectionKeys = [
    "enums", "parties", "common", "events", "views", "parameters", "terms", "measures", "registers", "clusters",
    "crossings", "readings", "needs", "calendars", "sources", "rules", "catalogue", "no_rule", "headroom",
  ]

  /// The path of a file relative to the main pack, so that the digest is the same wherever the packs lie.
  private mutating func relative(_ directory: String, _ name: String) -> String {
    let folder = relativeFolders[directory] ?? FilePath.relative(directory, to: root)
    relativeFolders[directory] = folder
    return FilePath.join(folder.isEmpty ? "." : folder, name)
  }

  private mutating func read(_ name: String, in directory: String) throws(LoadFailure) -> DocumentNode {
    let file = try access.read(FilePath.join(directory, name))
    files.append((relative(directory, name), file))
    return try YAMLReader.read(file)
  }

  // MARK: Outlines

  /// Reads the `pack.yaml` in a folder, after those of all that it imports; gives the pack's number.
  private mutating func outline(_ directory: String, from range: SourceRange?) throws(LoadFailure) -> Int {
    if let known = outlines.firstIndex(where: { $0.directory == directory }) { return known }
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
    let imports = try outlineImports(node, directory, &reader)
    var module = Pack.Module(
      name: node["pack"].flatMap { $0.text(&reader.diagnostics, "the pack's name") } ?? "",
      version: node["version"].flatMap { $0.text(&reader.diagnostics, "a version") } ?? "",
      title: node["title"].flatMap { $0.text(&reader.diagnostics, "a title") } ?? "", directory: directory,
      range: node.range)
    module.shard = node["shard"].flatMap { reader.shard($0) }
    for imported in imports {
      module.imports.append(imported.module)
      module.imports += pack.modules[imported.module].imports
    }
    if module.name.isEmpty {
      reader.diagnostics.error("a pack needs 'pack', its name", code: "missing-key", at: node.range)
    }
    diagnostics.add(all: reader.diagnostics)
    pack.modules.append(module)
    outlines.append(
      Outline(directory: directory, node: node, imports: imports, fileNames: fileNames(node, directory)))
    return outlines.count - 1
  }

  private func fileNames(_ node: DocumentNode, _ directory: String) -> [String] {
    if let items = node["files"]?.items { return items.compactMap { $0.scalar?.text } }
    return access.list(directory).filter {
      FilePath.hasSuffix($0, ".yaml") && !FilePath.hasSuffix($0, ".test.yaml") && $0 != "pack.yaml"
    }
  }

  private mutating func outlineImports(
    _ node: DocumentNode, _ directory: String, _ reader: inout SectionReader
  ) throws(LoadFailure) -> [(module: Int, node: DocumentNode)] {
    var imports: [(module: Int, node: DocumentNode)] = []
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
      imports.append((try outline(target, from: path.range), item))
    }
    return imports
  }

  // MARK: Parts

  private mutating func readParts() throws(LoadFailure) {
    var jobs: [Job] = []
    for (number, outline) in outlines.enumerated() {
      let subject = pack.modules[number].name
      jobs.append(
        Job(path: "", directory: outline.directory, subject: subject, number: number, node: outline.node))
      for name in outline.fileNames {
        jobs.append(
          Job(
            path: name, directory: outline.directory, subject: String(name.dropLast(".yaml".count)), number: number))
      }
    }
    let access = access
    let parts = Concurrently.map(jobs) { Self.part($0, access) }
    for (job, result) in zip(jobs, parts) {
      let part: Part
      switch result {
      case .success(let read): part = read
      case .failure(let failure):
        for diagnostic in failure.diagnostics { diagnostics.add(diagnostic) }
        isWhole = false
        continue
      }
      if job.node != nil {
        // What it imports is complete by now.
        var reader = SectionReader(pack: job.number)
        for imported in outlines[job.number].imports {
          fill(imported.node, of: imported.module, by: job.number, &reader)
        }
        diagnostics.add(all: reader.diagnostics)
      }
      if let file = part.file { files.append((relative(job.directory, job.path), file)) }
      diagnostics.add(all: part.diagnostics)
      pack.append(part.pack)
      guard let node = part.node else { continue }
      pack.documents.append((job.number, node))
      guard let calendars = node["calendars"] else { continue }
      var reader = SectionReader(pack: job.number)
      try readCalendars(calendars, part, job.directory, job.number, &reader)
      diagnostics.add(all: reader.diagnostics)
    }
    checkNames()
  }

  /// The digest of a pack has a line for each file, `SHA-256⇥PATH`: a name is to be one line, and no other's in another coding.
  private mutating func checkNames() {
    var known: [String: String] = [:]
    for (path, file) in files {
      let start = SourcePosition(line: 1, column: 1)
      let range = SourceRange(file: file, start: start, end: start)
      if path.unicodeScalars.contains(where: { $0.isControl }) {
        diagnostics.error(
          "the name of '\(Diagnostic.printable(path))' has a control character in it", code: "file-name", at: range,
          help: "rename the file")
      } else if let other = known.updateValue(path, forKey: path), !other.utf8.elementsEqual(path.utf8) {
        diagnostics.error(
          "two files are named '\(path)', and differ in how the letters are coded alone", code: "file-name", at: range,
          help: "rename one of them")
      }
    }
  }

  private static func part(_ job: Job, _ access: any FileAccess) -> Result<Part, LoadFailure> {
    var part = Part()
    do throws(LoadFailure) {
      var reader = SectionReader(pack: job.number)
      let node: DocumentNode
      if let known = job.node {
        node = known
      } else {
        let file = try access.read(FilePath.join(job.directory, job.path))
        part.file = file
        node = try YAMLReader.read(file)
        _ = node.mapping(&reader.diagnostics, "a file of a pack", allowed: sectionKeys)
      }
      reader.sections(of: node, subject: job.subject, into: &part.pack)
      part.node = node
      for entry in node["calendars"]?.entries ?? [] {
        guard let path = entry.value.scalar?.text else { continue }
        // What cannot be read is told in pack order.
        if let file = try? access.read(FilePath.join(job.directory, path)), let node = try? YAMLReader.read(file) {
          part.calendars.append((path, file, node))
        }
      }
      part.diagnostics = reader.diagnostics
      return .success(part)
    } catch {
      return .failure(error)
    }
  }

  /// Gives the needs of an import what `with:` says.
  private mutating func fill(
    _ node: DocumentNode, of module: Int, by importer: Int, _ reader: inout SectionReader
  ) {
    let needed = pack.needs.indices.filter { pack.needs[$0].pack == module }
    for entry in node["with"]?.entries ?? [] {
      guard let need = needed.first(where: { pack.needs[$0].name.text == entry.key }) else {
        reader.diagnostics.error(
          "the pack '\(pack.modules[module].name)' does not need '\(entry.key)'", code: "unknown-need",
          at: entry.keyRange, help: NearestName.hint(entry.key, among: needed.map { pack.needs[$0].name.text }))
        continue
      }
      // A pack that two others import is loaded once: its first importer fills it, and no other may mean something else.
      if pack.needs[need].filledBy != nil {
        rejectOther(entry, of: need, &reader)
        continue
      }
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

  private func rejectOther(_ entry: DocumentEntry, of need: Int, _ reader: inout SectionReader) {
    let known = pack.needs[need].expression.map(ExpressionPrinter.text) ?? pack.needs[need].target?.text ?? ""
    let other: String?
    switch pack.needs[need].kind {
    case .figure, .keyed: other = reader.expression(entry.value).map(ExpressionPrinter.text)
    case .view, .cluster, .measure, .register, .reading, .calendar, .parameter, .choice:
      other = reader.name(entry.value, "a name")?.text
    }
    guard let other, other != known, let first = pack.needs[need].filledBy else { return }
    reader.diagnostics.error(
      "'\(pack.modules[first].name)' fills '\(entry.key)' with '\(known)', and this is '\(other)'",
      code: "other-filling", at: entry.value.range,
      help: "a pack that two others import is loaded once: both fill it alike, or the second leaves 'with' out")
  }

  private mutating func readCalendars(
    _ node: DocumentNode, _ part: Part, _ directory: String, _ number: Int, _ reader: inout SectionReader
  ) throws(LoadFailure) {
    for entry in reader.declarations(node, "calendars") {
      let name = Name(entry.key, entry.keyRange)
      let calendar: Calendar?
      if let path = entry.value.scalar?.text {
        let target = FilePath.join(directory, path)
        guard access.exists(target) else {
          reader.diagnostics.error(
            "there is no calendar '\(path)'", code: "no-file", at: entry.value.range,
            help: "the path of a calendar begins at the pack's folder")
          continue
        }
        let node: DocumentNode
        if let known = part.calendars.first(where: { $0.path == path }) {
          files.append((relative(directory, path), known.file))
          node = known.node
        } else {
          node = try read(path, in: directory)
        }
        calendar = reader.calendar(node, named: entry.key)
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

extension SectionReader {
  /// Every section of a file but its calendars, which have files of their own.
  mutating func sections(of node: DocumentNode, subject: String, into pack: inout Pack) {
    for entry in node.entries ?? [] {
      switch entry.key {
      case "enums": enums(entry.value, into: &pack)
      case "parties": parties(entry.value, into: &pack)
      case "common": common(entry.value, into: &pack)
      case "events": events(entry.value, into: &pack)
      case "views": views(entry.value, into: &pack)
      case "parameters": parameters(entry.value, into: &pack)
      case "terms": terms(entry.value, into: &pack)
      case "measures": measures(entry.value, into: &pack)
      case "registers": registers(entry.value, into: &pack)
      case "clusters": clusters(entry.value, into: &pack)
      case "crossings": crossings(entry.value, into: &pack)
      case "readings": readings(entry.value, into: &pack)
      case "needs": needs(entry.value, into: &pack)
      case "sources": sources(entry.value, into: &pack)
      case "headroom": headroom(entry.value, into: &pack)
      case "rules": rules(entry.value, subject: subject, into: &pack)
      case "catalogue":
        for id in entry.value.list(&diagnostics, "a list of ids") ?? [] {
          if let name = name(id, "a catalogue id") { pack.catalogue.append((name.text, name.range)) }
        }
      case "no_rule":
        for reason in declarations(entry.value, "reasons by catalogue id") {
          if let text = reason.value.text(&diagnostics, "a reason") {
            pack.noRule.append((reason.key, text, reason.keyRange))
          }
        }
      default: continue
      }
    }
  }
}

extension Diagnostics {
  package mutating func add(all other: Diagnostics) {
    for diagnostic in other.all { add(diagnostic) }
  }
}
