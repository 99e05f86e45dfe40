import PreclearEngine
import PreclearJournal

/// What lies beside a journal, held against its names.
enum KeptFilesState {
  /// Or there is nothing: a copy of the journal alone is verified as it is.
  case sound
  case damaged(path: String)
  /// The store is its owner's alone; the journal may be anybody's.
  case unread(reason: String)

  init(of journal: Journal) {
    do throws(LoadFailure) {
      self = try journal.store.damagedObject().map { .damaged(path: $0) } ?? .sound
    } catch {
      self = .unread(reason: error.diagnostics.first?.message ?? "")
    }
  }
}

/// What a verification came to, in words.
enum VerificationText {
  static func render(
    _ verification: Verification, path: String, signed: Checkpoint?, kept: KeptFilesState = .sound
  ) -> String {
    if let damage = verification.damage {
      return """
        \(Diagnostic.printable(path)):\(damage.line): \(damage.kind.rawValue): record \(damage.seq): \(damage.detail)
        \(before(damage, verification))
        """
    }
    var lines = ["whole: \(records(verification.tree.size))"]
    lines.append("root: \(verification.tree.root(of: verification.tree.size).hexadecimal)")
    if let signed {
      lines.append("signed: the first \(records(signed.size)), by \(signed.origin)")
    } else {
      lines.append("not held against a checkpoint: an end that was cut off would not show")
    }
    if verification.torn > 0 {
      lines.append(
        "torn: after them \(verification.torn) bytes of a record that was never finished; the next append cuts them off"
      )
    }
    if verification.lacksLineBreak {
      lines.append("unfinished: the last record lacks its line break alone; the next append keeps it, and adds that")
    }
    switch kept {
    case .sound: break
    case .unread(let reason): lines.append("kept: not looked at: \(reason)")
    case .damaged(let path):
      lines.append(
        "kept: \(Diagnostic.printable(path)): changed: its content does not have the hash that is its name, and no check "
          + "that rests on it can be judged again; take it away, and the next check by the same files puts it back")
    }
    return lines.joined(separator: "\n")
  }

  private static func before(_ damage: Verification.Damage, _ verification: Verification) -> String {
    let count = min(verification.tree.size, damage.seq)
    guard damage.kind != .unsigned else { return "nothing can be said of single records" }
    return count == 0 ? "before it: nothing" : "before it: \(records(count)), a chain"
  }

  private static func records(_ count: Int) -> String { count == 1 ? "1 record" : "\(count) records" }
}
