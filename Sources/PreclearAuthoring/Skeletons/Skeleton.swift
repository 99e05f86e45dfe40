import PreclearEngine
import PreclearLanguage

/// Files that an author begins with: they load, and their tests pass.
package struct Skeleton: Sendable {
  /// Paths as the user gave them, in the order in which they are written.
  package let files: [(path: String, text: String)]
  /// Files that are there already, as they will be: a list has one more entry.
  package var replaced: [(path: String, text: String)] = []
  /// What to do next, one command a line.
  package let next: [String]

  /// Where its files are laid over those that are there already: what is written can be tried before it is.
  package func over<Files: FileAccess>(_ files: Files) -> SkeletonFiles<Files> {
    SkeletonFiles(base: files, texts: self.files + replaced)
  }

  /// The rule tests among its files.
  package var tests: [String] { files.map(\.path).filter { $0.hasSuffix(".test.yaml") } }
}

/// The files of a skeleton before they are written.
package struct SkeletonFiles<Base: FileAccess>: FileAccess {
  let base: Base
  let texts: [(path: String, text: String)]

  package func read(_ path: String) throws(LoadFailure) -> SourceFile {
    if let text = texts.first(where: { FilePath.join(".", $0.path) == FilePath.join(".", path) })?.text {
      return SourceFile(path: path, text: text)
    }
    return try base.read(path)
  }

  package func exists(_ path: String) -> Bool {
    texts.contains { FilePath.join(".", $0.path) == FilePath.join(".", path) } || base.exists(path)
  }

  package func list(_ directory: String) -> [String] {
    let own = texts.map { FilePath.join(".", $0.path) }
      .filter { FilePath.directory(of: $0) == FilePath.join(".", directory) }
      .map { String($0.split(separator: "/").last ?? "") }
    return Set(base.list(directory) + own).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension Skeleton {
  /// Whether a name can be the name of a pack, a deal or a rule without quotes.
  package static func checkName(_ name: String, _ what: String) throws(LoadFailure) {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
    guard isPlain, let first = name.utf8.first, first >= UInt8(ascii: "a") else {
      throw LoadFailure(
        "'\(name)' is no name for \(what)", code: "name",
        help: "write small letters, digits and hyphens, a letter first: 'largest-sale'")
    }
  }
}
