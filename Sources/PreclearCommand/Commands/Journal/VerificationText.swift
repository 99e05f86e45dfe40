import PreclearEngine
import PreclearJournal

/// What a verification came to, in words.
enum VerificationText {
  static func render(_ verification: Verification, path: String, signed: Checkpoint?) -> String {
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
    return lines.joined(separator: "\n")
  }

  private static func before(_ damage: Verification.Damage, _ verification: Verification) -> String {
    let count = min(verification.tree.size, damage.seq)
    guard damage.kind != .unsigned else { return "nothing can be said of single records" }
    return count == 0 ? "before it: nothing" : "before it: \(records(count)), a chain"
  }

  private static func records(_ count: Int) -> String { count == 1 ? "1 record" : "\(count) records" }
}
