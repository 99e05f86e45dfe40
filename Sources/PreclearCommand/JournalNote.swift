import PreclearEngine
import PreclearJournal

extension CheckJournal {
  /// Puts a check on record, and tells the person at the keyboard what had to be mended for it.
  func append(_ report: Report, _ inputs: CheckInputs, errorFormat: DiagnosticFormat) throws(LoadFailure) {
    let receipt = try append(report, inputs)
    let mended: String
    if receipt.cut > 0 {
      mended = "ended in \(receipt.cut) bytes of a record that was never finished; they were cut off"
    } else if receipt.endedLine {
      mended = "ended without the line break of its last record; it was added"
    } else {
      return
    }
    let note = Diagnostic("'\(path)' \(mended)", code: "journal-torn", severity: .note)
    Console.report([note], as: errorFormat)
  }
}

extension Journal {
  /// Throws where something else is to be read or written that is the journal's own, or the journal would be no file. Before anything is judged.
  func keepApart(from others: [String?]) throws(LoadFailure) {
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
