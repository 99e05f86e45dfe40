import PreclearEngine
import PreclearJournal

extension Journal {
  /// Throws where something else is to be read or written that is the journal's own, or the journal would be no file. Before anything is judged.
  package func keepApart(from others: [String?]) throws(LoadFailure) {
    guard path != "-" else {
      throw LoadFailure(
        "a journal is a file, and '-' is a stream", code: "journal-path", help: "for a file of this name write './-'")
    }
    for case let other? in others where other != "-" && holds(other) {
      throw Files.failure(
        "'\(other)' is the journal '\(path)', or lies in its store", code: "journal-output", path: other,
        help: "name another file: nothing but its own records goes there")
    }
  }
}
