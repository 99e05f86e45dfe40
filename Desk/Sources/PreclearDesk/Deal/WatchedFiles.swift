import PreclearEngine
import PreclearFiles
import PreclearLanguage
import Synchronization

/// The files of a deal, with a note of each that was looked at, so that one that changes later is seen.
final class WatchedFiles: FileAccess {
  private let files = Files()
  /// By path; a folder stands here too, since a file may be added to it.
  private let stamps = Mutex<[String: FileStamp?]>([:])

  /// Whether every file is still what it was when it was read.
  var areUnchanged: Bool {
    stamps.withLock { $0.allSatisfy { files.stamp(of: $0.key) == $0.value } }
  }

  /// All that were looked at.
  var paths: [String] { stamps.withLock { $0.keys.sorted() } }

  private func note(_ path: String) {
    // Before it is read: what changes while it is read has another stamp afterwards.
    let stamp = files.stamp(of: path)
    stamps.withLock { stamps in
      if stamps.index(forKey: path) == nil { stamps.updateValue(stamp, forKey: path) }
    }
  }

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    note(path)
    return try files.read(path)
  }

  func exists(_ path: String) -> Bool {
    note(path)
    return files.exists(path)
  }

  func list(_ directory: String) -> [String] {
    note(directory)
    return files.list(directory)
  }
}
