import Foundation
import PreclearAuthoring
import Testing

/// The codes that reading a pack, a deal or a rule test can give, each explained once.
@Suite struct RuleMistakesTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  /// What reads packs, deals and tests; files of it that serve a command with mistakes of its own are left out.
  private static let readers = [
    "PreclearLanguage/Documents/YAML", "PreclearLanguage/Documents/Document", "PreclearLanguage/Packs",
    "PreclearLanguage/Typing", "PreclearLanguage/Syntax", "PreclearLanguage/Compilation/Compile",
    "PreclearLanguage/Deals/Deal.swift", "PreclearLanguage/Deals/EventDecoder", "PreclearAuthoring/RuleTest",
  ]

  private static func codes(in folders: [String]) throws -> Set<String> {
    var codes: Set<String> = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      guard let name = file.path.split(separator: "/Sources/").last.map(String.init),
        folders.contains(where: name.hasPrefix)
      else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /code: "([a-z-]+)"/) { codes.insert(String(match.output.1)) }
    }
    return codes
  }

  @Test func everyCodeOfTheLoaderIsExplained() throws {
    let codes = try Self.codes(in: Self.readers)
    #expect(codes.count > 50)
    let explained = Set(RuleMistakes.all.map(\.code))
    #expect(codes.subtracting(explained).sorted() == [])
  }

  @Test func everyCodeIsExplainedOnceAndExists() throws {
    let codes = RuleMistakes.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(Set(codes).subtracting(try Self.codes(in: ["Preclear"])).sorted() == [])
    for mistake in RuleMistakes.all {
      #expect(mistake.explanation.hasSuffix(".") && !mistake.title.hasSuffix("."), "\(mistake.code)")
    }
  }
}
