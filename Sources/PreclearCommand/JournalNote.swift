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
