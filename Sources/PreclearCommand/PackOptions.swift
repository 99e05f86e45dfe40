import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearJournal
import PreclearLanguage

/// What every command takes that reads a pack and judges nothing.
struct PackOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the pack, instead of that of a deal.", valueName: "folder"))
  var pack: String?

  @Option(
    help: ArgumentHelp("The deal whose pack is meant.", valueName: "file"), completion: .file(extensions: ["yaml"]))
  var deal: String?

  func validate() throws {
    if pack != nil, deal != nil { throw ValidationError("Name the pack or the deal, not both.") }
  }

  /// The deal that is named, or the nearest; nil where a pack is named.
  func dealPath(_ files: Files) throws(LoadFailure) -> String? {
    if pack != nil { return nil }
    if let deal { return deal }
    do throws(LoadFailure) {
      return try DealDiscovery(files: files).deal(for: ["-"])
    } catch {
      throw LoadFailure(
        "found no \(Deal.fileName) from the working folder up", code: "no-deal",
        help: "name a pack with --pack, or a deal with --deal")
    }
  }

  func load(_ files: Files) throws(LoadFailure) -> Pack {
    if let pack {
      guard files.exists(FilePath.join(pack, "pack.yaml")) else {
        throw LoadFailure(
          "there is no pack in '\(pack)'", code: "no-file", help: "a pack is a folder with a pack.yaml")
      }
      return try PackLoader.load(pack, files: files).pack
    }
    guard let deal = try dealPath(files) else { throw LoadFailure("no pack to read", code: "no-pack") }
    return try PackLoader.load(try Deal.packDirectory(of: deal, files: files), files: files).pack
  }

  /// The rule tests that lie in the folders of a pack and of what it imports.
  func tests(of pack: Pack, _ files: Files) throws(LoadFailure) -> [RuleTest] {
    var tests: [RuleTest] = []
    for module in pack.modules {
      for name in files.list(module.directory) where name.hasSuffix(".test.yaml") {
        tests.append(try RuleTest.load(try files.read(FilePath.join(module.directory, name))))
      }
    }
    return tests
  }
}

/// What `--source` names: `NAME=FILE`, or a file alone.
struct SourceCopy {
  /// Nil where the pack is to say which of its sources is meant: it has one.
  let name: String?
  let path: String

  init(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    name = parts.count == 2 ? String(parts[0]) : nil
    path = String(parts[parts.count - 1])
  }
}

/// The reader's own copies of what a pack cites.
struct SourceOptions: ParsableArguments {
  @Option(
    name: .customLong("source"), parsing: .singleValue,
    help: ArgumentHelp(
      "Your own copy of a document that the pack cites; its SHA-256 must be the pack's. The name may be left out where the pack has one source.",
      valueName: "name=file"),
    completion: .file())
  var copies: [String] = []

  /// The documents that are named, each checked against the digest that the pack gives.
  func documents(for pack: Pack, _ files: Files) throws(LoadFailure) -> [(name: String, document: SourceDocument)] {
    var documents: [(name: String, document: SourceDocument)] = []
    for text in copies {
      let copy = SourceCopy(text)
      let file = try files.read(copy.path)
      let document = SourceDocument(file, digest: ContentDigest.sha256(file.bytes))
      let names = pack.sources.map(\.name.text)
      let name = if let name = copy.name { name } else { try SourceChecker.onlySource(among: names, for: document) }
      documents.append((name, document))
    }
    let wrong = SourceChecker(documents).wrongCopies(for: pack)
    if !wrong.isEmpty { throw LoadFailure(wrong) }
    return documents
  }
}
