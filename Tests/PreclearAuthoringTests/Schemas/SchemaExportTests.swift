import Foundation
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct SchemaExportTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func validator(_ document: SchemaDocument, _ pack: Pack) throws -> SchemaValidator {
    let bytes = try SchemaExport(pack).schema(of: document)
    return SchemaValidator(root: try JSONReader.read(SourceFile(path: "\(document).schema.json", bytes: bytes)))
  }

  // MARK: What is accepted

  /// Which schema a shipped file is for; nil for a calendar, which has none.
  private static func document(_ path: String) -> SchemaDocument? {
    if path.hasSuffix(".test.yaml") { return .test }
    if path.contains("calendars/") || path.hasSuffix("survivors.yaml") { return nil }
    if path.hasSuffix("deal.yaml") { return .deal }
    return path.contains("proposals/") ? .event : .pack
  }

  @Test(arguments: [
    ("Rules/neotherapeutics", ["Rules", "Examples/neotherapeutics"]),
    ("Examples/audit-log/pack", ["Examples/audit-log"]),
  ])
  func everyShippedFileIsAccepted(_ packFolder: String, _ folders: [String]) throws {
    let pack = try PackLoader.load(Self.root.appendingPathComponent(packFolder).path, files: DiskFiles()).pack
    var validators: [SchemaDocument: SchemaValidator] = [:]
    var count = 0
    for folder in folders {
      let root = Self.root.appendingPathComponent(folder)
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted() where path.hasSuffix(".yaml")
      {
        guard let document = Self.document(path) else { continue }
        let validator = try validators[document] ?? Self.validator(document, pack)
        validators[document] = validator
        let node = try YAMLReader.read(try DiskFiles().read(root.appendingPathComponent(path).path))
        #expect(validator.mistakes(node) == [], "\(folder)/\(path)")
        count += 1
      }
    }
    #expect(count >= 8)
  }

  // MARK: What is refused

  private struct Wrong {
    let document: SchemaDocument
    let because: String
    let text: String
  }

  private static func wrong() throws -> [Wrong] {
    let file = try DiskFiles().read(root.appendingPathComponent("Tests/SchemaFiles/wrong.yaml").path)
    return try #require(try YAMLReader.read(file).items).map { item in
      Wrong(
        document: try #require((item["of"]?.scalar?.text).flatMap { SchemaDocument(rawValue: $0) }),
        because: try #require(item["because"]?.scalar?.text), text: try #require(item["text"]?.scalar?.text))
    }
  }

  /// The pack of `preclear new pack`, with parties and a reading.
  private static func files() throws -> TextFiles {
    var texts: [String: String] = [:]
    for (path, text) in try Skeleton.pack(in: "desk", named: "desk").files { texts[path] = text }
    let more = try DiskFiles().read(root.appendingPathComponent("Tests/SchemaFiles/more.yaml").path)
    texts["desk/more.yaml"] = String(decoding: more.bytes, as: UTF8.self)
    return TextFiles(texts: texts)
  }

  private static let event = "{id: S-9, kind: sale, date: 2026-03-02, shares: 1}"

  /// What the program says of a file that should be refused; empty if it takes it.
  private static func refusal(_ wrong: Wrong) throws -> [Diagnostic] {
    var files = try files()
    do {
      switch wrong.document {
      case .pack:
        files.texts["desk/wrong.yaml"] = wrong.text
        _ = try Compiler.compile(try PackLoader.load("desk", files: files).pack)
      case .deal:
        files.texts["desk/example/deal.yaml"] = wrong.text
        _ = try check(event, files)
      case .event: _ = try check(wrong.text, files)
      case .test: _ = try RuleTest.load(SourceFile(path: "wrong.test.yaml", text: wrong.text))
      case .waivers:
        files.texts["desk/example/deal.yaml"] = "deal: a\npack: ..\nwaivers: waivers.yaml\n"
        files.texts["desk/example/waivers.yaml"] = wrong.text
        _ = try check(event, files)
      }
      return []
    } catch let failure as LoadFailure {
      return failure.diagnostics
    }
  }

  private static func check(_ event: String, _ files: TextFiles) throws -> Report {
    try Workspace.open(deal: "desk/example/deal.yaml", ledger: nil, files: files)
      .check([SourceFile(path: "event.yaml", text: event)], packDigest: "")
  }

  @Test func whatTheProgramRefusesTheSchemasRefuse() throws {
    let pack = try PackLoader.load("desk", files: try Self.files()).pack
    let wrong = try Self.wrong()
    #expect(wrong.count >= 60)
    for item in wrong {
      let node = try YAMLReader.read(SourceFile(path: "wrong.yaml", text: item.text))
      #expect(!(try Self.validator(item.document, pack).mistakes(node).isEmpty), "schema: \(item.because)")
      #expect(!(try Self.refusal(item).isEmpty), "program: \(item.because)")
    }
  }

  @Test func thePackOfWrongFilesIsRightItself() throws {
    let files = try Self.files()
    #expect(try Self.check(Self.event, files).results.count == 1)
    let pack = try PackLoader.load("desk", files: files).pack
    for name in files.list("desk") where name.hasSuffix(".yaml") {
      let document: SchemaDocument = name.hasSuffix(".test.yaml") ? .test : .pack
      let node = try YAMLReader.read(try files.read("desk/\(name)"))
      #expect(try Self.validator(document, pack).mistakes(node) == [], "\(name)")
    }
  }

  // MARK: What an editor shows

  @Test func fieldsHaveTheirQuestionsUnitsAndLimits() throws {
    let pack = try PackLoader.load("desk", files: try Self.files()).pack
    let schema = try Self.validator(.event, pack).root
    let sale = try #require(schema["definitions"]?["event-sale"])
    let price = try #require(sale["properties"]?["price"])
    #expect(price["description"]?.scalar?.text == "At what price per share? In USD per share.")
    #expect(sale["properties"]?["shares"]?["minimum"]?.scalar?.text == "1")
    #expect(sale["required"]?.items?.compactMap { $0.scalar?.text } == ["id", "kind", "date", "shares"])
  }

  @Test func theSameSchemaIsTheSameBytes() throws {
    let pack = try PackLoader.load("desk", files: try Self.files()).pack
    for document in SchemaDocument.allCases {
      #expect(try SchemaExport(pack).schema(of: document) == SchemaExport(pack).schema(of: document))
    }
  }
}
