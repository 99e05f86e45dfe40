import Foundation
import Testing

/// The walls that the compiler does not build, found by reading the sources.
@Suite struct LayeringTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources")

  /// What each library may import; of the libraries' files only those listed may be unsafe.
  private static let imports: [(target: String, modules: Set<String>)] = [
    ("PreclearEngine", []),
    ("PreclearLanguage", ["PreclearEngine", "CLibYAML", "Dispatch", "Synchronization"]),
    ("PreclearReports", ["PreclearEngine"]),
    ("PreclearAuthoring", ["PreclearEngine", "PreclearLanguage"]),
    ("PreclearJournal", ["PreclearEngine", "PreclearLanguage", "Crypto", "Synchronization"]),
  ]
  private static let reader = "PreclearLanguage/Documents/YAMLReader.swift"
  private static let unsafeFiles: Set<String> = [
    reader, "PreclearEngine/Values/Column.swift", "PreclearEngine/Log/LineWords.swift",
    "PreclearJournal/Storage/DurableFile.swift",
  ]

  /// Every Swift file below a folder of Sources, by its path from there.
  private func files(_ folder: String = "") throws -> [(path: String, text: String)] {
    let paths = try FileManager.default.subpathsOfDirectory(
      atPath: Self.sources.appendingPathComponent(folder).path)
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let whole = folder.isEmpty ? path : "\(folder)/\(path)"
      return (whole, try String(contentsOf: Self.sources.appendingPathComponent(whole), encoding: .utf8))
    }
  }

  @Test func libraryImportsOnlyWhatLiesBelowIt() throws {
    for (target, modules) in Self.imports {
      let files = try files(target)
      #expect(!files.isEmpty, "\(target)")
      for (path, text) in files {
        let found = text.matches(of: /(?m)^(?:[@a-z]+ )*import (\w+)/).map { String($0.1) }
        #expect(Set(found).isSubset(of: modules), "\(path)")
      }
    }
  }

  @Test func onlyTheReaderOfYAMLTouchesC() throws {
    for target in Self.imports.map(\.target) {
      for (path, text) in try files(target) where path != Self.reader {
        #expect(Self.unsafeFiles.contains(path) || !text.contains(/\bunsafe\b/), "\(path)")
        #expect(!text.contains("CLibYAML"), "\(path)")
      }
    }
  }

  /// Everything about a deal is YAML: another deal needs no Swift.
  @Test func noWordOfADealStandsInTheSources() throws {
    let words = /\b(cantor|neotherapeutics|warrants?|lock.?up|rights.?plan|nasd|placements?|debentures?)\b/
    for (path, text) in try files() {
      #expect(text.matches(of: words.ignoresCase()).map { String($0.0) } == [], "\(path)")
    }
  }
}
