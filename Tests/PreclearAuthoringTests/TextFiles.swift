import PreclearEngine
import PreclearLanguage

/// Files that exist as text only.
struct TextFiles: FileAccess {
  var texts: [String: String]

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let text = texts[path] else { throw LoadFailure("there is no file '\(path)'", code: "no-file") }
    return SourceFile(path: path, text: text)
  }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  func list(_ directory: String) -> [String] {
    texts.keys.filter { FilePath.directory(of: $0) == directory }
      .map { String($0.split(separator: "/").last ?? "") }.sorted()
  }
}
